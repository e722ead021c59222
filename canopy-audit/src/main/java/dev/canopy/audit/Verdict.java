package dev.canopy.audit;

import dev.canopy.json.JsonNumber;
import dev.canopy.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What verification found. Only {@link Intact} is good, and it says no more than it can: the lines
 * that are there were written in this order by someone who had the file. That the last entry is
 * unchanged, that nothing was cut off the end, and that the whole was not written anew, shows only
 * in an {@link Expectation} from outside.
 */
public sealed interface Verdict {
  /** What is in order: all of the log, or its part before the fault. */
  Chained chained();

  /** The verdict as one word in JSON. */
  String code();

  /** The verdict in words, for a person. */
  String words();

  /**
   * A run of entries, from the first on, that chain.
   *
   * @param entries how many there ever were up to its end, the genesis counted
   * @param first the index of the first that is there; what was before it was pruned
   * @param bytes how long they are together
   * @param head the last one's hash; 64 zeros if there is none
   * @param firstTs the first one's time; null if there is none
   * @param lastTs the last one's time; null if there is none
   * @param clockBacks how many have a time before the time of the entry before them, which our
   *     writer never does
   * @param firstClockBackLine the line of the first of those, or 0
   */
  record Chained(
      long entries,
      long first,
      long bytes,
      String head,
      @Nullable String firstTs,
      @Nullable String lastTs,
      long clockBacks,
      long firstClockBackLine) {
    /** Which entries there are, in words. */
    public String words() {
      return first == 0
          ? entries + " entries"
          : entries == first ? "no entries" : "the entries " + first + " to " + (entries - 1);
    }
  }

  /**
   * Every line is an entry that chains, and what was expected is there.
   *
   * @param expectationMet false if nothing was expected: then a changed last entry, a cut end or a
   *     log written anew would look the same
   */
  record Intact(Chained chained, boolean expectationMet) implements Verdict {
    @Override
    public String code() {
      return "intact";
    }

    @Override
    public String words() {
      return inOrder(chained, expectationMet);
    }
  }

  /** In words, that what is there is in order. */
  private static String inOrder(Chained chained, boolean expectationMet) {
    return chained.words()
        + " chain, from "
        + chained.firstTs()
        + " to "
        + chained.lastTs()
        + (chained.clockBacks() == 0
            ? ""
            : "; the clock runs backwards in "
                + chained.clockBacks()
                + " of them, first in line "
                + chained.firstClockBackLine())
        + (expectationMet
            ? "; the receipt fits"
            : "; without a receipt, a changed last entry, a cut end or a log written anew"
                + " would not show");
  }

  /**
   * Every line that is there is an entry that chains, what was expected is there or was pruned, and
   * what is not there was pruned: an entry of the log says so, and the tree of what is gone still
   * leads to what is there. What stood in the entries that are gone cannot be verified any more.
   *
   * @param below the entries before this are gone
   * @param recordedIn the index of the entry that says so
   * @param toGo entries before this were to go as well; not more than {@code below} unless pruning
   *     was cut short
   */
  record Pruned(Chained chained, long below, long recordedIn, long toGo, boolean expectationMet)
      implements Verdict {
    @Override
    public String code() {
      return "pruned";
    }

    @Override
    public String words() {
      return "pruned below "
          + below
          + ": the entries 0 to "
          + (below - 1)
          + " are gone, as entry "
          + recordedIn
          + " records"
          + (toGo > below ? ", which says that those up to " + (toGo - 1) + " go: prune again" : "")
          + "; "
          + inOrder(chained, expectationMet);
    }
  }

  /**
   * Every line that is there is an entry that chains, but the log goes on in the place of another
   * that was lost, in part or altogether: somebody accepted that, and an entry says so.
   *
   * @param seq the entry that says so
   * @param oldOrigin the name of the log that was lost
   * @param oldKey its key, which signed this
   * @param signedSize how many entries it had when it was signed last; 0 if no checkpoint was there
   * @param signedRoot the root of their tree in hex; empty if no checkpoint was there
   * @param foundSize how many of its entries were found to chain
   * @param why why it could not be opened
   * @param by who accepted the loss
   * @param reason for what reason
   * @param files the folder beside the log in which its files were put
   */
  record Continued(
      Chained chained,
      long seq,
      String oldOrigin,
      NoteKey oldKey,
      long signedSize,
      String signedRoot,
      long foundSize,
      String why,
      String by,
      String reason,
      String files,
      boolean expectationMet)
      implements Verdict {

    static Continued of(
        Chained chained, KeyChain.Discontinuity discontinuity, boolean expectationMet) {
      var entry = discontinuity.entry();
      return new Continued(
          chained,
          discontinuity.seq(),
          entry.string("old_origin").orElse(""),
          discontinuity.signer(),
          number(entry, "signed_size"),
          entry.string("signed_root").orElse(""),
          number(entry, "found_size"),
          entry.string("why").orElse(""),
          entry.string("by").orElse(""),
          entry.string("reason").orElse(""),
          entry.string("files").orElse(""),
          expectationMet);
    }

    private static long number(JsonObject entry, String name) {
      return entry.get(name) instanceof JsonNumber n ? (long) n.value() : 0;
    }

    @Override
    public String code() {
      return "discontinuity";
    }

    @Override
    public String words() {
      return "entry "
          + seq
          + " says that the log "
          + oldOrigin
          + " was lost: "
          + signedSize
          + " of its entries were signed, "
          + foundSize
          + " were found to chain, and "
          + by
          + " accepted that (`"
          + reason
          + "`); its files are in "
          + files
          + "; "
          + inOrder(chained, expectationMet);
    }
  }

  /**
   * An entry names a key that the key before it did not vouch for, or says that the log goes on in
   * the place of another whose key did not sign that.
   *
   * @param seq the entry
   * @param why what is wrong with it, in words
   */
  record KeyNotVouchedFor(Chained chained, long seq, String why) implements Verdict {
    @Override
    public String code() {
      return "key_not_vouched_for";
    }

    @Override
    public String words() {
      return chained.words()
          + " chain, but entry "
          + seq
          + " names a key that the one before it did not vouch for: "
          + why;
    }
  }

  /**
   * Entries are not there, and the log does not say that they were pruned; or what was kept of
   * pruned entries was changed.
   *
   * @param below the entries before this are gone
   * @param why what does not fit, in words
   */
  record EntriesMissing(Chained chained, long below, String why) implements Verdict {
    @Override
    public String code() {
      return "entries_missing";
    }

    @Override
    public String words() {
      return "the entries 0 to "
          + (below - 1)
          + " are gone, and "
          + why
          + "; "
          + chained.words()
          + " chain";
    }
  }

  /**
   * All complete lines chain, and bytes without a line feed follow: the trace of a crash or of a
   * cut. Opening the log to append keeps them aside and records that.
   */
  record TornTail(Chained chained, long tailBytes) implements Verdict {
    @Override
    public String code() {
      return "torn_tail";
    }

    @Override
    public String words() {
      return chained.words()
          + " chain, then "
          + tailBytes
          + " bytes of an unfinished line follow at byte "
          + chained.bytes();
    }
  }

  /**
   * A line is not what the writer wrote, or does not follow the one before.
   *
   * @param line the line in its file, from 1
   * @param offset the first byte of the line in the file
   * @param place the byte in the file where the line is at fault
   * @param segment the closed segment that the line is in; empty for the log's own file
   */
  record Broken(Chained chained, long line, long offset, long place, Fault fault, String segment)
      implements Verdict {
    @Override
    public String code() {
      return "broken";
    }

    @Override
    public String words() {
      return (segment.isEmpty() ? "" : "segment " + segment + ", ")
          + "line "
          + line
          + " (byte "
          + place
          + "): "
          + fault.words()
          + "; "
          + chained.words()
          + " before it chain, the last good hash is "
          + chained.head();
    }
  }

  /**
   * The entries chain, but they are not the log that was expected: cut, rolled back or replaced.
   */
  record NotAsExpected(Chained chained, Expectation expected) implements Verdict {
    @Override
    public String code() {
      return "not_as_expected";
    }

    @Override
    public String words() {
      var hash = expected.entryHash();
      return chained.words()
          + " chain, but "
          + (chained.entries() < expected.minEntries()
              ? "there were at least " + expected.minEntries() + ": the end was cut off"
              : "the entry "
                  + hash
                  + " is not "
                  + (expected.entryIndex() < 0 ? "among them" : "at " + expected.entryIndex())
                  + ": the log was cut, rolled back or written anew");
    }
  }

  /**
   * The entries chain, but the log's key signed that there were more: the end was cut off, or the
   * log was put back to an older state.
   *
   * @param signedSize how many there were
   */
  record RolledBack(Chained chained, long signedSize) implements Verdict {
    @Override
    public String code() {
      return "rolled_back";
    }

    @Override
    public String words() {
      return chained.words()
          + " chain, but a checkpoint signs "
          + signedSize
          + ": the end was cut off, or an older state put back";
    }
  }

  /**
   * The entries chain, but they are not those that the log's key signed: written anew.
   *
   * @param signedSize the size of the first checkpoint whose tree is another
   */
  record NotAsSigned(Chained chained, long signedSize) implements Verdict {
    @Override
    public String code() {
      return "not_as_signed";
    }

    @Override
    public String words() {
      return chained.words()
          + " chain, but the first "
          + signedSize
          + " are not those that were signed: the log was written anew";
    }
  }

  /**
   * The entries chain, but are not signed although they should be.
   *
   * @param why what is missing, in words
   */
  record Unsealed(Chained chained, String why) implements Verdict {
    @Override
    public String code() {
      return "unsealed_when_expected";
    }

    @Override
    public String words() {
      return chained.words() + " chain, but " + why;
    }
  }
}
