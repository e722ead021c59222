package dev.canopy.audit;

/** What a note key signs, and how: the signature types of C2SP signed-note that we know. */
public enum KeyType {
  /** Ed25519 over the note's text: how a log signs its checkpoints. */
  ED25519(0x01, 32, 64),

  /** Ed25519 over a time and the note's text: a witness's cosignature (tlog-cosignature). */
  COSIGNATURE_ED25519(0x04, 32, 8 + 64),

  /** ML-DSA-44 over a time and the tree's head: a cosignature that outlives quantum computers. */
  COSIGNATURE_ML_DSA_44(0x06, 1312, 8 + 2420);

  private final int code;
  private final int keyBytes;
  private final int signatureBytes;

  KeyType(int code, int keyBytes, int signatureBytes) {
    this.code = code;
    this.keyBytes = keyBytes;
    this.signatureBytes = signatureBytes;
  }

  static KeyType of(int code) throws ProofException {
    for (var type : values()) {
      if (type.code == code) {
        return type;
      }
    }
    throw new ProofException("unknown key type " + code);
  }

  /** The byte that stands for it in keys and key ids. */
  public int code() {
    return code;
  }

  int keyBytes() {
    return keyBytes;
  }

  /** How long its signatures are, the time included. */
  int signatureBytes() {
    return signatureBytes;
  }

  /** Whether its signatures begin with a time. */
  public boolean isCosignature() {
    return this != ED25519;
  }
}
