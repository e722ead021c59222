package dev.canopy.audit;

import dev.canopy.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Stops a log before its disk is full, while there is still room to say so. Where less is left than
 * {@link AuditOptions#lowSpaceBytes}, or the disk refused entries, no more are taken; the ballast,
 * a file that only holds space, is deleted, and what that gives back has room for an {@code
 * audit.disk_full} entry and the checkpoint over it. When there is space again the ballast is made
 * anew and entries are taken.
 *
 * <p>That the ballast is there also tells processes that share a log that nobody has said it yet:
 * one of them does.
 *
 * <p>Used by the committer in its turn; {@link #trouble} may be asked by others.
 */
final class DiskSpace {
  /** So often it is looked at again, so that a service that gets no requests notices. */
  private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();

  /** No larger integer stands in a line. */
  private static final long MOST = 1L << 53;

  private final LogEnd end;
  private final Sealing sealing;
  private final long low;
  private final long ballast;
  private final boolean shared;
  private volatile @Nullable AuditException trouble;
  private long lookedNanos;

  DiskSpace(LogEnd end, Sealing sealing, AuditOptions options) {
    this.end = end;
    this.sealing = sealing;
    this.low = options.lowSpaceBytes();
    this.ballast = options.ballastBytes();
    this.shared = options.shared();
  }

  /** Why no entries are taken now; null if they are. */
  @Nullable AuditException trouble() {
    return trouble;
  }

  /** In how many nanoseconds {@link #look} has something to do; negative for never. */
  long nanosToGo(long nanos) {
    return trouble == null ? -1 : Math.max(0, lookedNanos + LOOK_NANOS - nanos);
  }

  /** Returns if there is room for entries. */
  void require() throws IOException, AuditException, Poisoned {
    var usable = end.disk.usableBytes(end.paths.log());
    lookedNanos = System.nanoTime();
    // Without the ballast its space is not there to be used: it is to be made again first.
    var hasBallast = ballast == 0 || hasBallast();
    if (usable < low || (!hasBallast && usable - low < ballast)) {
      var first = trouble == null;
      var reason = full(usable, "");
      trouble = reason;
      if (first) {
        sayLastWords(usable);
      }
      throw reason;
    }
    if (!hasBallast) {
      makeBallast();
    }
    trouble = null;
  }

  private boolean hasBallast() throws IOException {
    return end.disk.identity(end.paths.ballast()) != null;
  }

  /** Looks again, if no entries are taken now. */
  void look() throws IOException, Poisoned {
    try {
      if (trouble != null) {
        require();
      }
    } catch (AuditException e) {
      // Still so.
    }
  }

  /** After the disk refused entries, which were removed again; returns what to tell the callers. */
  AuditException refused(AuditException why) throws IOException, Poisoned {
    var usable = end.disk.usableBytes(end.paths.log());
    if (usable >= low + ballast && usable >= LogWriter.MAX_BATCH_BYTES) {
      return why; // a fault, or a quota: the next entries are tried
    }
    lookedNanos = System.nanoTime();
    var first = trouble == null;
    var reason = full(usable, why.getMessage() + "; ");
    trouble = reason;
    if (first) {
      sayLastWords(usable);
    }
    return reason;
  }

  private AuditException full(long usable, String before) {
    return new AuditException(
        before
            + "disk space: "
            + usable
            + " bytes are left where `"
            + end.paths.log()
            + "` is, and entries are taken from "
            + (low + ballast)
            + " on; free some, and entries are taken again");
  }

  private void makeBallast() {
    try {
      end.disk.reserve(end.paths.ballast(), ballast);
    } catch (IOException e) {
      // Then there is none: what it is for may fail, and nothing else.
    }
  }

  private void sayLastWords(long usable) throws Poisoned {
    try {
      if (hasBallast()) {
        end.disk.delete(end.paths.ballast());
      } else if (shared && ballast > 0) {
        return; // another process has said it
      }
      end.appendOwn(
          "audit.disk_full",
          JsonObject.builder()
              .put("usable_bytes", Math.min(usable, MOST))
              .put("wanted_bytes", Math.min(low, MOST))
              .build());
      sealing.sealNow();
    } catch (IOException | AuditException e) {
      // It was all that could be said: the callers are told, and trouble() says it too.
    } finally {
      end.takeDiskRefused();
    }
  }
}
