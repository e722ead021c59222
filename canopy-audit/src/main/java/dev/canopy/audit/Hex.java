package dev.canopy.audit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
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

  /** Loaded on first use: it takes milliseconds, which few hashes do not. */
  private static final class Words {
    static final VarHandle BIG_ENDIAN =
        MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  }

  private Hex() {}

  static void encode(byte[] bytes, byte[] to, int at) {
    for (var i = 0; i < bytes.length; i++) {
      var b = bytes[i] & 0xFF;
      to[at + 2 * i] = HIGH[b];
      to[at + 2 * i + 1] = LOW[b];
    }
  }

  /**
   * True if the digits at {@code at}, two for each byte, are what {@link #encode} makes of the
   * bytes. For many hashes: it looks at eight digits at a time.
   *
   * @param bytes as many that their number can be divided by eight
   */
  static boolean isOf(byte[] bytes, byte[] digits, int at) {
    var different = 0L;
    for (var i = 0; i < bytes.length; i += Long.BYTES) {
      var word = (long) Words.BIG_ENDIAN.get(bytes, i);
      different |= digits(word >>> 32) ^ (long) Words.BIG_ENDIAN.get(digits, at + 2 * i);
      different |=
          digits(word & 0xFFFF_FFFFL) ^ (long) Words.BIG_ENDIAN.get(digits, at + 2 * i + 8);
    }
    return different == 0;
  }

  /** The eight digits of 32 bits, in the bytes of a word. */
  private static long digits(long bits) {
    // One nibble into each byte, the highest first.
    var n = (bits | bits << 16) & 0x0000_FFFF_0000_FFFFL;
    n = (n | n << 8) & 0x00FF_00FF_00FF_00FFL;
    n = (n | n << 4) & 0x0F0F_0F0F_0F0F_0F0FL;
    // 10 and more plus 6 carries into the next nibble: those are letters.
    var letters = ((n + 0x0606_0606_0606_0606L) >>> 4) & 0x0101_0101_0101_0101L;
    return n + 0x3030_3030_3030_3030L + letters * ('a' - '0' - 10);
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
