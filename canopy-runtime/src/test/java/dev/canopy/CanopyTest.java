package dev.canopy;

import static dev.canopy.TestCanopy.AGENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.canopy.json.Json;
import dev.canopy.json.JsonException;
import dev.canopy.json.JsonNull;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.policy.Decision;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class CanopyTest {
  private final Path dir;

  CanopyTest(@TempDir Path dir) {
    this.dir = dir;
  }

  @Test
  void authorizeAction_recordsBeforeItAnswers() throws IOException, JsonException {
    var log = dir.resolve("audit.log");
    try (var canopy = TestCanopy.open(log)) {
      var result = canopy.authorizeAction(AGENT, "delete_file", Map.of("path", "/srv/a"));
      assertThat(result.decision()).isEqualTo(Decision.DENY);
      assertThat(result.reason()).isEqualTo("nothing is deleted");
      assertThat(result.ruleIds()).containsExactly("no");
      assertThat(result.receipt()).isNotNull();
      assertThat(result.authorizationId())
          .isEqualTo(Objects.requireNonNull(result.receipt()).entryHash());
      assertThat(result.approval()).isNull();

      var lines = Files.readAllLines(log);
      var last = lines.get(lines.size() - 1);
      assertThat(Sha256.leafHex(last.getBytes(StandardCharsets.UTF_8)))
          .isEqualTo(result.authorizationId());
      var entry = (JsonObject) Json.parse(last);
      assertThat(entry.string("action_type")).contains("delete_file");
      assertThat(entry.string("decision")).contains("DENY");
      assertThat(entry.string("reason")).contains("nothing is deleted");
      assertThat(entry.string("avid")).contains(result.avid());
      assertThat(entry.string("avid_proof")).contains("asserted");
      assertThat(entry.string("policy")).contains(canopy.policy().digest());
      assertThat(last).doesNotContain("/srv/a");
      var disclosed = TestCanopy.disclosed(log, entry);
      assertThat(disclosed.get("payload.path")).isEqualTo(new JsonString("/srv/a"));
      assertThat(TestCanopy.object(disclosed, "judged").string("payload_digest"))
          .contains(
              "sha256:" + Sha256.hex("{\"path\":\"/srv/a\"}".getBytes(StandardCharsets.UTF_8)));
    }
  }

  @Test
  void authorizeAction_ofEverySpellingOfAPayloadIsTheSame() throws JsonException {
    record Read(String path) {}
    var canopy = Canopy.builder().policy(TestCanopy.POLICY).withoutAnyAuditLog().build();
    var effects = new ArrayList<Object>();
    for (var payload :
        List.of(
            Map.of("path", "/srv/a"),
            new Read("/srv/a"),
            Map.of("path", Path.of("/srv/a")),
            Json.parse("{\"path\":\"/srv/a\"}"))) {
      var result = canopy.authorizeAction(AGENT, "read_file", payload);
      assertThat(result.decision()).isEqualTo(Decision.ALLOW);
      effects.add(result.effects());
    }
    assertThat(Set.copyOf(effects)).hasSize(1);
  }

  @TestFactory
  Stream<DynamicTest> authorizeAction_ofWhatIsNoPayloadIsDenied() {
    var cyclic = new HashMap<String, Object>();
    cyclic.put("self", cyclic);
    var cyclicList = new ArrayList<Object>();
    cyclicList.add(cyclicList);
    Object deep = "x";
    for (var i = 0; i < 10_000; i++) {
      deep = List.of(deep);
    }
    return Map.<String, Object>ofEntries(
            Map.entry("NaN", Map.of("x", Double.NaN)),
            Map.entry("infinity", Map.of("x", Float.NEGATIVE_INFINITY)),
            Map.entry("a lone surrogate", Map.of("path", "\ud800")),
            Map.entry("a lone surrogate in a name", Map.of("\udc00", "x")),
            Map.entry("a cyclic map", cyclic),
            Map.entry("a cyclic list", cyclicList),
            Map.entry("deep nesting", deep),
            Map.entry("two MiB", "x".repeat(2 << 20)),
            Map.entry("an object", new Object()),
            Map.entry("a stream", Stream.of("x")),
            Map.entry("an integer that readers round", Map.of("x", (1L << 53) + 1)),
            Map.entry("a key that is no string", Map.of(1, "x")),
            Map.entry("a map that throws", new ThrowingMap(new IllegalStateException("no"))),
            Map.entry("a map without end", new EndlessMap()),
            Map.entry("a list that says it is huge", new HugeList()))
        .entrySet()
        .stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(),
                    () -> isDeniedAndRecorded(AGENT, "read_file", entry.getValue())));
  }

  @TestFactory
  Stream<DynamicTest> authorizeAction_ofWhatIsNoContextIsDenied() {
    return Map.<String, Map<String, Object>>of(
            "NaN", Map.of("x", Double.NaN),
            "a lone surrogate", Map.of("x", "\ud800"),
            "a map that throws", new ThrowingMap(new IllegalStateException("no")),
            "a map without end", new EndlessMap(),
            "too large", Map.of("x", "x".repeat(2 << 20)))
        .entrySet()
        .stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(),
                    () -> isDeniedAndRecorded(entry.getValue(), "read_file", "/a")));
  }

  @TestFactory
  Stream<DynamicTest> authorizeAction_ofWhatIsNoTypeIsDenied() {
    return Stream.of(
            null,
            "",
            " ",
            "read_file ",
            "\ud800",
            "x".repeat(1 << 20),
            "read\0file",
            "audit.genesis",
            "approval.grant",
            "Approval.grant")
        .map(
            type ->
                DynamicTest.dynamicTest(
                    "`"
                        + (type == null ? "null" : type.substring(0, Math.min(20, type.length())))
                        + "`",
                    () -> isDeniedAndRecorded(AGENT, type, "/a")));
  }

  private void isDeniedAndRecorded(Map<String, ?> ctx, String type, Object payload)
      throws IOException {
    var log = dir.resolve("audit.log");
    try (var canopy = TestCanopy.open(log)) {
      var sync = canopy.authorizeAction(ctx, type, payload);
      assertThat(sync.decision()).isEqualTo(Decision.DENY);
      assertThat(sync.reason()).matches("[a-z_]+");
      assertThat(sync.receipt()).isNotNull();
      var async = canopy.authorizeActionAsync(ctx, type, payload).toCompletableFuture().join();
      assertThat(async.decision()).isEqualTo(Decision.DENY);
      assertThat(async.reason()).isEqualTo(sync.reason());
      assertThat(Files.readAllLines(log)).allMatch(line -> line.length() < 65_536);
    }
  }

  @Test
  void authorizeAction_ofNothingAtAllIsDenied() {
    var log = dir.resolve("audit.log");
    try (var canopy = TestCanopy.open(log)) {
      Map<String, Object> none = null;
      assertThat(canopy.authorizeAction(none, null, null).decision()).isEqualTo(Decision.DENY);
      assertThat(canopy.authorizeAction(none, null, null, null).decision())
          .isEqualTo(Decision.DENY);
      assertThat(canopy.authorizeAction(JsonObject.EMPTY, null, JsonNull.NULL).decision())
          .isEqualTo(Decision.DENY);
    }
  }

  @Test
  void authorizeActionAsync_copiesThePayloadFirst() {
    var log = dir.resolve("audit.log");
    try (var canopy = TestCanopy.open(log)) {
      var stages = new ArrayList<CompletionStage<AuthorizationResult>>();
      var payload = new HashMap<String, Object>();
      for (var i = 0; i < 100; i++) {
        payload.put("path", "/srv/" + i);
        stages.add(canopy.authorizeActionAsync(AGENT, "read_file", payload));
      }
      for (var i = 0; i < 100; i++) {
        var result = stages.get(i).toCompletableFuture().join();
        assertThat(result.effects().toString()).contains("/srv/" + i);
      }
    }
  }

  @Test
  void authorizeActionAsync_ofThousandsIsOneChain() throws Exception {
    var log = dir.resolve("audit.log");
    var threads = 8;
    var each = 1_000;
    var ids = Collections.synchronizedSet(new java.util.HashSet<String>());
    try (var canopy = TestCanopy.open(log)) {
      var workers = new ArrayList<Thread>();
      for (var t = 0; t < threads; t++) {
        var worker =
            new Thread(
                () -> {
                  var stages = new ArrayList<CompletionStage<AuthorizationResult>>();
                  for (var i = 0; i < each; i++) {
                    stages.add(canopy.authorizeActionAsync(AGENT, "read_file", "/srv/" + i));
                  }
                  for (var stage : stages) {
                    var result = stage.toCompletableFuture().join();
                    assertThat(result.decision()).isEqualTo(Decision.ALLOW);
                    ids.add(result.authorizationId());
                  }
                });
        worker.start();
        workers.add(worker);
      }
      for (var worker : workers) {
        worker.join();
      }
    }
    assertThat(ids).hasSize(threads * each);
    var lines = new ArrayList<String>();
    new LogTail(
            log,
            new LogTail.Reader() {
              @Override
              public void restart() {
                lines.clear();
              }

              @Override
              public void line(byte[] line, String entryHash) {
                lines.add(entryHash);
              }
            })
        .read(java.time.Instant.MIN);
    assertThat(lines).containsAll(ids).doesNotHaveDuplicates();
  }

  @Test
  void authorizeActionAsync_letsTheNextStepAskAgain() {
    try (var canopy = TestCanopy.open(dir.resolve("audit.log"))) {
      var second =
          canopy
              .authorizeActionAsync(AGENT, "read_file", "/srv/a")
              .thenApply(first -> canopy.authorizeAction(AGENT, "read_file", "/srv/b"))
              .toCompletableFuture()
              .join();
      assertThat(second.decision()).isEqualTo(Decision.ALLOW);
    }
  }

  @Test
  void close_deniesWhatComesAfter() {
    var canopy = TestCanopy.open(dir.resolve("audit.log"));
    canopy.close();
    var result = canopy.authorizeAction(AGENT, "read_file", "/srv/a");
    assertThat(result.decision()).isEqualTo(Decision.DENY);
    assertThat(result.reason()).isEqualTo("audit_unavailable");
    assertThat(result.receipt()).isNull();
    assertThat(result.authorizationId()).isEmpty();
    canopy.close();
  }

  @Test
  void usePolicy_holdsFromTheNextDecisionOn() {
    try (var canopy = TestCanopy.open(dir.resolve("audit.log"))) {
      assertThat(canopy.authorizeAction(AGENT, "read_file", "/srv/a").isAllowed()).isTrue();
      canopy.usePolicy(
          Testdata.policy("rules: [{id: none, action_type: read_file, decision: DENY}]"));
      assertThat(canopy.authorizeAction(AGENT, "read_file", "/srv/a").isAllowed()).isFalse();
    }
  }

  @Test
  void create_readsTheEnvironment() throws IOException {
    var policy = dir.resolve("my.yaml");
    Files.writeString(policy, "rules: [{id: all, action_type: read_file, decision: ALLOW}]\n");
    var log = dir.resolve("sub/my.log");
    try (var canopy =
        Canopy.builder()
            .environment(
                Map.of(
                    "CANOPY_POLICY_FILE", policy.toString(),
                    "CANOPY_AUDIT_LOG_PATH", log.toString()))
            .build()) {
      assertThat(canopy.authorizeAction(AGENT, "read_file", "/srv/a").ruleIds())
          .containsExactly("all");
    }
    assertThat(log).isNotEmptyFile();
  }

  @Test
  void create_withAPolicyThatDoesNotLoadFails() throws IOException {
    var policy = dir.resolve("bad.yaml");
    Files.writeString(policy, "rules:\n  - action_type: execute_shell\n    deny_iff: rm\n");
    assertThatThrownBy(() -> Canopy.builder().policyFile(policy).build())
        .isInstanceOf(CanopyException.class)
        .hasMessageContaining("bad.yaml")
        .hasMessageContaining("deny_iff")
        .extracting(e -> ((CanopyException) e).policyIssues().size())
        .isNotEqualTo(0);
    assertThatThrownBy(() -> Canopy.builder().policyFile(dir.resolve("none.yaml")).build())
        .isInstanceOf(CanopyException.class)
        .hasMessageContaining("none.yaml");
    Files.write(policy, new byte[] {(byte) 0xff});
    assertThatThrownBy(() -> Canopy.builder().policyFile(policy).build())
        .isInstanceOf(CanopyException.class);
  }

  @Test
  void create_withALogThatDoesNotOpenFails() throws IOException {
    var folder = Files.createDirectory(dir.resolve("folder"));
    assertThatThrownBy(() -> TestCanopy.open(folder))
        .isInstanceOf(CanopyException.class)
        .hasMessageContaining("folder");
  }

  /** A map that throws when it is looked at. */
  static final class ThrowingMap extends AbstractMap<String, Object> {
    private final RuntimeException thrown;

    ThrowingMap(RuntimeException thrown) {
      this.thrown = thrown;
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
      throw thrown;
    }
  }

  /** A map that always has one more. */
  private static final class EndlessMap extends AbstractMap<String, Object> {
    @Override
    public Set<Entry<String, Object>> entrySet() {
      return new java.util.AbstractSet<>() {
        @Override
        public java.util.Iterator<Entry<String, Object>> iterator() {
          return new java.util.Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
              return true;
            }

            @Override
            public Entry<String, Object> next() {
              return Map.entry("k" + next++, "v");
            }
          };
        }

        @Override
        public int size() {
          return 1;
        }
      };
    }
  }

  /** A list that lies about its size. */
  private static final class HugeList extends java.util.AbstractList<Object> {
    @Override
    public Object get(int index) {
      return "x";
    }

    @Override
    public int size() {
      return Integer.MAX_VALUE;
    }
  }
}
