package dev.canopy.audit;

import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The public key of a log or a witness, under the name that it signs with. Its text is the vkey of
 * C2SP signed-note: {@code name+keyid+base64(type ‖ key)}. Immutable.
 */
public final class NoteKey {
  /** Longer than any URL that somebody would type; ML-DSA cosignatures need one byte for it. */
  private static final int MAX_NAME_BYTES = 255;

  private final String name;
  private final KeyType type;
  private final byte[] publicKey;
  private final int id;
  private final @Nullable PublicKey ed25519;

  private NoteKey(String name, KeyType type, byte[] publicKey, @Nullable PublicKey ed25519) {
    this.name = name;
    this.type = type;
    this.publicKey = publicKey;
    this.ed25519 = ed25519;
    this.id = id(name, type, publicKey);
  }

  /**
   * A key under a name.
   *
   * @throws ProofException if the name cannot stand in a note, or the key is none or a weak one
   */
  public static NoteKey of(String name, KeyType type, byte[] publicKey) throws ProofException {
    checkName(name);
    if (publicKey.length != type.keyBytes()) {
      throw new ProofException(
          "a key of type "
              + type
              + " has "
              + type.keyBytes()
              + " bytes, found "
              + publicKey.length);
    }
    var ed25519 = type == KeyType.COSIGNATURE_ML_DSA_44 ? null : Ed25519.publicKey(publicKey);
    return new NoteKey(name, type, publicKey.clone(), ed25519);
  }

  /** Reads a vkey. */
  public static NoteKey parse(String vkey) throws ProofException {
    var first = vkey.indexOf('+');
    var second = vkey.indexOf('+', first + 1);
    if (first < 0 || second < 0) {
      throw new ProofException("`" + Quoted.of(vkey) + "` is not name+keyid+base64");
    }
    // Base64 has plus signs, names have none.
    var bytes = StrictBase64.decode(vkey.substring(second + 1));
    if (bytes.length < 1) {
      throw new ProofException("`" + Quoted.of(vkey) + "` has no key");
    }
    var key =
        of(
            vkey.substring(0, first),
            KeyType.of(bytes[0] & 0xFF),
            Arrays.copyOfRange(bytes, 1, bytes.length));
    var id = vkey.substring(first + 1, second);
    if (!id.equals(key.idHex())) {
      throw new ProofException(
          "the key id of `"
              + Quoted.of(vkey)
              + "` does not belong to its key and name, expected "
              + key.idHex());
    }
    return key;
  }

  static void checkName(String name) throws ProofException {
    if (name.isEmpty()) {
      throw new ProofException("a key has a name");
    }
    if (name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
      throw new ProofException("the name of a key is at most " + MAX_NAME_BYTES + " bytes long");
    }
    if (name.codePoints()
        .anyMatch(
            c ->
                c == '+'
                    || Character.isSpaceChar(c)
                    || Character.isWhitespace(c)
                    || Character.isISOControl(c)
                    || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE))) {
      throw new ProofException(
          "the name of a key has no spaces, plus signs or control characters, found `"
              + Quoted.of(name)
              + "`");
    }
  }

  private static int id(String name, KeyType type, byte[] publicKey) {
    var sha256 = Chain.sha256();
    sha256.update(name.getBytes(StandardCharsets.UTF_8));
    sha256.update((byte) '\n');
    sha256.update((byte) type.code());
    var hash = sha256.digest(publicKey);
    return Bytes.int32(hash, 0);
  }

  /**
   * Returns if this is a signature of the note's text by this key.
   *
   * @throws ProofException if not
   */
  void verify(String text, byte[] signature) throws ProofException {
    if (signature.length != type.signatureBytes()) {
      throw new ProofException(
          "a signature of type "
              + type
              + " has "
              + type.signatureBytes()
              + " bytes, found "
              + signature.length);
    }
    switch (type) {
      case ED25519 -> Ed25519.verify(ed25519(), text.getBytes(StandardCharsets.UTF_8), signature);
      case COSIGNATURE_ED25519 ->
          Ed25519.verify(
              ed25519(),
              Cosignature.message(Bytes.int64(signature, 0), text),
              Arrays.copyOfRange(signature, 8, signature.length));
      case COSIGNATURE_ML_DSA_44 ->
          MlDsa.verify(
              publicKey,
              Cosignature.treeMessage(name, Bytes.int64(signature, 0), Checkpoint.parse(text)),
              Arrays.copyOfRange(signature, 8, signature.length));
    }
  }

  private PublicKey ed25519() {
    if (ed25519 == null) {
      throw new IllegalStateException("not an Ed25519 key");
    }
    return ed25519;
  }

  /** The name in signature lines; for a log's key, the origin of its checkpoints. */
  public String name() {
    return name;
  }

  public KeyType type() {
    return type;
  }

  public byte[] publicKey() {
    return publicKey.clone();
  }

  /** The first four bytes, big-endian, of SHA-256(name ‖ line feed ‖ type ‖ key). */
  public int id() {
    return id;
  }

  String idHex() {
    return Bytes.hex(id);
  }

  /** The text that {@link #parse} reads. */
  public String vkey() {
    var bytes = new byte[1 + publicKey.length];
    bytes[0] = (byte) type.code();
    System.arraycopy(publicKey, 0, bytes, 1, publicKey.length);
    return name + "+" + idHex() + "+" + Base64.getEncoder().encodeToString(bytes);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof NoteKey key
        && name.equals(key.name)
        && type == key.type
        && Arrays.equals(publicKey, key.publicKey);
  }

  @Override
  public int hashCode() {
    return id;
  }

  @Override
  public String toString() {
    return vkey();
  }
}
