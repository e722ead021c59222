package dev.canopy;

import static dev.canopy.TestCanopy.AGENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.canopy.audit.AuditEvent;
import dev.canopy.audit.AuditException;
import dev.canopy.audit.AuditOptions;
import dev.canopy.audit.Receipt;
import dev.canopy.effects.Effect;
import dev.canopy.effects.FileFacts;
import dev.canopy.json.JsonObject;
import dev.canopy.policy.Decision;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Each hop fails in each way, and what comes out is DENY. */
class FaultInjectionTest {
  private final Path dir;

  FaultInjectionTest(@TempDir Path dir) {
    this.dir = dir;
  }

  @TestFactory
  Stream<DynamicTest> log_thatFails() {
    return Map.<String, Function<AuditEvent, CompletionStage<Receipt>>>of(
            "fails", event -> CompletableFuture.failedStage(new AuditException("disk full")),
            "fails with an error", event -> CompletableFuture.failedStage(new OutOfMemoryError()),
            "throws",
                event -> {
                  throw new IllegalStateException("bug");
                },
            "throws an error",
                event -> {
                  throw new StackOverflowError();
                },
            "is cancelled",
                event -> {
                  var stage = new CompletableFuture<Receipt>();
                  stage.cancel(true);
                  return stage;
                },
            "has no stage", event -> null,
            "has no receipt", event -> CompletableFuture.completedStage(null))
        .entrySet()
        .stream()
        .flatMap(
            fault ->
                Stream.of("read_file", "modify_file", "delete_file")
                    .map(
                        type ->
                            DynamicTest.dynamicTest(
                                fault.getKey() + ", " + type,
                                () -> isUnavailable(fault.getValue(), type))));
  }

  private static void isUnavailable(
      Function<AuditEvent, CompletionStage<Receipt>> log, String type) {
    try (var canopy = TestCanopy.recording(new Fake(log))) {
      for (var result :
          List.of(
              canopy.authorizeAction(AGENT, type, "/srv/a"),
              canopy.authorizeAction(AGENT, type, "/srv/a", "some-approval"),
              canopy.authorizeActionAsync(AGENT, type, "/srv/a").toCompletableFuture().join(),
              canopy
                  .authorizeActionAsync(AGENT, type, "/srv/a", "some-approval")
                  .toCompletableFuture()
                  .join())) {
        assertThat(result.decision()).isEqualTo(Decision.DENY);
        assertThat(result.reason()).isIn("audit_unavailable", "internal_error");
        assertThat(result.receipt()).isNull();
        assertThat(result.approval()).isNull();
        assertThat(result.authorizationId()).isEmpty();
      }
    }
  }

  @Test
  void diskWithoutSpace_isDenied_andSaysWhy() {
    var log = dir.resolve("audit.log");
    var full = AuditOptions.SHARED.withLowSpaceBytes(1L << 60); // more than any disk has left
    try (var canopy =
        Canopy.builder().policy(TestCanopy.POLICY).auditLog(log).auditOptions(full).build()) {
      var result = canopy.authorizeAction(AGENT, "read_file", "/srv/a");
      assertThat(result.decision()).isEqualTo(Decision.DENY);
      assertThat(result.reason()).isEqualTo("audit_unavailable");
      assertThat(result.receipt()).isNull();
      assertThat(canopy.trouble().orElse("")).contains("disk space", "bytes are left", "free some");
    }
    try (var canopy = TestCanopy.open(log)) {
      assertThat(canopy.authorizeAction(AGENT, "read_file", "/srv/a").receipt()).isNotNull();
      assertThat(canopy.trouble()).isEmpty();
    }
  }

  @Test
  void clock_thatThrows() {
    InstantSource broken =
        () -> {
          throw new IllegalStateException("no time");
        };
    var canopy =
        new Canopy(
            new DecisionMaker(
                TestCanopy.POLICY, dev.canopy.effects.Surroundings.UNKNOWN, List.of()),
            new Fake(
                event -> CompletableFuture.completedStage(new Receipt("0".repeat(64), 1, "ts"))),
            new Approvals(null, dir, broken, java.time.Duration.ofHours(1)),
            dir.resolve("audit.log"));
    var result = canopy.authorizeAction(AGENT, "modify_file", "/srv/a");
    assertThat(result.decision()).isEqualTo(Decision.DENY);
    assertThat(result.reason()).isEqualTo("internal_error");
    assertThat(result.receipt()).isNotNull();
  }

  @TestFactory
  Stream<DynamicTest> files_thatThrow() {
    return Stream.of(new IllegalStateException("bug"), new StackOverflowError(), new Error("bug"))
        .map(
            thrown ->
                DynamicTest.dynamicTest(
                    thrown.getClass().getName(),
                    () -> {
                      try (var canopy =
                          Canopy.builder()
                              .policy(TestCanopy.POLICY)
                              .auditLog(dir.resolve("audit.log"))
                              .files(new ThrowingFiles(thrown))
                              .build()) {
                        var result = canopy.authorizeAction(AGENT, "delete_file", "/srv/a");
                        assertThat(result.decision()).isEqualTo(Decision.DENY);
                        assertThat(result.receipt()).isNotNull();
                        var read = canopy.authorizeAction(AGENT, "read_file", "/srv/a");
                        assertThat(read.effects())
                            .describedAs("with DENY or without, it is no harmless action")
                            .hasAtLeastOneElementOfType(Effect.Unresolved.class);
                        assertThat(read.receipt()).isNotNull();
                      }
                    }));
  }

  @Test
  void map_thatThrowsAnError() {
    try (var canopy = TestCanopy.open(dir.resolve("audit.log"))) {
      var result =
          canopy.authorizeAction(
              AGENT,
              "read_file",
              new java.util.AbstractList<Object>() {
                @Override
                public Object get(int index) {
                  throw new StackOverflowError();
                }

                @Override
                public int size() {
                  return 1;
                }
              });
      assertThat(result.decision()).isEqualTo(Decision.DENY);
      assertThat(result.reason()).isEqualTo("internal_error");
      assertThat(result.receipt()).isNotNull();
    }
  }

  @Test
  void authorizeAction_atTheEndOfTheStack() {
    try (var canopy = TestCanopy.open(dir.resolve("audit.log"))) {
      assertThat(deepest(canopy, 0)).isNotEqualTo(Decision.ALLOW.name() + "?");
      assertThat(canopy.authorizeAction(AGENT, "read_file", "/srv/a").isAllowed()).isTrue();
    }
  }

  /** Asks with ever less stack left; whatever comes is a decision or the stack's own end. */
  private static String deepest(Canopy canopy, int depth) {
    try {
      return depth > 100_000 ? "" : deepest(canopy, depth + 1);
    } catch (StackOverflowError e) {
      return canopy.authorizeAction(AGENT, "delete_file", "/srv/a").decision().name();
    }
  }

  @Test
  void attributes_outrankWhatTheCallerClaims() {
    var source = new Source(Map.of("env", "production"));
    var maker =
        new DecisionMaker(
            Testdata.policy(
                """
                rules:
                  - id: staging
                    action_type: read_file
                    decision: ALLOW
                    when_all: ['agent_ctx.env == "staging"']
                """),
            dev.canopy.effects.Surroundings.UNKNOWN,
            List.of(source));
    assertThat(decision(maker, Map.of("env", "staging"))).isEqualTo(Decision.DENY);
    source.facts = Map.of("env", "staging");
    assertThat(decision(maker, Map.of("env", "production"))).isEqualTo(Decision.ALLOW);
    source.facts = Map.of("env", Double.NaN);
    assertThat(decision(maker, Map.of("env", "staging"))).isEqualTo(Decision.DENY);
    source.facts = null;
    assertThat(decision(maker, Map.of("env", "staging"))).isEqualTo(Decision.DENY);
    source.facts = new CanopyTest.ThrowingMap(new IllegalStateException("down"));
    assertThat(decision(maker, Map.of("env", "staging"))).isEqualTo(Decision.DENY);
    source.facts = Map.of("other", "staging");
    assertThat(decision(maker, Map.of("env", "staging"))).isEqualTo(Decision.DENY);
  }

  private static Decision decision(DecisionMaker maker, Map<String, ?> ctx) {
    return maker.decide(ctx, "read_file", "/srv/a").evaluation().decision();
  }

  private static final class Source implements AttributeSource {
    private @Nullable Map<String, ?> facts;

    Source(Map<String, ?> facts) {
      this.facts = facts;
    }

    @Override
    public Set<String> names() {
      return Set.of("env");
    }

    @Override
    @SuppressWarnings("NullAway") // a source that breaks its promise
    public Map<String, ?> fetch(JsonObject agentCtx) {
      return facts;
    }
  }

  private record ThrowingFiles(Throwable thrown) implements FileFacts {
    @Override
    public Optional<String> realPath(String absolutePath) {
      if (thrown instanceof RuntimeException e) {
        throw e;
      }
      throw (Error) thrown;
    }

    @Override
    public boolean foldsCase() {
      return false;
    }
  }

  private record Fake(Function<AuditEvent, CompletionStage<Receipt>> log) implements Recorder {
    @Override
    public CompletionStage<Receipt> append(AuditEvent event) {
      return log.apply(event);
    }

    @Override
    public void close() {}
  }
}
