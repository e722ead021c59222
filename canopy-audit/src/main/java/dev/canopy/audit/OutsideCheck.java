package dev.canopy.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Holds a log's tree against the checkpoints that others keep, while a verifier goes through the
 * lines. Stricter than {@link SealCheck} is to what lies beside the log: what was kept elsewhere
 * and does not fit is a fault, whoever signed it. Not safe for use by several threads.
 */
final class OutsideCheck {
  /**
   * A checkpoint, and who has it.
   *
   * @param anchor its place in the list of anchors; -1 for the cosigned one beside the log
   */
  private record Item(int anchor, CheckpointFiles.Found found) {}

  private record Fit(Item item, String lastTs) {}

  private final Outside outside;
  private final List<Item> items;
  private final List<Fit> fits = new ArrayList<>();
  private final @Nullable String unreadable;
  private @Nullable Item misfit;
  private int next;
  private boolean taken;

  private OutsideCheck(Outside outside, List<Item> items, @Nullable String unreadable) {
    this.outside = outside;
    this.items = items;
    this.unreadable = unreadable;
  }

  /**
   * Reads what others keep.
   *
   * @param cosigned the note that witnesses cosigned, from beside the log; null if there is none
   * @param minimumIndex checkpoints of fewer entries cannot be checked any more
   */
  static OutsideCheck of(Outside outside, byte @Nullable [] cosigned, long minimumIndex) {
    var items = new ArrayList<Item>();
    String unreadable = null;
    for (var i = 0; i < outside.anchors().size(); i++) {
      var anchor = outside.anchors().get(i);
      for (var note : anchor.notes()) {
        var found = CheckpointFiles.parse(note);
        if (found == null) {
          unreadable = anchor.name() + " keeps what is no checkpoint";
        } else {
          items.add(new Item(i, found));
        }
      }
    }
    var found =
        outside.policy() == null || cosigned == null ? null : CheckpointFiles.parse(cosigned);
    if (found != null) {
      items.add(new Item(-1, found));
    }
    items.removeIf(item -> size(item) < Math.max(1, minimumIndex));
    items.sort(Comparator.comparingLong(OutsideCheck::size));
    return new OutsideCheck(outside, items, unreadable);
  }

  private static long size(Item item) {
    return item.found.checkpoint().treeSize();
  }

  /** To be told of each entry, with the tree up to it. */
  void take(TileStack tree, Chain chain) {
    taken = true;
    Hash root = null;
    while (next < items.size() && size(items.get(next)) <= tree.size()) {
      var item = items.get(next++);
      if (size(item) < tree.size()) {
        continue; // pruned
      }
      root = root == null ? tree.root() : root;
      if (item.found.checkpoint().root().equals(root)) {
        fits.add(new Fit(item, chain.lastTs()));
      } else if (misfit == null) {
        misfit = item;
      }
    }
  }

  /**
   * What others say against a log whose lines chain; null if nothing.
   *
   * @param signer which of the log's keys signed a checkpoint; null for none
   */
  @Nullable Verdict against(
      Verdict.Chained chained, Function<CheckpointFiles.Found, @Nullable NoteKey> signer) {
    if (!taken && !items.isEmpty()) {
      return new Verdict.Unsealed(
          chained, "what was pruned of them has no tree any more that others could vouch for");
    }
    var wrong = misfit;
    var isCut = wrong == null;
    if (isCut && next < items.size()) {
      wrong = items.get(items.size() - 1);
    }
    if (wrong == null) {
      return null;
    }
    if (signer.apply(wrong.found) == null) {
      return new Verdict.Unsealed(
          chained,
          name(wrong)
              + " keeps a checkpoint of `"
              + Quoted.of(wrong.found.checkpoint().origin())
              + "` that is not by the log's key");
    }
    return isCut
        ? new Verdict.RolledBack(chained, size(wrong))
        : new Verdict.NotAsSigned(chained, size(wrong));
  }

  private String name(Item item) {
    return item.anchor < 0
        ? "`" + CheckpointPublisher.COSIGNED + "`"
        : outside.anchors().get(item.anchor).name();
  }

  /** What is missing of a log in order; null if nothing is. */
  @Nullable Verdict missing(
      Verdict.Chained chained,
      Anchoring anchoring,
      Function<CheckpointFiles.Found, @Nullable NoteKey> signer) {
    if (unreadable != null) {
      return new Verdict.Unsealed(chained, unreadable);
    }
    for (var kept : anchoring.anchors()) {
      if (kept.checkpoints() == 0) {
        return new Verdict.Unsealed(chained, kept.anchor() + " keeps no checkpoint of them");
      }
    }
    for (var i = 0; i < outside.anchors().size(); i++) {
      var last = last(i);
      if (last != null && signer.apply(last.item.found) == null) {
        return new Verdict.Unsealed(
            chained, name(last.item) + " keeps a checkpoint that is not by the log's key");
      }
    }
    if (outside.policy() != null && anchoring.witnessedSize() == 0) {
      return new Verdict.Unsealed(
          chained, "no checkpoint of them has the cosignatures that the policy wants");
    }
    return null;
  }

  private @Nullable Fit last(int anchor) {
    for (var i = fits.size() - 1; i >= 0; i--) {
      if (fits.get(i).item.anchor == anchor) {
        return fits.get(i);
      }
    }
    return null;
  }

  /** How far others vouch for the log. */
  Anchoring anchoring(Function<CheckpointFiles.Found, @Nullable NoteKey> signer) {
    var kept = new ArrayList<Anchoring.Kept>();
    for (var i = 0; i < outside.anchors().size(); i++) {
      var at = i;
      var last = last(i);
      kept.add(
          new Anchoring.Kept(
              outside.anchors().get(i).name(),
              fits.stream().filter(fit -> fit.item.anchor == at).count(),
              last == null ? 0 : size(last.item),
              last == null ? null : last.lastTs));
    }
    var policy = outside.policy();
    if (policy == null) {
      return new Anchoring(kept, 0, List.of(), -1);
    }
    var witnesses = policy.witnesses().stream().map(WitnessPolicy.Member::key).toList();
    for (var i = fits.size() - 1; i >= 0; i--) {
      var found = fits.get(i).item.found;
      var key = signer.apply(found);
      if (key == null) {
        continue;
      }
      try {
        var by = SignedCheckpoint.open(found.note(), key).cosignatures(witnesses, outside.now());
        if (policy.isSatisfiedBy(by.stream().map(Cosignature::witness).toList())) {
          return new Anchoring(kept, found.checkpoint().treeSize(), by, witnesses.size());
        }
      } catch (ProofException e) {
        throw new IllegalStateException("the signer was asked", e);
      }
    }
    return new Anchoring(kept, 0, List.of(), witnesses.size());
  }
}
