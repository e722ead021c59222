package dev.canopy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.canopy.ApprovalBook.State;
import dev.canopy.json.JsonObject;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ApprovalBookTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final String AGENT = "AVID-agent";
  private static final String GRANT = "approval.grant";
  private static final String REFUSE = "approval.refuse";
  private static final String USE = "approval.use";

  private final ApprovalBook book = new ApprovalBook();
  private int minute;

  @Test
  void request_isPendingUntilItExpires() {
    request("r");
    assertThat(book.pending(START.plusSeconds(3599))).hasSize(1);
    assertThat(book.pending(START.plusSeconds(3600))).isEmpty();
  }

  @Test
  void grant_isUsedOnce() {
    request("r");
    line("g", GRANT, "r", "alice");
    assertThat(state("r")).isEqualTo(State.GRANTED);
    line("u1", USE, "r", "");
    line("u2", USE, "r", "");
    assertThat(state("r")).isEqualTo(State.USED);
    assertThat(entry("r").decidedBy).isEqualTo("u1");
  }

  @Test
  void use_beforeTheGrantCountsForNothing() {
    request("r");
    line("u", USE, "r", "");
    assertThat(state("r")).isEqualTo(State.PENDING);
  }

  @Test
  void refusal_isForGood() {
    request("r");
    line("x", REFUSE, "r", "bob");
    line("g", GRANT, "r", "alice");
    line("u", USE, "r", "");
    assertThat(state("r")).isEqualTo(State.REFUSED);
  }

  @Test
  void refusal_takesBackAGrantThatIsNotUsed() {
    request("r");
    line("g", GRANT, "r", "alice");
    line("x", REFUSE, "r", "bob");
    assertThat(state("r")).isEqualTo(State.REFUSED);
  }

  @Test
  void refusal_comesTooLateAfterTheUse() {
    request("r");
    line("g", GRANT, "r", "alice");
    line("u", USE, "r", "");
    line("x", REFUSE, "r", "bob");
    assertThat(state("r")).isEqualTo(State.USED);
  }

  @Test
  void grant_byTheAgentItselfOrByNobodyCountsForNothing() {
    request("r");
    line("g1", GRANT, "r", AGENT);
    line("g2", GRANT, "r", "");
    assertThat(state("r")).isEqualTo(State.PENDING);
  }

  @Test
  void grant_afterTheEndCountsForNothing() {
    request("r");
    minute = 60;
    line("g", GRANT, "r", "alice");
    assertThat(state("r")).isEqualTo(State.PENDING);
  }

  @Test
  void grant_isForOneRequest() {
    request("r");
    request("s");
    line("g", GRANT, "r", "alice");
    assertThat(state("s")).isEqualTo(State.PENDING);
  }

  @Test
  void decision_isNoGrantWhateverItsActionTypeIs() {
    request("r");
    book.apply(
        "g",
        JsonObject.builder()
            .put("ts", START.toString())
            .put("action_type", GRANT)
            .put("decision", "ALLOW")
            .put("approval_id", "r")
            .put("approver", "alice")
            .build());
    assertThat(state("r")).isEqualTo(State.PENDING);
  }

  @Test
  void decision_opensAnApprovalOnlyIfItRequiresOne() {
    book.apply("d", decision("DENY"));
    assertThat(book.get("d")).isNull();
    book.apply("a", decision("ALLOW"));
    assertThat(book.get("a")).isNull();
    book.apply("r", decision("REQUIRE_APPROVAL"));
    assertThat(book.get("r")).isNotNull();
  }

  @Test
  void requests_areBounded() {
    for (var i = 0; i < 10_001; i++) {
      request("r" + i);
    }
    assertThat(book.pending(START)).hasSize(10_000);
    minute = 60;
    request("later");
    assertThat(book.get("later")).isNotNull();
    assertThat(book.get("r0")).isNull();
  }

  /** Whoever looks through all entries whenever the book is full finds the same ones in it. */
  @Test
  void requests_thatExpiredMakeRoomAsIfAllWereLookedAt() {
    var random = new Random(5);
    for (var round = 0; round < 200; round++) {
      var most = 1 + random.nextInt(8);
      var book = new ApprovalBook(most);
      var naive = new LinkedHashMap<String, Integer>();
      minute = 0;
      for (var i = 0; i < 60; i++) {
        minute += random.nextInt(3);
        var id = "r" + i;
        var lifetime = 1 + random.nextInt(20);
        book.apply(id, decision("REQUIRE_APPROVAL", lifetime));
        if (naive.size() >= most) {
          naive.values().removeIf(expires -> minute >= expires);
        }
        if (naive.size() < most) {
          naive.put(id, minute + lifetime);
        }
        for (var j = 0; j <= i; j++) {
          assertThat(book.get("r" + j) != null).isEqualTo(naive.containsKey("r" + j));
        }
        assertThat(book.pending(now()).stream().map(entry -> entry.id))
            .containsExactlyElementsOf(
                naive.entrySet().stream()
                    .filter(each -> each.getValue() > minute)
                    .map(Map.Entry::getKey)
                    .toList());
      }
    }
  }

  private State state(String id) {
    return entry(id).state;
  }

  private OpenApproval entry(String id) {
    return Objects.requireNonNull(book.get(id));
  }

  private void request(String id) {
    book.apply(id, decision("REQUIRE_APPROVAL"));
  }

  private JsonObject decision(String decision) {
    return decision(decision, 60);
  }

  private JsonObject decision(String decision, int lifetimeMinutes) {
    return JsonObject.builder()
        .put("ts", now().toString())
        .put("action_type", "execute_shell")
        .put("decision", decision)
        .put("avid", AGENT)
        .put("approval_expires", now().plusSeconds(lifetimeMinutes * 60L).toString())
        .build();
  }

  private void line(String hash, String type, String id, String approver) {
    var line =
        JsonObject.builder()
            .put("ts", now().toString())
            .put("action_type", type)
            .put("approval_id", id);
    if (!approver.isEmpty()) {
      line.put("approver", approver);
    }
    book.apply(hash, line.build());
  }

  private Instant now() {
    return START.plusSeconds(minute * 60L);
  }
}
