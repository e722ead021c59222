package dev.canopy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.canopy.ApprovalNeed;
import dev.canopy.ApprovalStatus;
import dev.canopy.PendingApproval;
import dev.canopy.cli.ApprovalScreen.Kind;
import dev.canopy.cli.ApprovalScreen.Wish;
import dev.canopy.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What keys mean while approvals come and go. */
class ApprovalScreenTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final ApprovalScreen screen = new ApprovalScreen();

  @Test
  void approve_takesTwoKeys() {
    screen.show(List.of(approval("one", "ls")));
    draw();
    assertThat(type("a")).isEqualTo(Wish.NOTHING);
    assertThat(draw()).contains("approve this, once? y or n");
    assertThat(type("y")).isEqualTo(new Wish(Kind.APPROVE, "one"));
    assertThat(type("y")).isEqualTo(Wish.NOTHING);
  }

  @Test
  void anyOtherKey_doesNothing() {
    screen.show(List.of(approval("one", "ls")));
    draw();
    for (var key : new String[] {"n", "a", "\r", "\u001b", " "}) {
      type("d");
      assertThat(type(key)).isEqualTo(Wish.NOTHING);
      assertThat(draw()).contains("nothing was done");
    }
    type("d");
    assertThat(type("y")).isEqualTo(new Wish(Kind.DENY, "one"));
  }

  @Test
  void answer_isAboutWhatWasShown() {
    screen.show(List.of(approval("one", "ls"), approval("two", "rm")));
    draw();
    type("a");
    screen.show(List.of(approval("zero", "cat"), approval("one", "ls"), approval("two", "rm")));
    assertThat(type("y")).isEqualTo(new Wish(Kind.APPROVE, "one"));
  }

  @Test
  void answer_toWhatIsGone_isNone() {
    screen.show(List.of(approval("one", "ls"), approval("two", "rm")));
    draw();
    type("a");
    screen.show(List.of(approval("two", "rm")));
    assertThat(draw()).contains("it was decided meanwhile");
    assertThat(type("y")).isEqualTo(Wish.NOTHING);
  }

  @Test
  void approve_takesAllOfItSeen() {
    screen.show(List.of(approval("one", "x".repeat(4000) + "; rm -rf /")));
    assertThat(draw()).doesNotContain("rm -rf /");
    type("a");
    assertThat(draw()).contains("read it to the end first");
    assertThat(type("y")).isEqualTo(Wish.NOTHING);
    for (var i = 0; i < 20; i++) {
      type(" ");
      draw();
    }
    type("a");
    assertThat(type("y")).isEqualTo(new Wish(Kind.APPROVE, "one"));
  }

  @Test
  void nextOne_mustBeSeenToo() {
    screen.show(List.of(approval("one", "ls"), approval("two", "x".repeat(4000))));
    draw();
    type("j");
    draw();
    type("a");
    assertThat(type("y")).isEqualTo(Wish.NOTHING);
  }

  @Test
  void everyPieceOfALongWord_isOnSomePage() {
    var words = new StringBuilder();
    for (var i = 0; i < 500; i++) {
      words.append(i).append(' ');
    }
    screen.show(List.of(approval("one", words.toString())));
    var seen = new StringBuilder();
    for (var i = 0; i < 20; i++) {
      seen.append(draw().replace("\n", ""));
      type(" ");
    }
    for (var i = 100; i < 500; i++) {
      assertThat(seen.toString()).contains(Integer.toString(i));
    }
  }

  @Test
  void arrows_move() {
    screen.show(List.of(approval("one", "ls"), approval("two", "rm")));
    draw();
    type("\u001b[B");
    draw();
    type("d");
    assertThat(type("y")).isEqualTo(new Wish(Kind.DENY, "two"));
    type("\u001b[A");
    type("d");
    assertThat(type("y")).isEqualTo(new Wish(Kind.DENY, "one"));
  }

  @Test
  void nothing_isNotAnswered() {
    screen.show(List.of());
    draw();
    type("a");
    assertThat(type("y")).isEqualTo(Wish.NOTHING);
    assertThat(type("q").kind()).isEqualTo(Kind.QUIT);
    assertThat(screen.key(3).kind()).isEqualTo(Kind.QUIT);
  }

  @Test
  void text_thatDrawsIsShownAsEscapes() {
    screen.show(List.of(approval("one", "a\u001b[2Jb\u202e")));
    assertThat(draw()).contains("\\u001b[2Jb\\u202e").doesNotContain("\u001b", "\u202e");
  }

  @Test
  void lines_fit() {
    screen.show(List.of(approval("one", "\ud83d\ude00".repeat(300))));
    for (var columns = 20; columns < 60; columns++) {
      for (var line : screen.draw(12, columns, NOW)) {
        assertThat(line.length()).isLessThanOrEqualTo(columns);
        assertThat(Character.isLowSurrogate((line + " ").charAt(0))).isFalse();
      }
    }
  }

  private String draw() {
    return String.join("\n", screen.draw(24, 80, NOW));
  }

  private Wish type(String keys) {
    var wish = Wish.NOTHING;
    for (var i = 0; i < keys.length(); i++) {
      wish = screen.key(keys.charAt(i));
    }
    return wish;
  }

  private static ApprovalStatus approval(String id, String command) {
    var request =
        new PendingApproval(
            id,
            "AVID-a",
            "execute_shell",
            "why",
            List.of("runs"),
            "sha256:0",
            JsonObject.builder().put("payload.command", command).build(),
            NOW.plusSeconds(3600));
    return new ApprovalStatus(
        request,
        ApprovalStatus.Standing.PENDING,
        NOW,
        List.of(new ApprovalNeed("", 1, null, "")),
        List.of(),
        "",
        List.of(),
        0,
        null);
  }
}
