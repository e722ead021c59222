package dev.canopy.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code examples/verify.py}, which shares no code with ours, says the same of every log. Where
 * there is no Python it says nothing; {@code CANOPY_REQUIRE_PYTHON} makes that a failure.
 */
class IndependentVerifierTest {
  private static final Path SCRIPT = Testdata.path("../examples/verify.py").normalize();
  private static final int MUTATIONS = Boolean.getBoolean("canopy.long") ? 100_000 : 1_500;

  private static final String VERIFY =
      """
      import sys, verify
      for line in sys.stdin: print(verify.verify(*line.rstrip("\\n").split("\\t")))
      """;

  private static final String RULE =
      """
      import sys, verify, json
      for line in sys.stdin:
          case = json.loads(line)
          key, message, signature = (bytes.fromhex(case[n]) for n in ("key", "message", "signature"))
          print(str(verify.valid(key, message, signature) == case["valid"]))
      """;

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-22T10:22:01.123456Z"));
  private final InstantSource clock = () -> now.updateAndGet(t -> t.plusMillis(7));
  private final Path dir;

  IndependentVerifierTest(@TempDir Path dir) {
    this.dir = dir;
  }

  /** A log to be looked at by both, and the key that is pinned; empty for none. */
  private record Question(String name, Path log, String vkey) {}

  @TestFactory
  Stream<DynamicTest> verifyPy_agrees() {
    var path = Objects.requireNonNullElse(System.getenv("PATH"), "").split(File.pathSeparator, -1);
    if (Arrays.stream(path).noneMatch(at -> Files.isExecutable(Path.of(at, "python3")))) {
      assertThat(System.getenv("CANOPY_REQUIRE_PYTHON")).as("there is no python3").isNull();
      return Stream.empty();
    }
    return Stream.of(
        DynamicTest.dynamicTest("on every fixture", () -> agrees(fixtures())),
        DynamicTest.dynamicTest("on segments and checkpoints", () -> agrees(sealed())),
        DynamicTest.dynamicTest("on logs changed at random", () -> agrees(mutated())),
        DynamicTest.dynamicTest("on what a valid signature is", IndependentVerifierTest::rule));
  }

  @Test
  void verifyPy_isShort() throws Exception {
    var lines = Files.readAllLines(SCRIPT);
    assertThat(lines.size()).isLessThanOrEqualTo(60);
    assertThat(lines).allMatch(line -> line.length() <= 120);
  }

  private static List<Question> fixtures() throws Exception {
    var found = new ArrayList<Question>();
    try (var files = Files.walk(Testdata.path("audit"))) {
      for (var log : (Iterable<Path>) files.sorted()::iterator) {
        var name = Testdata.path("audit").relativize(log).toString();
        // Another format, which has a verifier of its own; and logs without their first entries,
        // all of which are broken to who does not know of pruning.
        if (log.endsWith("audit.log")
            && !name.startsWith(LegacyLogs.CANOPY_0_2)
            && AuditSegments.minimumIndex(log) == 0) {
          found.add(new Question(name, log, ""));
        }
      }
    }
    assertThat(found.size()).isGreaterThanOrEqualTo(50);
    return found;
  }

  private List<Question> mutated() throws Exception {
    var random = new Random(11);
    var logs = new ArrayList<byte[]>();
    for (var i = 0; i < 4; i++) {
      logs.add(Tampering.log(dir, 3 + i, 200 + i));
    }
    var questions = new ArrayList<Question>();
    for (var i = 0; i < MUTATIONS; i++) {
      var log = logs.get(random.nextInt(logs.size()));
      var other = logs.get(random.nextInt(logs.size()));
      var file = dir.resolve("mutated-" + i);
      Files.write(file, VerifierOracleTest.mutate(log, other, random));
      questions.add(new Question("mutation " + i, file, ""));
    }
    return questions;
  }

  /** Logs with all that lies beside them, in order and not. */
  private List<Question> sealed() throws Exception {
    var questions = new ArrayList<Question>();
    var whole = write("whole", 10);
    var key = Objects.requireNonNull(assess(whole, "").seal().key()).vkey();
    questions.add(new Question("signed", whole, ""));
    questions.add(new Question("signed, key pinned", whole, key));
    questions.add(
        new Question("signed, another key pinned", whole, Tampering.signer(9).key().vkey()));
    var many = write("many", 60);
    assertThat(AuditSegments.files(many)).hasSizeGreaterThan(4);
    questions.add(new Question("segments", many, ""));
    var lines = Tampering.lines(Files.readAllBytes(whole));

    var cut = copy(whole, "cut");
    Files.write(cut, Tampering.join(lines.subList(0, 9)));
    questions.add(new Question("cut below the checkpoint", cut, ""));

    var anew = copy(whole, "anew");
    var changed = new ArrayList<>(lines);
    changed.set(4, changed.get(4).replace("DENY", "ALLOW"));
    Files.write(anew, Tampering.rechained(changed));
    questions.add(new Question("written anew", anew, ""));

    var torn = copy(whole, "torn");
    Files.write(torn, (Files.readString(torn) + "{\"ts\":").getBytes(StandardCharsets.UTF_8));
    questions.add(new Question("torn end", torn, key));
    var tornAndCut = copy(cut, "torn-and-cut");
    Files.writeString(tornAndCut, Files.readString(cut) + "{\"ts\":");
    questions.add(new Question("torn end of a log that was cut", tornAndCut, ""));

    var bare = copy(whole, "bare");
    Files.delete(new LogPaths(bare).checkpoint());
    Files.delete(new LogPaths(bare).checkpoints());
    questions.add(new Question("checkpoints gone", bare, ""));
    questions.add(new Question("checkpoints gone, key pinned", bare, key));

    var forged = copy(whole, "forged");
    for (var file :
        List.of(new LogPaths(forged).checkpoint(), new LogPaths(forged).checkpoints())) {
      Files.writeString(file, spoilt(Files.readString(file)));
    }
    questions.add(new Question("signatures spoilt", forged, ""));

    for (var i = 0; i < AuditSegments.files(many).size() - 1; i++) {
      var gap = copy(many, "gap-" + i);
      Files.delete(AuditSegments.files(gap).get(i));
      if (i > 0) { // without the first, the log counts as pruned, which the script does not know
        questions.add(new Question("without segment " + i, gap, ""));
      }
      var short1 = copy(many, "short-" + i);
      var segment = AuditSegments.files(short1).get(i);
      var text = Files.readString(segment);
      Files.writeString(segment, text.substring(0, text.length() - 1));
      questions.add(new Question("segment " + i + " without its end", short1, ""));
      var altered = copy(many, "altered-" + i);
      Files.writeString(AuditSegments.files(altered).get(i), text.replaceFirst("DENY", "ALLOW"));
      questions.add(new Question("segment " + i + " changed", altered, ""));
    }

    var late = dir.resolve("late/audit.log");
    Files.createDirectories(Objects.requireNonNull(late.getParent()));
    var rarely =
        AuditOptions.SHORT_LIVED
            .withCheckpointInterval(Duration.ofDays(1))
            .withUnsignedAtMost(Duration.ofDays(1));
    for (var i = 0; i < 3; i++) {
      try (var log = AuditLog.open(late, clock, rarely)) {
        AuditLogTest.append(log, "DENY");
      }
      questions.add(new Question("unsigned for " + 4 * i + " min", copy(late, "late-" + i), ""));
      now.updateAndGet(t -> t.plus(Duration.ofMinutes(4)));
    }
    assertThat(said(questions.get(questions.size() - 1))).isEqualTo("unsealed_when_expected");
    return questions;
  }

  /** The first character of each signature's last hash part is another one. */
  private static String spoilt(String notes) {
    var out = new StringBuilder();
    for (var line : notes.split("\n", -1)) {
      var at = line.length() - 10;
      out.append(
              line.startsWith("— ")
                  ? line.substring(0, at)
                      + (line.charAt(at) == 'A' ? 'B' : 'A')
                      + line.substring(at + 1)
                  : line)
          .append('\n');
    }
    return out.substring(0, out.length() - 1);
  }

  private Path write(String name, int events) throws Exception {
    var log = dir.resolve(name).resolve("audit.log");
    Files.createDirectories(Objects.requireNonNull(log.getParent()));
    var options = AuditOptions.SHARED.withSegmentBytes(events > 20 ? 3_000 : 0);
    try (var open = AuditLog.open(log, clock, options)) {
      for (var i = 0; i < events; i++) {
        AuditLogTest.append(open, "DENY");
      }
    }
    return log;
  }

  private Path copy(Path log, String name) throws Exception {
    var from = Objects.requireNonNull(log.getParent());
    var to = dir.resolve(name);
    try (var files = Files.walk(from)) {
      for (var file : (Iterable<Path>) files::iterator) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
    return to.resolve("audit.log");
  }

  private static Assessment assess(Path log, String vkey) throws Exception {
    return AuditVerifier.assess(log, Expectation.NONE, vkey.isEmpty() ? null : NoteKey.parse(vkey));
  }

  private static String said(Question question) throws Exception {
    var assessment = assess(question.log, question.vkey);
    var verdict = assessment.verdict();
    if (verdict instanceof Verdict.Broken broken) {
      var file = broken.segment().isEmpty() ? question.log.getFileName() : broken.segment();
      return "broken in " + file + ", line " + broken.line();
    } else if (verdict instanceof Verdict.TornTail) {
      return "torn_tail after " + verdict.chained().entries() + " entries";
    } else if (verdict instanceof Verdict.RolledBack) {
      return "rolled_back";
    } else if (verdict instanceof Verdict.NotAsSigned other) {
      return "not_as_signed " + other.signedSize();
    } else if (verdict instanceof Verdict.Unsealed) {
      return "unsealed_when_expected";
    }
    return "intact, "
        + verdict.chained().entries()
        + " entries, "
        + assessment.seal().signedSize()
        + " signed";
  }

  private static void agrees(List<Question> questions) throws Exception {
    var input = new StringBuilder();
    for (var question : questions) {
      input.append(question.log);
      input.append(question.vkey.isEmpty() ? "" : "\t" + question.vkey).append('\n');
    }
    var answers = python(VERIFY, input.toString());
    assertThat(answers).hasSameSizeAs(questions);
    for (var i = 0; i < answers.size(); i++) {
      var question = questions.get(i);
      // Which of several checkpoints that sign more is not part of what they agree on.
      var answer = answers.get(i).startsWith("rolled_back ") ? "rolled_back" : answers.get(i);
      assertThat(answer).as(question.name).isEqualTo(said(question));
    }
  }

  private static void rule() throws Exception {
    var cases = Files.readString(Testdata.path("ed25519/rule.jsonl"));
    var agreed = python(RULE, cases);
    assertThat(agreed).hasSameSizeAs(cases.lines().toList());
    assertThat(agreed).allMatch("True"::equals);
  }

  private static List<String> python(String program, String input) throws Exception {
    var builder = new ProcessBuilder("python3", "-B", "-c", program);
    builder.environment().put("PYTHONPATH", String.valueOf(SCRIPT.getParent()));
    builder.environment().put("PYTHONIOENCODING", "utf-8");
    var file = Files.createTempFile("questions", ".txt");
    try {
      Files.writeString(file, input);
      builder.redirectInput(file.toFile()).redirectErrorStream(true);
      var process = builder.start();
      var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(out).isZero();
      return out.lines().toList();
    } finally {
      Files.delete(file);
    }
  }
}
