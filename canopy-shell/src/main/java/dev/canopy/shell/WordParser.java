package dev.canopy.shell;

import dev.canopy.shell.Piece.Parameter.Operator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Words as written: quotes, and every kind of expansion that may stand in them. */
final class WordParser {
  private final Cursor in;
  private final Parser commands;

  WordParser(Cursor in, Parser commands) {
    this.in = in;
    this.commands = commands;
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
  private void piece(PieceList pieces, char c) throws Unreadable {
    switch (c) {
      case '\\' -> {
        if (in.peek(1) == '\n') {
          in.at += 2;
        } else if (in.at + 1 >= in.length) {
          pieces.literal('\\', true);
          in.at++;
        } else {
          pieces.literal(in.peek(1), true);
          in.at += 2;
        }
      }
      case '\'' -> singleQuotes(pieces);
      case '"' -> doubleQuotes(pieces);
      case '$' -> dollar(pieces, false);
      case '`' -> pieces.add(backticks(false));
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

  private void singleQuotes(PieceList pieces) throws Unreadable {
    var close = in.text.indexOf('\'', in.at + 1);
    if (close < 0 || close >= in.length) {
      throw in.fail("a single quote is not closed");
    }
    pieces.literal(in.text, in.at + 1, close, true);
    in.at = close + 1;
  }

  private void doubleQuotes(PieceList pieces) throws Unreadable {
    var open = in.at;
    in.at++;
    pieces.begin(true);
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
  private void quotedPiece(PieceList pieces, char c, boolean quoteEscapes) throws Unreadable {
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
      case '$' -> dollar(pieces, true);
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

  private void dollar(PieceList pieces, boolean quoted) throws Unreadable {
    var from = in.at;
    var next = in.peek(1);
    switch (next) {
      case '(' -> {
        if (in.peek(2) == '(' && isArithmetic(in.at + 2)) {
          in.at += 3;
          var expression = arithmeticUntil(')');
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
        braces(pieces, quoted, from);
      }
      case '[' -> {
        in.at += 2;
        var expression = arithmeticUntil(']');
        expect(']');
        pieces.add(new Piece.Arithmetic(expression, quoted));
      }
      case '\'' -> {
        if (quoted) {
          pieces.literal('$', true);
          in.at++;
        } else {
          ansiQuotes(pieces);
        }
      }
      case '"' -> {
        if (quoted) {
          pieces.literal('$', true);
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
        } else if (Chars.isDigit(next) || Chars.isSpecialParameter(next)) {
          name = String.valueOf(next);
          in.at += 2;
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
        pieces.add(parameter(name, null, false, Operator.NONE, null, null, quoted, from));
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

  private String name() {
    var from = in.at;
    while (Chars.isNamePart(in.peek())) {
      in.at++;
    }
    return in.text.substring(from, in.at);
  }

  private void expect(char c) throws Unreadable {
    if (in.peek() != c) {
      throw in.fail("expected `" + c + "`");
    }
    in.at++;
  }

  private void ansiQuotes(PieceList pieces) throws Unreadable {
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
      if (at + 1 < in.length && in.text.charAt(at + 1) == '\'') {
        escapedQuote = true;
      }
      var after = AnsiQuoting.escape(in.text, at + 1, in.length, AnsiQuoting.Style.QUOTE, text);
      if (after < 0) {
        bytes = true;
        after = at + 2;
      }
      at = after;
    }
    in.at = at + 1;
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

  private Piece backticks(boolean quoted) throws Unreadable {
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

  private Piece process() throws Unreadable {
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

  /** Everything up to a bracket that closes arithmetic; the bracket stays. */
  RawWord arithmeticUntil(char close) throws Unreadable {
    in.enter();
    var from = in.at;
    var pieces = new PieceList();
    var round = 0;
    var square = 0;
    while (true) {
      if (in.atEnd()) {
        in.at = from;
        throw in.fail("arithmetic is not closed");
      }
      var c = in.peek();
      if (c == close && round == 0 && square == 0) {
        break;
      }
      switch (c) {
        case '(' -> round++;
        case ')' -> round--;
        case '[' -> square++;
        case ']' -> square--;
        default -> {
          if (c == '"') {
            in.at++;
          } else if (c == '\'') {
            singleQuotes(pieces);
          } else {
            quotedPiece(pieces, c, true);
          }
          continue;
        }
      }
      if (round < 0 || square < 0) {
        throw in.fail("a bracket in arithmetic does not match");
      }
      pieces.literal(c, true);
      in.at++;
    }
    in.leave();
    return new RawWord(pieces.toList(), in.start(from), in.end());
  }

  /**
   * True if the bracket at {@code open}, the second of two, closes just before another closing one.
   * That is how bash tells {@code ((1+2))} from {@code ((ls); ls)}.
   */
  boolean isArithmetic(int open) {
    var close = closing(open);
    in.effort.spend((close < 0 ? in.length : close) - open);
    return close >= 0 && close + 1 < in.length && in.text.charAt(close + 1) == ')';
  }

  /** The bracket that closes the one at {@code open}, or -1. */
  private int closing(int open) {
    var nesting = 0;
    for (var i = open; i < in.length; i++) {
      switch (in.text.charAt(i)) {
        case '\\' -> i++;
        case '\'' -> {
          i = in.text.indexOf('\'', i + 1);
          if (i < 0) {
            return -1;
          }
        }
        case '"' -> {
          i++;
          while (i < in.length && in.text.charAt(i) != '"') {
            i += in.text.charAt(i) == '\\' ? 2 : 1;
          }
        }
        case '(' -> {
          if (++nesting > Limits.DEPTH) {
            return -1;
          }
        }
        case ')' -> {
          if (--nesting == 0) {
            return i;
          }
        }
        default -> {}
      }
    }
    return -1;
  }

  private Piece parameter(
      String name,
      @Nullable RawWord subscript,
      boolean indirect,
      Operator operator,
      @Nullable RawWord first,
      @Nullable RawWord second,
      boolean quoted,
      int from) {
    return new Piece.Parameter(
        name,
        subscript,
        indirect,
        operator,
        first,
        second,
        quoted,
        in.text.charAt(from + 1) != '{' && Chars.isName(name),
        in.start(from),
        in.end());
  }

  /** What follows the dollar sign and the opening brace. */
  private void braces(PieceList pieces, boolean quoted, int from) throws Unreadable {
    var c = in.peek();
    if (Chars.isBlank(c) || c == '\n' || (c == '|' && in.dialect != ShellDialect.ZSH)) {
      // Bash 5.3 and others run what stands here in the shell itself; older ones refuse it.
      if (c == '|') {
        in.at++;
      }
      pieces.add(new Piece.Substitution(commands.nested('}', "${"), quoted));
      return;
    }
    in.enter();
    var length = false;
    var indirect = false;
    if (c == '#' && in.peek(1) != '}' && startsParameter(1)) {
      length = true;
      in.at++;
    } else if (c == '!' && startsParameter(1) && in.peek(1) != '}') {
      indirect = true;
      in.at++;
    }
    String name;
    c = in.peek();
    if (Chars.isNameStart(c)) {
      name = name();
    } else if (Chars.isDigit(c)) {
      var digits = in.at;
      while (Chars.isDigit(in.peek())) {
        in.at++;
      }
      name = in.text.substring(digits, in.at);
    } else if (Chars.isSpecialParameter(c)) {
      name = String.valueOf(c);
      in.at++;
    } else {
      opaque(pieces, quoted, from);
      in.leave();
      return;
    }
    RawWord subscript = null;
    if (in.peek() == '[') {
      in.at++;
      subscript = arithmeticUntil(']');
      in.at++;
    }
    var operator = operator(length, indirect);
    if (operator == null) {
      opaque(pieces, quoted, from);
      in.leave();
      return;
    }
    RawWord first = null;
    RawWord second = null;
    switch (operator) {
      case NONE, LENGTH, NAMES, KEYS -> {}
      case REPLACE_FIRST, REPLACE_ALL, REPLACE_AT_START, REPLACE_AT_END -> {
        first = operand('/', quoted, true);
        if (in.peek() == '/') {
          in.at++;
          second = operand('}', quoted, true);
        }
      }
      case SUBSTRING -> {
        first = operand(':', true, true);
        if (in.peek() == ':') {
          in.at++;
          second = operand('}', true, true);
        }
      }
      case CUT_SHORT_PREFIX,
          CUT_LONG_PREFIX,
          CUT_SHORT_SUFFIX,
          CUT_LONG_SUFFIX,
          UPPER_FIRST,
          UPPER_ALL,
          LOWER_FIRST,
          LOWER_ALL,
          TRANSFORM ->
          first = operand('}', quoted, true);
      default -> first = operand('}', quoted, false);
    }
    if (in.peek() != '}') {
      opaque(pieces, quoted, from);
      in.leave();
      return;
    }
    in.at++;
    in.leave();
    pieces.add(parameter(name, subscript, indirect, operator, first, second, quoted, from));
  }

  private boolean startsParameter(int ahead) {
    var c = in.peek(ahead);
    return Chars.isNamePart(c) || Chars.isSpecialParameter(c);
  }

  /** The operator that follows a name, or null if there is none we know. */
  private @Nullable Operator operator(boolean length, boolean indirect) {
    var c = in.peek();
    if (length) {
      return c == '}' ? Operator.LENGTH : null;
    }
    if (c == '}') {
      return Operator.NONE;
    }
    if (indirect && (c == '*' || c == '@') && in.peek(1) == '}') {
      in.at++;
      return Operator.NAMES;
    }
    var next = in.peek(1);
    in.at++;
    switch (c) {
      case ':' -> {
        var known =
            switch (next) {
              case '-' -> Operator.DEFAULT_IF_EMPTY;
              case '=' -> Operator.ASSIGN_IF_EMPTY;
              case '?' -> Operator.FAIL_IF_EMPTY;
              case '+' -> Operator.ALTERNATIVE_IF_FULL;
              default -> Operator.SUBSTRING;
            };
        if (known != Operator.SUBSTRING) {
          in.at++;
        }
        return known;
      }
      case '-' -> {
        return Operator.DEFAULT;
      }
      case '=' -> {
        return Operator.ASSIGN;
      }
      case '?' -> {
        return Operator.FAIL;
      }
      case '+' -> {
        return Operator.ALTERNATIVE;
      }
      case '#' -> {
        return doubled(next, '#', Operator.CUT_SHORT_PREFIX, Operator.CUT_LONG_PREFIX);
      }
      case '%' -> {
        return doubled(next, '%', Operator.CUT_SHORT_SUFFIX, Operator.CUT_LONG_SUFFIX);
      }
      case '^' -> {
        return doubled(next, '^', Operator.UPPER_FIRST, Operator.UPPER_ALL);
      }
      case ',' -> {
        return doubled(next, ',', Operator.LOWER_FIRST, Operator.LOWER_ALL);
      }
      case '/' -> {
        switch (next) {
          case '/' -> {
            in.at++;
            return Operator.REPLACE_ALL;
          }
          case '#' -> {
            in.at++;
            return Operator.REPLACE_AT_START;
          }
          case '%' -> {
            in.at++;
            return Operator.REPLACE_AT_END;
          }
          default -> {
            return Operator.REPLACE_FIRST;
          }
        }
      }
      case '@' -> {
        return Operator.TRANSFORM;
      }
      default -> {
        in.at--;
        return null;
      }
    }
  }

  private Operator doubled(char next, char sign, Operator once, Operator twice) {
    if (next != sign) {
      return once;
    }
    in.at++;
    return twice;
  }

  /**
   * An operand of a parameter expansion, up to an unquoted {@code stop} or the closing brace.
   *
   * @param quoted true if the whole expansion stands in double quotes
   * @param quotesWork true if single quotes quote even there
   */
  private RawWord operand(char stop, boolean quoted, boolean quotesWork) throws Unreadable {
    var from = in.at;
    var pieces = new PieceList();
    while (true) {
      if (in.atEnd()) {
        in.at = from;
        throw in.fail("`${` is not closed");
      }
      var c = in.peek();
      if (c == '}' || c == stop) {
        break;
      }
      if (c == '\'' && (!quoted || quotesWork)) {
        singleQuotes(pieces);
      } else if (c == '"') {
        doubleQuotes(pieces);
      } else if (c == '\\') {
        if (in.peek(1) == '\n') {
          in.at += 2;
        } else if (quoted && !quotesWork && "$`\"\\}".indexOf(in.peek(1)) < 0) {
          pieces.literal(c, true);
          in.at++;
        } else if (in.at + 1 < in.length) {
          pieces.literal(in.peek(1), true);
          in.at += 2;
        } else {
          in.at++;
        }
      } else if (c == '$') {
        dollar(pieces, quoted);
      } else if (c == '`') {
        pieces.add(backticks(quoted));
      } else if (!quoted && (c == '<' || c == '>') && in.peek(1) == '(') {
        pieces.add(process());
      } else {
        pieces.literal(c, quoted && !quotesWork);
        in.at++;
      }
    }
    return new RawWord(pieces.toList(), in.start(from), in.end());
  }

  /** An expansion in braces of a kind that we do not know: what stands in it is kept. */
  private void opaque(PieceList pieces, boolean quoted, int from) throws Unreadable {
    var inside = new PieceList();
    var nesting = 0;
    while (true) {
      if (in.atEnd()) {
        in.at = from;
        throw in.fail("`${` is not closed");
      }
      var c = in.peek();
      if (c == '}' && nesting == 0) {
        in.at++;
        break;
      }
      nesting += c == '{' ? 1 : c == '}' ? -1 : 0;
      if (c == '"') {
        doubleQuotes(inside);
      } else if (c == '\'' && !quoted) {
        singleQuotes(inside);
      } else {
        quotedPiece(inside, c, true);
      }
    }
    pieces.add(
        new Piece.Opaque(
            "`"
                + in.text.substring(from, Math.min(in.at, from + 40))
                + "` is an expansion we do not know",
            inside.toList(),
            quoted,
            true,
            in.start(from),
            in.end()));
  }
}
