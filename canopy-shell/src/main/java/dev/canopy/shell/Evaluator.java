package dev.canopy.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
  final Expander expander;
  final Arithmetic arithmetic;
  final Assignments variables;
  final Declarations declarations;
  final Builtins builtins;
  private final Tests tests;
  final Redirections redirections = new Redirections(this);
  final ComputedTexts texts = new ComputedTexts(this);
  private final SimpleCommands simples = new SimpleCommands(this);
  private final ControlFlow flow = new ControlFlow(this);
  final Effort effort;
  private long stepsLeft;
  private int depth;

  /** Branches around, and loops: what is done here may not be done. */
  int branches;

  boolean background;
  Input input = Input.Inherited.INHERITED;

  /** What {@link #input} is, if that is known but no text. */
  byte @Nullable [] inputBytes;

  /** True once a command may have read some of {@link #input}. */
  boolean inputTouched;

  /** True where the words of the last command of a pipe are made. */
  boolean lastOfPipe;

  List<Redirection> around = List.of();
  @Nullable Output output;
  boolean outputMoved;
  List<Assignment> exports = List.of();

  /** Where {@code >(…)} of the command in the making began to list its commands. */
  final List<Integer> fedByNext = new ArrayList<>(0);

  static final Input FED_BY_NEXT = new Input.Piped(List.of(-1));

  Evaluator(ShellWorld world, List<Gap> gaps, long steps, Effort effort) {
    this.effort = effort;
    this.dialect = world.dialect();
    this.gaps = gaps;
    this.stepsLeft = steps;
    this.expander = new Expander(this, state, world);
    this.arithmetic = new Arithmetic(this, expander);
    this.variables = new Assignments(this, expander, state);
    this.declarations = new Declarations(this, expander, state);
    this.tests = new Tests(this, expander);
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
      simples.simple(simple);
    } else if (node instanceof Node.Sequence sequence) {
      for (var item : sequence.items()) {
        settleDirectory();
        run(item);
      }
    } else if (node instanceof Node.AndOr list) {
      flow.andOr(list);
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
      flow.choice(choice);
    } else if (node instanceof Node.While loop) {
      flow.repeated(loop.text(), List.of(loop.condition(), loop.body()));
    } else if (node instanceof Node.For loop) {
      flow.forEach(loop);
    } else if (node instanceof Node.Counting loop) {
      flow.forget(loop.text());
      arithmetic.value(loop.header());
      // What the header starts with is true in the first round only.
      flow.forget(loop.text());
      branch(List.of(loop.body()));
      flow.forget(loop.text());
    } else if (node instanceof Node.Case choice) {
      flow.cases(choice);
    } else if (node instanceof Node.Function function) {
      define(function);
    } else if (node instanceof Node.Test test) {
      tests.test(test);
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

  void subshell(Node body) throws Unreadable {
    var journal = state.begin();
    run(body);
    state.end(journal, false);
    exports = exportsOf();
  }

  /** Runs the nodes as one branch that may or may not run. */
  void branch(List<Node> nodes) throws Unreadable {
    var changes = tried(nodes);
    state.join(List.of(Map.of(), changes));
    exports = exportsOf();
  }

  Map<String, Object> tried(List<Node> nodes) throws Unreadable {
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
    if (maybeZsh()) {
      for (var stage : pipeline.stages().subList(1, pipeline.stages().size())) {
        if (Redirections.readsOther(stage)) {
          gap("zsh reads both the pipe and what is redirected", 0, 0);
        }
      }
    }
    output = outerOutput;
    outputMoved = outerMoved;
    // zsh, and bash if told so, run the last part in the shell itself.
    var journal = state.begin();
    var outerLast = lastOfPipe;
    lastOfPipe = pipeline.stages().get(last) instanceof Node.Simple;
    run(pipeline.stages().get(last));
    lastOfPipe = outerLast;
    var changes = state.end(journal, true);
    state.join(List.of(Map.of(), changes));
    exports = exportsOf();
    input = outerInput;
    inputBytes = outerBytes;
    inputTouched = outerTouched;
  }

  private void redirected(Node.Redirected node) throws Unreadable {
    var streams = redirections.streams(node.redirects());
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

  private void define(Node.Function function) throws Unreadable {
    if (function.name().isEmpty()) {
      run(function.body());
      return;
    }
    state.set(State.FUNCTION + function.name(), new State.Body(function, false));
    if (BuiltinNames.runsByItself(function.name())) {
      branch(List.of(function.body()));
    }
  }

  private void calculation(Node.Calculation calculation) throws Unreadable {
    if (maybeDash() && builtins.looksLikeCommand(calculation.content())) {
      // A shell without `((` sees two subshells.
      var node = texts.parse(calculation.content(), calculation.start(), calculation.end());
      if (node != null) {
        subshell(node);
      }
    }
    arithmetic.value(calculation.expression());
  }

  /** Runs a node with the streams of a command that leads to it. */
  void withStreams(Streams streams, Node node, Node.Simple by) throws Unreadable {
    var before = commands.size();
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
    if (commands.size() == before && !streams.redirections.isEmpty()) {
      // Nothing runs, and the files are opened all the same.
      add(
          List.of(new Word(":", by.start(), by.end())),
          List.of(),
          List.of(),
          Input.Inherited.INHERITED,
          by.start(),
          by.end());
    }
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
  void feed(int from, int writer) {
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
    variables.assign(name, value, false, start, end);
  }

  /** Assignments that programs see, in the order of their names' first export. */
  List<Assignment> exportsOf() {
    return variables.exports();
  }

  void exportsChanged() {
    exports = exportsOf();
  }

  Word directory() {
    return state.get(State.DIRECTORY) instanceof State.Directory d ? d.now() : Values.EMPTY;
  }

  /** After a {@code cd} whose failure nobody looks at, we are in one place or the other. */
  void settleDirectory() {
    if (state.get(State.DIRECTORY) instanceof State.Directory d && d.before() != null) {
      state.set(
          State.DIRECTORY,
          state.get("errexit") != null
              ? new State.Directory(d.now(), null)
              : State.unsure(State.DIRECTORY));
    }
  }

  void directorySucceeded() {
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
}
