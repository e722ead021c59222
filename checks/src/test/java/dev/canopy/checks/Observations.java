package dev.canopy.checks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.canopy.json.Json;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonBoolean;
import dev.canopy.json.JsonException;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What shells did with a text, as a line of {@code testdata/soundness/*.jsonl}: {@code
 * {"text":…,"seen":[{"shell":…,"rejects":…,"runs":[[directory, program, argument,
 * …]],"files":[…]}]}}.
 */
record Observations(String text, List<Observation> seen) {

  static List<Observations> read(Path file) throws IOException, JsonException {
    var all = new ArrayList<Observations>();
    for (var line : Files.readAllLines(file, UTF_8)) {
      if (!line.isBlank()) {
        all.add(of((JsonObject) Json.parse(line)));
      }
    }
    return all;
  }

  private static Observations of(JsonObject line) {
    var seen = new ArrayList<Observation>();
    for (var item : items(line, "seen")) {
      var one = (JsonObject) item;
      var runs = new ArrayList<Observation.Run>();
      for (var run : items(one, "runs")) {
        var words = texts(((JsonArray) run).items());
        runs.add(new Observation.Run(words.get(1), words.get(0), words.subList(2, words.size())));
      }
      seen.add(
          new Observation(
              one.string("shell").orElseThrow(),
              one.get("rejects") == JsonBoolean.TRUE,
              runs,
              texts(items(one, "files"))));
    }
    return new Observations(line.string("text").orElseThrow(), seen);
  }

  private static List<JsonValue> items(JsonObject of, String name) {
    return of.get(name) instanceof JsonArray list ? list.items() : List.of();
  }

  private static List<String> texts(List<JsonValue> values) {
    var texts = new ArrayList<String>(values.size());
    for (var value : values) {
      texts.add(((JsonString) value).value());
    }
    return texts;
  }

  String line() {
    var all = new ArrayList<JsonValue>();
    for (var one : seen) {
      var runs = new ArrayList<JsonValue>();
      for (var run : one.runs()) {
        var words = new ArrayList<JsonValue>();
        words.add(new JsonString(run.directory()));
        words.add(new JsonString(run.program()));
        run.arguments().forEach(a -> words.add(new JsonString(a)));
        runs.add(new JsonArray(words));
      }
      var files = new ArrayList<JsonValue>();
      one.files().forEach(f -> files.add(new JsonString(f)));
      all.add(
          JsonObject.builder()
              .put("shell", one.shell())
              .put("rejects", one.rejects())
              .put("runs", new JsonArray(runs))
              .put("files", new JsonArray(files))
              .build());
    }
    return Json.write(
        JsonObject.builder().put("text", text).put("seen", new JsonArray(all)).build());
  }
}
