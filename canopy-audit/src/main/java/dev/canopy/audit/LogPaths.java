package dev.canopy.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the files of a log are.
 *
 * @param log the current segment, such as {@code audit.log}
 */
record LogPaths(Path log) {
  Path lock() {
    return log.resolveSibling(log.getFileName() + ".lock");
  }

  /** Everything but the current segment and the lock. */
  Path folder() {
    return log.resolveSibling(log.getFileName() + ".d");
  }

  Path segments() {
    return folder().resolve("segments");
  }

  Path segment(SegmentName name) {
    return segments().resolve(name.text());
  }

  /** The latest checkpoint. */
  Path checkpoint() {
    return folder().resolve("checkpoint");
  }

  /** Every checkpoint that was ever published, each followed by an empty line. */
  Path checkpoints() {
    return folder().resolve("checkpoints.log");
  }

  /** There while another log is put in the place of this one: see {@link LogRecovery}. */
  Path recovering() {
    return log.resolveSibling(log.getFileName() + ".recovering");
  }

  /** What is kept of entries that were pruned: see {@link Remains}. */
  Path pruned() {
    return folder().resolve("pruned");
  }

  /** Where a writer goes on: see {@link TreeState}. */
  Path state() {
    return folder().resolve("state");
  }

  /** The private key of the current epoch. */
  Path key() {
    return folder().resolve("checkpoint.key");
  }

  /** The private key of the next epoch, while one is being replaced by the other. */
  Path nextKey() {
    return folder().resolve("checkpoint.key.next");
  }

  /** Space that is kept for the last words when the disk is full. */
  Path ballast() {
    return folder().resolve("ballast");
  }

  /** A tile in the layout of C2SP tlog-tiles. */
  Path tile(int level, long index, int width) {
    return folder().resolve(new TilePath(level, index, width).path());
  }

  /** The closed segments that are there, in order. */
  List<SegmentName> closedSegments(Disk disk) throws IOException {
    var names = new ArrayList<SegmentName>();
    for (var name : disk.names(segments(), SegmentName.ENDING)) {
      SegmentName.parse(name).ifPresent(names::add);
    }
    names.sort(null);
    return names;
  }
}
