package dev.canopy.audit;

import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A log with all its files in memory, as it was when it had been closed in order, and at earlier
 * times: what somebody may change, remove, or put back.
 */
final class World {
  static final String LOG = "audit.log";
  static final String FOLDER = "audit.log.d/";
  static final String CHECKPOINT = FOLDER + "checkpoint";
  static final String CHECKPOINTS = FOLDER + "checkpoints.log";
  static final String DISCLOSURES = FOLDER + "disclosures.jsonl";

  final long number;

  /** The name of each file, and what is in it. */
  final Map<String, byte[]> files;

  /** The files as they were at some earlier times, oldest first. */
  final List<Map<String, byte[]>> earlier;

  final List<String> lines;
  final NoteKey key;

  private World(long number, List<Map<String, byte[]>> states, NoteKey key) {
    this.number = number;
    this.files = states.get(states.size() - 1);
    this.earlier = states.subList(0, states.size() - 1);
    this.key = key;
    this.lines = naive(files).lines();
  }

  /**
   * A log of a few segments, of which the last entries may be unsigned.
   *
   * @param dir a folder of its own for the while
   */
  static World make(Path dir, long number) throws Exception {
    var random = new Random(number * 0x9E3779B97F4A7C15L); // small seeds begin alike
    var micros = new AtomicLong(1_795_000_000_000_000L + number * 1_000_003);
    InstantSource clock = () -> Instant.ofEpochSecond(0, micros.getAndAdd(1_234_567) * 1_000);
    var log = dir.resolve(LOG);
    var signer = Tampering.signer(number);
    var options =
        AuditOptions.EXCLUSIVE
            .withSigner(signer)
            .withSegmentBytes(random.nextBoolean() ? 0 : 1_200 + random.nextInt(1_500));
    var states = new ArrayList<Map<String, byte[]>>();
    var lives = 2 + random.nextInt(3);
    for (var life = 0; life < lives; life++) {
      var signed = life < lives - 1 || random.nextBoolean();
      var held =
          signed
              ? options.withCheckpointInterval(Duration.ZERO)
              : options.withSignOnClose(false).withCheckpointInterval(Duration.ofDays(1));
      try (var open = AuditLog.open(RealDisk.INSTANCE, log, clock, held, () -> id(number))) {
        for (var i = 2 + random.nextInt(4); i > 0; i--) {
          open.append(event(random)).toCompletableFuture().join();
        }
      }
      states.add(read(dir));
    }
    return new World(number, states, signer.key());
  }

  private static String id(long number) {
    return String.format("%032x", number);
  }

  private static AuditEvent event(Random random) {
    var salt = String.format("%022d", random.nextInt(Integer.MAX_VALUE));
    var disclosed =
        random.nextBoolean()
            ? List.of(new Disclosure("payload.command", salt, new JsonString("rm " + salt)))
            : List.<Disclosure>of();
    return new AuditEvent(
        JsonObject.builder()
            .put("action_type", "execute_shell")
            .put("decision", List.of("ALLOW", "DENY").get(random.nextInt(2)))
            .put("reason", "rule `é" + random.nextInt(10) + "`\t\u0001")
            .build(),
        JsonObject.builder().put("count", random.nextInt(1000)).build(),
        disclosed);
  }

  private static Map<String, byte[]> read(Path dir) throws IOException {
    var files = new TreeMap<String, byte[]>();
    try (var all = Files.walk(dir)) {
      for (var file : all.filter(Files::isRegularFile).toList()) {
        files.put(dir.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return files;
  }

  static NaiveLog naive(Map<String, byte[]> files) {
    var segments = new TreeMap<String, byte[]>();
    for (var file : files.entrySet()) {
      if (file.getKey().startsWith(FOLDER + "segments/")) {
        segments.put(file.getKey().substring((FOLDER + "segments/").length()), file.getValue());
      }
    }
    return new NaiveLog(
        segments,
        files.getOrDefault(LOG, new byte[0]),
        files.get(CHECKPOINT),
        files.getOrDefault(CHECKPOINTS, new byte[0]));
  }

  /** The names of the files that lines are in, in their order. */
  List<String> lineFiles() {
    var names = new ArrayList<String>();
    for (var name : files.keySet()) {
      if (name.startsWith(FOLDER + "segments/")) {
        names.add(name);
      }
    }
    names.sort(null);
    names.add(LOG);
    return names;
  }

  /** How many entries the latest checkpoint covers. */
  long signedSize() {
    var note = new String(Objects.requireNonNull(files.get(CHECKPOINT)), StandardCharsets.UTF_8);
    return Long.parseLong(note.split("\n", -1)[1]);
  }

  /** The files of a world on the disk, where only what differs is written. */
  static final class Place {
    private final Path dir;
    private final Map<String, byte[]> there = new HashMap<>();

    Place(Path dir) {
      this.dir = dir;
    }

    Path log() {
      return dir.resolve(LOG);
    }

    void put(Map<String, byte[]> files) throws IOException {
      for (var name : List.copyOf(there.keySet())) {
        if (!files.containsKey(name)) {
          Files.delete(dir.resolve(name));
          there.remove(name);
        }
      }
      for (var file : files.entrySet()) {
        if (there.get(file.getKey()) != file.getValue()) { // the very same bytes
          var path = dir.resolve(file.getKey());
          Files.createDirectories(Objects.requireNonNull(path.getParent()));
          Files.write(path, file.getValue());
          there.put(file.getKey(), file.getValue());
        }
      }
    }
  }

  static void delete(Path dir) throws IOException {
    try (var all = Files.walk(dir)) {
      for (var file : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** The file, or null. */
  byte @Nullable [] file(String name) {
    return files.get(name);
  }
}
