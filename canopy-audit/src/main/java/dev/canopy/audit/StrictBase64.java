package dev.canopy.audit;

import java.util.Base64;

/** Standard base64 (RFC 4648, section 4) in its one spelling: padded, unused bits zero. */
final class StrictBase64 {
  private StrictBase64() {}

  static byte[] decode(String text) throws ProofException {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new ProofException("`" + Quoted.of(text) + "` is not base64", e);
    }
    // The JDK's decoder accepts missing padding and unused bits of any value.
    if (!Base64.getEncoder().encodeToString(bytes).equals(text)) {
      throw new ProofException("`" + Quoted.of(text) + "` is not base64 in its canonical spelling");
    }
    return bytes;
  }
}
