package dev.canopy.audit;

import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;

/**
 * A process that appends to a log until it is killed, or as often as it is told, and says on its
 * output what was acknowledged: the entry's index and hash, a line each.
 */
final class KillChild {
  private KillChild() {}

  /**
   * Arguments: log, `shared` or `exclusive`, the length of a segment, the milliseconds between two
   * checkpoints, how many entries each of two threads appends.
   */
  public static void main(String[] args) throws Exception {
    var options =
        (args[1].equals("shared") ? AuditOptions.SHARED : AuditOptions.EXCLUSIVE)
            .withLockPatience(Duration.ofMinutes(10)) // the machine may be busy with anything
            .withSegmentBytes(Long.parseLong(args[2]))
            .withCheckpointInterval(Duration.ofMillis(Long.parseLong(args[3])));
    var count = Integer.parseInt(args[4]);
    say("starting");
    try (var log = AuditLog.open(Path.of(args[0]), InstantSource.system(), options)) {
      say("open");
      var threads = new ArrayList<Thread>();
      for (var t = 0; t < 2; t++) {
        var number = t;
        var thread = new Thread(() -> append(log, number, count));
        thread.start();
        threads.add(thread);
      }
      for (var thread : threads) {
        thread.join();
      }
    } catch (AuditException e) {
      say("refused " + e.getMessage());
    }
  }

  private static void append(AuditLog log, int thread, int count) {
    for (var i = 0; i < count; i++) {
      try {
        var receipt = log.append(event(thread, i)).toCompletableFuture().join();
        say(receipt.entryIndex() + " " + receipt.entryHash());
      } catch (CompletionException e) {
        say("failed " + e.getMessage());
      }
    }
  }

  /** Half of the entries have a value beside the log. */
  private static AuditEvent event(int thread, int i) {
    var fields =
        JsonObject.builder()
            .put("action_type", "execute_shell")
            .put("decision", "ALLOW")
            .put("reason", "thread " + thread + ", entry " + i)
            .build();
    if (i % 2 == 0) {
      return AuditEvent.of(fields);
    }
    var salt = "0123456789012345".substring(0, 16) + String.format("%06d", i);
    return new AuditEvent(
        fields,
        JsonObject.EMPTY,
        List.of(new Disclosure("payload.command", salt, new JsonString("true " + i))));
  }

  private static void say(String line) {
    synchronized (System.out) {
      System.out.println(line);
      System.out.flush();
    }
  }
}
