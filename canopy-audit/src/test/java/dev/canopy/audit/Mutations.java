package dev.canopy.audit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;

/** Everything that somebody without the key might do to the files of a log. */
final class Mutations {
  private static final List<Operator> OPERATORS = List.of(Operator.values());

  private final World world;
  private final List<World> others;
  private final Random random;

  /** What the files are afterwards. */
  private final Map<String, byte[]> files;

  private final StringBuilder what = new StringBuilder();

  private Mutations(World world, List<World> others, Random random) {
    this.world = world;
    this.others = others;
    this.random = random;
    this.files = new TreeMap<>(world.files);
  }

  /**
   * One thing, or a few, done to a log.
   *
   * @param what in words
   * @param operator the name of what was done last
   * @param files what there is afterwards
   */
  record Mutated(String what, Operator operator, Map<String, byte[]> files) {}

  static Mutated mutate(World world, List<World> others, Random random) {
    var mutations = new Mutations(world, others, random);
    Operator last;
    do {
      last = OPERATORS.get(random.nextInt(OPERATORS.size()));
      mutations.what.append(last).append(' ');
      last.how.accept(mutations);
    } while (random.nextInt(5) == 0);
    return new Mutated(mutations.what.toString(), last, mutations.files);
  }

  private interface How {
    void accept(Mutations mutations);
  }

  /** What can be done. */
  @SuppressWarnings("ImmutableEnumChecker") // functions without state
  enum Operator {
    BIT_FLIP_IN_LINES(m -> m.flip(m.lineFile())),
    BYTE_IN_LINES(m -> m.replaceByte(m.lineFile())),
    BIT_FLIP_ANYWHERE(m -> m.flip(m.anyFile())),
    DELETE_LINE(m -> m.lines((lines, at) -> lines.remove(at))),
    DUPLICATE_LINE(m -> m.lines((lines, at) -> lines.add(at, lines.get(at)))),
    SWAP_LINES(m -> m.lines(m::swap)),
    SPLICE_LINE(m -> m.lines((lines, at) -> lines.add(at, m.foreignLine()))),
    SPLICE_END(m -> m.spliceEnd()),
    CARRIAGE_RETURN(m -> m.lines((lines, at) -> lines.set(at, lines.get(at) + "\r"))),
    DUPLICATE_KEY(m -> m.lines((lines, at) -> lines.set(at, doubled(lines.get(at))))),
    BYTE_ORDER_MARK(m -> m.insert(m.lineFile(), 0, "\ufeff".getBytes(StandardCharsets.UTF_8))),
    NOT_UTF_8(m -> m.insertAnywhere(m.lineFile(), new byte[] {(byte) 0xC0, (byte) 0xAF})),
    ZEROS_IN_LINES(m -> m.zeros(m.lineFile())),
    ZEROS_AT_THE_END(m -> m.insert(World.LOG, m.length(World.LOG), new byte[100])),
    WRITE_ANEW(m -> m.writeAnew()),
    CUT_ANYWHERE(m -> m.cut(m.lineFile())),
    CUT_AT_A_LINE(m -> m.cutAtLine()),
    EMPTY_A_FILE(m -> m.files.replace(m.anyFile(), new byte[0])),
    DELETE_A_SEGMENT(m -> m.deleteSegment()),
    DELETE_THE_CURRENT_FILE(m -> m.deleteCurrent()),
    SWAP_SEGMENTS(m -> m.swapSegments()),
    OLDER_LOG(m -> m.older(true)),
    OLDER_EVERYTHING(m -> m.older(false)),
    STRIP_CHECKPOINT(m -> m.files.remove(World.CHECKPOINT)),
    STRIP_CHECKPOINTS(m -> m.files.remove(World.CHECKPOINTS)),
    STRIP_BOTH(m -> m.stripBoth()),
    OTHER_ORIGIN(m -> m.otherOrigin()),
    CHECKPOINT_OF_ANOTHER_LOG(m -> m.foreignCheckpoint()),
    CHECKPOINT_BY_ANOTHER_KEY(m -> m.forgedCheckpoint()),
    CHECKPOINTS_REVERSED(m -> m.reversedCheckpoints()),
    FLIP_IN_CHECKPOINTS(m -> m.flip(World.CHECKPOINTS)),
    FLIP_IN_CHECKPOINT(m -> m.flip(World.CHECKPOINT)),
    DELETE_DERIVED(m -> m.deleteDerived());

    private final How how;

    Operator(How how) {
      this.how = how;
    }
  }

  // ---- Where.

  private String pick(List<String> names) {
    var there = names.stream().filter(files::containsKey).toList();
    return there.isEmpty() ? World.LOG : there.get(random.nextInt(there.size()));
  }

  private String lineFile() {
    return pick(world.lineFiles());
  }

  private String anyFile() {
    return pick(List.copyOf(files.keySet()));
  }

  private byte[] bytes(String name) {
    return files.getOrDefault(name, new byte[0]);
  }

  private int length(String name) {
    return bytes(name).length;
  }

  // ---- Bytes.

  private void flip(String name) {
    var changed = bytes(name).clone();
    if (changed.length > 0) {
      changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
      files.put(name, changed);
    }
  }

  private void replaceByte(String name) {
    var changed = bytes(name).clone();
    if (changed.length > 0) {
      changed[random.nextInt(changed.length)] =
          (byte) "{}\",:0a\n".charAt(random.nextInt("{}\",:0a\n".length()));
      files.put(name, changed);
    }
  }

  private void zeros(String name) {
    var changed = bytes(name).clone();
    if (changed.length > 0) {
      var from = random.nextInt(changed.length);
      Arrays.fill(changed, from, Math.min(changed.length, from + 1 + random.nextInt(64)), (byte) 0);
      files.put(name, changed);
    }
  }

  private void insertAnywhere(String name, byte[] bytes) {
    insert(name, random.nextInt(length(name) + 1), bytes);
  }

  private void insert(String name, int at, byte[] bytes) {
    var old = bytes(name);
    var changed = new ByteArrayOutputStream();
    changed.write(old, 0, at);
    changed.writeBytes(bytes);
    changed.write(old, at, old.length - at);
    files.put(name, changed.toByteArray());
  }

  private void cut(String name) {
    files.put(name, Arrays.copyOf(bytes(name), random.nextInt(length(name) + 1)));
  }

  // ---- Lines. A byte is a character here, whatever it is.

  private static List<String> split(byte[] bytes) {
    var text = new String(bytes, StandardCharsets.ISO_8859_1);
    var lines = new ArrayList<>(List.of(text.split("\n", -1)));
    if (lines.get(lines.size() - 1).isEmpty()) {
      lines.remove(lines.size() - 1);
    }
    return lines;
  }

  private static byte[] join(List<String> lines) {
    return lines.isEmpty()
        ? new byte[0]
        : (String.join("\n", lines) + "\n").getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Changes the lines of a file, at or around one of them. */
  private interface LineChange {
    void apply(List<String> lines, int at);
  }

  private void lines(LineChange change) {
    var name = lineFile();
    var lines = split(bytes(name));
    if (!lines.isEmpty()) {
      change.apply(lines, random.nextInt(lines.size()));
      files.put(name, join(lines));
    }
  }

  private void swap(List<String> lines, int at) {
    var other = random.nextInt(lines.size());
    var line = lines.get(at);
    lines.set(at, lines.get(other));
    lines.set(other, line);
  }

  private static String doubled(String line) {
    return line.replaceFirst("\"seq\"", "\"action_type\":\"x\",\"seq\"");
  }

  private World other() {
    return others.get(random.nextInt(others.size()));
  }

  private String foreignLine() {
    var lines = other().lines;
    return new String(
        lines.get(random.nextInt(lines.size())).getBytes(StandardCharsets.UTF_8),
        StandardCharsets.ISO_8859_1);
  }

  private void spliceEnd() {
    var mine = split(bytes(World.LOG));
    var theirs = split(Objects.requireNonNull(other().file(World.LOG)));
    var from = Math.min(theirs.size(), mine.size());
    var kept = new ArrayList<>(mine.subList(0, random.nextInt(mine.size() + 1)));
    kept.addAll(theirs.subList(Math.min(from, kept.size()), theirs.size()));
    files.put(World.LOG, join(kept));
  }

  /** Changes a line and computes all hashes behind it anew, through all segments. */
  private void writeAnew() {
    var previous = "0".repeat(64);
    var target = random.nextInt(world.lines.size());
    var index = 0;
    for (var name : world.lineFiles()) {
      if (!files.containsKey(name)) {
        continue;
      }
      var changed = new ArrayList<String>();
      for (var raw : split(bytes(name))) {
        var line = raw;
        if (index >= target && line.length() > 100) {
          if (index == target) {
            line =
                line.contains("DENY")
                    ? line.replace("DENY", "ALLOW")
                    : line.replaceFirst("\"seq\"", "\"x\":1,\"seq\"");
          }
          line = line.substring(0, line.length() - 66) + previous + "\"}";
        }
        previous = hash(line);
        changed.add(line);
        index++;
      }
      files.put(name, join(changed));
    }
  }

  private static String hash(String line) {
    var sha256 = Chain.sha256();
    sha256.update((byte) 0);
    return Hex.encode(sha256.digest(line.getBytes(StandardCharsets.ISO_8859_1)));
  }

  private void cutAtLine() {
    var lines = split(bytes(World.LOG));
    files.put(World.LOG, join(lines.subList(0, random.nextInt(lines.size() + 1))));
  }

  // ---- Files.

  private void deleteSegment() {
    var names = world.lineFiles();
    if (names.size() > 2) { // a log without its first segment is one that was pruned
      files.remove(names.get(1 + random.nextInt(names.size() - 2)));
    }
  }

  private void deleteCurrent() {
    if (world.lineFiles().size() > 1) { // else there is no log at all
      files.remove(World.LOG);
    }
  }

  private void swapSegments() {
    var one = lineFile();
    var two = lineFile();
    var bytes = bytes(one);
    files.put(one, bytes(two));
    files.put(two, bytes);
  }

  /** The log's own file as it was, or all files. */
  private void older(boolean logOnly) {
    var then = world.earlier.get(random.nextInt(world.earlier.size()));
    if (logOnly) {
      files.put(World.LOG, Objects.requireNonNull(then.get(World.LOG)));
    } else {
      files.clear();
      files.putAll(then);
    }
  }

  private void stripBoth() {
    files.remove(World.CHECKPOINT);
    files.remove(World.CHECKPOINTS);
  }

  // ---- Checkpoints.

  private void otherOrigin() {
    var name = random.nextBoolean() ? World.CHECKPOINT : World.CHECKPOINTS;
    var text = new String(bytes(name), StandardCharsets.UTF_8);
    files.put(
        name, text.replace(world.key.name() + "\n", "evil.org\n").getBytes(StandardCharsets.UTF_8));
  }

  private void foreignCheckpoint() {
    var theirs = Objects.requireNonNull(other().file(World.CHECKPOINT));
    if (random.nextBoolean()) {
      files.put(World.CHECKPOINT, theirs);
    } else {
      append(World.CHECKPOINTS, theirs);
    }
  }

  private void append(String name, byte[] note) {
    insert(name, length(name), note);
    insert(name, length(name), new byte[] {'\n'});
  }

  /** A checkpoint of what is there now, with a signature that is not by the log's key. */
  private void forgedCheckpoint() {
    try {
      var tree = new Frontier();
      var lines = World.naive(files).lines();
      var size = random.nextInt(lines.size() + 1);
      for (var line : lines.subList(0, size)) {
        tree.append(
            Hash.ofHex(
                hash(
                    new String(
                        line.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1))));
      }
      var forger =
          Ed25519Signer.of(world.key.name(), KeyType.ED25519, Chain.sha256().digest(new byte[3]));
      var note =
          SignedCheckpoint.sign(new Checkpoint(world.key.name(), size, tree.root()), forger)
              .note()
              .bytes();
      if (random.nextBoolean()) {
        files.put(World.CHECKPOINT, note);
      } else {
        append(World.CHECKPOINTS, note);
      }
    } catch (ProofException | AuditException e) {
      throw new IllegalStateException(e);
    }
  }

  private void reversedCheckpoints() {
    var notes = CheckpointFiles.split(bytes(World.CHECKPOINTS), false);
    var reversed = new ByteArrayOutputStream();
    for (var i = notes.size() - 1; i >= 0; i--) {
      reversed.writeBytes(notes.get(i));
      reversed.write('\n');
    }
    files.put(World.CHECKPOINTS, reversed.toByteArray());
  }

  private void deleteDerived() {
    files
        .keySet()
        .removeIf(name -> name.startsWith(World.FOLDER + "tile") || name.endsWith("state"));
  }
}
