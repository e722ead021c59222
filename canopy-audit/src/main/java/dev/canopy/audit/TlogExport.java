package dev.canopy.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a log as a folder that tools for transparency logs read (C2SP tlog-tiles): {@code
 * checkpoint}, {@code tile/<level>/…} and the entries in {@code tile/entries/…}. Written from the
 * log's lines, not from its tiles: the checkpoint comes last, and only if the root is that of the
 * lines.
 *
 * <p>What is in the folder already is not written again, and must be the same: a log that was
 * written anew does not go over what was exported before.
 */
public final class TlogExport {
  private static final Disk DISK = RealDisk.INSTANCE;
  private static final String CHECKPOINT = "checkpoint";

  private final Path log;
  private final LogPaths paths;
  private final List<NoteKey> keys;
  private final Path folder;
  private long written;

  private TlogExport(Path log, List<NoteKey> keys, Path folder) {
    this.log = log;
    this.paths = new LogPaths(log);
    this.keys = List.copyOf(keys);
    this.folder = folder;
  }

  /**
   * What was exported.
   *
   * @param checkpoint what the folder has now; entries after it come with a later export
   * @param firstEntry the first entry that the folder has; those before it were pruned from the
   *     log, or share their bundle with one that was
   * @param filesWritten how many files are new
   */
  public record Exported(SignedCheckpoint checkpoint, long firstEntry, long filesWritten) {}

  /**
   * Exports all that the latest checkpoint covers.
   *
   * @param keys the keys that sign for the log
   * @param folder made if there is none; else what an earlier export has left
   * @throws AuditException if nothing is signed, the lines are not those that were signed, or the
   *     folder has something else
   */
  public static Exported write(Path log, List<NoteKey> keys, Path folder) throws AuditException {
    try {
      return new TlogExport(log.toRealPath(), keys, folder).write();
    } catch (IOException e) {
      throw new AuditException(
          "cannot export `" + log + "` to `" + folder + "`: " + e.getMessage(), e);
    }
  }

  private Exported write() throws AuditException, IOException {
    var latest = checkpoint(paths.checkpoint());
    if (latest == null) {
      throw new AuditException("nothing of `" + log + "` is signed yet");
    }
    var size = latest.checkpoint().treeSize();
    var earlier = checkpoint(folder.resolve(CHECKPOINT));
    if (earlier != null && earlier.checkpoint().treeSize() > size) {
      throw new AuditException(
          "`"
              + folder
              + "` has "
              + earlier.checkpoint().treeSize()
              + " entries, and only "
              + size
              + " are signed now: the log was rolled back");
    }
    var first = AuditSegments.minimumIndex(log);
    var tree = tree(first, size);
    var firstEntry = (first + TilePath.FULL - 1) / TilePath.FULL * TilePath.FULL;
    writeEntries(tree, first, firstEntry, size);
    if (!tree.root().equals(latest.checkpoint().root())) {
      throw new AuditException(
          "the first " + size + " entries of `" + log + "` are not those that were signed");
    }
    for (var level = 0; level < TileStack.levels(); level++) {
      if (tree.width(level) > 0) {
        put(new TilePath(level, tree.index(level), tree.width(level)), tree.partial(level));
      }
    }
    var shown = cosigned(latest);
    replace(folder.resolve(CHECKPOINT), shown.note().bytes());
    return new Exported(shown, firstEntry, written);
  }

  /** The tree up to the first entry that is there, whose tiles are taken from the log's folder. */
  private TileStack tree(long first, long size) throws AuditException, IOException {
    TileStack.Sink sink =
        (level, index, tile) -> put(new TilePath(level, index, TilePath.FULL), tile.clone());
    if (first == 0) {
      return new TileStack(sink);
    }
    for (var level = 0; level < TileStack.levels(); level++) {
      for (var index = 0L; index < TileStack.index(first, level); index++) {
        var tile = DISK.readIfThere(paths.tile(level, index, TileStack.WIDTH));
        var path = new TilePath(level, index, TilePath.FULL);
        if (tile == null) {
          throw new AuditException("the tile `" + path.path() + "` is missing");
        }
        put(path, tile);
      }
    }
    return TileStack.restore(first, new DiskTiles(DISK, paths, size, null), sink);
  }

  private void writeEntries(TileStack tree, long first, long firstEntry, long size)
      throws AuditException, IOException {
    var bundle = new ArrayList<byte[]>();
    try (var reader = AuditReader.openAt(log, first)) {
      for (var index = first; index < size; index++) {
        var line = reader.pollLine();
        if (line.isEmpty()) {
          throw new AuditException(
              "`" + log + "` ends after " + index + " entries, but " + size + " were signed");
        }
        var bytes = line.get().bytes();
        if (bytes.length > EntryBundle.MAX_ENTRY_BYTES) {
          throw new AuditException("entry " + index + " of `" + log + "` is too long to be one");
        }
        tree.append(Merkle.leafHash(bytes).raw(), 0);
        if (index >= firstEntry) {
          bundle.add(bytes);
        }
        var width = (int) (index % TilePath.FULL) + 1;
        if (!bundle.isEmpty() && (width == TilePath.FULL || index == size - 1)) {
          put(
              new TilePath(TilePath.ENTRIES, index / TilePath.FULL, width),
              EntryBundle.encode(bundle));
          bundle.clear();
        }
      }
    }
  }

  private @Nullable SignedCheckpoint checkpoint(Path file) throws AuditException, IOException {
    var note = DISK.readIfThere(file);
    try {
      return note == null ? null : SignedCheckpoint.open(note, keys);
    } catch (ProofException e) {
      throw new AuditException("`" + file + "` is no checkpoint: " + e.getMessage(), e);
    }
  }

  /** The same checkpoint as witnesses have cosigned it, if they have. */
  private SignedCheckpoint cosigned(SignedCheckpoint latest) throws AuditException, IOException {
    var cosigned = checkpoint(paths.folder().resolve(CheckpointPublisher.COSIGNED));
    return cosigned != null && cosigned.checkpoint().equals(latest.checkpoint())
        ? cosigned
        : latest;
  }

  private void put(TilePath path, byte[] bytes) throws IOException {
    var file = folder.resolve(path.path());
    if (Files.exists(file)) {
      if (!Arrays.equals(Files.readAllBytes(file), bytes)) {
        throw new IOException(
            "`" + path.path() + "` is there already, and is another: of another log, or altered");
      }
      return;
    }
    replace(file, bytes);
  }

  /** In one step, so that a reader sees all of the file or none of it. */
  private void replace(Path file, byte[] bytes) throws IOException {
    Files.createDirectories(file.resolveSibling("."));
    var aside = file.resolveSibling(file.getFileName() + ".next");
    Files.write(aside, bytes);
    Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    written++;
  }
}
