package dev.canopy.benchmarks;

import dev.canopy.audit.AuditLog;
import dev.canopy.audit.AuditVerifier;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * How long it takes to open a log that was closed in order, or that its process left without
 * closing it, against reading all of it. What matters is that it does not grow with the log.
 *
 * <p>Arguments: the folder to write in, and the sizes of the logs in MB (default: 300 and 3000).
 */
public final class OpenBenchmark {
  private static final int ROUNDS = 15;

  private OpenBenchmark() {}

  public static void main(String[] args) throws Exception {
    var dir = args.length > 0 ? Path.of(args[0]) : Files.createTempDirectory("canopy-bench");
    var sizes = new ArrayList<Long>();
    for (var i = 1; i < args.length; i++) {
      sizes.add(Long.parseLong(args[i]));
    }
    for (var megabytes : sizes.isEmpty() ? List.of(300L, 3000L) : sizes) {
      measure(Logs.fresh(dir), megabytes);
      Logs.fresh(dir);
    }
  }

  private static void measure(Path file, long megabytes) throws Exception {
    var entries = Logs.write(file, megabytes * 1_000_000);
    var title = megabytes + " MB, " + entries + " entries: ";
    var opens = new ArrayList<Double>();
    var closes = new ArrayList<Double>();
    for (var round = 0; round < ROUNDS; round++) {
      var start = System.nanoTime();
      var log = AuditLog.open(file, InstantSource.system());
      var opened = System.nanoTime();
      log.append(Logs.EVENT).toCompletableFuture().join();
      var appended = System.nanoTime();
      log.close();
      opens.add((opened - start) / 1e6);
      closes.add((System.nanoTime() - appended) / 1e6);
    }
    System.out.println(title + "the first open of the process " + opens.get(0) + " ms");
    Figures.print(title + "open (goal <= 50)", opens.subList(1, ROUNDS), "ms");
    Figures.print(title + "sign and close", closes.subList(1, ROUNDS), "ms");
    var start = System.nanoTime();
    read(file);
    System.out.println(title + "only reading it " + (System.nanoTime() - start) / 1e6 + " ms");
    start = System.nanoTime();
    var verdict = AuditVerifier.verify(file);
    System.out.println(title + "verifying it " + (System.nanoTime() - start) / 1e6 + " ms");
    System.out.println(verdict.words());
  }

  private static void read(Path file) throws Exception {
    var chunk = ByteBuffer.allocateDirect(1 << 20);
    try (var channel = FileChannel.open(file)) {
      while (channel.read(chunk) >= 0) {
        chunk.clear();
      }
    }
  }
}
