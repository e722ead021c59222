package dev.canopy.cli;

import dev.canopy.audit.AuditException;
import dev.canopy.audit.AuditLine;
import dev.canopy.audit.AuditReader;
import dev.canopy.audit.Frontier;
import dev.canopy.audit.Hash;
import dev.canopy.records.LogItem;
import dev.canopy.records.LogQuery;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Shows that no entry between two bounds has a property, by looking at each of them, from the first
 * line of the log on: every line is as the log writes it, follows the one before, and all of them
 * up to a checkpoint have its root. What cannot be shown is not shown: any fault ends in {@link
 * Verdict#UNPROVEN}. Not safe for use by several threads.
 */
final class Absence {
  /** What was found. */
  enum Verdict {
    /** No entry has the property. */
    NONE,
    /** At least one has it. */
    FOUND,
    /** It could not be shown either way. */
    UNPROVEN
  }

  private static final int MAX_NAMED = 20;
  private static final byte[] PREV_HASH = "\"prev_hash\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final int HASH_DIGITS = 64;

  private final LogQuery query;
  private final LogBound from;
  private final LogBound to;

  private final Frontier tree = new Frontier();
  private String head = "0".repeat(HASH_DIGITS);
  private long fromSize = -1;
  private long toSize = -1;
  private long looked;
  private long found;
  private long hidden;
  private final List<Long> foundIn = new ArrayList<>();
  private final List<Long> hiddenIn = new ArrayList<>();
  private @Nullable String fault;

  Absence(LogQuery query, LogBound from, LogBound to) {
    this.query = query;
    this.from = from;
    this.to = to;
  }

  /** Looks through the log. */
  void run(Path log) throws AuditException {
    try (var reader = AuditReader.open(log)) {
      reach();
      while (fault == null && toSize < 0) {
        var next = reader.pollLine();
        if (next.isEmpty()) {
          fault = "the log ends before " + (fromSize < 0 ? from.text() : to.text());
          return;
        }
        take(next.get());
      }
    }
    if (fault == null && fromSize < 0) {
      fault = from.text() + " does not come before " + to.text();
    }
  }

  private void take(AuditLine line) throws AuditException {
    var index = tree.size();
    if (line.seq() != index) {
      fault =
          line.seq() > index && index == 0
              ? "the entries before " + line.seq() + " are not there"
              : "line " + line.line() + " is not entry " + index + " as the log writes it";
      return;
    }
    var at = line.length() - HASH_DIGITS - 2;
    var prev = PREV_HASH.length;
    if (line.compare(at - prev, PREV_HASH) != 0
        || line.compare(at, head.getBytes(StandardCharsets.US_ASCII)) != 0) {
      fault = "entry " + index + " does not follow the one before: one of them was changed";
      return;
    }
    head = line.hash();
    tree.append(Hash.ofHex(head));
    if (fromSize >= 0) {
      look(line, index);
    }
    reach();
  }

  private void look(AuditLine line, long index) throws AuditException {
    looked++;
    if (!query.mayMatch(line)) {
      return;
    }
    var item = LogItem.of(line);
    if (item.fault() != null) {
      fault = item.fault();
      return;
    }
    switch (query.match(item)) {
      case YES -> {
        found++;
        name(foundIn, index);
      }
      case HIDDEN -> {
        hidden++;
        name(hiddenIn, index);
      }
      case NO -> {
        // What was hoped for.
      }
    }
  }

  private static void name(List<Long> in, long index) {
    if (in.size() < MAX_NAMED) {
      in.add(index);
    }
  }

  /** Notes that a bound is reached, if it is, and that it fits. */
  private void reach() {
    if (fromSize < 0 && isAt(from)) {
      fromSize = tree.size();
    }
    if (fault == null && fromSize >= 0 && isAt(to)) {
      toSize = tree.size();
    }
  }

  private boolean isAt(LogBound bound) {
    var checkpoint = bound.checkpoint();
    if (checkpoint != null) {
      if (checkpoint.treeSize() != tree.size()) {
        return false;
      }
      if (!checkpoint.root().equals(tree.root())) {
        fault =
            "the first "
                + tree.size()
                + " entries are not those of the checkpoint `"
                + bound.text()
                + "`";
      }
      return fault == null;
    }
    var hash = bound.entryHash();
    return hash == null ? tree.size() == 0 : tree.size() > 0 && hash.equals(head);
  }

  Verdict verdict() {
    if (found > 0 && fault == null) {
      return Verdict.FOUND;
    }
    return fault != null || hidden > 0 ? Verdict.UNPROVEN : Verdict.NONE;
  }

  /** Why nothing is shown; null if nothing stands in the way. */
  @Nullable String fault() {
    if (fault != null || hidden == 0) {
      return fault;
    }
    return hidden
        + " of the entries do not say whether they have it: it was not recorded, or is erased";
  }

  LogBound from() {
    return from;
  }

  LogBound to() {
    return to;
  }

  /** How many entries come before the first bound; 0 if it was not reached. */
  long fromSize() {
    return Math.max(0, fromSize);
  }

  /** How many entries come before the second bound; how many were read, if it was not reached. */
  long toSize() {
    return toSize < 0 ? tree.size() : toSize;
  }

  /** The hash of the last entry that was read. */
  String head() {
    return head;
  }

  /** How many entries between the bounds were looked at. */
  long looked() {
    return looked;
  }

  long found() {
    return found;
  }

  long hidden() {
    return hidden;
  }

  /** The first entries that have the property. */
  List<Long> foundIn() {
    return foundIn;
  }

  /** The first entries that do not say whether they have it. */
  List<Long> hiddenIn() {
    return hiddenIn;
  }
}
