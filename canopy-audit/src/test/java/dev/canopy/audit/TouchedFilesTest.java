package dev.canopy.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What others do to a log's files, logrotate for one, while it is closed and while it is open: what
 * the next append says, what {@code verify} says, and what opening it says. All of it stands in
 * testdata/audit/touched-files.txt; to accept what is said, run with -Dcanopy.accept=true and look
 * at the difference.
 */
class TouchedFilesTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-22T10:22:01.123456Z"));

  private final Path dir;

  TouchedFilesTest(@TempDir Path dir) {
    this.dir = dir;
  }

  private interface Harm {
    void apply(LogPaths paths) throws Exception;
  }

  private static Map<String, Harm> harms() {
    var harms = new LinkedHashMap<String, Harm>();
    harms.put("nothing", p -> {});
    harms.put("logrotate: renamed", p -> Files.move(p.log(), aside(p)));
    harms.put(
        "logrotate: renamed, and a new file made",
        p -> {
          Files.move(p.log(), aside(p));
          Files.createFile(p.log());
        });
    harms.put(
        "logrotate: copied and emptied",
        p -> {
          Files.copy(p.log(), aside(p));
          Files.write(p.log(), new byte[0]);
        });
    harms.put("deleted", p -> Files.delete(p.log()));
    harms.put("last line cut off", p -> cut(p.log(), -1));
    harms.put("cut in the last line", p -> cut(p.log(), 20));
    harms.put("cut to its first line", p -> keepFirstLine(p.log()));
    harms.put(
        "replaced by a copy of itself",
        p -> {
          Files.copy(p.log(), aside(p));
          Files.move(aside(p), p.log(), StandardCopyOption.ATOMIC_MOVE);
        });
    harms.put("replaced by another log", p -> Files.write(p.log(), other(p)));
    harms.put("text appended", p -> append(p.log(), "hello\n"));
    harms.put("half a line appended", p -> append(p.log(), "{\"ts\":\"2026"));
    harms.put("a signed line changed", p -> change(p.log()));
    harms.put("a closed segment changed", p -> change(segment(p, 0)));
    harms.put("a closed segment cut", p -> cut(segment(p, 1), -1));
    harms.put("a closed segment emptied", p -> Files.write(segment(p, 1), new byte[0]));
    harms.put("a closed segment deleted", p -> Files.delete(segment(p, 1)));
    harms.put("the last closed segment deleted", p -> Files.delete(last(p)));
    harms.put("checkpoint deleted", p -> Files.delete(p.checkpoint()));
    harms.put("checkpoints.log deleted", p -> Files.delete(p.checkpoints()));
    harms.put(
        "both deleted",
        p -> {
          Files.delete(p.checkpoint());
          Files.delete(p.checkpoints());
        });
    harms.put("checkpoint emptied", p -> Files.write(p.checkpoint(), new byte[0]));
    harms.put("tiles deleted", p -> World.delete(p.folder().resolve("tile")));
    harms.put("state deleted", p -> Files.delete(p.state()));
    harms.put("state changed", p -> append(p.state(), "x"));
    harms.put("disclosures deleted", p -> Files.delete(p.folder().resolve("disclosures.jsonl")));
    harms.put("ballast deleted", p -> Files.delete(p.ballast()));
    harms.put("lock file deleted", p -> Files.delete(p.lock()));
    harms.put("folder deleted", p -> World.delete(p.folder()));
    return harms;
  }

  private static Path aside(LogPaths paths) {
    return paths.log().resolveSibling("audit.log.1");
  }

  private static Path segment(LogPaths paths, int index) throws IOException {
    return paths.segment(paths.closedSegments(RealDisk.INSTANCE).get(index));
  }

  private static Path last(LogPaths paths) throws IOException {
    return segment(paths, paths.closedSegments(RealDisk.INSTANCE).size() - 1);
  }

  /** Cuts off so many bytes; -1 for the last line. */
  private static void cut(Path file, int bytes) throws IOException {
    var whole = Files.readAllBytes(file);
    var lines = Tampering.lines(whole);
    Files.write(
        file,
        bytes < 0
            ? Tampering.join(lines.subList(0, lines.size() - 1))
            : Arrays.copyOf(whole, whole.length - bytes));
  }

  private static void keepFirstLine(Path file) throws IOException {
    Files.write(file, Tampering.join(Tampering.lines(Files.readAllBytes(file)).subList(0, 1)));
  }

  private static void append(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.APPEND);
  }

  private static void change(Path file) throws IOException {
    Files.writeString(file, Files.readString(file).replaceFirst("AVID-0", "AVID-1"));
  }

  private static byte[] other(LogPaths paths) throws Exception {
    return Tampering.log(Files.createDirectories(paths.log().resolveSibling("other")), 8, 5);
  }

  private static AuditLog open(Path log, boolean shared) throws AuditException {
    var options =
        AuditOptions.EXCLUSIVE
            .withShared(shared)
            .withSigner(RememberingSigner.INSTANCE)
            .withCheckpointInterval(Duration.ofDays(1))
            .withSegmentBytes(2_000);
    return AuditLog.open(RealDisk.INSTANCE, log, CLOCK, options, () -> "0".repeat(32));
  }

  private static void write(AuditLog log, int entries) {
    for (var i = 0; i < entries; i++) {
      log.append(
              i == 1
                  ? DisclosuresTest.event("a command", DisclosuresTest.salt(i))
                  : AuditLogTest.event("DENY"))
          .toCompletableFuture()
          .join();
    }
  }

  private String append(AuditLog log) {
    try {
      AuditLogTest.append(log, "DENY");
      return "acknowledged";
    } catch (CompletionException e) {
      return words(e.getCause() == null ? e : e.getCause());
    }
  }

  private String words(Throwable e) {
    return String.valueOf(e.getMessage()).replace(dir + "/", "");
  }

  private String verify(Path log) {
    try {
      var said = AuditVerifier.assess(log, Expectation.NONE, RememberingSigner.INSTANCE.key());
      return NaiveLog.said(said);
    } catch (AuditException e) {
      return words(e);
    }
  }

  @Test
  void eachHarm_toALogInEachState_isAnsweredAsTheTableSays() throws Exception {
    var table = new StringBuilder();
    for (var harm : harms().entrySet()) {
      table.append("# ").append(harm.getKey()).append('\n');
      for (var shared : new boolean[] {false, true}) {
        for (var isOpen : new boolean[] {false, true}) {
          table
              .append(shared ? "shared" : "exclusive")
              .append(isOpen ? ", open\n" : ", closed\n")
              .append(answers(harm.getValue(), shared, isOpen));
        }
      }
      table.append('\n');
    }
    var file = Testdata.path("audit").resolve("touched-files.txt");
    if (Boolean.getBoolean("canopy.accept")) {
      Files.writeString(file, table);
    }
    assertThat(table.toString()).isEqualTo(Files.readString(file));
  }

  private String answers(Harm harm, boolean shared, boolean isOpen) throws Exception {
    var folder = Files.createDirectories(dir.resolve("x"));
    var log = folder.resolve("audit.log");
    var answers = new StringBuilder();
    try (var first = open(log, shared)) {
      write(first, 18);
    }
    if (isOpen) {
      try (var again = open(log, shared)) {
        write(again, 1);
        harm.apply(new LogPaths(log));
        answers.append("  append: ").append(append(again)).append('\n');
      }
    } else {
      harm.apply(new LogPaths(log));
    }
    answers.append("  verify: ").append(verify(log)).append('\n');
    try (var last = open(log, shared)) {
      answers.append("  open: ").append(append(last)).append('\n');
    } catch (AuditException e) {
      answers.append("  open: ").append(words(e)).append('\n');
    }
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    return answers.toString();
  }
}
