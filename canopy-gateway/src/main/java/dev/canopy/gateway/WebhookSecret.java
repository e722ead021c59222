package dev.canopy.gateway;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs notices as Standard Webhooks 1.0.0 has it: HMAC-SHA256 over {@code id.timestamp.body}. The
 * receiver compares, and refuses timestamps that are minutes old.
 */
public final class WebhookSecret {
  private static final String PREFIX = "whsec_";
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  private WebhookSecret(byte[] key) {
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  /**
   * Reads {@code whsec_} and the Base64 of 24 to 64 bytes.
   *
   * @throws IllegalArgumentException if it is something else; the message does not repeat it
   */
  public static WebhookSecret parse(String text) {
    var line = text.strip();
    if (line.startsWith(PREFIX)) {
      try {
        var bytes = Base64.getDecoder().decode(line.substring(PREFIX.length()));
        if (bytes.length >= 24 && bytes.length <= 64) {
          return new WebhookSecret(bytes);
        }
      } catch (IllegalArgumentException e) {
        // said below, without what was found
      }
    }
    throw new IllegalArgumentException(
        "the secret of a webhook is `whsec_` and the Base64 of 24 to 64 bytes");
  }

  /** The value of the header {@code webhook-signature}. */
  String sign(String id, long timestampSeconds, byte[] body) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update((id + "." + timestampSeconds + ".").getBytes(StandardCharsets.UTF_8));
      return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }

  /** Nothing of the secret. */
  @Override
  public String toString() {
    return "WebhookSecret";
  }
}
