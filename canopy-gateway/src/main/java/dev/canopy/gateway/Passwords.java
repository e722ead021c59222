package dev.canopy.gateway;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Passwords as they are kept: PBKDF2 with HMAC-SHA-512 (RFC 8018, section 5.2), as {@code
 * pbkdf2-sha512$ITERATIONS$SALT$HASH}. Decision 16 says why, and with which parameters.
 */
final class Passwords {
  static final int MIN_CHARACTERS = 12;

  /** HMAC makes 64 bytes of whatever is longer; this only keeps the work bounded. */
  static final int MAX_CHARACTERS = 256;

  static final int ITERATIONS = 210_000;

  private static final int MAX_ITERATIONS = 10_000_000;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;
  private static final String SCHEME = "pbkdf2-sha512";

  /** The hash of no password, so that an unknown name takes as long as a known one. */
  static final String NOBODY = hash(new byte[SALT_BYTES], new byte[HASH_BYTES], ITERATIONS);

  private Passwords() {}

  /**
   * The hash of a new password.
   *
   * @throws GatewayException if it is too short or too long
   */
  static String hash(String password, SecureRandom random) throws GatewayException {
    var characters = password.codePointCount(0, password.length());
    if (characters < MIN_CHARACTERS || password.length() > MAX_CHARACTERS) {
      throw new GatewayException(
          "a password has " + MIN_CHARACTERS + " to " + MAX_CHARACTERS + " characters");
    }
    var salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    return hash(salt, derive(password, salt, ITERATIONS), ITERATIONS);
  }

  private static String hash(byte[] salt, byte[] derived, int iterations) {
    var base64 = Base64.getEncoder().withoutPadding();
    return SCHEME
        + "$"
        + iterations
        + "$"
        + base64.encodeToString(salt)
        + "$"
        + base64.encodeToString(derived);
  }

  /** True if the hash is one that {@link #isOf} can read. */
  static boolean isWellFormed(String hash) {
    return Parts.of(hash) != null;
  }

  /** True if this is the password with this hash. Takes a tenth of a second, on purpose. */
  static boolean isOf(String password, String hash) {
    var parts = Parts.of(hash);
    return parts != null
        && password.length() <= MAX_CHARACTERS
        && MessageDigest.isEqual(derive(password, parts.salt, parts.iterations), parts.derived);
  }

  /** A hash, taken apart. */
  private static final class Parts {
    final int iterations;
    final byte[] salt;
    final byte[] derived;

    Parts(int iterations, byte[] salt, byte[] derived) {
      this.iterations = iterations;
      this.salt = salt;
      this.derived = derived;
    }

    static @Nullable Parts of(String hash) {
      var parts = hash.split("\\$", -1);
      try {
        if (parts.length == 4 && parts[0].equals(SCHEME)) {
          var iterations = Integer.parseInt(parts[1]);
          var salt = Base64.getDecoder().decode(parts[2]);
          var derived = Base64.getDecoder().decode(parts[3]);
          if (iterations > 0
              && iterations <= MAX_ITERATIONS
              && salt.length == SALT_BYTES
              && derived.length == HASH_BYTES) {
            return new Parts(iterations, salt, derived);
          }
        }
      } catch (IllegalArgumentException e) {
        // as below
      }
      return null;
    }
  }

  private static byte[] derive(String password, byte[] salt, int iterations) {
    var spec = new PBEKeySpec(password.toCharArray(), salt, iterations, HASH_BYTES * 8);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has PBKDF2WithHmacSHA512", e);
    } finally {
      spec.clearPassword();
    }
  }
}
