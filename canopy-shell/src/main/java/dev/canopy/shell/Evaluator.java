package dev.canopy.shell;

import dev.canopy.shell.State.Journal;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs a tree on paper: follows what the shell would do, and lists every program it would start.
 * Branches that may or may not run are followed all; what they leave different is unknown
 * afterwards. Nothing is ever started or opened.
 */
final class Evaluator {
  final State state = new State();
  final List<Command> commands = new ArrayList<>(4);
  final List<Assignment> assignments = new ArrayList<>(0);
  final List<Gap> gaps;

  private final ShellDialect dialect;
  private final Expander expander;
  private final Arithmetic arithmetic;
  private final Builtins builtins;
  private final Effort effort;
  private long stepsLeft;
  private int depth;

  /** Branches around, and loops: what is done here may not be done. */
  private int branches;

  private boolean background;
  private Input input = Input.Inherited.INHERITED;

  /** What {@link #input} is, if that is known but no text. */
  private byte @Nullable [] inputBytes;

  /** True once a command may have read some of {@link #input}. */
  private boolean inputTouched;

  private List<Redirection> around = List.of();
  private @Nullable Output output;
  private boolean outputMoved;
  private List<Assignment> exports = List.of();

  /** Where {@code >(…)} of the command in the making began to list its commands. */
  private final List<Integer> fedByNext = new ArrayList<>(0);

  private static final Input FED_BY_NEXT = new Input.Piped(List.of(-1));

  Evaluator(ShellWorld world, List<Gap> gaps, long steps, Effort effort) {
    this.effort = effort;
    this.dialect = world.dialect();
    this.gaps = gaps;
    this.stepsLeft = steps;
    this.expander = new Expander(this, state, world);
    this.arithmetic = new Arithmetic(this, expander);
    this.builtins = new Builtins(this, expander, state);
    if (!world.arguments().isEmpty()) {
      var all = world.arguments();
      state.set(State.ARGUMENTS, new State.Arguments(all.get(0), all.subList(1, all.size())));
    }
  }

  // ---- limits -----------------------------------------------------------------------------------

  void step() throws Unreadable {
    steps(1);
  }

  void steps(long n) throws Unreadable {
    stepsLeft -= n;
    if (stepsLeft < 0) {
      throw stop("more to follow than we do for a text of this length");
    }
  }

  long stepsLeft() {
    return stepsLeft;
  }

  void enter() throws Unreadable {
    if (++depth > Limits.DEPTH) {
      throw stop("nested more than " + Limits.DEPTH + " deep");
    }
  }

  void leave() {
    depth--;
  }

  int branches() {
    return branches;
  }

  int depth() {
    return depth;
  }

  /** Ends the reading: what comes after is not looked at. */
  Unreadable stop(String reason) {
    var at = commands.isEmpty() ? null : commands.get(commands.size() - 1).span();
    return new Unreadable(reason, at == null ? 0 : at.start(), at == null ? 0 : at.end());
  }

  void gap(String reason, int start, int end) {
    var found = new Gap(reason, new Span(start, Math.max(start, end)));
    if (gaps.size() < Limits.COMMANDS
        && (gaps.isEmpty() || !gaps.get(gaps.size() - 1).equals(found))) {
      gaps.add(found);
    }
  }

  boolean maybeZsh() {
    return dialect == ShellDialect.ZSH || dialect == ShellDialect.ANY;
  }

  boolean maybeDash() {
    return dialect == ShellDialect.SH || dialect == ShellDialect.ANY;
  }

  ShellDialect dialect() {
    return dialect;
  }

  Arithmetic arithmetic() {
    return arithmetic;
  }

  // ---- nodes ------------------------------------------------------------------------------------

  void run(Node node) throws Unreadable {
    step();
    enter();
    if (node instanceof Node.Simple simple) {
      simple(simple);
    } else if (node instanceof Node.Sequence sequence) {
      for (var item : sequence.items()) {
        settleDirectory();
        run(item);
      }
    } else if (node instanceof Node.AndOr list) {
      andOr(list);
    } else if (node instanceof Node.Pipeline pipeline) {
      pipeline(pipeline);
    } else if (node instanceof Node.Background job) {
      var outer = background;
      background = true;
      subshell(job.command());
      background = outer;
    } else if (node instanceof Node.Subshell sub) {
      subshell(sub.body());
    } else if (node instanceof Node.Redirected redirected) {
      redirected(redirected);
    } else if (node instanceof Node.If choice) {
      choice(choice);
    } else if (node instanceof Node.While loop) {
      repeated(loop.text(), List.of(loop.condition(), loop.body()));
    } else if (node instanceof Node.For loop) {
      forEach(loop);
    } else if (node instanceof Node.Counting loop) {
      forget(loop.text());
      arithmetic.value(loop.header());
      // What the header starts with is true in the first round only.
      forget(loop.text());
      branch(List.of(loop.body()));
      forget(loop.text());
    } else if (node instanceof Node.Case choice) {
      cases(choice);
    } else if (node instanceof Node.Function function) {
      define(function);
    } else if (node instanceof Node.Test test) {
      builtins.test(test);
    } else if (node instanceof Node.Calculation calculation) {
      calculation(calculation);
    } else if (node instanceof Node.Coprocess coprocess) {
      var outer = background;
      var outerInput = input;
      background = true;
      var outerMoved = outputMoved;
      input = new Input.Partial(Values.unknown("what the shell writes to the coprocess"));
      outputMoved = true;
      subshell(coprocess.body());
      outputMoved = outerMoved;
      input = outerInput;
      background = outer;
    }
    leave();
  }

  private void subshell(Node body) throws Unreadable {
    var journal = state.begin();
    run(body);
    state.end(journal, false);
    exports = exportsOf();
  }

  /** Runs the nodes as one branch that may or may not run. */
  private void branch(List<Node> nodes) throws Unreadable {
    var changes = tried(nodes);
    state.join(List.of(Map.of(), changes));
    exports = exportsOf();
  }

  private Map<String, Object> tried(List<Node> nodes) throws Unreadable {
    var journal = state.begin();
    branches++;
    for (var node : nodes) {
      settleDirectory();
      run(node);
    }
    branches--;
    var changes = state.end(journal, true);
    exports = exportsOf();
    return changes;
  }

  private void andOr(Node.AndOr list) throws Unreadable {
    run(list.parts().get(0));
    // Changes of the parts that ran if all went well so far, on top of the state before them.
    Journal journal = null;
    for (var i = 1; i < list.parts().size(); i++) {
      var part = list.parts().get(i);
      if (list.joins().charAt(i - 1) == '&') {
        if (journal == null) {
          journal = state.begin();
          branches++;
        }
        // Here alone: whoever comes after the list may be where a failed `cd` left it.
        directorySucceeded();
        run(part);
        continue;
      }
      var leaves = builtins.leaves(part);
      Map<String, Object> success = Map.of();
      if (journal != null) {
        branches--;
        success = state.end(journal, true);
        journal = null;
      }
      if (leaves) {
        // `a || exit`: whoever is here afterwards had success.
        var other = state.begin();
        state.join(List.of(Map.of(), success));
        settleDirectory();
        branches++;
        run(part);
        branches--;
        state.end(other, false);
        state.apply(success);
        directorySucceeded();
      } else {
        state.join(List.of(Map.of(), success));
        settleDirectory();
        branch(List.of(part));
      }
      exports = exportsOf();
    }
    if (journal != null) {
      branches--;
      state.join(List.of(Map.of(), state.end(journal, true)));
      exports = exportsOf();
    }
  }

  private void pipeline(Node.Pipeline pipeline) throws Unreadable {
    var outerInput = input;
    var outerTouched = inputTouched;
    var outerBytes = inputBytes;
    var outerOutput = output;
    var outerMoved = outputMoved;
    var last = pipeline.stages().size() - 1;
    for (var i = 0; i < last; i++) {
      var pipe = new Output(branches);
      output = pipe;
      outputMoved = false;
      subshell(pipeline.stages().get(i));
      input = pipe.toInput();
      inputBytes = pipe.toBytes();
      inputTouched = false;
    }
    output = outerOutput;
    outputMoved = outerMoved;
    // zsh, and bash if told so, run the last part in the shell itself.
    var journal = state.begin();
    run(pipeline.stages().get(last));
    var changes = state.end(journal, true);
    state.join(List.of(Map.of(), changes));
    exports = exportsOf();
    input = outerInput;
    inputBytes = outerBytes;
    inputTouched = outerTouched;
  }

  private void redirected(Node.Redirected node) throws Unreadable {
    var streams = streams(node.redirects());
    var outerInput = input;
    var outerTouched = inputTouched;
    var outerAround = around;
    var outerMoved = outputMoved;
    if (streams.input != null) {
      input = streams.input;
      inputTouched = false;
    }
    if (!streams.redirections.isEmpty()) {
      var all = new ArrayList<>(around);
      all.addAll(streams.redirections);
      around = List.copyOf(all);
    }
    outputMoved |= streams.outputMoved;
    var before = commands.size();
    run(node.command());
    if (commands.size() == before && !streams.redirections.isEmpty()) {
      add(
          List.of(new Word(":", streams.start, streams.end)),
          List.of(),
          List.of(),
          input,
          streams.start,
          streams.end);
    }
    input = outerInput;
    inputTouched = outerTouched;
    around = outerAround;
    outputMoved = outerMoved;
  }

  private void choice(Node.If choice) throws Unreadable {
    var ends = new ArrayList<Map<String, Object>>();
    for (var i = 0; i < choice.conditions().size(); i++) {
      if (i == 0) {
        run(choice.conditions().get(0));
      } else {
        branch(List.of(choice.conditions().get(i)));
      }
      var body = choice.bodies().get(i);
      var journal = state.begin();
      if (i == 0) {
        directorySucceeded();
      }
      branches++;
      run(body);
      branches--;
      var end = state.end(journal, false);
      if (!builtins.leaves(body)) {
        ends.add(end);
      }
    }
    settleDirectory();
    var otherwise = choice.otherwise();
    if (otherwise == null) {
      ends.add(Map.of());
    } else {
      var journal = state.begin();
      branches++;
      run(otherwise);
      branches--;
      var end = state.end(journal, false);
      if (!builtins.leaves(otherwise)) {
        ends.add(end);
      }
    }
    if (!ends.isEmpty()) {
      state.join(ends);
    }
    exports = exportsOf();
  }

  private void cases(Node.Case choice) throws Unreadable {
    expander.single(choice.subject());
    for (var pattern : choice.patterns()) {
      expander.pattern(pattern);
    }
    var ends = new ArrayList<Map<String, Object>>();
    ends.add(Map.of());
    for (var arm : choice.arms().subList(0, choice.falls())) {
      var end = tried(List.of(arm));
      if (!builtins.leaves(arm)) {
        ends.add(end);
      }
    }
    if (choice.falls() < choice.arms().size()) {
      // From here on one arm may run after the other.
      var journal = state.begin();
      for (var arm : choice.arms().subList(choice.falls(), choice.arms().size())) {
        branch(List.of(arm));
      }
      ends.add(state.end(journal, true));
    }
    state.join(ends);
    exports = exportsOf();
  }

  private void forget(Node.Excerpt text) throws Unreadable {
    steps((text.to() - text.from()) / 64 + 1);
    Loops.forget(text, state);
  }

  private void repeated(Node.Excerpt text, List<Node> nodes) throws Unreadable {
    forget(text);
    inputTouched = true;
    branch(nodes);
    if (Loops.defines(text)) {
      // Later rounds call what this one defined.
      branch(nodes);
    }
  }

  private void forEach(Node.For loop) throws Unreadable {
    var words =
        loop.words() == null ? expander.parameters().argumentWords() : expander.words(loop.words());
    if (words == null) {
      words = List.of(Values.unknown("`$@` is not known"));
    }
    var known = !loop.select() && words.size() <= Limits.LOOP_ROUNDS;
    for (var word : words) {
      known &= word.isExact();
    }
    if (words.isEmpty()) {
      return;
    }
    if (words.size() > 1) {
      inputTouched = true;
    }
    if (known) {
      var steady = !Loops.jumps(loop.text());
      for (var word : words) {
        if (!steady) {
          forget(loop.text());
        }
        state.variable(loop.name(), Variable.of(word));
        run(loop.body());
      }
      if (!steady) {
        forget(loop.text());
      }
      return;
    }
    forget(loop.text());
    var rounds = words.size() <= Limits.LOOP_ROUNDS && !loop.select() ? words : List.<Word>of();
    for (var word : rounds) {
      state.variable(loop.name(), Variable.of(word));
      branch(List.of(loop.body()));
      forget(loop.text());
    }
    if (rounds.isEmpty()) {
      var sources = new ArrayList<Integer>();
      for (var word : words) {
        sources.addAll(Values.sources(word));
      }
      state.variable(
          loop.name(), Variable.of(Values.unknown("one of many words of a loop", sources)));
      branch(List.of(loop.body()));
      forget(loop.text());
    }
  }

  private void define(Node.Function function) throws Unreadable {
    if (function.name().isEmpty()) {
      run(function.body());
      return;
    }
    state.set(State.FUNCTION + function.name(), new State.Body(function, false));
    if (builtins.runsByItself(function.name())) {
      branch(List.of(function.body()));
    }
  }

  private void calculation(Node.Calculation calculation) throws Unreadable {
    if (maybeDash() && builtins.looksLikeCommand(calculation.content())) {
      // A shell without `((` sees two subshells.
      var node = parse(calculation.content(), calculation.start(), calculation.end());
      if (node != null) {
        subshell(node);
      }
    }
    arithmetic.value(calculation.expression());
  }

  // ---- simple commands --------------------------------------------------------------------------

  private void simple(Node.Simple simple) throws Unreadable {
    var feeders = fedByNext.size();
    var words = simple.words().isEmpty() ? List.<Word>of() : expander.commandWords(simple.words());
    var streams = simple.redirects().isEmpty() ? Streams.NONE : streams(simple.redirects());
    if (dialect != ShellDialect.ZSH) {
      for (var redirect : simple.redirects()) {
        if (redirect.forcedInZsh) {
          // `>! f`: a shell other than zsh writes to `!` and passes `f` to the program.
          words = new ArrayList<>(words);
          words.add(expander.single(redirect.target));
        }
      }
    }
    if (words.isEmpty()) {
      bareAssignments(simple, streams);
      feed(feeders, commands.size() - 1);
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
                builtins.value(setting),
                true,
                new Span(setting.start(), setting.end())));
      }
    }
    call(simple, words, environment, streams);
    feed(feeders, commands.size() - 1);
  }

  private void bareAssignments(Node.Simple simple, Streams streams) throws Unreadable {
    for (var setting : simple.settings()) {
      builtins.set(setting);
    }
    if (!streams.redirections.isEmpty() || !simple.words().isEmpty()) {
      // A redirection alone opens its file; a lone `<` prints it, in `$(<f)` and in zsh.
      var reads = streams.input instanceof Input.File && simple.settings().isEmpty();
      var index =
          add(
              List.of(new Word(reads ? "cat" : ":", simple.start(), simple.end())),
              List.of(),
              streams.redirections,
              inputFor(streams),
              simple.start(),
              simple.end());
      if (reads && output != null && !streams.outputMoved) {
        output.unknown(index, "cat");
      }
    }
  }

  private Input inputFor(Streams streams) {
    if (streams.input != null) {
      return streams.input;
    }
    if (inputTouched && input instanceof Input.Known) {
      return new Input.Partial(Values.unknown("what the commands before left of the input"));
    }
    return input;
  }

  /** Runs a command whose words are known: a function, an alias, a builtin or a program. */
  private void call(
      Node.Simple simple, List<Word> words, List<Assignment> environment, Streams streams)
      throws Unreadable {
    if (environment.isEmpty() || !Builtins.seesVariables(words.get(0).text())) {
      callIn(simple, words, environment, streams);
      return;
    }
    // A builtin runs in this shell: what is set for it counts while it runs.
    var before = new ArrayList<@Nullable Variable>(environment.size());
    for (var assignment : environment) {
      before.add(state.variable(assignment.name()));
      state.variable(assignment.name(), Variable.of(assignment.value()).export());
    }
    callIn(simple, words, environment, streams);
    for (var i = environment.size() - 1; i >= 0; i--) {
      var name = environment.get(i).name();
      var old = before.get(i);
      if (Builtins.keepsVariables(words.get(0).text())) {
        // It stays set in sh and is as before in bash.
        state.variable(name, (Variable) State.unsure(State.VARIABLE + name));
      } else if (old != null) {
        state.variable(name, old);
      } else {
        state.remove(State.VARIABLE + name);
      }
    }
    exports = exportsOf();
  }

  private void callIn(
      Node.Simple simple, List<Word> words, List<Assignment> environment, Streams streams)
      throws Unreadable {
    var name = words.get(0);
    if (name.isExact()) {
      if (alias(simple, name.text())) {
        return;
      }
      if (state.get(State.FUNCTION + name.text()) instanceof State.Body body) {
        callFunction(body, simple, words, environment, streams);
        if (!body.maybe()) {
          return;
        }
      }
      if (builtins.replaces(name.text(), words, simple, streams)) {
        return;
      }
    }
    if (name.isExact() && state.get(State.HASHED + name.text()) instanceof Word path) {
      if (maybeDash()) {
        // A shell that does not know `hash -p` finds the program by its name.
        add(words, environment, streams.redirections, input, simple.start(), simple.end());
      }
      words = new ArrayList<>(words);
      words.set(0, path.at(name.start(), name.end()));
    }
    var reads = !Builtins.readsNothing(name.text());
    var from = reads ? inputFor(streams) : streams.input == null ? plainInput() : streams.input;
    if (reads && streams.input == null) {
      inputTouched = true;
    }
    var index = add(words, environment, streams.redirections, from, simple.start(), simple.end());
    if (name.isExact()) {
      builtins.after(name.text(), words, simple, index, from);
      var behind = Builtins.behind(words);
      if (behind > 0) {
        // `command eval …`, `builtin cd …` change this shell as without the word before.
        var rest = words.subList(behind, words.size());
        if (!builtins.replaces(rest.get(0).text(), rest, simple, streams)) {
          builtins.after(rest.get(0).text(), rest, simple, index, from);
        }
      }
      if (name.text().equals("exec") && words.size() == 1) {
        execRedirects(streams);
      }
    }
    if (output != null && !outputMoved && !streams.outputMoved) {
      var written =
          name.isExact() && branches <= output.branchesAround && !streams.errorsToo
              ? PureCommands.output(this, words, from, streams.input == null ? inputBytes : null)
              : null;
      if (written == null) {
        output.unknown(index, name.text());
      } else if (written.text != null) {
        output.known(index, written.text);
      } else if (written.bytes != null) {
        output.bytes(index, name.text(), written.bytes);
      }
    }
  }

  private Input plainInput() {
    return input instanceof Input.Known ? inputFor(Streams.NONE) : input;
  }

  /** {@code exec < f} and {@code exec > f} move the streams of the shell itself. */
  private void execRedirects(Streams streams) {
    if (streams.input != null) {
      input = streams.input;
      inputTouched = false;
    }
    outputMoved |= streams.outputMoved;
  }

  private boolean alias(Node.Simple simple, String name) throws Unreadable {
    var first = simple.words().isEmpty() ? null : simple.words().get(0).bare();
    if (first == null
        || !(state.get(State.ALIAS + name) instanceof State.Alias alias)
        || activeAliases.contains(name)) {
      return false;
    }
    var text = alias.text();
    if (text == null) {
      gap("the alias `" + name + "` is not known", simple.start(), simple.end());
      return false;
    }
    var node = parse(text, simple.start(), simple.end());
    activeAliases.add(name);
    enter();
    if (goesOn(text, simple)) {
      gap("the alias `" + name + "` is more than words", simple.start(), simple.end());
    } else if (node instanceof Node.Simple start) {
      var all = new ArrayList<>(start.words());
      all.addAll(simple.words().subList(1, simple.words().size()));
      var settings = new ArrayList<>(simple.settings());
      settings.addAll(start.settings());
      var redirects = new ArrayList<>(start.redirects());
      redirects.addAll(simple.redirects());
      branch(
          List.of(
              new Node.Simple(
                  List.copyOf(settings),
                  List.copyOf(all),
                  List.copyOf(redirects),
                  simple.start(),
                  simple.end())));
    } else if (node != null) {
      branch(List.of(node));
      gap("the alias `" + name + "` is more than one command", simple.start(), simple.end());
    }
    leave();
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
        && state.get(State.ALIAS + next) instanceof State.Alias;
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
      add(
          words,
          environment,
          streams.redirections,
          inputFor(streams),
          simple.start(),
          simple.end());
      gap(
          Loops.isForkBomb(body.function()) ? Gap.FORK_BOMB : "`" + name + "` calls itself",
          simple.start(),
          simple.end());
      return;
    }
    var outerArguments = state.get(State.ARGUMENTS);
    var outerLocals = builtins.beginLocals();
    var before = new ArrayList<Map.Entry<String, @Nullable Variable>>();
    for (var assignment : environment) {
      before.add(
          new AbstractMap.SimpleEntry<>(assignment.name(), state.variable(assignment.name())));
      state.variable(assignment.name(), Variable.of(assignment.value()).export());
    }
    expander.parameters().setArguments(words.subList(1, words.size()));
    exports = exportsOf();
    withStreams(streams, body.function().body());
    builtins.endLocals(outerLocals);
    if (outerArguments == null) {
      state.remove(State.ARGUMENTS);
    } else {
      state.set(State.ARGUMENTS, outerArguments);
    }
    for (var entry : before) {
      var old = entry.getValue();
      if (old == null) {
        state.remove(State.VARIABLE + entry.getKey());
      } else {
        state.variable(entry.getKey(), old);
      }
    }
    exports = exportsOf();
    activeFunctions.remove(name);
  }

  /** Runs a node with the streams of a command that leads to it. */
  void withStreams(Streams streams, Node node) throws Unreadable {
    var outerInput = input;
    var outerTouched = inputTouched;
    var outerAround = around;
    var outerMoved = outputMoved;
    if (streams.input != null) {
      input = streams.input;
      inputTouched = false;
    }
    if (!streams.redirections.isEmpty()) {
      var all = new ArrayList<>(around);
      all.addAll(streams.redirections);
      around = List.copyOf(all);
    }
    outputMoved |= streams.outputMoved;
    run(node);
    input = outerInput;
    inputTouched |= outerTouched;
    around = outerAround;
    outputMoved = outerMoved;
  }

  /** Lists a command. */
  int add(
      List<Word> words,
      List<Assignment> environment,
      List<Redirection> redirections,
      Input from,
      int start,
      int end)
      throws Unreadable {
    step();
    if (commands.size() >= Limits.COMMANDS) {
      throw stop("more than " + Limits.COMMANDS + " commands");
    }
    var allSet = exports;
    if (!environment.isEmpty()) {
      if (exports.isEmpty()) {
        allSet = environment;
      } else {
        allSet = new ArrayList<>(exports);
        allSet.addAll(environment);
      }
    }
    var allRedirections = around;
    if (!redirections.isEmpty()) {
      if (around.isEmpty()) {
        allRedirections = redirections;
      } else {
        allRedirections = new ArrayList<>(around);
        allRedirections.addAll(redirections);
      }
    }
    commands.add(
        new Command(
            words,
            allSet,
            allRedirections,
            from,
            directory(),
            background,
            new Span(start, Math.max(start, end))));
    var foreign = ForeignShell.gap(words, start, end);
    if (foreign != null && gaps.size() < Limits.COMMANDS) {
      gaps.add(foreign);
    }
    return commands.size() - 1;
  }

  /** Tells the commands in {@code >(…)} of a command who writes to them. */
  private void feed(int from, int writer) {
    while (fedByNext.size() > from) {
      var at = fedByNext.remove(fedByNext.size() - 1);
      var c = commands.get(at);
      commands.set(
          at,
          new Command(
              c.words(),
              c.environment(),
              c.redirections(),
              writer > at
                  ? new Input.Piped(List.of(writer))
                  : new Input.Partial(Values.unknown("what is written to `>(…)`")),
              c.directory(),
              c.background(),
              c.span()));
    }
  }

  // ---- variables and directory ------------------------------------------------------------------

  /** Sets a variable, over references, and lists the assignment. */
  void assign(String name, Word value, int start, int end) throws Unreadable {
    builtins.assign(name, value, false, start, end);
  }

  /** Assignments that programs see, in the order of their names' first export. */
  private List<Assignment> exportsOf() {
    return builtins.exports();
  }

  void exportsChanged() {
    exports = exportsOf();
  }

  Word directory() {
    return state.get(State.DIRECTORY) instanceof State.Directory d ? d.now() : Values.EMPTY;
  }

  /** After a {@code cd} whose failure nobody looks at, we are in one place or the other. */
  private void settleDirectory() {
    if (state.get(State.DIRECTORY) instanceof State.Directory d && d.before() != null) {
      state.set(
          State.DIRECTORY,
          state.get("errexit") != null
              ? new State.Directory(d.now(), null)
              : State.unsure(State.DIRECTORY));
    }
  }

  private void directorySucceeded() {
    if (state.get(State.DIRECTORY) instanceof State.Directory d && d.before() != null) {
      state.set(State.DIRECTORY, new State.Directory(d.now(), null));
    }
  }

  /** Ends the reading, be it complete or not. */
  void finish() {
    feed(0, -1);
  }

  /** What runs when the shell ends. */
  void atExit() throws Unreadable {
    builtins.runTraps();
  }

  // ---- texts that run ---------------------------------------------------------------------------

  /** The tree of a text that was computed; a gap and null if it cannot be read. */
  @Nullable Node parse(String text, int start, int end) throws Unreadable {
    steps(text.length() / 64 + 1);
    var cursor = new Cursor(text, dialect, gaps, start, Math.max(start, end), depth, effort);
    var suspicious = new ArrayList<Gap>(0);
    Suspicious.anywhere(text, suspicious);
    for (var found : suspicious) {
      gap(found.reason(), start, end);
    }
    return new Parser(cursor).program();
  }

  /** Runs a text that was computed, in this shell. */
  void runText(String text, int start, int end) throws Unreadable {
    var node = parse(text, start, end);
    if (node != null) {
      run(node);
    }
  }

  /** Runs a text that may or may not run. */
  void maybeRunText(String text, int start, int end) throws Unreadable {
    var node = parse(text, start, end);
    if (node != null) {
      branch(List.of(node));
    }
  }

  /** The output of commands in a subshell. */
  Word outputOf(Node body) throws Unreadable {
    return capture(body).toValue();
  }

  Output capture(Node body) throws Unreadable {
    var outerOutput = output;
    var outerMoved = outputMoved;
    var captured = new Output(branches);
    output = captured;
    outputMoved = false;
    subshell(body);
    output = outerOutput;
    outputMoved = outerMoved;
    return captured;
  }

  /** A process substitution: the name of a pipe. */
  WordPart process(Piece.PipeName process) throws Unreadable {
    if (process.reads()) {
      var text = capture(process.body()).toValue();
      return new WordPart.Unknown(
          "the name of a pipe from commands", Values.sources(sourcesOf(text)), false);
    }
    var outerInput = input;
    var outerTouched = inputTouched;
    input = FED_BY_NEXT;
    var from = commands.size();
    subshell(process.body());
    for (var i = from; i < commands.size(); i++) {
      if (commands.get(i).input() == FED_BY_NEXT) {
        fedByNext.add(i);
      }
    }
    input = outerInput;
    inputTouched = outerTouched;
    return new WordPart.Unknown("the name of a pipe to commands", List.of(), false);
  }

  private Word sourcesOf(Word text) {
    // A known output still has a command behind it, the last one listed.
    return text.isExact() && !commands.isEmpty()
        ? Values.unknown("", List.of(commands.size() - 1))
        : text;
  }

  /** Runs the command substitutions in a text that is expanded once more as a subscript. */
  void subscripts(Word word, int start, int end) throws Unreadable {
    for (var part : word.parts()) {
      if (part instanceof WordPart.Text t
          && (t.text().indexOf('$') >= 0 || t.text().indexOf('`') >= 0)) {
        expandAgain(t.text(), start, end);
      }
    }
  }

  /** Expands a text as if it stood in double quotes. */
  private void expandAgain(String text, int start, int end) throws Unreadable {
    enter();
    steps(text.length() / 64 + 1);
    var cursor = new Cursor(text, dialect, gaps, start, Math.max(start, end), depth, effort);
    expander.single(new Parser(cursor).words().hereText());
    leave();
  }

  /** Expands a text as a prompt, which runs the substitutions in it. */
  void prompt(Word value, int start, int end) throws Unreadable {
    if (!value.isExact()) {
      gap("a prompt that is not known can run commands", start, end);
      return;
    }
    var decoded = new StringBuilder();
    if (!AnsiQuoting.text(value.text(), AnsiQuoting.Style.FORMAT, decoded)) {
      gap("a prompt with bytes that are no text", start, end);
    }
    expandAgain(value.text(), start, end);
    if (!decoded.toString().equals(value.text())) {
      expandAgain(decoded.toString(), start, end);
    }
  }

  // ---- redirections -----------------------------------------------------------------------------

  /** What redirections do to a command. */
  static final class Streams {
    static final Streams NONE = new Streams(0, 0);

    List<Redirection> redirections = List.of();

    /** Standard input, null if it stays as it is. */
    @Nullable Input input;

    /** True if standard output goes elsewhere. */
    boolean outputMoved;

    /** True if errors go where output goes. */
    boolean errorsToo;

    final int start;
    final int end;

    Streams(int start, int end) {
      this.start = start;
      this.end = end;
    }
  }

  private Streams streams(List<Redirect> redirects) throws Unreadable {
    var last = redirects.get(redirects.size() - 1);
    var streams = new Streams(redirects.get(0).start, last.end);
    var files = new ArrayList<Redirection>(redirects.size());
    for (var redirect : redirects) {
      redirect(redirect, streams, files);
    }
    streams.redirections = files.isEmpty() ? List.of() : List.copyOf(files);
    return streams;
  }

  private void redirect(Redirect redirect, Streams streams, List<Redirection> files)
      throws Unreadable {
    var fd = redirect.descriptor;
    switch (redirect.sign) {
      case HERE_DOCUMENT -> {
        var text = redirect.body == null ? Values.EMPTY : expander.single(redirect.body);
        if (fd == 0) {
          streams.input = text(text);
        }
        state.set("fd" + fd, text(text));
      }
      case HERE_STRING -> {
        var text = expander.single(redirect.target);
        var line = new Values.Parts();
        line.all(text);
        line.text('\n');
        if (fd == 0) {
          streams.input = text(line.toWord(text.start(), text.end()));
        }
        state.set("fd" + fd, text(line.toWord(text.start(), text.end())));
      }
      case READ -> {
        var target = target(redirect, Redirection.Kind.READ, files);
        var from = fromFile(target);
        if (fd == 0) {
          streams.input = from;
        }
        state.set("fd" + fd, from);
      }
      case READ_WRITE -> {
        var target = target(redirect, Redirection.Kind.READ_WRITE, files);
        if (fd == 0) {
          streams.input = new Input.File(target);
        }
        streams.outputMoved |= fd == 1;
        state.set("fd" + fd, new Input.File(target));
      }
      case WRITE, APPEND, WRITE_BOTH, APPEND_BOTH -> {
        var append =
            redirect.sign == Redirect.Sign.APPEND || redirect.sign == Redirect.Sign.APPEND_BOTH;
        var kind = append ? Redirection.Kind.APPEND : Redirection.Kind.WRITE;
        target(redirect, kind, files);
        streams.outputMoved |= fd == 1 || fd < 0;
      }
      case COPY_INPUT -> copied(redirect, streams, files);
      case COPY_OUTPUT -> {
        var target = expander.single(redirect.target);
        if (isDescriptor(target)) {
          if (fd == 1) {
            streams.outputMoved |= !target.text().equals("1");
          } else {
            streams.errorsToo |= fd == 2 && target.text().equals("1");
          }
        } else {
          files.add(
              new Redirection(
                  Redirection.Kind.WRITE, target, new Span(redirect.start, redirect.end)));
          streams.outputMoved |= fd == 1;
        }
      }
    }
  }

  private static boolean isDescriptor(Word target) {
    if (!target.isExact()) {
      return false;
    }
    var text = target.text();
    return text.equals("-")
        || Chars.isNumber(text)
        || (text.endsWith("-") && Chars.isNumber(text.substring(0, text.length() - 1)));
  }

  private void copied(Redirect redirect, Streams streams, List<Redirection> files)
      throws Unreadable {
    var target = expander.single(redirect.target);
    Input from;
    if (!isDescriptor(target)) {
      files.add(
          new Redirection(Redirection.Kind.READ, target, new Span(redirect.start, redirect.end)));
      from = new Input.File(target);
    } else {
      var number =
          target.text().endsWith("-")
              ? target.text().substring(0, target.text().length() - 1)
              : target.text();
      from =
          state.get("fd" + number) instanceof Input known
              ? known
              : new Input.Partial(Values.unknown("what file descriptor " + number + " is"));
      if (from instanceof Input.File file) {
        files.add(
            new Redirection(
                Redirection.Kind.READ, file.path(), new Span(redirect.start, redirect.end)));
      }
    }
    if (redirect.descriptor == 0) {
      streams.input = from;
    }
    state.set("fd" + redirect.descriptor, from);
  }

  private static Input text(Word text) {
    return text.isExact() ? new Input.Known(text.text()) : new Input.Partial(text);
  }

  private Input fromFile(Word target) {
    // `< <(cmd)`: the file is a pipe from commands.
    if (target.parts().size() == 1
        && target.parts().get(0) instanceof WordPart.Unknown u
        && !u.sources().isEmpty()
        && u.why().startsWith("the name of a pipe")) {
      return new Input.Piped(u.sources());
    }
    return new Input.File(target);
  }

  private Word target(Redirect redirect, Redirection.Kind kind, List<Redirection> files)
      throws Unreadable {
    var words = expander.words(List.of(redirect.target));
    var target = words.size() == 1 ? words.get(0) : expander.single(redirect.target);
    var span = new Span(redirect.start, redirect.end);
    files.add(new Redirection(kind, target, span));
    if (redirect.forcedInZsh) {
      files.add(new Redirection(kind, new Word("!", redirect.start, redirect.end), span));
    }
    return target;
  }
}
