package dev.canopy.audit;

import dev.canopy.json.JsonObject;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The end of an open log: its current segment's file, and the chain and the tree up to there.
 * Belongs to the committer, and is used in its turn; only {@link #identity} may be asked by others.
 */
final class LogEnd implements Closeable {
  private static final byte[] ROTATE = Chain.action("audit.rotate\"");
  private static final byte[] KEY = Chain.action("audit.key\"");

  final Disk disk;
  final LogPaths paths;
  final InstantSource clock;
  private final Chain chain = new Chain();
  private final Chain mark = new Chain();
  private final LineBatch batch;
  private final DisclosureFile beside;
  private final Leaves scanned = new Leaves();
  private @Nullable TreeKeeper tree;
  private @Nullable LogFile file;
  private volatile @Nullable Object identity;
  private String logId = "";
  private long segmentFirst;
  private long offset;
  private String segmentTs = "";
  private boolean rotated;
  private String newKey = "";
  private boolean forceLater;
  private boolean unforced;
  private boolean diskRefused;
  private @Nullable Fault fault;

  LogEnd(Disk disk, LogPaths paths, InstantSource clock) {
    this.disk = disk;
    this.paths = paths;
    this.clock = clock;
    this.batch = new LineBatch(clock);
    this.beside = new DisclosureFile(disk, paths.folder());
  }

  // ---- What it is.

  /** What the current segment's file is on the disk. */
  @Nullable Object identity() {
    return identity;
  }

  String logId() {
    return logId;
  }

  void logId(String id) {
    logId = id;
  }

  LogFile file() {
    return Objects.requireNonNull(file, "file");
  }

  /** How many entries there are. */
  long size() {
    return chain.nextSeq();
  }

  String head() {
    return chain.head();
  }

  /** The bytes of {@link #head}, to be read only. */
  byte[] lastHash() {
    return chain.hash();
  }

  /** Where the entries end in the current segment's file. */
  long offset() {
    return offset;
  }

  long segmentFirst() {
    return segmentFirst;
  }

  /** The time of the current segment's first entry; empty if it is not known. */
  String segmentTs() {
    return segmentTs;
  }

  Position position() {
    return new Position(
        chain.nextSeq(),
        segmentFirst,
        offset,
        chain.head(),
        chain.nextSeq() == 0 ? "" : chain.lastTs(),
        rotated);
  }

  /** True if the last entry closes the segment that it is in. */
  boolean endsInRotation() {
    return rotated;
  }

  /** The vkey of the last entry that names another key, if one was read since this was asked. */
  String takeNewKey() {
    var vkey = newKey;
    newKey = "";
    return vkey;
  }

  /** Why the entry after the end does not follow, where the last scan stopped before the end. */
  @Nullable Fault fault() {
    return fault;
  }

  // ---- Where it is.

  /** From now on entries are handed to the tree as soon as they are durable. */
  void tree(TreeKeeper keeper) {
    tree = keeper;
    if (scanned.count() > 0) {
      keeper.take(scanned);
      scanned.clear();
    }
  }

  /** Goes to a place that is known; entries after it are found by {@link #scan}. */
  void goTo(Position position) {
    chain.copyFrom(Chain.at(position));
    segmentFirst = position.segmentFirst();
    offset = position.offset();
    scanned.clear();
    rotated = position.rotated();
  }

  /** Opens the file of the segment that begins at {@code first}, in place of the one before. */
  void openFile(Path path, long first, long from) throws IOException {
    var opened = disk.open(path);
    closeQuietly(file);
    file = opened;
    identity = disk.identity(path);
    segmentFirst = first;
    offset = from;
    segmentTs = firstTs(opened);
  }

  /** The time of the last entry of a closed segment, which is short; empty if it is none. */
  static String lastTs(LogFile file) throws IOException {
    var length = (int) Math.min(file.size(), 4096);
    var tail = TailScan.read(file, file.size() - length, length);
    var from = length - 1;
    while (from > 0 && tail[from - 1] != '\n') {
      from--;
    }
    var ts = LineCheck.tsFrom(Math.max(0, from));
    return ts + LineCheck.TS_BYTES < length
        ? new String(tail, ts, LineCheck.TS_BYTES, StandardCharsets.US_ASCII)
        : "";
  }

  static String firstTs(LogFile file) throws IOException {
    var from = LineCheck.tsFrom(0);
    if (file.size() < from + LineCheck.TS_BYTES) {
      return "";
    }
    return new String(TailScan.read(file, from, LineCheck.TS_BYTES), StandardCharsets.US_ASCII);
  }

  /**
   * Takes in the entries that follow in the current file, as far as they chain.
   *
   * @param sink told of each of them, too
   */
  void scan(long size, TailScan.LineSink sink) throws IOException {
    var scan =
        new TailScan(
            file(),
            chain,
            (buffer, from, to) -> {
              scanned.add(chain.hash());
              rotated = Chain.isAction(buffer, from, to, ROTATE);
              if (Chain.isAction(buffer, from, to, KEY)) {
                newKey = KeyEntries.vkey(buffer, from, to);
              }
              sink.line(buffer, from, to);
            });
    var before = offset;
    offset = scan.scan(offset, size);
    // Another process may have died between writing this and forcing it.
    unforced |= offset > before;
    fault = scan.fault();
    var keeper = tree;
    if (keeper != null) {
      keeper.take(scanned);
      scanned.clear();
    }
  }

  /** Forgets the hashes that were scanned: someone else has the tree up to here. */
  void dropScanned() {
    scanned.clear();
  }

  // ---- Appending.

  /** Entries are written at once, and forced to the disk only by {@link #force}. */
  void forceLater() {
    forceLater = true;
  }

  /** Chains, writes and forces; afterwards all of it is durable or none of it is in the file. */
  void write(Queue queue, int from, int to, Receipt[] receipts) throws AuditException, Poisoned {
    var log = file();
    mark.copyFrom(chain);
    batch.clear();
    beside.clear();
    var firstSeq = chain.nextSeq();
    for (var i = from; i < to; i++) {
      beside.gather(queue.beside(), queue.besideFrom(i), queue.besideEnd(i), firstSeq + i - from);
      receipts[i - from] = batch.add(chain, queue, i);
    }
    try {
      beside.append(firstSeq);
      var bytes = batch.lines();
      while (bytes.hasRemaining()) {
        if (log.append(bytes) <= 0) {
          throw new IOException("the disk took nothing");
        }
      }
    } catch (IOException e) {
      chain.copyFrom(mark);
      beside.cutBack();
      cutBack(log, e);
      diskRefused = true;
      throw new AuditException(
          "the disk did not take entries of `"
              + paths.log()
              + "`, which were removed again: "
              + e.getMessage(),
          e);
    }
    if (offset == 0) {
      segmentTs = receipts[0].ts();
    }
    offset += batch.size();
    rotated = false;
    unforced = true;
    if (!forceLater) {
      try {
        force();
      } catch (Poisoned e) {
        forgetUnforced(log, offset - batch.size());
        throw e;
      }
    }
    var keeper = tree;
    if (keeper == null) {
      scanned.addAll(batch.leaves());
    } else {
      keeper.take(batch.leaves());
    }
  }

  /** True if the disk refused entries since this was last asked. */
  boolean takeDiskRefused() {
    var refused = diskRefused;
    diskRefused = false;
    return refused;
  }

  /** Returns when all entries are on the disk. */
  void force() throws Poisoned {
    if (!unforced) {
      return;
    }
    try {
      forceBoth(file());
      unforced = false;
    } catch (IOException e) {
      // After a failed fsync the kernel may have dropped the pages, and the next one succeeds.
      throw new Poisoned(
          new AuditException(
              "the disk failed to make entries durable; nothing more is written to `"
                  + paths.log()
                  + "`, open it anew: "
                  + e.getMessage(),
              e));
    }
  }

  /**
   * Takes a batch that could not be forced away again, as far as that can be done. Its pages may be
   * in memory only, and count as written: whoever opens the log next would read them, and chain on
   * to what a power cut takes away. See docs/decisions/0020.
   */
  private static void forgetUnforced(LogFile log, long durable) {
    try {
      log.truncate(durable);
    } catch (IOException e) {
      // Then they stay: nobody was told that they are logged.
    }
  }

  /** Forces the log and what is beside it, at the same time. */
  private void forceBoth(LogFile log) throws IOException {
    beside.startForce();
    try {
      log.force();
    } finally {
      beside.awaitForced();
    }
  }

  private void cutBack(LogFile log, IOException cause) throws Poisoned {
    try {
      log.truncate(offset);
      if (log.size() == offset) {
        return;
      }
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
    throw new Poisoned(
        new AuditException(
            "half an entry is at the end of `"
                + paths.log()
                + "` and cannot be removed; open it anew: "
                + cause.getMessage(),
            cause));
  }

  /** Appends an entry of the log's own, such as {@code audit.rotate}. */
  void appendOwn(String actionType, JsonObject extensions) throws AuditException, Poisoned {
    appendOwn(actionType, "", extensions);
  }

  /**
   * Appends an entry of the log's own.
   *
   * @param reason what a person gave as a reason; left out if empty
   */
  void appendOwn(String actionType, String reason, JsonObject extensions)
      throws AuditException, Poisoned {
    append(new AuditEvent(fields(actionType, reason), extensions));
    rotated = actionType.equals("audit.rotate");
  }

  /** Appends an entry of the log's own that this key signs: see {@link SignedEntry}. */
  void appendSigned(
      CheckpointSigner signer, String actionType, String reason, JsonObject extensions)
      throws AuditException, Poisoned {
    var fields = fields(actionType, reason);
    append(
        new AuditEvent(
            fields,
            SignedEntry.extensions(signer, fields, chain.nextSeq(), extensions, chain.head())));
    rotated = false;
  }

  private static JsonObject fields(String actionType, String reason) {
    var fields = JsonObject.builder().put("action_type", actionType);
    if (!reason.isEmpty()) {
      fields.put("reason", reason);
    }
    return fields.build();
  }

  private void append(AuditEvent event) throws AuditException, Poisoned {
    var queue = new Queue();
    queue.add(EventText.of(event), new PendingReceipt());
    write(queue, 0, 1, new Receipt[1]);
  }

  /** Erases disclosures of entries, and appends what is to be logged about it. */
  long erase(EntryNumbers entries, Predicate<String> names, List<AuditEvent> records)
      throws IOException, AuditException, Poisoned {
    var size = chain.nextSeq();
    var erased =
        beside.rewrite(
            line -> {
              var seq = DisclosureSearch.seqOf(line);
              var name = Disclosures.nameOf(line);
              return seq >= 0
                  && seq < size
                  && name != null
                  && !(entries.contains(seq) && names.test(name));
            });
    for (var record : records) {
      append(record);
    }
    return erased;
  }

  /** Takes the values away that belong to entries before this. */
  void dropDisclosures(long below) throws IOException {
    beside.rewrite(line -> DisclosureSearch.seqOf(line) >= below);
  }

  Poisoned poisoned(String what) {
    return new Poisoned("`" + paths.log() + "` " + what + "; nothing more is written to it");
  }

  @Override
  public void close() {
    closeQuietly(beside);
    closeQuietly(file);
  }

  static void closeQuietly(@Nullable Closeable closeable) {
    if (closeable == null) {
      return;
    }
    try {
      closeable.close();
    } catch (IOException e) {
      // All that was acknowledged was forced before.
    }
  }
}
