package dev.canopy.audit;

import dev.canopy.json.Json;
import dev.canopy.json.JsonException;
import dev.canopy.json.JsonNumber;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which key may sign which checkpoints of a log, as its own entries say: the first key stands in
 * the genesis entry, each later one in an {@code audit.key} entry that the key before it signed.
 * Behind a genesis there may be an {@code audit.discontinuity} entry, in which the key of the log
 * that was before names this log and its first key. Entries are given in their order, and are taken
 * to be parts of one chain.
 */
final class KeyChain {
  /**
   * A key and when it may sign.
   *
   * @param from it may sign trees of this size
   * @param to and up to this
   */
  private record Epoch(NoteKey key, long from, long to) {}

  /**
   * An entry that says that this log goes on where another ended.
   *
   * @param seq its place
   * @param entry what it says
   * @param signer the other log's key
   */
  record Discontinuity(long seq, JsonObject entry, NoteKey signer) {}

  /** An entry that may not name the key that it names. */
  record Wrong(long seq, String why) {}

  private final List<Epoch> epochs = new ArrayList<>();
  private @Nullable NoteKey before;
  private @Nullable Discontinuity discontinuity;
  private @Nullable Wrong wrong;
  private String logId = "";

  /** Takes the entry at {@code from}, if it is about keys. */
  void take(byte[] buffer, int from, int to) {
    if (wrong != null || !KeyEntries.isOne(buffer, from, to)) {
      return;
    }
    var seq = -1L;
    try {
      if (Json.parse(Arrays.copyOfRange(buffer, from, to)) instanceof JsonObject entry) {
        seq = entry.get("seq") instanceof JsonNumber n ? (long) n.value() : -1;
        take(seq, entry);
      }
    } catch (JsonException | ProofException e) {
      wrong = new Wrong(seq, String.valueOf(e.getMessage()));
    }
  }

  private void take(long seq, JsonObject entry) throws ProofException {
    switch (entry.string("action_type").orElse("")) {
      case KeyEntries.GENESIS -> {
        logId = entry.string("log_id").orElse("");
        if (entry.get("vkey") instanceof JsonString vkey) {
          begin(NoteKey.parse(vkey.value()), 1);
        }
      }
      case KeyEntries.KEY -> {
        var next = NoteKey.parse(entry.string("vkey").orElse(""));
        if (epochs.isEmpty()) {
          begin(next, seq + 1); // the log was not signed before
          return;
        }
        var current = epochs.get(epochs.size() - 1);
        if (!SignedEntry.verify(entry).equals(current.key())) {
          throw new ProofException("it is signed by another key than the one before");
        }
        // The tree that ends with this entry may bear the signature of either.
        epochs.set(epochs.size() - 1, new Epoch(current.key(), current.from(), seq + 1));
        begin(next, seq + 1);
      }
      case KeyEntries.DISCONTINUITY -> {
        var signer = SignedEntry.verify(entry);
        if (seq != 1
            || epochs.size() != 1
            || !entry.string("log_id").orElse("").equals(logId)
            || !entry.string("vkey").orElse("").equals(epochs.get(0).key().vkey())) {
          throw new ProofException("it is about another log");
        }
        before = signer;
        discontinuity = new Discontinuity(seq, entry, signer);
      }
      default -> {
        // Not about keys.
      }
    }
  }

  private void begin(NoteKey key, long from) {
    epochs.add(new Epoch(key, from, Long.MAX_VALUE));
  }

  /** What is wrong with the first entry that is; null if nothing is. */
  @Nullable Wrong wrong() {
    return wrong;
  }

  /** Where the log says that it goes on in the place of another; null if it does not. */
  @Nullable Discontinuity discontinuity() {
    return discontinuity;
  }

  boolean isEmpty() {
    return epochs.isEmpty();
  }

  /** How many keys there were. */
  int size() {
    return epochs.size();
  }

  /**
   * The keys that may sign a tree of this size.
   *
   * @param pinned only this key, and those that it vouches for; null for all
   */
  List<NoteKey> keysAt(long size, @Nullable NoteKey pinned) {
    var keys = new ArrayList<NoteKey>();
    var trusted = pinned == null || pinned.equals(before);
    for (var epoch : epochs) {
      trusted |= epoch.key().equals(pinned);
      if (trusted && size >= epoch.from() && size <= epoch.to()) {
        keys.add(epoch.key());
      }
    }
    // A log that names no key, or another than was given, may still be signed by what was given.
    if (keys.isEmpty()
        && pinned != null
        && epochs.stream().noneMatch(e -> e.key().equals(pinned))) {
      return pinned.equals(before) ? List.of() : List.of(pinned);
    }
    return keys;
  }
}
