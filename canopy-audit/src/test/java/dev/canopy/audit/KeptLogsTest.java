package dev.canopy.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The logs with all that is beside them in testdata/audit/kept: what became of them in a long life,
 * what somebody did to that, and what is said about it. To make them anew, and to accept what is
 * said, run with -Dcanopy.accept=true and look at the difference.
 */
class KeptLogsTest {
  private static final Path KEPT = Testdata.path("audit/kept");

  /** Does something to a log in a folder of its own. */
  private interface Deed {
    void on(Path log) throws Exception;
  }

  private record Case(String what, Deed deed) {}

  static Stream<String> folders() throws Exception {
    try (var folders = Files.list(KEPT)) {
      return folders.map(f -> String.valueOf(f.getFileName())).sorted().toList().stream();
    }
  }

  private static String said(Path log) throws Exception {
    var text = new StringBuilder();
    for (var key : new NoteKey[] {null, Tampering.signer(1).key(), Tampering.signer(2).key()}) {
      var said = AuditVerifier.assess(log, Expectation.NONE, key);
      text.append(key == null ? "alone" : key.name()).append(": ");
      text.append(said.verdict().code()).append(": ").append(said.verdict().words()).append('\n');
      text.append("  ").append(said.seal().words(said.verdict().chained().entries())).append('\n');
    }
    return text.toString();
  }

  @ParameterizedTest
  @MethodSource("folders")
  void verify_kept(String name) throws Exception {
    var folder = KEPT.resolve(name);
    var want = folder.resolve("want.txt");
    var said = said(folder.resolve("audit.log"));
    if (Boolean.getBoolean("canopy.accept")) {
      Files.writeString(want, said);
    }
    assertThat(said).isEqualTo(Files.readString(want));
  }

  @Test
  void testdata_isWhatTheGeneratorMakes(@TempDir Path dir) throws Exception {
    var accept = Boolean.getBoolean("canopy.accept");
    var cases = cases();
    for (var each : cases.entrySet()) {
      var place = Files.createDirectory(dir.resolve(each.getKey()));
      var log = place.resolve("audit.log");
      each.getValue().deed().on(log);
      var folder = KEPT.resolve(each.getKey());
      var made = files(place);
      made.put("README.md", "# " + each.getKey() + "\n\n" + each.getValue().what() + "\n");
      if (accept) {
        for (var file : made.entrySet()) {
          Files.createDirectories(folder.resolve(file.getKey()).getParent());
          Files.writeString(folder.resolve(file.getKey()), file.getValue(), LATIN);
        }
        Files.writeString(folder.resolve("want.txt"), said(folder.resolve("audit.log")));
      }
      var there = files(folder);
      there.remove("want.txt");
      assertThat(there).as(each.getKey()).isEqualTo(made);
    }
    assertThat(folders()).containsExactlyInAnyOrderElementsOf(cases.keySet());
  }

  private static final java.nio.charset.Charset LATIN =
      java.nio.charset.StandardCharsets.ISO_8859_1;

  /** All files but those that differ with the machine, a character for a byte. */
  private static Map<String, String> files(Path folder) throws Exception {
    var all = new TreeMap<String, String>();
    try (var files = Files.walk(folder)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        var name = folder.relativize(file).toString();
        if (!name.endsWith(".lock") && !name.endsWith("/state")) {
          all.put(name, Files.readString(file, LATIN));
        }
      }
    }
    return all;
  }

  // ---- The cases.

  private static AuditLog open(Path log) throws Exception {
    var micros = new AtomicLong(1_795_000_000_000_000L);
    InstantSource clock = () -> Instant.ofEpochSecond(0, micros.getAndAdd(1_234_567) * 1_000);
    return AuditLog.open(
        RealDisk.INSTANCE,
        log,
        clock,
        AuditOptions.EXCLUSIVE
            .withBallastBytes(0)
            .withSegmentBytes(2_000)
            .withCheckpointInterval(Duration.ofDays(1))
            .withSigner(Tampering.signer(1)),
        () -> "%032x".formatted(1));
  }

  private static void segments(Path log) throws Exception {
    try (var open = open(log)) {
      for (var i = 0; i < 40; i++) {
        open.append(DisclosuresTest.event("rm " + i, DisclosuresTest.salt(i)))
            .toCompletableFuture()
            .join();
      }
    }
  }

  private static void pruned(Path log) throws Exception {
    segments(log);
    try (var open = open(log)) {
      open.prune(AuditSegments.closed(log).get(1).last() + 1, "kept for 90 days");
      AuditLogTest.append(open, "DENY");
    }
  }

  private static void edit(Path file, String from, String to) throws Exception {
    var text = Files.readString(file, LATIN);
    assertThat(text).contains(from);
    Files.writeString(file, text.replaceFirst(from, to), LATIN);
  }

  private static void deleteFirstSegment(Path log) throws Exception {
    Files.delete(AuditSegments.files(log).get(0));
  }

  private static Map<String, Case> cases() {
    var cases = new LinkedHashMap<String, Case>();
    cases.put(
        "segments", new Case("A log in segments, as it was written.", KeptLogsTest::segments));
    cases.put("pruned", new Case("The two oldest segments were pruned.", KeptLogsTest::pruned));
    cases.put(
        "segment-deleted-by-hand",
        new Case(
            "The oldest segment was deleted, and nothing says so.",
            log -> {
              segments(log);
              deleteFirstSegment(log);
            }));
    cases.put(
        "pruned-and-one-more-deleted",
        new Case(
            "Two segments were pruned, and a third was deleted by hand.",
            log -> {
              pruned(log);
              deleteFirstSegment(log);
            }));
    cases.put(
        "pruned-and-all-closed-deleted",
        new Case(
            "Two segments were pruned, and all that are closed were deleted by hand.",
            log -> {
              pruned(log);
              for (var file : AuditSegments.files(log)) {
                if (!file.equals(log)) {
                  Files.delete(file);
                }
              }
            }));
    cases.put(
        "pruned-segment-in-the-middle-deleted",
        new Case(
            "Two segments were pruned, and one behind the oldest was deleted by hand.",
            log -> {
              pruned(log);
              Files.delete(AuditSegments.files(log).get(1));
            }));
    cases.put(
        "pruned-first-entry-edited",
        new Case(
            "Two segments were pruned, and the first entry that is left was edited.",
            log -> {
              pruned(log);
              edit(AuditSegments.files(log).get(0), "\"log_id\":\"0", "\"log_id\":\"1");
            }));
    cases.put(
        "pruned-kept-part-deleted",
        new Case(
            "Two segments were pruned, and what was kept of them is gone.",
            log -> {
              pruned(log);
              Files.delete(new LogPaths(log).pruned());
            }));
    cases.put(
        "pruned-kept-key-changed",
        new Case(
            "Two segments were pruned, and the key in what was kept of them was changed.",
            log -> {
              pruned(log);
              edit(new LogPaths(log).pruned(), "\"vkey\":\"example.org/log-1", "\"vkey\":\"b");
            }));
    cases.put(
        "pruned-record-edited",
        new Case(
            "Two segments were pruned, and the record says otherwise.",
            log -> {
              pruned(log);
              for (var file : new ArrayList<>(AuditSegments.files(log))) {
                if (Files.readString(file).contains("\"audit.prune\"")) {
                  edit(file, "kept for 90 days", "kept for 91 days");
                }
              }
            }));
    cases.put(
        "pruned-end-cut",
        new Case(
            "Two segments were pruned, and the end was cut off, with the record of it.",
            log -> {
              pruned(log);
              var files = new ArrayList<>(AuditSegments.files(log));
              for (var i = files.size() - 1; i >= 0; i--) {
                var lines = Tampering.lines(Files.readAllBytes(files.get(i)));
                var at = -1;
                for (var j = 0; j < lines.size(); j++) {
                  at = lines.get(j).contains("\"audit.prune\"") ? j : at;
                }
                if (at >= 0) {
                  Files.write(log, Tampering.join(List.copyOf(lines.subList(0, at))));
                  if (!files.get(i).equals(log)) {
                    Files.delete(files.get(i));
                  }
                  return;
                }
                if (!files.get(i).equals(log)) {
                  Files.delete(files.get(i));
                }
              }
            }));
    return cases;
  }
}
