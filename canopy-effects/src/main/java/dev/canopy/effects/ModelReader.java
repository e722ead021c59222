package dev.canopy.effects;

import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonBoolean;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one family of program models. Strict: whatever it does not know is a fault. */
final class ModelReader {
  private static final OperandSpec ANY_DATA = ActReader.operands("data*");
  private static final OperandSpec ANY_FILES = ActReader.operands("read*");

  private final String family;
  private final JsonObject shared;

  private ModelReader(String family, JsonObject shared) {
    this.family = family;
    this.shared = shared;
  }

  /**
   * The programs of a family by name.
   *
   * @throws IllegalStateException if the file is not as it should be; a test reads every file
   */
  static Map<String, ProgramModel> read(String family, JsonObject file) {
    var styleName = file.string("parser").orElse("long");
    var style = OptionStyle.named(styleName);
    if (style == null) {
      throw new IllegalStateException("unknown parser `" + styleName + "` in " + family);
    }
    for (var name : file.names()) {
      switch (name) {
        case "about", "parser", "gnu_prefix", "shared", "programs", "examples" -> {}
        default -> throw new IllegalStateException("unknown member `" + name + "` in " + family);
      }
    }
    var shared = file.get("shared") instanceof JsonObject some ? some : JsonObject.EMPTY;
    var reader = new ModelReader(family, shared);
    if (!(file.get("programs") instanceof JsonObject programs)) {
      throw new IllegalStateException("no programs in " + family);
    }
    var models = new HashMap<String, ProgramModel>(programs.size() * 2);
    var prefix = file.get("gnu_prefix") == JsonBoolean.TRUE;
    for (var i = 0; i < programs.size(); i++) {
      var model = reader.model(programs.nameAt(i), programs.valueAt(i), style);
      for (var name : words(programs.nameAt(i))) {
        if (models.put(name, model) != null) {
          throw reader.fault(name, "is there twice");
        }
      }
    }
    if (prefix) {
      for (var entry : List.copyOf(models.entrySet())) {
        models.putIfAbsent("g" + entry.getKey(), entry.getValue());
      }
    }
    return models;
  }

  private ProgramModel model(String place, JsonValue value, OptionStyle inherited) {
    try {
      return modelOf(place, value, inherited);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(e.getMessage() + " (`" + place + "` in " + family + ")", e);
    }
  }

  private ProgramModel modelOf(String place, JsonValue value, OptionStyle inherited) {
    if (value instanceof JsonString word) {
      return switch (word.value()) {
        case "harmless" -> simple(ANY_DATA, inherited);
        case "reads" -> simple(ANY_FILES, inherited);
        default -> throw fault(place, "is `" + word.value() + "`");
      };
    }
    if (!(value instanceof JsonObject object)) {
      throw fault(place, "is neither a word nor an object");
    }
    requireKnownMembers(place, object);
    var own = inherited;
    var named = object.string("parser").orElse("");
    if (!named.isEmpty()) {
      var found = OptionStyle.named(named);
      if (found == null) {
        throw fault(place, "has the unknown parser `" + named + "`");
      }
      own = found;
    }
    var subcommands = new HashMap<String, ProgramModel>();
    var patterns = new ArrayList<ProgramModel.Pattern>(0);
    if (object.get("subcommands") instanceof JsonObject some) {
      for (var i = 0; i < some.size(); i++) {
        var sub = model(place + " " + some.nameAt(i), some.valueAt(i), own);
        for (var name : words(some.nameAt(i))) {
          var star = name.indexOf('*');
          if (star >= 0) {
            patterns.add(
                new ProgramModel.Pattern(name.substring(0, star), name.substring(star + 1), sub));
          } else if (subcommands.put(name, sub) != null) {
            throw fault(place + " " + name, "is there twice");
          }
        }
      }
    }
    var hasSubcommands = !subcommands.isEmpty() || !patterns.isEmpty();
    var operands = object.string("operands").orElse("");
    var ignores = object.string("unknown_options").orElse("");
    if (!ignores.isEmpty() && !ignores.equals("ignore")) {
      throw fault(place, "has unknown_options `" + ignores + "`");
    }
    return new ProgramModel(
        own,
        options(place, object),
        !ignores.isEmpty(),
        object.get("persistent") == JsonBoolean.TRUE,
        Map.copyOf(subcommands),
        List.copyOf(patterns),
        object.get("operands") != null
            ? ActReader.operands(operands)
            : hasSubcommands ? null : ANY_DATA,
        ActReader.acts(object.string("does").orElse("")),
        ActReader.acts(object.string("bare").orElse("")),
        output(place, object.string("output").orElse("")),
        syntax(place, object.string("syntax").orElse(null)));
  }

  private static ProgramModel simple(OperandSpec operands, OptionStyle style) {
    return new ProgramModel(
        style,
        OptionTable.EMPTY,
        true,
        false,
        Map.of(),
        List.of(),
        operands,
        Act.NONE,
        Act.NONE,
        ProgramModel.Output.UNKNOWN,
        null);
  }

  private void requireKnownMembers(String place, JsonObject object) {
    for (var name : object.names()) {
      switch (name) {
        case "about",
            "parser",
            "use",
            "options",
            "unknown_options",
            "persistent",
            "subcommands",
            "operands",
            "does",
            "bare",
            "output",
            "syntax" -> {}
        default -> throw fault(place, "has the unknown member `" + name + "`");
      }
    }
  }

  private ProgramModel.Output output(String place, String name) {
    return switch (name) {
      case "" -> ProgramModel.Output.UNKNOWN;
      case "fetched" -> ProgramModel.Output.FETCHED;
      case "decoded" -> ProgramModel.Output.DECODED;
      case "filter" -> ProgramModel.Output.FILTER;
      case "setup" -> ProgramModel.Output.SETUP;
      default -> throw fault(place, "has the unknown output `" + name + "`");
    };
  }

  private @Nullable String syntax(String place, @Nullable String name) {
    if (name != null && Syntaxes.named(name) == null) {
      throw fault(place, "has the unknown syntax `" + name + "`");
    }
    return name;
  }

  private OptionTable options(String place, JsonObject object) {
    var options = new ArrayList<OptionSpec>();
    if (object.get("options") instanceof JsonObject table) {
      addOptions(place, table, options);
    }
    for (var name : words(object.string("use").orElse(""))) {
      if (!(shared.get(name) instanceof JsonObject table)) {
        throw fault(place, "uses `" + name + "`, which is not among the shared tables");
      }
      addOptions(place, table, options);
    }
    return options.isEmpty() ? OptionTable.EMPTY : new OptionTable(options);
  }

  private void addOptions(String place, JsonObject table, List<OptionSpec> options) {
    for (var i = 0; i < table.size(); i++) {
      var value = table.valueAt(i);
      List<Act> acts;
      @Nullable Map<String, List<Act>> byValue = null;
      if (value instanceof JsonString text) {
        acts = ActReader.acts(text.value());
      } else if (value instanceof JsonObject some) {
        acts = Act.NONE;
        byValue = byValue(place, some);
      } else {
        throw fault(place, "has an option that is neither a text nor an object");
      }
      for (var key : words(table.nameAt(i))) {
        addOption(place, key, acts, byValue, options);
      }
    }
  }

  private Map<String, List<Act>> byValue(String place, JsonObject some) {
    var byValue = new HashMap<String, List<Act>>();
    for (var i = 0; i < some.size(); i++) {
      if (!(some.valueAt(i) instanceof JsonString text)) {
        throw fault(place, "has a value whose acts are not a text");
      }
      var acts = ActReader.acts(text.value());
      for (var name : words(some.nameAt(i))) {
        byValue.put(name, acts);
      }
    }
    return byValue;
  }

  private void addOption(
      String place,
      String key,
      List<Act> acts,
      @Nullable Map<String, List<Act>> byValue,
      List<OptionSpec> options) {
    var arity = OptionSpec.Arity.FLAG;
    var name = key;
    if (key.endsWith("==")) {
      arity = OptionSpec.Arity.TWO;
      name = key.substring(0, key.length() - 2);
    } else if (key.endsWith("=?")) {
      arity = OptionSpec.Arity.ATTACHED;
      name = key.substring(0, key.length() - 2);
    } else if (key.endsWith("=") && key.length() > 1) {
      arity = OptionSpec.Arity.VALUE;
      name = key.substring(0, key.length() - 1);
    }
    if (name.length() < 2 || (name.charAt(0) != '-' && name.charAt(0) != '+')) {
      throw fault(place, "has the option `" + key + "`, which does not start with a dash");
    }
    if (name.startsWith("--[no-]")) {
      var plain = name.substring(7);
      options.add(new OptionSpec("--" + plain, arity, acts, byValue));
      options.add(new OptionSpec("--no-" + plain, OptionSpec.Arity.FLAG, acts, null));
    } else {
      options.add(new OptionSpec(name, arity, acts, byValue));
    }
  }

  /** The words of a text with single spaces between; none for the empty text. */
  static List<String> words(String text) {
    var words = new ArrayList<String>(2);
    for (var start = 0; start < text.length(); ) {
      var end = text.indexOf(' ', start);
      if (end < 0) {
        end = text.length();
      }
      if (end > start) {
        words.add(text.substring(start, end));
      }
      start = end + 1;
    }
    return words;
  }

  /** The examples of a family: a command, then its effects. */
  static List<List<String>> examples(JsonObject file) {
    var examples = new ArrayList<List<String>>();
    if (file.get("examples") instanceof JsonArray rows) {
      for (var row : rows.items()) {
        var words = new ArrayList<String>();
        if (!(row instanceof JsonArray cells)) {
          throw new IllegalStateException("an example is not an array");
        }
        for (var cell : cells.items()) {
          if (!(cell instanceof JsonString text)) {
            throw new IllegalStateException("an example holds something other than text");
          }
          words.add(text.value());
        }
        examples.add(words);
      }
    }
    return examples;
  }

  private IllegalStateException fault(String place, String message) {
    return new IllegalStateException("`" + place + "` " + message + " in " + family);
  }
}
