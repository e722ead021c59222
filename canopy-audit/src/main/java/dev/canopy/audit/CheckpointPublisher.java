package dev.canopy.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes a log's latest checkpoint to its witnesses and anchors. Works from the log's folder alone,
 * so it can run beside the process that writes the log, and never holds an append up. Safe for use
 * by several threads; they take turns.
 */
public final class CheckpointPublisher {
  /** The latest checkpoint with its cosignatures, in the log's folder. */
  public static final String COSIGNED = "checkpoint.cosigned";

  private static final String CHECKPOINT = "checkpoint";

  private final Path folder;
  private final List<NoteKey> logKeys;
  private final @Nullable WitnessPolicy policy;
  private final List<WitnessClient> witnesses = new ArrayList<>();
  private final List<Anchor> anchors;
  private final InstantSource clock;
  private @Nullable String done;

  /** What the last try got, be it enough or not. */
  private @Nullable SignedCheckpoint partial;

  /** The note that each anchor has kept last: it gets none twice because another anchor failed. */
  private final Map<Anchor, String> kept = new HashMap<>();

  /**
   * What came of one checkpoint.
   *
   * @param checkpoint with the cosignatures that there are
   * @param cosignatures the valid ones
   * @param isWitnessed whether they are enough by the policy; true if there is none
   * @param failures who did not cosign or keep it, and why
   */
  public record Report(
      SignedCheckpoint checkpoint,
      List<Cosignature> cosignatures,
      boolean isWitnessed,
      List<String> failures) {}

  /**
   * A publisher.
   *
   * @param folder the log's folder, {@code audit.log.d}
   * @param logKeys the keys that sign for the log
   * @param policy whose witnesses to ask; those without a URL are not; null for none
   * @param patience how long to wait for each witness
   */
  public CheckpointPublisher(
      Path folder,
      List<NoteKey> logKeys,
      @Nullable WitnessPolicy policy,
      List<Anchor> anchors,
      Duration patience,
      InstantSource clock) {
    this.folder = folder;
    this.logKeys = List.copyOf(logKeys);
    this.policy = policy;
    this.anchors = List.copyOf(anchors);
    this.clock = clock;
    if (policy != null) {
      for (var member : policy.witnesses()) {
        member
            .url()
            .ifPresent(url -> witnesses.add(new WitnessClient(url, member.key(), patience)));
      }
    }
  }

  /**
   * Publishes the latest checkpoint, unless that was done and nothing failed. A witness or an
   * anchor that fails does not keep it from the others.
   *
   * @return empty if there is nothing to do
   * @throws AuditException if there is no checkpoint, or it cannot be read or kept
   */
  public synchronized Optional<Report> publish() throws AuditException, InterruptedException {
    var latest = open(CHECKPOINT);
    if (latest == null) {
      throw new AuditException("there is no checkpoint in `" + folder + "` yet");
    }
    if (latest.note().render().equals(done)) {
      return Optional.empty();
    }
    var failures = new ArrayList<String>();
    var cosigned = withEarlierCosignatures(latest);
    var nodes = new TileReader(folder, latest.checkpoint().treeSize());
    for (var witness : witnesses) {
      try {
        cosigned = merged(cosigned, witness.cosign(latest, nodes), witness.key());
      } catch (WitnessException | ProofException | AuditException e) {
        failures.add("witness " + witness.key().name() + ": " + e.getMessage());
      }
    }
    var valid = valid(cosigned);
    var isWitnessed = isSatisfiedBy(valid);
    if (policy != null) {
      partial = cosigned;
      var earlier = open(COSIGNED);
      // One that is cosigned enough is worth more than a later one that is not.
      if (isWitnessed || earlier == null || !isSatisfiedBy(valid(earlier))) {
        write(cosigned.note().bytes());
      }
    }
    for (var anchor : anchors) {
      try {
        if (!cosigned.note().render().equals(kept.get(anchor))) {
          anchor.keep(cosigned);
          kept.put(anchor, cosigned.note().render());
        }
      } catch (AuditException e) {
        failures.add(anchor.name() + ": " + e.getMessage());
      }
    }
    if (failures.isEmpty()) {
      done = latest.note().render();
    }
    return Optional.of(new Report(cosigned, valid, isWitnessed, List.copyOf(failures)));
  }

  private List<Cosignature> valid(SignedCheckpoint checkpoint) {
    return policy == null
        ? List.of()
        : checkpoint.cosignatures(
            policy.witnesses().stream().map(WitnessPolicy.Member::key).toList(), clock.instant());
  }

  private boolean isSatisfiedBy(List<Cosignature> valid) {
    return policy == null
        || policy.isSatisfiedBy(valid.stream().map(Cosignature::witness).toList());
  }

  private static SignedCheckpoint merged(
      SignedCheckpoint all, SignedCheckpoint one, NoteKey witness) throws ProofException {
    return all.with(one.note().find(witness).orElseThrow(), witness);
  }

  /**
   * Those that an earlier try got for the same checkpoint: a witness that is away now was not then.
   */
  private SignedCheckpoint withEarlierCosignatures(SignedCheckpoint latest) throws AuditException {
    var all = latest;
    if (policy == null) {
      return all;
    }
    for (var earlier : new @Nullable SignedCheckpoint[] {open(COSIGNED), partial}) {
      if (earlier == null || !earlier.note().text().equals(latest.note().text())) {
        continue;
      }
      for (var member : policy.witnesses()) {
        try {
          if (earlier.note().find(member.key()).isPresent()) {
            all = merged(all, earlier, member.key());
          }
        } catch (ProofException e) {
          // Not valid, or there already: as if it were not there.
        }
      }
    }
    return all;
  }

  private @Nullable SignedCheckpoint open(String name) throws AuditException {
    var file = folder.resolve(name);
    try (var in = Files.newInputStream(file)) {
      return SignedCheckpoint.open(in.readNBytes(SignedNote.MAX_BYTES + 1), logKeys);
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      throw new AuditException("cannot read `" + file + "`: " + e.getMessage(), e);
    } catch (ProofException e) {
      throw new AuditException("`" + file + "` is no checkpoint: " + e.getMessage(), e);
    }
  }

  private void write(byte[] note) throws AuditException {
    var file = folder.resolve(COSIGNED);
    var aside = folder.resolve(COSIGNED + ".next");
    try {
      try (var out =
          FileChannel.open(
              aside,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        var bytes = ByteBuffer.wrap(note);
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
        out.force(true);
      }
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new AuditException("cannot write `" + file + "`: " + e.getMessage(), e);
    }
  }
}
