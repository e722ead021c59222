package dev.canopy.benchmarks;

import dev.canopy.audit.AuditLog;
import dev.canopy.audit.AuditVerifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;

/**
 * Ours against the naive log of {@code naive_log.py} at 100,000 entries, in turns. Python 3 must be
 * there.
 *
 * <p>Arguments: the folder to write in, and where {@code naive_log.py} is (default: {@code
 * benchmarks}).
 */
public final class NaiveBenchmark {
  private static final int ENTRIES = 100_000;
  private static final int ROUNDS = 3;
  private static final int CALLERS = 512;

  private NaiveBenchmark() {}

  public static void main(String[] args) throws Exception {
    var dir = args.length > 0 ? Path.of(args[0]) : Files.createTempDirectory("canopy-bench");
    var script = Path.of(args.length > 1 ? args[1] : "benchmarks").resolve("naive_log.py");
    var singles = new ArrayList<Double>();
    var manies = new ArrayList<Double>();
    var verifies = new ArrayList<Double>();
    for (var round = 0; round <= ROUNDS; round++) {
      var naive = new Naive(script, dir.resolve("naive.log"));
      var single = oneCaller(Logs.fresh(dir));
      var threads = CallersBenchmark.virtualThreads();
      var many =
          new CallersBenchmark(dir, 2)
              .waiting(threads != null ? threads : Thread::new, CALLERS, new Times());
      var verify = verifyPerSecond(dir.resolve("audit.log"));
      if (round > 0) { // the first warms up
        singles.add(naive.appendMicros / single);
        manies.add(naive.appendMicros * many / 1e6);
        verifies.add(verify / naive.verifyPerSecond);
      }
    }
    Logs.fresh(dir);
    Figures.print("one caller, times the naive one (goal >= 200)", singles, "");
    Figures.print(CALLERS + " callers, times the naive one (goal >= 15000)", manies, "");
    Figures.print("verify, times the naive one (goal >= 20)", verifies, "");
  }

  /** What the script measured. */
  private static final class Naive {
    private double appendMicros;
    private double verifyPerSecond;

    Naive(Path script, Path file) throws Exception {
      var process =
          new ProcessBuilder(
                  "python3", script.toString(), file.toString(), Integer.toString(ENTRIES))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException("`" + script + "` failed");
      }
      for (var line : said.lines().toList()) {
        var figure = Double.parseDouble(line.substring(line.indexOf(' ') + 1));
        if (line.startsWith("append_us ")) {
          appendMicros = figure;
        } else if (line.startsWith("verify_per_s ")) {
          verifyPerSecond = figure;
        }
      }
    }
  }

  /** The median of an append in a log of as many entries, in microseconds. */
  private static double oneCaller(Path file) throws Exception {
    Logs.write(file, ENTRIES * 300L);
    var times = new Times();
    try (var log = AuditLog.open(file, InstantSource.system())) {
      var end = System.nanoTime() + 1_000_000_000L;
      while (System.nanoTime() < end) {
        var start = System.nanoTime();
        log.append(Logs.EVENT).toCompletableFuture().join();
        times.add(System.nanoTime() - start);
      }
    }
    return times.p50Micros();
  }

  private static double verifyPerSecond(Path file) throws Exception {
    var start = System.nanoTime();
    var entries = AuditVerifier.verify(file).chained().entries();
    return entries * 1e9 / (System.nanoTime() - start);
  }
}
