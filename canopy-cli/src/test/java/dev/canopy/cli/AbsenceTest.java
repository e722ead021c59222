package dev.canopy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.canopy.audit.AuditReader;
import dev.canopy.audit.Checkpoint;
import dev.canopy.audit.Ed25519Signer;
import dev.canopy.audit.Frontier;
import dev.canopy.audit.Hash;
import dev.canopy.audit.KeyType;
import dev.canopy.audit.SignedCheckpoint;
import dev.canopy.json.Json;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Negative proofs: right for every pair of checkpoints, and refused when anything is off. */
final class AbsenceTest {
  private static final Path TEAM = Testdata.root().resolve("cli/files/team.log");
  private static final int ENTRIES = 12;

  @SuppressWarnings("NullAway.Init") // set by JUnit before each test
  @TempDir
  Path directory;

  private String vkey = "";

  @BeforeEach
  void writeCheckpoints() throws Exception {
    Files.copy(TEAM, directory.resolve("audit.log"));
    vkey = writeCheckpoints("example.com/team", (byte) 7, "");
  }

  /** A checkpoint for each size, named for it. Returns the key that verifies them. */
  private String writeCheckpoints(String origin, byte seed, String suffix) throws Exception {
    var secret = new byte[32];
    secret[0] = seed;
    var signer = Ed25519Signer.of(origin, KeyType.ED25519, secret);
    var tree = new Frontier();
    try (var reader = AuditReader.open(TEAM)) {
      for (var size = 0; size <= ENTRIES; size++) {
        var signed =
            SignedCheckpoint.sign(new Checkpoint(origin, size, Hash.of(root(tree))), signer);
        Files.write(directory.resolve(size + suffix), signed.note().bytes());
        var next = reader.pollLine();
        if (next.isPresent()) {
          tree.append(Hash.ofHex(next.get().hash()));
        }
      }
    }
    return signer.key().vkey();
  }

  private static byte[] root(Frontier tree) {
    return tree.root().bytes();
  }

  @Test
  void none_betweenAnyTwoCheckpoints_agreesWithLookingByHand() throws Exception {
    var lines = Files.readAllLines(TEAM);
    for (var from = 0; from <= ENTRIES; from++) {
      for (var to = from; to <= ENTRIES; to++) {
        var wanted = new ArrayList<String>();
        for (var i = from; i < to; i++) {
          if (lines.get(i).contains("\"decision\":\"DENY\"")) {
            wanted.add(String.valueOf(i));
          }
        }
        var answer = none("--decision", "DENY", "--between", "" + from, "" + to);
        assertThat(answer.string("verdict")).contains(wanted.isEmpty() ? "none" : "found");
        assertThat(Json.write(member(answer, "found_in")))
            .isEqualTo("[" + String.join(",", wanted) + "]");
        assertThat(Json.write(member(answer, "entries"))).isEqualTo("" + (to - from));
      }
    }
  }

  @Test
  void none_betweenCheckpointsInTheWrongOrder_isNotProven() throws Exception {
    assertUnproven("the log ends before 3", "--decision", "DENY", "--between", "7", "3");
  }

  @Test
  void none_ofAnyChangedByteUpToTheSecondCheckpoint_isNotProven() throws Exception {
    var good = Files.readAllBytes(TEAM);
    var text = new String(good, StandardCharsets.ISO_8859_1);
    var end = 0;
    for (var i = 0; i < 10; i++) {
      end = text.indexOf('\n', end) + 1;
    }
    for (var at = 0; at < good.length; at += 61) {
      var bad = good.clone();
      bad[at] ^= 1;
      Files.write(directory.resolve("audit.log"), bad);
      var answer = none("--type", "nothing_such", "--between", "2", "10");
      assertThat(answer.string("verdict"))
          .as("byte %s of %s", at, end)
          .contains(at < end ? "unproven" : "none");
    }
  }

  @Test
  void none_ofALogWrittenAnewWithAGoodChain_isNotProven() throws Exception {
    var lines = new ArrayList<>(Files.readAllLines(TEAM));
    lines.set(4, lines.get(4).replace("DENY", "ALLOW"));
    for (var i = 5; i < lines.size(); i++) {
      var before = hash(lines.get(i - 1));
      var line = lines.get(i);
      lines.set(i, line.substring(0, line.length() - 66) + before + "\"}");
    }
    Files.writeString(directory.resolve("audit.log"), String.join("\n", lines) + "\n");

    assertUnproven("are not those of the checkpoint", "--rule", "x", "--between", "2", "10");
    assertThat(none("--decision", "DENY", "--between", "start", "4").string("verdict"))
        .contains("none");
  }

  private String hash(String line) throws Exception {
    var file = Files.writeString(directory.resolve("line"), line + "\n");
    try (var reader = AuditReader.open(file)) {
      return reader.pollLine().orElseThrow().hash();
    }
  }

  @Test
  void none_ofALogThatWasCut_isNotProven() throws Exception {
    var lines = Files.readAllLines(TEAM);
    Files.writeString(
        directory.resolve("audit.log"), String.join("\n", lines.subList(0, 9)) + "\n");
    assertUnproven("the log ends before 10", "--rule", "x", "--between", "2", "10");

    Files.writeString(
        directory.resolve("audit.log"), String.join("\n", lines.subList(2, 12)) + "\n");
    assertUnproven("the entries before 2 are not there", "--rule", "x", "--between", "2", "10");
  }

  @Test
  void none_ofWhatEntriesDoNotSay_isNotProven() throws Exception {
    var answer = none("--path", "/etc", "--between", "0", "10");
    assertThat(answer.string("verdict")).contains("unproven");
    assertThat(Json.write(member(answer, "hidden_in"))).isEqualTo("[1,2,4]");

    assertThat(none("--path", "/etc", "--between", "5", "10").string("verdict")).contains("none");
  }

  @Test
  void none_byAnotherKey_orAnotherLog_isRefused() throws Exception {
    var other = writeCheckpoints("example.com/other", (byte) 8, "-other");
    assertThat(run("none", "--rule", "x", "--between", "2-other", "10-other", "--key", vkey))
        .contains("is not good");
    assertThat(run("none", "--rule", "x", "--between", "2", "10")).contains("give the log's key");
    // Another origin over the same entries is as good as the key that was trusted for it.
    assertThat(run("none", "--rule", "x", "--between", "2-other", "10-other", "--key", other))
        .startsWith("none");
  }

  private void assertUnproven(String because, String... args) throws Exception {
    var answer = none(args);
    assertThat(answer.string("verdict")).contains("unproven");
    assertThat(answer.string("because").orElse("")).contains(because);
  }

  private static JsonValue member(JsonObject of, String name) {
    return Objects.requireNonNull(of.get(name), name);
  }

  private JsonObject none(String... args) throws Exception {
    var all = new ArrayList<>(List.of("none", "--json", "--key", vkey));
    all.addAll(List.of(args));
    return (JsonObject) Json.parse(run(all.toArray(new String[0])).strip());
  }

  private String run(String... args) {
    var out = new ByteArrayOutputStream();
    var stream = new PrintStream(out, false, StandardCharsets.UTF_8);
    var all = new ArrayList<>(List.of("log"));
    all.addAll(List.of(args));
    var in = new ByteArrayInputStream(new byte[0]);
    var clock = InstantSource.fixed(Instant.EPOCH);
    var code =
        Cli.run(
            new Console(in, stream, stream, false, Map.of(), directory, clock),
            all.toArray(new String[0]));
    stream.flush();
    var text = out.toString(StandardCharsets.UTF_8);
    assertThat(code == 0).as(text).isEqualTo(text.contains("\"none\"") || text.startsWith("none"));
    return text;
  }
}
