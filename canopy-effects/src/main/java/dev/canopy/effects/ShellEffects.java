package dev.canopy.effects;

import dev.canopy.shell.Assignment;
import dev.canopy.shell.Command;
import dev.canopy.shell.Input;
import dev.canopy.shell.Redirection;
import dev.canopy.shell.Shell;
import dev.canopy.shell.ShellDialect;
import dev.canopy.shell.ShellReading;
import dev.canopy.shell.ShellWorld;
import dev.canopy.shell.Span;
import dev.canopy.shell.Word;
import dev.canopy.shell.WordPart;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a shell command would do. One object looks at one action, on one thread.
 *
 * <p>The shell reader says which programs would run with which words; the program models say what
 * those do; commands inside commands ({@code sudo}, {@code sh -c}, {@code find -exec}) are
 * followed. What is run as code but came from elsewhere ({@code curl … | sh}) is looked at last,
 * when it is known what every command puts out.
 */
final class ShellEffects {
  /** Nobody nests wrappers deeper in earnest; attackers do, to exhaust those who unwrap. */
  static final int MAX_DEPTH = 24;

  /** Texts inside texts; each may hold as many commands as the shell reader lets through. */
  static final int MAX_TEXTS = 200;

  /** How many words of its own a wrapper has before the command. */
  private static final int MAX_WRAPPER_WORDS = 4;

  /** Programs looked at in one action, so that nesting cannot multiply without end. */
  static final int MAX_PROGRAMS = 5_000;

  final ProgramModels models;
  final EffectSink sink;
  final FileEffects files;
  final Connections connections;
  final Surroundings start;

  private final RunAsCode code;
  final WrittenFiles written = new WrittenFiles();
  private Set<String> staged = Set.of();
  private @Nullable List<Sent> sent;
  private boolean bothReadings;
  private boolean goesOn;
  private int texts;
  private int programs;

  /** What is analysed, for the credentials that stand in it. */
  private String wholeText = "";

  ShellEffects(ProgramModels models, Surroundings start, EffectSink sink) {
    this.models = models;
    this.sink = sink;
    this.start = start;
    this.files = new FileEffects(sink, !start.directory().isEmpty());
    this.connections = new Connections(this);
    this.code = new RunAsCode(this);
  }

  /** Adds the effects of a shell text that stands in the given field of the payload. */
  void analyze(String command, String field) {
    analyze(command, Map.of(), field);
  }

  /** The same, where the text finds these variables. */
  void analyze(String command, Map<String, String> variables, String field) {
    wholeText = command;
    try {
      var plain = LookAlikes.plain(command);
      bothReadings = plain != null;
      foreign(outermost(command, variables, field), command, field);
      if (plain != null) {
        // Signs are replaced one by one, so that places are the same in both.
        outermost(plain, variables, field);
      }
      settle();
    } catch (RuntimeException e) {
      fault(field, command.length(), e);
    }
  }

  private ShellReading outermost(String command, Map<String, String> variables, String field) {
    var world = world(start, variables, List.of());
    var asWritten = Shell.read(command, world);
    var reading = asWritten;
    if (!goesOn && !reading.gaps().isEmpty()) {
      // A text that ends too early does nothing. It is judged by what it seems to be meant to do,
      // so that a person is not asked about an open quote, and hears of `rm -rf "/`.
      var finished = Shell.finished(command, world);
      if (finished != null) {
        reading = within(Shell.read(finished, world), command.length());
      }
    }
    read(new Scope(reading, Place.field(field), start, List.of(), 0, null, 0));
    return asWritten;
  }

  /** The reading without what was only put there to end the text. */
  private static ShellReading within(ShellReading reading, int length) {
    var commands = reading.commands();
    var count = commands.size();
    while (count > 0 && commands.get(count - 1).span().start() >= length) {
      count--;
    }
    return new ShellReading(commands.subList(0, count), reading.assignments(), reading.gaps());
  }

  /** The text is typed into a shell that goes on: what is open may be closed by the next text. */
  void goesOn() {
    goesOn = true;
  }

  /**
   * Adds the effects of a program with its arguments, without a shell. Places are in the words
   * joined by single spaces.
   */
  void analyze(List<String> argv, String field) {
    var words = new ArrayList<Word>(argv.size());
    var at = 0;
    for (var text : argv) {
      words.add(Word.of(text, new Span(at, at + text.length())));
      at += text.length() + 1;
    }
    var span = new Span(0, Math.max(0, at - 1));
    wholeText = String.join(" ", argv);
    try {
      if (words.isEmpty()) {
        sink.unresolved("there is no command", new Origin(field, 0, 0));
        return;
      }
      var command =
          new Command(
              words,
              List.of(),
              List.of(),
              Input.Inherited.INHERITED,
              Word.of("", span),
              false,
              span);
      outermost(new ShellReading(List.of(command), List.of(), List.of()), Place.field(field));
    } catch (RuntimeException e) {
      fault(field, span.end(), e);
    }
  }

  /** A text that is meant for PowerShell or cmd.exe is read as they would, too. */
  private void foreign(ShellReading reading, String command, String field) {
    for (var gap : reading.gaps()) {
      var powershell = gap.reason().contains("belongs to PowerShell");
      if (powershell || gap.reason().contains("belongs to cmd.exe")) {
        var nowhere = new Span(0, 0);
        var whole = new Span(0, command.length());
        var words =
            List.of(
                Word.of(powershell ? "powershell" : "cmd", nowhere),
                Word.of(powershell ? "-Command" : "/c", nowhere),
                Word.of(command, whole));
        var run =
            new Command(
                words,
                List.of(),
                List.of(),
                Input.Inherited.INHERITED,
                Word.of("", nowhere),
                false,
                whole);
        var other = new ShellReading(List.of(run), List.of(), List.of());
        read(new Scope(other, Place.field(field), start, List.of(), 0, null, 0));
        return;
      }
    }
  }

  /** A fault of ours must never look like a harmless command. */
  private void fault(String field, int end, RuntimeException e) {
    sink.unresolved(
        "the analysis failed (" + e.getClass().getSimpleName() + ")", new Origin(field, 0, end));
  }

  /** Adds the effects of what a shell reader found. */
  void outermost(ShellReading reading, Place place) {
    read(new Scope(reading, place, start, List.of(), 0, null, 0));
    settle();
  }

  private void settle() {
    code.settle();
    if (sent == null) {
      return;
    }
    var secret = SecretValues.holds(wholeText);
    for (var effect : sink.effects()) {
      secret |= effect instanceof Effect.ReadsSecret;
    }
    for (var sent : sent) {
      sink.add(new Effect.Sends(sent.destination, secret, sent.origin));
    }
  }

  private record Sent(Operand destination, Origin origin) {}

  /**
   * Data goes out. Whether a secret is in it is said at the end, when it is known what was read: a
   * secret that is read, or written out, anywhere in a command that sends anything may be sent.
   */
  void sends(Operand destination, Origin origin) {
    if (sent == null) {
      sent = new ArrayList<>(2);
    }
    sent.add(new Sent(destination, origin));
  }

  /** What the shell knows before a text starts. */
  static ShellWorld world(Surroundings here, Map<String, String> variables, List<Word> arguments) {
    if (here.home().isEmpty() && variables.isEmpty() && arguments.isEmpty()) {
      return ShellWorld.UNKNOWN;
    }
    if (here.home().isEmpty()) {
      return new ShellWorld(ShellDialect.ANY, variables, arguments);
    }
    if (variables.isEmpty()) {
      return new ShellWorld(ShellDialect.ANY, Map.of("HOME", here.home()), arguments);
    }
    var all = new HashMap<>(variables);
    all.putIfAbsent("HOME", here.home());
    return new ShellWorld(ShellDialect.ANY, all, arguments);
  }

  /** A shell text inside a command: {@code sh -c TEXT}, {@code eval TEXT}, an alias. */
  void text(Word text, List<Word> arguments, Invocation by, List<String> via) {
    if (text.isExact()) {
      text(text.text(), text.span(), arguments, by, via);
      return;
    }
    // What can be read is read, so that a known catastrophe beside something unknown is seen.
    var known = new StringBuilder();
    for (var part : text.parts()) {
      if (part instanceof WordPart.Text t) {
        known.append(t.text());
      } else if (part instanceof WordPart.Glob g) {
        known.append(g.pattern());
      } else {
        known.append(" $CANOPY_UNKNOWN ");
      }
    }
    if (text.parts().size() > 1) {
      text(known.toString(), text.span(), arguments, by, via);
    }
    code.unknownText(text, by, "shell");
  }

  /** A known shell text. */
  void text(String text, Span span, List<Word> arguments, Invocation by, List<String> via) {
    if (by.depth() >= MAX_DEPTH || ++texts > MAX_TEXTS) {
      sink.unresolved(
          "more than " + MAX_DEPTH + " commands inside each other, or too many", by.origin());
      return;
    }
    var variables = new HashMap<String, String>(0);
    for (var variable : by.scope().command(by.command()).environment()) {
      if (variable.value().isExact()) {
        variables.put(variable.name(), variable.value().text());
      } else {
        variables.remove(variable.name());
      }
    }
    var reading = Shell.read(text, world(by.here(), variables, arguments));
    read(
        new Scope(
            reading,
            by.scope().place.within(span),
            by.here(),
            via,
            by.depth() + 1,
            by.scope(),
            by.command()));
  }

  private void read(Scope scope) {
    var reading = scope.reading;
    for (var i = 0; i < reading.gaps().size(); i++) {
      var gap = reading.gaps().get(i);
      if (bothReadings && gap.reason().startsWith(LookAlikes.SIGN)) {
        continue;
      }
      var origin = scope.place.of(gap.span());
      sink.unresolved(gap.reason(), origin);
      if (gap.reason().contains("fork bomb")) {
        sink.add(new Effect.ChangesSystem("processes", Operand.unknown(""), origin));
      }
    }
    for (var i = 0; i < reading.assignments().size(); i++) {
      assigned(reading.assignments().get(i), scope);
    }
    var commands = reading.commands();
    for (var i = 0; i < commands.size() && !sink.isFull(); i++) {
      command(scope, commands.get(i), i);
    }
  }

  private void command(Scope scope, Command command, int index) {
    var here = directory(scope.start, command.directory());
    for (var words : Outputs.settled(command.words(), scope, this)) {
      run(new Invocation(scope, index, words, 0, scope.via, here, scope.depth));
    }
    for (var i = 0; i < command.environment().size(); i++) {
      assigned(command.environment().get(i), scope);
    }
    for (var i = 0; i < command.redirections().size(); i++) {
      var redirection = command.redirections().get(i);
      for (var target : Outputs.settled(redirection.target(), scope, this)) {
        redirected(redirection, target, scope, index, here);
      }
    }
  }

  private void assigned(Assignment assignment, Scope scope) {
    var effect =
        Environment.effectOf(assignment.name(), assignment.value(), assignment.exported(), start);
    if (effect == Environment.Meaning.HARMLESS) {
      return;
    }
    sink.add(new Effect.PoisonsEnvironment(assignment.name(), scope.place.of(assignment.span())));
  }

  /** The working directory after a {@code cd}. */
  Surroundings directory(Surroundings from, Word change) {
    if (change.isExact() && change.text().isEmpty()) {
      return from;
    }
    var path = Paths.of(change, from).path();
    return new Surroundings(
        path.isExact() && FileEffects.isAbsolute(path.text()) ? path.text() : "",
        from.home(),
        from.files());
  }

  private void redirected(
      Redirection redirection, Word target, Scope scope, int index, Surroundings here) {
    var origin = scope.place.of(redirection.span());
    var prefix = target.knownPrefix();
    if (prefix.startsWith("/dev/tcp/") || prefix.startsWith("/dev/udp/")) {
      connections.device(target, redirection.kind() != Redirection.Kind.READ, origin);
      return;
    }
    if (redirection.kind() != Redirection.Kind.READ && StepVariables.isFile(target)) {
      if (!code.isForeign(scope, index)
          && StepVariables.set(scope.command(index), origin, start, sink)) {
        return;
      }
    }
    switch (redirection.kind()) {
      case READ -> files.reads(target, here, origin);
      case WRITE -> files.writes(target, Effect.Writes.Mode.TRUNCATE, false, here, origin);
      case APPEND -> files.writes(target, Effect.Writes.Mode.APPEND, false, here, origin);
      case READ_WRITE -> {
        files.reads(target, here, origin);
        files.writes(target, Effect.Writes.Mode.CREATE, false, here, origin);
      }
    }
    if (redirection.kind() != Redirection.Kind.READ && !prefix.equals("/dev/null")) {
      written.written(Paths.of(target, here).path().text(), redirection, scope.command(index));
      if (code.isForeign(scope, index)) {
        stage(target, here);
      }
    }
  }

  /** Remembers that a file holds fetched or decoded data. */
  void stage(Word path, Surroundings here) {
    var operand = Paths.of(path, here).path();
    if (!operand.text().isEmpty()) {
      if (staged.isEmpty()) {
        staged = new HashSet<>();
      }
      staged.add(operand.text());
    }
  }

  boolean isStaged(Operand path) {
    return !staged.isEmpty() && staged.contains(path.text());
  }

  /** A program that runs. */
  void run(Invocation invocation) {
    if (invocation.depth() > MAX_DEPTH) {
      sink.unresolved(
          "more than " + MAX_DEPTH + " commands inside each other", invocation.origin());
      return;
    }
    if (++programs > MAX_PROGRAMS) {
      if (programs == MAX_PROGRAMS + 1) {
        sink.unresolved("more than " + MAX_PROGRAMS + " programs", invocation.origin());
      }
      return;
    }
    var word = invocation.program();
    if (!word.isExact()) {
      code.unknownProgram(invocation);
      return;
    }
    var name = word.text();
    if (name.isEmpty()) {
      return;
    }
    sink.add(
        new Effect.Runs(
            Operand.exact(name),
            Words.operands(invocation.words(), invocation.from() + 1),
            invocation.via(),
            invocation.origin()));
    var slash = name.lastIndexOf('/');
    if (slash < 0) {
      known(invocation, name);
    } else {
      byPath(invocation, name.substring(slash + 1));
    }
  }

  private void known(Invocation invocation, String name) {
    var model = models.find(name);
    if (model == null && start.files().foldsCase()) {
      model = models.find(Paths.fold(name));
    }
    if (model == null) {
      sink.unresolved("unknown program `" + name + "`", invocation.origin());
      wrapped(invocation);
      return;
    }
    apply(invocation, name, model);
  }

  /**
   * An unknown program may start the command that stands in its arguments, as wrappers do. It asks
   * in any case; what is added is only what would be gone with all that is in it.
   */
  private void wrapped(Invocation invocation) {
    var words = invocation.words();
    var last = Math.min(words.size() - 1, invocation.from() + 1 + MAX_WRAPPER_WORDS);
    for (var i = invocation.from() + 1; i < last; i++) {
      var word = words.get(i);
      if (!word.isExact() || models.find(word.text()) == null) {
        continue;
      }
      var mark = sink.size();
      run(
          new Invocation(
              invocation.scope(),
              invocation.command(),
              words,
              i,
              invocation.via(),
              invocation.here(),
              invocation.depth() + 1));
      sink.keepTrees(mark);
      return;
    }
  }

  private void byPath(Invocation invocation, String name) {
    var operand = Paths.of(invocation.program(), invocation.here()).path();
    if (ProgramDirectories.holds(operand.text())) {
      known(invocation, name);
      return;
    }
    code.script(invocation.program(), name, invocation);
    var model = models.find(name);
    if (model != null) {
      apply(invocation, name, model);
    }
  }

  private void apply(Invocation invocation, String name, ProgramModel model) {
    new ProgramReader(this, invocation, name, model).read();
  }

  /** Where data that is run as code comes from. */
  RunAsCode code() {
    return code;
  }
}
