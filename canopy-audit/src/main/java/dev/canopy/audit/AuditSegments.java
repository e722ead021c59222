package dev.canopy.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    // Segments lie beside the file that a symbolic link names.
    var paths = new LogPaths(Files.exists(log) ? log.toRealPath() : log.toAbsolutePath());
    var parts = new LinkedHashMap<Long, Path>();
    var end = 0L;
    for (var name : paths.closedSegments(RealDisk.INSTANCE)) {
      parts.put(name.first(), paths.segment(name));
      end = name.end();
    }
    parts.put(end, log);
    return parts;
  }

  /** The index of the first entry that is still there; what was before it was pruned. */
  public static long minimumIndex(Path log) throws IOException {
    var paths = new LogPaths(Files.exists(log) ? log.toRealPath() : log.toAbsolutePath());
    var segments = paths.closedSegments(RealDisk.INSTANCE);
    return segments.isEmpty() ? 0 : segments.get(0).first();
  }
}
