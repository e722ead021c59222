package dev.canopy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.canopy.audit.AuditVerifier;
import dev.canopy.audit.Expectation;
import dev.canopy.json.Json;
import dev.canopy.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A decision, its receipt, and somebody who has nothing but the receipt and the log's key. */
final class ReceiptCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Path folder;
  private final Path elsewhere;

  ReceiptCommandTest(@TempDir Path folder, @TempDir Path elsewhere) {
    this.folder = folder;
    this.elsewhere = elsewhere;
  }

  private int run(Path in, String... words) {
    out.reset();
    err.reset();
    return Cli.run(
        new Console(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            Map.of(),
            in,
            InstantSource.fixed(Instant.parse("2026-11-22T10:00:00Z"))),
        words);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private JsonObject json() throws Exception {
    return (JsonObject) Json.parse(out());
  }

  private String decide(String command) throws Exception {
    run(folder, "authorize", "execute_shell", command, "--json");
    return json().string("authorization_id").orElseThrow();
  }

  private String key() throws Exception {
    var log = folder.resolve("audit.log");
    var seal = AuditVerifier.assess(log, Expectation.NONE, null).seal();
    return Objects.requireNonNull(seal.key()).vkey();
  }

  @Test
  void receipt_ofADecision_isProvenWhereThereIsNoLog() throws Exception {
    var id = decide("rm -rf /");
    var later = decide("ls");
    assertThat(run(folder, "receipt", later, "--no-sign")).isEqualTo(ExitCode.FAILURE);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("no checkpoint covers entry");

    assertThat(run(folder, "receipt", id, "-o", "one.tlog-proof")).isEqualTo(ExitCode.OK);
    assertThat(out()).isEqualTo("receipt of entry 1 under the checkpoint of 3 entries\n");
    assertThat(run(folder, "receipt", "1")).isEqualTo(ExitCode.OK);
    var receipt = Files.readString(folder.resolve("one.tlog-proof"));
    assertThat(out()).isEqualTo(receipt);
    Files.writeString(elsewhere.resolve("r"), receipt);

    assertThat(run(elsewhere, "verify", "--receipt", "r", "--key", key())).isEqualTo(ExitCode.OK);
    assertThat(out()).startsWith("proven  entry 1 is in the log `canopy-audit/");
    assertThat(out()).contains("\"decision\":\"DENY\"");
    assertThat(run(elsewhere, "verify", "--receipt", "r", "--key", key(), "--json"))
        .isEqualTo(ExitCode.OK);
    assertThat(json().string("verdict")).contains("proven");
    assertThat(json().string("entry_hash")).contains(id);
    assertThat(json().string("signed_by")).contains(key());
    assertThat(((JsonObject) Objects.requireNonNull(json().get("entry"))).string("decision"))
        .contains("DENY");

    var line = Files.readAllLines(folder.resolve("audit.log")).get(1);
    Files.writeString(elsewhere.resolve("line"), line + "\n");
    assertThat(run(elsewhere, "verify", "--receipt", "r", "--line", "line", "--key", key()))
        .isEqualTo(ExitCode.OK);
    Files.writeString(elsewhere.resolve("line"), line.replace("DENY", "ALLOW"));
    assertThat(run(elsewhere, "verify", "--receipt", "r", "--line", "line", "--key", key()))
        .isEqualTo(ExitCode.FAILURE);
    assertThat(out()).startsWith("not_proven  the line that is given");
  }

  @Test
  void receipt_ofNothing_isRefused() throws Exception {
    assertThat(run(folder, "receipt", "1")).isEqualTo(ExitCode.FAILURE);
    assertThat(Files.exists(folder.resolve("audit.log"))).isFalse();
    decide("ls");
    for (var unknown : new String[] {"7", "ab".repeat(32)}) {
      assertThat(run(folder, "receipt", unknown)).isEqualTo(ExitCode.FAILURE);
    }
    for (var wrong : new String[] {"x", "1.0", "99999999999999999999"}) {
      assertThat(run(folder, "receipt", wrong)).isEqualTo(ExitCode.USAGE);
    }
  }

  @Test
  void verify_ofAReceipt_needsAKeyAndWantsThePolicysWitnesses() throws Exception {
    var id = decide("ls");
    run(folder, "receipt", id, "-o", elsewhere.resolve("r").toString());
    assertThat(run(elsewhere, "verify", "--receipt", "r")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("give the log's key: --key");
    assertThat(run(elsewhere, "verify", "audit.log", "--receipt", "r")).isEqualTo(ExitCode.USAGE);
    assertThat(run(elsewhere, "verify", "--line", "r")).isEqualTo(ExitCode.USAGE);

    // The policy of another log, and of this one with a witness that has not seen it.
    var policy = Testdata.root().resolve("receipts/policy.txt");
    var text = Files.readString(policy);
    assertThat(run(elsewhere, "verify", "--receipt", "r", "--policy", policy.toString()))
        .isEqualTo(ExitCode.FAILURE);
    assertThat(out()).contains("is not signed by a key that is trusted");
    var mine =
        text.replaceFirst("log [^\n]*", java.util.regex.Matcher.quoteReplacement("log " + key()));
    Files.writeString(elsewhere.resolve("p"), mine);
    assertThat(run(elsewhere, "verify", "--receipt", "r", "--policy", "p", "--json"))
        .isEqualTo(ExitCode.FAILURE);
    assertThat(json().string("verdict")).contains("not_proven");
    assertThat(json().string("words").orElseThrow()).contains("wants more witnesses");
    Files.writeString(elsewhere.resolve("p"), mine.replace("quorum both", "quorum none"));
    assertThat(run(elsewhere, "verify", "--receipt", "r", "--policy", "p")).isEqualTo(ExitCode.OK);

    Files.writeString(elsewhere.resolve("r"), "c2sp.org/tlog-proof@v1\n");
    assertThat(run(elsewhere, "verify", "--receipt", "r", "--key", key()))
        .isEqualTo(ExitCode.FAILURE);
    assertThat(run(elsewhere, "verify", "--receipt", "nothing", "--key", key()))
        .isEqualTo(ExitCode.FAILURE);
  }
}
