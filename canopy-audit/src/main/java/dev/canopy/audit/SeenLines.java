package dev.canopy.audit;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A few lines that were checked in full, so that of a line with the same members only what differs
 * needs to be looked at: most of what an entry says was said by one of the last. Not safe for use
 * by several threads.
 *
 * <p>Both lines are gone through side by side. Where they differ inside the value of a member, that
 * value is checked like any other, and both go on behind it; where they differ elsewhere, the lines
 * are not alike. INVARIANT: a byte that is passed over stands in the same state of the same grammar
 * as the byte of the line that was checked; so what is alike to an entry is an entry.
 */
final class SeenLines {
  /** Kinds of entries that come by turns: a decision, its outcome, an approval. */
  private static final int KEPT = 4;

  /** Longer ones are not kept: they are rare, and checking them takes its time anyway. */
  private static final int LONGEST = 1 << 13;

  private final @Nullable SeenLine[] kept = new SeenLine[KEPT];
  private int last;
  private int oldest;

  /**
   * Keeps an entry.
   *
   * @param names the names of its members: where they begin and end in the buffer
   */
  void keep(byte[] buffer, int from, int to, int[] namesFrom, int[] namesTo, int names, long seq) {
    if (to - from > LONGEST) {
      return;
    }
    var valuesFrom = new int[names];
    var valuesTo = new int[names];
    var seqAt = -1;
    for (var i = 0; i < names; i++) {
      valuesFrom[i] = namesTo[i] + 2 - from; // behind the quote and the colon
      valuesTo[i] = (i + 1 < names ? namesFrom[i + 1] - 2 : to - 1) - from;
      if (LineCheck.isSeq(buffer, namesFrom[i], namesTo[i])) {
        seqAt = i;
      }
    }
    kept[oldest] =
        new SeenLine(Arrays.copyOfRange(buffer, from, to), valuesFrom, valuesTo, seqAt, seq);
    last = oldest;
    oldest = (oldest + 1) % KEPT;
  }

  /**
   * Where the entry that begins at {@code from} has its line feed, if it is alike to one that was
   * seen; else -1, which says nothing about it.
   */
  int endOfAlike(LineCheck check, byte[] buffer, int from, int limit) {
    for (var i = 0; i < KEPT; i++) {
      var at = (last + i) % KEPT;
      var line = kept[at];
      if (line != null) {
        var end = line.endOfAlike(check, buffer, from, limit);
        if (end >= 0) {
          last = at;
          return end;
        }
      }
    }
    return -1;
  }

  /** One of them: its bytes, and where the values of its members are. */
  private static final class SeenLine {
    private final byte[] line;
    private final int[] valuesFrom;
    private final int[] valuesTo;
    private final int seqAt;
    private final long seq;

    SeenLine(byte[] line, int[] valuesFrom, int[] valuesTo, int seqAt, long seq) {
      this.line = line;
      this.valuesFrom = valuesFrom;
      this.valuesTo = valuesTo;
      this.seqAt = seqAt;
      this.seq = seq;
    }

    int endOfAlike(LineCheck check, byte[] b, int from, int limit) {
      check.begin(b, from, limit);
      var end = valuesFrom[valuesFrom.length - 1]; // prev_hash always differs
      var lineSeq = seq;
      var mine = 0;
      var at = from;
      var next = 0; // the first value that is not behind us
      while (true) {
        if (limit - at < end - mine) {
          return -1;
        }
        var same = Arrays.mismatch(line, mine, end, b, at, at + end - mine);
        if (same < 0) {
          return check.endOfEntry(from, at + end - mine, lineSeq);
        }
        var differs = mine + same;
        while (valuesTo[next] < differs) { // a number that goes on differs right behind its value
          next++;
        }
        if (differs < valuesFrom[next]) {
          return -1;
        }
        var start = at + valuesFrom[next] - mine;
        if (next == 0) {
          at = check.time(start);
        } else if (next == seqAt) {
          at = check.digits(start);
          lineSeq = check.number(start, at);
          at = lineSeq < 0 ? -1 : at;
        } else {
          at = check.valueOfMember(start);
        }
        if (at < 0) {
          return -1;
        }
        mine = valuesTo[next++];
      }
    }
  }
}
