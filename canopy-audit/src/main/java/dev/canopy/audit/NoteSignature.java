package dev.canopy.audit;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** A signature line of a note, whether by a known key and valid or not. Immutable. */
public final class NoteSignature {
  /** What a signature line begins with. */
  static final String DASH = "\u2014 ";

  private static final int ID_BYTES = 4;

  private final String keyName;
  private final int keyId;
  private final byte[] signature;

  NoteSignature(String keyName, int keyId, byte[] signature) {
    this.keyName = keyName;
    this.keyId = keyId;
    this.signature = signature.clone();
  }

  /** Reads a signature line, without its line feed. */
  static NoteSignature parse(String line) throws ProofException {
    if (!line.startsWith(DASH)) {
      throw new ProofException(
          "a signature line begins with an em dash and a space, found `" + Quoted.of(line) + "`");
    }
    var space = line.indexOf(' ', DASH.length());
    if (space < 0) {
      throw new ProofException(
          "a signature line is an em dash, a name and base64, found `" + Quoted.of(line) + "`");
    }
    var name = line.substring(DASH.length(), space);
    NoteKey.checkName(name);
    var bytes = StrictBase64.decode(line.substring(space + 1));
    if (bytes.length <= ID_BYTES) {
      throw new ProofException("the signature by `" + Quoted.of(name) + "` is empty");
    }
    return new NoteSignature(
        name, Bytes.int32(bytes, 0), Arrays.copyOfRange(bytes, ID_BYTES, bytes.length));
  }

  boolean isBy(NoteKey key) {
    return keyId == key.id() && keyName.equals(key.name());
  }

  public String keyName() {
    return keyName;
  }

  public int keyId() {
    return keyId;
  }

  /** What follows the key id; for cosignatures it begins with the time. */
  byte[] raw() {
    return signature;
  }

  /** The line, without a line feed. */
  public String line() {
    var bytes =
        ByteBuffer.allocate(ID_BYTES + signature.length).putInt(keyId).put(signature).array();
    return DASH + keyName + " " + Base64.getEncoder().encodeToString(bytes);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof NoteSignature same
        && keyName.equals(same.keyName)
        && keyId == same.keyId
        && Arrays.equals(signature, same.signature);
  }

  @Override
  public int hashCode() {
    return keyId + 31 * Arrays.hashCode(signature);
  }

  @Override
  public String toString() {
    return line();
  }
}
