package dev.canopy.audit;

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
   * @param entries how many, the genesis counted
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
      long bytes,
      String head,
      @Nullable String firstTs,
      @Nullable String lastTs,
      long clockBacks,
      long firstClockBackLine) {}

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
      return chained.entries()
          + " entries chain, from "
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
      return chained.entries()
          + " entries chain, then "
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
          + chained.entries()
          + " entries before it chain, the last good hash is "
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
      return chained.entries()
          + " entries chain, but "
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
      return chained.entries()
          + " entries chain, but a checkpoint signs "
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
      return chained.entries()
          + " entries chain, but the first "
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
      return chained.entries() + " entries chain, but " + why;
    }
  }
}
