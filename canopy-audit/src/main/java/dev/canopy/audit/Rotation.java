package dev.canopy.audit;

import dev.canopy.json.JsonObject;
import java.io.IOException;
import java.util.Objects;

/**
 * Closes a segment and begins another. The closed one ends with an {@code audit.rotate} entry and
 * is covered by a checkpoint; then its file is renamed into {@code audit.log.d/segments}, and a new
 * file begins with an {@code audit.segment} entry that chains on. One chain and one tree go through
 * all of them. Wherever this is cut short, the next writer goes on: an entry {@code audit.rotate}
 * at the end of a file says what is to come.
 */
final class Rotation {
  private Rotation() {}

  /** In the committer's turn. */
  static void rotate(LogEnd end, Sealing sealing) throws IOException, AuditException, Poisoned {
    end.appendOwn(
        "audit.rotate",
        JsonObject.builder()
            .put("segment", new SegmentName(end.segmentFirst(), nextCount(end)).text())
            .build());
    end.force();
    sealing.sealNow();
    finish(end, sealing.origin());
  }

  private static long nextCount(LogEnd end) {
    return end.size() + 1 - end.segmentFirst();
  }

  /** Goes on after an {@code audit.rotate} entry, wherever it was cut short. */
  static void finish(LogEnd end, String origin) throws IOException, AuditException, Poisoned {
    var paths = end.paths;
    var disk = end.disk;
    var name = new SegmentName(end.segmentFirst(), end.size() - end.segmentFirst());
    if (disk.identity(paths.log()) != null
        && Objects.equals(disk.identity(paths.log()), end.identity())) {
      if (disk.identity(paths.segment(name)) != null) {
        throw end.poisoned("is to become `" + paths.segment(name) + "`, which is there already");
      }
      disk.rename(paths.log(), paths.segment(name));
    }
    begin(end, origin);
  }

  /** The closed segment is in its place: begins the file after it. */
  static void begin(LogEnd end, String origin) throws IOException, AuditException, Poisoned {
    var paths = end.paths;
    var first = end.size();
    end.disk.create(paths.log());
    end.disk.forceFolderOf(paths.log());
    end.openFile(paths.log(), first, 0);
    if (end.file().size() == 0) {
      announce(end, origin);
    }
  }

  /** The first entry of a segment that is not the first. */
  static void announce(LogEnd end, String origin) throws AuditException, Poisoned {
    end.appendOwn(
        "audit.segment",
        JsonObject.builder().put("log_id", end.logId()).put("origin", origin).build());
  }

  /** True if the segment that this process had open, and has read to its end, was deleted. */
  private static boolean wasPruned(LogEnd end) throws IOException {
    var remains = Remains.read(end.disk, end.paths);
    return remains != null && remains.below() >= end.size();
  }

  /**
   * Follows the log to where other processes rotated it: reads the segment that this process had
   * open to its end, then each one after it.
   *
   * @return false if that is not why another file is at the log's path
   */
  static boolean follow(LogEnd end, String origin) throws IOException, AuditException, Poisoned {
    var paths = end.paths;
    var disk = end.disk;
    end.scan(end.file().size(), (buffer, from, to) -> {});
    if (!end.endsInRotation() || end.offset() != end.file().size()) {
      return false;
    }
    var mine = new SegmentName(end.segmentFirst(), end.size() - end.segmentFirst());
    var there = disk.identity(paths.segment(mine));
    if (!Objects.equals(there, end.identity()) && !(there == null && wasPruned(end))) {
      return false;
    }
    for (var name : paths.closedSegments(disk)) {
      if (name.first() == end.size()) {
        end.openFile(paths.segment(name), name.first(), 0);
        end.scan(end.file().size(), (buffer, from, to) -> {});
        if (!end.endsInRotation()
            || end.offset() != end.file().size()
            || end.size() != name.end()) {
          return false;
        }
      }
    }
    var remains = Remains.read(disk, paths);
    if (remains != null && remains.below() > end.size()) {
      throw end.poisoned(
          "was pruned up to entry "
              + remains.below()
              + ", which this process had not read: open it anew");
    }
    if (disk.identity(paths.log()) == null) {
      begin(end, origin); // the other process died right here
    } else {
      end.openFile(paths.log(), end.size(), 0);
    }
    return true;
  }
}
