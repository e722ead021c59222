package dev.canopy;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What became of an action after it was allowed, as the host saw it.
 *
 * @param status how it ended
 * @param exitStatus of a program; null if it was none, or did not end by itself
 * @param duration how long it ran
 * @param output what it gave back; null if nobody looked
 */
public record ActionOutcome(
    Status status, @Nullable Integer exitStatus, Duration duration, @Nullable Output output) {
  public ActionOutcome {
    Objects.requireNonNull(status, "status");
    if (duration.isNegative()) {
      throw new IllegalArgumentException("a duration is not negative");
    }
  }

  /** How an action ended. */
  public enum Status {
    /** It came to its end, and said nothing of a failure. */
    COMPLETED("completed"),
    /** It failed: an exception, or an exit status other than 0. */
    FAILED("failed"),
    /** It was allowed, and could not be begun. */
    NOT_STARTED("not_started");

    private final String wireName;

    Status(String wireName) {
      this.wireName = wireName;
    }

    /** As it stands in the log. */
    public String wireName() {
      return wireName;
    }
  }

  /**
   * What an action gave back.
   *
   * @param sha256 the SHA-256 of the bytes in lower-case hex
   * @param bytes how many there were
   */
  public record Output(String sha256, long bytes) {
    public Output {
      if (!Sha256.isHex(sha256) || bytes < 0) {
        throw new IllegalArgumentException("an output has a SHA-256 in hex and a size");
      }
    }

    /** The output that these bytes are. */
    public static Output of(byte[] bytes) {
      return new Output(Sha256.hex(bytes), bytes.length);
    }
  }

  /** The outcome of a program that ended. */
  public static ActionOutcome exited(int status, Duration duration, @Nullable Output output) {
    return new ActionOutcome(
        status == 0 ? Status.COMPLETED : Status.FAILED, status, duration, output);
  }
}
