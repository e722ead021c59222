package dev.canopy.effects;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The words of an SQL text, for no dialect in particular. Where dialects disagree about what is a
 * comment or the end of a string, the text counts as code and {@link #doubt} says so: who hides a
 * statement from one dialect does not hide it from us. One pass, linear.
 */
final class SqlTokens {
  /** What a word is. */
  enum Kind {
    WORD,
    QUOTED,
    STRING,
    NUMBER,
    SYMBOL
  }

  /**
   * A word with the number of open parentheses before it.
   *
   * @param text words in lower case, strings and quoted names without their quotes
   */
  record Token(Kind kind, String text, int depth) {
    boolean is(String word) {
      return kind == Kind.WORD && text.equals(word);
    }

    boolean isSymbol(char c) {
      return kind == Kind.SYMBOL && text.charAt(0) == c;
    }
  }

  /** A statement that people write or read has far fewer. */
  private static final int MAX_TOKENS = 100_000;

  private final String sql;
  private final boolean backslash;
  private final List<Token> tokens = new ArrayList<>();
  private @Nullable String doubt;
  private boolean sawBackslash;
  private int depth;
  private int at;

  private SqlTokens(String sql, boolean backslash) {
    this.sql = sql;
    this.backslash = backslash;
  }

  /** Reads a text; {@code backslash}: a backslash in a string quotes the next character. */
  static SqlTokens read(String sql, boolean backslash) {
    var tokens = new SqlTokens(sql, backslash);
    tokens.read();
    return tokens;
  }

  List<Token> tokens() {
    return tokens;
  }

  /** Why another reader may see another text, or null. */
  @Nullable String doubt() {
    return doubt;
  }

  /** True if a string holds a backslash before a quote, so that dialects disagree where it ends. */
  boolean sawBackslash() {
    return sawBackslash;
  }

  private void read() {
    while (at < sql.length()) {
      if (tokens.size() >= MAX_TOKENS) {
        doubt = "the statement has more than " + MAX_TOKENS + " words";
        return;
      }
      var c = sql.charAt(at);
      if (c <= ' ') {
        if (c == 0) {
          doubt = "the statement holds a NUL character";
        }
        at++;
      } else if (c == '-' && sql.startsWith("--", at)) {
        lineComment();
      } else if (c == '/' && sql.startsWith("/*", at)) {
        comment();
      } else if (c == '\'' || c == '"' || c == '`') {
        quoted(c);
      } else if (c == '$' && dollarQuoted()) {
        doubt = "the statement holds code in dollar quotes";
      } else if (isWordStart(c)) {
        word();
      } else if (c >= '0' && c <= '9') {
        number();
      } else {
        symbol(c);
      }
    }
    if (depth != 0) {
      doubt = "a parenthesis is not closed";
    }
  }

  private void lineComment() {
    // MySQL wants a blank after the dashes; without one it reads two minus signs.
    if (at + 2 < sql.length() && sql.charAt(at + 2) > ' ') {
      doubt = "dialects disagree whether `--` starts a comment here";
      at += 2;
      return;
    }
    var end = sql.indexOf('\n', at);
    at = end < 0 ? sql.length() : end + 1;
  }

  private void comment() {
    if (sql.startsWith("/*!", at) || sql.startsWith("/*M!", at)) {
      // MySQL and MariaDB run what is in it.
      doubt = "a comment is code in some dialects";
      at = sql.indexOf('!', at) + 1;
      while (at < sql.length() && sql.charAt(at) >= '0' && sql.charAt(at) <= '9') {
        at++;
      }
      return;
    }
    var end = sql.indexOf("*/", at + 2);
    var inner = sql.indexOf("/*", at + 2);
    if (end < 0) {
      doubt = "a comment is not closed";
      at = sql.length();
      return;
    }
    if (inner >= 0 && inner < end) {
      doubt = "comments inside comments end differently in different dialects";
    }
    at = end + 2;
  }

  private void quoted(char quote) {
    var text = new StringBuilder();
    var i = at + 1;
    while (i < sql.length()) {
      var c = sql.charAt(i);
      if (c == '\\' && quote != '`') {
        if (i + 1 < sql.length() && (sql.charAt(i + 1) == quote || sql.charAt(i + 1) == '\\')) {
          sawBackslash = true;
        }
        if (backslash && i + 1 < sql.length()) {
          text.append(sql.charAt(i + 1));
          i += 2;
          continue;
        }
      } else if (c == quote) {
        if (i + 1 < sql.length() && sql.charAt(i + 1) == quote) {
          text.append(quote);
          i += 2;
          continue;
        }
        add(quote == '\'' ? Kind.STRING : Kind.QUOTED, text.toString());
        at = i + 1;
        return;
      }
      text.append(c);
      i++;
    }
    doubt = "a quote is not closed";
    at = sql.length();
  }

  private boolean dollarQuoted() {
    var i = at + 1;
    while (i < sql.length() && SecretValues.isWordChar(sql.charAt(i))) {
      i++;
    }
    if (i >= sql.length() || sql.charAt(i) != '$') {
      return false;
    }
    var tag = sql.substring(at, i + 1);
    if (tag.length() > 64 || (tag.length() > 2 && Character.isDigit(tag.charAt(1)))) {
      return false;
    }
    var end = sql.indexOf(tag, i + 1);
    add(Kind.STRING, sql.substring(i + 1, end < 0 ? sql.length() : end));
    at = end < 0 ? sql.length() : end + tag.length();
    return true;
  }

  private void word() {
    var start = at;
    while (at < sql.length() && (isWordStart(sql.charAt(at)) || isDigit(sql.charAt(at)))) {
      at++;
    }
    add(Kind.WORD, sql.substring(start, at).toLowerCase(Locale.ROOT));
  }

  private void number() {
    var start = at;
    while (at < sql.length()
        && (isDigit(sql.charAt(at)) || sql.charAt(at) == '.' || isWordStart(sql.charAt(at)))) {
      at++;
    }
    add(Kind.NUMBER, sql.substring(start, at));
  }

  private void symbol(char c) {
    if (c == '\\') {
      doubt = "a backslash outside a string is a command of the client";
    }
    if (c == ')') {
      depth--;
      if (depth < 0) {
        doubt = "a parenthesis is not opened";
        depth = 0;
      }
    }
    add(Kind.SYMBOL, String.valueOf(c));
    if (c == '(') {
      depth++;
    }
    at++;
  }

  private void add(Kind kind, String text) {
    tokens.add(new Token(kind, text, depth));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isWordStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '@' || c >= 0x80;
  }
}
