package dev.canopy.audit;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Ed25519 (RFC 8032) with one rule for what a valid signature is, so that no two verifiers disagree
 * about one that was made to divide them (decision 0009): the key and the signature's point R are
 * in their canonical encoding and not of small order, S is less than the order of the group, and
 * [S]B = R + [k]A holds without multiplying by the cofactor. The first three are checked here, and
 * the equation, together with the decoding of points, by the JDK's own provider.
 */
public final class Ed25519 {
  public static final int KEY_BYTES = 32;
  public static final int SIGNATURE_BYTES = 64;

  /** The JDK's provider: its rule for the equation is known, that of others is their own. */
  private static final String PROVIDER = "SunEC";

  /** The order of the group, 2^252 + 27742317777372353535851937790883648493, little-endian. */
  private static final byte[] ORDER =
      HexFormat.of().parseHex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");

  /** The prime of the field, 2^255 - 19, little-endian. */
  private static final byte[] PRIME =
      HexFormat.of().parseHex("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");

  /**
   * The y coordinates, little-endian, of the eight points whose order divides 8. The points are
   * these with both signs of x, where x is not 0.
   */
  private static final byte[][] SMALL_ORDER = {
    HexFormat.of().parseHex("0000000000000000000000000000000000000000000000000000000000000000"),
    HexFormat.of().parseHex("0100000000000000000000000000000000000000000000000000000000000000"),
    HexFormat.of().parseHex("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
    HexFormat.of().parseHex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
    HexFormat.of().parseHex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
  };

  private Ed25519() {}

  /**
   * Returns if this is a signature of the message by the key.
   *
   * @throws ProofException if not, or if the key or the signature is not as the rule demands
   */
  public static void verify(byte[] publicKey, byte[] message, byte[] signature)
      throws ProofException {
    verify(publicKey(publicKey), message, signature);
  }

  static void verify(PublicKey key, byte[] message, byte[] signature) throws ProofException {
    if (signature.length != SIGNATURE_BYTES) {
      throw new ProofException(
          "an Ed25519 signature has " + SIGNATURE_BYTES + " bytes, found " + signature.length);
    }
    checkPoint(signature, "the signature's point R");
    // Also what RFC 8032 section 5.1.7 demands: else S + order would be another valid signature.
    if (!isLess(signature, Ed25519.KEY_BYTES, ORDER)) {
      throw new ProofException("the signature's S is not less than the order of the group");
    }
    boolean holds;
    try {
      var verifier = Signature.getInstance("Ed25519", PROVIDER);
      verifier.initVerify(key);
      verifier.update(message);
      holds = verifier.verify(signature);
    } catch (NoSuchAlgorithmException | NoSuchProviderException e) {
      throw noProvider(e);
    } catch (GeneralSecurityException e) {
      throw new ProofException("the signature's point R is not on the curve", e);
    }
    if (!holds) {
      throw new ProofException("the signature is not one by this key over this text");
    }
  }

  /** The key as the JDK's provider wants it, after the rule's checks. */
  static PublicKey publicKey(byte[] bytes) throws ProofException {
    if (bytes.length != KEY_BYTES) {
      throw new ProofException("an Ed25519 key has " + KEY_BYTES + " bytes, found " + bytes.length);
    }
    checkPoint(bytes, "the key");
    var bigEndian = new byte[KEY_BYTES];
    for (var i = 0; i < KEY_BYTES; i++) {
      bigEndian[KEY_BYTES - 1 - i] = bytes[i];
    }
    var xIsOdd = (bigEndian[0] & 0x80) != 0;
    bigEndian[0] &= 0x7f;
    try {
      var point = new EdECPoint(xIsOdd, new BigInteger(1, bigEndian));
      return KeyFactory.getInstance("Ed25519", PROVIDER)
          .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
    } catch (NoSuchAlgorithmException | NoSuchProviderException e) {
      throw noProvider(e);
    } catch (GeneralSecurityException e) {
      throw new ProofException("the key is not a point of the curve", e);
    }
  }

  static PrivateKey privateKey(byte[] seed) {
    try {
      return KeyFactory.getInstance("Ed25519", PROVIDER)
          .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
    } catch (GeneralSecurityException e) {
      throw noProvider(e);
    }
  }

  static byte[] sign(PrivateKey key, byte[] message) {
    try {
      var signer = Signature.getInstance("Ed25519", PROVIDER);
      signer.initSign(key);
      signer.update(message);
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw noProvider(e);
    }
  }

  private static void checkPoint(byte[] encoding, String what) throws ProofException {
    var y = Arrays.copyOf(encoding, KEY_BYTES);
    y[KEY_BYTES - 1] &= 0x7f; // the top bit is the sign of x
    if (!isLess(y, 0, PRIME)) {
      throw new ProofException(what + " is not in its canonical encoding");
    }
    // Includes x = 0 with a sign, the other encodings that are not canonical.
    for (var small : SMALL_ORDER) {
      if (Arrays.equals(y, small)) {
        throw new ProofException(what + " has a small order");
      }
    }
  }

  /** Whether the little-endian number of 32 bytes at {@code from} is less than the other. */
  private static boolean isLess(byte[] number, int from, byte[] other) {
    for (var i = other.length - 1; i >= 0; i--) {
      var difference = (number[from + i] & 0xFF) - (other[i] & 0xFF);
      if (difference != 0) {
        return difference < 0;
      }
    }
    return false;
  }

  private static IllegalStateException noProvider(GeneralSecurityException e) {
    return new IllegalStateException(
        "this Java has no Ed25519 of the provider " + PROVIDER + ": use one with jdk.crypto.ec", e);
  }
}
