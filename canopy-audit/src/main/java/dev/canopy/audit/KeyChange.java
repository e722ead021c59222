package dev.canopy.audit;

import dev.canopy.json.JsonObject;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Begins another epoch: from here on another key signs. The next key is on the disk before the
 * outgoing one signs an {@code audit.key} entry that names it; the entry is durable before a
 * checkpoint over it bears the signatures of both; and only then does the next key's file replace
 * the outgoing one's, which destroys that. Whoever takes the machine over later can sign nothing
 * that was before: the entry's signature is over the whole chain up to it.
 *
 * <p>In the committer's turn. Wherever this is cut short, {@link #finish} goes on; what was not
 * entered into the log is forgotten.
 */
final class KeyChange {
  private KeyChange() {}

  static void change(LogEnd end, Sealing sealing) throws IOException, AuditException, Poisoned {
    var seed = new byte[Ed25519Signer.SEED_BYTES];
    new SecureRandom().nextBytes(seed);
    var next = LogKey.ofSeed(seed);
    end.disk.put(end.paths.nextKey(), KeyFile.pem(seed), true);
    Arrays.fill(seed, (byte) 0);
    var origin = sealing.origin();
    end.appendSigned(
        sealing.key().signer(origin),
        KeyEntries.KEY,
        "",
        JsonObject.builder()
            .put("origin", origin)
            .put("vkey", next.signer(origin).key().vkey())
            .build());
    end.force();
    finish(end, sealing, next);
  }

  /** The entry that names the next key is in the log: does the rest. */
  static void finish(LogEnd end, Sealing sealing, LogKey next)
      throws IOException, AuditException, Poisoned {
    sealing.sealFor(next);
    end.disk.rename(end.paths.nextKey(), end.paths.key());
    sealing.key(next);
  }

  /** The next key, if changing to it was begun; null if not. */
  static @Nullable LogKey begun(Disk disk, LogPaths paths) throws IOException, AuditException {
    var secret = disk.readSecret(paths.nextKey());
    return secret == null ? null : LogKey.ofSeed(KeyFile.seed(secret, paths.nextKey()));
  }

  /**
   * Another process entered a key into the log: goes on with that, and finishes what it began.
   *
   * @param vkey the last key in the log
   */
  static void follow(LogEnd end, Sealing sealing, AuditOptions options, String vkey)
      throws IOException, AuditException, Poisoned {
    var origin = sealing.origin();
    var next = begun(end.disk, end.paths);
    if (next != null && next.signer(origin).key().vkey().equals(vkey)) {
      finish(end, sealing, next);
      return;
    }
    var key = LogKey.load(end.disk, end.paths, options);
    if (key == null || !key.signer(origin).key().vkey().equals(vkey)) {
      throw end.poisoned("names another key than the one that is there");
    }
    sealing.key(key);
  }
}
