package dev.canopy;

import dev.canopy.effects.Effect;
import dev.canopy.effects.Operand;
import dev.canopy.effects.SecretMask;
import dev.canopy.json.Json;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import dev.canopy.policy.ActionRequest;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an approval is for: everything about an action that makes it do what it does, and no word
 * that does not matter. That is its type; the {@code env} it is for; its effects, without the place
 * in the payload where they stand and without spellings (resolved words, canonical paths, hosts);
 * what is in the files that it would read, run or apply; and the payload, without what merely
 * describes it ({@link Wording}). Agent, policy and rules stand in the log entry itself.
 *
 * @param digest {@code sha256:} and the SHA-256 of the RFC 8785 form of all that, in hex
 * @param files the state of each file by its path, see {@link FileContents}
 * @param commands the words of each program that would start
 */
record Bound(String digest, Map<String, String> files, List<String> commands) {
  /** More files than a person looks through; what is beyond is bound by name only. */
  private static final int MAX_FILES = 64;

  private static final int MAX_COMMANDS = 32;
  private static final int MAX_TEXT = 512;

  Bound {
    files = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(files));
    commands = List.copyOf(commands);
  }

  /**
   * What an approval of this request is for.
   *
   * @param directory where programs start; empty if not known
   */
  static Bound of(ActionRequest request, List<Effect> effects, String directory) {
    var files = files(effects, directory);
    var contents = JsonObject.builder();
    files.forEach((path, state) -> contents.put(WellFormed.text(path), state));
    var whole =
        JsonObject.builder()
            .put("type", request.type().name())
            .put("effects", plain(effects))
            .put("files", contents.build())
            .put("payload", Wording.of(request.type(), request.payload(), effects));
    var environment = request.context().get("env");
    if (environment != null) {
      whole.put("env", environment);
    }
    return new Bound(
        "sha256:" + Sha256.hex(Json.canonical(whole.build())), files, commands(effects));
  }

  /** Adds what people can compare. */
  void describe(JsonObject.Builder out) {
    var states = JsonObject.builder();
    files.forEach((path, state) -> states.put(WellFormed.bounded(path, MAX_TEXT), state));
    var texts = new ArrayList<JsonValue>();
    commands.forEach(text -> texts.add(new JsonString(text)));
    out.put("files", states.build()).put("commands", new JsonArray(texts));
  }

  private static Map<String, String> files(List<Effect> effects, String directory) {
    var contents = new FileContents();
    var files = new LinkedHashMap<String, String>();
    for (var effect : effects) {
      if (effect instanceof Effect.Reads reads
          && reads.path().isExact()
          && reads.path().text().startsWith("/")) {
        addState(files, reads.path().text(), contents);
      } else if (effect instanceof Effect.Runs runs && !directory.isEmpty()) {
        for (var argument : runs.arguments()) {
          if (argument.isExact()) {
            addFile(files, directory, argument.text(), contents);
          }
        }
        for (var name : ImpliedFiles.of(runs.program().text())) {
          addFile(files, directory, name, contents);
        }
      }
    }
    return files;
  }

  private static void addState(Map<String, String> files, String path, FileContents contents) {
    if (!files.containsKey(path)) {
      files.put(path, files.size() < MAX_FILES ? contents.of(path) : "not read");
    }
  }

  /** A word that names no file now is no file; if it does later, the list is another. */
  private static void addFile(
      Map<String, String> files, String directory, String word, FileContents contents) {
    if (word.isEmpty() || word.startsWith("-") || files.size() >= MAX_FILES) {
      return;
    }
    var path = resolved(directory, word);
    if (path.isPresent() && !files.containsKey(path.get())) {
      contents.ofFile(path.get()).ifPresent(state -> files.put(path.get(), state));
    }
  }

  private static Optional<String> resolved(String directory, String word) {
    try {
      return Optional.of(Path.of(directory).resolve(word).normalize().toString());
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static List<String> commands(List<Effect> effects) {
    var commands = new ArrayList<String>();
    for (var effect : effects) {
      if (effect instanceof Effect.Runs runs && commands.size() < MAX_COMMANDS) {
        var words = new StringBuilder(runs.program().text());
        for (var argument : runs.arguments()) {
          words.append(' ').append(shown(argument));
        }
        commands.add(WellFormed.bounded(SecretMask.text(words.toString()), MAX_TEXT));
      }
    }
    return commands;
  }

  private static String shown(Operand argument) {
    return argument.isExact() ? argument.text() : argument.given();
  }

  private static JsonArray plain(List<Effect> effects) {
    var items = new ArrayList<JsonValue>(effects.size());
    for (var effect : effects) {
      items.add(plain(EffectJson.of(effect)));
    }
    return new JsonArray(items);
  }

  /** Without {@code origin}, and without {@code given} beside an exact text. */
  private static JsonValue plain(JsonValue value) {
    if (value instanceof JsonArray array) {
      var items = new ArrayList<JsonValue>(array.items().size());
      array.items().forEach(item -> items.add(plain(item)));
      return new JsonArray(items);
    }
    if (!(value instanceof JsonObject object)) {
      return value;
    }
    var isExact = object.string("certainty").orElse("").equals("exact");
    var out = JsonObject.builder();
    for (var i = 0; i < object.size(); i++) {
      var name = object.nameAt(i);
      if (!name.equals("origin") && !(isExact && name.equals("given"))) {
        out.put(name, plain(object.valueAt(i)));
      }
    }
    return out.build();
  }
}
