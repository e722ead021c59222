package dev.canopy;

import java.util.Base64;
import java.util.function.Consumer;

/**
 * Salts of 128 random bits in base64url. They are drawn in blocks, since asking the system for
 * random bytes costs as much as a hash. Safe for use by many threads.
 */
final class Salts {
  private static final int SALT_BYTES = 16;
  private static final int BLOCK_BYTES = 64 * SALT_BYTES;
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  private final Consumer<byte[]> random;
  private final ThreadLocal<Block> blocks = ThreadLocal.withInitial(Block::new);

  private static final class Block {
    final byte[] bytes = new byte[BLOCK_BYTES];
    final byte[] salt = new byte[SALT_BYTES];
    int at = BLOCK_BYTES;
  }

  /** Salts from a source that fills an array with random bytes, for many threads. */
  Salts(Consumer<byte[]> random) {
    this.random = random;
  }

  /** A salt that nobody else gets. */
  String next() {
    var block = blocks.get();
    if (block.at == BLOCK_BYTES) {
      random.accept(block.bytes);
      block.at = 0;
    }
    System.arraycopy(block.bytes, block.at, block.salt, 0, SALT_BYTES);
    block.at += SALT_BYTES;
    return BASE64URL.encodeToString(block.salt);
  }
}
