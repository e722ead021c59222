package dev.canopy.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * System calls of a real process that writes a real log fail, by strace: nothing that it had said
 * to be logged is lost. Needs Linux, strace, and a kernel that lets us trace. Where that is not so
 * this says so and does nothing; {@link FaultMatrixTest} is the form that runs everywhere.
 */
class StraceTest {
  private static final boolean LONG = Boolean.getBoolean("canopy.long");

  /** In the long form each of them, each time that it is called; else some. */
  private static final List<String> CALLS =
      List.of(
          "fdatasync",
          "write",
          "pwrite64",
          "openat",
          "fsync",
          "ftruncate",
          "rename",
          "unlink",
          "mkdir",
          "fcntl");

  private static final List<String> ERRORS = List.of("EIO", "ENOSPC", "EINTR");

  /** A process that starts again and again cannot be told its calls from those of the JVM. */
  private static final int MOST_TIMES = 40;

  private final Path dir;

  StraceTest(@TempDir Path dir) {
    this.dir = dir;
  }

  @Test
  void systemCalls_thatFail_loseNothing() throws Exception {
    if (!canTrace()) {
      System.out.println(
          "strace cannot trace here: the faults of system calls are those of FaultMatrixTest only");
      return;
    }
    var jar = new KillJar(dir);
    var injected = new TreeMap<String, Integer>();
    if (LONG) {
      for (var call : CALLS) {
        for (var error : ERRORS) {
          for (var time = 1; time <= MOST_TIMES && run(jar, call, error, time, injected); time++) {
            // Until it is not called so often.
          }
        }
      }
    } else {
      assertThat(run(jar, "fdatasync", "EIO", 3, injected)).isTrue();
      assertThat(run(jar, "write", "ENOSPC", 5, injected)).isTrue();
      assertThat(run(jar, "rename", "EIO", 1, injected)).isTrue();
    }
    System.out.println("system calls that were made to fail: " + injected);
  }

  private boolean canTrace() {
    try {
      var process =
          new ProcessBuilder("strace", "-f", "-qq", "-o", "/dev/null", "true")
              .redirectErrorStream(true)
              .start();
      process.getInputStream().readAllBytes();
      return process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** False if the call was not made so often. */
  private boolean run(
      KillJar jar, String call, String error, int time, Map<String, Integer> injected)
      throws Exception {
    var what = call + " " + error + " " + time;
    var folder = Files.createDirectories(dir.resolve("log"));
    var log = folder.resolve("audit.log");
    var trace = dir.resolve("trace");
    // Only calls on the log's own files count, and fail.
    var program = new ArrayList<>(List.of("strace", "-f", "-qq", "-o", trace.toString()));
    for (var file : files(log)) {
      program.addAll(List.of("-P", file.toString()));
    }
    program.addAll(
        List.of(
            "-e", "trace=" + call, "-e", "inject=" + call + ":error=" + error + ":when=" + time));
    var process = jar.startBy(program, log.toString(), "exclusive", "1500", "0", "4");
    Map<Long, String> acknowledged;
    try (var output = Child.output(process)) {
      acknowledged = acknowledged(Child.rest(output));
    }
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).as(what).isTrue();
    var fired = Files.readString(trace).contains("(INJECTED)");
    if (fired) {
      injected.merge(call + " " + error, 1, Integer::sum);
    }
    check(log, acknowledged, what);
    World.delete(folder);
    return fired;
  }

  private static List<Path> files(Path log) {
    var paths = new LogPaths(log);
    return List.of(
        log,
        paths.lock(),
        paths.folder(),
        paths.segments(),
        paths.checkpoint(),
        paths.checkpoints(),
        paths.key(),
        paths.state(),
        paths.folder().resolve("disclosures.jsonl"));
  }

  private static Map<Long, String> acknowledged(List<String> lines) {
    var acknowledged = new HashMap<Long, String>();
    for (var line : lines) {
      var space = line.indexOf(' ');
      if (space > 0 && line.length() == space + 65) {
        acknowledged.put(Long.parseLong(line.substring(0, space)), line.substring(space + 1));
      }
    }
    return acknowledged;
  }

  private static void check(Path log, Map<Long, String> acknowledged, String what)
      throws Exception {
    for (var opened = 0; opened < 2; opened++) {
      var whole = NaiveLog.read(log);
      var hashes = whole.hashes();
      for (var entry : acknowledged.entrySet()) {
        assertThat(entry.getKey()).as(what).isLessThan(hashes.size());
        assertThat(hashes.get(entry.getKey().intValue())).as(what).isEqualTo(entry.getValue());
      }
      if (Files.exists(log)) {
        assertThat(NaiveLog.said(AuditVerifier.assess(log, Expectation.NONE, null)))
            .as(what)
            .isEqualTo(whole.verdict(null));
      }
      AuditLog.open(log, InstantSource.system()).close();
    }
    var whole = NaiveLog.read(log);
    assertThat(whole.verdict(null)).as(what).isEqualTo("intact " + whole.lines().size());
  }
}
