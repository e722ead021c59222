package dev.canopy.audit;

import dev.canopy.json.Json;
import dev.canopy.json.JsonException;
import dev.canopy.json.JsonObject;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * One complete line of a log as bytes, not yet parsed: for whoever looks at many lines and needs
 * few. Not safe for use by several threads, and to be used on the thread that reads the log.
 */
public final class AuditLine {
  private final Path file;
  private final LineCheck check;
  private final MessageDigest sha256;
  private final byte[] bytes;
  private final long line;
  private final long offset;
  private boolean checked;
  private long seq = -1;

  /**
   * Takes the bytes over.
   *
   * @param bytes the line and its line feed
   */
  AuditLine(
      Path file, LineCheck check, MessageDigest sha256, byte[] bytes, long line, long offset) {
    this.file = file;
    this.check = check;
    this.sha256 = sha256;
    this.bytes = bytes;
    this.line = line;
    this.offset = offset;
  }

  /** Its number, from 1. */
  public long line() {
    return line;
  }

  /** Its first byte in the file. */
  public long offset() {
    return offset;
  }

  /** How many bytes it has without the line feed. */
  public int length() {
    return bytes.length - 1;
  }

  /** A copy of its bytes, without the line feed. */
  public byte[] bytes() {
    return Arrays.copyOf(bytes, length());
  }

  /**
   * True if it is byte for byte what the log could have written: then every text in it has one
   * spelling, {@code ts} is in bytes 7 to 33, and what is not in its bytes is not in the entry.
   * Nothing is said about the chain.
   */
  public boolean isAsWritten() {
    return seq() >= 0;
  }

  /** Its {@code seq}; -1 if it is not as the log writes its entries. */
  public long seq() {
    if (!checked) {
      seq = check.check(bytes, 0, length()) == null ? check.seq() : -1;
      checked = true;
    }
    return seq;
  }

  /** True if these bytes are in it, anywhere. */
  public boolean contains(byte[] part) {
    return indexOf(part, 0) >= 0;
  }

  /** Where these bytes are in it at {@code from} or later; -1 if nowhere. */
  public int indexOf(byte[] part, int from) {
    if (part.length == 0) {
      return from <= length() ? from : -1;
    }
    var first = part[0];
    var last = length() - part.length;
    for (var i = from; i <= last; i++) {
      if (bytes[i] == first && Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Compares a part of it with as many bytes.
   *
   * @return as {@link Arrays#compareUnsigned(byte[], byte[])}
   * @throws IndexOutOfBoundsException if the line ends before
   */
  public int compare(int from, byte[] part) {
    return Arrays.compareUnsigned(bytes, from, from + part.length, part, 0, part.length);
  }

  /** Its RFC 6962 leaf hash in lower-case hex, which the next entry names. */
  public String hash() {
    sha256.update((byte) 0);
    sha256.update(bytes, 0, length());
    return Hex.encode(sha256.digest());
  }

  /**
   * The entry that it holds.
   *
   * @throws AuditException if it is no strict JSON object
   */
  public AuditEntry entry() throws AuditException {
    return new AuditEntry(line, offset, hash(), json());
  }

  /**
   * What it holds, without the work of hashing it.
   *
   * @throws AuditException if it is no strict JSON object
   */
  public JsonObject json() throws AuditException {
    if (length() > AuditReader.LONGEST_LINE) {
      throw new AuditException(at() + "longer than " + AuditReader.LONGEST_LINE + " bytes");
    }
    try {
      if (Json.parse(bytes()) instanceof JsonObject json) {
        return json;
      }
    } catch (JsonException e) {
      throw new AuditException(at() + e.getMessage(), e);
    }
    throw new AuditException(at() + "not a JSON object");
  }

  private String at() {
    return "`" + file + "`, line " + line + ": ";
  }
}
