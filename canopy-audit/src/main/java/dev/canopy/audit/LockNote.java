package dev.canopy.audit;

import org.jspecify.annotations.Nullable;

/**
 * What a log's lock file says. None of it is needed to verify a log; it lets the next one to open
 * the log say who holds it, see that the log vanished, and know that it was closed in order.
 *
 * @param logId the id in the log's genesis entry
 * @param owner the process that holds the log for itself
 * @param cleanSize the size of the log when it was closed in order, or -1
 * @param cleanHead the hash of its last line then
 */
record LockNote(
    @Nullable String logId, @Nullable String owner, long cleanSize, @Nullable String cleanHead) {

  static LockNote parse(String words) {
    String logId = null;
    String owner = null;
    String cleanHead = null;
    var cleanSize = -1L;
    // Nothing forces this file to the disk, so after a crash anything may stand in it.
    var lines = words.split("\n", -1);
    for (var i = 0; i < lines.length - 1; i++) {
      var line = lines[i];
      if (line.startsWith("log ") && line.length() == 36 && Hex.isHex(line.substring(4))) {
        logId = line.substring(4);
      } else if (line.startsWith("owner ")) {
        owner = line.substring(6);
      } else if (line.startsWith("clean ") && line.length() > 71) {
        try {
          cleanSize = Long.parseLong(line.substring(6, line.length() - 65));
          cleanHead = line.substring(line.length() - 64);
        } catch (NumberFormatException e) {
          cleanSize = -1; // then the end of the log is looked at more closely
        }
      }
    }
    return new LockNote(logId, owner, cleanSize, cleanHead);
  }

  static String words(@Nullable String logId, @Nullable String owner) {
    return (logId == null ? "" : "log " + logId + "\n")
        + (owner == null ? "" : "owner " + owner + "\n");
  }

  static String closedInOrder(String logId, long size, String head) {
    return words(logId, null) + "clean " + size + " " + head + "\n";
  }
}
