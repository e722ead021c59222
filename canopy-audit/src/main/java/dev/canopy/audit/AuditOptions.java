package dev.canopy.audit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How a log is held. Immutable: each {@code with…} answers another. */
public final class AuditOptions {

  /** This process owns the log. */
  public static final AuditOptions EXCLUSIVE = new AuditOptions(new Draft());

  /** Several processes use the log, such as an agent and a person at a terminal. */
  public static final AuditOptions SHARED = EXCLUSIVE.withShared(true);

  /** As {@link #SHARED}, for a process that appends an entry or two and ends. */
  public static final AuditOptions SHORT_LIVED = SHARED.withSignOnClose(false);

  /** As {@link #SHARED}, for a service: it shows every minute that it is there. */
  public static final AuditOptions SERVICE = SHARED.withHeartbeat(Duration.ofMinutes(1));

  /** An exbibyte: more is a slip, and sums of it could overflow. */
  private static final long MOST_SPACE = 1L << 60;

  private final Draft settled;

  private AuditOptions(Draft settled) {
    requireNotNegative(settled.checkpointInterval, "checkpointInterval");
    requireNotNegative(settled.unsignedAtMost, "unsignedAtMost");
    requireNotNegative(settled.heartbeat, "heartbeat");
    requireNotNegative(settled.segmentAge, "segmentAge");
    if (settled.segmentBytes < 0) {
      throw new IllegalArgumentException(
          "segmentBytes is not negative, found " + settled.segmentBytes);
    }
    requireSpace(settled.lowSpaceBytes, "lowSpaceBytes");
    requireSpace(settled.ballastBytes, "ballastBytes");
    if (settled.keyPerSegment && (settled.keyFile != null || settled.signer != null)) {
      throw new IllegalArgumentException(
          "a key for each segment is the log's own, and neither a key file nor a signer");
    }
    if (settled.keyFile != null && settled.signer != null) {
      throw new IllegalArgumentException("either a key file or a signer, not both");
    }
    var publishing = settled.publishing;
    if (settled.durability == Durability.WITNESSED
        && (publishing == null || publishing.policy() == null)) {
      throw new IllegalArgumentException(
          "entries are WITNESSED by somebody: publishing needs a witness policy");
    }
    this.settled = settled;
  }

  private static void requireNotNegative(Duration duration, String name) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException(name + " is not negative, found " + duration);
    }
  }

  private static void requireSpace(long bytes, String name) {
    if (bytes < 0 || bytes > MOST_SPACE) {
      throw new IllegalArgumentException(name + " is from 0 to " + MOST_SPACE + ", found " + bytes);
    }
  }

  private AuditOptions change(Consumer<Draft> change) {
    Draft draft = new Draft(settled);
    change.accept(draft);
    return new AuditOptions(draft);
  }

  /**
   * False: this process owns the log until it closes it, and others are refused. True: processes
   * that all open the log shared take turns, batch by batch; each verifies and chains on to what
   * the others wrote. That costs one lock and one disk flush a batch and process.
   */
  public boolean shared() {
    return settled.shared;
  }

  /** The same but for {@link #shared}. */
  public AuditOptions withShared(boolean shared) {

    return change(draft -> draft.shared = shared);
  }

  /** How long a shared log waits for its turn before its appends fail. */
  public Duration lockPatience() {
    return settled.lockPatience;
  }

  /** The same but for {@link #lockPatience}. */
  public AuditOptions withLockPatience(Duration lockPatience) {
    Objects.requireNonNull(lockPatience, "lockPatience");
    return change(draft -> draft.lockPatience = lockPatience);
  }

  /** What an acknowledgement means. */
  public Durability durability() {
    return settled.durability;
  }

  /** The same but for {@link #durability}. */
  public AuditOptions withDurability(Durability durability) {
    Objects.requireNonNull(durability, "durability");
    return change(draft -> draft.durability = durability);
  }

  /**
   * So long after the first entry that no checkpoint covers, one is signed; zero to sign after each
   * batch.
   */
  public Duration checkpointInterval() {
    return settled.checkpointInterval;
  }

  /** The same but for {@link #checkpointInterval}. */
  public AuditOptions withCheckpointInterval(Duration checkpointInterval) {
    Objects.requireNonNull(checkpointInterval, "checkpointInterval");
    return change(draft -> draft.checkpointInterval = checkpointInterval);
  }

  /**
   * False for a process that appends little and ends: it leaves its entries to a later checkpoint
   * unless they are many, and the next process signs them when they are older than {@link
   * #unsignedAtMost}.
   */
  public boolean signOnClose() {
    return settled.signOnClose;
  }

  /** The same but for {@link #signOnClose}. */
  public AuditOptions withSignOnClose(boolean signOnClose) {

    return change(draft -> draft.signOnClose = signOnClose);
  }

  /** Entries older than this that no checkpoint covers are signed when the log is opened. */
  public Duration unsignedAtMost() {
    return settled.unsignedAtMost;
  }

  /** The same but for {@link #unsignedAtMost}. */
  public AuditOptions withUnsignedAtMost(Duration unsignedAtMost) {
    Objects.requireNonNull(unsignedAtMost, "unsignedAtMost");
    return change(draft -> draft.unsignedAtMost = unsignedAtMost);
  }

  /** So long without entries, an {@code audit.heartbeat} is appended and signed; zero for never. */
  public Duration heartbeat() {
    return settled.heartbeat;
  }

  /** The same but for {@link #heartbeat}. */
  public AuditOptions withHeartbeat(Duration heartbeat) {
    Objects.requireNonNull(heartbeat, "heartbeat");
    return change(draft -> draft.heartbeat = heartbeat);
  }

  /** A segment that is this long is closed and another begun; zero for never. */
  public long segmentBytes() {
    return settled.segmentBytes;
  }

  /** The same but for {@link #segmentBytes}. */
  public AuditOptions withSegmentBytes(long segmentBytes) {

    return change(draft -> draft.segmentBytes = segmentBytes);
  }

  /**
   * A segment whose first entry is this old is closed when the next entry comes; zero for never.
   */
  public Duration segmentAge() {
    return settled.segmentAge;
  }

  /** The same but for {@link #segmentAge}. */
  public AuditOptions withSegmentAge(Duration segmentAge) {
    Objects.requireNonNull(segmentAge, "segmentAge");
    return change(draft -> draft.segmentAge = segmentAge);
  }

  /** The log's private key; null for one of its own in {@code audit.log.d}. */
  public @Nullable Path keyFile() {
    return settled.keyFile;
  }

  /** The same but for {@link #keyFile}. */
  public AuditOptions withKeyFile(@Nullable Path keyFile) {

    return change(draft -> draft.keyFile = keyFile);
  }

  /** Signs in the place of a private key file; null for none. */
  public @Nullable CheckpointSigner signer() {
    return settled.signer;
  }

  /** The same but for {@link #signer}. */
  public AuditOptions withSigner(@Nullable CheckpointSigner signer) {

    return change(draft -> draft.signer = signer);
  }

  /**
   * Where fewer bytes are left on the disk, no entries are taken: so that the log ends in order and
   * says why, instead of within an entry. Zero to go on until the disk refuses.
   */
  public long lowSpaceBytes() {
    return settled.lowSpaceBytes;
  }

  /** The same but for {@link #lowSpaceBytes}. */
  public AuditOptions withLowSpaceBytes(long lowSpaceBytes) {
    return change(draft -> draft.lowSpaceBytes = lowSpaceBytes);
  }

  /**
   * The size of a file beside the log that is deleted when the disk is full, so that there is room
   * to say so; zero for none.
   */
  public long ballastBytes() {
    return settled.ballastBytes;
  }

  /** The same but for {@link #ballastBytes}. */
  public AuditOptions withBallastBytes(long ballastBytes) {
    return change(draft -> draft.ballastBytes = ballastBytes);
  }

  /**
   * Two that say the same are equal: a log that is open already can be opened again with either.
   */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AuditOptions o && settled.values().equals(o.settled.values());
  }

  /**
   * True to sign each segment with a key of its own, which is made when the segment begins and
   * destroyed when it ends: whoever takes the machine over later cannot write older segments anew.
   * With {@link #segmentAge}, an epoch lasts so long. Each key is vouched for by the one before;
   * witnesses and policies that know only one key do not follow.
   */
  public boolean keyPerSegment() {
    return settled.keyPerSegment;
  }

  /** The same but for {@link #keyPerSegment}. */
  public AuditOptions withKeyPerSegment(boolean keyPerSegment) {
    return change(draft -> draft.keyPerSegment = keyPerSegment);
  }

  @Override
  public int hashCode() {
    return settled.values().hashCode();
  }

  /** To whom checkpoints are taken; null for nobody. */
  public @Nullable Publishing publishing() {
    return settled.publishing;
  }

  /** The same but for {@link #publishing}. */
  public AuditOptions withPublishing(@Nullable Publishing publishing) {
    return change(draft -> draft.publishing = publishing);
  }

  /** The options while they are put together; what stands here is what holds if nothing is said. */
  private static final class Draft {
    boolean shared;

    /** A turn lasts one disk flush; after this long the other process is stuck, not busy. */
    Duration lockPatience = Duration.ofSeconds(10);

    Durability durability = Durability.DURABLE;
    Duration checkpointInterval = Duration.ofSeconds(1);
    boolean signOnClose = true;
    Duration unsignedAtMost = Duration.ofMinutes(1);
    Duration heartbeat = Duration.ZERO;

    /** Large enough to be rare, small enough to be copied. */
    long segmentBytes = 1L << 30;

    Duration segmentAge = Duration.ZERO;

    /** As much as may wait for the disk: what was taken can be written. */
    long lowSpaceBytes = LogWriter.MAX_PENDING_BYTES;

    /**
     * An entry, a checkpoint and the tree's edge take some 100 KiB; the rest is for who is faster.
     */
    long ballastBytes = 1 << 20;

    boolean keyPerSegment;
    @Nullable Path keyFile;
    @Nullable CheckpointSigner signer;
    @Nullable Publishing publishing;

    Draft() {}

    Draft(Draft other) {
      shared = other.shared;
      lockPatience = other.lockPatience;
      durability = other.durability;
      checkpointInterval = other.checkpointInterval;
      signOnClose = other.signOnClose;
      unsignedAtMost = other.unsignedAtMost;
      heartbeat = other.heartbeat;
      segmentBytes = other.segmentBytes;
      segmentAge = other.segmentAge;
      lowSpaceBytes = other.lowSpaceBytes;
      ballastBytes = other.ballastBytes;
      keyPerSegment = other.keyPerSegment;
      keyFile = other.keyFile;
      signer = other.signer;
      publishing = other.publishing;
    }

    List<@Nullable Object> values() {
      return Arrays.asList(
          shared,
          lockPatience,
          durability,
          checkpointInterval,
          signOnClose,
          unsignedAtMost,
          heartbeat,
          segmentBytes,
          segmentAge,
          lowSpaceBytes,
          ballastBytes,
          keyPerSegment,
          keyFile,
          signer,
          publishing);
    }
  }
}
