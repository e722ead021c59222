package dev.canopy.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Verifies a log from its first byte to its last, without opening it for writing and without
 * believing anything in it: each line must be byte for byte what our writer could have written, and
 * chain.
 */
public final class AuditVerifier {
  private static final int CHUNK_BYTES = 1 << 20;

  private final Chain chain = Chain.ofManyLines();
  private final byte @Nullable [] wantedHash;
  private final Expectation expected;
  private boolean found;
  private long entries;
  private long bytes;
  private @Nullable String firstTs;
  private long clockBacks;
  private long firstClockBackLine;

  private AuditVerifier(Expectation expected) {
    this.expected = expected;
    var hash = expected.entryHash();
    this.wantedHash = hash == null ? null : HexFormat.of().parseHex(hash);
  }

  /** Verifies what a chain alone can show. */
  public static Verdict verify(Path log) throws AuditException {
    return verify(log, Expectation.NONE);
  }

  /**
   * Verifies the chain, and that the log holds what someone outside remembers of it.
   *
   * @throws AuditException if the log cannot be read; a log that is not there is not intact
   */
  public static Verdict verify(Path log, Expectation expected) throws AuditException {
    try (var channel = FileChannel.open(log, StandardOpenOption.READ)) {
      return verify(channel, channel.size(), expected);
    } catch (NoSuchFileException e) {
      throw new AuditException("there is no log at `" + log + "`", e);
    } catch (IOException e) {
      throw new AuditException("cannot read `" + log + "`: " + e.getMessage(), e);
    }
  }

  /** Verifies what comes out of the channel; the size only says how much to read at once. */
  static Verdict verify(ReadableByteChannel log, long size, Expectation expected)
      throws IOException {
    return new AuditVerifier(expected).run(log, size);
  }

  private Verdict run(ReadableByteChannel channel, long size) throws IOException {
    var chunkBytes = (int) Math.max(1 << 12, Math.min(CHUNK_BYTES, size));
    // One byte of scratch space before the first line, one line left over, one chunk.
    var buffer = new byte[1 + LineCheck.MAX_LINE_BYTES + 1 + chunkBytes + 1];
    var chunks = ByteBuffer.allocate(chunkBytes);
    var filled = 1;
    while (true) {
      chunks.clear();
      if (channel.read(chunks) < 0) {
        break;
      }
      chunks.flip();
      var end = filled + chunks.remaining();
      chunks.get(buffer, filled, end - filled);
      buffer[end] = '\n'; // ends every loop of the check
      var from = 1;
      while (from < end) {
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
        count(feed + 1 - from);
        from = feed + 1;
      }
      if (end - from > LineCheck.MAX_LINE_BYTES) {
        return broken(Fault.TOO_LONG, bytes);
      }
      System.arraycopy(buffer, from, buffer, 1, end - from);
      filled = 1 + end - from;
    }
    return verdict(filled - 1);
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
    if (entries == 0) {
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
  }

  private long placeOf(Fault fault, int from) {
    return switch (fault) {
      case WRONG_SEQ, WRONG_PREV_HASH, NO_GENESIS -> bytes;
      default -> bytes + chain.faultPlace() - from;
    };
  }

  private Verdict.Broken broken(Fault fault, long place) {
    return new Verdict.Broken(chained(), entries + 1, bytes, place, fault);
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
        bytes,
        chain.head(),
        firstTs,
        entries == 0 ? null : chain.lastTs(),
        clockBacks,
        firstClockBackLine);
  }
}
