package dev.canopy.audit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Verifies a log from its first byte to its last, without opening it for writing and without
 * believing anything in it: each line must be byte for byte what our writer could have written, and
 * chain.
 */
public final class AuditVerifier {
  private static final int CHUNK_BYTES = 1 << 18; // what a core's cache holds

  /** Starting threads for less takes longer than they save. */
  private static final long WORTH_HELP_BYTES = 4 << 20;

  /** The thread that compares and keeps the tree has no more work for them. */
  private static final int MOST_HELPERS = 4;

  /** So often segments may be pruned between being found and being read. */
  private static final int TRIES = 5;

  private Chain chain = Chain.ofManyLines();
  private final @Nullable SealCheck seals;
  private final byte @Nullable [] wantedHash;
  private final Expectation expected;
  private boolean found;
  private long first;
  private long entries;
  private long bytes;
  private long fileBytes;
  private long fileFirst;

  /** How many entries the file has, if its name says so; or -1. */
  private long fileCount = -1;

  private String segment = "";
  private @Nullable String firstTs;
  private long clockBacks;
  private long firstClockBackLine;

  private AuditVerifier(Expectation expected, @Nullable SealCheck seals) {
    this.expected = expected;
    this.seals = seals;
    var hash = expected.entryHash();
    this.wantedHash = hash == null ? null : HexFormat.of().parseHex(hash);
  }

  /** Verifies what a chain alone can show. */
  public static Verdict verify(Path log) throws AuditException {
    return verify(log, Expectation.NONE);
  }

  /**
   * Verifies the chain through all segments, the checkpoints that are beside the log, and that the
   * log holds what someone outside remembers of it.
   *
   * @throws AuditException if the log cannot be read; a log that is not there is not intact
   */
  public static Verdict verify(Path log, Expectation expected) throws AuditException {
    return assess(log, expected, null).verdict();
  }

  /**
   * Verifies as {@link #verify}, and says what is signed.
   *
   * @param pinned the log's key, from outside; null to take the one that the log names
   * @throws AuditException if the log cannot be read; a log that is not there is not intact
   */
  public static Assessment assess(Path log, Expectation expected, @Nullable NoteKey pinned)
      throws AuditException {
    return assess(log, expected, pinned, Outside.NOTHING);
  }

  /**
   * Verifies as {@link #verify}, and says what is signed and how far others vouch for the log.
   *
   * @param pinned the log's key, from outside; null to take the one that the log names
   * @param outside what others know; the log must fit all of it
   * @throws AuditException if the log cannot be read; a log that is not there is not intact
   */
  public static Assessment assess(
      Path log, Expectation expected, @Nullable NoteKey pinned, Outside outside)
      throws AuditException {
    try {
      var real = real(log);
      for (var tries = 1; ; tries++) {
        var first = AuditSegments.minimumIndex(real);
        try {
          var seals = SealCheck.of(new LogPaths(real), pinned, first, expected, outside);
          return new AuditVerifier(expected, seals).assess(real, first);
        } catch (NoSuchFileException e) {
          if (tries == TRIES || !Files.exists(real)) {
            throw e;
          } // else a segment was pruned meanwhile
        }
      }
    } catch (NoSuchFileException e) {
      throw new AuditException("there is no log at `" + log + "`", e);
    } catch (IOException e) {
      throw new AuditException("cannot read `" + log + "`: " + e.getMessage(), e);
    }
  }

  private Assessment assess(Path log, long minimumIndex) throws IOException {
    var seals = Objects.requireNonNull(this.seals);
    first = minimumIndex;
    entries = first;
    found = seals.hasFoundExpected();
    if (first > 0) {
      var start = seals.start();
      chain = start == null ? Chain.ofManyLinesFromAnywhere() : Chain.ofManyLinesAt(start);
    }
    Verdict verdict = null;
    var files = AuditSegments.files(log);
    for (var i = 0; i < files.size() && verdict == null; i++) {
      var file = files.get(i);
      var closed = i < files.size() - 1;
      segment = closed ? String.valueOf(file.getFileName()) : "";
      fileFirst = entries;
      fileBytes = 0;
      if (!closed && i > 0 && !Files.exists(file)) {
        break; // a rotation was cut short: the file after the last segment was not made yet
      }
      fileCount = SegmentName.parse(segment).map(SegmentName::count).orElse(-1L);
      try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
        verdict = run(channel, channel.size(), closed);
      }
    }
    if (verdict == null) {
      verdict = verdict(0);
    }
    var anchoring = seals.anchoring();
    if (!(verdict instanceof Verdict.Broken)) {
      var against = seals.against(chained());
      if (against != null) {
        verdict = against;
      } else if (verdict instanceof Verdict.Intact intact) {
        verdict = seals.refined(intact, anchoring);
      }
    }
    return new Assessment(verdict, seals.seal(), anchoring);
  }

  private static Path real(Path log) throws IOException {
    return Files.exists(log) || AuditSegments.files(log).size() == 1
        ? log.toRealPath()
        : log.toAbsolutePath();
  }

  /** Verifies what comes out of the channel; the size only says how much to read at once. */
  static Verdict verify(ReadableByteChannel log, long size, Expectation expected)
      throws IOException {
    var verifier = new AuditVerifier(expected, null);
    var verdict = verifier.run(log, size, false);
    return verdict != null ? verdict : verifier.verdict(0);
  }

  /** Verifies in blocks of a size, with so many helpers; for tests. */
  static Verdict verifyInBlocks(ReadableByteChannel log, int chunkBytes, int helpers)
      throws IOException {
    var verifier = new AuditVerifier(Expectation.NONE, null);
    var verdict = verifier.run(log, chunkBytes, helpers, false);
    return verdict != null ? verdict : verifier.verdict(0);
  }

  /** Null if the file is in order and complete, for a closed one. */
  private @Nullable Verdict run(ReadableByteChannel channel, long size, boolean closed)
      throws IOException {
    var chunkBytes = (int) Math.max(1 << 12, Math.min(CHUNK_BYTES, size));
    var cores = Runtime.getRuntime().availableProcessors();
    var helpers = size < WORTH_HELP_BYTES || cores < 2 ? 0 : Math.min(cores, MOST_HELPERS);
    return run(channel, chunkBytes, helpers, closed);
  }

  private @Nullable Verdict run(
      ReadableByteChannel channel, int chunkBytes, int helpers, boolean closed) throws IOException {
    if (helpers == 0) {
      return run(new Blocks(channel, chunkBytes, 1, null), closed);
    }
    var threads =
        Executors.newFixedThreadPool(
            helpers,
            task -> {
              var thread = new Thread(task, "canopy-verify");
              thread.setDaemon(true);
              return thread;
            });
    try {
      return run(new Blocks(channel, chunkBytes, helpers + 2, threads), closed);
    } finally {
      threads.shutdown();
    }
  }

  private @Nullable Verdict run(Blocks blocks, boolean closed) throws IOException {
    for (var block = blocks.next(); block != null; block = blocks.next()) {
      var buffer = block.buffer;
      var end = block.end();
      var hashed = block.hashed();
      var from = 1;
      for (var i = 0;
          i < hashed.count()
              && entries - fileFirst != fileCount
              && chain.acceptHashed(buffer, from, hashed, i);
          i++) {
        from = taken(buffer, from, hashed.end(i));
      }
      while (from < end) {
        if (entries - fileFirst == fileCount) {
          return broken(Fault.WRONG_COUNT, fileBytes);
        }
        var feed = chain.acceptNext(buffer, from, end);
        if (feed < 0) {
          feed = nextLineFeed(buffer, from, end);
          if (feed < 0) {
            break;
          }
          var fault = chain.accept(buffer, from, feed);
          if (fault != null) {
            return broken(fault, placeOf(fault, from));
          }
        }
        from = taken(buffer, from, feed);
      }
      if (end - from > LineCheck.MAX_LINE_BYTES) {
        return broken(Fault.TOO_LONG, fileBytes);
      }
    }
    var rest = blocks.rest();
    if (closed) {
      if (rest > 0) {
        return broken(Fault.UNFINISHED, fileBytes);
      }
      return entries - fileFirst < fileCount ? broken(Fault.WRONG_COUNT, fileBytes) : null;
    }
    return verdict(rest);
  }

  /** Takes the line by which the chain has moved on; answers where the next one begins. */
  private int taken(byte[] buffer, int from, int feed) {
    if (seals != null) {
      seals.take(chain, buffer, from, feed);
    }
    count(feed + 1 - from);
    return feed + 1;
  }

  private static int nextLineFeed(byte[] b, int from, int end) {
    for (var i = from; i < end; i++) {
      if (b[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private void count(int lineBytes) {
    if (firstTs == null) {
      firstTs = chain.lastTs();
    }
    if (chain.clockWentBack()) {
      clockBacks++;
      if (clockBacks == 1) {
        firstClockBackLine = entries + 1;
      }
    }
    if (wantedHash != null
        && (expected.entryIndex() < 0 || expected.entryIndex() == entries)
        && chain.headIs(wantedHash)) {
      found = true;
    }
    entries++;
    bytes += lineBytes;
    fileBytes += lineBytes;
  }

  private long placeOf(Fault fault, int from) {
    return switch (fault) {
      case WRONG_SEQ, WRONG_PREV_HASH, NO_GENESIS -> fileBytes;
      default -> fileBytes + chain.faultPlace() - from;
    };
  }

  private Verdict.Broken broken(Fault fault, long place) {
    return new Verdict.Broken(chained(), entries + 1 - fileFirst, fileBytes, place, fault, segment);
  }

  private Verdict verdict(int tailBytes) {
    if (entries == 0 && tailBytes == 0) {
      return broken(Fault.EMPTY_LOG, 0);
    }
    if (entries < expected.minEntries() || (wantedHash != null && !found)) {
      return new Verdict.NotAsExpected(chained(), expected);
    }
    if (tailBytes > 0) {
      return new Verdict.TornTail(chained(), tailBytes);
    }
    return new Verdict.Intact(chained(), !expected.equals(Expectation.NONE));
  }

  private Verdict.Chained chained() {
    return new Verdict.Chained(
        entries,
        first,
        bytes,
        chain.head(),
        firstTs,
        entries == first ? null : chain.lastTs(),
        clockBacks,
        firstClockBackLine);
  }
}
