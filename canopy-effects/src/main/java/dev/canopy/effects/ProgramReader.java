package dev.canopy.effects;

import dev.canopy.shell.Input;
import dev.canopy.shell.Word;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one program would do with its arguments, by its model. Settings ({@code recursive}, {@code
 * --dry-run}, the directory) are collected from all options first, since they may come last; then
 * the acts of options, operands and the command itself become effects.
 */
final class ProgramReader {
  /** A subject is for people; this much of it tells what is meant. */
  private static final int MAX_SUBJECT = 200;

  final ShellEffects shell;
  final Invocation invocation;
  final Arguments arguments;

  private final String name;
  private final int mark;
  private List<String> flags = List.of();
  private Surroundings here;
  private @Nullable OperandSpec operandSpec;
  private boolean harmless;
  private boolean preview;
  private boolean recursive;
  private boolean noScripts;
  private boolean sends;
  private String method = "";
  private @Nullable Operand subject;

  ProgramReader(ShellEffects shell, Invocation invocation, String name, ProgramModel model) {
    this.shell = shell;
    this.name = name;
    this.mark = shell.sink.size();
    var syntax = model.syntax() == null ? null : Syntaxes.named(model.syntax());
    var words = invocation.words();
    var from = invocation.from();
    if (syntax != null) {
      words = syntax.rewrite(words, from);
    }
    this.invocation =
        syntax == null
            ? invocation
            : new Invocation(
                invocation.scope(),
                invocation.command(),
                words,
                from,
                invocation.via(),
                invocation.here(),
                invocation.depth());
    this.here = invocation.here();
    this.arguments = Arguments.read(name, model, words, from);
  }

  // --- what syntaxes may ask ---

  List<Word> operands() {
    return arguments.operands;
  }

  Surroundings here() {
    return here;
  }

  boolean has(String flag) {
    return flag.equals("bare") ? arguments.operands.isEmpty() : flags.contains(flag);
  }

  boolean isRecursive() {
    return recursive;
  }

  boolean sendsData() {
    return sends;
  }

  String method() {
    return method;
  }

  Origin at(Word word) {
    return invocation.at(word.span());
  }

  /** Where the program's name is. */
  Origin origin() {
    return invocation.origin();
  }

  EffectSink sink() {
    return shell.sink;
  }

  String name() {
    return name;
  }

  void unresolved(String reason, Word at) {
    shell.sink.unresolved(reason, at(at));
  }

  /** Words that cannot be understood together; none stand for the command itself. */
  void unresolved(String reason, List<Word> at) {
    shell.sink.unresolved(reason, at.isEmpty() ? origin() : at(at.get(0)));
  }

  void reads(Word path) {
    shell.files.reads(path, here, at(path));
  }

  void writes(Word path, Effect.Writes.Mode mode) {
    shell.files.writes(path, mode, recursive, here, at(path));
  }

  /** Whatever lies under the path may change. */
  void writesTree(Word path) {
    shell.files.writes(path, Effect.Writes.Mode.TRUNCATE, true, here, at(path));
  }

  void deletes(Word path, boolean tree) {
    shell.files.deletes(path, tree, here, at(path));
  }

  void moves(Word path, boolean tree) {
    shell.files.moves(path, tree, here, at(path));
  }

  /** Shell text in a word. */
  void shellText(Word text) {
    shell.code().code("shell", text, name, List.of(), invocation);
  }

  /** The words from {@code from} on are a command. */
  void command(List<Word> words, int from) {
    if (from < words.size()) {
      shell.run(
          new Invocation(
              invocation.scope(),
              invocation.command(),
              words,
              from,
              RunAsCode.with(invocation.via(), name),
              here,
              invocation.depth() + 1));
    }
  }

  Scope.Produced produced() {
    return invocation.scope().produced(invocation.command());
  }

  // --- reading ---

  void read() {
    settings();
    if (harmless) {
      return;
    }
    for (var i = 0; i < arguments.problems.size(); i++) {
      var problem = arguments.problems.get(i);
      shell.sink.unresolved(problem.reason(), invocation.at(problem.span()));
    }
    if (arguments.mayHoldOptions) {
      recursive = true;
      mayHoldOptions();
    }
    output();
    for (var i = 0; i < arguments.options.size(); i++) {
      var use = arguments.options.get(i);
      var value = use.value();
      var acts = use.acts();
      for (var j = 0; j < acts.size(); j++) {
        var act = acts.get(j);
        if (value != null) {
          onWord(act, value);
        } else if (use.option().arity() != OptionSpec.Arity.ATTACHED || isFlagAct(act)) {
          onSubject(act, invocation.at(use.span()));
        }
      }
    }
    var model = arguments.model();
    if (model.syntax() != null) {
      var syntax = Syntaxes.named(model.syntax());
      if (syntax != null) {
        syntax.read(this);
      }
    } else if (operandSpec != null) {
      readOperands(operandSpec);
    }
    for (var i = 0; i < arguments.levels.size(); i++) {
      onSubjects(arguments.levels.get(i).does());
    }
    if (arguments.operands.isEmpty()) {
      onSubjects(model.bare());
    }
    if (preview) {
      shell.sink.takeBack(mark, false);
    }
    if (sends && !preview) {
      sent();
    }
  }

  private void onSubjects(List<Act> acts) {
    for (var i = 0; i < acts.size(); i++) {
      onSubject(acts.get(i), origin());
    }
  }

  /** An act that an option with an optional value does without one too. */
  private static boolean isFlagAct(Act act) {
    return switch (act.kind) {
      case READ,
          WRITE,
          CREATE,
          DIRECTORY,
          APPEND,
          METADATA,
          DELETE,
          MOVE,
          WRITE_TREE,
          METADATA_TREE,
          DELETE_TREE,
          URL,
          HOST,
          CODE,
          SHELL,
          SCRIPT,
          COMMAND,
          ASSIGN,
          AT_FILE,
          FORM_FILE,
          REMOTE_PATH,
          STORE_PATH,
          MOUNT,
          FETCHED,
          DECODED,
          CWD ->
          act.size() > 0 && (act.kind == Act.Kind.WRITE || act.kind == Act.Kind.DELETE_TREE);
      default -> true;
    };
  }

  private void mayHoldOptions() {
    for (var level : arguments.levels) {
      if (level.options().matters) {
        shell.sink.unresolved(
            "an unquoted value may hold options of `" + arguments.path() + "`", origin());
        return;
      }
    }
  }

  private void output() {
    for (var i = 0; i < arguments.levels.size(); i++) {
      switch (arguments.levels.get(i).output()) {
        case FETCHED -> produced().fetched = true;
        case FILTER -> produced().filter = true;
        case DECODED -> produced().decoded = true;
        case SETUP -> produced().setup = true;
        case UNKNOWN -> {}
      }
    }
  }

  private void settings() {
    operandSpec = arguments.model().operands();
    var conditional = false;
    for (var i = 0; i < arguments.options.size(); i++) {
      var use = arguments.options.get(i);
      conditional |= settings(use.acts(), use.value());
    }
    for (var i = 0; i < arguments.levels.size(); i++) {
      conditional |= settings(arguments.levels.get(i).does(), null);
    }
    if (conditional) {
      conditionalSettings();
    }
  }

  /** True if some of the acts depend on what is set at the end. */
  private boolean settings(List<Act> acts, @Nullable Word value) {
    var conditional = false;
    for (var i = 0; i < acts.size(); i++) {
      var act = acts.get(i);
      conditional |= act.inner.size() > 0;
      setting(act, value);
    }
    return conditional;
  }

  private void conditionalSettings() {
    for (var i = 0; i < arguments.options.size(); i++) {
      var use = arguments.options.get(i);
      for (var act : use.acts()) {
        conditionalSetting(act, use.value());
      }
    }
    for (var level : arguments.levels) {
      for (var act : level.does()) {
        conditionalSetting(act, null);
      }
    }
  }

  private void conditionalSetting(Act act, @Nullable Word value) {
    if (holds(act)) {
      for (var inner : act.inner) {
        setting(inner, value);
      }
    }
  }

  /** True if the act is a condition that holds. */
  private boolean holds(Act act) {
    return switch (act.kind) {
      case IF -> has(act.text(0));
      case UNLESS -> !has(act.text(0));
      default -> false;
    };
  }

  private void setting(Act act, @Nullable Word value) {
    switch (act.kind) {
      case HARMLESS -> harmless = true;
      case PREVIEW -> preview = true;
      case RECURSIVE -> recursive = true;
      case NOSCRIPTS -> noScripts = true;
      case SEND -> {
        sends |= !act.text(0).equals("stdin") || hasInput();
      }
      case METHOD -> {
        if (act.size() > 0) {
          method = act.text(0);
        } else if (value != null) {
          method = value.isExact() ? upper(value.text()) : "";
        }
      }
      case CWD -> {
        if (value != null) {
          here = shell.directory(here, value);
        }
      }
      case OPERANDS -> operandSpec = act.operands;
      case AT_FILE, FORM_FILE -> sends = true;
      case FLAG -> {
        if (flags.isEmpty()) {
          flags = new ArrayList<>(4);
        }
        flags.add(act.text(0));
      }
      default -> {}
    }
  }

  /** True if its standard input is more than what the shell itself has. */
  boolean hasInput() {
    return invocation.scope().input(invocation.command()) != Input.Inherited.INHERITED;
  }

  private static String upper(String text) {
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c < 'A' || c > 'Z') {
        var upper = new StringBuilder(text.length());
        for (var j = 0; j < text.length(); j++) {
          var d = text.charAt(j);
          upper.append(d >= 'a' && d <= 'z' ? (char) (d - 32) : d);
        }
        return upper.toString();
      }
    }
    return text;
  }

  private void readOperands(OperandSpec spec) {
    var words = arguments.operands;
    var slots = spec.slots();
    var at = 0;
    for (var i = 0; i < slots.size(); i++) {
      var slot = slots.get(i);
      if (slot.assignments) {
        while (at < words.size() && Words.isAssignment(words.get(at))) {
          onWord(slot.acts.get(0), words.get(at++));
        }
      } else if (slot.together) {
        var end = words.size();
        if (at < end) {
          together(slot.acts.get(0), words, at);
        }
        at = end;
      } else if (slot.count.isMany()) {
        var end = Math.max(words.size() - spec.leastAfter(i), at);
        while (at < end) {
          onOperand(slot, words.get(at++));
        }
      } else if (at < words.size()) {
        var optional = slot.count == OperandSpec.Count.OPTIONAL;
        if (!optional || words.size() - at > spec.leastAfter(i)) {
          onOperand(slot, words.get(at++));
        }
      }
    }
    if (at < words.size()) {
      unresolved("`" + arguments.path() + "` takes fewer operands", words.get(at));
    }
  }

  private void together(Act act, List<Word> words, int from) {
    if (act.kind == Act.Kind.COMMAND) {
      command(words, from);
    } else {
      shellText(Words.joined(words, from));
    }
  }

  private void onOperand(OperandSpec.Slot slot, Word word) {
    for (var i = 0; i < slot.acts.size(); i++) {
      onWord(slot.acts.get(i), word);
    }
  }

  /** An act on an option's value or an operand. */
  void onWord(Act act, Word word) {
    var origin = at(word);
    switch (act.kind) {
      case READ -> {
        if (isDash(word)) {
          return;
        }
        shell.files.reads(word, here, origin);
        if (produced().filter) {
          produced().addFile(word);
        }
      }
      case WRITE -> writes(word, Effect.Writes.Mode.TRUNCATE, recursive, origin);
      case DIRECTORY -> shell.files.makes(word, here, origin);
      case CREATE -> writes(word, Effect.Writes.Mode.CREATE, recursive, origin);
      case APPEND -> writes(word, Effect.Writes.Mode.APPEND, recursive, origin);
      case METADATA -> writes(word, Effect.Writes.Mode.METADATA, recursive, origin);
      case WRITE_TREE -> writes(word, Effect.Writes.Mode.TRUNCATE, true, origin);
      case METADATA_TREE -> writes(word, Effect.Writes.Mode.METADATA, true, origin);
      case DELETE -> shell.files.deletes(word, recursive, here, origin);
      case DELETE_TREE -> shell.files.deletes(word, true, here, origin);
      case MOVE -> {
        if (isIntoNothing()) {
          shell.files.deletes(word, true, here, origin);
        } else {
          shell.files.moves(word, recursive, here, origin);
        }
      }
      case FETCHED, DECODED -> {
        if (isDash(word)) {
          return;
        }
        writes(word, Effect.Writes.Mode.TRUNCATE, recursive, origin);
        shell.stage(word, here);
      }
      case URL -> shell.connections.url(word, method, sends, here, this, origin);
      case HOST -> shell.connections.host(word, act.text(0), sends, origin);
      case REMOTE_PATH, STORE_PATH -> remotePath(act, word, origin);
      case MOUNT -> Mounts.given(word, this);
      case GIT_REMOTE -> GitRemote.open(word, sends, this);
      case GIT_SETTING -> GitSettings.given(word, this);
      case SSH_OPTION -> SshOptions.given(word, this);
      case AT_FILE -> atFile(word);
      case FORM_FILE -> formFile(word);
      case ASSIGN -> assign(word, origin);
      case SEEKS -> Sought.given(act.text(0), word, this);
      case CONTACTS -> {
        if (word.knownPrefix().indexOf("://") > 0) {
          shell.connections.url(word, method, sends, here, this, origin);
        }
      }
      case MODE -> ChmodSyntax.mode(word, this);
      case SHELL -> shellText(word);
      case COMMAND -> command(List.of(word), 0);
      case CODE -> shell.code().code(act.text(0), word, name, List.of(), invocation);
      case SCRIPT -> shell.code().script(word, name, invocation(here));
      default -> onOperandOf(act, Words.operand(word), word, origin);
    }
  }

  /** {@code mv x /dev/null} moves nothing anywhere. */
  private boolean isIntoNothing() {
    var operands = arguments.operands;
    var last = operands.isEmpty() ? null : operands.get(operands.size() - 1);
    return last != null && last.isExact() && last.text().equals("/dev/null");
  }

  /** A dash stands for a standard stream. */
  private static boolean isDash(Word word) {
    return word.isExact() && word.text().equals("-");
  }

  private Invocation invocation(Surroundings at) {
    return at.equals(invocation.here())
        ? invocation
        : new Invocation(
            invocation.scope(),
            invocation.command(),
            invocation.words(),
            invocation.from(),
            invocation.via(),
            at,
            invocation.depth());
  }

  private void writes(Word word, Effect.Writes.Mode mode, boolean tree, Origin origin) {
    shell.files.writes(word, mode, tree, here, origin);
    if (name.equals("tee")) {
      shell.written.written(Paths.of(word, here).path().text(), word.span());
    }
    if (shell.code().isForeign(invocation.scope(), invocation.command())) {
      shell.stage(word, here);
    }
  }

  /** An act of a flag, or of the command as a whole. */
  private void onSubject(Act act, Origin origin) {
    if (act.inner.size() > 0) {
      if (holds(act)) {
        for (var inner : act.inner) {
          onSubject(inner, origin);
        }
      }
      return;
    }
    switch (act.kind) {
      case READ,
          WRITE,
          CREATE,
          DIRECTORY,
          APPEND,
          METADATA,
          DELETE,
          MOVE,
          WRITE_TREE,
          METADATA_TREE,
          DELETE_TREE,
          FETCHED,
          DECODED,
          URL,
          GIT_REMOTE -> {
        // The path is the act's own: it stands in the model, not in the command.
        var path = act.argument(act.size() - 1);
        if (path != null) {
          var operand = referred(path);
          if (operand != null || !path.startsWith("{")) {
            onWord(act, operand == null ? Word.of(path, invocation.program().span()) : operand);
          }
        }
      }
      case STDIN -> shell.code().input(act.text(0), name, invocation);
      case CONNECTS -> connects(act, origin);
      case LISTEN -> shell.connections.listen(act.text(0), origin);
      default -> onOperandOf(act, subject(act), null, origin);
    }
  }

  private void connects(Act act, Origin origin) {
    if (act.size() > 1) {
      shell.connections.named(subject(act), act.text(0), method, sends, origin);
    } else {
      shell.connections.named(Operand.unknown(""), act.text(0), method, sends, origin);
    }
  }

  private void onOperandOf(Act act, Operand operand, @Nullable Word word, Origin origin) {
    switch (act.kind) {
      case INSTALLS ->
          shell.sink.add(
              new Effect.Installs(
                  operand, act.text(0), act.text(1).equals("scripts") && !noScripts, origin));
      case ESCALATES -> shell.sink.add(new Effect.Escalates(act.text(0), origin));
      case PERSISTS -> shell.sink.add(new Effect.Persists(act.text(0), operand, origin));
      case CHANGES_SYSTEM -> shell.sink.add(new Effect.ChangesSystem(act.text(0), operand, origin));
      case DESTROYS -> shell.sink.add(new Effect.Destroys(act.text(0), operand, origin));
      case CHANGES -> shell.sink.add(new Effect.Changes(act.text(0), operand, origin));
      case READS_SECRET -> shell.sink.add(new Effect.ReadsSecret(operand, origin));
      case SENDS -> shell.sends(operand, origin);
      case POISONS -> shell.sink.add(new Effect.PoisonsEnvironment(act.text(0), origin));
      case UNRESOLVED ->
          shell.sink.unresolved(
              act.size() > 0 ? act.text(0) : "`" + arguments.path() + "` may do anything", origin);
      case CONNECTS -> shell.connections.named(operand, act.text(0), method, sends, origin);
      case LISTEN -> shell.connections.listen(act.text(0), origin);
      case IF, UNLESS -> {
        if (holds(act)) {
          for (var inner : act.inner) {
            if (word != null) {
              onWord(inner, word);
            }
          }
        }
      }
      default -> {}
    }
  }

  /** What an act of the whole command acts on. */
  private Operand subject(Act act) {
    var explicit = explicitSubject(act);
    if (explicit != null) {
      return explicit;
    }
    if (subject == null) {
      subject = joinedOperands();
    }
    return subject;
  }

  private @Nullable Operand explicitSubject(Act act) {
    var index =
        switch (act.kind) {
          case INSTALLS, PERSISTS, CHANGES_SYSTEM, DESTROYS, CHANGES, CONNECTS ->
              act.kind == Act.Kind.INSTALLS && act.text(1).equals("scripts") ? 2 : 1;
          case READS_SECRET, SENDS -> 0;
          default -> Integer.MAX_VALUE;
        };
    var text = act.argument(index);
    if (text == null) {
      return null;
    }
    var operand = referred(text);
    if (operand != null) {
      return Words.operand(operand);
    }
    if (text.startsWith("{")) {
      return Operand.exact(arguments.path());
    }
    return Operand.exact(text);
  }

  /** The operand that {@code {1}} or {@code {last}} stands for, or null. */
  private @Nullable Word referred(String text) {
    if (!text.startsWith("{") || !text.endsWith("}")) {
      return null;
    }
    var operands = arguments.operands;
    var which =
        text.equals("{last}")
            ? operands.size() - 1
            : text.length() == 3 ? text.charAt(1) - '1' : -1;
    return which >= 0 && which < operands.size() ? operands.get(which) : null;
  }

  private Operand joinedOperands() {
    var operands = arguments.operands;
    if (operands.isEmpty()) {
      return Operand.exact(arguments.path());
    }
    if (operands.size() == 1) {
      return Words.operand(operands.get(0));
    }
    var text = new StringBuilder();
    var exact = true;
    for (var i = 0; i < operands.size() && text.length() < MAX_SUBJECT; i++) {
      if (i > 0) {
        text.append(' ');
      }
      text.append(operands.get(i).text());
      exact &= operands.get(i).isExact();
    }
    var all = text.toString();
    return exact ? Operand.exact(all) : Operand.unknown(all);
  }

  /** Whatever this command connects to gets data. */
  private void sent() {
    var size = shell.sink.size();
    for (var i = mark; i < size; i++) {
      if (shell.sink.effects().get(i) instanceof Effect.Connects connects && connects.sendsData()) {
        shell.sends(connects.host(), connects.origin());
      }
    }
  }

  private void atFile(Word word) {
    if (word.knownPrefix().startsWith("@")) {
      var path = Words.after(word, 1);
      if (!path.text().equals("-")) {
        reads(path);
      }
    }
  }

  private void formFile(Word word) {
    var text = word.knownPrefix();
    var equals = text.indexOf('=');
    if (equals >= 0
        && equals + 1 < text.length()
        && (text.charAt(equals + 1) == '@' || text.charAt(equals + 1) == '<')) {
      var start = equals + 2;
      var end = word.isExact() ? text.indexOf(';', start) : -1;
      var path =
          end < 0 ? Words.after(word, start) : Word.of(text.substring(start, end), word.span());
      reads(path);
    }
  }

  private void assign(Word word, Origin origin) {
    var length = Words.assignedName(word.knownPrefix());
    if (length == 0) {
      return;
    }
    var variable = word.knownPrefix().substring(0, length);
    if (Environment.effectOf(variable, Words.after(word, length + 1), true, here)
        == Environment.Meaning.POISONS) {
      shell.sink.add(new Effect.PoisonsEnvironment(variable, origin));
    }
  }

  /** {@code host:path}, {@code user@host:path}, or a local path. */
  private void remotePath(Act act, Word word, Origin origin) {
    var text = word.knownPrefix();
    var colon = text.indexOf(':');
    var slash = text.indexOf('/');
    var writes = act.text(1).equals("write");
    if (colon > 0 && (slash < 0 || colon < slash)) {
      if (act.kind == Act.Kind.STORE_PATH) {
        // A bucket or a container is no name of the network.
        shell.connections.named(
            Operand.unknown(text.substring(0, colon)), act.text(0), "", writes || sends, origin);
      } else if (text.startsWith("://", colon)) {
        shell.connections.url(word, "", writes || sends, here, this, origin);
      } else {
        shell.connections.host(
            Word.of(text.substring(0, colon), word.span()), act.text(0), writes || sends, origin);
      }
      if (writes) {
        shell.sends(Words.operand(word), origin);
      }
    } else if (writes) {
      writes(word, Effect.Writes.Mode.CREATE, recursive, origin);
      if (text.isEmpty() && word.hasUnknown()) {
        shell.connections.named(Operand.unknown(word.text()), act.text(0), "", true, origin);
      }
    } else {
      reads(word);
      if (text.isEmpty() && word.hasUnknown()) {
        shell.connections.named(Operand.unknown(word.text()), act.text(0), "", false, origin);
      }
    }
  }
}
