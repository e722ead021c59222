package dev.canopy.shell;

/** Arithmetic and subscripts as written: texts up to the bracket that closes them. */
final class ArithmeticParser {
  private final Cursor in;
  private final WordParser words;

  ArithmeticParser(Cursor in, WordParser words) {
    this.in = in;
    this.words = words;
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
            words.quotes().singleQuotes(pieces);
          } else {
            words.quotes().quotedPiece(pieces, c, true);
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
}
