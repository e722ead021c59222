package dev.canopy;

import static dev.canopy.TestCanopy.AGENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.canopy.audit.AuditException;
import dev.canopy.audit.AuditOptions;
import dev.canopy.audit.AuditReader;
import dev.canopy.audit.AuditVerifier;
import dev.canopy.audit.Expectation;
import dev.canopy.json.Json;
import dev.canopy.json.JsonNumber;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutcomesTest {
  private static final ActionOutcome DONE =
      ActionOutcome.exited(
          3,
          Duration.ofMillis(1_234),
          ActionOutcome.Output.of("secret output".getBytes(StandardCharsets.UTF_8)));

  private final Path log;
  private Canopy canopy;

  OutcomesTest(@TempDir Path dir) {
    log = dir.resolve("audit.log");
    canopy = TestCanopy.open(log);
  }

  @AfterEach
  void tearDown() throws AuditException {
    canopy.close();
    assertThat(AuditVerifier.verify(log, Expectation.NONE))
        .isInstanceOf(dev.canopy.audit.Verdict.Intact.class);
  }

  private List<JsonObject> outcomes() throws AuditException {
    var all = new ArrayList<JsonObject>();
    try (var reader = AuditReader.open(log)) {
      for (var next = reader.poll(); next.isPresent(); next = reader.poll()) {
        if (next.get().text("action_type").equals("authorization.outcome")) {
          all.add(next.get().json());
        }
      }
    }
    return all;
  }

  private AuthorizationResult allowed() {
    var result = canopy.authorizeAction(AGENT, "read_file", "/srv/a");
    assertThat(result.isAllowed()).isTrue();
    return result;
  }

  @Test
  void attest_recordsTheOutcome() throws Exception {
    var result = allowed();
    var receipt = canopy.attest(result.authorizationId(), DONE);
    assertThat(receipt.entryIndex()).isEqualTo(2);
    var entry = outcomes().get(0);
    assertThat(entry.string("authorization_id")).contains(result.authorizationId());
    assertThat(entry.string("avid")).contains(result.avid());
    assertThat(entry.string("outcome")).contains("failed");
    assertThat(entry.get("exit_status")).isEqualTo(JsonNumber.of(3));
    assertThat(entry.get("duration_ms")).isEqualTo(JsonNumber.of(1_234));
    assertThat(entry.get("output_bytes")).isEqualTo(JsonNumber.of(13));
    assertThat(Files.readString(log))
        .doesNotContain(Sha256.hex("secret output".getBytes(StandardCharsets.UTF_8)));
    assertThat(TestCanopy.disclosed(log, entry))
        .containsEntry(
            "output",
            new JsonString(
                "sha256:" + Sha256.hex("secret output".getBytes(StandardCharsets.UTF_8))));
  }

  @Test
  void attest_ofTheSameAgain_isRefused() throws Exception {
    var id = allowed().authorizationId();
    canopy.attest(id, DONE);
    assertThatThrownBy(() -> canopy.attest(id, DONE))
        .isInstanceOf(AttestationException.class)
        .hasMessageContaining("has an outcome already");
    canopy.close();
    canopy = TestCanopy.open(log);
    assertThatThrownBy(() -> canopy.attest(id, DONE)).hasMessageContaining("already");
    assertThat(outcomes()).hasSize(1);
  }

  @Test
  void attest_inAnotherProcessOrLater_findsTheDecision() throws Exception {
    var first = allowed();
    var second = allowed(); // the last line: no entry names it yet
    canopy.close();
    canopy = TestCanopy.open(log);
    canopy.attest(second.authorizationId(), DONE);
    canopy.attest(first.authorizationId(), DONE);
    assertThat(outcomes()).extracting(o -> o.string("avid").orElse("")).containsOnly(first.avid());
  }

  @Test
  void attest_ofADecisionInAClosedSegment_findsIt() throws Exception {
    canopy.close();
    canopy =
        Canopy.builder()
            .policy(TestCanopy.POLICY)
            .auditLog(log)
            .auditOptions(AuditOptions.SHARED.withSegmentBytes(2_000))
            .build();
    var first = allowed();
    for (var i = 0; i < 10; i++) {
      allowed();
    }
    assertThat(Files.readString(log)).doesNotContain(first.authorizationId());
    canopy.attest(first.authorizationId(), DONE);
    assertThatThrownBy(() -> canopy.attest(first.authorizationId(), DONE))
        .hasMessageContaining("already");
    assertThat(outcomes()).hasSize(1);
  }

  @Test
  void attest_ofWhatIsNoDecision_isRefused() throws Exception {
    var id = allowed().authorizationId();
    var receipt = canopy.attest(id, DONE);
    for (var bad :
        List.of(
            "",
            "x",
            "0".repeat(64),
            id.substring(1) + "g",
            id.toUpperCase(java.util.Locale.ROOT))) {
      assertThatThrownBy(() -> canopy.attest(bad, DONE)).isInstanceOf(AttestationException.class);
    }
    assertThatThrownBy(() -> canopy.attest(receipt.entryHash(), DONE))
        .hasMessageContaining("is no decision");
    assertThat(outcomes()).hasSize(1);
  }

  @Test
  void attest_ofADenial_isRecorded() throws Exception {
    var denied = canopy.authorizeAction(AGENT, "delete_file", "/srv/a");
    canopy.attest(denied.authorizationId(), DONE);
    assertThat(outcomes()).hasSize(1);
  }

  @Test
  void agent_cannotClaimAnOutcome() {
    assertThat(canopy.authorizeAction(AGENT, "authorization.outcome", "x").reason())
        .isEqualTo("malformed_action_type");
  }

  @Test
  void outcome_ofNonsense_isRefused() {
    assertThatThrownBy(() -> ActionOutcome.exited(0, Duration.ofMillis(-1), null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ActionOutcome.Output("xyz", 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void guard_attestsByItself() throws Exception {
    var guard = canopy.guard(AGENT);
    assertThat(guard.run("read_file", "/srv/a", () -> "content")).isEqualTo("content");
    assertThatThrownBy(
            () ->
                guard.run(
                    "read_file",
                    "/srv/a",
                    () -> {
                      throw new IOException("broken");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("broken")
        .hasNoSuppressedExceptions();
    Function<String, Integer> length = String::length;
    assertThat(guard.wrap("read_file", path -> Map.of("path", path), length).apply("/srv/abc"))
        .isEqualTo(8);
    assertThat(outcomes())
        .extracting(o -> o.string("outcome").orElse(""))
        .containsExactly("completed", "failed", "completed");
    assertThat(outcomes().get(0).get("output_bytes")).isEqualTo(JsonNumber.of(7));
    assertThat(outcomes().get(2).get("output_bytes")).isNull();
    assertThat(Json.write(outcomes().get(1))).doesNotContain("broken");
  }

  @Test
  void guard_whosePayloadChanged_attestsThatItDidNotStart() throws Exception {
    var calls = new AtomicInteger();
    var ran = new AtomicInteger();
    var wrapped =
        canopy
            .guard(AGENT)
            .wrap(
                "read_file",
                (String path) -> new HashMap<>(Map.of("path", path, "n", calls.incrementAndGet())),
                (String path) -> ran.incrementAndGet());
    assertThatThrownBy(() -> wrapped.apply("/srv/a")).isInstanceOf(ActionDenied.class);
    assertThat(ran).hasValue(0);
    assertThat(outcomes())
        .extracting(o -> o.string("outcome").orElse(""))
        .containsExactly("not_started");
  }

  @Test
  void guard_whoseOutcomeIsNotRecorded_keepsTheResult() {
    var guard = canopy.guard(AGENT);
    assertThat(
            guard.run(
                "read_file",
                "/srv/a",
                () -> {
                  canopy.close(); // now nothing can be recorded any more
                  return "content";
                }))
        .isEqualTo("content");
  }

  @Test
  void guard_whoseOutcomeIsNotRecorded_keepsTheException() {
    var guard = canopy.guard(AGENT);
    assertThatThrownBy(
            () ->
                guard.run(
                    "read_file",
                    "/srv/a",
                    () -> {
                      canopy.close();
                      throw new IOException("broken");
                    }))
        .hasMessage("broken")
        .satisfies(
            e ->
                assertThat(e.getSuppressed())
                    .hasAtLeastOneElementOfType(AttestationException.class));
  }
}
