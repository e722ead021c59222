package dev.canopy.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where a writer goes on, so that opening a log takes no longer as it grows: a place that a
 * checkpoint covers, and the tree up to there. It is derived from the log and may be deleted; then
 * the next open reads all of the log once.
 *
 * <p>It names the checkpoint that was published with it and carries a code over all of it, which
 * only who has the log's private key can compute. Where both fit, the checkpoint needs no check of
 * its signature: who could forge the one could forge the other. If the log is signed by somebody
 * else, the code only shows what a power cut spoilt.
 *
 * @param position at or before the place that the checkpoint covers
 * @param logId the log's id
 * @param origin the name that its checkpoints bear
 * @param note the SHA-256 of the checkpoint, in hex
 * @param tree what {@link TileStack#bytes} gave there
 * @param code 32 bytes
 */
@SuppressWarnings("ArrayRecordComponent")
record TreeState(
    Position position, String logId, String origin, String note, byte[] tree, byte[] code) {
  private static final String FORMAT = "canopy-audit-state-1";
  private static final String ROTATED = "rotated";
  private static final String OPEN = "open";

  static TreeState of(
      Position position, String logId, String origin, byte[] tree, byte[] checkpoint, LogKey key) {
    var note = sha256(checkpoint);
    var open = new TreeState(position, logId, origin, note, tree, new byte[Hash.BYTES]);
    var code = key.seal(open.head(), tree);
    return new TreeState(position, logId, origin, note, tree, code);
  }

  private static String sha256(byte[] checkpoint) {
    return Hex.encode(Chain.sha256().digest(checkpoint));
  }

  /** True if who wrote this had the key, or, if that is not ours, if it is as it was written. */
  boolean isSealed(LogKey key) {
    return MessageDigest.isEqual(code, key.seal(head(), tree));
  }

  /** True if this checkpoint was published with it. */
  boolean isOf(byte[] checkpoint) {
    return note.equals(sha256(checkpoint));
  }

  private byte[] head() {
    var text =
        FORMAT
            + "\n"
            + String.join(
                " ",
                logId,
                origin,
                note,
                "" + position.size(),
                "" + position.segmentFirst(),
                "" + position.offset(),
                position.head(),
                position.ts(),
                position.rotated() ? ROTATED : OPEN)
            + "\n";
    return text.getBytes(StandardCharsets.UTF_8);
  }

  byte[] bytes() {
    var head = head();
    var bytes = Arrays.copyOf(head, head.length + code.length + tree.length);
    System.arraycopy(code, 0, bytes, head.length, code.length);
    System.arraycopy(tree, 0, bytes, head.length + code.length, tree.length);
    return bytes;
  }

  /** Null if these are not the bytes of one: nothing forces the file to the disk. */
  static @Nullable TreeState parse(byte @Nullable [] bytes) {
    if (bytes == null) {
      return null;
    }
    var feeds = 0;
    var end = 0;
    while (end < Math.min(bytes.length, 1000) && feeds < 2) {
      if (bytes[end++] == '\n') {
        feeds++;
      }
    }
    var lines = new String(bytes, 0, end, StandardCharsets.UTF_8).split("\n", -1);
    if (feeds < 2 || !lines[0].equals(FORMAT) || bytes.length < end + Hash.BYTES) {
      return null;
    }
    var words = lines[1].split(" ", -1);
    if (words.length != 9 || !Hex.isHash(words[6]) || words[7].length() != LineCheck.TS_BYTES) {
      return null;
    }
    try {
      var position =
          new Position(
              Long.parseLong(words[3]),
              Long.parseLong(words[4]),
              Long.parseLong(words[5]),
              words[6],
              words[7],
              words[8].equals(ROTATED));
      var tree = Arrays.copyOfRange(bytes, end + Hash.BYTES, bytes.length);
      if (position.size() < 1
          || position.segmentFirst() < 0
          || position.segmentFirst() > position.size()
          || position.offset() < 0
          || TileStack.restore(tree, TileStack.NOWHERE).size() != position.size()) {
        return null;
      }
      return new TreeState(
          position,
          words[0],
          words[1],
          words[2],
          tree,
          Arrays.copyOfRange(bytes, end, end + Hash.BYTES));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
