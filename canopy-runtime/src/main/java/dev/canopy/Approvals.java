package dev.canopy;

import dev.canopy.audit.AuditEvent;
import dev.canopy.audit.AuditException;
import dev.canopy.audit.Disclosures;
import dev.canopy.audit.Receipt;
import dev.canopy.effects.SecretMask;
import dev.canopy.json.Json;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonException;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import dev.canopy.policy.ApprovalTerms;
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
 * effects, files, policy and deciding rules. It can be used as often as those who agreed said:
 * once, unless they say otherwise. Of several that try to use it, those whose {@code approval.use}
 * entries come first in the log have it; the others find theirs behind them.
 */
public final class Approvals {
  /** The longest that an approval may stay open; how far back the log is read. */
  static final Duration LONGEST = ApprovalTerms.LONGEST;

  private static final int MAX_APPROVER = 256;
  private static final int MAX_REASON = 1024;
  private static final int MAX_ROLE = 64;

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
      return entry == null ? Optional.empty() : Optional.of(status(entry));
    } finally {
      reading.unlock();
    }
  }

  /**
   * How far all approvals have come that are not forgotten yet, oldest first: what was opened in
   * the last 24 hours, whatever became of it.
   *
   * @throws ApprovalException if the log cannot be read
   */
  public List<ApprovalStatus> all() throws ApprovalException {
    reading.lock();
    try {
      catchUp();
      return allInTheBook();
    } finally {
      reading.unlock();
    }
  }

  /**
   * As {@link #all}, with nothing of payloads: what was disclosed and what changed is empty. Much
   * cheaper, for those who follow what happens.
   *
   * @throws ApprovalException if the log cannot be read
   */
  public List<ApprovalStatus> allWithoutPayloads() throws ApprovalException {
    reading.lock();
    try {
      catchUp();
      var all = new ArrayList<ApprovalStatus>();
      for (var entry : book.all()) {
        all.add(entry.status(clock.instant(), JsonObject.EMPTY, List.of()));
      }
      return all;
    } finally {
      reading.unlock();
    }
  }

  private ApprovalStatus status(OpenApproval entry) throws ApprovalException {
    var disclosed = disclosed(entry);
    List<ApprovalChange> changes = List.of();
    var previous = book.get(entry.previous());
    // INVARIANT: an agent learns nothing of another's payload by naming its approval.
    if (previous != null
        && previous.text(DecisionEntry.AVID).equals(entry.text(DecisionEntry.AVID))) {
      changes =
          ApprovalChanges.of(
              new ApprovalChanges.Side(previous.line, disclosed(previous)),
              new ApprovalChanges.Side(entry.line, disclosed));
    }
    return entry.status(clock.instant(), disclosed, changes);
  }

  private List<ApprovalStatus> allInTheBook() throws ApprovalException {
    var all = new ArrayList<ApprovalStatus>();
    for (var entry : book.all()) {
      all.add(status(entry));
    }
    return all;
  }

  /**
   * As {@link #all}, of a log that is read and nothing else: it is neither opened to append nor
   * made.
   *
   * @throws ApprovalException if there is no log, or it cannot be read
   */
  public static List<ApprovalStatus> allIn(Path log, InstantSource clock) throws ApprovalException {
    return readOnly(log, clock, Approvals::allInTheBook);
  }

  /**
   * What waits for a person in a log, oldest first. The log is read and nothing else: it is neither
   * opened to append nor made.
   *
   * @throws ApprovalException if there is no log, or it cannot be read
   */
  public static List<PendingApproval> pendingIn(Path log, InstantSource clock)
      throws ApprovalException {
    return readOnly(log, clock, Approvals::inTheBook);
  }

  /** Looks at a book that was read. */
  private interface Look<T> {
    T at(Approvals approvals) throws ApprovalException;
  }

  private static <T> T readOnly(Path log, InstantSource clock, Look<T> look)
      throws ApprovalException {
    if (Files.notExists(log)) {
      throw new ApprovalException("there is no log at `" + log + "`");
    }
    var approvals = new Approvals(null, log, clock, LONGEST);
    try {
      approvals.readTail();
      return look.at(approvals);
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
    approve(id, Approver.named(approver), ApprovalGrant.ONCE, reason);
  }

  /**
   * Agrees to an action. If it needs several people, it is granted once enough have agreed, and
   * goes as far as the one who gave least said.
   *
   * @param approver who agrees; neither the agent nor its owner
   * @param grant how far
   * @param reason for the record; may be empty
   * @return how far it has come now
   * @throws ApprovalException if there is nothing to agree to, this person may not, or it cannot be
   *     recorded
   */
  public ApprovalStatus approve(String id, Approver approver, ApprovalGrant grant, String reason)
      throws ApprovalException {
    return act(id, ApprovalAct.Kind.GRANT, approver, reason, grant);
  }

  /**
   * Refuses an action, also one that was approved but not yet run.
   *
   * @param approver who refuses
   * @param reason for the record; may be empty
   * @throws ApprovalException if there is nothing to refuse, or it cannot be recorded
   */
  public void refuse(String id, String approver, String reason) throws ApprovalException {
    refuse(id, Approver.named(approver), reason);
  }

  /** As {@link #refuse(String, String, String)}, by someone of whom more is known. */
  public ApprovalStatus refuse(String id, Approver approver, String reason)
      throws ApprovalException {
    return act(id, ApprovalAct.Kind.REFUSE, approver, reason, null);
  }

  /**
   * Takes back what was granted, as far as it was not used.
   *
   * @param reason for the record; may be empty
   * @throws ApprovalException if nothing is granted under this id, or it cannot be recorded
   */
  public ApprovalStatus revoke(String id, Approver approver, String reason)
      throws ApprovalException {
    return act(id, ApprovalAct.Kind.REVOKE, approver, reason, null);
  }

  /**
   * Adds a remark for whoever decides, or for the record.
   *
   * @throws ApprovalException if the text is empty, there is no such approval, or it cannot be
   *     recorded
   */
  public ApprovalStatus comment(String id, Approver author, String text) throws ApprovalException {
    if (text.isBlank()) {
      throw new ApprovalException("the comment is empty");
    }
    return act(id, ApprovalAct.Kind.COMMENT, author, text, null);
  }

  private ApprovalStatus act(
      String id, ApprovalAct.Kind kind, Approver by, String text, @Nullable ApprovalGrant grant)
      throws ApprovalException {
    if (!WellFormed.isLine(by.name(), MAX_APPROVER)) {
      throw new ApprovalException(
          "the approver must be named, in one line of at most " + MAX_APPROVER + " characters");
    }
    if (text.length() > MAX_REASON) {
      throw new ApprovalException("the reason is longer than " + MAX_REASON + " characters");
    }
    if (by.roles().size() > Approver.MAX_ROLES) {
      throw new ApprovalException("nobody has more than " + Approver.MAX_ROLES + " roles");
    }
    changes.lock();
    try {
      var entry = find(id);
      var now = clock.instant();
      if (entry == null || entry.isExpired(now)) {
        throw new ApprovalException("no open approval `" + id + "`");
      }
      var objection = objection(entry, kind, by, now);
      if (objection != null) {
        throw new ApprovalException(objection);
      }
      if (grant != null) {
        check(grant, entry, now);
      }
      var receipt = append(event(kind, entry, text, by, grant));
      var after = find(id);
      if (after == null || !after.hasCounted(receipt.entryHash())) {
        throw new ApprovalException("the approval `" + id + "` was decided by someone else first");
      }
      return status(id).orElseThrow();
    } finally {
      changes.unlock();
    }
  }

  private static @Nullable String objection(
      OpenApproval entry, ApprovalAct.Kind kind, Approver by, Instant now) {
    var state = entry.state.name().toLowerCase(Locale.ROOT);
    return switch (kind) {
      case GRANT -> entry.objection(by.name(), by.id(), by.roles(), now);
      case REFUSE ->
          entry.state == ApprovalBook.State.PENDING || entry.state == ApprovalBook.State.GRANTED
              ? null
              : "the approval `" + entry.id + "` is already " + state;
      case REVOKE ->
          entry.state == ApprovalBook.State.GRANTED
              ? null
              : "the approval `" + entry.id + "` is " + state + ", so there is nothing to revoke";
      case USE, COMMENT -> null;
    };
  }

  private static void check(ApprovalGrant grant, OpenApproval entry, Instant now)
      throws ApprovalException {
    var until = grant.until();
    if (until == null) {
      return;
    }
    var latest = entry.opened.plus(LONGEST);
    if (!until.isAfter(now) || until.isAfter(latest)) {
      throw new ApprovalException(
          "an approval ends after now and at most 24 hours after it was asked for, at " + latest);
    }
  }

  /** Until when an approval that is opened now can be given and used. */
  Instant expiry(List<ApprovalTerms> terms) {
    var shortest = lifetime;
    for (var each : terms) {
      var expires = each.expires();
      shortest = expires != null && expires.compareTo(shortest) < 0 ? expires : shortest;
    }
    return clock.instant().plus(shortest);
  }

  /** Whom an approval that is opened now needs; empty: anyone. */
  List<ApprovalNeed> needs(List<ApprovalTerms> terms) {
    return terms.isEmpty() ? List.of() : ApprovalNeed.of(terms, clock.instant());
  }

  /** What became of a request that is asked again. */
  enum Standing {
    /** A person has agreed, and this use of it is the one. */
    GRANTED,
    /** Nobody has answered yet. */
    PENDING,
    /** A person has refused. */
    REFUSED,
    /** A person has taken it back. */
    REVOKED,
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
        case PENDING -> new Answer(Standing.PENDING, entry.deadline());
        case REFUSED -> new Answer(Standing.REFUSED, entry.deadline());
        case REVOKED -> new Answer(Standing.REVOKED, entry.deadline());
        case USED -> Answer.NONE;
        case GRANTED -> {
          var receipt = append(event(ApprovalAct.Kind.USE, entry, "", null, null));
          var after = find(id);
          yield after != null && after.hasCounted(receipt.entryHash())
              ? new Answer(Standing.GRANTED, entry.deadline())
              : Answer.NONE;
        }
      };
    } finally {
      changes.unlock();
    }
  }

  /** True if the approval is for the action that asks: nothing that was judged has changed. */
  private boolean isFor(OpenApproval entry, AuditEvent request) throws ApprovalException {
    return same(entry, request.fields(), DecisionEntry.ACTION_TYPE)
        && same(entry, request.fields(), DecisionEntry.AVID)
        && same(entry, request.extensions(), DecisionEntry.POLICY)
        && same(entry, request.extensions(), DecisionEntry.RULE_IDS)
        && isAboutTheSame(entry, request);
  }

  /** The digest is beside the log: if it was erased, nothing is the action any more. */
  private boolean isAboutTheSame(OpenApproval entry, AuditEvent request) throws ApprovalException {
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
  private JsonObject disclosed(OpenApproval entry) throws ApprovalException {
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

  private static boolean same(OpenApproval entry, JsonObject request, String name) {
    var asked = request.get(name);
    return asked != null && asked.equals(entry.line.get(name));
  }

  private static AuditEvent event(
      ApprovalAct.Kind kind,
      OpenApproval entry,
      String reason,
      @Nullable Approver by,
      @Nullable ApprovalGrant grant) {
    var more = JsonObject.builder().put(DecisionEntry.APPROVAL_ID, entry.id);
    if (by != null) {
      more.put(ApprovalBook.APPROVER, by.name());
      if (!by.id().isEmpty()) {
        more.put(ApprovalBook.APPROVER_ID, WellFormed.bounded(by.id(), MAX_APPROVER));
      }
      if (!by.roles().isEmpty()) {
        var roles = new ArrayList<JsonValue>();
        by.roles().forEach(role -> roles.add(new JsonString(WellFormed.bounded(role, MAX_ROLE))));
        more.put(ApprovalBook.ROLES, new JsonArray(roles));
      }
    }
    if (grant != null) {
      more.put(ApprovalBook.USES, grant.uses());
      if (grant.until() != null) {
        more.put(ApprovalBook.UNTIL, grant.until().toString());
      }
    }
    return new AuditEvent(
        JsonObject.builder()
            .put(DecisionEntry.ACTION_TYPE, kind.actionType())
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

  private @Nullable OpenApproval find(String id) throws ApprovalException {
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
