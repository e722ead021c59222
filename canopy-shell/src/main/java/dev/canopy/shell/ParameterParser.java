package dev.canopy.shell;

import dev.canopy.shell.Piece.Parameter.Operator;
import org.jspecify.annotations.Nullable;

/** Parameter expansions as written, with all their operators. */
final class ParameterParser {
  private final Cursor in;
  private final WordParser words;

  ParameterParser(Cursor in, WordParser words) {
    this.in = in;
    this.words = words;
  }

  Piece parameter(
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
  void braces(PieceList pieces, boolean quoted, int from) throws Unreadable {
    var c = in.peek();
    if (Chars.isBlank(c) || c == '\n' || (c == '|' && in.dialect != ShellDialect.ZSH)) {
      // Bash 5.3 and others run what stands here in the shell itself; older ones refuse it.
      if (c == '|') {
        in.at++;
      }
      pieces.add(new Piece.Substitution(words.commands().nested('}', "${"), quoted));
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
      name = words.name();
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
      subscript = words.brackets().arithmeticUntil(']');
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
        if (in.maybeZsh()) {
          in.gap("`${…@…}` is an error in zsh", in.at);
        }
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
        words.quotes().singleQuotes(pieces);
      } else if (c == '"') {
        words.quotes().doubleQuotes(pieces);
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
        words.dollar(pieces, quoted);
      } else if (c == '`') {
        pieces.add(words.quotes().backticks(quoted));
      } else if (!quoted && (c == '<' || c == '>') && in.peek(1) == '(') {
        pieces.add(words.process());
      } else {
        if (c == '{' && in.maybeZsh()) {
          in.gap("a brace inside `${…}` counts in zsh", in.at);
        }
        pieces.literal(c, quoted && !quotesWork);
        in.at++;
      }
    }
    return new RawWord(pieces.toList(), in.start(from), in.end());
  }

  /** An expansion in braces of a kind that we do not know: what stands in it is kept. */
  /** {@code ${/a/b}} is a bad substitution in every shell; nothing in this one would be run. */
  private static boolean isRefused(String text, int from, int to) {
    if (text.charAt(from + 2) != '/') {
      return false;
    }
    for (var i = from + 2; i < to; i++) {
      if ("$`'\"\\(".indexOf(text.charAt(i)) >= 0) {
        return false;
      }
    }
    return true;
  }

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
        words.quotes().doubleQuotes(inside);
      } else if (c == '\'' && !quoted) {
        words.quotes().singleQuotes(inside);
      } else {
        words.quotes().quotedPiece(inside, c, true);
      }
    }
    pieces.add(
        new Piece.Opaque(
            "`"
                + in.text.substring(from, Math.min(in.at, from + 40))
                + "` is an expansion we do not know",
            inside.toList(),
            quoted,
            !isRefused(in.text, from, in.at),
            in.start(from),
            in.end()));
  }
}
