package dev.canopy.audit;

import java.nio.charset.StandardCharsets;

/** Lower-case hex. */
final class Hex {
  private static final byte[] HIGH = new byte[256];
  private static final byte[] LOW = new byte[256];

  static {
    for (var i = 0; i < 256; i++) {
      HIGH[i] = (byte) "0123456789abcdef".charAt(i >> 4);
      LOW[i] = (byte) "0123456789abcdef".charAt(i & 15);
    }
  }

  private Hex() {}

  static void encode(byte[] bytes, byte[] to, int at) {
    for (var i = 0; i < bytes.length; i++) {
      var b = bytes[i] & 0xFF;
      to[at + 2 * i] = HIGH[b];
      to[at + 2 * i + 1] = LOW[b];
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
