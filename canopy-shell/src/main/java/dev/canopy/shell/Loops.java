package dev.canopy.shell;

/** What the text of a loop or function says about the rounds to come. */
final class Loops {
  private Loops() {}

  /**
   * Forgets the variables that a loop may set: a later round sees what an earlier one left. Every
   * name in the text that is not read as {@code $name} counts as set; if the text runs other texts
   * or functions, all variables do.
   */
  static void forget(Node.Excerpt text, State state) {
    var s = text.source();
    var i = text.from();
    while (i < text.to()) {
      var c = s.charAt(i);
      if (!Chars.isNameStart(c)) {
        i++;
        continue;
      }
      var from = i;
      while (i < text.to() && Chars.isNamePart(s.charAt(i))) {
        i++;
      }
      var before = from > 0 ? s.charAt(from - 1) : '\0';
      if (before == '$' || Chars.isDigit(before)) {
        continue;
      }
      if (before == '{' && from > 1 && s.charAt(from - 2) == '$') {
        var after = i < text.to() ? s.charAt(i) : '\0';
        var assigns = after == '=' || (after == ':' && i + 1 < text.to() && s.charAt(i + 1) == '=');
        if (!assigns) {
          continue;
        }
      }
      var name = s.substring(from, i);
      switch (name) {
        case "eval", "source", "set", "shift", "trap", "alias" -> {
          state.forgetVariables();
          return;
        }
        case "cd", "pushd", "popd" -> state.set(State.DIRECTORY, State.unsure(State.DIRECTORY));
        default -> {
          if (state.get(State.FUNCTION + name) instanceof State.Body body
              && !body.function().text().equals(text)) {
            state.forgetVariables();
            return;
          }
          if (state.variable(name) != null) {
            state.variable(name, (Variable) State.unsure(State.VARIABLE + name));
          }
        }
      }
    }
  }

  /** True if a round may end early. */
  static boolean jumps(Node.Excerpt text) {
    return has(text, "break") || has(text, "continue") || has(text, "return");
  }

  /** True if a round may define functions or aliases. */
  static boolean defines(Node.Excerpt text) {
    return has(text, "()") || has(text, "function") || has(text, "alias");
  }

  private static boolean has(Node.Excerpt text, String word) {
    // Not further than this loop: there may be thousands in the text.
    var s = text.source();
    for (var at = text.from(); at < text.to(); at++) {
      if (s.charAt(at) == word.charAt(0) && s.startsWith(word, at)) {
        return true;
      }
    }
    return false;
  }

  /** True if the body of a loop may have to do with the variable that the loop sets. */
  static boolean mentions(Node.Excerpt text, String name) {
    var s = text.source();
    var times = 0;
    for (var at = text.from(); at < text.to(); at++) {
      if (s.startsWith(name, at)
          && (at == 0 || !Chars.isNamePart(s.charAt(at - 1)))
          && (at + name.length() >= text.to() || !Chars.isNamePart(s.charAt(at + name.length())))) {
        times++;
      }
    }
    // Once it stands in the header.
    return times != 1 || has(text, "eval") || has(text, "()");
  }

  /** True if a function starts itself in a pipe or in the background. */
  static boolean isForkBomb(Node.Function function) {
    var text = function.text();
    var s = text.source();
    var name = function.name();
    var calls = 0;
    var open = s.indexOf('{', text.from());
    for (var at = s.indexOf(name, Math.max(open, text.from()));
        at >= 0 && at < text.to();
        at = s.indexOf(name, at + name.length())) {
      calls++;
    }
    var jobs = s.substring(text.from(), text.to());
    return calls > 0 && (jobs.indexOf('&') >= 0 || jobs.indexOf('|') >= 0);
  }
}
