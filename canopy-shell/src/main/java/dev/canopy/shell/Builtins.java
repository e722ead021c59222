package dev.canopy.shell;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The builtins that change what the shell remembers, and assignments. */
final class Builtins {
  private static final Set<String> READS_NOTHING =
      Set.of(
          "echo",
          "printf",
          "cd",
          "pushd",
          "popd",
          "export",
          "declare",
          "typeset",
          "local",
          "readonly",
          "unset",
          "set",
          "shift",
          "alias",
          "unalias",
          "trap",
          "test",
          "[",
          ":",
          "true",
          "false",
          "pwd",
          "let",
          "kill",
          "wait",
          "exit",
          "return",
          "break",
          "continue",
          "umask",
          "type",
          "hash",
          "ulimit",
          "shopt",
          "setopt",
          "unsetopt",
          "basename",
          "dirname",
          "seq",
          "mkdir",
          "touch",
          "rm",
          "ls",
          "date",
          "sleep",
          "which",
          "rmdir",
          "chmod",
          "chown",
          "ln");

  /** Variables that the shell itself expands as prompts, running what is in them. */
  private static final Set<String> PROMPTS =
      Set.of("PS0", "PS1", "PS2", "PS4", "PROMPT", "RPROMPT");

  /** Functions that a shell calls by itself. */
  private static final Set<String> HOOKS =
      Set.of(
          "command_not_found_handle",
          "command_not_found_handler",
          "precmd",
          "preexec",
          "chpwd",
          "periodic",
          "zshexit",
          "zshaddhistory");

  private final Evaluator shell;
  private final Expander expander;
  private final State state;
  private final Map<String, Assignment> exported = new LinkedHashMap<>();
  private Map<String, Object> locals = new HashMap<>();
  private boolean inFunction;

  /** Commands of {@code trap}, which run later. */
  private final List<Word> traps = new ArrayList<>(0);

  Builtins(Evaluator shell, Expander expander, State state) {
    this.shell = shell;
    this.expander = expander;
    this.state = state;
  }

  /** True for commands that leave their standard input alone. */
  static boolean readsNothing(String name) {
    return READS_NOTHING.contains(name);
  }

  /** True for builtins that see the variables set in front of them. */
  static boolean seesVariables(String name) {
    return switch (name) {
      case "read",
          "mapfile",
          "readarray",
          "cd",
          "pushd",
          "popd",
          "printf",
          "let",
          "declare",
          "typeset",
          "local",
          "getopts",
          "command",
          "builtin",
          "test",
          "[" ->
          true;
      default -> keepsVariables(name);
    };
  }

  /** True for the special builtins of POSIX: variables set in front of them stay set. */
  static boolean keepsVariables(String name) {
    return switch (name) {
      case ":",
          ".",
          "source",
          "eval",
          "exec",
          "export",
          "readonly",
          "set",
          "shift",
          "trap",
          "unset",
          "break",
          "continue",
          "return",
          "exit",
          "times" ->
          true;
      default -> false;
    };
  }

  /** The index of the word behind {@code command} and {@code builtin}; 0 if neither is there. */
  static int behind(List<Word> words) {
    var at = 0;
    while (at < words.size()) {
      var text = words.get(at).text();
      if (!text.equals("command") && !text.equals("builtin")) {
        break;
      }
      at++;
      while (at < words.size()
          && (words.get(at).text().equals("-p") || words.get(at).text().equals("--"))) {
        at++;
      }
    }
    return at < words.size() && words.get(at).isExact() ? at : 0;
  }

  boolean runsByItself(String function) {
    return HOOKS.contains(function) || function.startsWith("TRAP");
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
    var first = content.substring(from, i);
    if (first.isEmpty() || Chars.isNumber(first) || first.charAt(0) == '-') {
      return false;
    }
    return state.variable(first) == null;
  }

  // ---- assignments ------------------------------------------------------------------------------

  /** The value that an assignment gives. */
  Word value(Setting setting) throws Unreadable {
    if (setting.elements() != null) {
      var elements = expander.elements(setting.elements());
      return elements == null
          ? Values.unknown("an array with keys")
          : elements.isEmpty() ? Values.EMPTY : elements.get(0);
    }
    return setting.value() == null ? Values.EMPTY : expander.assigned(setting.value());
  }

  /** Does an assignment. */
  void set(Setting setting) throws Unreadable {
    var name = target(setting.name());
    if (setting.elements() != null) {
      var elements = expander.elements(setting.elements());
      var old = state.variable(name);
      if (elements != null && setting.append()) {
        if (old != null && old.elements() != null) {
          var all = new ArrayList<>(old.elements());
          all.addAll(elements);
          elements = all;
        } else {
          elements = null;
        }
      }
      setArray(name, elements, setting.start(), setting.end());
      return;
    }
    var value = setting.value() == null ? Values.EMPTY : expander.assigned(setting.value());
    var subscript = setting.subscript();
    if (subscript != null) {
      element(name, expander.single(subscript), value, setting);
      return;
    }
    assign(name, value, setting.append(), setting.start(), setting.end());
  }

  private void setArray(String name, @Nullable List<Word> elements, int start, int end) {
    var old = state.variable(name);
    var variable =
        elements == null
            ? Variable.of(Values.unknown("`$" + name + "` is an array we do not follow"))
            : Variable.ofArray(elements);
    if (old != null && old.exported()) {
      variable = variable.export();
    }
    state.variable(name, variable);
    record(
        name, elements == null || elements.isEmpty() ? Values.EMPTY : elements.get(0), start, end);
  }

  private void element(String name, Word subscript, Word value, Setting setting) throws Unreadable {
    var index = shell.arithmetic().evaluate(subscript);
    var old = state.variable(name);
    List<Word> elements = null;
    if (index != null && index >= 0 && !setting.append()) {
      var before = old == null || old.elements() == null ? List.<Word>of() : old.elements();
      if (old == null || old.elements() != null) {
        if (index < before.size()) {
          elements = new ArrayList<>(before);
          elements.set((int) (long) index, value);
        } else if (index == before.size() && before.size() < Limits.WORDS) {
          elements = new ArrayList<>(before);
          elements.add(value);
        }
      }
    }
    setArray(name, elements, setting.start(), setting.end());
  }

  /** The variable that a name leads to, over references. */
  private String target(String name) {
    var at = name;
    for (var i = 0; i < 8; i++) {
      var variable = state.variable(at);
      if (variable == null || variable.reference() == null) {
        return at;
      }
      at = variable.reference();
    }
    return at;
  }

  /** Sets a variable and lists the assignment. */
  void assign(String written, Word value, boolean append, int start, int end) throws Unreadable {
    var name = target(written);
    var old = state.variable(name);
    var now = value;
    if (old != null && old.integer()) {
      var number = shell.arithmetic().evaluate(value);
      now =
          number == null
              ? Values.unknown("a number that is not known", Values.sources(value))
              : Values.known(Long.toString(number));
      append = false;
    }
    if (append) {
      var before = expander.parameters().plain(name);
      now =
          before.text().length() + now.text().length() > Limits.VALUE_LENGTH
              ? Values.unknown("a long value")
              : Values.join(List.of(before, now), "");
    }
    if (now.text().length() > Limits.VALUE_LENGTH) {
      now = Values.unknown("a long value", Values.sources(now));
    }
    var exports = state.get("allexport") != null || (old != null && old.exported());
    state.variable(name, new Variable(now, null, exports, old != null && old.integer(), null));
    record(name, now, start, end);
    if (now.isExact() && shell.branches() > 0 && isSubscripted(now.text())) {
      // Arithmetic may meet this value where it is no longer known which one the variable has.
      shell.subscripts(now, start, end);
    }
    if (PROMPTS.contains(name) && now.isExact()) {
      shell.prompt(now, start, end);
    }
  }

  private static boolean isSubscripted(String text) {
    return text.indexOf('[') >= 0 && (text.contains("$(") || text.indexOf('`') >= 0);
  }

  private void record(String name, Word value, int start, int end) {
    var variable = state.variable(name);
    var exports = (variable != null && variable.exported()) || isInherited(name);
    var assignment = new Assignment(name, value, exports, new Span(start, Math.max(start, end)));
    if (shell.assignments.size() < Limits.COMMANDS) {
      shell.assignments.add(assignment);
    }
    if (exports) {
      if (exported.size() >= Limits.EXPORTS && !exported.containsKey(name)) {
        shell.gap("more than " + Limits.EXPORTS + " exported variables", start, end);
        return;
      }
      exported.put(name, assignment);
      shell.exportsChanged();
    }
  }

  /** Variables that every shell gets exported, so that a new value is seen by programs. */
  private static boolean isInherited(String name) {
    return switch (name) {
      case "PATH",
          "HOME",
          "USER",
          "LOGNAME",
          "SHELL",
          "TERM",
          "LANG",
          "PWD",
          "TMPDIR",
          "EDITOR",
          "VISUAL",
          "PAGER" ->
          true;
      default -> name.startsWith("LC_");
    };
  }

  List<Assignment> exports() {
    if (exported.isEmpty()) {
      return List.of();
    }
    var all = new ArrayList<Assignment>(exported.size());
    for (var assignment : exported.values()) {
      var variable = state.variable(assignment.name());
      if (variable == null || variable.value() == null) {
        continue;
      }
      all.add(
          variable.value().saysTheSameAs(assignment.value())
              ? assignment
              : new Assignment(assignment.name(), variable.value(), true, assignment.span()));
    }
    return List.copyOf(all);
  }

  // ---- functions --------------------------------------------------------------------------------

  /** The variables that the function around keeps to itself, to be given back at its end. */
  record Locals(Map<String, Object> before, boolean inFunction) {}

  Locals beginLocals() {
    var outer = new Locals(locals, inFunction);
    locals = new HashMap<>();
    inFunction = true;
    return outer;
  }

  void endLocals(Locals outer) {
    for (var entry : locals.entrySet()) {
      if (entry.getValue() instanceof Variable v) {
        state.variable(entry.getKey(), v);
      } else {
        state.remove(State.VARIABLE + entry.getKey());
      }
    }
    locals = outer.before();
    inFunction = outer.inFunction();
  }

  private void makeLocal(String name) {
    if (inFunction) {
      var old = state.variable(name);
      locals.putIfAbsent(name, old == null ? "" : old);
    }
  }

  // ---- builtins that other commands stand in for ------------------------------------------------

  /** Runs a builtin whose commands are listed in its place. */
  boolean replaces(String name, List<Word> words, Node.Simple simple, Evaluator.Streams streams)
      throws Unreadable {
    if (name.equals("eval")) {
      return eval(words, simple, streams);
    }
    return false;
  }

  private boolean eval(List<Word> words, Node.Simple simple, Evaluator.Streams streams)
      throws Unreadable {
    var from = words.size() > 1 && words.get(1).text().equals("--") ? 2 : 1;
    var text = Values.join(words.subList(Math.min(from, words.size()), words.size()), " ");
    if (words.size() <= from) {
      return false;
    }
    if (!text.isExact()) {
      return false;
    }
    var node = shell.parse(text.text(), simple.start(), simple.end());
    if (node != null) {
      shell.withStreams(streams, node);
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
          declare(name, words, simple);
      case "unset" -> unset(words, simple);
      case "set" -> options(words);
      case "shift" -> shift(words);
      case "read" -> read(words, simple, index, input);
      case "mapfile", "readarray" -> mapfile(words, simple, index, input);
      case "printf" -> printf(words, simple);
      case "getopts" -> getopts(words);
      case "alias" -> alias(words, simple);
      // What `unalias` takes away still counts in the line that was read already, and where an
      // alias may count the plain word is listed too: nothing to do.
      case "trap" -> trap(words, simple);
      case "let" -> {
        for (var word : words.subList(1, words.size())) {
          shell.arithmetic().evaluate(word);
        }
      }
      case "test", "[" -> {
        for (var i = 1; i + 1 < words.size(); i++) {
          if (words.get(i).text().equals("-v")) {
            shell.subscripts(words.get(i + 1), simple.start(), simple.end());
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

  private void forget() {
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

  private void declare(String name, List<Word> words, Node.Simple simple) throws Unreadable {
    var exports = name.equals("export");
    var integer = name.equals("integer");
    var reference = false;
    var array = false;
    var functions = false;
    var global = false;
    var unexports = false;
    // Options come before the first name.
    var names = false;
    for (var i = 1; i < words.size(); i++) {
      var word = words.get(i);
      var text = word.text();
      if (text.length() > 1 && (text.charAt(0) == '-' || text.charAt(0) == '+')) {
        if (names) {
          continue;
        }
        var on = text.charAt(0) == '-';
        exports |= on && text.indexOf('x') > 0 && !name.equals("export");
        integer |= on && text.indexOf('i') > 0;
        reference |=
            on && text.indexOf('n') > 0 && !name.equals("export") && !name.equals("readonly");
        unexports |= on && name.equals("export") && text.indexOf('n') > 0;
        array |= on && (text.indexOf('a') > 0 || text.indexOf('A') > 0);
        functions |= on && (text.indexOf('f') > 0 || text.indexOf('F') > 0);
        global |= on && text.indexOf('g') > 0;
        continue;
      }
      names = true;
      if (functions) {
        if (exports && state.get(State.FUNCTION + text) != null) {
          shell.gap("the function `" + text + "` goes to programs", simple.start(), simple.end());
        }
        continue;
      }
      shell.subscripts(word, simple.start(), simple.end());
      var equals = text.indexOf('=');
      var variable = equals < 0 ? text : text.substring(0, equals);
      var append = variable.endsWith("+");
      if (append) {
        variable = variable.substring(0, variable.length() - 1);
      }
      if (!Chars.isName(variable)) {
        if (!word.isExact()) {
          shell.gap(
              "`" + name + "` of a variable whose name is not known", simple.start(), simple.end());
          forget();
        }
        continue;
      }
      if (!name.equals("export") && !name.equals("readonly") && !global) {
        makeLocal(variable);
      }
      var old = state.variable(variable);
      if (equals < 0) {
        if (exports) {
          export(variable, old, word);
        } else if (integer) {
          state.variable(
              variable,
              old == null
                  ? new Variable(expander.parameters().plain(variable), null, false, true, null)
                  : new Variable(old.value(), old.elements(), old.exported(), true, null));
        } else if ((name.equals("local") || name.equals("declare") || name.equals("typeset"))
            && inFunction
            && !global
            && !unexports) {
          state.variable(
              variable, new Variable(null, array ? List.of() : null, false, integer, null));
        } else if (array && old == null) {
          state.variable(variable, Variable.ofArray(List.of()));
        }
        continue;
      }
      var value = after(word, equals + 1);
      if (reference) {
        if (value.isExact() && Chars.isName(value.text()) && !value.text().equals(variable)) {
          state.variable(variable, new Variable(null, null, false, false, value.text()));
        } else {
          shell.subscripts(value, simple.start(), simple.end());
          shell.gap("a reference to a variable that is not known", simple.start(), simple.end());
        }
        continue;
      }
      if (integer) {
        state.variable(
            variable,
            new Variable(
                old == null ? null : old.value(),
                null,
                exports || (old != null && old.exported()),
                true,
                null));
      } else if (exports) {
        state.variable(
            variable, new Variable(old == null ? null : old.value(), null, true, false, null));
      }
      var elements = elements(simple, i, words);
      if (name.equals("local") && !inFunction) {
        // An error in bash, and as `typeset` in zsh.
        state.variable(variable, (Variable) State.unsure(State.VARIABLE + variable));
      } else if (elements != null) {
        setArray(variable, elements.elements(), simple.start(), simple.end());
      } else if (array) {
        setArray(variable, null, simple.start(), simple.end());
      } else {
        assign(variable, value, append, word.start(), word.end());
      }
    }
  }

  /** The elements of an array word, if it is the only one of its command and stands there. */
  private Expander.@Nullable Array elements(Node.Simple simple, int i, List<Word> words) {
    if (simple.words().size() != words.size()) {
      return null;
    }
    var pieces = simple.words().get(i).pieces();
    return pieces.size() == 2 && pieces.get(1) instanceof Piece.Elements e
        ? expander.arrayOf(e)
        : null;
  }

  private void export(String name, @Nullable Variable old, Word word) {
    if (old == null) {
      state.variable(
          name, new Variable(expander.parameters().plain(name), null, true, false, null));
      return;
    }
    state.variable(name, old.export());
    if (old.value() != null && !old.exported()) {
      record(name, old.value(), word.start(), word.end());
    }
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

  private void unset(List<Word> words, Node.Simple simple) throws Unreadable {
    var functions = false;
    var variables = true;
    for (var i = 1; i < words.size(); i++) {
      var word = words.get(i);
      if (word.text().startsWith("-")) {
        functions = word.text().indexOf('f') > 0;
        variables = !functions;
        continue;
      }
      shell.subscripts(word, simple.start(), simple.end());
      if (!word.isExact()) {
        forget();
        continue;
      }
      var name = word.text();
      if (variables && Chars.isName(name)) {
        state.variable(name, Variable.UNSET);
        shell.exportsChanged();
      }
      if ((functions || state.variable(name) == null) && state.get(State.FUNCTION + name) != null) {
        state.remove(State.FUNCTION + name);
      }
    }
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

  private void read(List<Word> words, Node.Simple simple, int index, Input input)
      throws Unreadable {
    var names = new ArrayList<String>();
    var plain = true;
    for (var i = 1; i < words.size(); i++) {
      var word = words.get(i);
      var text = word.text();
      shell.subscripts(word, simple.start(), simple.end());
      if (!word.isExact()) {
        forget();
        return;
      }
      if (text.startsWith("-")) {
        if (!text.equals("-r") && !text.equals("-s")) {
          plain = false;
          if (text.length() == 2 && "adinNptu".indexOf(text.charAt(1)) >= 0) {
            if (text.equals("-a") && i + 1 < words.size()) {
              names.add(words.get(i + 1).text());
            }
            i++;
          }
        }
      } else {
        names.add(text);
      }
    }
    if (names.isEmpty()) {
      names.add("REPLY");
    }
    var line = plain && input instanceof Input.Known known ? firstLine(known.text()) : null;
    List<Word> fields = null;
    var ifs = expander.ifs();
    if (line != null && line.indexOf('\\') < 0 && ifs != null) {
      if (names.size() == 1) {
        var from = 0;
        var to = line.length();
        while (from < to && ifs.indexOf(line.charAt(from)) >= 0 && line.charAt(from) <= ' ') {
          from++;
        }
        while (to > from && ifs.indexOf(line.charAt(to - 1)) >= 0 && line.charAt(to - 1) <= ' ') {
          to--;
        }
        // A sign that splits at the end is dropped, unless there is another one: not worth knowing.
        fields =
            splitsVisibly(line.substring(from, to), ifs)
                ? null
                : List.of(Values.known(line.substring(from, to)));
      } else {
        var all = new ArrayList<Word>();
        var split = new Fields(all);
        split.begin(0, 0);
        split.unquoted(Values.known(line), ifs, false);
        split.close();
        fields = all.size() <= names.size() ? all : null;
      }
    }
    for (var i = 0; i < names.size(); i++) {
      var name = names.get(i);
      if (!Chars.isName(name)) {
        continue;
      }
      var value =
          fields == null
              ? Values.unknown("`$" + name + "` was read from an input", sources(input, index))
              : i < fields.size() ? fields.get(i) : Values.EMPTY;
      assign(name, value, false, simple.start(), simple.end());
    }
  }

  private static boolean splitsVisibly(String text, String ifs) {
    for (var i = 0; i < text.length(); i++) {
      if (text.charAt(i) > ' ' && ifs.indexOf(text.charAt(i)) >= 0) {
        return true;
      }
    }
    return false;
  }

  private static List<Integer> sources(Input input, int index) {
    return input instanceof Input.Piped piped ? piped.sources() : List.of(index);
  }

  private static String firstLine(String text) {
    var newline = text.indexOf('\n');
    return newline < 0 ? text : text.substring(0, newline);
  }

  private void mapfile(List<Word> words, Node.Simple simple, int index, Input input)
      throws Unreadable {
    var name = "MAPFILE";
    var strip = false;
    var plain = true;
    for (var i = 1; i < words.size(); i++) {
      var word = words.get(i);
      var text = word.text();
      if (text.equals("-t")) {
        strip = true;
      } else if (text.equals("-C") && i + 1 < words.size()) {
        i++;
        callback(words.get(i), simple);
        plain = false;
      } else if (text.startsWith("-") && text.length() == 2) {
        i++;
        plain = false;
      } else if (text.startsWith("-C") || (text.startsWith("-") && text.indexOf('C') > 0)) {
        shell.gap("`" + words.get(0).text() + "` with a callback", simple.start(), simple.end());
        plain = false;
      } else if (word.isExact()) {
        name = text;
      } else {
        forget();
      }
    }
    if (!Chars.isName(name)) {
      return;
    }
    List<Word> lines = null;
    if (plain && input instanceof Input.Known known) {
      lines = new ArrayList<>();
      var from = 0;
      var text = known.text();
      while (from < text.length() && lines.size() < Limits.WORDS) {
        var newline = text.indexOf('\n', from);
        var to = newline < 0 ? text.length() : newline;
        lines.add(Values.known(text.substring(from, strip || newline < 0 ? to : to + 1)));
        from = to + 1;
      }
    }
    setArray(name, lines, simple.start(), simple.end());
    if (lines == null) {
      state.variable(
          name,
          Variable.of(
              Values.unknown("`$" + name + "` was read from an input", sources(input, index))));
    }
  }

  /** The callback of mapfile: run with an index and a line. */
  private void callback(Word text, Node.Simple simple) throws Unreadable {
    if (!text.isExact()) {
      shell.gap("a callback that is not known", simple.start(), simple.end());
      return;
    }
    shell.maybeRunText(text.text() + " \"$RANDOM\" \"$RANDOM\"", simple.start(), simple.end());
  }

  private void printf(List<Word> words, Node.Simple simple) throws Unreadable {
    if (words.size() < 2 || !words.get(1).text().startsWith("-v")) {
      return;
    }
    var attached = words.get(1).text().length() > 2;
    var variable =
        attached ? after(words.get(1), 2) : words.size() > 2 ? words.get(2) : Values.EMPTY;
    shell.subscripts(variable, simple.start(), simple.end());
    if (!variable.isExact()) {
      forget();
      return;
    }
    if (!Chars.isName(variable.text())) {
      var bracket = variable.text().indexOf('[');
      if (bracket > 0 && Chars.isName(variable.text().substring(0, bracket))) {
        setArray(variable.text().substring(0, bracket), null, simple.start(), simple.end());
      }
      return;
    }
    var rest = words.subList(attached ? 2 : Math.min(3, words.size()), words.size());
    var text = Printf.output(rest);
    assign(
        variable.text(),
        text == null ? Values.unknown("what printf makes") : text,
        false,
        simple.start(),
        simple.end());
  }

  private void getopts(List<Word> words) {
    if (words.size() > 2 && Chars.isName(words.get(2).text())) {
      for (var name : List.of(words.get(2).text(), "OPTARG", "OPTIND")) {
        state.variable(name, Variable.of(Values.unknown("`$" + name + "` comes from getopts")));
      }
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
    shell.maybeRunText(text.text(), simple.start(), simple.end());
    if (text.text().indexOf('$') >= 0 || text.text().indexOf('`') >= 0) {
      traps.add(text.at(simple.start(), simple.end()));
    }
  }

  /** Runs the traps once more, with what the variables are at the end. */
  void runTraps() throws Unreadable {
    for (var trap : List.copyOf(traps)) {
      shell.maybeRunText(trap.text(), trap.start(), trap.end());
    }
  }

  // ---- [[ ]] ------------------------------------------------------------------------------------

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
        shell.subscripts(words.get(i), test.start(), test.end());
      } else if (shell.maybeZsh() && words.get(i).isExact()) {
        var next = i + 1 < words.size() ? raw.get(i + 1).bare() : null;
        // zsh has run substitutions in patterns and subscripts here.
        if (!isArithmetic(next) && words.get(i).text().indexOf("[$(") >= 0) {
          shell.subscripts(words.get(i), test.start(), test.end());
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
