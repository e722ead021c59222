package dev.canopy.shell;

import dev.canopy.shell.Piece.Parameter.Operator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Words as written: quotes, and every kind of expansion that may stand in them. */
final class WordParser {
  private final Cursor in;
  private final Parser commands;
  private final QuoteParser quotes;
  private final ParameterParser parameters;
  private final ArithmeticParser brackets;

  WordParser(Cursor in, Parser commands) {
    this.in = in;
    this.commands = commands;
    this.quotes = new QuoteParser(in, this);
    this.parameters = new ParameterParser(in, this);
    this.brackets = new ArithmeticParser(in, this);
  }

  Parser commands() {
    return commands;
  }

  QuoteParser quotes() {
    return quotes;
  }

  ParameterParser parameters() {
    return parameters;
  }

  ArithmeticParser brackets() {
    return brackets;
  }

  /** The word that starts here. Empty if none does. */
  RawWord word() throws Unreadable {
    return word(false);
  }

  /**
   * The word that starts here.
   *
   * @param regex true inside {@code [[ =~ ]]}, where brackets and bars belong to the word
   */
  RawWord word(boolean regex) throws Unreadable {
    var from = in.at;
    var plain = plainWord();
    if (plain != null) {
      return plain;
    }
    var pieces = new PieceList();
    var nesting = 0;
    while (!in.atEnd()) {
      var c = in.peek();
      if (Chars.isMeta(c)) {
        if ((c == '<' || c == '>') && in.peek(1) == '(') {
          pieces.add(process());
        } else if (c == '(' && extendsGlob(pieces.bareSoFar(), from)) {
          extendedGlob(pieces, from);
        } else if (c == '('
            && in.at == from + 1
            && in.text.charAt(from) == '='
            && !regex
            && in.maybeZsh()) {
          pieces = new PieceList();
          in.at = from;
          pieces.add(process());
        } else if (regex && (c == '(' || c == ')' || c == '|')) {
          nesting += c == '(' ? 1 : c == ')' ? -1 : 0;
          pieces.literal(c, true);
          in.at++;
        } else if (regex && nesting > 0 && c != '\n') {
          pieces.literal(c, true);
          in.at++;
        } else {
          break;
        }
      } else {
        piece(pieces, c);
      }
    }
    return new RawWord(pieces.toList(), in.start(from), in.end());
  }

  /** The word that starts here if it is plain unquoted text, which most are; else null. */
  private @Nullable RawWord plainWord() {
    var to = plainEnd(in.at);
    if (to == in.at) {
      return null;
    }
    if (to < in.length) {
      var c = in.text.charAt(to);
      if (!Chars.isMeta(c) || c == '(' || c == '<' || c == '>') {
        return null;
      }
    }
    var word =
        new RawWord(
            List.of(new Piece.Literal(in.text.substring(in.at, to), false)),
            in.start(in.at),
            in.end(to));
    in.at = to;
    return word;
  }

  /** The end of the run of characters here that mean nothing but themselves. */
  private int plainEnd(int from) {
    var to = from;
    while (to < in.length) {
      var c = in.text.charAt(to);
      if (c >= 0x80
          || c == '\\'
          || c == '\''
          || c == '"'
          || c == '$'
          || c == '`'
          || Chars.isMeta(c)) {
        break;
      }
      to++;
    }
    return to;
  }

  private boolean extendsGlob(String bare, int from) {
    return in.at > from && "?*+@!".indexOf(in.text.charAt(in.at - 1)) >= 0 && !bare.endsWith("\\");
  }

  /** One piece that is no metacharacter, unquoted. */
  void piece(PieceList pieces, char c) throws Unreadable {
    switch (c) {
      case '\\' -> {
        if (in.peek(1) == '\n') {
          in.at += 2;
        } else if (in.at + 1 >= in.length) {
          if (in.maybeZsh()) {
            in.gap("a backslash at the end is dropped in zsh", in.at);
          }
          pieces.literal('\\', true);
          in.at++;
        } else {
          pieces.literal(in.peek(1), true);
          in.at += 2;
        }
      }
      case '\'' -> quotes.singleQuotes(pieces);
      case '"' -> quotes.doubleQuotes(pieces);
      case '$' -> dollar(pieces, false);
      case '`' -> pieces.add(quotes.backticks(false));
      default -> {
        if (c >= 0x80) {
          Suspicious.unquoted(in, c, pieces.isEmpty());
        }
        var to = Math.max(plainEnd(in.at), in.at + 1);
        pieces.literal(in.text, in.at, to, false);
        in.at = to;
      }
    }
  }

  void dollar(PieceList pieces, boolean quoted) throws Unreadable {
    var from = in.at;
    var next = in.peek(1);
    if (next == '\\' && in.peek(2) == '\n') {
      // Shells take the two away first, so that the dollar sign belongs to what follows.
      in.gap("a line is continued inside of an expansion", from);
    }
    switch (next) {
      case '(' -> {
        if (in.peek(2) == '(' && brackets.isArithmetic(in.at + 2)) {
          in.at += 3;
          var expression = brackets.arithmeticUntil(')');
          expect(')');
          expect(')');
          pieces.add(new Piece.Arithmetic(expression, quoted));
        } else {
          in.at += 2;
          pieces.add(new Piece.Substitution(commands.nested(')', "$("), quoted));
        }
      }
      case '{' -> {
        in.at += 2;
        parameters.braces(pieces, quoted, from);
      }
      case '[' -> {
        in.at += 2;
        var expression = brackets.arithmeticUntil(']');
        expect(']');
        pieces.add(new Piece.Arithmetic(expression, quoted));
      }
      case '\'' -> {
        if (quoted) {
          pieces.literal('$', true);
          in.at++;
        } else {
          quotes.ansiQuotes(pieces);
        }
      }
      case '"' -> {
        if (quoted) {
          pieces.literal('$', true);
        } else if (in.maybeZsh()) {
          in.gap("`$\"…\"` keeps its dollar sign in zsh", from);
        }
        in.at++;
      }
      case '=', '~', '^', '+' -> {
        if (in.maybeZsh() && Chars.isNameStart(in.peek(2))) {
          in.at += 2;
          var name = name();
          pieces.add(
              new Piece.Opaque(
                  "`$" + next + name + "` is expanded in zsh alone",
                  List.of(),
                  quoted,
                  false,
                  in.start(from),
                  in.end()));
        } else {
          pieces.literal('$', quoted);
          in.at++;
        }
      }
      default -> {
        String name;
        if (Chars.isNameStart(next)) {
          in.at++;
          name = name();
          if (in.peek() == '\\' && in.peek(1) == '\n' && Chars.isNamePart(in.peek(2))) {
            in.gap("a line is continued inside of a name", from);
          }
        } else if (Chars.isDigit(next) || Chars.isSpecialParameter(next)) {
          name = String.valueOf(next);
          in.at += 2;
          if (Chars.isDigit(next) && Chars.isDigit(in.peek()) && in.maybeZsh()) {
            while (Chars.isDigit(in.peek())) {
              in.at++;
            }
            pieces.add(
                new Piece.Opaque(
                    "`" + in.text.substring(from, in.at) + "` is one parameter in zsh alone",
                    List.of(),
                    quoted,
                    false,
                    in.start(from),
                    in.end()));
            return;
          }
        } else {
          pieces.literal('$', quoted);
          in.at++;
          return;
        }
        if (in.maybeZsh() && isZshModifier()) {
          var to = in.at + 2;
          in.at = to;
          pieces.add(
              new Piece.Opaque(
                  "`$" + name + ":…` is changed in zsh alone",
                  List.of(),
                  quoted,
                  false,
                  in.start(from),
                  in.end()));
          return;
        }
        pieces.add(
            parameters.parameter(name, null, false, Operator.NONE, null, null, quoted, from));
      }
    }
  }

  /** {@code $x:h} and its like, which are history modifiers in zsh and plain text elsewhere. */
  private boolean isZshModifier() {
    return in.peek() == ':'
        && "aAceghlpPqQrstux&".indexOf(in.peek(1)) >= 0
        && in.peek(1) != '\0'
        && !Chars.isNamePart(in.peek(2))
        && "./-".indexOf(in.peek(2)) < 0;
  }

  String name() {
    var from = in.at;
    while (Chars.isNamePart(in.peek())) {
      in.at++;
    }
    return in.text.substring(from, in.at);
  }

  void expect(char c) throws Unreadable {
    if (in.peek() != c) {
      throw in.fail("expected `" + c + "`");
    }
    in.at++;
  }

  Piece process() throws Unreadable {
    var reads = in.peek() != '>';
    in.at += 2;
    return new Piece.PipeName(commands.nested(')', "<("), reads);
  }

  /** {@code @(a|b)}, with everything that may stand in it; or a glob qualifier of zsh. */
  private void extendedGlob(PieceList pieces, int from) throws Unreadable {
    in.enter();
    var open = in.at;
    var plain = true;
    var bars = false;
    pieces.add(new Piece.Pattern("("));
    in.at++;
    while (true) {
      if (in.atEnd()) {
        in.at = open;
        throw in.fail("`(` is not closed");
      }
      var c = in.peek();
      if (c == ')') {
        in.at++;
        pieces.add(new Piece.Pattern(")"));
        break;
      }
      if (c == '|') {
        bars = true;
        in.at++;
        pieces.add(new Piece.Pattern("|"));
      } else if (c == '(') {
        extendedGlob(pieces, from);
      } else if (Chars.isMeta(c)) {
        plain = false;
        in.at++;
        pieces.add(new Piece.Pattern(String.valueOf(c)));
      } else {
        plain &= Chars.isNamePart(c) || "-./*?".indexOf(c) >= 0;
        piece(pieces, c);
      }
    }
    in.leave();
    if (in.maybeZsh() && !(plain && bars)) {
      in.gap("`(…)` after a glob can run code in zsh", open);
    }
  }
}
