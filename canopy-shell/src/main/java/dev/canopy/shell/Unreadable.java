package dev.canopy.shell;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A text that is not what a shell would take, or that passes a limit. Never leaves the package. */
final class Unreadable extends Exception {
  private static final long serialVersionUID = 1L;

  /** The one fault that no shell reads on after, in whatever way the text reaches it. */
  static final String NO_TARGET = "a redirection has no target";

  private final int start;
  private final int end;

  Unreadable(String reason, int start, int end) {
    // It says where in the command line, which is all a reader needs: no stack trace.
    super(reason, null, false, false);
    this.start = start;
    this.end = end;
  }

  String reason() {
    var message = getMessage();
    return message == null ? "unreadable" : message;
  }

  /**
   * True if every shell refuses the whole text, so that nothing of it runs: it is one line (a
   * backslash at its end goes on), and a redirection in it leads nowhere, as in {@code git show
   * <commit>}, or a {@code then} stands where no {@code if} is. What is merely not finished, such
   * as an open quote, may go on in the next text of a session and does not count; nor does {@code
   * <1-9>}, which zsh takes for a pattern, nor a fault inside a substitution: a shell may read that
   * only when it runs it, and goes on with the command around it; nor a word behind which zsh
   * begins a command where others do not.
   */
  boolean refusesAll(String text) {
    var noIf = reason().equals(NO_IF);
    if (!(noIf || reason().equals(NO_TARGET))) {
      return false;
    }
    if (noIf && BEGINS_A_COMMAND.stream().anyMatch(text::contains)) {
      return false;
    }
    var end = text.length();
    while (end > 0 && text.charAt(end - 1) <= ' ') {
      end--;
    }
    var quoted = false;
    for (var i = 0; i < end; i++) {
      var c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == '\'' && !quoted) {
        if (i > 0 && text.charAt(i - 1) == '$') {
          return false;
        }
        i = text.indexOf('\'', i + 1);
        if (i < 0) {
          return false;
        }
      } else if (c == '$' && i + 1 < start && simpleSubstitution(text, i) > 0) {
        i = simpleSubstitution(text, i);
      } else if (c == '\n'
          || c == '\r'
          || c == '`'
          || c == '('
          || (c == '<' && isRange(text, i + 1, end))) {
        return false;
      }
    }
    return !quoted;
  }

  /** The end of a {@code $(…)} of plain words, which is whole before the fault; else 0. */
  private int simpleSubstitution(String text, int from) {
    if (text.charAt(from + 1) != '(') {
      return 0;
    }
    for (var i = from + 2; i < text.length() && i < start; i++) {
      var c = text.charAt(i);
      if (c == ')') {
        return i;
      }
      if (!Chars.isNamePart(c) && " ./-".indexOf(c) < 0) {
        return 0;
      }
    }
    return 0;
  }

  private static final String NO_IF = "unexpected `then`";

  /** Behind these a command begins in some shells, or they are programs for others. */
  private static final List<String> BEGINS_A_COMMAND =
      List.of(
          "repeat",
          "foreach",
          "function",
          "coproc",
          "select",
          "alias",
          "always",
          "{",
          "time",
          "[[",
          "eval");

  /**
   * What would end the text where it ends too early; null if it is wrong in another way. After it
   * something else may still be open.
   */
  @Nullable String closer() {
    var reason = reason();
    return switch (reason) {
      case "a single quote is not closed" -> "'";
      case "a double quote is not closed" -> "\"";
      case "a backtick is not closed" -> "`";
      case "arithmetic is not closed" -> "))";
      case "`[[` is not closed" -> " ]]";
      case "`(` is not closed", "`$(` is not closed", "`<(` is not closed", "`>(` is not closed" ->
          "\n)";
      case "an array is not closed" -> "\n)";
      case "`{` is not closed" -> "\n}";
      case "`${` is not closed" -> "}";
      case "the text ends too early" -> " :";
      case "the text ends before `then`" -> "\n:\nthen\n:";
      case "the text ends before `do`" -> "\n:\ndo\n:";
      case "the text ends before `fi`" -> "\n:\nfi";
      case "the text ends before `done`" -> "\n:\ndone";
      case "the text ends before `esac`" -> "\nesac";
      case "the text ends before `}`" -> "\n:\n}";
      default -> null;
    };
  }

  private static boolean isRange(String text, int from, int end) {
    var at = from;
    while (at < end && (Chars.isDigit(text.charAt(at)) || text.charAt(at) == '-')) {
      at++;
    }
    return at > from && at < end && text.charAt(at) == '>';
  }

  Gap gap() {
    return new Gap(reason(), new Span(start, Math.max(start, end)));
  }
}
