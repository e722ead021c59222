package dev.canopy.effects;

import java.util.ArrayList;
import java.util.List;

/**
 * The tokens of Python or JavaScript, as far as calls and literals need them. Linear; a string that
 * does not end makes the text unreadable.
 */
final class CodeTokens {
  /** Code in a command is short; a longer text is not worked out. */
  static final int MAX_TOKENS = 50_000;

  /** What a token is. */
  enum Kind {
    NAME,
    NUMBER,
    STRING,
    /** A string with expressions in it; its text is the part before the first. */
    TEMPLATE,
    SYMBOL,
    LINE
  }

  /**
   * A token.
   *
   * @param text a string's value, else what stands there
   * @param inner the expressions in a template, one a line; else empty
   */
  record Token(Kind kind, String text, String inner) {
    boolean is(String symbol) {
      return kind == Kind.SYMBOL && text.equals(symbol);
    }
  }

  private final String code;
  private final boolean python;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private boolean readable = true;

  private CodeTokens(String code, boolean python) {
    this.code = code;
    this.python = python;
  }

  /** The tokens, or an empty list if the text cannot be read. */
  static List<Token> of(String code, boolean python) {
    var reader = new CodeTokens(code, python);
    reader.read();
    return reader.readable ? reader.tokens : List.of();
  }

  private void read() {
    while (at < code.length() && readable) {
      if (tokens.size() > MAX_TOKENS) {
        readable = false;
        return;
      }
      skipComment();
      if (at >= code.length()) {
        return;
      }
      var c = code.charAt(at);
      if (c == '\n' || c == '\r') {
        at++;
        tokens.add(new Token(Kind.LINE, "\n", ""));
      } else if (c == ' ' || c == '\t' || c == '\f') {
        at++;
      } else if (c == '\\' && at + 1 < code.length() && code.charAt(at + 1) == '\n') {
        at += 2;
      } else if (c == '"' || c == '\'' || (c == '`' && !python)) {
        string("");
      } else if (Character.isJavaIdentifierStart(c)) {
        name();
      } else if (c >= '0' && c <= '9') {
        number();
      } else if (c == '/' && !python && regexFollows()) {
        regex();
      } else {
        at++;
        tokens.add(new Token(Kind.SYMBOL, String.valueOf(c), ""));
      }
    }
  }

  private void skipComment() {
    var c = code.charAt(at);
    if (python ? c == '#' : c == '/' && code.startsWith("//", at)) {
      var end = code.indexOf('\n', at);
      at = end < 0 ? code.length() : end;
    } else if (!python && c == '/' && code.startsWith("/*", at)) {
      var end = code.indexOf("*/", at + 2);
      at = end < 0 ? code.length() : end + 2;
      if (at < code.length()) {
        skipComment();
      }
    }
  }

  private void name() {
    var start = at;
    while (at < code.length() && Character.isJavaIdentifierPart(code.charAt(at))) {
      at++;
    }
    var name = code.substring(start, at);
    if (python
        && name.length() <= 2
        && at < code.length()
        && (code.charAt(at) == '"' || code.charAt(at) == '\'')) {
      var prefix = Paths.fold(name);
      if ("rbuft".indexOf(prefix.charAt(0)) >= 0
          && "rbuft".indexOf(prefix.charAt(prefix.length() - 1)) >= 0) {
        string(prefix);
        return;
      }
    }
    tokens.add(new Token(Kind.NAME, name, ""));
  }

  private void number() {
    var start = at;
    while (at < code.length()
        && (Character.isLetterOrDigit(code.charAt(at))
            || code.charAt(at) == '.'
            || code.charAt(at) == '_')) {
      at++;
    }
    tokens.add(new Token(Kind.NUMBER, code.substring(start, at), ""));
  }

  private boolean regexFollows() {
    if (tokens.isEmpty()) {
      return true;
    }
    var last = tokens.get(tokens.size() - 1);
    return switch (last.kind()) {
      case NUMBER, STRING, TEMPLATE -> false;
      case NAME -> last.text().equals("return") || last.text().equals("typeof");
      case LINE -> true;
      case SYMBOL -> !last.is(")") && !last.is("]") && !last.is("}");
    };
  }

  private void regex() {
    var bracket = false;
    for (at++; at < code.length(); at++) {
      var c = code.charAt(at);
      if (c == '\\') {
        at++;
      } else if (c == '[') {
        bracket = true;
      } else if (c == ']') {
        bracket = false;
      } else if (c == '/' && !bracket) {
        at++;
        while (at < code.length() && Character.isLetter(code.charAt(at))) {
          at++;
        }
        tokens.add(new Token(Kind.NUMBER, "/", ""));
        return;
      } else if (c == '\n') {
        break;
      }
    }
    readable = false;
  }

  private void string(String prefix) {
    var quote = code.charAt(at);
    var raw = prefix.indexOf('r') >= 0;
    var template = prefix.indexOf('f') >= 0 || prefix.indexOf('t') >= 0 || quote == '`';
    var end = String.valueOf(quote);
    if (python && code.startsWith(end + end + end, at)) {
      end = end + end + end;
    }
    at += end.length();
    var text = new StringBuilder();
    var inner = new StringBuilder();
    var known = true;
    while (at < code.length()) {
      if (code.startsWith(end, at)) {
        at += end.length();
        tokens.add(
            new Token(known ? Kind.STRING : Kind.TEMPLATE, text.toString(), inner.toString()));
        return;
      }
      var c = code.charAt(at);
      if (c == '\\' && at + 1 < code.length()) {
        at++;
        escape(raw, known ? text : new StringBuilder());
      } else if (template && expression(c, quote)) {
        known = false;
        hole(inner);
      } else if (c == '\n' && end.length() == 1 && quote != '`') {
        break;
      } else {
        if (template && quote != '`' && (c == '{' || c == '}')) {
          at++;
        }
        if (known) {
          text.append(c);
        }
        at++;
      }
    }
    readable = false;
  }

  private boolean expression(char c, char quote) {
    if (quote == '`') {
      return c == '$' && code.startsWith("${", at);
    }
    return c == '{' && !code.startsWith("{{", at);
  }

  /** Skips an expression in a template and keeps its code. */
  private void hole(StringBuilder inner) {
    at = code.indexOf('{', at) + 1;
    var depth = 1;
    var start = at;
    while (at < code.length() && depth > 0) {
      var c = code.charAt(at++);
      if (c == '{') {
        depth++;
      } else if (c == '}') {
        depth--;
      }
    }
    inner.append(code, start, Math.max(start, at - 1)).append('\n');
  }

  private void escape(boolean raw, StringBuilder text) {
    var c = code.charAt(at++);
    if (raw) {
      text.append('\\').append(c);
      return;
    }
    switch (c) {
      case 'n' -> text.append('\n');
      case 't' -> text.append('\t');
      case 'r' -> text.append('\r');
      case '\n' -> {}
      case 'x' -> hex(2, text);
      case 'u' -> {
        if (at < code.length() && code.charAt(at) == '{') {
          at++;
          hex(Math.max(code.indexOf('}', at) - at, 0), text);
          at++;
        } else {
          hex(4, text);
        }
      }
      case 'U' -> hex(8, text);
      case '0', '1', '2', '3', '4', '5', '6', '7' -> {
        var value = c - '0';
        for (var i = 0; i < 2 && at < code.length(); i++) {
          var digit = code.charAt(at) - '0';
          if (digit < 0 || digit > 7) {
            break;
          }
          value = value * 8 + digit;
          at++;
        }
        text.append((char) value);
      }
      default -> text.append(c);
    }
  }

  private void hex(int digits, StringBuilder text) {
    var value = 0;
    for (var i = 0; i < digits && i < 8 && at < code.length(); i++) {
      var digit = Character.digit(code.charAt(at), 16);
      if (digit < 0) {
        break;
      }
      value = value * 16 + digit;
      at++;
    }
    if (Character.isValidCodePoint(value)) {
      text.appendCodePoint(value);
    } else {
      readable = false;
    }
  }
}
