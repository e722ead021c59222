package dev.canopy.cli;

import dev.canopy.ApprovalException;
import dev.canopy.ApprovalGrant;
import dev.canopy.ApprovalStatus;
import dev.canopy.Approvals;
import dev.canopy.Approver;
import dev.canopy.Canopy;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The terminal of {@code canopy approvals watch}: raw keys in, whole screens out. The terminal is
 * set by {@code stty}, and set back however it ends.
 */
final class ApprovalWatch {
  private static final Duration RHYTHM = Duration.ofSeconds(1);
  private static final File TERMINAL = new File("/dev/tty");
  private static final String ENTER = "\u001b[?1049h\u001b[?25l";
  private static final String LEAVE = "\u001b[?25h\u001b[?1049l";

  private final Console console;
  private final Canopy canopy;
  private final Approver approver;
  private final ApprovalScreen screen = new ApprovalScreen();

  ApprovalWatch(Console console, Canopy canopy, Approver approver) {
    this.console = console;
    this.canopy = canopy;
    this.approver = approver;
  }

  /** Runs until the person quits. */
  void run() throws CommandFailure {
    var before = stty("-g");
    // No line is waited for, nothing is echoed, and a read ends after half a second without a key.
    stty("-icanon", "-echo", "-isig", "min", "0", "time", "5");
    try {
      console.out().print(ENTER);
      loop();
    } catch (IOException e) {
      throw CommandFailure.failure("cannot read the keys: " + CommandFailure.why(e));
    } finally {
      console.out().print(LEAVE);
      console.out().flush();
      stty(before);
    }
  }

  private void loop() throws IOException, CommandFailure {
    var next = Instant.MIN;
    var drawn = "";
    while (true) {
      var now = console.clock().instant();
      if (!now.isBefore(next)) {
        refresh();
        next = now.plus(RHYTHM);
      }
      var lines = String.join("\r\n", draw(now));
      if (!lines.equals(drawn)) {
        console.out().print("\u001b[H\u001b[2J" + lines);
        console.out().flush();
        drawn = lines;
      }
      var key = console.in().read();
      if (key >= 0) {
        var wish = screen.key(key);
        if (wish.kind() == ApprovalScreen.Kind.QUIT) {
          return;
        }
        if (wish.kind() != ApprovalScreen.Kind.NOTHING) {
          answer(wish);
          next = Instant.MIN;
        }
      }
    }
  }

  private List<String> draw(Instant now) throws CommandFailure {
    var size = stty("size").split(" ", -1);
    try {
      var rows = Integer.parseInt(size[0]);
      var columns = Integer.parseInt(size[1]);
      if (rows > 0 && columns > 0) { // some terminals do not know their size
        return screen.draw(Math.max(8, rows), Math.max(20, columns), now);
      }
      return screen.draw(24, 80, now);
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      return screen.draw(24, 80, now);
    }
  }

  private void refresh() {
    try {
      var pending = new ArrayList<ApprovalStatus>();
      for (var status : canopy.approvals().all()) {
        if (status.standing() == ApprovalStatus.Standing.PENDING) {
          pending.add(status);
        }
      }
      screen.show(pending);
    } catch (ApprovalException e) {
      screen.say(Visible.of(String.valueOf(e.getMessage())));
    }
  }

  private void answer(ApprovalScreen.Wish wish) {
    Approvals approvals = canopy.approvals();
    try {
      var after =
          wish.kind() == ApprovalScreen.Kind.APPROVE
              ? approvals.approve(wish.id(), approver, ApprovalGrant.ONCE, "")
              : approvals.refuse(wish.id(), approver, "");
      screen.say(ApprovalText.outcome(after) + " " + Visible.of(wish.id()));
    } catch (ApprovalException e) {
      screen.say(Visible.of(String.valueOf(e.getMessage())));
    }
  }

  private static String stty(String... arguments) throws CommandFailure {
    var command = new ArrayList<String>();
    command.add("stty");
    command.addAll(List.of(arguments));
    try {
      var process = new ProcessBuilder(command).redirectInput(TERMINAL).start();
      var answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() == 0) {
        return answer.strip();
      }
    } catch (IOException e) {
      // said below
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw CommandFailure.failure("this takes a terminal; try `canopy approvals list`");
  }
}
