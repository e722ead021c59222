package dev.canopy.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The files that a log consists of, in their order. */
public final class AuditSegments {
  private AuditSegments() {}

  /**
   * The closed segments, oldest first, and then the log's own file, whether or not it is there.
   * While another process closes a segment, that one can be missing: then what is in the last file
   * does not follow what is in the one before it, and one asks again.
   */
  public static List<Path> files(Path log) throws IOException {
    return List.copyOf(parts(log).values());
  }

  /** As {@link #files}, each by the index of its first entry, in their order. */
  static Map<Long, Path> parts(Path log) throws IOException {
    var paths = paths(log);
    var parts = new LinkedHashMap<Long, Path>();
    var end = minimumIndex(log);
    for (var name : paths.closedSegments(RealDisk.INSTANCE)) {
      parts.put(name.first(), paths.segment(name));
      end = name.end();
    }
    parts.put(end, log);
    return parts;
  }

  /** Segments lie beside the file that a symbolic link names. */
  private static LogPaths paths(Path log) throws IOException {
    return new LogPaths(Files.exists(log) ? log.toRealPath() : log.toAbsolutePath());
  }

  /** The index of the first entry that is still there; what was before it was pruned. */
  public static long minimumIndex(Path log) throws IOException {
    var paths = paths(log);
    var segments = paths.closedSegments(RealDisk.INSTANCE);
    if (!segments.isEmpty()) {
      return segments.get(0).first();
    }
    var remains = Remains.read(RealDisk.INSTANCE, paths);
    return remains == null ? 0 : remains.below();
  }

  /** The closed segments that are there, oldest first, of a log that another process may write. */
  public static List<ClosedSegment> closed(Path log) throws IOException {
    var paths = paths(log);
    var closed = new ArrayList<ClosedSegment>();
    for (var name : paths.closedSegments(RealDisk.INSTANCE)) {
      try (var file = RealDisk.INSTANCE.openToRead(paths.segment(name))) {
        closed.add(
            new ClosedSegment(
                name.text(),
                name.first(),
                name.end() - 1,
                file.size(),
                LogEnd.firstTs(file),
                LogEnd.lastTs(file)));
      } catch (NoSuchFileException e) {
        closed.clear(); // pruned just now, and all before it
      }
    }
    return List.copyOf(closed);
  }
}
