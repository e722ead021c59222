package dev.canopy.audit;

import dev.canopy.json.JsonBytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;

/** Computes commitments; one for each thread, used again and again. */
final class Commitments {
  private static final ThreadLocal<Commitments> MINE = ThreadLocal.withInitial(Commitments::new);
  private static final byte[] DOMAIN = "canopy-c1".getBytes(StandardCharsets.US_ASCII);
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  /** The longest line is far below; a commitment takes 43 characters. */
  static final int LENGTH = 43;

  private final MessageDigest sha256 = Chain.sha256();
  private final JsonBytes value = JsonBytes.canonical();

  private Commitments() {}

  static String of(Disclosure disclosure) {
    return MINE.get().commit(disclosure);
  }

  private String commit(Disclosure disclosure) {
    sha256.update(DOMAIN);
    delimited(disclosure.name().getBytes(StandardCharsets.UTF_8));
    delimited(disclosure.salt().getBytes(StandardCharsets.US_ASCII));
    value.clear();
    value.value(disclosure.value());
    sha256.update(value.buffer(), 0, value.size());
    return BASE64URL.encodeToString(sha256.digest());
  }

  private void delimited(byte[] bytes) {
    sha256.update((byte) (bytes.length >>> 24));
    sha256.update((byte) (bytes.length >>> 16));
    sha256.update((byte) (bytes.length >>> 8));
    sha256.update((byte) bytes.length);
    sha256.update(bytes);
  }
}
