package dev.canopy.effects;

import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts a mark in the place of every value that looks like a credential, so that what is written
 * down holds none. The rest of the text stays as it is.
 *
 * <p>It looks for more than {@link SecretValues}, whose finds decide: a password of a few letters
 * after {@code --password} is worth hiding, whatever it is worth stopping. What is masked without
 * need costs a reader a word; what is not masked is in a file for years.
 */
public final class SecretMask {
  /** Deeper values are masked whole. */
  private static final int MAX_NESTING = 32;

  /** A name or a flag before a value is no longer. */
  private static final int MAX_NAME = 64;

  /** Code that gets a secret from somewhere says so soon. */
  private static final int MAX_CALL = 64;

  /** A bearer token is longer than a word. */
  private static final int MIN_BEARER = 16;

  private static final int MIN_BASIC = 8;

  private SecretMask() {}

  /** The text, with {@code [masked:<kind>]} for each value that looks like a credential. */
  public static String text(String text) {
    var spans = spans(text);
    if (spans.isEmpty()) {
      return text;
    }
    var out = new StringBuilder(text.length());
    var at = 0;
    for (var span : spans) {
      out.append(text, at, span.start()).append(mark(span.kind()));
      at = span.end();
    }
    return out.append(text, at, text.length()).toString();
  }

  private static String mark(String kind) {
    return "[masked:" + kind + "]";
  }

  /**
   * The value with the texts in it masked, names of members as well; the same object if there was
   * nothing to mask. Words of a list are also read as one command line, since {@code --password}
   * and its value are two of them.
   */
  public static JsonValue value(JsonValue value) {
    return value(value, 0);
  }

  private static JsonValue value(JsonValue value, int nesting) {
    if (value instanceof JsonString s) {
      var masked = text(s.value());
      return masked.equals(s.value()) ? value : new JsonString(masked);
    }
    if (nesting > MAX_NESTING && (value instanceof JsonArray || value instanceof JsonObject)) {
      return new JsonString(mark("too_deep"));
    }
    if (value instanceof JsonArray a) {
      return array(a, nesting);
    }
    return value instanceof JsonObject o ? object(o, nesting) : value;
  }

  private static JsonValue array(JsonArray array, int nesting) {
    var items = array.items();
    List<JsonValue> masked = null;
    for (var i = 0; i < items.size(); i++) {
      var item = items.get(i);
      var next = value(item, nesting + 1);
      if (i > 0
          && item instanceof JsonString word
          && items.get(i - 1) instanceof JsonString flag
          && isAfterFlag(flag.value(), word.value())) {
        next = new JsonString(mark("password"));
      }
      if (next != item && masked == null) {
        masked = new ArrayList<>(items);
      }
      if (masked != null) {
        masked.set(i, next);
      }
    }
    return masked == null ? array : new JsonArray(masked);
  }

  private static boolean isAfterFlag(String flag, String word) {
    return flag.startsWith("-")
        && flag.length() <= MAX_NAME
        && flag.indexOf('=') < 0
        && SecretValues.nameStrength(flag, 0, flag.length()) == 2
        && isWorthHiding(word, 0, word.length());
  }

  private static JsonValue object(JsonObject object, int nesting) {
    var changed = false;
    var values = new JsonValue[object.size()];
    var names = new String[object.size()];
    for (var i = 0; i < values.length; i++) {
      var name = object.nameAt(i);
      names[i] = text(name);
      values[i] = value(object.valueAt(i), nesting + 1);
      if (object.valueAt(i) instanceof JsonString s && means(name, s.value())) {
        values[i] = new JsonString(mark("password"));
      }
      changed |= values[i] != object.valueAt(i) || !names[i].equals(name);
    }
    if (!changed) {
      return object;
    }
    var out = JsonObject.builder();
    for (var i = 0; i < values.length; i++) {
      var name = names[i];
      for (var n = 2; !name.equals(object.nameAt(i)) && isTaken(name, object, names, i); n++) {
        name = names[i] + n; // two names that differed only in what was masked
      }
      names[i] = name;
      out.put(name, values[i]);
    }
    return out.build();
  }

  /** By a name before it, or by one behind it that stays as it is. */
  private static boolean isTaken(String name, JsonObject object, String[] names, int at) {
    for (var i = 0; i < names.length; i++) {
      if (i != at && (i < at || names[i].equals(object.nameAt(i))) && names[i].equals(name)) {
        return true;
      }
    }
    return false;
  }

  /** True if a member's value is a secret by the member's name. */
  private static boolean means(String name, String value) {
    return switch (SecretValues.nameStrength(name, 0, Math.min(name.length(), MAX_NAME))) {
      case 2 -> isWorthHiding(value, 0, value.length());
      case 1 -> SecretValues.holds("token=" + value);
      default -> false;
    };
  }

  private static List<SecretValues.Found> spans(String text) {
    var found = SecretValues.find(text);
    List<SecretValues.Found> more = null;
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      var span =
          c == '=' || (c == ' ' && i > 2)
              ? named(text, i)
              : (c == 'B' || c == 'b') && isStart(text, i) ? authorization(text, i) : null;
      if (span == null && c == '-' && isStart(text, i)) {
        span = user(text, i);
        span = span == null ? gluedPassword(text, i) : span;
      }
      if (span != null) {
        if (!span.kind().isEmpty()) {
          if (more == null) {
            more = new ArrayList<>(found);
          }
          more.add(span);
        }
        i = Math.max(i, span.end() - 1); // no part of it is read again
      }
    }
    return more == null ? found : merged(more);
  }

  private static List<SecretValues.Found> merged(List<SecretValues.Found> spans) {
    spans.sort(Comparator.comparingInt(SecretValues.Found::start));
    var out = new ArrayList<SecretValues.Found>(spans.size());
    for (var span : spans) {
      var last = out.isEmpty() ? null : out.get(out.size() - 1);
      if (last == null || span.start() >= last.end()) {
        out.add(span);
      } else if (span.end() > last.end()) {
        out.set(out.size() - 1, new SecretValues.Found(last.kind(), last.start(), span.end()));
      }
    }
    return out;
  }

  private static boolean isStart(String text, int at) {
    return at == 0 || !SecretValues.isWordChar(text.charAt(at - 1));
  }

  /** {@code NAME=value}, {@code --name=value} and {@code --name value}. */
  private static SecretValues.@Nullable Found named(String text, int at) {
    var start = at;
    while (start > 0 && at - start < MAX_NAME && isNameChar(text.charAt(start - 1))) {
      start--;
    }
    var isFlag = text.startsWith("--", start);
    if ((text.charAt(at) == ' ' && !isFlag) || SecretValues.nameStrength(text, start, at) < 2) {
      return null;
    }
    var from = at + 1;
    while (text.charAt(at) == ' ' && from < text.length() && text.charAt(from) == ' ') {
      from++;
    }
    return value(text, from);
  }

  private static boolean isNameChar(char c) {
    return SecretValues.isWordChar(c) || c == '-' || c == '.';
  }

  /** The word at {@code from}, without its quotes; its kind is empty if it is no secret. */
  private static SecretValues.@Nullable Found value(String text, int from) {
    if (from >= text.length()) {
      return null;
    }
    var quote = text.charAt(from);
    var start = quote == '"' || quote == '\'' ? from + 1 : from;
    var end = start;
    while (end < text.length()) {
      var c = text.charAt(end);
      if (start > from
          ? c == quote
          : c <= ' ' || c == '"' || c == '\'' || ";|&<>)".indexOf(c) >= 0) {
        break;
      }
      end++;
    }
    return new SecretValues.Found(isWorthHiding(text, start, end) ? "password" : "", start, end);
  }

  private static boolean isWorthHiding(String text, int start, int end) {
    if (end - start < 3 || SecretValues.isPlaceholder(text, start, end)) {
      return false;
    }
    if (text.charAt(start) == '-' || text.startsWith("[masked:", start)) {
      return false;
    }
    for (var word : new String[] {"true", "false", "null", "none", "yes", "prompt", "stdin"}) {
      if (end - start == word.length() && text.regionMatches(true, start, word, 0, word.length())) {
        return false;
      }
    }
    for (var i = start; i < Math.min(end, start + MAX_CALL); i++) {
      if (text.charAt(i) == '(') {
        return false; // code that gets it from somewhere
      }
    }
    return true;
  }

  /** {@code Bearer x} and {@code Basic x}, as in a header. */
  private static SecretValues.@Nullable Found authorization(String text, int at) {
    var bearer = text.regionMatches(true, at, "bearer ", 0, 7);
    if (!bearer && !text.regionMatches(true, at, "basic ", 0, 6)) {
      return null;
    }
    var start = at + (bearer ? 7 : 6);
    var end = start;
    var digits = false;
    while (end < text.length() && isToken68(text.charAt(end))) {
      digits |= text.charAt(end) < 'A';
      end++;
    }
    var isLong = end - start >= (bearer ? MIN_BEARER : MIN_BASIC);
    var kind = isLong && (digits || end - start >= 24) ? bearer ? "bearer" : "basic" : "";
    return new SecretValues.Found(kind, start, end);
  }

  private static boolean isToken68(char c) {
    return SecretValues.isWordChar(c)
        || c == '-'
        || c == '.'
        || c == '~'
        || c == '+'
        || c == '/'
        || c == '=';
  }

  /** {@code -u name:password} and {@code --user name:password}, not {@code -u 1000:1000}. */
  private static SecretValues.@Nullable Found user(String text, int at) {
    var from = -1;
    for (var flag : new String[] {"-u ", "--user ", "--user=", "--proxy-user "}) {
      if (text.startsWith(flag, at)) {
        from = at + flag.length();
      }
    }
    if (from < 0) {
      return null;
    }
    var colon = from;
    while (colon < text.length() && text.charAt(colon) > ' ' && text.charAt(colon) != ':') {
      colon++;
    }
    if (colon == text.length() || text.charAt(colon) != ':' || colon == from) {
      return null;
    }
    var quoted = text.charAt(from) == '"' || text.charAt(from) == '\'';
    var end = colon + 1;
    var digits = true;
    while (end < text.length()
        && (quoted
            ? text.charAt(end) != text.charAt(from)
            : text.charAt(end) > ' ' && ";|&<>)\"'".indexOf(text.charAt(end)) < 0)) {
      digits &= Character.isDigit(text.charAt(end));
      end++;
    }
    return new SecretValues.Found(
        digits || !isWorthHiding(text, colon + 1, end) ? "" : "password", colon + 1, end);
  }

  /** {@code mysql -pword} and {@code sshpass -p word}. */
  private static SecretValues.@Nullable Found gluedPassword(String text, int at) {
    if (!text.startsWith("-p", at) || at + 2 >= text.length()) {
      return null;
    }
    var start = at;
    while (start > 0 && at - start < 256 && ";|&\n".indexOf(text.charAt(start - 1)) < 0) {
      start--;
    }
    var before = text.substring(start, at);
    var glued = text.charAt(at + 2) != ' ';
    if (glued && (before.contains("mysql") || before.contains("mariadb"))) {
      return value(text, at + 2);
    }
    return before.contains("sshpass ") ? value(text, at + (glued ? 2 : 3)) : null;
  }
}
