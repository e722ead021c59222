package dev.canopy.shell;

import java.util.List;

/** Quotes as written: single, double, {@code $'…'} and backticks. */
final class QuoteParser {
  private final Cursor in;
  private final WordParser words;

  QuoteParser(Cursor in, WordParser words) {
    this.in = in;
    this.words = words;
  }

  void singleQuotes(PieceList pieces) throws Unreadable {
    var close = in.text.indexOf('\'', in.at + 1);
    if (close < 0 || close >= in.length) {
      throw in.fail("a single quote is not closed");
    }
    pieces.literal(in.text, in.at + 1, close, true);
    in.at = close + 1;
  }

  void doubleQuotes(PieceList pieces) throws Unreadable {
    var open = in.at;
    in.at++;
    if (in.peek() != '$') {
      // Else what stands here says whether there is a word: `"$@"` may be none.
      pieces.begin(true);
    }
    while (true) {
      if (in.atEnd()) {
        in.at = open;
        throw in.fail("a double quote is not closed");
      }
      var c = in.peek();
      if (c == '"') {
        in.at++;
        return;
      }
      quotedPiece(pieces, c, true);
    }
  }

  /** One piece inside double quotes, or in the text of a here-document. */
  void quotedPiece(PieceList pieces, char c, boolean quoteEscapes) throws Unreadable {
    switch (c) {
      case '\\' -> {
        var next = in.peek(1);
        if (next == '\n') {
          in.at += 2;
        } else if (next == '$' || next == '`' || next == '\\' || (quoteEscapes && next == '"')) {
          pieces.literal(next, true);
          in.at += 2;
        } else {
          pieces.literal('\\', true);
          in.at++;
        }
      }
      case '$' -> words.dollar(pieces, true);
      case '`' -> pieces.add(backticks(true));
      default -> {
        var to = in.at + 1;
        while (to < in.length && isPlainQuoted(in.text.charAt(to))) {
          to++;
        }
        pieces.literal(in.text, in.at, to, true);
        in.at = to;
      }
    }
  }

  private static boolean isPlainQuoted(char c) {
    // Brackets too are left to the caller, who may count them.
    return c != '\\' && c != '$' && c != '`' && c != '"' && "(){}[]'".indexOf(c) < 0;
  }

  /** All of the text as if in double quotes; a {@code "} stands for itself. */
  RawWord hereText() throws Unreadable {
    var from = in.at;
    var pieces = new PieceList();
    pieces.begin(true);
    while (!in.atEnd()) {
      quotedPiece(pieces, in.peek(), false);
    }
    return new RawWord(pieces.toList(), in.start(from), in.end());
  }

  void ansiQuotes(PieceList pieces) throws Unreadable {
    var from = in.at;
    var at = in.at + 2;
    var text = new StringBuilder();
    var bytes = false;
    var escapedQuote = false;
    while (true) {
      if (at >= in.length) {
        throw in.fail("a `$'` quote is not closed");
      }
      var c = in.text.charAt(at);
      if (c == '\'') {
        break;
      }
      if (c != '\\') {
        text.append(c);
        at++;
        continue;
      }
      var escaped = at + 1 < in.length ? in.text.charAt(at + 1) : '\'';
      escapedQuote |= at + 1 < in.length && escaped == '\'';
      if ("xuU".indexOf(escaped) >= 0
          && (at + 2 >= in.length || Character.digit(in.text.charAt(at + 2), 16) < 0)) {
        in.gap("`\\" + escaped + "` in `$'…'` without a number", from);
      }
      if (in.maybeZsh() && "abeEfnrtvxuU\\'\"?01234567".indexOf(escaped) < 0) {
        in.gap("`\\" + escaped + "` in `$'…'` is without its backslash in zsh", from);
      }
      var after = AnsiQuoting.escape(in.text, at + 1, in.length, AnsiQuoting.Style.QUOTE, text);
      if (after < 0) {
        bytes = true;
        after = at + 2;
      }
      at = after;
    }
    in.at = at + 1;
    if (in.maybeDash()
        && from + 2 < in.length
        && Chars.isNamePart(in.text.charAt(from + 2))
        && hasBlank(text)
        && in.mayRunText()) {
      // For dash it is `$name …`, of which the first word may be nothing.
      in.gap("a text in `$'…'` is another one in a shell that does not know it", from);
    }
    if (escapedQuote && in.maybeDash()) {
      // dash has no $'…': for it the quote ends at the \' and what follows is a command again.
      in.gap("`$'…\\'…'` ends at another place in a shell that does not know it", from);
    }
    if (bytes) {
      pieces.add(
          new Piece.Opaque(
              "`$'…'` with bytes that are no text",
              List.of(),
              true,
              false,
              in.start(from),
              in.end()));
    } else {
      pieces.literal(text, 0, text.length(), true);
    }
  }

  private static boolean hasBlank(CharSequence text) {
    for (var i = 0; i < text.length(); i++) {
      if (text.charAt(i) <= ' ') {
        return true;
      }
    }
    return false;
  }

  Piece backticks(boolean quoted) throws Unreadable {
    var from = in.at;
    var inner = new StringBuilder();
    var at = in.at + 1;
    while (true) {
      if (at >= in.length) {
        throw in.fail("a backtick is not closed");
      }
      var c = in.text.charAt(at);
      if (c == '`') {
        break;
      }
      if (c == '\\' && at + 1 < in.length) {
        var next = in.text.charAt(at + 1);
        if (next == '`' || next == '\\' || next == '$' || (quoted && next == '"')) {
          inner.append(next);
          at += 2;
          continue;
        }
      }
      inner.append(c);
      at++;
    }
    in.at = at + 1;
    in.enter();
    var nested = new Parser(in.over(inner.toString(), in.start(from), in.end()));
    var body = nested.wholeText();
    in.leave();
    return new Piece.Substitution(body, quoted);
  }
}
