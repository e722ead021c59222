package dev.canopy;

import dev.canopy.audit.AuditEvent;
import dev.canopy.audit.AuditException;
import dev.canopy.audit.AuditLine;
import dev.canopy.audit.AuditReader;
import dev.canopy.audit.Disclosure;
import dev.canopy.audit.Receipt;
import dev.canopy.json.JsonNumber;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Records what became of actions. A decision has one outcome: a second is refused. Safe for use by
 * many threads.
 *
 * <p>What this process decided a while ago, and has no outcome yet, is known without a look into
 * the log; for any other decision the log is read. Two processes that attest to the same decision
 * at the same moment may both be recorded; then the first in the log is the outcome.
 */
final class Outcomes {
  static final String TYPE = "authorization.outcome";
  static final String AUTHORIZATION_ID = "authorization_id";
  static final String OUTPUT = "output";

  /** So many decisions without an outcome are known at once; for the others the log is read. */
  private static final int MAX_KNOWN = 10_000;

  private final @Nullable Recorder log;
  private final Path file;
  private final Salts salts;

  /** Guards what is known; held while an outcome is recorded, so that there is one. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<String, String> openByThis =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > MAX_KNOWN;
        }
      };

  Outcomes(@Nullable Recorder log, Path file, Salts salts) {
    this.log = log;
    this.file = file;
    this.salts = salts;
  }

  /** Takes note of a decision that this process recorded. */
  void decided(String authorizationId, String avid) {
    lock.lock();
    try {
      openByThis.put(authorizationId, avid);
    } finally {
      lock.unlock();
    }
  }

  Receipt attest(String authorizationId, ActionOutcome outcome) throws AttestationException {
    if (log == null) {
      throw new AttestationException("without a log nothing is recorded");
    }
    if (!Sha256.isHex(authorizationId)) {
      throw new AttestationException("found no authorization id, wanted 64 lower-case hex digits");
    }
    lock.lock();
    try {
      var avid = openByThis.get(authorizationId);
      if (avid == null) {
        avid = read(authorizationId);
      }
      var receipt = log.append(event(authorizationId, avid, outcome)).toCompletableFuture().join();
      openByThis.remove(authorizationId);
      return receipt;
    } catch (AuditException e) {
      throw new AttestationException("the log cannot be read: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      throw new AttestationException("the log does not take it: " + e.getMessage(), e);
    } finally {
      lock.unlock();
    }
  }

  /** The agent of a decision that has no outcome yet, from the log. */
  private String read(String id) throws AttestationException, AuditException {
    var mark = id.getBytes(StandardCharsets.US_ASCII);
    String avid = null;
    AuditLine last = null;
    try (var reader = AuditReader.open(file)) {
      for (var next = reader.pollLine(); next.isPresent(); next = reader.pollLine()) {
        var line = next.get();
        if (!line.contains(mark)) {
          last = line;
          continue;
        }
        var entry = line.entry().json();
        if (last != null && entry.string("prev_hash").orElse("").equals(id)) {
          avid = agentOf(last.entry().json(), id);
        }
        if (entry.string("action_type").orElse("").equals(TYPE)
            && entry.string(AUTHORIZATION_ID).orElse("").equals(id)) {
          throw new AttestationException("the authorization `" + id + "` has an outcome already");
        }
        last = line;
      }
      if (avid == null && last != null && last.hash().equals(id)) {
        avid = agentOf(last.entry().json(), id);
      }
    }
    if (avid == null) {
      throw new AttestationException("no decision `" + id + "` in this log");
    }
    return avid;
  }

  private static String agentOf(JsonObject entry, String id) throws AttestationException {
    if (entry.get(DecisionEntry.DECISION) == null) {
      throw new AttestationException("the entry `" + id + "` is no decision");
    }
    return entry.string(DecisionEntry.AVID).orElse("");
  }

  private AuditEvent event(String id, String avid, ActionOutcome outcome) {
    var fields =
        JsonObject.builder().put(DecisionEntry.ACTION_TYPE, TYPE).put(DecisionEntry.AVID, avid);
    var more =
        JsonObject.builder()
            .put(AUTHORIZATION_ID, id)
            .put("outcome", outcome.status().wireName())
            .put("duration_ms", millis(outcome.duration()));
    if (outcome.exitStatus() != null) {
      more.put("exit_status", JsonNumber.of(outcome.exitStatus()));
    }
    var output = outcome.output();
    if (output == null) {
      return new AuditEvent(fields.build(), more.build());
    }
    more.put("output_bytes", output.bytes());
    // A digest of `yes` or of an empty output says what the output was.
    var digest = new Disclosure(OUTPUT, salts.next(), new JsonString("sha256:" + output.sha256()));
    return new AuditEvent(fields.build(), more.build(), List.of(digest));
  }

  /** What a JSON number holds exactly is longer than any action. */
  private static long millis(Duration duration) {
    return duration.toDays() > 1_000_000
        ? Duration.ofDays(1_000_000).toMillis()
        : duration.toMillis();
  }
}
