package dev.canopy.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.canopy.audit.Disclosures.State;
import dev.canopy.json.Json;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DisclosuresTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-22T10:22:01.123456Z"));
  private static final String SALT = "AAECAwQFBgcICQoLDA0ODw";

  private final Path log;
  private final Path beside;

  DisclosuresTest(@TempDir Path dir) {
    log = dir.resolve("audit.log");
    beside = Disclosures.pathFor(log);
  }

  static AuditEvent event(String command, String salt) {
    return new AuditEvent(
        JsonObject.builder().put("action_type", "execute_shell").put("avid", "AVID-0").build(),
        JsonObject.EMPTY,
        List.of(
            new Disclosure("payload.command", salt, new JsonString(command)),
            new Disclosure("judged", salt, JsonObject.builder().put("n", 1).build())));
  }

  /** 22 digits that differ for each number. */
  static String salt(long number) {
    return String.format("%022d", number);
  }

  private void append(int entries) throws AuditException {
    try (var open = AuditLog.open(log, CLOCK)) {
      for (var i = 0; i < entries; i++) {
        open.append(event("command " + i, salt(i)));
      }
    }
  }

  private List<JsonObject> entries() throws AuditException {
    var entries = new ArrayList<JsonObject>();
    try (var reader = AuditReader.open(log)) {
      for (var next = reader.poll(); next.isPresent(); next = reader.poll()) {
        entries.add(next.get().json());
      }
    }
    return entries;
  }

  private static List<State> states(Disclosures disclosures, JsonObject entry)
      throws AuditException {
    return disclosures.reveal(entry).stream().map(Disclosures.Revealed::state).toList();
  }

  /** Worked out by hand with another program: the bytes are in docs/audit-format.md. */
  @Test
  void commitment_isTheDocumentedOne() throws Exception {
    assertThat(new Disclosure("payload.command", SALT, new JsonString("rm -rf build")).commitment())
        .isEqualTo("zTqBl2KCltcgrvcLTBaAqlHK4kW7RUg7VKEykz5b4-c");
    assertThat(new Disclosure("é", SALT, Json.parse("{\"b\":[true,null],\"a\":1.0}")).commitment())
        .isEqualTo("Lu6NXXDNTYEVUqs3PxCXOjBBxUpWy_iMPyznUu_KOTQ");
  }

  @Test
  void commitment_differsWithEachPart() {
    var value = new JsonString("x");
    var commitments =
        List.of(
            new Disclosure("a", SALT, value).commitment(),
            new Disclosure("b", SALT, value).commitment(),
            new Disclosure("a", SALT + "A", value).commitment(),
            new Disclosure("aA", SALT, value).commitment(),
            new Disclosure("a", SALT, new JsonString("y")).commitment());
    assertThat(commitments).doesNotHaveDuplicates();
  }

  @Test
  void disclosure_ofABadNameOrSalt_isRefused() {
    for (var salt : List.of("", "short", "=".repeat(22), "é".repeat(22), "A".repeat(21))) {
      assertThatThrownBy(() -> new Disclosure("a", salt, new JsonString("x")))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> new Disclosure("", SALT, new JsonString("x")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(new Disclosure("a", SALT, new JsonString("hush")).toString()).doesNotContain("hush");
  }

  @Test
  void append_putsValuesBesideTheLogOnly() throws Exception {
    append(3);
    assertThat(Files.readString(log)).doesNotContain("command 1").doesNotContain(salt(1));
    assertThat(Files.readString(beside)).contains("command 1");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(beside)))
        .isEqualTo("rw-------");
    assertThat(AuditVerifier.verify(log, Expectation.NONE)).isInstanceOf(Verdict.Intact.class);
    try (var disclosures = Disclosures.of(log)) {
      for (var entry : entries().subList(1, 4)) {
        var revealed = disclosures.reveal(entry);
        assertThat(revealed).extracting(Disclosures.Revealed::state).containsOnly(State.DISCLOSED);
        assertThat(revealed.get(0).name()).isEqualTo("payload.command");
      }
    }
    assertThat(DisclosureCheck.of(log)).isEqualTo(new DisclosureCheck(6, 6, 0, 0, 0));
  }

  @Test
  void event_withAFaultyDisclosure_isRefused() throws Exception {
    var twice = new Disclosure("a", SALT, new JsonString("x"));
    var large = new Disclosure("a", SALT, new JsonString("x".repeat(600_000)));
    JsonValue deep = new JsonString("x");
    for (var i = 0; i < 70; i++) {
      deep = JsonObject.builder().put("a", deep).build();
    }
    try (var open = AuditLog.open(log, CLOCK)) {
      for (var bad :
          List.of(
              List.of(twice, twice), List.of(large), List.of(new Disclosure("a", SALT, deep)))) {
        var stage = open.append(new AuditEvent(JsonObject.EMPTY, JsonObject.EMPTY, bad));
        assertThatThrownBy(() -> stage.toCompletableFuture().join())
            .isInstanceOf(CompletionException.class)
            .hasCauseInstanceOf(AuditException.class);
      }
      var own = JsonObject.builder().put("committed", "x").build();
      assertThatThrownBy(
              () -> open.append(new AuditEvent(own, JsonObject.EMPTY)).toCompletableFuture().join())
          .hasMessageContaining("committed");
    }
    assertThat(entries()).hasSize(1);
    assertThat(beside).doesNotExist();
  }

  @Test
  void redact_erasesTheValuesAndLeavesTheChain() throws Exception {
    append(5);
    var before = Files.readString(log);
    var numbers = new EntryNumbers();
    numbers.add(2);
    numbers.add(3);
    try (var open = AuditLog.open(log, CLOCK)) {
      assertThat(open.redact(numbers, Set.of("payload.command"), "asked by the person"))
          .isEqualTo(2);
      // The file is another one now; what comes goes into it.
      open.append(event("later", salt(9))).toCompletableFuture().join();
    }
    assertThat(Files.readString(log)).startsWith(before);
    assertThat(Files.readString(beside))
        .contains("command 0", "command 3", "command 4", "later")
        .doesNotContain("command 1", "command 2", salt(1) + "\",\"value\":\"command");
    assertThat(AuditVerifier.verify(log, Expectation.NONE)).isInstanceOf(Verdict.Intact.class);
    assertThat(DisclosureCheck.of(log)).isEqualTo(new DisclosureCheck(12, 10, 2, 0, 0));
    try (var disclosures = Disclosures.of(log)) {
      assertThat(states(disclosures, entries().get(2)))
          .containsExactly(State.ERASED, State.DISCLOSED);
    }
    var record = entries().get(6);
    assertThat(record.string("action_type")).contains("audit.redact");
    assertThat(record.string("entries")).contains("2-3");
    assertThat(record.string("reason")).contains("asked by the person");
    assertThat(record.get("names")).isEqualTo(Json.parse("[\"payload.command\"]"));
  }

  @Test
  void redact_ofAllNames_recordsNone() throws Exception {
    append(2);
    var numbers = new EntryNumbers();
    numbers.add(1);
    try (var open = AuditLog.open(log, CLOCK)) {
      assertThat(open.redact(numbers, Set.of(), "")).isEqualTo(2);
      assertThat(open.redact(numbers, Set.of(), "")).isZero();
    }
    assertThat(entries().get(3).get("names")).isNull();
    assertThat(DisclosureCheck.of(log)).isEqualTo(new DisclosureCheck(4, 2, 2, 0, 0));
  }

  @Test
  void redact_inAClosedSegment_erasesAsInTheCurrentOne() throws Exception {
    try (var open = AuditLog.open(log, CLOCK, AuditOptions.EXCLUSIVE.withSegmentBytes(2000))) {
      for (var i = 0; i < 20; i++) {
        open.append(event("command " + i, salt(i))).toCompletableFuture().join();
      }
      var numbers = new EntryNumbers();
      numbers.add(2);
      assertThat(open.redact(numbers, Set.of(), "")).isEqualTo(2);
    }
    assertThat(Files.readString(log)).doesNotContain("\"seq\":2,");
    assertThat(Files.readString(beside)).contains("command 0").doesNotContain("command 1\"");
    assertThat(DisclosureCheck.of(log)).isEqualTo(new DisclosureCheck(40, 38, 2, 0, 0));
    assertThat(AuditVerifier.verify(log, Expectation.NONE)).isInstanceOf(Verdict.Intact.class);
  }

  @Test
  void redact_takesAwayWhatBelongsToNoEntry() throws Exception {
    append(2);
    Files.writeString(
        beside,
        "{\"seq\":77,\"name\":\"x\",\"salt\":\"" + SALT + "\",\"value\":1}\ntorn secret\n",
        StandardOpenOption.APPEND);
    var numbers = new EntryNumbers();
    numbers.add(1);
    try (var open = AuditLog.open(log, CLOCK)) {
      open.redact(numbers, Set.of("none of them"), "");
    }
    assertThat(Files.readString(beside)).doesNotContain("77").doesNotContain("torn");
    assertThat(DisclosureCheck.of(log)).isEqualTo(new DisclosureCheck(4, 4, 0, 0, 0));
  }

  /** Every change of one byte of the file is noticed, or changes nothing that is disclosed. */
  @Test
  void tamperedDisclosure_isNotBelieved() throws Exception {
    append(2);
    var good = Files.readAllBytes(beside);
    for (var at = 0; at < good.length; at++) {
      var bad = good.clone();
      bad[at] ^= 1;
      Files.write(beside, bad);
      var check = DisclosureCheck.of(log);
      // A line may take one beside it along: two that run together, or stand out of order.
      assertThat(check.disclosed()).as("byte %s", at).isBetween(2L, 3L);
      assertThat(check.tampered() + check.missing()).isEqualTo(4 - check.disclosed());
    }
    Files.writeString(beside, new String(good, StandardCharsets.UTF_8).replace("command 1", "ls"));
    assertThat(DisclosureCheck.of(log)).isEqualTo(new DisclosureCheck(4, 3, 0, 0, 1));
  }

  @Test
  void logWithoutTheFile_isOneOfWhichAllIsMissing() throws Exception {
    append(2);
    Files.delete(beside);
    assertThat(DisclosureCheck.of(log)).isEqualTo(new DisclosureCheck(4, 0, 0, 4, 0));
    try (var disclosures = Disclosures.of(log)) {
      assertThat(states(disclosures, entries().get(1))).containsOnly(State.ERASED);
    }
    append(1); // and a new file is begun
    assertThat(DisclosureCheck.of(log)).isEqualTo(new DisclosureCheck(6, 2, 0, 4, 0));
  }

  @Test
  void reveal_inAnyOrder_findsTheValues() throws Exception {
    append(3_000); // far more than is read at once
    var entries = entries();
    var random = new Random(5);
    try (var disclosures = Disclosures.of(log)) {
      for (var round = 0; round < 500; round++) {
        var at = 1 + random.nextInt(3_000);
        for (var i = at; i < Math.min(3_001, at + random.nextInt(3)); i++) {
          var value = disclosures.reveal(entries.get(i)).get(0).disclosure();
          assertThat(Objects.requireNonNull(value).value())
              .isEqualTo(new JsonString("command " + (i - 1)));
        }
      }
      var numbers = new EntryNumbers();
      numbers.add(7);
      try (var open = AuditLog.open(log, CLOCK)) {
        open.redact(numbers, Set.of(), "");
      }
      assertThat(states(disclosures, entries.get(7))).containsOnly(State.ERASED);
      assertThat(states(disclosures, entries.get(8))).containsOnly(State.DISCLOSED);
    }
  }

  @Test
  void redact_whileOthersWrite_losesNothingElse() throws Exception {
    var children = List.of(Writer.start(log), Writer.start(log));
    var outputs = children.stream().map(Child::output).toList();
    for (var output : outputs) {
      assertThat(output.readLine()).isEqualTo("open");
    }
    var erased = new EntryNumbers();
    try (var open = AuditLog.open(log, InstantSource.system(), AuditOptions.SHARED)) {
      for (var round = 1; round <= 20; round++) {
        var one = new EntryNumbers();
        one.add(round);
        erased.add(round);
        open.redact(one, Set.of(), "");
      }
    }
    for (var output : outputs) {
      assertThat(Child.rest(output)).hasSize(Writer.ENTRIES);
    }
    assertThat(AuditVerifier.verify(log, Expectation.NONE)).isInstanceOf(Verdict.Intact.class);
    var lost = 0;
    try (var disclosures = Disclosures.of(log)) {
      for (var entry : entries()) {
        for (var revealed : disclosures.reveal(entry)) {
          var seq = Long.parseLong(Json.write(Objects.requireNonNull(entry.get("seq"))));
          if (erased.contains(seq)) {
            // An entry may come to a number that was erased before it was written.
            lost += revealed.state() == State.ERASED ? 1 : 0;
          } else {
            assertThat(revealed.state()).as("entry %s", seq).isEqualTo(State.DISCLOSED);
          }
        }
      }
    }
    assertThat(lost).isLessThanOrEqualTo(40);
  }

  /** Appends entries with disclosures in another process. */
  static final class Writer {
    static final int ENTRIES = 200;

    private Writer() {}

    static Process start(Path log) throws IOException {
      return Child.start(Writer.class, "-XX:TieredStopAtLevel=1", log.toString());
    }

    public static void main(String[] args) throws Exception {
      try (var log = AuditLog.open(Path.of(args[0]), InstantSource.system(), AuditOptions.SHARED)) {
        System.out.println("open");
        for (var i = 0; i < ENTRIES; i++) {
          var receipt = log.append(event(args[0] + i, salt(i))).toCompletableFuture().join();
          System.out.println(receipt.entryIndex() + " " + receipt.entryHash());
        }
      }
    }
  }
}
