package dev.canopy.effects;

import dev.canopy.shell.Span;
import dev.canopy.shell.Word;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of one program as its model reads them: options, operands, subcommand, and what
 * could not be read.
 */
final class Arguments {
  /** An option with its value, if it has one. */
  record Use(OptionSpec option, @Nullable Word value, Span span) {
    private static final List<Act> UNKNOWN_VALUE = ActReader.acts("unresolved(unknown value)");

    /** What the option does with this value. */
    List<Act> acts() {
      var byValue = option.byValue();
      if (byValue == null) {
        return option.acts();
      }
      var acts =
          value == null ? byValue.get("") : value.isExact() ? byValue.get(value.text()) : null;
      if (acts == null) {
        acts = byValue.get("*");
      }
      return acts == null ? UNKNOWN_VALUE : acts;
    }
  }

  /** Something that the model does not know. */
  record Problem(String reason, Span span) {}

  private final String program;

  /** The model of the program, then those of the subcommands. */
  final List<ProgramModel> levels = new ArrayList<>(2);

  // Most programs get but some of these, so each list is made when there is something for it.
  List<Use> options = List.of();
  List<Word> operands = List.of();
  List<Problem> problems = List.of();

  /** The names of the program and its subcommands. */
  private String path;

  /** True if an unquoted unknown word may hold options of the program. */
  boolean mayHoldOptions;

  private Arguments(String program) {
    this.program = program;
    this.path = program;
  }

  /** Reads the words after {@code from}, which names the program. */
  static Arguments read(String program, ProgramModel model, List<Word> words, int from) {
    var arguments = new Arguments(program);
    arguments.levels.add(model);
    arguments.readFrom(words, from + 1);
    return arguments;
  }

  /** The model that the operands belong to. */
  ProgramModel model() {
    return levels.get(levels.size() - 1);
  }

  /** The program's name and its subcommands', as written. */
  String path() {
    return path;
  }

  private void readFrom(List<Word> words, int from) {
    var ended = false;
    var subcommands = true;
    for (var i = from; i < words.size(); i++) {
      var word = words.get(i);
      var model = model();
      var style = model.style();
      if (!ended && style.hasOptions && isOption(word, model)) {
        var text = word.knownPrefix();
        if (text.equals("--") && word.isExact()) {
          ended = true;
        } else if (text.startsWith("--")) {
          i += readLong(word, text, words, i);
        } else {
          i += readShort(word, text, words, i);
        }
        if (stops()) {
          ended = true;
        }
        continue;
      }
      if (subcommands && operands.isEmpty() && model.hasSubcommands()) {
        var sub = word.isExact() ? model.subcommand(word.text()) : null;
        if (sub != null) {
          levels.add(sub);
          ended = false;
          path += " " + word.text();
          continue;
        }
        if (model.operands() == null) {
          subcommands = false;
          addProblem(
              word.isExact()
                  ? "unknown subcommand `" + word.text() + "` of `" + path + "`"
                  : "which subcommand of `" + path + "` this is, is not known",
              word);
        }
      }
      if (!ended && style.hasOptions && Words.splits(word) && word.knownPrefix().isEmpty()) {
        mayHoldOptions = true;
      }
      addOperand(word);
      if (style.stopsAtOperand) {
        ended = true;
      }
    }
  }

  private static boolean isOption(Word word, ProgramModel model) {
    var text = word.knownPrefix();
    if (text.isEmpty()) {
      return false;
    }
    var c = text.charAt(0);
    return (c == '-' && (text.length() > 1 || !word.isExact()))
        || (c == '+' && model.options().hasPlus());
  }

  private boolean stops() {
    if (options.isEmpty()) {
      return false;
    }
    var acts = options.get(options.size() - 1).acts();
    for (var i = 0; i < acts.size(); i++) {
      if (acts.get(i).kind == Act.Kind.STOP) {
        return true;
      }
    }
    return false;
  }

  /** Reads {@code --name} or {@code --name=value}; how many more words it took. */
  private int readLong(Word word, String text, List<Word> words, int at) {
    var equals = text.indexOf('=');
    if (equals < 0 && !word.isExact()) {
      notKnown(word);
      return 0;
    }
    var name = equals < 0 ? text : text.substring(0, equals);
    var option = find(name, model().style().abbreviates);
    if (option == null && model().style() == OptionStyle.WORD) {
      option = find(name.substring(1), false);
    }
    if (option == null) {
      option = findPrefix(name);
      if (option != null) {
        addOption(option, word, word.span());
        return 0;
      }
      unknown(name, word);
      return 0;
    }
    return use(option, word, equals < 0 ? -1 : equals + 1, words, at);
  }

  /** Reads a word with one dash; how many more words it took. */
  private int readShort(Word word, String text, List<Word> words, int at) {
    var model = model();
    if (text.length() == 1) {
      notKnown(word);
      return 0;
    }
    if (text.length() > 2 || !model.style().clusters || text.charAt(0) == '+') {
      var equals = text.indexOf('=');
      var name = equals < 0 ? text : text.substring(0, equals);
      var option = equals < 0 && !word.isExact() ? null : find(name, false);
      if (option == null && model.style() == OptionStyle.WORD && word.isExact()) {
        option = find("-" + name, false);
      }
      if (option != null) {
        return use(option, word, equals < 0 ? -1 : equals + 1, words, at);
      }
      option = findPrefix(text);
      if (option != null) {
        addOption(option, word, word.span());
        return 0;
      }
      if (isNumber(text)) {
        option = findNumber();
        if (option != null) {
          addOption(option, null, word.span());
          return 0;
        }
      }
      if (!model.style().clusters || text.charAt(0) == '+') {
        if (word.isExact()) {
          unknown(text, word);
        } else {
          notKnown(word);
        }
        return 0;
      }
    }
    if (findLetter(text.charAt(1)) == null) {
      var option = findPrefix(text);
      if (option != null) {
        addOption(option, word, word.span());
        return 0;
      }
    }
    for (var i = 1; i < text.length(); i++) {
      var option = findLetter(text.charAt(i));
      if (option == null) {
        if (isNumber(text) && findNumber() != null) {
          addOption(findNumber(), null, word.span());
          return 0;
        }
        unknown("-" + text.charAt(i), word);
        if (!ignoresUnknown()) {
          continue;
        }
        return 0;
      }
      if (option.arity() != OptionSpec.Arity.FLAG) {
        var attached = i + 1 < text.length() || !word.isExact();
        return use(option, word, attached ? i + 1 : -1, words, at);
      }
      addOption(option, null, word.span());
    }
    if (!word.isExact()) {
      notKnown(word);
    }
    return 0;
  }

  /** Adds a use of an option whose value starts at {@code value} in the word, or -1. */
  private int use(OptionSpec option, Word word, int value, List<Word> words, int at) {
    return switch (option.arity()) {
      case FLAG -> {
        if (value >= 0) {
          useSwitch(option, word, value);
        } else {
          addOption(option, null, word.span());
        }
        yield 0;
      }
      case ATTACHED -> {
        addOption(option, value < 0 ? null : Words.after(word, value), word.span());
        yield 0;
      }
      case TWO -> {
        var last = Math.min(at + 2, words.size() - 1);
        if (last > at) {
          addOption(option, words.get(last), words.get(last).span());
        }
        yield last - at;
      }
      case VALUE -> {
        if (value >= 0) {
          addOption(option, Words.after(word, value), word.span());
          yield 0;
        }
        if (at + 1 < words.size()) {
          addOption(option, words.get(at + 1), words.get(at + 1).span());
          yield 1;
        }
        yield 0;
      }
    };
  }

  /** {@code --force=true}, {@code --dry-run=false}. */
  private void useSwitch(OptionSpec option, Word word, int value) {
    var text = word.isExact() ? word.text().substring(value) : "";
    switch (text) {
      case "false", "0", "no", "off" -> {}
      case "true", "1", "yes", "on" -> addOption(option, null, word.span());
      default -> {
        addProblem(
            "what `" + option.name() + "` of `" + path + "` does with a value is not known", word);
      }
    }
  }

  private void addOption(OptionSpec option, @Nullable Word value, Span span) {
    if (options.isEmpty()) {
      options = new ArrayList<>(2);
    }
    options.add(new Use(option, value, span));
  }

  private void addOperand(Word word) {
    if (operands.isEmpty()) {
      operands = new ArrayList<>(2);
    }
    operands.add(word);
  }

  private void addProblem(String reason, Word at) {
    if (problems.isEmpty()) {
      problems = new ArrayList<>(2);
    }
    problems.add(new Problem(reason, at.span()));
  }

  private @Nullable OptionSpec find(String name, boolean abbreviates) {
    @Nullable OptionSpec found = null;
    for (var i = levels.size() - 1; i >= 0; i--) {
      var level = levels.get(i);
      if (i < levels.size() - 1 && !level.persistent()) {
        continue;
      }
      found = level.options().get(name);
      if (found == null && abbreviates && name.length() > 2) {
        found = level.options().abbreviated(name);
      }
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private @Nullable OptionSpec findLetter(char letter) {
    for (var i = levels.size() - 1; i >= 0; i--) {
      if (i == levels.size() - 1 || levels.get(i).persistent()) {
        var found = levels.get(i).options().letter(letter);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  private @Nullable OptionSpec findPrefix(String text) {
    for (var i = levels.size() - 1; i >= 0; i--) {
      if (i == levels.size() - 1 || levels.get(i).persistent()) {
        var found = levels.get(i).options().prefixOf(text);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  private @Nullable OptionSpec findNumber() {
    return model().options().number();
  }

  private boolean ignoresUnknown() {
    for (var i = levels.size() - 1; i >= 0; i--) {
      var level = levels.get(i);
      if (level.ignoresUnknown() && (i == levels.size() - 1 || level.persistent())) {
        return true;
      }
    }
    return false;
  }

  private void unknown(String name, Word word) {
    if (!ignoresUnknown()) {
      addProblem("unknown option `" + name + "` of `" + path + "`", word);
    }
  }

  private void notKnown(Word word) {
    addProblem("an option of `" + path + "` is not known", word);
  }

  private static boolean isNumber(String text) {
    for (var i = 1; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return text.length() > 1;
  }

  /** The program as it was looked up. */
  String program() {
    return program;
  }
}
