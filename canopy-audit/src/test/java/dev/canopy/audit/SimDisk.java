package dev.canopy.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory that fails when it is told to, and that loses power: of what was written but not
 * forced, any subset of sectors is there afterwards.
 */
final class SimDisk implements Disk {
  private static final int SECTOR = 512;

  /** What may go wrong with one operation. */
  enum Trouble {
    POWER_CUT,
    ERROR,
    SHORT_WRITE_THEN_FULL,
    SHORT_WRITE
  }

  private static final class Content {
    byte[] current = new byte[0];
    byte[] durable = new byte[0];

    /** The sectors that the next force writes: one that failed forgets those that it did not. */
    final BitSet dirty = new BitSet();

    long reserved;
    final Object identity = new Object();
  }

  private final Map<Path, Content> files = new HashMap<>();

  /** What was deleted, of which the folder was not forced: it may be there again. */
  private final Map<Path, Content> deleted = new HashMap<>();

  private final Random random;
  private int operations;
  private int troubleAt = -1;
  private @Nullable Trouble trouble;
  private @Nullable String troubleOn;
  private boolean dead;
  private boolean fired;

  /** So much fits on it in all. */
  private long capacity = Long.MAX_VALUE;

  SimDisk(long seed) {
    this.random = new Random(seed);
  }

  void arm(int operationsFromNow, Trouble what, @Nullable String operation) {
    troubleAt = operations + operationsFromNow;
    trouble = what;
    troubleOn = operation;
  }

  /** From now on no more than these bytes fit in addition to what is there. */
  void room(long bytes) {
    capacity = used() + bytes;
  }

  private long used() {
    return files.values().stream().mapToLong(f -> f.current.length + f.reserved).sum();
  }

  private void requireRoom(long bytes) throws IOException {
    if (bytes > usableBytes(Path.of("/"))) {
      throw new IOException("No space left on device");
    }
  }

  int operations() {
    return operations;
  }

  /** True if what was to go wrong did. */
  boolean hasFired() {
    return fired;
  }

  /** The files of a log, by their names from its folder. */
  Map<String, byte[]> below(Path log) {
    var below = new TreeMap<String, byte[]>();
    for (var file : files.entrySet()) {
      below.put(
          log.resolveSibling(".").normalize().relativize(file.getKey()).toString(),
          file.getValue().current);
    }
    return below;
  }

  boolean isDead() {
    return dead;
  }

  byte[] bytes(Path file) {
    return content(file).current.clone();
  }

  void replace(Path file, byte[] bytes) {
    var content = new Content();
    content.current = bytes.clone();
    content.durable = bytes.clone();
    files.put(file, content);
  }

  void overwrite(Path file, byte[] bytes) {
    var content = content(file);
    content.current = bytes.clone();
    content.dirty.set(0, bytes.length / SECTOR + 1);
  }

  List<Path> paths() {
    return List.copyOf(files.keySet());
  }

  /** The disk as the next start finds it. */
  SimDisk afterPowerCut(boolean garbage) {
    var next = new SimDisk(random.nextLong());
    for (var file : files.entrySet()) {
      next.replace(file.getKey(), survivor(file.getValue(), garbage));
    }
    for (var file : deleted.entrySet()) {
      if (random.nextBoolean() && !files.containsKey(file.getKey())) {
        next.replace(file.getKey(), file.getValue().durable);
      }
    }
    return next;
  }

  private byte[] survivor(Content content, boolean garbage) {
    var low = Math.min(content.durable.length, content.current.length);
    var high = Math.max(content.durable.length, content.current.length);
    var size =
        switch (random.nextInt(3)) {
          case 0 -> content.current.length;
          case 1 -> content.durable.length;
          default -> low + random.nextInt(high - low + 1);
        };
    var bytes = Arrays.copyOf(content.durable, size);
    for (var sector = 0; sector < size; sector += SECTOR) {
      var end = Math.min(size, sector + SECTOR);
      if (random.nextBoolean()) {
        var there = Math.min(end, content.current.length);
        if (there > sector) {
          System.arraycopy(content.current, sector, bytes, sector, there - sector);
        }
      } else if (garbage && sector >= content.durable.length) {
        for (var i = sector; i < end; i++) {
          bytes[i] = (byte) random.nextInt(256);
        }
      }
    }
    return bytes;
  }

  /** True if the operation is to fail. */
  private boolean operation(String name) throws IOException {
    if (dead) {
      throw new IOException("no power");
    }
    var here = operations++;
    if (here < troubleAt || trouble == null || (troubleOn != null && !troubleOn.equals(name))) {
      return false;
    }
    fired = true;
    dead = trouble == Trouble.POWER_CUT;
    return true;
  }

  private void disarm() {
    trouble = null;
  }

  private void fail(String name) throws IOException {
    if (!dead) {
      disarm();
    }
    throw new IOException("simulated: " + name);
  }

  private Content content(Path file) {
    var content = files.get(file);
    if (content == null) {
      throw new IllegalStateException("no file " + file);
    }
    return content;
  }

  /** Everything happens on the committer's thread, so that each run is the same. */
  @Override
  public Executor executor(String name) {
    return Runnable::run;
  }

  @Override
  public byte @Nullable [] readIfThere(Path file) throws IOException {
    if (operation("read")) {
      fail("read");
    }
    var content = files.get(file);
    return content == null ? null : content.current.clone();
  }

  @Override
  public byte @Nullable [] readSecret(Path file) throws IOException {
    return readIfThere(file);
  }

  /** When the power fails here, the old content or the new is there; unless forced, anything. */
  @Override
  public void put(Path file, byte[] bytes, boolean durable) throws IOException {
    var failing = operation("put");
    if (failing && random.nextBoolean()) {
      fail("put");
    }
    requireRoom(bytes.length);
    var content = new Content();
    content.current = bytes.clone();
    content.durable = durable ? bytes.clone() : new byte[0];
    files.put(file, content);
    if (failing) {
      fail("put");
    }
  }

  @Override
  public void delete(Path file) throws IOException {
    if (operation("delete")) {
      fail("delete");
    }
    var content = files.remove(file);
    if (content != null) {
      deleted.put(file, content);
    }
  }

  /** Another disk with the same files, all of them forced. */
  SimDisk copy(long seed) {
    var copy = new SimDisk(seed);
    files.forEach((path, content) -> copy.replace(path, content.current));
    return copy;
  }

  /** Puts all files into a folder of the machine, under the names that they have here. */
  void copyTo(Path folder) throws IOException {
    for (var file : files.entrySet()) {
      var copy = folder.resolve(file.getKey().toString().substring(1));
      Files.createDirectories(copy.getParent());
      Files.write(copy, file.getValue().current);
    }
  }

  @Override
  public long usableBytes(Path file) {
    return capacity == Long.MAX_VALUE ? capacity : Math.max(0, capacity - used());
  }

  /** Takes space and holds nothing: after a power cut it may be of any length. */
  @Override
  public void reserve(Path file, long bytes) throws IOException {
    if (operation("reserve")) {
      fail("reserve");
    }
    requireRoom(bytes);
    var content = new Content();
    content.reserved = bytes;
    files.put(file, content);
  }

  @Override
  public boolean isForManyThreads() {
    return false;
  }

  @Override
  public Path locate(Path log) {
    return log;
  }

  @Override
  public @Nullable Object identity(Path file) {
    var content = files.get(file);
    return content == null ? null : content.identity;
  }

  @Override
  public void create(Path file) throws IOException {
    if (operation("create")) {
      fail("create");
    }
    files.computeIfAbsent(file, f -> new Content());
  }

  @Override
  public LogFile open(Path file) throws IOException {
    if (operation("open")) {
      fail("open");
    }
    return new SimFile(content(file));
  }

  @Override
  public LockFile openLock(Path file) {
    return new SimLock(content(file));
  }

  @Override
  public void writeAside(Path file, byte[] bytes) throws IOException {
    if (operation("aside")) {
      var half = new Content();
      half.current = bytes.clone();
      files.put(file, half);
      fail("aside");
    }
    requireRoom(bytes.length);
    replace(file, bytes);
  }

  @Override
  public byte[] read(Path file) throws IOException {
    if (operation("read")) {
      fail("read");
    }
    return content(file).current.clone();
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    var failing = operation("rename");
    if (failing && (trouble != Trouble.POWER_CUT || random.nextBoolean())) {
      fail("rename");
    }
    if (files.containsKey(from)) {
      files.put(to, content(from));
      files.remove(from);
    } else {
      for (var file : paths()) { // a folder
        if (file.startsWith(from)) {
          files.put(to.resolve(from.relativize(file)), content(file));
          files.remove(file);
        }
      }
    }
    if (failing) {
      fail("rename"); // done, but nobody was told
    }
  }

  @Override
  public List<String> names(Path folder, String ending) {
    var names = new ArrayList<String>();
    for (var file : files.keySet()) {
      var name = String.valueOf(file.getFileName());
      if (folder.equals(file.getParent()) && name.endsWith(ending)) {
        names.add(name);
      }
    }
    names.sort(null);
    return names;
  }

  @Override
  public void forceFolderOf(Path file) throws IOException {
    if (operation("force folder")) {
      fail("force folder");
    }
    deleted.keySet().removeIf(each -> Objects.equals(each.getParent(), file.getParent()));
  }

  private final class SimFile implements LogFile {
    private final Content content;

    SimFile(Content content) {
      this.content = content;
    }

    @Override
    public long size() throws IOException {
      if (dead) {
        throw new IOException("no power");
      }
      return content.current.length;
    }

    @Override
    public int read(ByteBuffer to, long position) throws IOException {
      if (operation("read")) {
        fail("read");
      }
      var length = (int) Math.min(to.remaining(), content.current.length - position);
      if (length <= 0) {
        return -1;
      }
      to.put(content.current, (int) position, length);
      return length;
    }

    @Override
    public int append(ByteBuffer from) throws IOException {
      var failing = operation("append");
      var length = from.remaining();
      if (!failing && length > usableBytes(Path.of("/"))) {
        length = (int) usableBytes(Path.of("/"));
        requireRoom(length == 0 ? 1 : length);
      }
      if (failing) {
        var isShort = trouble == Trouble.SHORT_WRITE_THEN_FULL || trouble == Trouble.SHORT_WRITE;
        length = random.nextInt(isShort ? length : length + 1);
      }
      var before = content.current.length;
      content.current = Arrays.copyOf(content.current, before + length);
      from.get(content.current, before, length);
      content.dirty.set(before / SECTOR, (before + length + SECTOR - 1) / SECTOR);
      if (failing && trouble == Trouble.SHORT_WRITE) {
        disarm(); // the rest is taken next time
      } else if (failing && !(trouble == Trouble.SHORT_WRITE_THEN_FULL && length > 0)) {
        fail("append");
      }
      return length;
    }

    @Override
    public void truncate(long size) throws IOException {
      if (operation("truncate")) {
        fail("truncate");
      }
      content.current = Arrays.copyOf(content.current, (int) size);
    }

    @Override
    public void force() throws IOException {
      if (operation("force")) {
        content.dirty.clear(); // as Linux does: the next force finds nothing to write
        fail("force");
      }
      content.durable = Arrays.copyOf(content.durable, content.current.length);
      for (var at = content.dirty.nextSetBit(0); at >= 0; at = content.dirty.nextSetBit(at + 1)) {
        var start = Math.min(at * SECTOR, content.current.length);
        var end = Math.min(start + SECTOR, content.current.length);
        System.arraycopy(content.current, start, content.durable, start, end - start);
      }
      content.dirty.clear();
    }

    @Override
    public void close() {}
  }

  private static final class SimLock implements LockFile {
    private final Content content;

    SimLock(Content content) {
      this.content = content;
    }

    @Override
    public boolean tryLock() {
      return true;
    }

    @Override
    public void unlock() {}

    @Override
    public String words() {
      return Tampering.text(content.current);
    }

    @Override
    public void leave(String words) {
      content.current = Tampering.bytes(words);
    }

    @Override
    public void close() {}
  }
}
