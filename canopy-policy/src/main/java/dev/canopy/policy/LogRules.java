package dev.canopy.policy;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * What a policy wants logged of a payload. Names of fields are compared without case, {@code _} and
 * {@code -}, as everywhere in a payload. Immutable.
 */
public final class LogRules {
  /** Where no policy says otherwise: every field is committed to. */
  public static final LogRules STANDARD = new LogRules(true, Set.of(), Set.of());

  private final boolean committed;
  private final Set<String> clear;
  private final Set<String> never;

  /** How a field is kept. */
  public enum Keep {
    /** In the log as it is: it can never be erased. */
    CLEAR,
    /** Beside the log, where it can be erased; the log holds a commitment. */
    COMMITTED,
    /** Nowhere. */
    NEVER
  }

  /**
   * Rules for the fields of payloads.
   *
   * @param committed true if what no other rule names is committed to, false if it is kept nowhere
   * @param clear the fields that stand in the log as they are
   * @param never the fields of which nothing is kept; they outrank those in clear
   */
  LogRules(boolean committed, Set<String> clear, Set<String> never) {
    this.committed = committed;
    this.clear = plain(clear);
    this.never = plain(never);
  }

  private static Set<String> plain(Set<String> names) {
    var plain = new HashSet<String>();
    for (var name : names) {
      plain.add(plain(name));
    }
    return Set.copyOf(plain);
  }

  static String plain(String name) {
    return name.replace("_", "").replace("-", "").toLowerCase(Locale.ROOT);
  }

  /** How a field of a payload is kept. */
  public Keep keep(String field) {
    if (!keepsLess() && clear.isEmpty()) {
      return Keep.COMMITTED;
    }
    var plain = plain(field);
    if (never.contains(plain)) {
      return Keep.NEVER;
    }
    return clear.contains(plain) ? Keep.CLEAR : committed ? Keep.COMMITTED : Keep.NEVER;
  }

  /** True if some fields are kept nowhere. */
  public boolean keepsLess() {
    return !committed || !never.isEmpty();
  }

  /** True if no field is kept. */
  public boolean keepsNothing() {
    return !committed && clear.isEmpty();
  }
}
