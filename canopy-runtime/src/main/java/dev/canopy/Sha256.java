package dev.canopy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 in lower-case hex. */
final class Sha256 {
  private static final ThreadLocal<MessageDigest> DIGEST = ThreadLocal.withInitial(Sha256::create);

  private Sha256() {}

  /** The hash of {@code domain}, a zero byte, and {@code bytes}: no two domains share a hash. */
  static String hex(String domain, byte[] bytes) {
    var digest = start();
    digest.update(domain.getBytes(StandardCharsets.US_ASCII));
    digest.update((byte) 0);
    return HexFormat.of().formatHex(digest.digest(bytes));
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(start().digest(bytes));
  }

  /** This thread's digest, empty; until {@link #hex(MessageDigest)} nobody else may start it. */
  static MessageDigest start() {
    var digest = DIGEST.get();
    digest.reset();
    return digest;
  }

  static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The RFC 6962 leaf hash, which is the hash of a log entry. */
  static String leafHex(byte[] line) {
    var digest = start();
    digest.update((byte) 0);
    return HexFormat.of().formatHex(digest.digest(line));
  }

  /** True if the text is a digest: 64 lower-case hex digits. */
  static boolean isHex(String text) {
    return text.length() == 64
        && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
  }

  private static MessageDigest create() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
