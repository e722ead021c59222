package dev.canopy.gateway;

import dev.canopy.Canopy;
import dev.canopy.audit.AuditException;
import dev.canopy.audit.AuditSegments;
import dev.canopy.audit.AuditVerifier;
import dev.canopy.audit.Expectation;
import dev.canopy.audit.Verdict;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonNull;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * How the log is: its files, its latest checkpoint, and what verifying it says. Only one verifies
 * at a time, whoever asks. Safe for use by many threads.
 */
final class LogHealth {
  /** A checkpoint is some hundred bytes; what is longer is none. */
  private static final int MAX_CHECKPOINT = 64 << 10;

  private final Canopy canopy;
  private final Path log;
  private final Threads threads;
  private final InstantSource clock;
  private volatile Verification verification = Verification.NONE;

  /**
   * The last verification that was asked for.
   *
   * @param state none, running, done or failed
   * @param bytes how much there was to verify
   * @param answer what it said
   */
  private record Verification(
      String state,
      @Nullable Instant started,
      @Nullable Duration took,
      long bytes,
      JsonObject answer) {
    static final Verification NONE = new Verification("none", null, null, 0, JsonObject.EMPTY);
  }

  LogHealth(Canopy canopy, Path log, Threads threads, InstantSource clock) {
    this.canopy = canopy;
    this.log = log;
    this.threads = threads;
    this.clock = clock;
  }

  /** {@code GET /log/health}. */
  void show(Exchange exchange) {
    threads.read(
        exchange,
        () -> {
          try {
            var files = new ArrayList<JsonValue>();
            for (var file : AuditSegments.files(log)) {
              files.add(
                  JsonObject.builder()
                      .put("name", String.valueOf(file.getFileName()))
                      .put("bytes", size(file))
                      .build());
            }
            var trouble = canopy.trouble();
            exchange.reply(
                200,
                JsonObject.builder()
                    .put("takes_entries", trouble.isEmpty())
                    .put("trouble", trouble.<JsonValue>map(JsonString::new).orElse(JsonNull.NULL))
                    .put("minimum_index", AuditSegments.minimumIndex(log))
                    .put("files", new JsonArray(files))
                    .put("checkpoint", checkpoint())
                    .put("verification", json(verification))
                    .build());
          } catch (IOException e) {
            throw new ProblemException(Problem.unavailable("the log's files cannot be read now"));
          }
        });
  }

  /** The latest checkpoint as it is beside the log; whether it is true says verifying. */
  private JsonValue checkpoint() throws IOException {
    var file = log.resolveSibling(log.getFileName() + ".d").resolve("checkpoint");
    if (Files.notExists(file) || Files.size(file) > MAX_CHECKPOINT) {
      return JsonNull.NULL;
    }
    var note = Files.readString(file, StandardCharsets.UTF_8);
    var lines = note.split("\n", 4);
    if (lines.length < 4) {
      return JsonNull.NULL;
    }
    return JsonObject.builder()
        .put("origin", lines[0])
        .put("size", lines[1])
        .put("root", lines[2])
        .put("written", Files.getLastModifiedTime(file).toInstant().toString())
        .put("note", note)
        .build();
  }

  /** {@code POST /log/verify}: begins, unless it is under way; {@code GET} says how it stands. */
  void verify(Exchange exchange) {
    threads.read(
        exchange,
        () -> {
          Body.parse(exchange.body(), Limits.DEFAULT).only(java.util.List.of());
          if (begin()) {
            threads.verify(this::run);
          }
          exchange.reply(202, json(verification));
        });
  }

  private synchronized boolean begin() {
    if (verification.state().equals("running")) {
      return false;
    }
    verification = new Verification("running", clock.instant(), null, bytes(), JsonObject.EMPTY);
    return true;
  }

  private void run() {
    var running = verification;
    var from = System.nanoTime();
    String state;
    JsonObject answer;
    try {
      var assessment = AuditVerifier.assess(log, Expectation.NONE, null);
      state = "done";
      var verdict = assessment.verdict();
      answer =
          JsonObject.builder()
              .put("verdict", verdict.code())
              .put("intact", verdict instanceof Verdict.Intact)
              .put("words", verdict.words())
              .put("entries", verdict.chained().entries())
              .put("head", verdict.chained().head())
              .put("signed_size", assessment.seal().signedSize())
              .put("signed_words", assessment.seal().words(verdict.chained().entries()))
              .build();
    } catch (AuditException | RuntimeException | Error e) {
      state = "failed";
      answer =
          JsonObject.builder()
              .put("words", "the log cannot be read: see the gateway's log")
              .build();
      System.getLogger(LogHealth.class.getName())
          .log(System.Logger.Level.WARNING, "verifying failed: " + e);
    }
    verification =
        new Verification(
            state,
            running.started(),
            Duration.ofNanos(System.nanoTime() - from),
            running.bytes(),
            answer);
  }

  /** {@code GET /log/verify}. */
  void verification(Exchange exchange) {
    exchange.reply(200, json(verification));
  }

  private JsonObject json(Verification of) {
    var out = JsonObject.builder().put("state", of.state()).put("bytes", of.bytes());
    var started = of.started();
    if (started != null) {
      var took = of.took();
      var ran = took != null ? took : Duration.between(started, clock.instant());
      out.put("started", started.toString()).put("millis", Math.max(0, ran.toMillis()));
    }
    return out.put("answer", of.answer()).build();
  }

  private long bytes() {
    try {
      var sum = 0L;
      for (var file : AuditSegments.files(log)) {
        sum += size(file);
      }
      return sum;
    } catch (IOException e) {
      return 0;
    }
  }

  private static long size(Path file) throws IOException {
    return Files.exists(file) ? Files.size(file) : 0;
  }
}
