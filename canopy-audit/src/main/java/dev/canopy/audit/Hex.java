package dev.canopy.audit;

import java.nio.charset.StandardCharsets;

/** Lower-case hex. */
final class Hex {
  private static final byte[] DIGITS = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };

  private Hex() {}

  static void encode(byte[] bytes, byte[] to, int at) {
    for (var i = 0; i < bytes.length; i++) {
      to[at + 2 * i] = DIGITS[(bytes[i] >> 4) & 15];
      to[at + 2 * i + 1] = DIGITS[bytes[i] & 15];
    }
  }

  static String encode(byte[] bytes) {
    var hex = new byte[bytes.length * 2];
    encode(bytes, hex, 0);
    return new String(hex, StandardCharsets.ISO_8859_1);
  }

  static boolean isHash(String text) {
    return text.length() == 64 && isHex(text);
  }

  static boolean isHex(String text) {
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
        return false;
      }
    }
    return true;
  }
}
