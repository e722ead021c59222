package dev.canopy.shell;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** {@code [[ … ]]}. */
final class Tests {
  private final Evaluator shell;
  private final Expander expander;

  Tests(Evaluator shell, Expander expander) {
    this.shell = shell;
    this.expander = expander;
  }

  /** Evaluates a test: its substitutions, and what its arithmetic runs. */
  void test(Node.Test test) throws Unreadable {
    var raw = test.words();
    var words = new ArrayList<Word>(raw.size());
    for (var one : raw) {
      words.add(expander.single(one).at(test.start(), test.end()));
    }
    for (var i = 0; i < words.size(); i++) {
      var bare = raw.get(i).bare();
      if (isArithmetic(bare) && i > 0 && i + 1 < words.size()) {
        shell.arithmetic().evaluate(words.get(i - 1));
        shell.arithmetic().evaluate(words.get(i + 1));
        i++;
      } else if ("-v".equals(bare) && i + 1 < words.size()) {
        i++;
        shell.texts.subscripts(words.get(i), test.start(), test.end());
      } else if (shell.maybeZsh() && words.get(i).isExact()) {
        var next = i + 1 < words.size() ? raw.get(i + 1).bare() : null;
        // zsh has run substitutions in patterns and subscripts here.
        if (!isArithmetic(next) && words.get(i).text().indexOf("[$(") >= 0) {
          shell.texts.subscripts(words.get(i), test.start(), test.end());
        }
      }
    }
  }

  private static boolean isArithmetic(@Nullable String sign) {
    if (sign == null) {
      return false;
    }
    return switch (sign) {
      case "-eq", "-ne", "-lt", "-le", "-gt", "-ge" -> true;
      default -> false;
    };
  }
}
