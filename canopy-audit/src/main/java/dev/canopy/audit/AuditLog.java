package dev.canopy.audit;

import dev.canopy.json.JsonObject;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * An append-only, hash-chained log of JSON events. Safe for use by many threads.
 *
 * <p>An entry is durable before its {@link Receipt} is handed out: written, and forced to the disk.
 * Many appends share one flush. Whatever goes wrong makes appends fail, never pass: a disk that is
 * full, or nearly, fails appends until there is space; a failed flush, or a file that was moved,
 * cut or written by someone else, fails all from then on.
 */
public final class AuditLog implements AutoCloseable {
  private final LogWriter writer;
  private final AtomicBoolean closed = new AtomicBoolean();

  private AuditLog(LogWriter writer) {
    this.writer = writer;
  }

  /** Opens or creates the log at {@code file} for this process alone. */
  public static AuditLog open(Path file, InstantSource clock) throws AuditException {
    return open(file, clock, AuditOptions.EXCLUSIVE);
  }

  /**
   * Opens or creates the log at {@code file}. The torn end that a crash leaves is kept aside in
   * {@code audit.log.d}, cut off, and recorded in an {@code audit.recovery} entry; any other damage
   * at the end is refused. How long this takes does not depend on the size of the log, so damage
   * further up is for {@link AuditVerifier} to find.
   *
   * <p>Opening a log that this process has open already, with the same clock and options, shares
   * it; it closes with the last of its users.
   */
  public static AuditLog open(Path file, InstantSource clock, AuditOptions options)
      throws AuditException {
    return open(RealDisk.INSTANCE, file, clock, options, OpenLogs::randomLogId);
  }

  static AuditLog open(
      Disk disk, Path file, InstantSource clock, AuditOptions options, Supplier<String> newLogId)
      throws AuditException {
    return new AuditLog(OpenLogs.acquire(disk, file, clock, options, newLogId));
  }

  /**
   * Appends an event. The stage completes when the entry is durable, or exceptionally with an
   * {@link AuditException}; then the event must be taken as not logged. Never blocks on the disk:
   * if more than 16 MiB wait for it, the stage fails at once.
   *
   * <p>What depends on the stage runs on a thread of the common pool, or on one that waits for this
   * very stage in {@code toCompletableFuture().join()}, which is the fastest way to wait.
   */
  public CompletionStage<Receipt> append(AuditEvent event) {
    if (closed.get()) {
      return CompletableFuture.failedFuture(new AuditException("the log is closed"));
    }
    return writer.append(event);
  }

  /**
   * Erases values that entries commit to, and logs an {@code audit.redact} entry that says of which
   * entries: the chain and all proofs stay as they are. Returns when both are durable. Erasing what
   * is erased already only logs it.
   *
   * <p>If the process dies in between, the values are gone and the entry is missing; erase again.
   *
   * @param entries the entries of which something is erased, by {@code seq}
   * @param names which of their disclosures, by name; empty for all
   * @param why for the record; may be empty
   * @return how many values were erased
   * @throws AuditException if it could not be done, or not be logged
   */
  public long redact(EntryNumbers entries, Set<String> names, String why) throws AuditException {
    return await(
        writer.erase(
            entries,
            name -> names.isEmpty() || names.contains(name),
            Redaction.records(entries, names, why)),
        "erase");
  }

  /**
   * Deletes closed segments, oldest first, and logs {@code audit.prune} entries that name them,
   * before anything is deleted. The hashes of their entries stay, so that every proof holds; the
   * values beside them go. What is to go is read and verified first: a segment that is not what the
   * log's key signed is not deleted. Returns when all of it is on the disk.
   *
   * <p>Cut short anywhere, the log still verifies, and pruning again finishes it. A shared log that
   * another process has open and has not looked at since is closed to that process if entries went
   * that it had not read yet: it has to open the log anew.
   *
   * @param below segments go all of whose entries have a {@code seq} less than this
   * @param why for the record, at most 1,024 characters; may be empty
   * @return what was deleted; empty if nothing is old enough
   * @throws AuditException if it could not be done; what was deleted before is recorded
   */
  public List<ClosedSegment> prune(long below, String why) throws AuditException {
    if (why.length() > Redaction.MAX_WHY) {
      throw new AuditException("a reason has at most " + Redaction.MAX_WHY + " characters");
    }
    var gone = new ArrayList<ClosedSegment>();
    List<ClosedSegment> some;
    do {
      some = await(writer.prune(below, why), "prune");
      gone.addAll(some);
    } while (some.size() == Pruning.MOST_AT_ONCE);
    return List.copyOf(gone);
  }

  /** Appends an entry of the log's own that this key signs. */
  void appendSigned(CheckpointSigner signer, String type, String reason, JsonObject extensions)
      throws AuditException {
    await(writer.appendSigned(signer, type, reason, extensions), "append");
  }

  /**
   * The receipt of an entry of this log: it proves offline, to whoever has the log's key, that the
   * entry is in it. An entry that no checkpoint covers yet is signed for it, with all before it.
   *
   * @param entryHash of {@link Receipt#entryHash}; an authorization id
   * @throws AuditException if there is no such entry, or the log cannot be read or signed
   */
  public TlogProof receipt(String entryHash) throws AuditException {
    var receipts = new Receipts(writer.path(), List.of(writer.key()));
    var known = receipts.of(entryHash);
    if (known.isPresent()) {
      return known.get();
    }
    sign();
    return receipts
        .of(entryHash)
        .orElseThrow(() -> new AuditException("no checkpoint covers the entry " + entryHash));
  }

  /**
   * Signs all that is in the log, and returns when the checkpoint is on the disk.
   *
   * @throws AuditException if it cannot be signed
   */
  public void sign() throws AuditException {
    await(writer.sign(), "sign");
  }

  private <T> T await(CompletableFuture<T> done, String what) throws AuditException {
    if (closed.get()) {
      throw new AuditException("the log is closed");
    }
    try {
      return done.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof AuditException failed) {
        throw failed;
      }
      throw new AuditException("cannot " + what + ": " + e.getCause(), e);
    }
  }

  /** How far checkpoints are published; empty if {@link AuditOptions#publishing} names nobody. */
  public Optional<Publication> publication() {
    return Optional.ofNullable(writer.publication());
  }

  /**
   * Why nothing can be appended: for good, or until there is space on the disk again; empty if it
   * can.
   */
  public Optional<AuditException> failure() {
    return closed.get()
        ? Optional.of(new AuditException("the log is closed"))
        : Optional.ofNullable(writer.trouble());
  }

  /** Waits for all that was appended, and releases the log. Does nothing the second time. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      OpenLogs.release(writer);
    }
  }
}
