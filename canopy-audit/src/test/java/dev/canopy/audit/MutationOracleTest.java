package dev.canopy.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Logs with all their files, changed at random: the verdict is the one that the rules, written down
 * naively, come to, and whatever it is, what is said to be signed is what the key signed.
 */
class MutationOracleTest {
  private static final int ROUNDS =
      Integer.getInteger("canopy.mutations", Boolean.getBoolean("canopy.long") ? 1_000_000 : 1_500);

  /** So many mutations of each of so many logs, then others. */
  private static final int WORLDS = 6;

  private static final int ROUNDS_OF_A_WORLD = 20_000;

  private final Path dir;

  MutationOracleTest(@TempDir Path dir) {
    this.dir = dir;
  }

  @Test
  void assess_mutatedLogs_asTheNaiveTwin() throws Exception {
    var seen = new TreeMap<String, Integer>();
    var operators = EnumSet.noneOf(Mutations.Operator.class);
    var first = Long.getLong("canopy.seed", 0);
    var place = new World.Place(Files.createDirectories(dir.resolve("place")));
    var worlds = new ArrayList<World>();
    for (var round = 0; round < ROUNDS; round++) {
      var random = new Random((first + round) * 0x9E3779B97F4A7C15L);
      if (round % ROUNDS_OF_A_WORLD == 0) {
        worlds.clear();
        for (var i = 0; i < WORLDS; i++) {
          var number = (first + round) / ROUNDS_OF_A_WORLD * WORLDS + i;
          var folder = Files.createDirectories(dir.resolve("world"));
          worlds.add(World.make(folder, number));
          World.delete(folder);
        }
      }
      var world = worlds.get(random.nextInt(WORLDS));
      var mutated = Mutations.mutate(world, worlds, random);
      var said =
          check(place, world, mutated.files(), random.nextBoolean(), round + ": " + mutated.what());
      seen.merge(said.substring(0, said.indexOf(' ')), 1, Integer::sum);
      operators.add(mutated.operator());
      if (round % 50_000 == 49_999) {
        System.out.println((round + 1) + " mutations: " + seen);
      }
    }
    System.out.println(ROUNDS + " mutations: " + seen);
    assertThat(operators).hasSize(Mutations.Operator.values().length);
    assertThat(seen.keySet())
        .contains(
            "broken",
            "intact",
            "not_as_signed",
            "rolled_back",
            "torn_tail",
            "unsealed_when_expected");
  }

  private static String check(
      World.Place place, World world, Map<String, byte[]> files, boolean pinned, String what)
      throws Exception {
    place.put(files);
    var key = pinned ? world.key : null;
    if (world.lineFiles().stream().noneMatch(files::containsKey)) {
      assertThatThrownBy(() -> AuditVerifier.assess(place.log(), Expectation.NONE, key))
          .isInstanceOf(AuditException.class)
          .hasMessageContaining("there is no log");
      return "none ";
    }
    var expected = World.naive(files).verdict(key);
    var assessment = AuditVerifier.assess(place.log(), Expectation.NONE, key);
    var said = NaiveLog.said(assessment);
    assertThat(said).as(what).isEqualTo(expected);
    if (pinned && assessment.seal().key() != null) {
      // Whatever was done: what is said to be signed is what was written before the key signed it.
      var size = (int) assessment.seal().signedSize();
      assertThat(World.naive(files).lines().subList(0, size))
          .as(what)
          .isEqualTo(world.lines.subList(0, size));
    }
    if (said.startsWith("intact") && pinned) {
      var mine = World.naive(files).lines();
      var signed = (int) assessment.seal().signedSize();
      assertThat(signed).as(what).isPositive();
      assertThat(mine.size()).as(what).isGreaterThanOrEqualTo(signed);
    }
    return said;
  }

  /** What nobody changed is in order, and signed as far as it was signed. */
  @Test
  void assess_worlds_areInOrder() throws Exception {
    var unsigned = 0;
    var segmented = 0;
    for (var number = 0; number < 20; number++) {
      var folder = Files.createDirectories(dir.resolve("world-" + number));
      var world = World.make(folder, number);
      for (var key : Arrays.asList(world.key, null)) {
        var said = AuditVerifier.assess(folder.resolve(World.LOG), Expectation.NONE, key);
        assertThat(NaiveLog.said(said)).isEqualTo("intact " + world.lines.size());
        assertThat(World.naive(world.files).verdict(key)).isEqualTo(NaiveLog.said(said));
        assertThat(said.seal().signedSize()).isEqualTo(world.signedSize());
      }
      unsigned += world.signedSize() < world.lines.size() ? 1 : 0;
      segmented += world.lineFiles().size() > 1 ? 1 : 0;
    }
    assertThat(List.of(unsigned, segmented)).allMatch(n -> n > 3 && n < 17);
  }
}
