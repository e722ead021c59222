package dev.canopy.audit;

import dev.canopy.json.JsonObject;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a crash leaves at the end of a log: the torn end of a batch that was never acknowledged. It
 * is kept aside, cut off, and an {@code audit.recovery} entry tells of it. If a crash does not
 * explain it, the log is refused as it is.
 */
final class TornEnd {
  /** The name says this until the log has an entry about it. */
  private static final String PENDING = ".pending";

  private TornEnd() {}

  /** Cuts off what stands after the last entry; in the committer's turn. */
  static void recover(LogEnd end, long fileSize) throws IOException, Poisoned {
    var log = end.file();
    var from = end.offset();
    var length = fileSize - from;
    var rest =
        length > LogWriter.MAX_BATCH_BYTES ? new byte[0] : TailScan.read(log, from, (int) length);
    if (rest.length == 0 || !TailScan.isTorn(rest)) {
      throw new Poisoned(
          AuditException.ofDamage(
              "`"
                  + end.paths.log()
                  + "` is broken after its entry "
                  + (end.size() - 1)
                  + ", at byte "
                  + from
                  + help(end.fault())));
    }
    var sha256 = Hex.encode(Chain.sha256().digest(rest));
    var time = new byte[LineCheck.TS_BYTES];
    new Timestamps().write(Timestamps.epochMicros(end.clock.instant()), time, 0);
    var name = new StringBuilder("torn-");
    for (var c : time) {
      if (c != '-' && c != ':') {
        name.append((char) c);
      }
    }
    name.append('-').append(sha256, 0, 8).append(PENDING);
    end.disk.writeAside(end.paths.folder().resolve(name.toString()), rest);
    log.truncate(from);
    log.force();
  }

  static String help(@Nullable Fault fault) {
    return (fault == null ? "" : ": " + fault.words()) + "; see `canopy verify`";
  }

  /** Appends the entries about what was cut off; in the committer's turn. */
  static void record(LogEnd end) throws IOException, AuditException, Poisoned {
    var folder = end.paths.folder();
    for (var name : end.disk.names(folder, PENDING)) {
      var torn = end.disk.read(folder.resolve(name));
      var finalName = name.substring(0, name.length() - PENDING.length());
      end.appendOwn(
          "audit.recovery",
          JsonObject.builder()
              .put("bytes", torn.length)
              .put("sha256", Hex.encode(Chain.sha256().digest(torn)))
              .put("file", finalName)
              .build());
      end.disk.rename(folder.resolve(name), folder.resolve(finalName));
    }
  }
}
