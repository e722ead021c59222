package dev.canopy.audit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a log is held.
 *
 * @param shared false: this process owns the log until it closes it, and others are refused. True:
 *     processes that all open the log shared take turns, batch by batch; each verifies and chains
 *     on to what the others wrote. That costs one lock and one disk flush a batch and process.
 * @param lockPatience how long a shared log waits for its turn before its appends fail
 * @param durability what an acknowledgement means
 * @param checkpointInterval so long after the first entry that no checkpoint covers, one is signed;
 *     zero to sign after each batch
 * @param signOnClose false for a process that appends little and ends: it leaves its entries to a
 *     later checkpoint unless they are many, and the next process signs them when they are older
 *     than {@code unsignedAtMost}
 * @param unsignedAtMost entries older than this that no checkpoint covers are signed when the log
 *     is opened
 * @param heartbeat so long without entries, an {@code audit.heartbeat} is appended and signed; zero
 *     for never
 * @param segmentBytes a segment that is this long is closed and another begun; zero for never
 * @param segmentAge a segment whose first entry is this old is closed when the next entry comes;
 *     zero for never
 * @param keyFile the log's private key; null for one of its own in {@code audit.log.d}
 * @param signer signs in the place of a private key file; null for none
 */
public record AuditOptions(
    boolean shared,
    Duration lockPatience,
    Durability durability,
    Duration checkpointInterval,
    boolean signOnClose,
    Duration unsignedAtMost,
    Duration heartbeat,
    long segmentBytes,
    Duration segmentAge,
    @Nullable Path keyFile,
    @Nullable CheckpointSigner signer) {

  /** A turn lasts one disk flush; after this long the other process is stuck, not busy. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Large enough to be rare, small enough to be copied. */
  private static final long SEGMENT_BYTES = 1L << 30;

  /** This process owns the log. */
  public static final AuditOptions EXCLUSIVE =
      new AuditOptions(
          false,
          PATIENCE,
          Durability.DURABLE,
          Duration.ofSeconds(1),
          true,
          Duration.ofMinutes(1),
          Duration.ZERO,
          SEGMENT_BYTES,
          Duration.ZERO,
          null,
          null);

  /** Several processes use the log, such as an agent and a person at a terminal. */
  public static final AuditOptions SHARED = EXCLUSIVE.withShared(true);

  /** As {@link #SHARED}, for a process that appends an entry or two and ends. */
  public static final AuditOptions SHORT_LIVED = SHARED.withSignOnClose(false);

  /** As {@link #SHARED}, for a service: it shows every minute that it is there. */
  public static final AuditOptions SERVICE = SHARED.withHeartbeat(Duration.ofMinutes(1));

  public AuditOptions {
    Objects.requireNonNull(lockPatience, "lockPatience");
    Objects.requireNonNull(durability, "durability");
    requireNotNegative(checkpointInterval, "checkpointInterval");
    requireNotNegative(unsignedAtMost, "unsignedAtMost");
    requireNotNegative(heartbeat, "heartbeat");
    requireNotNegative(segmentAge, "segmentAge");
    if (segmentBytes < 0) {
      throw new IllegalArgumentException("segmentBytes is not negative, found " + segmentBytes);
    }
    if (keyFile != null && signer != null) {
      throw new IllegalArgumentException("either a key file or a signer, not both");
    }
  }

  private static void requireNotNegative(Duration duration, String name) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException(name + " is not negative, found " + duration);
    }
  }

  /** The same but for {@link #shared}. */
  public AuditOptions withShared(boolean shared) {
    return new AuditOptions(
        shared,
        lockPatience,
        durability,
        checkpointInterval,
        signOnClose,
        unsignedAtMost,
        heartbeat,
        segmentBytes,
        segmentAge,
        keyFile,
        signer);
  }

  /** The same but for {@link #lockPatience}. */
  public AuditOptions withLockPatience(Duration lockPatience) {
    return new AuditOptions(
        shared,
        lockPatience,
        durability,
        checkpointInterval,
        signOnClose,
        unsignedAtMost,
        heartbeat,
        segmentBytes,
        segmentAge,
        keyFile,
        signer);
  }

  /** The same but for {@link #durability}. */
  public AuditOptions withDurability(Durability durability) {
    return new AuditOptions(
        shared,
        lockPatience,
        durability,
        checkpointInterval,
        signOnClose,
        unsignedAtMost,
        heartbeat,
        segmentBytes,
        segmentAge,
        keyFile,
        signer);
  }

  /** The same but for {@link #checkpointInterval}. */
  public AuditOptions withCheckpointInterval(Duration checkpointInterval) {
    return new AuditOptions(
        shared,
        lockPatience,
        durability,
        checkpointInterval,
        signOnClose,
        unsignedAtMost,
        heartbeat,
        segmentBytes,
        segmentAge,
        keyFile,
        signer);
  }

  /** The same but for {@link #signOnClose}. */
  public AuditOptions withSignOnClose(boolean signOnClose) {
    return new AuditOptions(
        shared,
        lockPatience,
        durability,
        checkpointInterval,
        signOnClose,
        unsignedAtMost,
        heartbeat,
        segmentBytes,
        segmentAge,
        keyFile,
        signer);
  }

  /** The same but for {@link #unsignedAtMost}. */
  public AuditOptions withUnsignedAtMost(Duration unsignedAtMost) {
    return new AuditOptions(
        shared,
        lockPatience,
        durability,
        checkpointInterval,
        signOnClose,
        unsignedAtMost,
        heartbeat,
        segmentBytes,
        segmentAge,
        keyFile,
        signer);
  }

  /** The same but for {@link #heartbeat}. */
  public AuditOptions withHeartbeat(Duration heartbeat) {
    return new AuditOptions(
        shared,
        lockPatience,
        durability,
        checkpointInterval,
        signOnClose,
        unsignedAtMost,
        heartbeat,
        segmentBytes,
        segmentAge,
        keyFile,
        signer);
  }

  /** The same but for {@link #segmentBytes}. */
  public AuditOptions withSegmentBytes(long segmentBytes) {
    return new AuditOptions(
        shared,
        lockPatience,
        durability,
        checkpointInterval,
        signOnClose,
        unsignedAtMost,
        heartbeat,
        segmentBytes,
        segmentAge,
        keyFile,
        signer);
  }

  /** The same but for {@link #segmentAge}. */
  public AuditOptions withSegmentAge(Duration segmentAge) {
    return new AuditOptions(
        shared,
        lockPatience,
        durability,
        checkpointInterval,
        signOnClose,
        unsignedAtMost,
        heartbeat,
        segmentBytes,
        segmentAge,
        keyFile,
        signer);
  }

  /** The same but for {@link #keyFile}. */
  public AuditOptions withKeyFile(@Nullable Path keyFile) {
    return new AuditOptions(
        shared,
        lockPatience,
        durability,
        checkpointInterval,
        signOnClose,
        unsignedAtMost,
        heartbeat,
        segmentBytes,
        segmentAge,
        keyFile,
        signer);
  }

  /** The same but for {@link #signer}. */
  public AuditOptions withSigner(@Nullable CheckpointSigner signer) {
    return new AuditOptions(
        shared,
        lockPatience,
        durability,
        checkpointInterval,
        signOnClose,
        unsignedAtMost,
        heartbeat,
        segmentBytes,
        segmentAge,
        keyFile,
        signer);
  }
}
