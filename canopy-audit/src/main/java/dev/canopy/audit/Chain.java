package dev.canopy.audit;

import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The end of a chain of lines, moved on by one line at a time: by checking a line that is there, or
 * by taking over one that was just made. Not safe for use by several threads.
 *
 * <p>A line's hash is its RFC 6962 leaf hash, SHA-256(0x00 ‖ line without line feed), so the same
 * hash can be the leaf of a Merkle tree: whatever keeps such a tree is moved on here, too.
 */
final class Chain {
  static final int HASH_BYTES = 32;
  static final String GENESIS = ",\"action_type\":\"audit.genesis\",";
  static final String FORMAT = "\"format\":\"canopy-audit-1\"";

  private static final byte[] GENESIS_BYTES = GENESIS.getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FORMAT_BYTES = FORMAT.getBytes(StandardCharsets.US_ASCII);

  private final MessageDigest sha256 = sha256();
  private final LineCheck check;
  private final byte[] hash = new byte[HASH_BYTES];
  private final byte[] hashHex = new byte[HASH_BYTES * 2];
  private boolean hexKnown;
  private final boolean manyLines;
  private final byte[] lastTs = new byte[LineCheck.TS_BYTES];
  private long nextSeq;
  private boolean known;
  private boolean clockWentBack;
  private long tsEpochMicros = Long.MIN_VALUE;

  private Chain(boolean known, boolean manyLines) {
    check = new LineCheck(manyLines);
    this.manyLines = manyLines;
    this.known = known;
  }

  /** A chain without entries: the first line must be a genesis. */
  Chain() {
    this(true, false);
  }

  /** A chain without entries, to be moved on by many lines. */
  static Chain ofManyLines() {
    return new Chain(true, true);
  }

  /** A chain of which nothing is known: the first line's place is taken on trust. */
  static Chain fromAnywhere() {
    return new Chain(false, false);
  }

  /** As {@link #fromAnywhere}, to be moved on by many lines. */
  static Chain ofManyLinesFromAnywhere() {
    return new Chain(false, true);
  }

  /** As {@link #at}, to be moved on by many lines. */
  static Chain ofManyLinesAt(Position position) {
    var chain = new Chain(true, true);
    chain.goTo(position);
    return chain;
  }

  /** A chain that goes on from a place that is known. */
  static Chain at(Position position) {
    var chain = new Chain(true, false);
    chain.goTo(position);
    return chain;
  }

  private void goTo(Position position) {
    if (position.size() > 0) {
      var head = HexFormat.of().parseHex(position.head());
      System.arraycopy(head, 0, hash, 0, HASH_BYTES);
      hexKnown = false;
      var ts = position.ts().getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(ts, 0, lastTs, 0, LineCheck.TS_BYTES);
      nextSeq = position.size();
      tsEpochMicros = Long.MIN_VALUE;
    }
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * Moves on by the line at {@code from}, of which the line feed stands at {@code to}; null if it
   * is an entry that follows. The byte before the line is scratch space.
   */
  @Nullable Fault accept(byte[] buffer, int from, int to) {
    var fault = check.check(buffer, from, to);
    return fault != null ? fault : follow(buffer, from, to);
  }

  /**
   * Moves on by the entry at {@code from}, if it follows, and answers where its line feed is; or -1
   * if the line is at fault or not complete before {@code limit}, where a line feed must stand.
   */
  int acceptNext(byte[] buffer, int from, int limit) {
    var to = check.endOfEntry(buffer, from, limit);
    return to >= 0 && follow(buffer, from, to) == null ? to : -1;
  }

  /**
   * Moves on by the entry at {@code from}, which was checked and hashed before, if it follows; else
   * false.
   */
  boolean acceptHashed(byte[] buffer, int from, HashedLines lines, int index) {
    var to = lines.end(index);
    if (fault(buffer, from, to, lines.seq(index), lines.prevHashFrom(index)) != null) {
      return false;
    }
    moveOn(buffer, from, lines.seq(index));
    lines.hash(index, hash);
    hexKnown = false;
    return true;
  }

  private @Nullable Fault follow(byte[] buffer, int from, int to) {
    var fault = fault(buffer, from, to, check.seq(), check.prevHashFrom());
    if (fault != null) {
      return fault;
    }
    moveOn(buffer, from, check.seq());
    buffer[from - 1] = 0;
    sha256.update(buffer, from - 1, to - from + 1);
    finishHash();
    return null;
  }

  /** Why the entry does not follow; null if it does. */
  private @Nullable Fault fault(byte[] buffer, int from, int to, long seq, int prevHashFrom) {
    if (!known) {
      return null;
    }
    if (seq != nextSeq) {
      return Fault.WRONG_SEQ;
    }
    if (!isHeadIn(buffer, prevHashFrom)) {
      return Fault.WRONG_PREV_HASH;
    }
    return nextSeq == 0 && !isGenesis(buffer, from, to) ? Fault.NO_GENESIS : null;
  }

  private void moveOn(byte[] buffer, int from, long seq) {
    var ts = LineCheck.tsFrom(from);
    clockWentBack =
        known
            && nextSeq > 0
            && Arrays.compare(buffer, ts, ts + LineCheck.TS_BYTES, lastTs, 0, LineCheck.TS_BYTES)
                < 0;
    System.arraycopy(buffer, ts, lastTs, 0, LineCheck.TS_BYTES);
    tsEpochMicros = Long.MIN_VALUE;
    known = true;
    nextSeq = seq + 1;
  }

  /** Moves on by a line that was written as this chain's next. */
  void take(byte[] buffer, int from, int to, long epochMicros) {
    System.arraycopy(buffer, LineCheck.tsFrom(from), lastTs, 0, LineCheck.TS_BYTES);
    tsEpochMicros = epochMicros;
    nextSeq++;
    sha256.update((byte) 0);
    sha256.update(buffer, from, to - from);
    finishHash();
  }

  private void finishHash() {
    try {
      sha256.digest(hash, 0, HASH_BYTES);
    } catch (DigestException e) {
      throw new IllegalStateException("a SHA-256 digest has 32 bytes", e);
    }
    hexKnown = false;
  }

  private boolean isHeadIn(byte[] buffer, int at) {
    return manyLines
        ? Hex.isOf(hash, buffer, at)
        : Arrays.equals(headHex(), 0, hashHex.length, buffer, at, at + hashHex.length);
  }

  private static boolean isGenesis(byte[] b, int from, int to) {
    var at = LineCheck.tsFrom(from) + LineCheck.TS_BYTES + 1;
    return to - at >= GENESIS_BYTES.length
        && Arrays.equals(b, at, at + GENESIS_BYTES.length, GENESIS_BYTES, 0, GENESIS_BYTES.length)
        && indexOf(b, at, to, FORMAT_BYTES) >= 0;
  }

  static int indexOf(byte[] b, int from, int to, byte[] wanted) {
    for (var i = from; i <= to - wanted.length; i++) {
      if (Arrays.equals(b, i, i + wanted.length, wanted, 0, wanted.length)) {
        return i;
      }
    }
    return -1;
  }

  /** Becomes what {@code other} is. */
  void copyFrom(Chain other) {
    System.arraycopy(other.hash, 0, hash, 0, HASH_BYTES);
    hexKnown = false;
    System.arraycopy(other.lastTs, 0, lastTs, 0, lastTs.length);
    nextSeq = other.nextSeq;
    known = other.known;
    clockWentBack = other.clockWentBack;
    tsEpochMicros = other.tsEpochMicros;
  }

  /** The bytes of {@link #head}, to be read only. */
  byte[] hash() {
    return hash;
  }

  /**
   * True if the entry at {@code from} has this {@code action_type}, in the place where the log
   * writes it in entries of its own.
   */
  static boolean isAction(byte[] b, int from, int to, byte[] action) {
    var at = LineCheck.tsFrom(from) + LineCheck.TS_BYTES + 1;
    return to - at >= action.length
        && Arrays.equals(b, at, at + action.length, action, 0, action.length);
  }

  /** The start of an entry of this type, for {@link #isAction}. */
  static byte[] action(String type) {
    return (",\"action_type\":\"" + type).getBytes(StandardCharsets.US_ASCII);
  }

  long nextSeq() {
    return nextSeq;
  }

  /** The index in the buffer of the fault that {@link #accept} answered. */
  int faultPlace() {
    return check.place();
  }

  /** The {@code seq} of the line that {@link #accept} last looked at. */
  long claimedSeq() {
    return check.seq();
  }

  /** True if the last line's time is before the time of the line before it. */
  boolean clockWentBack() {
    return clockWentBack;
  }

  /** The last line's hash in lower-case hex; 64 zeros before the first. */
  String head() {
    return new String(headHex(), StandardCharsets.ISO_8859_1);
  }

  /** The digits of {@link #head}, to be read only. */
  byte[] headHex() {
    if (!hexKnown) {
      Hex.encode(hash, hashHex, 0);
      hexKnown = true;
    }
    return hashHex;
  }

  boolean headIs(byte[] wantedHash) {
    return Arrays.equals(hash, wantedHash);
  }

  String lastTs() {
    return new String(lastTs, StandardCharsets.ISO_8859_1);
  }

  /** The last line's time in microseconds since 1970. */
  long lastEpochMicros() {
    if (tsEpochMicros == Long.MIN_VALUE && nextSeq > 0) {
      tsEpochMicros = Timestamps.parse(lastTs());
    }
    return tsEpochMicros;
  }
}
