package dev.canopy.audit;

import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.NamedParameterSpec;

/** Signs with an Ed25519 key in memory. Has no text form: the key does not get into messages. */
public final class Ed25519Signer implements CheckpointSigner {
  /** How long the secret is that a key is made from. */
  static final int SEED_BYTES = 32;

  private final NoteKey key;
  private final PrivateKey secret;

  private Ed25519Signer(NoteKey key, PrivateKey secret) {
    this.key = key;
    this.secret = secret;
  }

  /**
   * The signer with the secret key of RFC 8032, 32 bytes.
   *
   * @param name the name to sign with: for a log, the origin of its checkpoints
   * @param type {@link KeyType#ED25519} for a log, {@link KeyType#COSIGNATURE_ED25519} for a
   *     witness
   * @throws ProofException if the name cannot stand in a note
   */
  public static Ed25519Signer of(String name, KeyType type, byte[] seed) throws ProofException {
    if (seed.length != SEED_BYTES) {
      throw new IllegalArgumentException(
          "an Ed25519 secret key has " + SEED_BYTES + " bytes, not " + seed.length);
    }
    if (type == KeyType.COSIGNATURE_ML_DSA_44) {
      throw new IllegalArgumentException("not an Ed25519 type");
    }
    return new Ed25519Signer(NoteKey.of(name, type, publicKey(seed)), Ed25519.privateKey(seed));
  }

  @Override
  public NoteKey key() {
    return key;
  }

  @Override
  public byte[] sign(byte[] message) {
    return Ed25519.sign(secret, message);
  }

  /**
   * The public key that belongs to a secret. The JDK only makes it when it makes a pair, from the
   * randomness that it is given; so it is given the secret. Each signature is verified with the
   * result before it is used, so a JDK that did something else could not go unnoticed.
   */
  private static byte[] publicKey(byte[] seed) {
    try {
      var generator = KeyPairGenerator.getInstance("Ed25519", "SunEC");
      generator.initialize(NamedParameterSpec.ED25519, new Given(seed));
      var point = ((EdECPublicKey) generator.generateKeyPair().getPublic()).getPoint();
      var bigEndian = point.getY().toByteArray();
      var key = new byte[Ed25519.KEY_BYTES];
      for (var i = 0; i < bigEndian.length && i < key.length; i++) {
        key[i] = bigEndian[bigEndian.length - 1 - i];
      }
      if (point.isXOdd()) {
        key[key.length - 1] |= (byte) 0x80;
      }
      return key;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java makes no Ed25519 keys", e);
    }
  }

  /** Bytes in the place of randomness. */
  private static final class Given extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final byte[] bytes;

    Given(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public void nextBytes(byte[] to) {
      if (to.length != bytes.length) {
        throw new IllegalStateException("an Ed25519 key is made from 32 bytes");
      }
      System.arraycopy(bytes, 0, to, 0, to.length);
    }
  }
}
