package dev.canopy.cli;

import java.util.Set;

/** What entries say of their actions beyond the kinds of their effects. */
final class EntryDetails {
  /** Kinds of effects that concern a file. */
  private static final Set<String> OF_FILES = Set.of("reads", "writes", "deletes", "persists");

  /** With these nobody knows which files are concerned. */
  private static final Set<String> OPEN = Set.of("unresolved", "runs_remote_code");

  /** Whether the action concerns a file, or one below a directory. */
  Match touches(LogItem item, String path) throws CommandFailure {
    var kinds = item.texts("effects");
    for (var kind : kinds) {
      if (OF_FILES.contains(kind) || OPEN.contains(kind)) {
        return Match.HIDDEN;
      }
    }
    return Match.NO;
  }

  /** Whether a value that is kept beside the log has the text in it. */
  Match disclosedContains(LogItem item, String text) throws CommandFailure {
    return item.json().get("committed") == null ? Match.NO : Match.HIDDEN;
  }
}
