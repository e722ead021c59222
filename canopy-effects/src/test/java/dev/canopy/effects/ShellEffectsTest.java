package dev.canopy.effects;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Commands of the evasion classes and their harmless neighbours, and noise. */
class ShellEffectsTest {
  private static final Surroundings HERE =
      new Surroundings("/workspace/project", "/home/dev", FileFacts.NONE);

  private static List<Effect> analyze(String command) {
    var sink = new EffectSink();
    new ShellEffects(ProgramModels.SHIPPED, HERE, sink).analyze(command, "command");
    return sink.effects();
  }

  private static String notation(List<Effect> effects) {
    var lines = new TreeSet<String>();
    for (var effect : effects) {
      lines.add(EffectNotation.of(effect));
    }
    return String.join("\n", lines);
  }

  @Test
  void commands_haveTheEffectsListed() {
    var wanted = new ArrayList<String>();
    var found = new ArrayList<String>();
    for (var each : Cases.read("commands.jsonl")) {
      var command = each.string("command").orElseThrow();
      var expected = String.join("\n", new TreeSet<>(Cases.texts(each, "effects")));
      wanted.add(command + "\n" + expected);
      found.add(command + "\n" + notation(analyze(command)));
    }
    assertThat(String.join("\n\n", found)).isEqualTo(String.join("\n\n", wanted));
  }

  @Test
  void effects_pointIntoTheCommand() {
    for (var each : Cases.read("commands.jsonl")) {
      var command = each.string("command").orElseThrow();
      for (var effect : analyze(command)) {
        assertThat(effect.origin().field()).isEqualTo("command");
        assertThat(effect.origin().start()).isBetween(0, effect.origin().end());
        assertThat(effect.origin().end()).as(command).isBetween(0, command.length());
      }
    }
  }

  @Test
  void wrappers_beyondTheLimitAreUnresolved() {
    var command = "sudo env ".repeat(ShellEffects.MAX_DEPTH) + "rm -rf /";
    assertThat(analyze(command)).anyMatch(Effect.Unresolved.class::isInstance);
  }

  @Test
  void wrappers_withinTheLimitAreFollowed() {
    var command = "nice ".repeat(ShellEffects.MAX_DEPTH - 2) + "rm -rf /";
    assertThat(notation(analyze(command))).contains("deletes / recursive");
  }

  @Test
  void noise_neverFailsAndIsNeverSilent() {
    // Pieces of real commands in any order: whatever comes out, the analysis itself must not fail.
    var pieces = new ArrayList<String>();
    for (var each : Cases.read("commands.jsonl")) {
      Collections.addAll(pieces, each.string("command").orElseThrow().split("(?<=[ |;&'\"])"));
    }
    var random = new Random(20_260_801);
    for (var round = 0; round < 4_000; round++) {
      var command = new StringBuilder();
      for (var i = random.nextInt(12); i >= 0; i--) {
        command.append(pieces.get(random.nextInt(pieces.size())));
      }
      assertThat(notation(analyze(command.toString())))
          .as(command.toString())
          .doesNotContain("the analysis failed");
    }
  }
}
