package dev.canopy.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Holds a log's tree against every checkpoint that was published, while a verifier goes through the
 * lines. A checkpoint whose root is that of the tree needs no check of its signature, but the last
 * one; one whose root is another is looked at: signed by the log's key, it convicts the log.
 */
final class SealCheck {
  private static final byte[] OWN = Chain.action("audit.");

  /** Longer than any process leaves entries unsigned, so that a late one is no alarm. */
  private static final Duration LATE = Duration.ofMinutes(5);

  private final @Nullable NoteKey pinned;
  private final List<CheckpointFiles.Found> checkpoints;
  private final KeyChain keys = new KeyChain();
  private final OutsideCheck outside;
  private final long minimumIndex;

  /** Null if the tree of what was pruned is lost. */
  private @Nullable TileStack tree = new TileStack(TileStack.NOWHERE);

  private @Nullable Position start;
  private @Nullable String remainsFault;
  private boolean foundExpected;
  private final List<Recorded> records = new ArrayList<>();
  private int next;
  private long fitting;
  private CheckpointFiles.@Nullable Found lastFit;
  private CheckpointFiles.@Nullable Found firstMisfit;
  private @Nullable String firstUnsignedTs;

  private SealCheck(
      @Nullable NoteKey pinned,
      List<CheckpointFiles.Found> checkpoints,
      OutsideCheck outside,
      long minimumIndex) {
    this.outside = outside;
    this.pinned = pinned;
    this.checkpoints = checkpoints;
    this.minimumIndex = minimumIndex;
  }

  /**
   * Reads the checkpoints, and what is kept of pruned entries; to be made before the log is read,
   * which may grow meanwhile.
   *
   * @param minimumIndex the first entry that is there
   */
  static SealCheck of(
      LogPaths paths,
      @Nullable NoteKey pinned,
      long minimumIndex,
      Expectation expected,
      Outside outside)
      throws IOException, AuditException {
    var disk = RealDisk.INSTANCE;
    var all = new ArrayList<CheckpointFiles.Found>();
    var one = disk.readIfThere(paths.checkpoint());
    if (one != null) {
      Optional.ofNullable(CheckpointFiles.parse(one)).ifPresent(all::add);
    }
    var log = disk.readIfThere(paths.checkpoints());
    if (log != null) {
      for (var note : CheckpointFiles.split(log, false)) {
        Optional.ofNullable(CheckpointFiles.parse(note)).ifPresent(all::add);
      }
    }
    all.sort(Comparator.comparingLong(found -> found.checkpoint().treeSize()));
    var cosigned = disk.readIfThere(paths.folder().resolve(CheckpointPublisher.COSIGNED));
    var others = OutsideCheck.of(outside, cosigned, minimumIndex);
    var check = new SealCheck(pinned, all, others, minimumIndex);
    if (minimumIndex > 0) {
      check.goOnFromPruned(disk, paths, expected);
    }
    while (check.next < all.size() && all.get(check.next).checkpoint().treeSize() < minimumIndex) {
      check.next++; // of what was pruned, a later root tells
    }
    check.compare();
    return check;
  }

  private void goOnFromPruned(Disk disk, LogPaths paths, Expectation expected) throws IOException {
    tree = null;
    var remains = Remains.read(disk, paths);
    if (remains == null || remains.below() < minimumIndex) {
      remainsFault = "nothing says that they were pruned";
      return;
    }
    var check = new RemainsCheck(disk, paths, remains, expected);
    remainsFault = check.fault();
    foundExpected = check.hasFound();
    if (remainsFault != null) {
      return;
    }
    try {
      var nodes = remains.nodes(disk, paths);
      start = remains.position(minimumIndex, nodes);
      tree = remains.treeAt(minimumIndex, nodes, TileStack.NOWHERE);
    } catch (AuditException e) {
      remainsFault = e.getMessage();
      return;
    }
    for (var line : remains.keyLines()) {
      var bytes = line.getBytes(StandardCharsets.UTF_8);
      keys.take(bytes, 0, bytes.length);
    }
  }

  /** Where the first entry that is there begins, if others were before it and that is known. */
  @Nullable Position start() {
    return start;
  }

  /** True if the entry that is expected is among those that were pruned. */
  boolean hasFoundExpected() {
    return foundExpected;
  }

  /** Takes the entry that was read last. */
  void take(Chain chain, byte[] buffer, int from, int to) {
    if (Chain.isAction(buffer, from, to, OWN)) {
      takeOwn(chain, buffer, from, to);
    }
    var stack = tree;
    if (stack == null) {
      return;
    }
    try {
      stack.append(chain.hash(), 0);
    } catch (IOException e) {
      throw new IllegalStateException("tiles go nowhere", e);
    }
    compare();
    outside.take(stack, chain);
    var fit = lastFit;
    if (firstUnsignedTs == null && (fit == null || fit.checkpoint().treeSize() < stack.size())) {
      firstUnsignedTs = chain.lastTs();
    }
  }

  private void takeOwn(Chain chain, byte[] buffer, int from, int to) {
    keys.take(buffer, from, to);
    var below = Pruning.below(buffer, from, to);
    if (below > 0) {
      records.add(new Recorded(below, chain.nextSeq() - 1));
    }
  }

  /** Holds the tree against the checkpoints of its size. */
  private void compare() {
    var stack = tree;
    while (stack != null
        && next < checkpoints.size()
        && checkpoints.get(next).checkpoint().treeSize() <= stack.size()) {
      var checkpoint = checkpoints.get(next++);
      if (checkpoint.checkpoint().treeSize() < stack.size()) {
        continue; // of no entry at all, or of what was pruned
      }
      if (checkpoint.checkpoint().root().equals(stack.root())) {
        fitting++;
        lastFit = checkpoint;
        firstUnsignedTs = null;
      } else if (firstMisfit == null && signer(checkpoint) != null) {
        firstMisfit = checkpoint;
      }
    }
  }

  private @Nullable NoteKey signer(CheckpointFiles.Found checkpoint) {
    for (var key : keys.keysAt(checkpoint.checkpoint().treeSize(), pinned)) {
      try {
        SignedCheckpoint.open(checkpoint.note(), key);
        return key;
      } catch (ProofException e) {
        // Perhaps by the next.
      }
    }
    return null;
  }

  Seal seal() {
    var fit = lastFit;
    var key = fit == null ? null : signer(fit);
    return new Seal(
        key == null || fit == null ? 0 : fit.checkpoint().treeSize(),
        key,
        pinned != null,
        fitting,
        minimumIndex);
  }

  /** What the checkpoints say against a log whose lines chain; null if nothing. */
  @Nullable Verdict against(Verdict.Chained chained) {
    var wrong = keys.wrong();
    if (wrong != null) {
      return new Verdict.KeyNotVouchedFor(chained, wrong.seq(), wrong.why());
    }
    var misfit = firstMisfit;
    if (misfit != null) {
      return new Verdict.NotAsSigned(chained, misfit.checkpoint().treeSize());
    }
    for (var i = checkpoints.size() - 1; i >= next; i--) {
      if (checkpoints.get(i).checkpoint().treeSize() > chained.entries()
          && signer(checkpoints.get(i)) != null) {
        return new Verdict.RolledBack(chained, checkpoints.get(i).checkpoint().treeSize());
      }
    }
    return outside.against(chained, this::signer);
  }

  /** How far others vouch for the log. */
  Anchoring anchoring() {
    return outside.anchoring(this::signer);
  }

  /** What is to be said of a log of which all that is there is in order. */
  Verdict refined(Verdict.Intact intact, Anchoring anchoring) {
    var chained = intact.chained();
    if (minimumIndex > 0) {
      var fault = remainsFault;
      if (fault == null && records.stream().noneMatch(each -> each.below() >= minimumIndex)) {
        fault = "no entry says that they were pruned";
      }
      if (fault == null && record(minimumIndex, seal().signedSize()) == null) {
        fault = "the entry that says that they were pruned is not signed";
      }
      if (fault != null) {
        return new Verdict.EntriesMissing(chained, minimumIndex, fault);
      }
    }
    var missing = missing(chained, anchoring);
    if (missing != null) {
      return missing;
    }
    var discontinuity = keys.discontinuity();
    if (discontinuity != null) {
      return Verdict.Continued.of(chained, discontinuity, intact.expectationMet());
    }
    var record = record(minimumIndex, Long.MAX_VALUE);
    if (minimumIndex == 0 || record == null) {
      return intact;
    }
    var toGo = records.stream().mapToLong(Recorded::below).max().orElse(0);
    return new Verdict.Pruned(chained, minimumIndex, record.index(), toGo, intact.expectationMet());
  }

  /** The first record among the first {@code size} entries that so much was pruned. */
  private @Nullable Recorded record(long below, long size) {
    for (var record : records) {
      if (record.below() >= below && record.index() < size) {
        return record;
      }
    }
    return null;
  }

  /** An entry that says that entries before {@code below} were pruned. */
  private record Recorded(long below, long index) {}

  private @Nullable Verdict missing(Verdict.Chained chained, Anchoring anchoring) {
    if (pinned != null && lastFit == null) {
      return new Verdict.Unsealed(chained, "no checkpoint of them is there");
    }
    if (lastFit != null && signer(lastFit) == null) {
      return new Verdict.Unsealed(
          chained,
          pinned != null
              ? "their checkpoint is not signed by the key that you gave"
              : "their checkpoint is not signed by the key that the log names");
    }
    var since = firstUnsignedTs;
    var last = chained.lastTs();
    if (!keys.isEmpty() && since != null && last != null && isLate(since, last)) {
      return new Verdict.Unsealed(
          chained, "none since " + since + " is signed, though the log names a key that should");
    }
    return outside.missing(chained, anchoring, this::signer);
  }

  private static boolean isLate(String since, String last) {
    return Instant.parse(since).plus(LATE).isBefore(Instant.parse(last));
  }
}
