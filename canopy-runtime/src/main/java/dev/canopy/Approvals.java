package dev.canopy;

import dev.canopy.audit.AuditEvent;
import dev.canopy.audit.AuditException;
import dev.canopy.audit.Disclosures;
import dev.canopy.audit.Receipt;
import dev.canopy.effects.SecretMask;
import dev.canopy.json.Json;
import dev.canopy.json.JsonException;
import dev.canopy.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The decisions that wait for a person. They are kept in the log and nowhere else, so that every
 * process that has the log open sees the same ones. Safe for use by many threads.
 *
 * <p>An approval is for one action, as it was judged: the same agent, action type, payload,
 * effects, policy and deciding rules. It can be used once. Of several that try to use it, the one
 * whose {@code approval.use} entry comes first in the log has it; the others find theirs behind it.
 */
public final class Approvals {
  /** The longest that an approval may stay open; how far back the log is read. */
  static final Duration LONGEST = Duration.ofHours(24);

  private static final int MAX_APPROVER = 256;
  private static final int MAX_REASON = 1024;

  /** What every line that concerns approvals has in it; the others are not parsed. */
  private static final byte[] MARK = "\"approval_".getBytes(StandardCharsets.US_ASCII);

  private final @Nullable Recorder log;
  private final InstantSource clock;
  private final Duration lifetime;

  /** One change at a time, from the look at the book to the look at what became of it. */
  private final ReentrantLock changes = new ReentrantLock();

  /** Guards the book, the tail, and what is read beside the log. */
  private final ReentrantLock reading = new ReentrantLock();

  private final ApprovalBook book = new ApprovalBook();
  private final LogTail tail;
  private final Path file;
  private @Nullable Disclosures beside;

  Approvals(@Nullable Recorder log, Path file, InstantSource clock, Duration lifetime) {
    this.log = log;
    this.clock = clock;
    this.lifetime = lifetime;
    this.file = file;
    this.tail = new LogTail(file, new Lines());
  }

  /**
   * What waits for a person, oldest first.
   *
   * @throws ApprovalException if the log cannot be read
   */
  public List<PendingApproval> pending() throws ApprovalException {
    reading.lock();
    try {
      catchUp();
      return inTheBook();
    } finally {
      reading.unlock();
    }
  }

  /**
   * How far an approval has come; empty if the log knows none under this id.
   *
   * @throws ApprovalException if the log cannot be read
   */
  public Optional<ApprovalStatus> status(String id) throws ApprovalException {
    reading.lock();
    try {
      catchUp();
      var entry = book.get(id);
      return entry == null
          ? Optional.empty()
          : Optional.of(entry.status(clock.instant(), disclosed(entry)));
    } finally {
      reading.unlock();
    }
  }

  /**
   * What waits for a person in a log, oldest first. The log is read and nothing else: it is neither
   * opened to append nor made.
   *
   * @throws ApprovalException if there is no log, or it cannot be read
   */
  public static List<PendingApproval> pendingIn(Path log, InstantSource clock)
      throws ApprovalException {
    if (Files.notExists(log)) {
      throw new ApprovalException("there is no log at `" + log + "`");
    }
    var approvals = new Approvals(null, log, clock, LONGEST);
    try {
      approvals.readTail();
      return approvals.inTheBook();
    } finally {
      approvals.close();
    }
  }

  private List<PendingApproval> inTheBook() throws ApprovalException {
    var pending = new ArrayList<PendingApproval>();
    for (var entry : book.pending(clock.instant())) {
      pending.add(entry.pending(disclosed(entry)));
    }
    return pending;
  }

  /**
   * Agrees to an action, once, until the approval expires.
   *
   * @param approver who agrees; never the agent itself
   * @param reason for the record; may be empty
   * @throws ApprovalException if there is nothing to agree to, or it cannot be recorded
   */
  public void approve(String id, String approver, String reason) throws ApprovalException {
    decide(id, approver, reason, ApprovalBook.GRANT, ApprovalBook.State.GRANTED);
  }

  /**
   * Refuses an action, also one that was approved but not yet run.
   *
   * @param approver who refuses
   * @param reason for the record; may be empty
   * @throws ApprovalException if there is nothing to refuse, or it cannot be recorded
   */
  public void refuse(String id, String approver, String reason) throws ApprovalException {
    decide(id, approver, reason, ApprovalBook.REFUSE, ApprovalBook.State.REFUSED);
  }

  private void decide(
      String id, String approver, String reason, String type, ApprovalBook.State wanted)
      throws ApprovalException {
    if (!WellFormed.isLine(approver, MAX_APPROVER)) {
      throw new ApprovalException(
          "the approver must be named, in one line of at most " + MAX_APPROVER + " characters");
    }
    if (reason.length() > MAX_REASON) {
      throw new ApprovalException("the reason is longer than " + MAX_REASON + " characters");
    }
    changes.lock();
    try {
      var entry = find(id);
      if (entry == null || entry.isExpired(clock.instant())) {
        throw new ApprovalException("no open approval `" + id + "`");
      }
      var revokes =
          wanted == ApprovalBook.State.REFUSED && entry.state == ApprovalBook.State.GRANTED;
      if (entry.state != ApprovalBook.State.PENDING && !revokes) {
        throw new ApprovalException(
            "the approval `" + id + "` is already " + entry.state.name().toLowerCase(Locale.ROOT));
      }
      if (approver.strip().equalsIgnoreCase(entry.text(DecisionEntry.AVID))) {
        throw new ApprovalException("an agent cannot decide on its own request");
      }
      var receipt = append(event(type, entry, reason, approver));
      var after = find(id);
      if (after == null || after.state != wanted || !after.decidedBy.equals(receipt.entryHash())) {
        throw new ApprovalException("the approval `" + id + "` was decided by someone else first");
      }
    } finally {
      changes.unlock();
    }
  }

  /** Until when an approval that is opened now can be given and used. */
  Instant expiry() {
    return clock.instant().plus(lifetime);
  }

  /** What became of a request that is asked again. */
  enum Standing {
    /** A person has agreed, and this use of it is the one. */
    GRANTED,
    /** Nobody has answered yet. */
    PENDING,
    /** A person has refused. */
    REFUSED,
    /** There is no such approval for this action: unknown, expired, used, or for another action. */
    NONE
  }

  /**
   * What a request is known by.
   *
   * @param expires null if the standing is NONE
   */
  record Answer(Standing standing, @Nullable Instant expires) {
    static final Answer NONE = new Answer(Standing.NONE, null);
  }

  /**
   * Uses up an approval for an action, if a person has agreed to it.
   *
   * @param request the entry that the action has without the approval
   */
  Answer use(String id, AuditEvent request) throws ApprovalException {
    changes.lock();
    try {
      var entry = find(id);
      if (entry == null || entry.isExpired(clock.instant()) || !isFor(entry, request)) {
        return Answer.NONE;
      }
      return switch (entry.state) {
        case PENDING -> new Answer(Standing.PENDING, entry.expires);
        case REFUSED -> new Answer(Standing.REFUSED, entry.expires);
        case USED -> Answer.NONE;
        case GRANTED -> {
          var receipt = append(event(ApprovalBook.USE, entry, "", ""));
          var after = find(id);
          yield after != null
                  && after.state == ApprovalBook.State.USED
                  && after.decidedBy.equals(receipt.entryHash())
              ? new Answer(Standing.GRANTED, entry.expires)
              : Answer.NONE;
        }
      };
    } finally {
      changes.unlock();
    }
  }

  /** True if the approval is for the action that asks: nothing that was judged has changed. */
  private boolean isFor(ApprovalBook.Entry entry, AuditEvent request) throws ApprovalException {
    return same(entry, request.fields(), DecisionEntry.ACTION_TYPE)
        && same(entry, request.fields(), DecisionEntry.AVID)
        && same(entry, request.extensions(), DecisionEntry.POLICY)
        && same(entry, request.extensions(), DecisionEntry.RULE_IDS)
        && isAboutTheSame(entry, request);
  }

  /** The digest is beside the log: if it was erased, nothing is the action any more. */
  private boolean isAboutTheSame(ApprovalBook.Entry entry, AuditEvent request)
      throws ApprovalException {
    reading.lock();
    try {
      var digest = ApprovalBook.digest(disclosed(entry), Judged.ACTION_DIGEST);
      return !digest.isEmpty() && digest.equals(digest(request, Judged.ACTION_DIGEST));
    } finally {
      reading.unlock();
    }
  }

  private static String digest(AuditEvent request, String name) {
    for (var each : request.disclosures()) {
      if (each.name().equals(Judged.NAME) && each.value() instanceof JsonObject judged) {
        return judged.string(name).orElse("");
      }
    }
    return "";
  }

  /** What is beside the log for an entry, as far as it is what the entry commits to. */
  private JsonObject disclosed(ApprovalBook.Entry entry) throws ApprovalException {
    var values = JsonObject.builder();
    try {
      for (var revealed : beside().reveal(entry.line)) {
        var disclosure = revealed.disclosure();
        if (disclosure != null) {
          values.put(revealed.name(), disclosure.value());
        }
      }
    } catch (AuditException e) {
      throw new ApprovalException("what is beside the log cannot be read: " + e.getMessage(), e);
    }
    return values.build();
  }

  private Disclosures beside() throws AuditException {
    if (beside == null) {
      beside = Disclosures.of(file);
    }
    return beside;
  }

  /** Closes what was opened to read. */
  void close() {
    reading.lock();
    try {
      if (beside != null) {
        beside.close();
      }
    } finally {
      reading.unlock();
    }
  }

  private static boolean same(ApprovalBook.Entry entry, JsonObject request, String name) {
    var asked = request.get(name);
    return asked != null && asked.equals(entry.line.get(name));
  }

  private static AuditEvent event(
      String type, ApprovalBook.Entry entry, String reason, String approver) {
    var more = JsonObject.builder().put(DecisionEntry.APPROVAL_ID, entry.id);
    if (!approver.isEmpty()) {
      more.put(ApprovalBook.APPROVER, approver);
    }
    return new AuditEvent(
        JsonObject.builder()
            .put(DecisionEntry.ACTION_TYPE, type)
            .put(DecisionEntry.REASON, SecretMask.text(WellFormed.text(reason)))
            .put(DecisionEntry.AVID, entry.text(DecisionEntry.AVID))
            .build(),
        more.build());
  }

  private Receipt append(AuditEvent event) throws ApprovalException {
    if (log == null) {
      throw new ApprovalException("without a log there are no approvals");
    }
    try {
      return log.append(event).toCompletableFuture().join();
    } catch (RuntimeException e) {
      throw new ApprovalException("the log does not take it: " + e.getMessage(), e);
    }
  }

  private ApprovalBook.@Nullable Entry find(String id) throws ApprovalException {
    reading.lock();
    try {
      catchUp();
      return book.get(id);
    } finally {
      reading.unlock();
    }
  }

  private void catchUp() throws ApprovalException {
    if (log != null) {
      readTail();
    }
  }

  private void readTail() throws ApprovalException {
    try {
      tail.read(clock.instant().minus(LONGEST));
    } catch (IOException e) {
      throw new ApprovalException("the log cannot be read: " + e.getMessage(), e);
    }
  }

  private final class Lines implements LogTail.Reader {
    @Override
    public void restart() {
      book.clear();
    }

    @Override
    public void line(byte[] line, String entryHash) throws IOException {
      if (!contains(line, MARK)) {
        return;
      }
      try {
        if (Json.parse(line) instanceof JsonObject o) {
          book.apply(entryHash, o);
        }
      } catch (JsonException e) {
        throw new IOException("the log has a line that is not JSON", e);
      }
    }
  }

  private static boolean contains(byte[] line, byte[] mark) {
    outer:
    for (var i = 0; i <= line.length - mark.length; i++) {
      for (var j = 0; j < mark.length; j++) {
        if (line[i + j] != mark[j]) {
          continue outer;
        }
      }
      return true;
    }
    return false;
  }
}
