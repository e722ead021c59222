package dev.canopy.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.canopy.audit.AuditEvent;
import dev.canopy.audit.AuditLog;
import dev.canopy.audit.AuditVerifier;
import dev.canopy.audit.Disclosure;
import dev.canopy.audit.Verdict;
import dev.canopy.json.Json;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The audit log against the disk under it, all in one run, since disks differ by more than logs do:
 * a raw append with fdatasync, ours with one caller and with many, pipelined, verification, and the
 * naive way (read the file for the last hash, append, flush). {@code taskset -c 0} measures
 * verification on one core alone.
 *
 * <p>Arguments: the folder to write in (default: a temporary one), and the seconds for each part
 * (default 3).
 */
public final class AuditBenchmark {
  /** The same, with as many values beside it as a decision about a command has. */
  private static final AuditEvent WITH_VALUES =
      new AuditEvent(
          Logs.EVENT.fields(),
          JsonObject.EMPTY,
          List.of(
              new Disclosure(
                  "payload.command",
                  "AAECAwQFBgcICQoLDA0ODw",
                  new JsonString("rm -rf build && ls -la src/main/java")),
              new Disclosure(
                  "judged",
                  "AAECAwQFBgcICQoLDA0ODw",
                  JsonObject.builder()
                      .put("payload_digest", "sha256:" + "0".repeat(64))
                      .put("effect_digest", "sha256:" + "1".repeat(64))
                      .build())));

  private static final OperatingSystemMXBean CPU =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private static final int RECORD_BYTES = 300;

  private final Path dir;
  private final long partNanos;
  private AuditEvent event = Logs.EVENT;

  private AuditBenchmark(Path dir, long seconds) {
    this.dir = dir;
    this.partNanos = seconds * 1_000_000_000L;
  }

  public static void main(String[] args) throws Exception {
    var dir = args.length > 0 ? Path.of(args[0]) : Files.createTempDirectory("canopy-bench");
    var seconds = args.length > 1 ? Long.parseLong(args[1]) : 3;
    new AuditBenchmark(dir, seconds).run();
  }

  private void run() throws Exception {
    // The machine's other work comes and goes, so the two that are compared take turns.
    var raws = new ArrayList<Double>();
    var ours = new ArrayList<Double>();
    var ratios = new ArrayList<Double>();
    for (var round = 0; round < 6; round++) {
      var raw = raw();
      var own = oneCaller();
      if (round > 0) { // the first warms up
        raws.add(raw);
        ours.add(own);
        ratios.add(own / raw);
      }
    }
    Figures.print("raw append + fdatasync, p50", raws, "us");
    Figures.print("ours, one caller, p50", ours, "us");
    Figures.print("ours / raw (goal <= 1.15)", ratios, "");
    for (var callers : new int[] {1, 8, 64, 512}) {
      var rates = new ArrayList<Double>();
      var with = new ArrayList<Double>();
      var shares = new ArrayList<Double>();
      for (var round = 0; round < 3; round++) {
        rates.add(callers(callers) / 1000);
        event = WITH_VALUES;
        with.add(callers(callers) / 1000);
        event = Logs.EVENT;
        shares.add(with.get(round) / rates.get(round));
      }
      Figures.print("ours, " + callers + " callers", rates, "k/s");
      Figures.print("the same with values beside the log", with, "k/s");
      Figures.print("with values / without (goal >= 0.8)", shares, "");
    }
    var pipelined = new ArrayList<Double>();
    for (var round = 0; round < 4; round++) {
      pipelined.add(pipelined() / 1000);
    }
    Figures.print("ours, pipelined (goal >= 1200)", pipelined, "k/s");
    verification();
    naive();
  }

  private double raw() throws IOException {
    var file = dir.resolve("raw");
    var times = new Times();
    try (var channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      var record = ByteBuffer.allocateDirect(RECORD_BYTES);
      var end = System.nanoTime() + partNanos / 3;
      while (System.nanoTime() < end) {
        record.clear();
        var start = System.nanoTime();
        channel.write(record);
        channel.force(false);
        times.add(System.nanoTime() - start);
      }
    }
    Files.delete(file);
    return times.p50Micros();
  }

  private double oneCaller() throws Exception {
    var file = Logs.fresh(dir);
    var times = new Times();
    try (var log = AuditLog.open(file, InstantSource.system())) {
      var end = System.nanoTime() + partNanos / 3;
      while (System.nanoTime() < end) {
        var start = System.nanoTime();
        log.append(event).toCompletableFuture().join();
        times.add(System.nanoTime() - start);
      }
    }
    return times.p50Micros();
  }

  private double callers(int callers) throws Exception {
    var file = Logs.fresh(dir);
    var done = new AtomicLong();
    try (var log = AuditLog.open(file, InstantSource.system())) {
      var ready = new CountDownLatch(callers);
      var go = new CountDownLatch(1);
      var threads = new ArrayList<Thread>();
      var end = new AtomicLong();
      for (var i = 0; i < callers; i++) {
        var thread =
            new Thread(
                () -> {
                  ready.countDown();
                  try {
                    go.await();
                  } catch (InterruptedException e) {
                    return;
                  }
                  var mine = 0L;
                  while (System.nanoTime() < end.get()) {
                    log.append(event).toCompletableFuture().join();
                    mine++;
                  }
                  done.addAndGet(mine);
                });
        threads.add(thread);
        thread.start();
      }
      ready.await();
      var start = System.nanoTime();
      end.set(start + partNanos);
      go.countDown();
      for (var thread : threads) {
        thread.join();
      }
      return done.get() * 1e9 / (System.nanoTime() - start);
    }
  }

  private double pipelined() throws Exception {
    var file = Logs.fresh(dir);
    // In flight at most: well below the log's bound on what may wait.
    var window = new Semaphore(20_000);
    try (var log = AuditLog.open(file, InstantSource.system())) {
      var start = System.nanoTime();
      var end = start + partNanos;
      var done = 0L;
      while (System.nanoTime() < end) {
        window.acquire(100);
        for (var i = 0; i < 100; i++) {
          log.append(event)
              .whenComplete(
                  (receipt, failure) -> {
                    if (failure != null) {
                      throw new IllegalStateException(failure);
                    }
                    window.release();
                  });
        }
        done += 100;
      }
      window.acquire(20_000);
      return done * 1e9 / (System.nanoTime() - start);
    }
  }

  private void verification() throws Exception {
    var file = dir.resolve("audit.log"); // what the last part wrote
    var size = Files.size(file);
    var rates = new ArrayList<Double>();
    var walls = new ArrayList<Double>();
    var hashes = new ArrayList<Double>();
    for (var round = 0; round < 6; round++) {
      // Time on the cores, not on the clock: other work on the machine must not count.
      var started = System.nanoTime();
      var start = CPU.getProcessCpuTime();
      var verdict = AuditVerifier.verify(file);
      var rate = verdict.chained().entries() * 1e3 / (CPU.getProcessCpuTime() - start);
      var wall = verdict.chained().entries() * 1e3 / (System.nanoTime() - started);
      if (!(verdict instanceof Verdict.Intact)) {
        throw new IllegalStateException(verdict.words());
      }
      var hash = hashRate(file, verdict.chained().entries());
      if (round > 0) {
        rates.add(rate);
        walls.add(wall);
        hashes.add(hash);
      }
    }
    var cores = Runtime.getRuntime().availableProcessors();
    Figures.print(
        "verify, " + size / (1 << 20) + " MiB, a core's second (goal >= 2.4)", rates, "M entries");
    Figures.print("verify, " + cores + " cores, a second on the clock", walls, "M entries");
    Figures.print("only reading and SHA-256 of the same file", hashes, "M entries/s");
  }

  private static double hashRate(Path file, long entries) throws Exception {
    var start = CPU.getProcessCpuTime();
    var sha256 = MessageDigest.getInstance("SHA-256");
    var chunk = ByteBuffer.allocate(1 << 20);
    try (var channel = FileChannel.open(file)) {
      while (channel.read(chunk) >= 0) {
        chunk.flip();
        sha256.update(chunk);
        chunk.clear();
      }
    }
    sha256.digest();
    return entries * 1e3 / (CPU.getProcessCpuTime() - start);
  }

  /** As the relatives do it. */
  private void naive() throws Exception {
    for (var entries : new int[] {1_000, 10_000, 100_000}) {
      var file = dir.resolve("naive");
      var lines = new ArrayList<String>();
      for (var i = 0; i < entries; i++) {
        lines.add(naiveLine("0".repeat(64)));
      }
      Files.write(file, lines);
      var times = new Times();
      var end = System.nanoTime() + partNanos;
      while (System.nanoTime() < end || times.count() < 5) {
        var start = System.nanoTime();
        var all = Files.readAllLines(file);
        var last = (JsonObject) Json.parse(all.get(all.size() - 1));
        var line = naiveLine(last.string("entry_hash").orElse(""));
        try (var channel = FileChannel.open(file, StandardOpenOption.APPEND)) {
          channel.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
          channel.force(false);
        }
        times.add(System.nanoTime() - start);
      }
      Figures.print(
          "naive append at " + entries + " entries, p50", List.of(times.p50Micros()), "us");
      Files.delete(file);
    }
  }

  private static String naiveLine(String previous) throws Exception {
    var fields =
        JsonObject.builder()
            .put("timestamp", "2026-11-22T10:22:01Z")
            .put("avid", "AVID-" + "5".repeat(64))
            .put("action_type", "execute_shell")
            .put("decision", "DENY")
            .put("reason", "deletes recursively outside the project")
            .put("prev_hash", previous);
    var sha256 = MessageDigest.getInstance("SHA-256");
    sha256.update(previous.getBytes(StandardCharsets.UTF_8));
    var hash = HexFormat.of().formatHex(sha256.digest(Json.canonical(fields.build())));
    return Json.write(fields.put("entry_hash", hash).build());
  }
}
