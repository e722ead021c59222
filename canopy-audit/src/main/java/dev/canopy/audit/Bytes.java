package dev.canopy.audit;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Big-endian numbers, and text that must be UTF-8. */
final class Bytes {
  private Bytes() {}

  static int int32(byte[] bytes, int from) {
    return ByteBuffer.wrap(bytes).getInt(from);
  }

  static long int64(byte[] bytes, int from) {
    return ByteBuffer.wrap(bytes).getLong(from);
  }

  /** Eight lower-case hex digits. */
  static String hex(int number) {
    return Hex.encode(ByteBuffer.allocate(4).putInt(number).array());
  }

  static String utf8(byte[] bytes) throws ProofException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new ProofException("not valid UTF-8", e);
    }
  }
}
