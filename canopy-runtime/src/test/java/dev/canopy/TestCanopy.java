package dev.canopy;

import dev.canopy.audit.AuditException;
import dev.canopy.audit.Disclosures;
import dev.canopy.effects.Surroundings;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonValue;
import dev.canopy.policy.Policy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What the tests of the facade share. */
final class TestCanopy {
  static final Policy POLICY =
      Testdata.policy(
          """
          rules:
            - id: go
              action_type: read_file
              decision: ALLOW
            - id: ask
              action_type: modify_file
              decision: REQUIRE_APPROVAL
              reason: a person looks at changes
            - id: "no"
              action_type: delete_file
              decision: DENY
              reason: nothing is deleted
          """);

  static final Map<String, Object> AGENT = Map.of("public_key", "pk-test");

  private TestCanopy() {}

  static Canopy open(Path log) {
    return open(log, InstantSource.system());
  }

  static Canopy open(Path log, InstantSource clock) {
    return Canopy.builder().policy(POLICY).auditLog(log).clock(clock).build();
  }

  /** The id of the approval that the answer opens. */
  static String approvalId(AuthorizationResult result) {
    return Objects.requireNonNull(result.approval(), "approval").id();
  }

  /** The values beside a log that an entry commits to. */
  static Map<String, JsonValue> disclosed(Path log, JsonObject entry) {
    var values = new LinkedHashMap<String, JsonValue>();
    try (var beside = Disclosures.of(log)) {
      for (var revealed : beside.reveal(entry)) {
        var disclosure = revealed.disclosure();
        if (disclosure != null) {
          values.put(revealed.name(), disclosure.value());
        }
      }
    } catch (AuditException e) {
      throw new IllegalStateException(e);
    }
    return values;
  }

  /** A value that must be there and be an object. */
  static JsonObject object(Map<String, JsonValue> values, String name) {
    return (JsonObject) Objects.requireNonNull(values.get(name), name);
  }

  /** One that records somewhere else. */
  static Canopy recording(Recorder recorder) {
    return new Canopy(
        new DecisionMaker(POLICY, Surroundings.UNKNOWN, List.of()),
        recorder,
        new Approvals(
            recorder, Path.of("no-such-log"), InstantSource.system(), Duration.ofHours(1)),
        Path.of("no-such-log"));
  }

  /** A clock that stands until it is set. */
  static final class Clock implements InstantSource {
    volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    void pass(Duration time) {
      now = now.plus(time);
    }
  }
}
