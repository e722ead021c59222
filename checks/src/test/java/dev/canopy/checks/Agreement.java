package dev.canopy.checks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.canopy.json.Json;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonBoolean;
import dev.canopy.json.JsonException;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import dev.canopy.shell.Shell;
import dev.canopy.shell.ShellDialect;
import dev.canopy.shell.ShellWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What real shells made of a text, to be held against what we make of it: whether they can read it,
 * and for a text that is one command the words that the program got. A line of {@code
 * testdata/soundness/agreement.jsonl} is {@code {"text":…,"bash":true,"dash":false,"words":[…]}}.
 *
 * @param words what bash gave to the program, null if the text is no single command
 */
record Agreement(String text, boolean bash, boolean dash, @Nullable List<String> words) {

  /** How we stand to a shell: {@code STRICTER} asks where the shell would run. */
  enum Reading {
    SAME,
    STRICTER,
    LAXER
  }

  /** How our words stand to those that the program got. */
  enum Splitting {
    SAME,
    NOT_KNOWN,
    DIFFERENT
  }

  Reading reading(ShellDialect dialect) {
    var reads = Shell.faults(text, dialect).isEmpty();
    var shellReads = dialect == ShellDialect.BASH ? bash : dash;
    return reads == shellReads ? Reading.SAME : reads ? Reading.LAXER : Reading.STRICTER;
  }

  /** Only where {@link #words} is not null. */
  Splitting splitting() {
    var world = new ShellWorld(ShellDialect.BASH, Map.of("HOME", Prediction.HOME), List.of());
    var read = Shell.read(text, world);
    if (!read.gaps().isEmpty() || read.commands().isEmpty()) {
      return Splitting.NOT_KNOWN;
    }
    var ours = new ArrayList<String>();
    var command = read.commands().get(read.commands().size() - 1);
    for (var word : command.words()) {
      if (!word.isExact()) {
        return Splitting.NOT_KNOWN;
      }
      ours.add(word.text());
    }
    return ours.equals(words) ? Splitting.SAME : Splitting.DIFFERENT;
  }

  static List<Agreement> read(Path file) throws IOException, JsonException {
    var all = new ArrayList<Agreement>();
    for (var line : Files.readAllLines(file, UTF_8)) {
      var one = (JsonObject) Json.parse(line);
      List<String> words = null;
      if (one.get("words") instanceof JsonArray list) {
        words = new ArrayList<>();
        for (var word : list.items()) {
          words.add(((JsonString) word).value());
        }
      }
      all.add(
          new Agreement(
              one.string("text").orElseThrow(),
              one.get("bash") == JsonBoolean.TRUE,
              one.get("dash") == JsonBoolean.TRUE,
              words));
    }
    return all;
  }

  String line() {
    var line = JsonObject.builder().put("text", text).put("bash", bash).put("dash", dash);
    if (words != null) {
      var list = new ArrayList<JsonValue>();
      words.forEach(w -> list.add(new JsonString(w)));
      line.put("words", new JsonArray(list));
    }
    return Json.write(line.build());
  }

  /** Asks the shells. */
  static @Nullable Agreement ask(StubSandbox sandbox, String text, boolean isCommand)
      throws IOException {
    var bash = !sandbox.rejects("bash", text);
    var dash = !sandbox.rejects("dash", text);
    List<String> words = null;
    // An expansion that fails keeps the command from running.
    if (isCommand && bash && !text.contains("?")) {
      var seen = sandbox.observe("bash", text);
      if (seen == null || seen.runs().isEmpty()) {
        return null;
      }
      var last = seen.runs().get(seen.runs().size() - 1);
      // Of several it cannot be said which is the command itself.
      if (last.program().equals("rm")
          && seen.runs().stream().filter(r -> r.program().equals("rm")).count() == 1) {
        words = new ArrayList<>(List.of("rm"));
        words.addAll(last.arguments());
      }
    }
    return new Agreement(text, bash, dash, words);
  }
}
