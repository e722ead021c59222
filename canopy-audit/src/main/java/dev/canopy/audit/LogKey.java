package dev.canopy.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The key that signs a log's checkpoints: a secret of our own, or somebody else's signer. Nothing
 * costly happens before {@link #signer}: a process that appends one entry and ends signs nothing.
 * Safe for use by several threads.
 */
final class LogKey {
  private static final byte[] SEAL = "canopy-audit-state-seal".getBytes(StandardCharsets.US_ASCII);
  private static final int BLOCK_BYTES = 64;

  private final byte @Nullable [] seed;
  private @Nullable CheckpointSigner signer;

  private LogKey(byte @Nullable [] seed, @Nullable CheckpointSigner signer) {
    this.seed = seed;
    this.signer = signer;
  }

  /**
   * The key of a log as the options say; null if its own is not there.
   *
   * @throws AuditException if the file that the options name is not there, or no key
   */
  static @Nullable LogKey load(Disk disk, LogPaths paths, AuditOptions options)
      throws IOException, AuditException {
    var signer = options.signer();
    if (signer != null) {
      return of(signer);
    }
    var named = options.keyFile();
    var file = named != null ? named : paths.key();
    var secret = disk.readSecret(file);
    if (secret == null) {
      if (named != null) {
        throw new AuditException("there is no key at `" + file + "`");
      }
      return null;
    }
    return ofSeed(KeyFile.seed(secret, file));
  }

  /** A secret Ed25519 key. */
  static LogKey ofSeed(byte[] seed) {
    return new LogKey(seed.clone(), null);
  }

  /** A signer whose secret we do not have. */
  static LogKey of(CheckpointSigner signer) {
    return new LogKey(null, signer);
  }

  /** The signer under this name; an external one has its own. */
  synchronized CheckpointSigner signer(String origin) throws AuditException {
    var made = signer;
    if (made == null || (seed != null && !made.key().name().equals(origin))) {
      try {
        made = Ed25519Signer.of(origin, KeyType.ED25519, Objects.requireNonNull(seed));
      } catch (ProofException e) {
        throw new AuditException("the log's key cannot be used: " + e.getMessage(), e);
      }
      signer = made;
    }
    return made;
  }

  /** The name of an external signer; null if the log names itself. */
  synchronized @Nullable String ownName() {
    return seed == null && signer != null ? signer.key().name() : null;
  }

  /** True if we have the secret, so that {@link #seal} says that we were here before. */
  boolean hasSecret() {
    return seed != null;
  }

  /** HMAC-SHA256 (RFC 2104) over the parts, by a key that is derived from the secret, if any. */
  byte[] seal(byte[]... parts) {
    var sha256 = Chain.sha256();
    sha256.update(SEAL);
    var key = Arrays.copyOf(sha256.digest(seed == null ? new byte[0] : seed), BLOCK_BYTES);
    sha256.update(padded(key, 0x36));
    for (var part : parts) {
      // The length goes before each part, so that no two lists of parts are the same bytes.
      sha256.update(
          new byte[] {
            (byte) (part.length >>> 24),
            (byte) (part.length >>> 16),
            (byte) (part.length >>> 8),
            (byte) part.length
          });
      sha256.update(part);
    }
    var inner = sha256.digest();
    sha256.update(padded(key, 0x5c));
    return sha256.digest(inner);
  }

  private static byte[] padded(byte[] key, int with) {
    var padded = key.clone();
    for (var i = 0; i < padded.length; i++) {
      padded[i] ^= (byte) with;
    }
    return padded;
  }
}
