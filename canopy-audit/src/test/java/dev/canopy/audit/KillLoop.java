package dev.canopy.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Kills processes that write to a log (SIGKILL), one after the other, and looks whether the log
 * holds what they had been told is logged. The processes that share a log die one by one while the
 * others write; one that owns it dies alone.
 */
final class KillLoop {
  /** What a child says of an entry: its index and its hash. */
  private static final int HASH_DIGITS = 64;

  /** After each batch, soon, and only when a segment is closed. */
  private static final String[] MILLIS_TO_CHECKPOINTS = {"0", "30", "60000", "60000"};

  private final KillJar jar;
  private final Path log;
  private final boolean shared;
  private final Random random;
  private final Map<Long, String> acknowledged = new HashMap<>();
  private long kills;
  private long rotations;
  private long entries;
  private long beside;

  KillLoop(KillJar jar, Path log, boolean shared, long seed) {
    this.jar = jar;
    this.log = log;
    this.shared = shared;
    this.random = new Random(seed);
  }

  /** What came of it. */
  record Figures(long kills, long acknowledged, long entries, long rotations, long values) {
    static final Figures NONE = new Figures(0, 0, 0, 0, 0);

    Figures plus(Figures other) {
      return new Figures(
          kills + other.kills,
          acknowledged + other.acknowledged,
          entries + other.entries,
          rotations + other.rotations,
          values + other.values);
    }
  }

  private record Running(Process process, BufferedReader output) {}

  Figures run(int wanted) throws Exception {
    var running = new ArrayList<Running>();
    try {
      while (kills < wanted) {
        while (running.size() < (shared ? 2 : 1)) {
          running.add(start());
        }
        kill(running.remove(random.nextInt(running.size())));
        if (!shared && random.nextInt(4) == 0) {
          assertHolds();
        }
      }
      while (!running.isEmpty()) {
        kill(running.remove(0));
      }
    } finally {
      running.forEach(each -> each.process().destroyForcibly());
    }
    assertHolds();
    AuditLog.open(log, InstantSource.system()).close();
    var whole = NaiveLog.read(log);
    assertThat(whole.verdict(null)).isEqualTo("intact " + whole.lines().size());
    assertHolds();
    entries = whole.lines().size();
    rotations = whole.segments().size();
    return new Figures(kills, acknowledged.size(), entries, rotations, beside);
  }

  private Running start() throws IOException {
    var process =
        jar.start(
            log.toString(),
            shared ? "shared" : "exclusive",
            random.nextBoolean() ? "6000" : "60000",
            MILLIS_TO_CHECKPOINTS[random.nextInt(MILLIS_TO_CHECKPOINTS.length)],
            "1000000");
    return new Running(process, Child.output(process));
  }

  /** Lets it live for some lines, kills it, and reads what it had said until then. */
  private void kill(Running child) throws Exception {
    var patience = random.nextInt(4) == 0 ? random.nextInt(40) : random.nextInt(12);
    for (var i = 0; i < patience; i++) {
      var line = child.output().readLine();
      assertThat(line).as("what a child says before it is killed").isNotNull();
      take(line);
    }
    child.process().toHandle().destroyForcibly();
    for (var line : Child.rest(child.output())) {
      take(line);
    }
    assertThat(child.process().waitFor(1, TimeUnit.MINUTES)).isTrue();
    child.output().close();
    kills++;
  }

  private void take(String line) {
    assertThat(line).doesNotStartWith("refused").doesNotStartWith("failed");
    var space = line.indexOf(' ');
    if (space > 0 && line.length() == space + 1 + HASH_DIGITS) { // else it died within the line
      var before =
          acknowledged.put(Long.parseLong(line.substring(0, space)), line.substring(space + 1));
      assertThat(before).as("one entry at a place").isNull();
    }
  }

  /** Nothing writes now: all that was acknowledged is there, and the verdict is the naive one. */
  private void assertHolds() throws Exception {
    if (!Files.exists(log) && AuditSegments.files(log).size() == 1) {
      assertThat(acknowledged).isEmpty();
      return;
    }
    var whole = NaiveLog.read(log);
    assertThat(NaiveLog.said(AuditVerifier.assess(log, Expectation.NONE, null)))
        .isEqualTo(whole.verdict(null));
    assertThat(whole.verdict(null)).matches("(intact|torn_tail) [0-9]+|broken  1");
    var hashes = whole.hashes();
    for (var entry : acknowledged.entrySet()) {
      assertThat(entry.getKey()).isLessThan(hashes.size());
      assertThat(hashes.get(entry.getKey().intValue())).isEqualTo(entry.getValue());
    }
    if (whole.verdict(null).startsWith("intact")) {
      var values = DisclosureCheck.of(log);
      assertThat(values.missing() + values.tampered()).isZero();
      beside = values.disclosed();
    }
  }
}
