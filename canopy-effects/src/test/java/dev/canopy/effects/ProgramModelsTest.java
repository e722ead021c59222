package dev.canopy.effects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.canopy.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every family of program models: the file is well formed, indexed, and its examples are true. */
class ProgramModelsTest {
  private static final Surroundings HERE =
      new Surroundings("/workspace/project", "/home/dev", FileFacts.NONE);

  private static Path folder() {
    return Cases.root().resolve("canopy-effects/src/main/resources/dev/canopy/effects/programs");
  }

  static List<String> families() throws IOException {
    try (var files = Files.list(folder())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".json"))
          .map(name -> name.substring(0, name.length() - ".json".length()))
          .sorted()
          .toList();
    }
  }

  @Test
  void index_matchesFamilies() throws IOException {
    var index = new TreeMap<String, String>();
    for (var family : families()) {
      for (var name : ModelReader.read(family, ProgramModels.file(family)).keySet()) {
        var other = index.put(name, family);
        assertThat(other).as("family of %s, besides %s", name, family).isNull();
      }
    }
    var wanted = new StringBuilder();
    index.forEach((name, family) -> wanted.append(name).append(' ').append(family).append('\n'));
    var file = folder().resolve("index.txt");
    if (Boolean.getBoolean("canopy.write.index")) {
      Files.writeString(file, wanted);
    }
    assertThat(Files.readString(file)).isEqualTo(wanted.toString());
  }

  /** What an example says and what the analysis says, one effect a line. */
  private record Outcome(String wanted, String found) {}

  private static Outcome outcome(List<String> example) {
    var found = new ArrayList<String>();
    for (var effect : analyze(example.get(0))) {
      found.add(EffectNotation.of(effect));
    }
    var wanted = example.subList(1, example.size());
    var runs = wanted.stream().anyMatch(effect -> effect.startsWith("runs "));
    var open = new ArrayList<String>();
    for (var effect : wanted) {
      if (effect.equals("unresolved") || effect.startsWith("unresolved ")) {
        // A part of the reason is enough.
        var part = effect.substring("unresolved".length()).strip();
        var match =
            found.stream().filter(f -> f.startsWith("unresolved ") && f.contains(part)).findFirst();
        if (match.isPresent()) {
          found.replaceAll(f -> f.equals(match.get()) ? effect : f);
        }
      }
      open.add(effect);
    }
    if (runs) {
      found.removeIf(f -> f.startsWith("runs ") && !wanted.contains(f));
    } else {
      found.removeIf(f -> f.startsWith("runs "));
    }
    return new Outcome(
        example.get(0) + "\n" + String.join("\n", new TreeSet<>(open)),
        example.get(0) + "\n" + String.join("\n", new TreeSet<>(found)));
  }

  private static List<Effect> analyze(String command) {
    var sink = new EffectSink();
    new ShellEffects(ProgramModels.SHIPPED, HERE, sink).analyze(command, "command");
    return sink.effects();
  }

  @ParameterizedTest
  @MethodSource("families")
  void family_examplesAreTrue(String family) {
    JsonObject file = ProgramModels.file(family);
    assertThatCode(() -> ModelReader.read(family, file)).doesNotThrowAnyException();
    var examples = ModelReader.examples(file);
    assertThat(examples).as("examples of %s", family).isNotEmpty();
    var wanted = new ArrayList<String>();
    var found = new ArrayList<String>();
    for (var example : examples) {
      var outcome = outcome(example);
      if (!outcome.wanted.equals(outcome.found)) {
        wanted.add(outcome.wanted);
        found.add(outcome.found);
      }
    }
    assertThat(String.join("\n\n", found)).isEqualTo(String.join("\n\n", wanted));
  }

  @Test
  void find_nameLongerThanAFileMayHave_isNoProgram() {
    assertThat(ProgramModels.SHIPPED.find("python3.11")).isNotNull();
    assertThat(ProgramModels.SHIPPED.find("python" + "-".repeat(249))).isNotNull();
    assertThat(ProgramModels.SHIPPED.find("python" + "-".repeat(250))).isNull();
  }

  @Test
  void plainWords_meanTheSameWithAndWithoutShell() throws IOException {
    for (var family : families()) {
      for (var example : ModelReader.examples(ProgramModels.file(family))) {
        var command = example.get(0);
        if (command.matches("[A-Za-z][-A-Za-z0-9_./:,%+]*( [-A-Za-z0-9_./:=,%+]+)*")
            && !command.matches(
                "(eval|alias|\\.|source|exec|command|builtin|cd|export|set|unset|pushd|popd|trap|time|coproc|function|if|for|while|case|hash|enable|declare|typeset|local|readonly|printf|read|mapfile|readarray|shift|return|exit|break|continue|type|unalias|let|until|select)( .*)?")) {
          var sink = new EffectSink();
          new ShellEffects(ProgramModels.SHIPPED, HERE, sink)
              .analyze(List.of(command.split(" ")), "command");
          assertThat(Stream.of(sink.effects()).flatMap(List::stream).map(EffectNotation::of))
              .as(command)
              .containsExactlyElementsOf(
                  analyze(command).stream().map(EffectNotation::of).toList());
        }
      }
    }
  }
}
