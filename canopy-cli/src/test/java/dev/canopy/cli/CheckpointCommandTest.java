package dev.canopy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.canopy.audit.Checkpoint;
import dev.canopy.audit.Ed25519Signer;
import dev.canopy.audit.Frontier;
import dev.canopy.audit.KeyType;
import dev.canopy.audit.Merkle;
import dev.canopy.audit.NoteKey;
import dev.canopy.audit.SignedCheckpoint;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two machines that watch each other, as their people would set them up. */
final class CheckpointCommandTest {
  private static final String ORIGIN = "example.com/log";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Ed25519Signer signer = Ed25519Signer.of(ORIGIN, KeyType.ED25519, new byte[32]);

  CheckpointCommandTest() throws Exception {}

  private static Console console(Path folder, OutputStream out, OutputStream err) {
    return new Console(
        new ByteArrayInputStream(new byte[0]),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        false,
        Map.of(),
        folder,
        InstantSource.fixed(Instant.parse("2026-11-22T10:00:00Z")));
  }

  private int run(Path folder, String... words) {
    out.reset();
    err.reset();
    return Cli.run(console(folder, out, err), words);
  }

  /** A log of so many lines, with its tile and checkpoint. */
  private void log(Path folder, int size, String salt) throws Exception {
    var lines = new StringBuilder();
    var tile = new ByteArrayOutputStream();
    var frontier = new Frontier();
    for (var i = 0; i < size; i++) {
      var line =
          i == 0
              ? "{\"action_type\":\"audit.genesis\",\"vkey\":\"" + signer.key().vkey() + "\"}"
              : "{\"action_type\":\"x\",\"seq\":" + i + ",\"salt\":\"" + salt + "\"}";
      var hash = Merkle.leafHash(line.getBytes(StandardCharsets.UTF_8));
      tile.writeBytes(hash.bytes());
      frontier.append(hash);
      lines.append(line).append('\n');
    }
    Files.writeString(folder.resolve("audit.log"), lines);
    var tiles = Files.createDirectories(folder.resolve("audit.log.d/tile/0/000.p"));
    Files.write(tiles.resolve(String.valueOf(size)), tile.toByteArray());
    var signed = SignedCheckpoint.sign(new Checkpoint(ORIGIN, size, frontier.root()), signer);
    Files.write(folder.resolve("audit.log.d/checkpoint"), signed.note().bytes());
  }

  @Test
  void checkpoint_pushedToAnAnchor_findsOutALogWrittenAnew(@TempDir Path folder) throws Exception {
    log(folder, 5, "a");
    assertThat(run(folder, "checkpoint", "show")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).startsWith(ORIGIN + "\n5\n");
    assertThat(run(folder, "checkpoint", "push", "--anchor-file", "kept", "--anchor-stdout"))
        .isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .startsWith("canopy-checkpoint " + ORIGIN + " 5 ");

    log(folder, 9, "a");
    assertThat(run(folder, "checkpoint", "check", "--anchor-file", "kept")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo("anchored  the first 5 of 9 signed entries are those that were kept\n");

    log(folder, 9, "b"); // every line another, every hash and signature good
    assertThat(run(folder, "checkpoint", "check", "--anchor-file", "kept")).isEqualTo(1);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo("not_as_anchored  the first 5 entries are not those that were anchored\n");
    log(folder, 4, "a");
    assertThat(run(folder, "checkpoint", "check", "--anchor-file", "kept")).isEqualTo(1);
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("its end was cut off");
  }

  @Test
  void checkpoint_pushedToAServedWitness_isCosignedUntilTheLogSplits(@TempDir Path folder)
      throws Exception {
    log(folder, 5, "a");
    var printed = new PipedInputStream();
    var told = new PipedInputStream();
    var console = console(folder, new PipedOutputStream(printed), new PipedOutputStream(told));
    var words =
        List.of("witness", "serve", "--port", "0", "--state", "w", "--log", signer.key().vkey());
    var serving = new Thread(() -> Cli.run(console, words.toArray(new String[0])));
    serving.setDaemon(true);
    serving.start();
    var key = NoteKey.parse(line(printed));
    var url = line(told).replace("canopy: watching on ", "");
    Files.writeString(
        folder.resolve("policy"), "witness w " + key.vkey() + " " + url + "\nquorum w\n");

    assertThat(run(folder, "checkpoint", "push", "--witnesses", "policy")).isZero();
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo("canopy: checkpoint of example.com/log, 5 entries: 1 cosignatures\n");
    assertThat(Files.readString(folder.resolve("audit.log.d/checkpoint.cosigned")))
        .contains("— canopy-witness ");
    log(folder, 9, "b");
    assertThat(run(folder, "checkpoint", "push", "--witnesses", "policy")).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("the witness has cosigned another history of this log")
        .contains("which the policy does not find enough");
    log(folder, 9, "a");
    assertThat(run(folder, "checkpoint", "push", "--witnesses", "policy")).isZero();
    serving.interrupt();
    serving.join();
  }

  private static String line(PipedInputStream in) throws Exception {
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
  }

  @Test
  void checkpoint_withAWrongCommandLine_saysWhat(@TempDir Path folder) throws Exception {
    log(folder, 5, "a");
    assertThat(run(folder, "checkpoint", "push")).isEqualTo(2);
    assertThat(run(folder, "checkpoint", "push", "--anchor-syslog", "x")).isEqualTo(2);
    assertThat(run(folder, "checkpoint", "push", "--anchor-syslog", "x:70000")).isEqualTo(2);
    assertThat(run(folder, "checkpoint", "show", "--key", "x")).isEqualTo(2);
    assertThat(run(folder, "witness", "serve", "--state", "w", "--log", "x")).isEqualTo(2);
    assertThat(run(folder, "checkpoint", "show", "--log", "none.log")).isEqualTo(1);
    Files.writeString(folder.resolve("policy"), "quorum nobody\n");
    assertThat(run(folder, "checkpoint", "push", "--witnesses", "policy")).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo("canopy: `policy`, line 1: `nobody` is not defined above\n");
    var other = Ed25519Signer.of(ORIGIN, KeyType.ED25519, Merkle.EMPTY_ROOT.bytes());
    assertThat(run(folder, "checkpoint", "show", "--key", other.key().vkey())).isEqualTo(1);
  }

  @Test
  void verify_saysHowFarAnchorsAndWitnessesGo(@TempDir Path folder) {
    var data = Testdata.root().resolve("audit/anchored");
    var log = data.resolve("audit.log").toString();
    var kept = data.resolve("anchors/kept").toString();
    var policy = data.resolve("policies/both").toString();

    assertThat(run(folder, "verify", log, "--chain-only", "--anchor", kept, "--policy", policy))
        .isEqualTo(ExitCode.OK);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("anchored  the first 10, the last of them 3 days old, in file ")
        .contains("anchors/kept; not the last 3\n")
        .contains(
            "witnessed the first 9, by 2 of the policy's 2 witnesses, which is enough, "
                + "90 s ago; not the last 4\n");
    assertThat(
            run(
                folder,
                "verify",
                log,
                "--chain-only",
                "--json",
                "--anchor",
                kept,
                "--anchor",
                data.resolve("anchors/up-to-date").toString()))
        .isEqualTo(ExitCode.OK);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("\"anchored_size\":13,\"anchors\":[{\"anchor\":\"file ")
        .doesNotContain("witnessed_size");
    var more = data.resolve("anchors/of-more").toString();
    assertThat(run(folder, "verify", log, "--anchor", more)).isEqualTo(ExitCode.FAILURE);
    assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("rolled_back");
    assertThat(run(folder, "verify", log, "--anchor-git", folder.toString()))
        .isEqualTo(ExitCode.FAILURE);
    assertThat(run(folder, "verify", log, "--anchor", "nothing")).isEqualTo(ExitCode.FAILURE);
    assertThat(run(folder, "verify", "--receipt", more, "--anchor", kept))
        .isEqualTo(ExitCode.USAGE);
  }
}
