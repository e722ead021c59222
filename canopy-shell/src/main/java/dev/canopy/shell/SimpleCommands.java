package dev.canopy.shell;

import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Runs simple commands: functions, aliases, builtins and programs. */
final class SimpleCommands {
  private final Evaluator shell;

  SimpleCommands(Evaluator shell) {
    this.shell = shell;
  }

  void simple(Node.Simple simple) throws Unreadable {
    var feeders = shell.fedByNext.size();
    var lastOfPipe = shell.lastOfPipe && shell.maybeZsh();
    shell.lastOfPipe = false;
    var commandsBefore = shell.commands.size();
    var words =
        simple.words().isEmpty() ? List.<Word>of() : shell.expander.commandWords(simple.words());
    if (lastOfPipe && readsPipe(commandsBefore)) {
      shell.gap(
          "zsh makes the words of the last command before the pipe is there",
          simple.start(),
          simple.end());
    }
    var unsplit = simple.words().isEmpty() ? null : shell.expander.unsplit();
    var streams =
        simple.redirects().isEmpty()
            ? Streams.NONE
            : shell.redirections.streams(simple.redirects());
    if (shell.dialect() != ShellDialect.ZSH) {
      for (var redirect : simple.redirects()) {
        if (redirect.forcedInZsh) {
          // `>! f`: a shell other than zsh writes to `!` and passes `f` to the program.
          words = new ArrayList<>(words);
          words.add(shell.expander.single(redirect.target));
        }
      }
    }
    if (words.isEmpty()) {
      bareAssignments(simple, streams);
      shell.feed(feeders, shell.commands.size() - 1);
      return;
    }
    var environment = List.<Assignment>of();
    var settings = simple.settings();
    if (!settings.isEmpty()) {
      environment = new ArrayList<>(settings.size());
      for (var setting : settings) {
        environment.add(
            new Assignment(
                setting.name(),
                shell.variables.value(setting),
                true,
                new Span(setting.start(), setting.end())));
      }
    }
    call(simple, words, environment, streams);
    if (unsplit != null) {
      callUnsplit(simple, unsplit, environment, streams);
    }
    shell.feed(feeders, shell.commands.size() - 1);
  }

  /** Runs the command once more with the words that zsh would give it. */
  private void callUnsplit(
      Node.Simple simple, List<Word> words, List<Assignment> environment, Streams streams)
      throws Unreadable {
    var name = words.get(0);
    if (!name.isExact() || !isPlain(name.text()) || hasWholeOption(words)) {
      // No program has such a name, and none such an option.
      if (shell.output != null && !shell.outputMoved && !streams.outputMoved) {
        shell.output.unknown("the output depends on whether values are split");
      }
      return;
    }
    if (name.text().equals("echo") && shell.state.get(State.FUNCTION + "echo") == null) {
      // What it writes is the same, but for more blanks.
      return;
    }
    var outer = shell.outputMoved;
    if (shell.output != null && !outer && !streams.outputMoved) {
      shell.output.unknown("the output depends on whether values are split");
    }
    shell.outputMoved = true;
    var journal = shell.state.begin();
    shell.branches++;
    call(simple, words, environment, streams);
    shell.branches--;
    shell.state.join(List.of(Map.of(), shell.state.end(journal, true)));
    shell.exports = shell.exportsOf();
    shell.outputMoved = outer;
  }

  private static boolean hasWholeOption(List<Word> words) {
    for (var word : words) {
      if (word.knownPrefix().startsWith("-") && hasBlank(word.text())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isPlain(String name) {
    for (var i = 0; i < name.length(); i++) {
      if (!Chars.isNamePart(name.charAt(i)) && "-./".indexOf(name.charAt(i)) < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasBlank(String text) {
    for (var i = 0; i < text.length(); i++) {
      if (Chars.isBlank(text.charAt(i)) || text.charAt(i) == '\n') {
        return true;
      }
    }
    return false;
  }

  private void bareAssignments(Node.Simple simple, Streams streams) throws Unreadable {
    for (var setting : simple.settings()) {
      shell.variables.set(setting);
    }
    if (!streams.redirections.isEmpty() || !simple.words().isEmpty()) {
      // A redirection alone opens its file; a lone `<` prints it, in `$(<f)` and in zsh.
      var reads = streams.input instanceof Input.File && simple.settings().isEmpty();
      var index =
          shell.add(
              List.of(new Word(reads ? "cat" : ":", simple.start(), simple.end())),
              List.of(),
              streams.redirections,
              inputFor(streams),
              simple.start(),
              simple.end());
      if (reads && shell.output != null && !streams.outputMoved) {
        shell.output.unknown(index, "cat");
      }
    }
  }

  private Input inputFor(Streams streams) {
    if (streams.input != null) {
      return streams.input;
    }
    if (shell.inputTouched && shell.input instanceof Input.Known) {
      return new Input.Partial(Values.unknown("what the commands before left of the input"));
    }
    return shell.input;
  }

  /** Runs a command whose words are known: a function, an alias, a builtin or a program. */
  private void call(
      Node.Simple simple, List<Word> words, List<Assignment> environment, Streams streams)
      throws Unreadable {
    if (environment.isEmpty() || !BuiltinNames.seesVariables(words.get(0).text())) {
      callIn(simple, words, environment, streams);
      return;
    }
    // A builtin runs in this shell: what is set for it counts while it runs.
    var before = new ArrayList<@Nullable Variable>(environment.size());
    for (var assignment : environment) {
      before.add(shell.state.variable(assignment.name()));
      shell.state.variable(assignment.name(), Variable.of(assignment.value()).export());
    }
    callIn(simple, words, environment, streams);
    for (var i = environment.size() - 1; i >= 0; i--) {
      var name = environment.get(i).name();
      var old = before.get(i);
      if (BuiltinNames.keepsVariables(words.get(0).text())) {
        // It stays set in sh and is as before in bash.
        shell.state.variable(name, (Variable) State.unsure(State.VARIABLE + name));
      } else if (old != null) {
        shell.state.variable(name, old);
      } else {
        shell.state.remove(State.VARIABLE + name);
      }
    }
    shell.exports = shell.exportsOf();
  }

  private void callIn(
      Node.Simple simple, List<Word> words, List<Assignment> environment, Streams streams)
      throws Unreadable {
    var name = words.get(0);
    var maybeFunction = false;
    if (name.isExact() && shell.maybeZsh() && isPassedOver(words)) {
      shell.gap(
          "zsh passes over `" + name.text() + "` and runs what is behind it",
          simple.start(),
          simple.end());
    }
    if (name.isExact()) {
      if (alias(simple, name.text())) {
        return;
      }
      if (shell.state.get(State.FUNCTION + name.text()) instanceof State.Body body) {
        callFunction(body, simple, words, environment, streams);
        if (!body.maybe()) {
          return;
        }
        maybeFunction = true;
      }
      if (shell.builtins.replaces(name.text(), words, simple, streams)) {
        return;
      }
    }
    if (name.isExact() && shell.state.get(State.HASHED + name.text()) instanceof Word path) {
      if (shell.maybeDash()) {
        // A shell that does not know `hash -p` finds the program by its name.
        shell.add(
            words, environment, streams.redirections, shell.input, simple.start(), simple.end());
      }
      words = new ArrayList<>(words);
      words.set(0, path.at(name.start(), name.end()));
    }
    var reads = !BuiltinNames.readsNothing(name.text());
    var from = reads ? inputFor(streams) : streams.input == null ? plainInput() : streams.input;
    if (reads && streams.input == null) {
      shell.inputTouched = true;
    }
    var index =
        shell.add(words, environment, streams.redirections, from, simple.start(), simple.end());
    if (name.isExact()) {
      shell.builtins.after(name.text(), words, simple, index, from);
      var behind = BuiltinNames.behind(words);
      if (behind > 0) {
        // `command eval …`, `builtin cd …` change this shell as without the word before.
        var rest = words.subList(behind, words.size());
        // zsh's `command` finds programs alone, so that a builtin behind it does nothing.
        var journal = shell.maybeZsh() ? shell.state.begin() : null;
        if (!shell.builtins.replaces(rest.get(0).text(), rest, simple, streams)) {
          shell.builtins.after(rest.get(0).text(), rest, simple, index, from);
        }
        if (journal != null) {
          shell.state.join(List.of(Map.of(), shell.state.end(journal, true)));
          shell.exports = shell.exportsOf();
        }
      }
      if (name.text().equals("exec") && words.size() == 1) {
        execRedirects(streams);
      }
    }
    if (!name.isExact() && name.text().indexOf('/') < 0) {
      // It may be `cd`, `eval` or `read`.
      shell.steps(shell.state.size() / 16);
      shell.builtins.forget();
      shell.state.set(State.DIRECTORY, State.unsure(State.DIRECTORY));
    }
    if (shell.output != null && !shell.outputMoved && !streams.outputMoved) {
      var written =
          name.isExact()
                  && shell.branches <= shell.output.branchesAround
                  && !streams.errorsToo
                  && streams.opensSurely()
                  && !maybeFunction
              ? PureCommands.output(
                  shell, words, from, streams.input == null ? shell.inputBytes : null)
              : null;
      if (written == null) {
        shell.output.unknown(index, name.text());
      } else if (written.text != null) {
        shell.output.known(index, written.text);
      } else if (written.bytes != null) {
        shell.output.bytes(index, name.text(), written.bytes);
      }
    }
  }

  /** True if a command that was started for the words of this one reads what the pipe brings. */
  private boolean readsPipe(int from) {
    for (var i = from; i < shell.commands.size(); i++) {
      var command = shell.commands.get(i);
      if (command.input().equals(shell.input)
          && !BuiltinNames.readsNothing(command.words().get(0).text())) {
        return true;
      }
    }
    return false;
  }

  /** What is a modifier for zsh, or a reserved word where others look for a program. */
  private static boolean isPassedOver(List<Word> words) {
    return words.size() > 1
        && switch (words.get(0).text()) {
          case "-" -> true;
          case "time" -> words.get(1).isExact() && words.get(1).text().equals("!");
          default -> false;
        };
  }

  private Input plainInput() {
    return shell.input instanceof Input.Known ? inputFor(Streams.NONE) : shell.input;
  }

  /** {@code exec < f} and {@code exec > f} move the streams of the shell itself. */
  private void execRedirects(Streams streams) {
    if (streams.input != null) {
      shell.input = streams.input;
      shell.inputTouched = false;
    }
    shell.outputMoved |= streams.outputMoved;
  }

  private boolean alias(Node.Simple simple, String name) throws Unreadable {
    var first = simple.words().isEmpty() ? null : simple.words().get(0).bare();
    if (first == null
        || !(shell.state.get(State.ALIAS + name) instanceof State.Alias alias)
        || activeAliases.contains(name)) {
      return false;
    }
    var text = alias.text();
    if (text == null) {
      shell.gap("the alias `" + name + "` is not known", simple.start(), simple.end());
      return false;
    }
    var node = shell.texts.parse(text, simple.start(), simple.end());
    activeAliases.add(name);
    shell.enter();
    if (goesOn(text, simple)) {
      shell.gap("the alias `" + name + "` is more than words", simple.start(), simple.end());
    } else if (node instanceof Node.Simple start) {
      var all = new ArrayList<>(start.words());
      all.addAll(simple.words().subList(1, simple.words().size()));
      var settings = new ArrayList<>(simple.settings());
      settings.addAll(start.settings());
      var redirects = new ArrayList<>(start.redirects());
      redirects.addAll(simple.redirects());
      shell.branch(
          List.of(
              new Node.Simple(
                  List.copyOf(settings),
                  List.copyOf(all),
                  List.copyOf(redirects),
                  simple.start(),
                  simple.end())));
    } else if (node != null) {
      shell.branch(List.of(node));
      shell.gap("the alias `" + name + "` is more than one command", simple.start(), simple.end());
    }
    shell.leave();
    activeAliases.remove(name);
    // Only interactive shells, zsh and dash take aliases: the plain reading stands too.
    return false;
  }

  /** True if an alias is text that what follows becomes part of, or the next word is one too. */
  private boolean goesOn(String text, Node.Simple simple) {
    for (var i = 0; i < text.length(); i++) {
      if (";&|()<>#\n\\".indexOf(text.charAt(i)) >= 0) {
        return true;
      }
    }
    if (text.isBlank()) {
      return true;
    }
    var next = simple.words().size() > 1 ? simple.words().get(1).bare() : null;
    return next != null
        && Chars.isBlank(text.charAt(text.length() - 1))
        && shell.state.get(State.ALIAS + next) instanceof State.Alias;
  }

  private final Set<String> activeAliases = new HashSet<>(0);
  private final Set<String> activeFunctions = new HashSet<>(0);

  private void callFunction(
      State.Body body,
      Node.Simple simple,
      List<Word> words,
      List<Assignment> environment,
      Streams streams)
      throws Unreadable {
    var name = body.function().name();
    if (!activeFunctions.add(name)) {
      shell.add(
          words,
          environment,
          streams.redirections,
          inputFor(streams),
          simple.start(),
          simple.end());
      shell.gap(
          Loops.isForkBomb(body.function()) ? Gap.FORK_BOMB : "`" + name + "` calls itself",
          simple.start(),
          simple.end());
      return;
    }
    var outerArguments = shell.state.get(State.ARGUMENTS);
    var outerLocals = shell.declarations.beginLocals();
    var before = new ArrayList<Map.Entry<String, @Nullable Variable>>();
    for (var assignment : environment) {
      before.add(
          new AbstractMap.SimpleEntry<>(
              assignment.name(), shell.state.variable(assignment.name())));
      shell.state.variable(assignment.name(), Variable.of(assignment.value()).export());
    }
    shell.expander.parameters().setArguments(words.subList(1, words.size()));
    shell.exports = shell.exportsOf();
    shell.withStreams(streams, body.function().body(), simple);
    shell.declarations.endLocals(outerLocals);
    if (outerArguments == null) {
      shell.state.remove(State.ARGUMENTS);
    } else {
      shell.state.set(State.ARGUMENTS, outerArguments);
    }
    for (var entry : before) {
      var old = entry.getValue();
      if (old == null) {
        shell.state.remove(State.VARIABLE + entry.getKey());
      } else {
        shell.state.variable(entry.getKey(), old);
      }
    }
    shell.exports = shell.exportsOf();
    activeFunctions.remove(name);
  }
}
