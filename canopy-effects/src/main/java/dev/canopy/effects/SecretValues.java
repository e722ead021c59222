package dev.canopy.effects;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds values that look like credentials in a text: tokens with a well-known prefix, private keys,
 * web tokens, passwords in URLs, and assignments of random-looking values to names that mean a
 * secret. Linear in the text.
 */
public final class SecretValues {
  private SecretValues() {}

  /**
   * A value that looks like a credential.
   *
   * @param kind such as {@code github} or {@code private_key}
   * @param start index of its first UTF-16 code unit
   * @param end index after the last one
   */
  public record Found(String kind, int start, int end) {}

  /** No credential is longer; a private key is the longest. */
  private static final int MAX_VALUE = 16_384;

  /** Assigned values are looked at no further, so that nested assignments cost no more. */
  private static final int MAX_ASSIGNED = 128;

  /** The header of a web token is shorter. */
  private static final int MAX_HEADER = 320;

  /** Random text of this many characters rarely is an ordinary word or name. */
  private static final int MIN_RANDOM = 16;

  /** Passwords are shorter, but then the name beside them says what they are. */
  private static final int MIN_PASSWORD = 8;

  /** True if the text holds a value that looks like a credential. */
  public static boolean holds(String text) {
    return next(text, 0) != null;
  }

  /** All such values in order, without overlap. */
  public static List<Found> find(String text) {
    List<Found> all = List.of();
    for (var found = next(text, 0); found != null; found = next(text, found.end())) {
      if (all.isEmpty()) {
        all = new ArrayList<>();
      }
      all.add(found);
    }
    return all;
  }

  private static @Nullable Found next(String text, int from) {
    for (var i = from; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c >= 0x80) {
        continue;
      }
      if (c == '-' && text.startsWith("-----BEGIN ", i)) {
        var key = privateKey(text, i);
        if (key != null) {
          return key;
        }
      }
      if (i == 0 || !isWordChar(text.charAt(i - 1))) {
        var token = Tokens.at(text, i);
        if (token != null) {
          return token;
        }
      }
      if (c == '=' || c == ':') {
        var assigned =
            c == ':' && text.startsWith("://", i) ? password(text, i) : assigned(text, i);
        if (assigned != null && assigned.start() >= from) {
          return assigned;
        }
      }
    }
    return null;
  }

  private static @Nullable Found privateKey(String text, int start) {
    var lineEnd = text.indexOf("-----", start + 11);
    if (lineEnd < 0 || lineEnd - start > 60) {
      return null;
    }
    var label = text.substring(start + 11, lineEnd);
    if (!label.endsWith("PRIVATE KEY") && !label.equals("PGP PRIVATE KEY BLOCK")) {
      return null;
    }
    var close = text.indexOf("-----END ", lineEnd);
    var end = close < 0 ? text.length() : text.indexOf("-----", close + 9);
    end = end < 0 ? text.length() : close < 0 ? end : Math.min(end + 5, text.length());
    return new Found("private_key", start, Math.min(end, start + MAX_VALUE));
  }

  /** {@code user:password@} after the {@code ://} at {@code colon}. */
  private static @Nullable Found password(String text, int colon) {
    var start = -1;
    for (var i = colon + 3; i < text.length() && i - colon < 512; i++) {
      var c = text.charAt(i);
      if (c == '@') {
        return start > 0 && i > start && !isPlaceholder(text, start, i)
            ? new Found("url_password", start, i)
            : null;
      }
      if (c == ':' && start < 0) {
        start = i + 1;
      } else if (c == '/' || c <= ' ' || c == '"' || c == '\'' || c == '?' || c == '#') {
        return null;
      }
    }
    return null;
  }

  /** {@code name = value} or {@code "name": "value"} around the sign at {@code at}. */
  private static @Nullable Found assigned(String text, int at) {
    var end = at;
    while (end > 0 && (text.charAt(end - 1) == ' ' || isQuote(text.charAt(end - 1)))) {
      end--;
    }
    var start = end;
    while (start > 0 && end - start < 64 && isNameChar(text.charAt(start - 1))) {
      start--;
    }
    var strength = SecretNames.strength(text, start, end);
    if (strength == 0) {
      return null;
    }
    var from = at + 1;
    while (from < text.length() && from - at < 4 && text.charAt(from) == ' ') {
      from++;
    }
    var quote = from < text.length() && isQuote(text.charAt(from)) ? text.charAt(from++) : 0;
    var to = from;
    while (to < text.length() && to - from < MAX_ASSIGNED && isValueChar(text.charAt(to), quote)) {
      to++;
    }
    if (isPlaceholder(text, from, to)) {
      return null;
    }
    var random = looksRandom(text, from, to);
    return random && (to - from >= MIN_RANDOM || (strength > 1 && to - from >= MIN_PASSWORD))
        ? new Found("assigned", from, to)
        : null;
  }

  private static boolean isValueChar(char c, int quote) {
    if (quote != 0) {
      return c != quote && c >= ' ';
    }
    return c > ' ' && c != ',' && c != ';' && c != '&' && c != '"' && c != '\'' && c != ')'
        && c != '}' && c != '<';
  }

  /** Values that stand for a secret rather than being one. */
  static boolean isPlaceholder(String text, int start, int end) {
    if (end <= start) {
      return true;
    }
    var c = text.charAt(start);
    if (c == '$' || c == '<' || c == '{' || c == '%' || c == '*' || c == '[' || c == '(') {
      return true;
    }
    var first = Character.toLowerCase(c);
    var same = true;
    for (var i = start + 1; i < end && same; i++) {
      same = Character.toLowerCase(text.charAt(i)) == first;
    }
    return same
        || text.regionMatches(true, start, "your", 0, 4)
        || text.regionMatches(true, start, "my-", 0, 3)
        || text.regionMatches(true, start, "example", 0, 7)
        || text.regionMatches(true, start, "changeme", 0, 8)
        || text.regionMatches(true, start, "placeholder", 0, 11)
        || text.regionMatches(true, start, "process.env", 0, 11)
        || text.regionMatches(true, start, "os.environ", 0, 10)
        || text.regionMatches(true, start, "os.getenv", 0, 9)
        || text.regionMatches(true, start, "redacted", 0, 8)
        || text.regionMatches(true, start, "xxx", 0, 3);
  }

  /** Letters and digits, or both cases and another sign, mixed as in no word. */
  private static boolean looksRandom(String text, int start, int end) {
    var digits = 0;
    var upper = 0;
    var lower = 0;
    var other = 0;
    for (var i = start; i < end; i++) {
      var c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        digits++;
      } else if (c >= 'A' && c <= 'Z') {
        upper++;
      } else if (c >= 'a' && c <= 'z') {
        lower++;
      } else if (c == ' ' || c == '(') {
        return false;
      } else {
        other++;
      }
    }
    var letters = upper + lower;
    return (digits > 0 && letters > 0) || (upper > 0 && lower > 0 && other > 0);
  }

  private static boolean isQuote(char c) {
    return c == '"' || c == '\'' || c == '`';
  }

  private static boolean isNameChar(char c) {
    return isWordChar(c) || c == '-' || c == '.';
  }

  static boolean isWordChar(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  }

  /** 2 if a name means a secret, 1 if it may, 0 if not. */
  static int nameStrength(String text, int start, int end) {
    return SecretNames.strength(text, start, end);
  }

  /** Names that mean a secret. */
  private static final class SecretNames {
    private static final String[] STRONG = {
      "password",
      "passwd",
      "passphrase",
      "pwd",
      "secret",
      "apikey",
      "accesskey",
      "privatekey",
      "clientsecret",
      "authtoken",
      "accesstoken",
      "refreshtoken",
      "secretkey",
      "encryptionkey",
      "signingkey",
      "bearer"
    };
    private static final String[] WEAK = {"token", "auth", "credential", "credentials", "key"};

    /** 2 if the name means a secret, 1 if it may, 0 if not; it is the name's end that counts. */
    static int strength(String text, int start, int end) {
      if (end - start < 3) {
        return 0;
      }
      var name = ActionTypeNames.plain(text.substring(start, end));
      for (var strong : STRONG) {
        if (name.endsWith(strong)) {
          return 2;
        }
      }
      for (var weak : WEAK) {
        if (name.endsWith(weak) && !name.endsWith("publickey") && !name.endsWith("primarykey")) {
          return 1;
        }
      }
      return 0;
    }
  }

  /** Tokens that say by their prefix what they are, from {@code secret-values.txt}. */
  private static final class Tokens {
    private record Shape(String kind, String prefix, String alphabet, int least) {}

    /** By the first character. */
    private static final List<List<Shape>> SHAPES = load();

    private static List<List<Shape>> load() {
      var shapes = new ArrayList<List<Shape>>(128);
      for (var i = 0; i < 128; i++) {
        shapes.add(new ArrayList<>(0));
      }
      Resources.words(
          "secret-values.txt",
          words ->
              shapes
                  .get(words[1].charAt(0))
                  .add(new Shape(words[0], words[1], words[2], Integer.parseInt(words[3]))));
      return shapes;
    }

    static @Nullable Found at(String text, int start) {
      var candidates = SHAPES.get(text.charAt(start));
      for (var i = 0; i < candidates.size(); i++) {
        var shape = candidates.get(i);
        if (text.startsWith(shape.prefix(), start)) {
          var from = start + shape.prefix().length();
          // Refused before it is read to its end, so that repeated prefixes cost no more.
          if (isPlaceholder(text, from, Math.min(from + shape.least(), text.length()))
              || (shape.kind().equals("jwt") && !isJwt(text, from))) {
            continue;
          }
          var end = from;
          while (end < text.length()
              && end - from < MAX_VALUE
              && isIn(text.charAt(end), shape.alphabet())) {
            end++;
          }
          if (end - from >= shape.least()) {
            return new Found(shape.kind(), start, end);
          }
        }
      }
      return null;
    }

    /** Several parts, of which the first two are JSON objects in base64. */
    private static boolean isJwt(String text, int start) {
      var end = Math.min(start + MAX_HEADER, text.length());
      for (var i = start; i < end; i++) {
        if (text.charAt(i) == '.') {
          return text.startsWith("eyJ", i + 1);
        }
        if (!isIn(text.charAt(i), "dash")) {
          return false;
        }
      }
      return false;
    }

    private static boolean isIn(char c, String alphabet) {
      return switch (alphabet) {
        case "upper" -> (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        case "hex" -> PercentCoding.hex(c) >= 0;
        case "word" -> isWordChar(c);
        case "dash" -> isWordChar(c) || c == '-';
        case "dot" -> isWordChar(c) || c == '-' || c == '.';
        case "path" -> isWordChar(c) || c == '-' || c == '/' || c == '+' || c == '=' || c == '.';
        default -> throw new AssertionError(alphabet);
      };
    }
  }
}
