package dev.canopy.audit;

import dev.canopy.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Opens a log: finds its end, and proves that it is the end of what the latest checkpoint signed.
 * Reads from the place of that checkpoint on, so it takes no longer as the log grows; only where
 * what it derived from the log is lost does it read all of the log once. In the committer's turn.
 */
final class Opening {
  private static final int LONGEST_LINE = LineCheck.MAX_LINE_BYTES + 1;
  private static final byte[] LOG_ID = "\"log_id\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ORIGIN = "\"origin\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] VKEY = "\"vkey\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] KEY_ENTRY = Chain.action("audit.key\"");

  private final LogEnd end;
  private final Disk disk;
  private final LogPaths paths;
  private final AuditOptions options;
  private final Supplier<String> newLogId;
  private final Turns turns;
  private final Executor other;

  private CheckpointFiles.@Nullable Found latest;
  private @Nullable LogKey key;
  private @Nullable LogKey next;
  private @Nullable TreeState state;
  private @Nullable TileStack reading;
  private String origin = "";
  private String vkey = "";
  private @Nullable Remains remains;
  private boolean isNew;
  private boolean rootSeen;
  private String firstUnsealedTs = "";

  Opening(
      LogEnd end, AuditOptions options, Supplier<String> newLogId, Turns turns, Executor other) {
    this.end = end;
    this.disk = end.disk;
    this.paths = end.paths;
    this.options = options;
    this.newLogId = newLogId;
    this.turns = turns;
    this.other = other;
  }

  /** The log is open at its end afterwards, and what keeps it signed is made. */
  Sealing open(Runnable wake) throws IOException, AuditException, Poisoned {
    if (disk.identity(paths.recovering()) != null) {
      throw new AuditException(
          "the recovery of `"
              + paths.log()
              + "` was cut short; finish it with `canopy log recover --accept-loss`");
    }
    var note = turns.note();
    latest = new CheckpointFiles(disk, paths).latest();
    key = LogKey.load(disk, paths, options);
    next = options.signer() == null && options.keyFile() == null ? begunKey() : null;
    var segments = paths.closedSegments(disk);
    remains = Remains.read(disk, paths);
    requireNoGaps(segments);
    var start = start(segments, note);
    var tornStart = false;
    if (!isNew) {
      tornStart = !readTo(start, segments, note);
    }
    if (isNew || tornStart) {
      if (latest != null) {
        throw vanished(latest.checkpoint().origin(), "has lost its beginning");
      }
      begin(tornStart);
    }
    return sealing(wake);
  }

  // ---- What there is.

  /**
   * The next key, if changing to it was cut short. If the latest checkpoint bears its signature,
   * all that was left to do was to put it in its place.
   */
  private @Nullable LogKey begunKey() throws IOException, AuditException {
    var begun = KeyChange.begun(disk, paths);
    var checkpoint = latest;
    if (begun == null || checkpoint == null) {
      return begun;
    }
    try {
      var vkey = begun.signer(checkpoint.checkpoint().origin()).key();
      SignedCheckpoint.open(checkpoint.note(), vkey);
    } catch (ProofException e) {
      return begun;
    }
    disk.rename(paths.nextKey(), paths.key());
    key = begun;
    return null;
  }

  /** Finishes the change to another key, or forgets it, if the log does not name it. */
  private void finishKeyChange(Sealing sealing) throws IOException, AuditException, Poisoned {
    var begun = next;
    end.takeNewKey();
    if (begun == null) {
      return;
    }
    if (begun.signer(origin()).key().vkey().equals(vkey)) {
      KeyChange.finish(end, sealing, begun);
    } else {
      disk.delete(paths.nextKey());
    }
  }

  private LogKey key() throws IOException, AuditException {
    var known = key;
    if (known == null) {
      var seed = new byte[Ed25519Signer.SEED_BYTES];
      new SecureRandom().nextBytes(seed);
      disk.put(paths.key(), KeyFile.pem(seed), true);
      known = LogKey.ofSeed(seed);
      Arrays.fill(seed, (byte) 0);
      key = known;
    }
    return known;
  }

  private void requireNoGaps(List<SegmentName> segments) throws AuditException {
    var first = segments.isEmpty() ? 0 : segments.get(0).first();
    if (first > (remains == null ? 0 : remains.below())) {
      throw AuditException.ofDamage(
          "the entries of `"
              + paths.log()
              + "` before "
              + first
              + " are missing and were not pruned; put back what was there");
    }
    for (var i = 1; i < segments.size(); i++) {
      if (segments.get(i).first() != segments.get(i - 1).end()) {
        throw AuditException.ofDamage(
            "between the segments `"
                + segments.get(i - 1).text()
                + "` and `"
                + segments.get(i).text()
                + "` of `"
                + paths.log()
                + "` entries are missing; put back what was there");
      }
    }
  }

  /** Where to read from: the place of the checkpoint, or the beginning. */
  private Position start(List<SegmentName> segments, LockNote note)
      throws IOException, AuditException {
    var last = segments.isEmpty() ? null : segments.get(segments.size() - 1);
    var current = disk.identity(paths.log()) == null ? -1 : sizeOf(paths.log());
    if (current <= 0 && last == null) {
      var signed = latest;
      var id = note.logId();
      if (id == null && signed != null) {
        id = signed.checkpoint().origin();
      }
      if (id != null) {
        throw vanished(id, current < 0 ? "is gone" : "was emptied");
      }
      isNew = true;
      return Position.START;
    }
    var known = TreeState.parse(disk.readIfThere(paths.state()));
    var checkpoint = latest;
    var secret = key;
    if (known != null
        && checkpoint != null
        && secret != null
        && known.isSealed(secret)
        && fits(known, segments)) {
      state = known;
      if (known.isOf(checkpoint.note()) && secret.hasSecret()) {
        rootSeen = true; // who sealed this had the key, and found the checkpoint right
        origin = known.origin();
      } else {
        reading = TileStack.restore(known.tree(), TreeKeeper.tiles(disk, paths));
      }
      return known.position();
    }
    var kept = remains;
    var first = segments.isEmpty() ? currentFirst(segments) : segments.get(0).first();
    if (first == 0 || kept == null) {
      reading = new TileStack(TreeKeeper.tiles(disk, paths));
      return Position.START;
    }
    var nodes = kept.nodes(disk, paths);
    reading = kept.treeAt(first, nodes, TreeKeeper.tiles(disk, paths));
    return kept.position(first, nodes);
  }

  /** The index of the first entry in the log's own file. */
  private long currentFirst(List<SegmentName> segments) {
    return !segments.isEmpty()
        ? segments.get(segments.size() - 1).end()
        : remains == null ? 0 : remains.below(); // all that were closed were pruned
  }

  private boolean fits(TreeState known, List<SegmentName> segments) throws IOException {
    var position = known.position();
    if (latest == null || position.size() > latest.checkpoint().treeSize()) {
      return false;
    }
    if (position.segmentFirst() == currentFirst(segments)) {
      return disk.identity(paths.log()) != null && sizeOf(paths.log()) >= position.offset();
    }
    for (var name : segments) {
      if (name.first() == position.segmentFirst()) {
        return sizeOf(paths.segment(name)) >= position.offset();
      }
    }
    return false;
  }

  private long sizeOf(Path file) throws IOException {
    try (var open = disk.open(file)) {
      return open.size();
    }
  }

  private AuditException vanished(String id, String what) {
    return AuditException.ofDamage(
        "the log "
            + id
            + " that was at `"
            + paths.log()
            + "` "
            + what
            + "; put it back, or move `"
            + paths.lock().getFileName()
            + "` and `"
            + paths.folder().getFileName()
            + "` away to begin a new one");
  }

  // ---- Reading it.

  /** False if not even the first entry of a new log is complete. */
  private boolean readTo(Position start, List<SegmentName> segments, LockNote note)
      throws IOException, AuditException, Poisoned {
    end.goTo(start);
    observe(start.size());
    for (var name : segments) {
      if (name.end() > start.size() || name.first() == start.segmentFirst()) {
        readSegment(name, name.first() == start.segmentFirst() ? start.offset() : 0, note);
      }
    }
    var first = currentFirst(segments);
    if (disk.identity(paths.log()) == null || sizeOf(paths.log()) == 0) {
      requireSigned();
      Rotation.begin(end, origin()); // a rotation was cut short
      return true;
    }
    end.openFile(paths.log(), first, start.segmentFirst() == first ? start.offset() : 0);
    var size = end.file().size();
    if (!readFirst(end.file(), size, first, note)) {
      return false;
    }
    checkWindow();
    scan(size);
    if (end.offset() < size) {
      requireSigned();
      TornEnd.recover(end, size);
    }
    requireSigned();
    if (end.offset() == 0) {
      Rotation.announce(end, origin());
    }
    return true;
  }

  private void readSegment(SegmentName name, long from, LockNote note)
      throws IOException, AuditException, Poisoned {
    end.openFile(paths.segment(name), name.first(), from);
    var size = end.file().size();
    if (name.first() == 0 || logIdUnknown()) {
      readFirst(end.file(), size, name.first(), note);
    }
    scan(size);
    if (end.offset() < size || end.size() != name.end() || !end.endsInRotation()) {
      throw AuditException.ofDamage(
          "the segment `"
              + name.text()
              + "` of `"
              + paths.log()
              + "` is broken at byte "
              + end.offset()
              + TornEnd.help(end.fault()));
    }
  }

  private boolean logIdUnknown() {
    return end.logId().isEmpty();
  }

  private void scan(long size) throws IOException, AuditException {
    var covered = latest == null ? 0 : latest.checkpoint().treeSize();
    var tree = reading;
    var wrongRoot = new boolean[1];
    end.scan(
        size,
        (buffer, from, to) -> {
          if (tree != null) {
            tree.append(end.lastHash(), 0);
            if (tree.size() == covered) {
              wrongRoot[0] = !isRoot(tree);
            }
          }
          if (end.size() == covered + 1) {
            var ts = LineCheck.tsFrom(from);
            firstUnsealedTs = new String(buffer, ts, LineCheck.TS_BYTES, StandardCharsets.US_ASCII);
          }
          if (Chain.isAction(buffer, from, to, KEY_ENTRY)) {
            vkey = KeyEntries.member(buffer, from, to, VKEY);
            origin = KeyEntries.member(buffer, from, to, ORIGIN);
          }
        });
    if (tree != null) {
      end.dropScanned();
    }
    if (wrongRoot[0]) {
      throw notWhatWasSigned();
    }
  }

  private boolean isRoot(TileStack tree) {
    rootSeen = latest != null && tree.root().equals(latest.checkpoint().root());
    return rootSeen;
  }

  private void observe(long size) throws AuditException {
    var tree = reading;
    if (tree != null && latest != null && size == latest.checkpoint().treeSize()) {
      if (!isRoot(tree)) {
        throw notWhatWasSigned();
      }
    }
  }

  private AuditException notWhatWasSigned() {
    return AuditException.ofDamage(
        "`"
            + paths.log()
            + "` is not the log that was signed: its first "
            + (latest == null ? 0 : latest.checkpoint().treeSize())
            + " entries chain, but were written anew; see `canopy verify`");
  }

  private void requireSigned() throws AuditException {
    var checkpoint = latest;
    if (checkpoint == null) {
      return;
    }
    var covered = checkpoint.checkpoint().treeSize();
    if (end.size() < covered) {
      throw AuditException.ofDamage(
          "`"
              + paths.log()
              + "` ends after "
              + end.size()
              + " entries, but "
              + covered
              + " were signed: it was cut or rolled back; put the rest back, or move the log, its `.d` folder and its"
              + " `.lock` aside as evidence and begin a new one");
    }
    if (!rootSeen) {
      throw notWhatWasSigned();
    }
  }

  /**
   * Reads the first entry of the current segment, for the id of the log.
   *
   * @return false if it is the torn first entry of a new log
   */
  private boolean readFirst(LogFile log, long size, long first, LockNote note)
      throws IOException, AuditException, Poisoned {
    var start = TailScan.read(log, 0, (int) Math.min(size, LONGEST_LINE));
    var feed = 0;
    while (feed < start.length && start[feed] != '\n') {
      feed++;
    }
    if (feed == start.length) {
      if (first > 0) {
        return true; // torn, which the scan finds
      }
      if (size > start.length || note.logId() != null || !TailScan.isTorn(start)) {
        throw notALog("line 1 has no end");
      }
      TornEnd.recover(end, size); // died in its first write
      return false;
    }
    var line = new byte[feed + 2];
    System.arraycopy(start, 0, line, 1, feed + 1);
    var chain = first == 0 ? new Chain() : Chain.fromAnywhere();
    var fault = chain.accept(line, 1, feed + 1);
    if (fault != null) {
      if (LegacyLogs.looksLike(Arrays.copyOf(start, feed))) {
        throw notALog("it is one of the format " + LegacyLogs.CANOPY_0_2 + ", which is only read");
      }
      throw notALog("line 1: " + fault.words());
    }
    var id = KeyEntries.member(line, 1, feed + 1, LOG_ID);
    end.logId(id);
    if (note.logId() != null && !note.logId().equals(id)) {
      throw vanished(note.logId(), "was replaced by the log " + id);
    }
    var known = state;
    if (known != null && !known.logId().equals(id)) {
      throw vanished(known.logId(), "was replaced by the log " + id);
    }
    if (origin.isEmpty()) {
      origin = KeyEntries.member(line, 1, feed + 1, ORIGIN);
    }
    if (vkey.isEmpty()) {
      vkey = KeyEntries.member(line, 1, feed + 1, VKEY);
    }
    return true;
  }

  private AuditException notALog(String why) throws IOException {
    if (latest != null || turns.note().logId() != null) {
      return AuditException.ofDamage(
          "`"
              + paths.log()
              + "` is broken where it begins ("
              + why
              + "); put it back; see `canopy verify`");
    }
    return new AuditException(
        "`" + paths.log() + "` is not a Canopy audit log (" + why + "); choose another file");
  }

  /**
   * Looks at the last lines before the place of the checkpoint. They were signed, and nothing that
   * is appended depends on them, but a change near the end is noticed here and not only by a
   * verifier.
   */
  private void checkWindow() throws IOException, AuditException {
    var offset = end.offset();
    var log = end.file();
    if (offset == 0) {
      return;
    }
    var from = Math.max(0, offset - LONGEST_LINE);
    var window = TailScan.read(log, from, (int) (offset - from));
    var begin = 0;
    if (from > 0) {
      while (begin < window.length && window[begin] != '\n') {
        begin++;
      }
      begin++;
      if (begin >= window.length) {
        return;
      }
    }
    var chain = from == 0 && end.segmentFirst() == 0 ? new Chain() : Chain.fromAnywhere();
    var scan = new TailScan(log, chain, (buffer, at, to) -> {});
    var stopped = scan.scan(from + begin, offset);
    if (stopped != offset || !chain.head().equals(end.head())) {
      throw AuditException.ofDamage(
          "`"
              + paths.log()
              + "` is broken near its end, at byte "
              + stopped
              + TornEnd.help(scan.fault()));
    }
  }

  // ---- A new log.

  private void begin(boolean torn) throws IOException, AuditException, Poisoned {
    if (!torn) {
      disk.create(paths.log());
      end.openFile(paths.log(), 0, 0);
    }
    end.goTo(Position.START);
    var tree = new TileStack(TreeKeeper.tiles(disk, paths));
    reading = tree;
    end.logId(newLogId.get());
    var signer = key().signer(origin());
    vkey = signer.key().vkey();
    end.appendOwn(
        "audit.genesis",
        JsonObject.builder()
            .put("format", "canopy-audit-1")
            .put("algorithm", "sha256-rfc6962-leaf")
            .put("log_id", end.logId())
            .put("origin", origin())
            .put("vkey", vkey)
            .build());
    tree.append(end.lastHash(), 0);
    end.dropScanned();
    disk.forceFolderOf(paths.log());
    if (end.file().size() != end.offset()) {
      throw end.poisoned("was written by someone else while it was made");
    }
  }

  private String origin() throws IOException, AuditException {
    if (origin.isEmpty()) {
      var own = key().ownName();
      origin = own != null ? own : "canopy-audit/" + end.logId();
    }
    return origin;
  }

  // ---- What keeps it signed.

  private Sealing sealing(Runnable wake) throws IOException, AuditException, Poisoned {
    var checkpoint = latest;
    var known = state;
    if (checkpoint == null || reading != null) {
      requireKey();
    }
    var tree = reading;
    TreeKeeper.Start start;
    if (tree != null) {
      start = () -> tree;
    } else {
      var bytes = Objects.requireNonNull(known, "state").tree();
      start = () -> TileStack.restore(bytes, TreeKeeper.tiles(disk, paths));
    }
    var keeper = new TreeKeeper(disk, paths, other, start);
    end.tree(keeper);
    var sealedSize = checkpoint == null ? 0 : checkpoint.checkpoint().treeSize();
    var sealing = new Sealing(end, keeper, options, origin(), key(), sealedSize, wake);
    finishKeyChange(sealing);
    if (end.endsInRotation()) {
      Rotation.finish(end, origin()); // was cut short
    }
    if (vkey.isEmpty() && checkpoint == null) {
      introduceKey();
    }
    TornEnd.record(end);
    if (options.durability() == Durability.LOST_WHEN_THE_MACHINE_STOPS) {
      end.appendOwn(
          "audit.durability",
          JsonObject.builder().put("durability", options.durability().name()).build());
      end.forceLater();
    }
    if (checkpoint == null) {
      sealing.sealNow();
    } else if (!firstUnsealedTs.isEmpty()
        && sealing.isOverdue(firstUnsealedTs, end.clock.instant())) {
      sealing.dueNow(System.nanoTime());
    } else {
      sealing.moved(System.nanoTime());
    }
    return sealing;
  }

  /** The key must be the one that the log, or its checkpoint, names. */
  private void requireKey() throws IOException, AuditException {
    var checkpoint = latest;
    if (key == null && (checkpoint != null || !vkey.isEmpty())) {
      throw new AuditException(
          "the key of `"
              + paths.log()
              + "` is not at `"
              + paths.key()
              + "`; put it back, or name it with CANOPY_AUDIT_KEY");
    }
    var mine = key().signer(origin()).key();
    if (checkpoint != null) {
      try {
        SignedCheckpoint.open(checkpoint.note(), mine);
      } catch (ProofException e) {
        throw new AuditException(
            "the checkpoint of `" + paths.log() + "` is not by its key: " + e.getMessage(), e);
      }
    } else if (!vkey.isEmpty() && !vkey.equals(mine.vkey())) {
      throw new AuditException(
          "the key of `" + paths.log() + "` is not the one that its first entry names, " + vkey);
    }
  }

  /** A log of a version that signed nothing is signed from now on. */
  private void introduceKey() throws IOException, AuditException, Poisoned {
    end.appendOwn(
        "audit.key",
        JsonObject.builder()
            .put("origin", origin())
            .put("vkey", key().signer(origin()).key().vkey())
            .build());
  }
}
