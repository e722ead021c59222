package dev.canopy;

import dev.canopy.audit.AuditSegments;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads what was added to a log since the last look, whoever added it. The lines that it hands out
 * are one unbroken piece of the chain: where a line does not follow the one before, what was read
 * is forgotten and read again, and if it then still does not follow, that is an {@link
 * IOException}.
 *
 * <p>Not safe for use by several threads.
 */
final class LogTail {
  /** As the log has it: no line is longer. */
  private static final int MAX_LINE_BYTES = 65_535;

  private static final int BLOCK_BYTES = 1 << 18;
  private static final byte[] PREV_HASH = "\"prev_hash\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] TS = "{\"ts\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final int HASH_DIGITS = 64;
  private static final int TRIES = 3;

  /** Takes the lines in their order. */
  interface Reader {
    /** Forgets all lines: they come again. */
    void restart();

    /** The next line, without its line feed. */
    void line(byte[] line, String entryHash) throws IOException;
  }

  private final Path file;
  private final Reader reader;
  private @Nullable Object identity;
  private long offset = -1;
  private String lastHash = "";

  LogTail(Path file, Reader reader) {
    this.file = file;
    this.reader = reader;
  }

  /**
   * Hands the new lines to the reader.
   *
   * @param since on the first look, lines from before this are left out
   */
  void read(Instant since) throws IOException {
    try {
      if (offset >= 0 && readOnWhereLeft()) {
        return;
      }
      // Another process may close a segment while we look, and then it looks broken.
      for (var tries = 0; tries < TRIES; tries++) {
        if (readAnew(since)) {
          return;
        }
      }
      offset = -1;
      throw new IOException(
          "the log `" + file + "` is broken: a line does not follow the one before");
    } catch (NoSuchFileException e) {
      reader.restart();
      offset = -1;
    }
  }

  private boolean readOnWhereLeft() throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return Objects.equals(identity, identity()) && channel.size() >= offset && readOn(channel);
    }
  }

  /** Reads the segments that hold lines from {@code since} on. */
  private boolean readAnew(Instant since) throws IOException {
    reader.restart();
    lastHash = "";
    identity = identity();
    var files = AuditSegments.files(file);
    var first = files.size() - 1;
    while (first > 0 && !beginsBefore(files.get(first), since)) {
      first--;
    }
    for (var i = first; i < files.size(); i++) {
      try (var channel = FileChannel.open(files.get(i), StandardOpenOption.READ)) {
        offset = i == first ? startFor(channel, since) : 0;
        if (!readOn(channel)) {
          return false;
        }
      }
    }
    return Objects.equals(identity, identity());
  }

  private @Nullable Object identity() throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  private static boolean beginsBefore(Path segment, Instant since) throws IOException {
    try (var channel = FileChannel.open(segment, StandardOpenOption.READ)) {
      var buffer = ByteBuffer.allocate(100);
      fill(channel, buffer, 0);
      return startsBefore(buffer.array(), 0, buffer.position(), since);
    }
  }

  /** Reads to the last complete line; false if a line does not follow the one before. */
  private boolean readOn(FileChannel channel) throws IOException {
    var buffer = ByteBuffer.allocate(BLOCK_BYTES);
    while (true) {
      buffer.clear();
      fill(channel, buffer, offset);
      var bytes = buffer.array();
      var length = buffer.position();
      var start = 0;
      for (var i = 0; i < length; i++) {
        if (bytes[i] == '\n') {
          var line = Arrays.copyOfRange(bytes, start, i);
          if (!lastHash.isEmpty() && !lastHash.equals(prevHash(line))) {
            return false;
          }
          lastHash = Sha256.leafHex(line);
          reader.line(line, lastHash);
          start = i + 1;
        }
      }
      offset += start;
      if (length < BLOCK_BYTES) {
        return true; // what is left is a line that is still being written
      }
      if (start == 0) {
        throw new IOException(
            "the log `" + file + "` has a line of more than " + MAX_LINE_BYTES + " bytes");
      }
    }
  }

  /** Where a line starts such that all lines from {@code since} on come after it. */
  private static long startFor(FileChannel channel, Instant since) throws IOException {
    var end = channel.size();
    var buffer = ByteBuffer.allocate(2 * MAX_LINE_BYTES);
    while (end > 2L * MAX_LINE_BYTES) {
      var from = end - 2L * MAX_LINE_BYTES; // holds a whole line, wherever it starts
      buffer.clear();
      fill(channel, buffer, from);
      var bytes = buffer.array();
      for (var i = 0; i < buffer.position(); i++) {
        if (bytes[i] == '\n') {
          if (startsBefore(bytes, i + 1, buffer.position(), since)) {
            return from + i + 1;
          }
          break;
        }
      }
      end = from;
    }
    return 0;
  }

  private static boolean startsBefore(byte[] bytes, int start, int length, Instant since) {
    var from = start + TS.length;
    if (from > length || !Arrays.equals(bytes, start, from, TS, 0, TS.length)) {
      return false;
    }
    var to = from;
    while (to < length && bytes[to] != '"') {
      to++;
    }
    try {
      var ts = new String(bytes, from, to - from, StandardCharsets.US_ASCII);
      return Instant.parse(ts).isBefore(since);
    } catch (DateTimeException e) {
      return false; // reads more than is needed
    }
  }

  private static String prevHash(byte[] line) {
    var from = line.length - 2 - HASH_DIGITS; // "}" and the quote end the line
    if (from < PREV_HASH.length
        || !Arrays.equals(line, from - PREV_HASH.length, from, PREV_HASH, 0, PREV_HASH.length)) {
      return "";
    }
    return new String(line, from, HASH_DIGITS, StandardCharsets.US_ASCII);
  }

  private static void fill(FileChannel channel, ByteBuffer buffer, long from) throws IOException {
    while (buffer.hasRemaining()) {
      var n = channel.read(buffer, from + buffer.position());
      if (n < 0) {
        return;
      }
    }
  }
}
