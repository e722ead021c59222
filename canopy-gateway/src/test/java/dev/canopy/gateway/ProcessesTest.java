package dev.canopy.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.canopy.ApprovalGrant;
import dev.canopy.Approver;
import dev.canopy.Canopy;
import dev.canopy.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gateways in processes of their own: killed under load, and two on one log. */
@NullUnmarked // what is not there fails the test
final class ProcessesTest {
  private static final boolean LONG = Boolean.getBoolean("canopy.long");
  private static final String READ =
      "{\"action_type\":\"read_file\",\"action_payload\":{\"path\":\"/a\"}}";
  private static final String CHANGE =
      "{%s\"action_type\":\"modify_file\",\"action_payload\":{\"path\":\"/a\"}}";

  @TempDir Path directory;

  @Test
  void kill9_underLoad_losesNothingThatWasAnswered() throws Exception {
    var log = directory.resolve("audit.log");
    var random = new Random(5);
    var answered = new ConcurrentLinkedQueue<String>();
    for (var round = 0; round < (LONG ? 50 : 3); round++) {
      var before = answered.size();
      var enough = 50 + random.nextInt(400);
      try (var server = new ServerProcess(log)) {
        var callers = new ArrayList<Thread>();
        for (var i = 0; i < 8; i++) {
          var caller = new Thread(() -> askUntilKilled(server.port(), answered));
          caller.start();
          callers.add(caller);
        }
        while (answered.size() < before + enough) {
          Thread.onSpinWait();
        }
        server.kill();
        for (var caller : callers) {
          caller.join();
        }
      }
    }

    // Opening the log again is what recovers it.
    try (var canopy = Canopy.builder().policy(TestGateway.POLICY).auditLog(log).build()) {
      assertThat(canopy.trouble()).isEmpty();
    }
    assertThat(new HashSet<>(answered)).hasSameSizeAs(answered);
    assertThat(hashes(log)).containsAll(answered);
  }

  private static void askUntilKilled(int port, ConcurrentLinkedQueue<String> answered) {
    try (var wire = new Wire(port)) {
      while (true) {
        wire.send(Wire.post("/authorize_action", READ));
        var answer = wire.read();
        if (answer.status() != 200) {
          return;
        }
        answered.add(answer.text("authorization_id"));
      }
    } catch (AssertionError | RuntimeException e) {
      // An answer that was cut off is none.
    }
  }

  @Test
  void grant_raced64TimesAcrossTwoProcesses_allowsOnce() throws Exception {
    race(ApprovalGrant.ONCE);
  }

  @Test
  void grantForFiveUses_raced64TimesAcrossTwoProcesses_allowsFive() throws Exception {
    race(new ApprovalGrant(5, null));
  }

  private void race(ApprovalGrant grant) throws Exception {
    var log = directory.resolve("audit.log");
    try (var one = new ServerProcess(log);
        var two = new ServerProcess(log);
        var person = Canopy.builder().policy(TestGateway.POLICY).auditLog(log).build()) {
      for (var round = 0; round < (LONG ? 20 : 2); round++) {
        var asked = Wire.ask(one.port(), Wire.post("/authorize_action", CHANGE.formatted("")));
        var id = ((JsonObject) asked.json().get("approval")).string("id").orElseThrow();
        person.approvals().approve(id, Approver.named("ann"), grant, "");

        var again = CHANGE.formatted("\"approval_id\":\"" + id + "\",");
        var go = new CountDownLatch(1);
        var decisions = new ConcurrentLinkedQueue<String>();
        var callers = new ArrayList<Thread>();
        for (var i = 0; i < 64; i++) {
          var port = i % 2 == 0 ? one.port() : two.port();
          var caller =
              new Thread(
                  () -> {
                    try (var wire = new Wire(port)) {
                      go.await();
                      wire.send(Wire.post("/authorize_action", again));
                      decisions.add(wire.read().text("decision"));
                    } catch (InterruptedException e) {
                      throw new IllegalStateException(e);
                    }
                  });
          caller.start();
          callers.add(caller);
        }
        go.countDown();
        for (var caller : callers) {
          caller.join();
        }

        assertThat(decisions).hasSize(64);
        assertThat(decisions.stream().filter("ALLOW"::equals)).hasSize(grant.uses());
      }
    }
  }

  /** The hashes of the log's lines, by which answers name their entries. */
  private static Set<String> hashes(Path log) throws Exception {
    var hashes = new HashSet<String>();
    for (var line : Files.readAllLines(log)) {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update((byte) 0);
      hashes.add(HexFormat.of().formatHex(digest.digest(line.getBytes(StandardCharsets.UTF_8))));
    }
    return hashes;
  }
}
