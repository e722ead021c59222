package dev.canopy.effects;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Whether a text that is not known to be SQL looks like a statement that does more than read. */
final class SqlShape {
  /** So many words of a statement are looked at. */
  private static final int WORDS = 64;

  private SqlShape() {}

  /** True if the text begins as such a statement does and no sentence does. */
  static boolean begins(String text) {
    return begins(words(text), false);
  }

  /** True if such a statement stands behind a semicolon. */
  static boolean follows(String text) {
    for (var at = text.indexOf(';'); at >= 0; at = text.indexOf(';', at + 1)) {
      if (begins(words(text.substring(at + 1, Math.min(text.length(), at + 513))), true)) {
        return true;
      }
    }
    return false;
  }

  private static boolean begins(List<String> words, boolean stacked) {
    if (words.size() < 2) {
      return false;
    }
    var second = words.get(1);
    var more = words.size() > 2;
    return switch (words.get(0)) {
      case "drop" ->
          (stacked || more)
              && switch (second) {
                case "table", "database", "schema", "view", "user", "role" -> true;
                case "index" -> !stacked;
                default -> false;
              };
      case "delete" -> second.equals("from") && (stacked || more);
      case "insert" -> second.equals("into") && (stacked || more);
      case "truncate" -> second.equals("table") && (stacked || more);
      case "alter" ->
          switch (second) {
            case "table", "user", "role" -> stacked || more;
            case "system" -> more;
            default -> false;
          };
      case "update" -> more && words.get(2).equals("set");
      case "grant" -> stacked || (words.size() > 3 && words.indexOf("to") > 1);
      case "copy" ->
          stacked || (words.size() > 3 && (words.indexOf("to") > 1 || words.indexOf("from") > 1));
      case "exec", "execute" -> stacked;
      case "attach" -> stacked && second.equals("database");
      case "create" ->
          !stacked
              && more
              && switch (second) {
                case "table", "user", "role", "database", "function", "extension" -> true;
                default -> false;
              };
      default -> false;
    };
  }

  private static List<String> words(String text) {
    var words = new ArrayList<String>();
    var at = 0;
    while (at < text.length() && words.size() < WORDS) {
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
      var from = at;
      while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
        at++;
      }
      if (at > from) {
        words.add(text.substring(from, at).toLowerCase(Locale.ROOT));
      }
    }
    return words;
  }
}
