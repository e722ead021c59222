package dev.canopy.policy;

import dev.canopy.effects.Effect;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The closed set of effects, as policies name them; each has a bit, so that sets are one int. */
enum EffectKind {
  RUNS,
  READS,
  WRITES,
  DELETES,
  CONNECTS,
  RUNS_REMOTE_CODE,
  INSTALLS,
  ESCALATES,
  PERSISTS,
  CHANGES_SYSTEM,
  DESTROYS,
  CHANGES,
  READS_SECRET,
  SENDS,
  POISONS_ENVIRONMENT,
  SPENDS,
  CALLS_TOOL,
  UNRESOLVED;

  /** Every kind. */
  static final int ALL = -1;

  private static final EffectKind[] VALUES = values();

  final String wireName = name().toLowerCase(Locale.ROOT);

  @SuppressWarnings("EnumOrdinal") // a bit for one run of the program; never stored
  int bit() {
    return 1 << ordinal();
  }

  /** The bit of an effect's kind. */
  static int bitOf(Effect effect) {
    return of(effect).bit();
  }

  private static EffectKind of(Effect effect) {
    if (effect instanceof Effect.Runs) {
      return RUNS;
    }
    if (effect instanceof Effect.Reads) {
      return READS;
    }
    if (effect instanceof Effect.Writes) {
      return WRITES;
    }
    if (effect instanceof Effect.Deletes) {
      return DELETES;
    }
    if (effect instanceof Effect.Connects) {
      return CONNECTS;
    }
    if (effect instanceof Effect.Unresolved) {
      return UNRESOLVED;
    }
    return rare(effect);
  }

  private static EffectKind rare(Effect effect) {
    for (var kind : VALUES) {
      if (kind.wireName.equals(effect.kind())) {
        return kind;
      }
    }
    throw new IllegalStateException("an effect without a kind: " + effect.kind());
  }

  static @Nullable EffectKind named(String name) {
    for (var kind : VALUES) {
      if (kind.wireName.equals(name)) {
        return kind;
      }
    }
    return null;
  }

  static List<String> names() {
    var names = new ArrayList<String>();
    for (var kind : VALUES) {
      names.add(kind.wireName);
    }
    return names;
  }

  /** The names of the kinds in a set. */
  static String describe(int bits) {
    var names = new ArrayList<String>();
    for (var kind : VALUES) {
      if ((bits & kind.bit()) != 0) {
        names.add(kind.wireName);
      }
    }
    return names.size() == 1 ? names.get(0) : "[" + String.join(", ", names) + "]";
  }
}
