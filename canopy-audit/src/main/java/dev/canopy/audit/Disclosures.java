package dev.canopy.audit;

import dev.canopy.json.Json;
import dev.canopy.json.JsonException;
import dev.canopy.json.JsonNumber;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a log's entries only commit to, from {@code disclosures.jsonl} beside it: quickly in
 * the order of the entries, and by halving the file otherwise. A log without the file is one of
 * which everything is erased. Not safe for use by several threads.
 */
public final class Disclosures implements AutoCloseable {
  /** So many lines are read on to an entry before the file is halved instead. */
  private static final int LINES_TO_READ_ON = 500;

  /**
   * What became of a value that an entry commits to.
   *
   * @param name what the value is
   * @param state whether it is there
   * @param disclosure the value with its salt; null unless the state is {@link State#DISCLOSED}
   */
  public record Revealed(String name, State state, @Nullable Disclosure disclosure) {}

  /** Whether a value that an entry commits to is there. */
  public enum State {
    /** It is there, and it is the one. */
    DISCLOSED,
    /** It is not there any more. */
    ERASED,
    /** There is a value, but not the one that the entry commits to. */
    TAMPERED
  }

  private final Path path;
  private @Nullable LogFile file;
  private @Nullable Object identity;
  private @Nullable DisclosureLines lines;

  /** A line that was read and not yet used; its seq. */
  private byte @Nullable [] next;

  private long nextSeq = -1;

  private Disclosures(Path path) {
    this.path = path;
  }

  /** Where the disclosures of a log are. */
  public static Path pathFor(Path log) {
    return log.resolveSibling(log.getFileName() + ".d").resolve(DisclosureFile.NAME);
  }

  /** The disclosures of a log, as they are whenever they are asked for. */
  public static Disclosures of(Path log) throws AuditException {
    try {
      return new Disclosures(pathFor(RealDisk.INSTANCE.locate(log)));
    } catch (IOException e) {
      throw new AuditException("cannot read `" + log + "`: " + e, e);
    }
  }

  /**
   * What became of each value that an entry commits to, in the entry's order.
   *
   * @param entry a line of the log
   * @throws AuditException if the file cannot be read
   */
  public List<Revealed> reveal(JsonObject entry) throws AuditException {
    if (!(entry.get(EventText.COMMITTED) instanceof JsonObject committed)
        || !(entry.get("seq") instanceof JsonNumber seq)) {
      return List.of();
    }
    List<Disclosure> candidates;
    try {
      candidates = candidates((long) seq.value());
    } catch (IOException e) {
      throw new AuditException("cannot read `" + path + "`: " + e, e);
    }
    var all = new ArrayList<Revealed>(committed.size());
    for (var i = 0; i < committed.size(); i++) {
      var name = committed.nameAt(i);
      var wanted = committed.valueAt(i) instanceof JsonString s ? s.value() : "";
      all.add(reveal(name, wanted, candidates));
    }
    return all;
  }

  private static Revealed reveal(String name, String wanted, List<Disclosure> candidates) {
    var state = State.ERASED;
    for (var candidate : candidates) {
      if (candidate.name().equals(name)) {
        if (candidate.commitment().equals(wanted)) {
          return new Revealed(name, State.DISCLOSED, candidate);
        }
        state = State.TAMPERED;
      }
    }
    return new Revealed(name, state, null);
  }

  private List<Disclosure> candidates(long seq) throws IOException {
    if (!toTheLinesOf(seq)) {
      return List.of();
    }
    var found = new ArrayList<Disclosure>(4);
    while (next != null && nextSeq <= seq) {
      var disclosure = nextSeq == seq ? parse(next) : null;
      if (disclosure != null) {
        found.add(disclosure);
      }
      advance();
    }
    return found;
  }

  /** Goes to the first line of {@code seq} or a later entry; false if there is no file. */
  private boolean toTheLinesOf(long seq) throws IOException {
    var there = RealDisk.INSTANCE.identity(path);
    if (there == null) {
      close();
      return false;
    }
    if (file == null || !Objects.equals(there, identity)) {
      close();
      file = RealDisk.INSTANCE.openToRead(path);
      identity = there;
    }
    var open = Objects.requireNonNull(file, "file");
    if (lines != null && nextSeq >= 0 && nextSeq <= seq) {
      for (var i = 0; i < LINES_TO_READ_ON && next != null; i++) {
        if (nextSeq >= seq) {
          return true;
        }
        advance();
      }
    }
    var start = DisclosureSearch.before(open, open.size(), seq);
    lines = new DisclosureLines(open, start);
    advance();
    while (next != null && nextSeq < seq) {
      advance();
    }
    return true;
  }

  /** To the next line that begins as a disclosure does. */
  private void advance() throws IOException {
    var from = Objects.requireNonNull(lines, "lines");
    do {
      next = from.next();
      nextSeq = next == null ? -1 : DisclosureSearch.seqOf(next);
    } while (next != null && nextSeq < 0);
  }

  /** The name in a line of the file; null if the line is no disclosure. */
  static @Nullable String nameOf(byte[] line) {
    var disclosure = parse(line);
    return disclosure == null ? null : disclosure.name();
  }

  private static @Nullable Disclosure parse(byte[] line) {
    try {
      if (Json.parse(line) instanceof JsonObject o && o.get("value") != null) {
        return new Disclosure(
            o.string("name").orElse(""),
            o.string("salt").orElse(""),
            Objects.requireNonNull(o.get("value")));
      }
    } catch (JsonException | IllegalArgumentException e) {
      return null; // a torn line, or one that somebody wrote: it discloses nothing
    }
    return null;
  }

  @Override
  public void close() {
    lines = null;
    next = null;
    nextSeq = -1;
    if (file != null) {
      try {
        file.close();
      } catch (IOException e) {
        // It was only read.
      }
      file = null;
    }
  }
}
