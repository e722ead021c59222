package dev.canopy.audit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * A witness's statement that, at a time, a checkpoint was the largest it had seen of that log, and
 * consistent with all before (C2SP tlog-cosignature).
 *
 * @param witness the key that signed
 * @param timestamp when, in whole seconds
 */
public record Cosignature(NoteKey witness, Instant timestamp, NoteSignature signature) {
  /** How far a witness's clock may be ahead of ours. */
  static final long CLOCK_SKEW_SECONDS = 300;

  /** The last second of the year 9999: times beyond are nonsense, and Instant has an end too. */
  private static final long LAST_SECOND = 253_402_300_799L;

  static Cosignature of(NoteKey witness, NoteSignature signature) throws ProofException {
    if (signature.raw().length < 8) {
      throw new ProofException("a cosignature begins with a time");
    }
    var seconds = seconds(Bytes.int64(signature.raw(), 0));
    return new Cosignature(witness, Instant.ofEpochSecond(seconds), signature);
  }

  private static long seconds(long timestamp) throws ProofException {
    if (timestamp < 0 || timestamp > LAST_SECOND) {
      throw new ProofException("the time of the cosignature, " + timestamp + ", is none");
    }
    return timestamp;
  }

  /** What an Ed25519 witness signs. */
  static byte[] message(long timestamp, String text) throws ProofException {
    var message = "cosignature/v1\ntime " + seconds(timestamp) + "\n" + text;
    return message.getBytes(StandardCharsets.UTF_8);
  }

  /** What an ML-DSA-44 witness signs: the structure `cosigned_message` for a whole tree. */
  static byte[] treeMessage(String witness, long timestamp, Checkpoint checkpoint)
      throws ProofException {
    var out = new ByteArrayOutputStream();
    out.writeBytes("subtree/v1\n\0".getBytes(StandardCharsets.US_ASCII));
    writeName(out, witness);
    out.writeBytes(int64(seconds(timestamp)));
    writeName(out, checkpoint.origin());
    out.writeBytes(int64(0));
    out.writeBytes(int64(checkpoint.treeSize()));
    out.writeBytes(checkpoint.root().raw());
    return out.toByteArray();
  }

  private static void writeName(ByteArrayOutputStream out, String name) throws ProofException {
    var bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > 255) {
      throw new ProofException("a name in an ML-DSA-44 cosignature is at most 255 bytes long");
    }
    out.write(bytes.length);
    out.writeBytes(bytes);
  }

  private static byte[] int64(long number) {
    return ByteBuffer.allocate(8).putLong(number).array();
  }
}
