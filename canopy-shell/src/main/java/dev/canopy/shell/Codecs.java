package dev.canopy.shell;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/** Encodings that hide a text: base64, base32, hexadecimal, gzip. Null is what is not valid. */
final class Codecs {
  private Codecs() {}

  /** The text of bytes, or null if they are none that a shell could read. */
  static @Nullable String text(byte[] bytes) {
    for (var b : bytes) {
      if (b == 0) {
        return null;
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  static byte[] base64(byte[] bytes, int wrap) {
    return wrapped(Base64.getEncoder().encode(bytes), wrap);
  }

  private static byte[] wrapped(byte[] line, int wrap) {
    var out = new ByteArrayOutputStream(line.length + line.length / 60 + 1);
    for (var i = 0; i < line.length; i++) {
      if (wrap > 0 && i > 0 && i % wrap == 0) {
        out.write('\n');
      }
      out.write(line[i]);
    }
    if (wrap > 0 && line.length > 0) {
      out.write('\n');
    }
    return out.toByteArray();
  }

  static byte @Nullable [] fromBase64(byte[] encoded) {
    var out = new ByteArrayOutputStream(encoded.length);
    for (var b : encoded) {
      if (b != '\n') {
        out.write(b);
      }
    }
    try {
      return Base64.getDecoder().decode(out.toByteArray());
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  static byte @Nullable [] fromBase32(byte[] encoded) {
    var out = new ByteArrayOutputStream(encoded.length);
    var bits = 0;
    var held = 0;
    var padded = false;
    for (var b : encoded) {
      if (b == '\n') {
        continue;
      }
      if (b == '=') {
        padded = true;
        continue;
      }
      var value = b >= 'A' && b <= 'Z' ? b - 'A' : b >= '2' && b <= '7' ? b - '2' + 26 : -1;
      if (value < 0 || padded) {
        return null;
      }
      held = (held << 5) | value;
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        out.write(held >> bits);
        held &= (1 << bits) - 1;
      }
    }
    return out.toByteArray();
  }

  static byte[] hex(byte[] bytes) {
    var out = new ByteArrayOutputStream(bytes.length * 2);
    for (var b : bytes) {
      out.write(Character.forDigit((b >> 4) & 15, 16));
      out.write(Character.forDigit(b & 15, 16));
    }
    // xxd writes 30 bytes a line.
    return wrapped(out.toByteArray(), 60);
  }

  static byte @Nullable [] fromHex(byte[] encoded) {
    var out = new ByteArrayOutputStream(encoded.length / 2);
    var high = -1;
    for (var b : encoded) {
      if (b == '\n' || b == ' ' || b == '\t') {
        continue;
      }
      var digit = Character.digit(b, 16);
      if (digit < 0) {
        return null;
      }
      if (high < 0) {
        high = digit;
      } else {
        out.write(high << 4 | digit);
        high = -1;
      }
    }
    return out.toByteArray();
  }

  /** One gzip member (RFC 1952), at most {@link Limits#VALUE_LENGTH} long. */
  static byte @Nullable [] gunzip(byte[] in) {
    if (in.length < 18 || (in[0] & 0xff) != 0x1f || (in[1] & 0xff) != 0x8b || in[2] != 8) {
      return null;
    }
    var flags = in[3];
    var at = 10;
    if ((flags & 4) != 0) {
      at += 2 + (in[at] & 0xff) + ((in[at + 1] & 0xff) << 8);
    }
    for (var named = 8; named <= 16; named *= 2) {
      if ((flags & named) != 0) {
        while (at < in.length && in[at] != 0) {
          at++;
        }
        at++;
      }
    }
    at += (flags & 2) != 0 ? 2 : 0;
    if (at >= in.length) {
      return null;
    }
    var inflater = new Inflater(true);
    try {
      inflater.setInput(in, at, in.length - at);
      var out = new byte[Limits.VALUE_LENGTH];
      var length = 0;
      while (!inflater.finished() && length < out.length) {
        var n = inflater.inflate(out, length, out.length - length);
        if (n == 0) {
          break;
        }
        length += n;
      }
      // A second member, trailing data or a wrong sum: what gzip then does we do not say.
      if (!inflater.finished() || inflater.getRemaining() != 8) {
        return null;
      }
      var sum = new CRC32();
      sum.update(out, 0, length);
      var end = in.length - 8;
      var stored = 0L;
      for (var i = 3; i >= 0; i--) {
        stored = stored << 8 | (in[end + i] & 0xff);
      }
      return stored == sum.getValue() ? java.util.Arrays.copyOf(out, length) : null;
    } catch (DataFormatException e) {
      return null;
    } finally {
      inflater.end();
    }
  }
}
