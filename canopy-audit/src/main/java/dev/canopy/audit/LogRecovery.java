package dev.canopy.audit;

import dev.canopy.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Goes on after a loss: the only way to continue where opening a log is refused because it was cut,
 * rolled back, written anew or damaged. The old files are moved aside whole, nothing of them is
 * changed, and another log with an id of its own begins in their place. Its first entry behind the
 * genesis is an {@code audit.discontinuity}: what the old log's key signed last, what was found,
 * why and by whom, signed by the old log's key. So the old key vouches for the new one, and no
 * checkpoint of the old log ever contradicts one of the new.
 *
 * <p>The new log is made beside, and put in place by renames that a file names before the first of
 * them. Cut short before that, nothing has happened; after, the log cannot be opened until this is
 * done again, which goes on where it stopped.
 */
public final class LogRecovery {
  static final String TYPE = "audit.discontinuity";
  private static final String LOG = "audit.log";

  /**
   * What stands in the way of opening a log, and what is there of it.
   *
   * @param why why it cannot be opened
   * @param signedSize how many entries the old log's key signed last; 0 if no checkpoint is there
   * @param signedRoot the root of their tree, in hex; empty if no checkpoint is there
   * @param foundSize how many entries chain from the first that is there
   * @param foundRoot the root of their tree, in hex
   * @param movedTo where the old files are, or would be
   */
  public record Loss(
      String why,
      long signedSize,
      String signedRoot,
      long foundSize,
      String foundRoot,
      Path movedTo) {}

  private final Disk disk;
  private final Path path;
  private final LogPaths paths;
  private final InstantSource clock;
  private final AuditOptions options;
  private final Supplier<String> newLogId;

  private LogRecovery(
      Disk disk, Path path, InstantSource clock, AuditOptions options, Supplier<String> newLogId) {
    this.disk = disk;
    this.path = path;
    this.paths = new LogPaths(path);
    this.clock = clock;
    this.options = options.withShared(false);
    this.newLogId = newLogId;
  }

  /**
   * Says what accepting the loss would do, and does nothing.
   *
   * @throws AuditException if the log can be opened, is in use, or is refused for another reason
   *     than what became of its files: then there is nothing to accept
   */
  public static Loss examine(Path log, InstantSource clock, AuditOptions options)
      throws AuditException {
    return run(RealDisk.INSTANCE, log, clock, options, OpenLogs::randomLogId, null, "");
  }

  /**
   * Moves the old files aside and begins another log in their place.
   *
   * @param by who accepts the loss, for the record
   * @param reason why, for the record
   * @return what was lost
   * @throws AuditException as {@link #examine}, or if it could not be done; do it again then
   */
  public static Loss acceptLoss(
      Path log, InstantSource clock, AuditOptions options, String by, String reason)
      throws AuditException {
    return run(RealDisk.INSTANCE, log, clock, options, OpenLogs::randomLogId, by, reason);
  }

  /**
   * @param by null to do nothing
   */
  static Loss run(
      Disk disk,
      Path log,
      InstantSource clock,
      AuditOptions options,
      Supplier<String> newLogId,
      @Nullable String by,
      String reason)
      throws AuditException {
    if (by != null && (by.isEmpty() || reason.isEmpty())) {
      throw new AuditException("a loss is accepted by somebody and for a reason: name both");
    }
    if (reason.length() > Redaction.MAX_WHY || (by != null && by.length() > Redaction.MAX_WHY)) {
      throw new AuditException(
          "a name or a reason has at most " + Redaction.MAX_WHY + " characters");
    }
    return OpenLogs.whileClosed(
        disk,
        log,
        path -> new LogRecovery(disk, path, clock, options, newLogId).locked(by, reason));
  }

  private Loss locked(@Nullable String by, String reason) throws IOException, AuditException {
    requireSomething();
    try (var turns = new Turns(paths, options, disk.openLock(paths.lock()))) {
      turns.open();
      var begun = disk.readIfThere(paths.recovering());
      if (begun != null) {
        var words = new String(begun, StandardCharsets.UTF_8).split("\n", -1);
        if (words.length != 3 || words[0].indexOf('/') >= 0 || words[0].isEmpty()) {
          throw new AuditException("`" + paths.recovering() + "` is not one of ours");
        }
        var aside = path.resolveSibling(words[0]);
        if (by != null) {
          swap(turns, aside, words[1]);
        }
        return new Loss("a recovery was cut short", 0, "", 0, "", aside);
      }
      var why = refusal(turns);
      var key = Objects.requireNonNull(LogKey.load(disk, paths, options), "key");
      var signed = lastSigned(key);
      var found = found();
      var aside = path.resolveSibling(path.getFileName() + ".lost-" + stamp());
      var loss =
          new Loss(
              why,
              signed == null ? 0 : signed.treeSize(),
              signed == null ? "" : signed.root().hex(),
              found.size(),
              found.root().hex(),
              aside);
      if (by != null) {
        var id = newLogId.get();
        begin(aside, id, key, oldOrigin(signed, turns.note(), key), loss, by, reason);
        var pointer = aside.getFileName() + "\n" + id + "\n";
        disk.put(paths.recovering(), pointer.getBytes(StandardCharsets.UTF_8), true);
        swap(turns, aside, id);
      }
      return loss;
    }
  }

  private void requireSomething() throws IOException, AuditException {
    try (var lock = disk.openLock(paths.lock())) {
      if (disk.identity(path) == null
          && paths.closedSegments(disk).isEmpty()
          && disk.identity(paths.checkpoint()) == null
          && disk.identity(paths.recovering()) == null
          && LockNote.parse(lock.words()).logId() == null) {
        disk.delete(paths.lock());
        throw new AuditException("there is no log at `" + path + "`");
      }
    }
  }

  /** Why the log cannot be opened; opens it to find out. */
  private String refusal(Turns turns) throws IOException, AuditException {
    var other = disk.executor("canopy-audit-tree");
    try (var end = new LogEnd(disk, paths, clock)) {
      new Opening(end, options, newLogId, turns, other).open(() -> {});
    } catch (Poisoned e) {
      return damage(e.reason());
    } catch (AuditException e) {
      return damage(e);
    } finally {
      if (other instanceof ExecutorService service) {
        service.shutdown();
      }
    }
    throw new AuditException("`" + path + "` can be opened: nothing of it is lost");
  }

  private static String damage(AuditException refused) throws AuditException {
    if (!refused.isDamage()) {
      throw refused;
    }
    return String.valueOf(refused.getMessage());
  }

  /** The largest tree that the log's key signed; null if no checkpoint is there. */
  private @Nullable Checkpoint lastSigned(LogKey key) throws IOException, AuditException {
    var notes = new ArrayList<byte[]>();
    var one = disk.readIfThere(paths.checkpoint());
    if (one != null) {
      notes.add(one);
    }
    var all = disk.readIfThere(paths.checkpoints());
    if (all != null) {
      notes.addAll(CheckpointFiles.split(all, false));
    }
    Checkpoint last = null;
    for (var note : notes) {
      var found = CheckpointFiles.parse(note);
      if (found != null
          && (last == null || found.checkpoint().treeSize() > last.treeSize())
          && isSigned(found, key)) {
        last = found.checkpoint();
      }
    }
    return last;
  }

  private static boolean isSigned(CheckpointFiles.Found found, LogKey key) throws AuditException {
    try {
      SignedCheckpoint.open(found.note(), key.signer(found.checkpoint().origin()).key());
      return true;
    } catch (ProofException e) {
      return false;
    }
  }

  /** The tree over the entries that chain, from the first that is there. */
  private TileStack found() throws IOException, AuditException {
    var segments = paths.closedSegments(disk);
    var first = segments.isEmpty() ? 0 : segments.get(0).first();
    var remains = Remains.read(disk, paths);
    if (segments.isEmpty() && remains != null) {
      first = remains.below();
    }
    var tree = new TileStack(TileStack.NOWHERE);
    var chain = new Chain();
    if (first > 0) {
      if (remains == null || remains.below() < first) {
        return tree; // nothing leads there
      }
      var nodes = remains.nodes(disk, paths);
      tree = remains.treeAt(first, nodes, TileStack.NOWHERE);
      chain = Chain.at(remains.position(first, nodes));
    }
    for (var name : segments) {
      if (name.first() != tree.size()) {
        return tree;
      }
      scan(paths.segment(name), chain, tree);
    }
    if (disk.identity(path) != null) {
      scan(path, chain, tree);
    }
    return tree;
  }

  private void scan(Path file, Chain chain, TileStack tree) throws IOException {
    try (var open = disk.open(file)) {
      new TailScan(open, chain, (buffer, from, to) -> tree.append(chain.hash(), 0))
          .scan(0, open.size());
    }
  }

  private String oldOrigin(@Nullable Checkpoint signed, LockNote note, LogKey key) {
    if (signed != null) {
      return signed.origin();
    }
    var own = key.ownName();
    return own != null ? own : "canopy-audit/" + (note.logId() == null ? "?" : note.logId());
  }

  private String stamp() {
    var time = new byte[LineCheck.TS_BYTES];
    new Timestamps().write(Timestamps.epochMicros(clock.instant()), time, 0);
    var stamp = new StringBuilder();
    for (var c : time) {
      if (c != '-' && c != ':' && c != '.') {
        stamp.append((char) c);
      }
    }
    var some = new byte[4];
    new SecureRandom().nextBytes(some);
    return stamp.append('-').append(Hex.encode(some)).toString();
  }

  // ---- The new log.

  /** Makes it beside, whole: with its record, signed and closed. */
  private void begin(
      Path aside, String id, LogKey old, String oldOrigin, Loss loss, String by, String reason)
      throws IOException, AuditException {
    var next = new LogPaths(aside.resolve("next").resolve(LOG));
    if (options.signer() == null && options.keyFile() == null) {
      var seed = new byte[Ed25519Signer.SEED_BYTES];
      new SecureRandom().nextBytes(seed);
      disk.put(next.key(), KeyFile.pem(seed), true);
      Arrays.fill(seed, (byte) 0);
    }
    var key = Objects.requireNonNull(LogKey.load(disk, next, options), "key");
    var own = key.ownName();
    var vkey = key.signer(own != null ? own : "canopy-audit/" + id).key().vkey();
    var record =
        JsonObject.builder()
            .put("by", by)
            .put("log_id", id)
            .put("vkey", vkey)
            .put("old_origin", oldOrigin)
            .put("signed_size", loss.signedSize())
            .put("signed_root", loss.signedRoot())
            .put("found_size", loss.foundSize())
            .put("found_root", loss.foundRoot())
            .put("why", loss.why())
            .put("files", String.valueOf(aside.getFileName()))
            .build();
    try (var log = AuditLog.open(disk, next.log(), clock, options, () -> id)) {
      log.appendSigned(old.signer(oldOrigin), TYPE, reason, record);
    }
  }

  /**
   * Puts the new log in the place of the old one. While the new log's file is beside, what is at
   * the log's place is the old one; it comes last.
   */
  private void swap(Turns turns, Path aside, String id) throws IOException {
    var next = new LogPaths(aside.resolve("next").resolve(LOG));
    if (disk.identity(next.log()) != null) {
      if (!disk.names(next.folder(), "").isEmpty()) {
        if (!disk.names(paths.folder(), "").isEmpty()) {
          disk.rename(paths.folder(), new LogPaths(aside.resolve(LOG)).folder());
        }
        disk.rename(next.folder(), paths.folder());
      }
      if (disk.identity(path) != null) {
        disk.rename(path, aside.resolve(LOG));
      }
      disk.rename(next.log(), path);
    }
    disk.delete(next.lock());
    disk.delete(aside.resolve("next"));
    turns.leaveInOrder(id);
    disk.delete(paths.recovering());
    disk.forceFolderOf(paths.recovering());
  }
}
