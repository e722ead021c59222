package dev.canopy.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Watches logs: remembers the last checkpoint of each, and cosigns a new one only if the log has
 * proven that it grew from there (C2SP tlog-witness). So a log that shows this witness one history
 * can never get its signature for another. Safe for use by several threads.
 *
 * <p>What it cosigned is on the disk before the cosignature is handed out: the new checkpoint is
 * written aside, forced, renamed over the old one, and the folder forced. One process holds the
 * folder.
 */
public final class Witness implements AutoCloseable {
  /** What came of a request. */
  public sealed interface Answer {
    /** The HTTP status of the protocol. */
    int status();

    /** Cosigned: the signature line, with its line feed. */
    record Cosigned(String lines) implements Answer {
      @Override
      public int status() {
        return 200;
      }
    }

    /** The request is about another size than the one last cosigned, which is this one. */
    record OtherSize(long size) implements Answer {
      @Override
      public int status() {
        return 409;
      }
    }

    /**
     * Refused: 400 malformed, 403 not signed by a key that is known for this log, 404 unknown log,
     * 422 the proof does not hold. Of these, 422 is evidence against the log if the checkpoint is
     * genuine.
     */
    record Refused(int status, String reason) implements Answer {}
  }

  private final Path folder;
  private final CheckpointSigner signer;
  private final Map<String, List<NoteKey>> logs = new HashMap<>();
  private final InstantSource clock;
  private final FileChannel lockFile;
  private final FileLock lock;

  /** What was last cosigned of each log, as on the disk. Guarded by this. */
  private final Map<String, Checkpoint> latest = new HashMap<>();

  /** True after a write failed: what is on the disk is then not known. Guarded by this. */
  private boolean broken;

  private Witness(
      Path folder,
      CheckpointSigner signer,
      InstantSource clock,
      FileChannel lockFile,
      FileLock lock) {
    this.folder = folder;
    this.signer = signer;
    this.clock = clock;
    this.lockFile = lockFile;
    this.lock = lock;
  }

  /**
   * Opens a witness.
   *
   * @param folder where it remembers; made if there is none
   * @param signer with a cosignature key
   * @param logKeys the logs to watch; several keys of one name are all trusted for that log
   * @throws AuditException if another process has the folder, or what is in it cannot be read
   */
  public static Witness open(
      Path folder, CheckpointSigner signer, Collection<NoteKey> logKeys, InstantSource clock)
      throws AuditException {
    if (!signer.key().type().isCosignature()) {
      throw new AuditException(
          "a witness signs with a cosignature key, not " + signer.key().type());
    }
    try {
      Files.createDirectories(folder);
      var lockFile =
          FileChannel.open(
              folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      var lock = tryLock(lockFile);
      if (lock == null) {
        lockFile.close();
        throw new AuditException("another witness has the folder `" + folder + "`");
      }
      var witness = new Witness(folder, signer, clock, lockFile, lock);
      try {
        for (var key : logKeys) {
          witness.logs.computeIfAbsent(key.name(), name -> new ArrayList<>()).add(key);
        }
        for (var origin : witness.logs.keySet()) {
          witness.load(origin);
        }
      } catch (IOException | AuditException e) {
        witness.close();
        throw e;
      }
      return witness;
    } catch (IOException e) {
      throw new AuditException("cannot open the witness in `" + folder + "`: " + e.getMessage(), e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // this process has it
    }
  }

  /** A file that is there and cannot be read is no reason to forget what was cosigned. */
  private void load(String origin) throws IOException, AuditException {
    var file = file(origin);
    byte[] text;
    try {
      text = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return;
    }
    try {
      var checkpoint = Checkpoint.parse(SignedNote.parse(text).text());
      if (!checkpoint.origin().equals(origin)) {
        throw new ProofException("it is of the log `" + Quoted.of(checkpoint.origin()) + "`");
      }
      latest.put(origin, checkpoint);
    } catch (ProofException e) {
      throw new AuditException(
          "what the witness remembers in `" + file + "` cannot be used: " + e.getMessage(), e);
    }
  }

  /** Any origin makes a name: its hash. */
  private Path file(String origin) {
    var hash = Merkle.leafHash(origin.getBytes(StandardCharsets.UTF_8)).hex();
    return folder.resolve(hash + ".checkpoint");
  }

  /** The key that cosigns. */
  public NoteKey key() {
    return signer.key();
  }

  /**
   * Answers a request to cosign.
   *
   * @param body of {@code add-checkpoint}
   * @throws AuditException if the witness cannot remember or sign: then nothing was cosigned
   */
  public Answer addCheckpoint(byte[] body) throws AuditException {
    WitnessRequest request;
    Checkpoint next;
    try {
      request = WitnessRequest.parse(body);
      next = Checkpoint.parse(request.checkpoint().text());
    } catch (ProofException e) {
      return new Answer.Refused(400, String.valueOf(e.getMessage()));
    }
    var keys = logs.get(next.origin());
    if (keys == null) {
      return new Answer.Refused(404, "unknown log `" + Quoted.of(next.origin()) + "`");
    }
    try {
      SignedCheckpoint.open(request.checkpoint().bytes(), keys);
    } catch (ProofException e) {
      return new Answer.Refused(403, String.valueOf(e.getMessage()));
    }
    if (request.oldSize() > next.treeSize()) {
      return new Answer.Refused(400, "the old size is more than the checkpoint's");
    }
    return decide(request, next);
  }

  /** Looking up, comparing, remembering and signing are one step, or a log could step back. */
  private synchronized Answer decide(WitnessRequest request, Checkpoint next)
      throws AuditException {
    if (broken) {
      throw new AuditException("the witness could not remember a checkpoint: start it again");
    }
    var last = latest.get(next.origin());
    var lastSize = last == null ? 0 : last.treeSize();
    if (request.oldSize() != lastSize) {
      return new Answer.OtherSize(lastSize);
    }
    if (last == null || lastSize == 0) {
      if (!request.path().isEmpty()) {
        return new Answer.Refused(422, "there is nothing to prove from size 0");
      }
    } else if (lastSize == next.treeSize() && !last.root().equals(next.root())) {
      return new Answer.OtherSize(lastSize); // the protocol's answer; two histories of one size
    } else {
      try {
        new ConsistencyProof(lastSize, next.treeSize(), request.path())
            .verify(last.root(), next.root());
      } catch (ProofException e) {
        return new Answer.Refused(422, String.valueOf(e.getMessage()));
      }
    }
    remember(next.origin(), request.checkpoint());
    latest.put(next.origin(), next);
    var line = Signing.cosignature(signer, request.checkpoint().text(), clock.instant());
    return new Answer.Cosigned(line.line() + "\n");
  }

  private void remember(String origin, SignedNote note) throws AuditException {
    broken = true;
    var file = file(origin);
    var aside = folder.resolve(file.getFileName() + ".next");
    try {
      try (var out =
          FileChannel.open(
              aside,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        var bytes = ByteBuffer.wrap(note.bytes());
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
        out.force(true);
      }
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      try (var directory = FileChannel.open(folder, StandardOpenOption.READ)) {
        directory.force(true);
      }
    } catch (IOException e) {
      throw new AuditException("cannot remember a checkpoint: " + e.getMessage(), e);
    }
    broken = false;
  }

  /** Lets go of the folder. */
  @Override
  public void close() throws AuditException {
    try (lockFile) {
      lock.release();
    } catch (IOException e) {
      throw new AuditException("cannot close the witness: " + e.getMessage(), e);
    }
  }
}
