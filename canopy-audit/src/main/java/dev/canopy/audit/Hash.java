package dev.canopy.audit;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A SHA-256 hash: of an entry, of an inner node, or of a whole tree. Immutable. */
public final class Hash {
  /** How long a hash is. */
  public static final int BYTES = 32;

  private final byte[] bytes;

  private Hash(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The hash of 32 bytes, which are copied. */
  public static Hash of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a hash has 32 bytes, not " + bytes.length);
    }
    return new Hash(bytes.clone());
  }

  static Hash of(byte[] bytes, int from) {
    return new Hash(Arrays.copyOfRange(bytes, from, from + BYTES));
  }

  /** Takes an array that nobody else changes. */
  static Hash owning(byte[] bytes) {
    return new Hash(bytes);
  }

  /** From 64 lower-case hex digits, as in {@code prev_hash} and {@code authorization_id}. */
  public static Hash ofHex(String hex) {
    if (!Hex.isHash(hex)) {
      throw new IllegalArgumentException("a hash is 64 lower-case hex digits, not `" + hex + "`");
    }
    return new Hash(HexFormat.of().parseHex(hex));
  }

  /** From standard base64 with padding, in its one canonical spelling. */
  public static Hash ofBase64(String text) throws ProofException {
    var bytes = StrictBase64.decode(text);
    if (bytes.length != BYTES) {
      throw new ProofException(
          "a hash has 32 bytes in base64, found " + bytes.length + " in `" + Quoted.of(text) + "`");
    }
    return new Hash(bytes);
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  /** The bytes, to be read only. */
  byte[] raw() {
    return bytes;
  }

  public String hex() {
    return Hex.encode(bytes);
  }

  /** As checkpoints and proofs write it. */
  public String base64() {
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Hash hash && Arrays.equals(bytes, hash.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return hex();
  }
}
