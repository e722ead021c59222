package dev.canopy.records;

import dev.canopy.audit.AuditException;
import dev.canopy.audit.Disclosures;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What entries say of their actions beyond the kinds of their effects, as far as it is still beside
 * the log. Not safe for use by several threads.
 */
public final class EntryDetails implements AutoCloseable {
  /** Kinds of effects that concern a file. */
  private static final Set<String> OF_FILES = Set.of("reads", "writes", "deletes", "persists");

  /** With these nobody knows which files are concerned. */
  private static final Set<String> OPEN = Set.of("unresolved", "runs_remote_code");

  /** So many effects of an action are recorded at most; of more, some may not be told. */
  private static final int MAX_EFFECTS = 32;

  private static final String CUT = "…";
  private static final String MASK = "[masked:";

  private final Path log;
  private @Nullable Disclosures disclosures;

  /** Of the entries of a log; what is beside it is opened when it is first needed. */
  public EntryDetails(Path log) {
    this.log = log;
  }

  /**
   * Whether the action concerns a file, or one below a directory. Who deletes a directory deletes
   * what is below; of other actions on it nobody knows how deep they go.
   */
  Match touches(LogItem item, String path) throws AuditException {
    var kinds = item.texts("effects");
    var open = false;
    var ofFiles = !item.text("decision").isEmpty() && item.json().get("effects") == null;
    for (var kind : kinds) {
      open |= OPEN.contains(kind);
      ofFiles |= OF_FILES.contains(kind);
    }
    var match = open ? Match.HIDDEN : Match.NO;
    return ofFiles ? match.or(toldFiles(item, path)) : match;
  }

  private Match toldFiles(LogItem item, String path) throws AuditException {
    for (var revealed : reveal(item)) {
      var disclosure = revealed.disclosure();
      if (revealed.name().equals("judged")
          && disclosure != null
          && disclosure.value() instanceof JsonObject judged
          && judged.get("effects") instanceof JsonArray effects) {
        var match = effects.items().size() < MAX_EFFECTS ? Match.NO : Match.HIDDEN;
        for (var effect : effects.items()) {
          match = match.or(effect instanceof JsonObject o ? touches(o, path) : Match.HIDDEN);
        }
        return match;
      }
    }
    return Match.HIDDEN;
  }

  static Match touches(JsonObject effect, String path) {
    var kind = effect.string("kind").orElse("");
    if (!OF_FILES.contains(kind)) {
      return Match.NO;
    }
    var what = effect.string("what").orElse("");
    var certainty = effect.string("certainty").orElse("exact");
    return touches(kind, what, certainty, path);
  }

  /**
   * Whether an effect on a file concerns a path.
   *
   * @param what the file; a glob if the certainty is {@code pattern}, else, unless that is {@code
   *     exact}, what it begins with
   */
  private static Match touches(String kind, String what, String certainty, String path) {
    var known = knownPart(what, certainty);
    if (!known.startsWith("/")) {
      return Match.HIDDEN; // relative to who knows what
    }
    var wanted = withoutSlash(path);
    if (isBelow(known, wanted)) {
      return Match.YES;
    }
    if (certainty.equals("unknown") || (certainty.equals("pattern") && what.contains("/."))) {
      return Match.HIDDEN; // `..` may lead anywhere
    }
    if (known.length() < what.length() || certainty.equals("pattern")) {
      var mayGrow = wanted.startsWith(known) || (known + "/").startsWith(wanted + "/");
      return mayGrow || isBelow(wanted, withoutSlash(known)) ? Match.HIDDEN : Match.NO;
    }
    if (isBelow(wanted, withoutSlash(known))) {
      return kind.equals("deletes") ? Match.YES : Match.HIDDEN;
    }
    return Match.NO;
  }

  /** What of the text is surely the beginning of the file's name. */
  private static String knownPart(String what, String certainty) {
    var end = what.length();
    if (certainty.equals("pattern")) {
      for (var i = 0; i < end; i++) {
        if ("*?[{(+@!\\".indexOf(what.charAt(i)) >= 0) {
          end = i;
        }
      }
    }
    if (what.endsWith(CUT)) {
      end = Math.min(end, what.length() - CUT.length());
    }
    var mask = what.indexOf(MASK);
    return what.substring(0, mask >= 0 ? Math.min(end, mask) : end);
  }

  private static String withoutSlash(String path) {
    return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  /** True if the one path is the other, or below it. */
  private static boolean isBelow(String path, String directory) {
    return path.equals(directory) || path.startsWith(directory.equals("/") ? "/" : directory + "/");
  }

  /** Whether a value that is kept beside the log has the text in it. */
  Match disclosedContains(LogItem item, String text) throws AuditException {
    var match = Match.NO;
    for (var revealed : reveal(item)) {
      var disclosure = revealed.disclosure();
      match =
          match.or(
              disclosure == null
                  ? Match.HIDDEN
                  : Match.of(LogQuery.contains(disclosure.value(), text)));
    }
    return match;
  }

  private List<Disclosures.Revealed> reveal(LogItem item) throws AuditException {
    if (item.json().get("committed") == null) {
      return List.of();
    }
    var from = disclosures;
    if (from == null) {
      from = Disclosures.of(log);
      disclosures = from;
    }
    return from.reveal(item.json());
  }

  @Override
  public void close() {
    if (disclosures != null) {
      disclosures.close();
    }
  }
}
