package dev.canopy.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes receipts of a log's entries, from its files alone: nothing is opened for writing, and the
 * log's writer may go on meanwhile. What it hands out verifies, whatever is in the files. Not safe
 * for use by several threads.
 *
 * <p>The checkpoint of a receipt is the one that witnesses have cosigned, if that covers the entry;
 * else the latest. An entry that was pruned has its hash in the tiles still: its receipt does not
 * carry it.
 */
public final class Receipts {
  /** While receipts are made, checkpoints come and tiles go; then it begins again. */
  private static final int TRIES = 3;

  private static final Disk DISK = RealDisk.INSTANCE;

  private final Path log;
  private final LogPaths paths;
  private final List<NoteKey> keys;

  /**
   * Receipts of a log.
   *
   * @param keys the keys that sign for it
   * @throws AuditException if there is no log
   */
  public Receipts(Path log, List<NoteKey> keys) throws AuditException {
    try {
      this.log = log.toRealPath();
    } catch (IOException e) {
      throw new AuditException("there is no log at `" + log + "`", e);
    }
    this.paths = new LogPaths(this.log);
    this.keys = List.copyOf(keys);
  }

  /** Finds the entry that a receipt is wanted of; called again if the log has grown. */
  private interface Wanted {
    /** Its index; that of an entry beyond the checkpoint if it is not covered yet. */
    long find(long signedSize) throws AuditException, IOException;
  }

  /**
   * The receipt of the entry at this place; empty while no checkpoint covers it.
   *
   * @throws AuditException if the log has no such entry, or what is in its files does not prove it
   */
  public Optional<TlogProof> at(long entryIndex) throws AuditException {
    if (entryIndex < 0) {
      throw new AuditException("the first entry is number 0, found " + entryIndex);
    }
    return make(
        signedSize -> {
          if (entryIndex >= signedSize) {
            line(entryIndex);
          }
          return entryIndex;
        });
  }

  /**
   * The receipt of the entry with this hash, such as an authorization id; empty while no checkpoint
   * covers it.
   *
   * @throws AuditException if the log has no such entry, or what is in its files does not prove it
   */
  public Optional<TlogProof> of(String entryHash) throws AuditException {
    if (entryHash.length() != 2 * Hash.BYTES || !isHex(entryHash)) {
      throw new AuditException(
          "an entry is named by 64 hex digits, found `" + Quoted.of(entryHash) + "`");
    }
    var hash = HexFormat.of().parseHex(entryHash);
    return make(signedSize -> indexOf(hash, signedSize));
  }

  private static boolean isHex(String text) {
    return text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
  }

  private Optional<TlogProof> make(Wanted wanted) throws AuditException {
    for (var attempt = 1; ; attempt++) {
      var latest = checkpoint(paths.checkpoint());
      try {
        var signedSize = latest == null ? 0 : latest.checkpoint().treeSize();
        var index = wanted.find(signedSize);
        if (latest == null || index >= signedSize) {
          return Optional.empty();
        }
        return Optional.of(make(index, latest));
      } catch (AuditException | IOException e) {
        var now = checkpoint(paths.checkpoint());
        if (attempt == TRIES || same(latest, now)) {
          throw e instanceof AuditException known
              ? known
              : new AuditException("cannot read `" + log + "`: " + e.getMessage(), e);
        }
      }
    }
  }

  private static boolean same(@Nullable SignedCheckpoint one, @Nullable SignedCheckpoint other) {
    return one == null
        ? other == null
        : other != null && one.checkpoint().equals(other.checkpoint());
  }

  private TlogProof make(long index, SignedCheckpoint latest) throws AuditException, IOException {
    var nodes = new DiskTiles(DISK, paths, latest.checkpoint().treeSize(), null);
    var cosigned = checkpoint(paths.folder().resolve(CheckpointPublisher.COSIGNED));
    var chosen =
        cosigned != null
                && cosigned.checkpoint().treeSize() > index
                && cosigned.checkpoint().treeSize() <= latest.checkpoint().treeSize()
            ? cosigned
            : latest;
    return index < AuditSegments.minimumIndex(log)
        ? TlogProof.createWithoutEntry(nodes, index, nodes.node(0, index), chosen)
        : TlogProof.create(nodes, index, line(index), chosen);
  }

  private @Nullable SignedCheckpoint checkpoint(Path file) throws AuditException {
    try {
      var note = DISK.readIfThere(file);
      return note == null ? null : SignedCheckpoint.open(note, keys);
    } catch (IOException e) {
      throw new AuditException("cannot read `" + file + "`: " + e.getMessage(), e);
    } catch (ProofException e) {
      throw new AuditException("`" + file + "` is no checkpoint: " + e.getMessage(), e);
    }
  }

  /** The entry's line. */
  private byte[] line(long index) throws AuditException {
    try (var reader = AuditReader.openAt(log, index)) {
      for (var line = reader.pollLine(); line.isPresent(); line = reader.pollLine()) {
        if (line.get().line() == index + 1) {
          return line.get().bytes();
        }
      }
    }
    throw new AuditException("`" + log + "` has no entry " + index);
  }

  /** Where the entry is: by the hashes in the tiles, and by the lines that are not in them. */
  private long indexOf(byte[] hash, long signedSize) throws AuditException, IOException {
    for (var tile = (signedSize - 1) / TileStack.WIDTH; signedSize > 0 && tile >= 0; tile--) {
      var width = (int) Math.min(TileStack.WIDTH, signedSize - tile * TileStack.WIDTH);
      var hashes = DISK.readIfThere(paths.tile(0, tile, TileStack.WIDTH));
      if (hashes == null && width < TileStack.WIDTH) {
        hashes = DISK.readIfThere(paths.tile(0, tile, width));
      }
      if (hashes == null || hashes.length < width * Hash.BYTES) {
        return indexByLines(hash, 0); // tiles are derived data: they may be lost
      }
      for (var i = 0; i < width; i++) {
        var from = i * Hash.BYTES;
        if (Arrays.equals(hashes, from, from + Hash.BYTES, hash, 0, Hash.BYTES)) {
          return tile * TileStack.WIDTH + i;
        }
      }
    }
    return indexByLines(hash, signedSize);
  }

  private long indexByLines(byte[] hash, long from) throws AuditException {
    var wanted = Hex.encode(hash);
    try (var reader = AuditReader.openAt(log, from)) {
      for (var line = reader.pollLine(); line.isPresent(); line = reader.pollLine()) {
        if (line.get().hash().equals(wanted)) {
          return line.get().line() - 1;
        }
      }
    }
    throw new AuditException("`" + log + "` has no entry with the hash " + wanted);
  }
}
