package dev.canopy.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds a log's tree against every checkpoint that was published, while a verifier goes through the
 * lines. A checkpoint whose root is that of the tree needs no check of its signature, but the last
 * one; one whose root is another is looked at: signed by the log's key, it convicts the log.
 */
final class SealCheck {
  private static final byte[] VKEY = "\"vkey\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] GENESIS = Chain.action("audit.genesis\"");
  private static final byte[] KEY = Chain.action("audit.key\"");

  /** Longer than any process leaves entries unsigned, so that a late one is no alarm. */
  private static final Duration LATE = Duration.ofMinutes(5);

  private final @Nullable NoteKey pinned;
  private final List<CheckpointFiles.Found> checkpoints;
  private final Set<NoteKey> found = new LinkedHashSet<>();
  private final @Nullable TileStack tree;
  private final OutsideCheck outside;
  private final long minimumIndex;
  private int next;
  private long fitting;
  private CheckpointFiles.@Nullable Found lastFit;
  private CheckpointFiles.@Nullable Found firstMisfit;
  private @Nullable String firstUnsignedTs;
  private boolean namesKey;

  private SealCheck(
      @Nullable NoteKey pinned,
      List<CheckpointFiles.Found> checkpoints,
      @Nullable TileStack tree,
      OutsideCheck outside,
      long minimumIndex) {
    this.outside = outside;
    this.pinned = pinned;
    this.checkpoints = checkpoints;
    this.tree = tree;
    this.minimumIndex = minimumIndex;
  }

  /** Reads the checkpoints; to be made before the log is read, which may grow meanwhile. */
  static SealCheck of(LogPaths paths, @Nullable NoteKey pinned, long minimumIndex, Outside outside)
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
    TileStack tree = null;
    if (minimumIndex == 0) {
      tree = new TileStack(TileStack.NOWHERE);
    } else if (!all.isEmpty()) {
      var size = all.get(all.size() - 1).checkpoint().treeSize();
      tree = TileStack.restore(minimumIndex, new DiskTiles(disk, paths, size), TileStack.NOWHERE);
    }
    var cosigned = disk.readIfThere(paths.folder().resolve(CheckpointPublisher.COSIGNED));
    var others = OutsideCheck.of(outside, cosigned, minimumIndex);
    var check = new SealCheck(pinned, all, tree, others, minimumIndex);
    while (check.next < all.size() && all.get(check.next).checkpoint().treeSize() < minimumIndex) {
      check.next++; // of what was pruned, a later root tells
    }
    return check;
  }

  /** Takes the entry that was read last. */
  void take(Chain chain, byte[] buffer, int from, int to) {
    var stack = tree;
    if (stack == null) {
      return;
    }
    try {
      stack.append(chain.hash(), 0);
    } catch (IOException e) {
      throw new IllegalStateException("tiles go nowhere", e);
    }
    if (Chain.isAction(buffer, from, to, GENESIS) || Chain.isAction(buffer, from, to, KEY)) {
      takeKey(buffer, from, to);
    }
    while (next < checkpoints.size()
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
    outside.take(stack, chain);
    var fit = lastFit;
    if (firstUnsignedTs == null && (fit == null || fit.checkpoint().treeSize() < stack.size())) {
      firstUnsignedTs = chain.lastTs();
    }
  }

  private void takeKey(byte[] buffer, int from, int to) {
    var at = Chain.indexOf(buffer, from, to, VKEY);
    if (at < 0) {
      return;
    }
    namesKey = true;
    var start = at + VKEY.length;
    var close = start;
    while (close < to && buffer[close] != '"') {
      close++;
    }
    try {
      found.add(NoteKey.parse(new String(buffer, start, close - start, StandardCharsets.UTF_8)));
    } catch (ProofException e) {
      // A key that is none signs nothing.
    }
  }

  private @Nullable NoteKey signer(CheckpointFiles.Found checkpoint) {
    for (var key : pinned != null ? List.of(pinned) : List.copyOf(found)) {
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
    var misfit = firstMisfit;
    if (misfit != null) {
      return new Verdict.NotAsSigned(chained, misfit.checkpoint().treeSize());
    }
    for (var i = checkpoints.size() - 1; i >= next; i--) {
      if (signer(checkpoints.get(i)) != null) {
        return new Verdict.RolledBack(chained, checkpoints.get(i).checkpoint().treeSize());
      }
    }
    return outside.against(chained, this::signer);
  }

  /** How far others vouch for the log. */
  Anchoring anchoring() {
    return outside.anchoring(this::signer);
  }

  /** What is missing of a log in order; null if nothing is. */
  @Nullable Verdict missing(Verdict.Chained chained, Anchoring anchoring) {
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
    if (namesKey && since != null && last != null && isLate(since, last)) {
      return new Verdict.Unsealed(
          chained, "none since " + since + " is signed, though the log names a key that should");
    }
    return outside.missing(chained, anchoring, this::signer);
  }

  private static boolean isLate(String since, String last) {
    return Instant.parse(since).plus(LATE).isBefore(Instant.parse(last));
  }
}
