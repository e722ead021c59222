package dev.canopy.audit;

import dev.canopy.json.JsonValue;
import java.util.Objects;

/**
 * A value that is kept beside the log and not in it, so that it can be erased. The entry holds its
 * {@link #commitment}; who has the value and the salt can show that this value is the one, and who
 * has lost the salt can show nothing, and test no guess.
 *
 * @param name what the value is, such as {@code payload.command}; stands in the log in clear
 * @param salt at least 128 random bits of its own in base64url, without padding
 * @param value the value
 */
public record Disclosure(String name, String salt, JsonValue value) {
  /** 128 bits in base64url. */
  static final int LEAST_SALT = 22;

  private static final int LONGEST_SALT = 86;
  private static final int LONGEST_NAME = 128;

  public Disclosure {
    Objects.requireNonNull(value, "value");
    if (name.isEmpty() || name.length() > LONGEST_NAME) {
      throw new IllegalArgumentException("a name has 1 to " + LONGEST_NAME + " characters");
    }
    if (!isSalt(salt)) {
      throw new IllegalArgumentException("a salt is at least 128 bits in base64url");
    }
  }

  private static boolean isSalt(String salt) {
    if (salt.length() < LEAST_SALT || salt.length() > LONGEST_SALT) {
      return false;
    }
    for (var i = 0; i < salt.length(); i++) {
      var c = salt.charAt(i);
      if (!((c >= 'A' && c <= 'Z')
          || (c >= 'a' && c <= 'z')
          || (c >= '0' && c <= '9')
          || c == '-'
          || c == '_')) {
        return false;
      }
    }
    return true;
  }

  /**
   * What the log holds for this value: SHA-256 in base64url over {@code canopy-c1}, the length of
   * the name in UTF-8 as four bytes, the name, the length of the salt, the salt as it is written,
   * and the value's RFC 8785 form. The lengths come first so that no name runs into a salt.
   */
  public String commitment() {
    return Commitments.of(this);
  }

  /** Not the value: this may end up in a message. */
  @Override
  public String toString() {
    return "Disclosure[" + name + "]";
  }
}
