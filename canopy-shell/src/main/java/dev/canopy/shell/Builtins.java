package dev.canopy.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The builtins that change what the shell remembers. */
final class Builtins {
  private final Evaluator shell;
  private final Expander expander;
  private final State state;
  private final ReadingBuiltins readers;

  /** Commands of {@code trap}, which run later. */
  private final List<Word> traps = new ArrayList<>(0);

  Builtins(Evaluator shell, Expander expander, State state) {
    this.shell = shell;
    this.expander = expander;
    this.state = state;
    this.readers = new ReadingBuiltins(shell, expander, state);
  }

  /** True if nothing after the node runs in this list: it exits, returns or jumps. */
  boolean leaves(Node node) {
    var at = node;
    for (var i = 0; i < Limits.DEPTH; i++) {
      if (at instanceof Node.Sequence s && !s.items().isEmpty()) {
        at = s.items().get(s.items().size() - 1);
      } else if (at instanceof Node.Redirected r) {
        at = r.command();
      } else if (at instanceof Node.Simple simple && !simple.words().isEmpty()) {
        var name = simple.words().get(0).bare();
        if (name == null) {
          return false;
        }
        if (state.get(State.FUNCTION + name) instanceof State.Body body) {
          at = body.function().body();
          continue;
        }
        return name.equals("exit")
            || name.equals("return")
            || name.equals("break")
            || name.equals("continue");
      } else {
        return false;
      }
    }
    return false;
  }

  /** True if the content of {@code ((…))} could be a command for a shell without it. */
  boolean looksLikeCommand(String content) {
    var i = 0;
    while (i < content.length() && content.charAt(i) <= ' ') {
      i++;
    }
    var from = i;
    while (i < content.length()
        && (Chars.isNamePart(content.charAt(i)) || "./-".indexOf(content.charAt(i)) >= 0)) {
      i++;
    }
    if (i < content.length() && i == from && "{\"'\\`".indexOf(content.charAt(i)) >= 0) {
      return true;
    }
    var first = content.substring(from, i);
    if (first.isEmpty() || Chars.isNumber(first) || first.charAt(0) == '-') {
      return false;
    }
    return state.variable(first) == null;
  }

  // ---- builtins that other commands stand in for ------------------------------------------------

  /** Runs a builtin whose commands are listed in its place. */
  boolean replaces(String name, List<Word> words, Node.Simple simple, Streams streams)
      throws Unreadable {
    if (name.equals("eval")) {
      return eval(words, simple, streams);
    }
    return false;
  }

  private boolean eval(List<Word> words, Node.Simple simple, Streams streams) throws Unreadable {
    var from = words.size() > 1 && words.get(1).text().equals("--") ? 2 : 1;
    var text = Values.join(words.subList(Math.min(from, words.size()), words.size()), " ");
    if (words.size() <= from) {
      return false;
    }
    if (!text.isExact()) {
      return false;
    }
    var node = shell.texts.parse(text.text(), simple.start(), simple.end());
    if (node != null) {
      shell.withStreams(streams, node, simple);
    }
    return true;
  }

  /** Does what a builtin does to the shell, after it was listed as a command. */
  void after(String name, List<Word> words, Node.Simple simple, int index, Input input)
      throws Unreadable {
    switch (name) {
      case "eval" -> {
        if (words.size() > 1) {
          shell.gap(
              "`eval` of a text that is not known: "
                  + Values.why(Values.join(words.subList(1, words.size()), " ")),
              simple.start(),
              simple.end());
          forget();
        }
      }
      case ".", "source" -> source(words);
      case "cd", "pushd", "chdir" -> directory(name, words);
      case "popd" -> state.set(State.DIRECTORY, State.unsure(State.DIRECTORY));
      case "export", "declare", "typeset", "local", "readonly", "integer", "float" ->
          shell.declarations.declare(name, words, simple);
      case "unset" -> shell.declarations.unset(words, simple);
      case "set" -> options(words);
      case "shift" -> shift(words);
      case "read" -> readers.read(words, simple, index, input);
      case "mapfile", "readarray" -> readers.mapfile(words, simple, index, input);
      case "printf" -> readers.printf(words, simple);
      case "getopts" -> readers.getopts(words);
      case "alias" -> alias(words, simple);
      // What `unalias` takes away still counts in the line that was read already, and where an
      // alias may count the plain word is listed too: nothing to do.
      case "trap" -> trap(words, simple);
      case "let" -> {
        for (var i = 1; i < words.size(); i++) {
          // An expression with a fault ends it, and those before it may have one.
          var journal = i > 1 ? state.begin() : null;
          shell.arithmetic().evaluate(words.get(i));
          if (journal != null) {
            state.join(List.of(Map.of(), state.end(journal, true)));
          }
        }
      }
      case "test", "[" -> {
        for (var i = 1; i + 1 < words.size(); i++) {
          if (words.get(i).text().equals("-v")) {
            shell.texts.subscripts(words.get(i + 1), simple.start(), simple.end());
          }
        }
      }
      case "hash" -> {
        if (words.size() == 4 && words.get(1).text().equals("-p")) {
          state.set(State.HASHED + words.get(3).text(), words.get(2));
        }
      }
      case "repeat", "noglob", "nocorrect", "-" -> {
        // Reserved words of zsh: what follows is a command.
        var from = name.equals("repeat") ? 2 : 1;
        if (shell.maybeZsh() && words.size() > from) {
          if (BuiltinNames.seesVariables(words.get(from).text())) {
            shell.gap("`" + name + "` is a reserved word of zsh", simple.start(), simple.end());
          }
          shell.add(
              words.subList(from, words.size()),
              List.of(),
              List.of(),
              input,
              simple.start(),
              simple.end());
        }
      }
      case "compgen", "bind" -> {
        for (var word : words) {
          var text = word.text();
          if (text.startsWith("-")
              && (text.indexOf('C') > 0 || text.indexOf('W') > 0 || text.indexOf('x') > 0)) {
            shell.gap("`" + name + "` can run commands", simple.start(), simple.end());
          }
        }
      }
      default -> {}
    }
  }

  void forget() {
    state.forgetVariables();
    shell.exportsChanged();
  }

  private void source(List<Word> words) {
    if (words.size() < 2) {
      return;
    }
    // What the file sets is not known.
    forget();
  }

  private void directory(String name, List<Word> words) {
    var at = 1;
    while (at < words.size()
        && words.get(at).text().length() > 1
        && words.get(at).text().charAt(0) == '-'
        && !Chars.isDigit(words.get(at).text().charAt(1))) {
      at++;
    }
    var now = shell.directory();
    Word to;
    var home = at >= words.size() ? state.variable("HOME") : null;
    if (home != null
        && (home.value() == null || !home.value().isExact() || home.value().text().isEmpty())) {
      // An empty one leaves us where we are.
      state.set(State.DIRECTORY, State.unsure(State.DIRECTORY));
      return;
    }
    if (at >= words.size()) {
      to =
          name.equals("pushd")
              ? Values.unknown("a directory of before")
              : new Word(expander.home(), 0, 0);
    } else {
      to = words.get(at);
    }
    var text = to.text();
    if (!to.isExact() || text.equals("-") || text.startsWith("+")) {
      state.set(
          State.DIRECTORY,
          new State.Directory(to.isExact() ? Values.unknown("a directory of before") : to, null));
      return;
    }
    if (state.variable("CDPATH") != null) {
      state.set(State.DIRECTORY, State.unsure(State.DIRECTORY));
      return;
    }
    if (text.isEmpty() || text.equals(".")) {
      return;
    }
    Word next;
    if (text.startsWith("/") || text.startsWith("~") || now.text().isEmpty()) {
      next = to;
    } else if (!now.isExact()) {
      next = Values.join(List.of(now, Values.known("/" + text)), "");
    } else {
      next =
          new Word(now.text() + (now.text().endsWith("/") ? "" : "/") + text, to.start(), to.end());
    }
    var sure =
        at >= words.size()
            || text.equals("/")
            || text.equals("..")
            || text.equals("~")
            || text.equals("/tmp");
    state.set(State.DIRECTORY, new State.Directory(next, sure ? null : now));
  }

  /** The rest of a word from a place in its text. */
  static Word after(Word word, int from) {
    if (word.isExact()) {
      return new Word(word.text().substring(from), word.start(), word.end());
    }
    var parts = new Values.Parts();
    var left = from;
    for (var part : word.parts()) {
      if (left > 0 && part instanceof WordPart.Text t) {
        var cut = Math.min(left, t.text().length());
        parts.text(t.text().substring(cut));
        left -= cut;
      } else if (left > 0) {
        left -= part instanceof WordPart.Glob g ? g.pattern().length() : 1;
      } else {
        parts.part(part instanceof WordPart.Glob g ? new WordPart.Text(g.pattern()) : part);
      }
    }
    return parts.toWord(word.start(), word.end());
  }

  private void options(List<Word> words) {
    for (var i = 1; i < words.size(); i++) {
      var word = words.get(i);
      var text = word.text();
      if (!word.isExact()) {
        expander.parameters().setArguments(null);
        return;
      }
      if (text.equals("--") || text.equals("-")) {
        if (text.equals("--") || i + 1 < words.size()) {
          expander.parameters().setArguments(words.subList(i + 1, words.size()));
        }
        return;
      }
      if (text.startsWith("--")) {
        // A fault, and what the shell makes of it differs.
        expander.parameters().setArguments(null);
        return;
      }
      if (text.length() > 1 && (text.charAt(0) == '-' || text.charAt(0) == '+')) {
        var on = text.charAt(0) == '-';
        if (text.equals("-A") || text.equals("+A")) {
          forget();
          return;
        }
        option("errexit", text.indexOf('e') > 0 && !text.startsWith("--"), on);
        option("allexport", text.indexOf('a') > 0, on);
        if (text.charAt(text.length() - 1) == 'o' && i + 1 < words.size()) {
          i++;
          option("errexit", words.get(i).text().equals("errexit"), on);
          option("allexport", words.get(i).text().equals("allexport"), on);
        }
        continue;
      }
      expander.parameters().setArguments(words.subList(i, words.size()));
      return;
    }
  }

  private void option(String name, boolean named, boolean on) {
    if (named && on) {
      state.set(name, true);
    } else if (named) {
      state.remove(name);
    }
  }

  private void shift(List<Word> words) {
    var all = expander.parameters().argumentWords();
    var n = 1;
    if (words.size() > 1) {
      var text = words.get(1).text();
      n =
          words.get(1).isExact() && Chars.isNumber(text) && text.length() < 6
              ? Integer.parseInt(text)
              : -1;
    }
    if (all == null || n < 0) {
      expander.parameters().setArguments(null);
    } else if (n <= all.size()) {
      for (var word : all.subList(0, n)) {
        if (!word.isExact()) {
          expander.parameters().setArguments(null);
          return;
        }
      }
      expander.parameters().setArguments(all.subList(n, all.size()));
    }
  }

  private void alias(List<Word> words, Node.Simple simple) {
    for (var i = 1; i < words.size(); i++) {
      var word = words.get(i);
      var text = word.text();
      if (text.startsWith("-")) {
        if (text.indexOf('g') > 0 || text.indexOf('s') > 0) {
          shell.gap("an alias that counts anywhere in a line", simple.start(), simple.end());
        }
        continue;
      }
      var equals = text.indexOf('=');
      if (equals > 0) {
        var value = after(word, equals + 1);
        state.set(
            State.ALIAS + text.substring(0, equals),
            new State.Alias(value.isExact() ? value.text() : null));
      } else if (!word.isExact()) {
        shell.gap("an alias that is not known", simple.start(), simple.end());
      }
    }
  }

  // ---- traps ------------------------------------------------------------------------------------

  private void trap(List<Word> words, Node.Simple simple) throws Unreadable {
    var at = 1;
    if (at < words.size() && words.get(at).text().equals("--")) {
      at++;
    }
    if (at + 1 >= words.size()) {
      return;
    }
    var text = words.get(at);
    if (text.text().isEmpty() || text.text().equals("-") || Chars.isNumber(text.text())) {
      return;
    }
    if (text.text().startsWith("-") && text.isExact() && text.text().length() == 2) {
      return;
    }
    if (!text.isExact()) {
      shell.gap("a trap that is not known", simple.start(), simple.end());
      return;
    }
    shell.texts.maybeRunText(text.text(), simple.start(), simple.end());
    if (text.text().indexOf('$') >= 0 || text.text().indexOf('`') >= 0) {
      traps.add(text.at(simple.start(), simple.end()));
    }
  }

  /** Runs the traps once more, with what the variables are at the end. */
  void runTraps() throws Unreadable {
    for (var trap : List.copyOf(traps)) {
      shell.texts.maybeRunText(trap.text(), trap.start(), trap.end());
    }
  }
}
