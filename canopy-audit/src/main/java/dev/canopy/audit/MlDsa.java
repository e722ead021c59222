package dev.canopy.audit;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/**
 * ML-DSA-44 (FIPS 204), where Java has it: from 24 on, or by a provider that someone installed. It
 * is asked for by name, so that nothing here needs a newer Java.
 */
final class MlDsa {
  private static final String NAME = "ML-DSA-44";

  /** SubjectPublicKeyInfo of id-ml-dsa-44 (2.16.840.1.101.3.4.3.17) up to the key. */
  private static final byte[] SPKI_PREFIX =
      HexFormat.of().parseHex("30820532300b060960864801650304031103820521" + "00");

  private MlDsa() {}

  static void verify(byte[] publicKey, byte[] message, byte[] signature) throws ProofException {
    boolean holds;
    try {
      var encoded = new byte[SPKI_PREFIX.length + publicKey.length];
      System.arraycopy(SPKI_PREFIX, 0, encoded, 0, SPKI_PREFIX.length);
      System.arraycopy(publicKey, 0, encoded, SPKI_PREFIX.length, publicKey.length);
      var key = KeyFactory.getInstance(NAME).generatePublic(new X509EncodedKeySpec(encoded));
      var verifier = Signature.getInstance(NAME);
      verifier.initVerify(key);
      verifier.update(message);
      holds = verifier.verify(signature);
    } catch (NoSuchAlgorithmException e) {
      throw new ProofException("this Java has no " + NAME + ": it needs 24 or later", e);
    } catch (GeneralSecurityException e) {
      throw new ProofException("the key or the signature is not one of " + NAME, e);
    }
    if (!holds) {
      throw new ProofException("the signature is not one by this key over this text");
    }
  }
}
