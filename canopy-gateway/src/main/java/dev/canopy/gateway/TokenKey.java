package dev.canopy.gateway;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import dev.canopy.audit.Ed25519;
import dev.canopy.audit.ProofException;
import java.util.Optional;

/**
 * A public key of an issuer, for one algorithm, which follows from the key and never from a token.
 * Safe for use by many threads.
 */
final class TokenKey {
  private static final int MIN_RSA_BITS = 2048;

  /** A longer one makes each check slow, and nobody has it. */
  private static final int MAX_RSA_BITS = 8192;

  private final String algorithm;
  private final Check check;

  /** Whether a signature is the key's. */
  @FunctionalInterface
  private interface Check {
    boolean isSigned(byte[] message, byte[] signature);
  }

  private TokenKey(String algorithm, Check check) {
    this.algorithm = algorithm;
    this.check = check;
  }

  /** EdDSA, ES256 or RS256. */
  String algorithm() {
    return algorithm;
  }

  boolean isSigned(byte[] message, byte[] signature) {
    return check.isSigned(message, signature);
  }

  /**
   * The key of a JWK; empty if it is none for checking signatures with these algorithms.
   *
   * @throws GatewayException if it is one, and is too weak
   */
  static Optional<TokenKey> of(JWK jwk) throws GatewayException {
    var use = jwk.getKeyUse();
    var operations = jwk.getKeyOperations();
    if ((use != null && !use.equals(KeyUse.SIGNATURE))
        || (operations != null && !operations.contains(KeyOperation.VERIFY))) {
      return Optional.empty();
    }
    try {
      var key = keyFor(jwk);
      var named = jwk.getAlgorithm();
      return key.filter(k -> named == null || named.getName().equals(k.algorithm));
    } catch (JOSEException e) {
      throw new GatewayException("a key cannot be used: " + e.getMessage(), e);
    }
  }

  private static Optional<TokenKey> keyFor(JWK jwk) throws JOSEException, GatewayException {
    if (jwk instanceof RSAKey rsa) {
      var bits = rsa.size();
      if (bits < MIN_RSA_BITS || bits > MAX_RSA_BITS) {
        throw new GatewayException(
            "an RSA key has " + MIN_RSA_BITS + " to " + MAX_RSA_BITS + " bits, and not " + bits);
      }
      return Optional.of(by(JWSAlgorithm.RS256, new RSASSAVerifier(rsa.toRSAPublicKey())));
    }
    if (jwk instanceof ECKey ec && Curve.P_256.equals(ec.getCurve())) {
      return Optional.of(by(JWSAlgorithm.ES256, new ECDSAVerifier(ec.toECPublicKey())));
    }
    if (jwk instanceof OctetKeyPair okp && Curve.Ed25519.equals(okp.getCurve())) {
      return Optional.of(ed25519(okp.getDecodedX()));
    }
    return Optional.empty();
  }

  private static TokenKey by(JWSAlgorithm algorithm, JWSVerifier verifier) {
    var header = new JWSHeader(algorithm);
    return new TokenKey(
        algorithm.getName(),
        (message, signature) -> {
          try {
            return verifier.verify(header, message, Base64URL.encode(signature));
          } catch (JOSEException e) {
            return false;
          }
        });
  }

  /** By the rule of this project (decision 0009), with the JDK alone. */
  private static TokenKey ed25519(byte[] key) throws GatewayException {
    if (key.length != Ed25519.KEY_BYTES) {
      throw new GatewayException("an Ed25519 key has " + Ed25519.KEY_BYTES + " bytes");
    }
    return new TokenKey(
        "EdDSA",
        (message, signature) -> {
          try {
            Ed25519.verify(key, message, signature);
            return true;
          } catch (ProofException | RuntimeException e) {
            return false;
          }
        });
  }
}
