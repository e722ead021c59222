package dev.canopy.audit;

/**
 * Who signs for a log or a witness. Implement it to keep the key elsewhere: in an agent, a token, a
 * service. {@link Ed25519Signer} is the one that needs nothing but a file.
 *
 * <p>Must be safe for use by several threads.
 */
public interface CheckpointSigner {
  /** The public key, and with it the scheme and the name. */
  NoteKey key();

  /**
   * Signs the message with the scheme of {@link #key}: for both Ed25519 types the 64 bytes of RFC
   * 8032 over exactly these bytes, for ML-DSA-44 the 2420 bytes of FIPS 204 without a context.
   *
   * @throws AuditException if the key cannot be used now
   */
  byte[] sign(byte[] message) throws AuditException;
}
