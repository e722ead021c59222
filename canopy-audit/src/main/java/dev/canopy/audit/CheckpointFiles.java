package dev.canopy.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoints that a log has published: the latest, and all of them one after the other, each
 * followed by an empty line. What is read here is believed by nobody before it is verified.
 */
final class CheckpointFiles {
  /** A checkpoint of ours takes some 300 bytes, and as many for each of its witnesses. */
  private static final int MAX_TAIL_BYTES = 1 << 16;

  private static final byte[] SIGNATURE = NoteSignature.DASH.getBytes(StandardCharsets.UTF_8);

  private final Disk disk;
  private final LogPaths paths;

  CheckpointFiles(Disk disk, LogPaths paths) {
    this.disk = disk;
    this.paths = paths;
  }

  /** A note that stands in one of the files, of which nothing is verified. */
  @SuppressWarnings("ArrayRecordComponent")
  record Found(byte[] note, Checkpoint checkpoint) {}

  /**
   * The latest one; null if none was published. A power cut can leave {@code checkpoints.log} one
   * ahead of {@code checkpoint}.
   *
   * @throws AuditException if what is there is no checkpoint
   */
  @Nullable Found latest() throws IOException, AuditException {
    var bytes = disk.readIfThere(paths.checkpoint());
    var latest = bytes == null ? null : parse(bytes, paths.checkpoint().toString());
    if (disk.identity(paths.checkpoints()) != null) {
      try (var file = disk.open(paths.checkpoints())) {
        var size = file.size();
        var length = (int) Math.min(size, MAX_TAIL_BYTES);
        var tail = TailScan.read(file, size - length, length);
        var notes = split(tail, length < size);
        if (!notes.isEmpty()) {
          var last = parse(notes.get(notes.size() - 1));
          if (last == null) {
            return latest; // the power failed while it was written
          }
          if (latest == null || last.checkpoint().treeSize() > latest.checkpoint().treeSize()) {
            latest = last;
          }
        }
      }
    }
    return latest;
  }

  /** Null if it is no checkpoint. */
  static @Nullable Found parse(byte[] note) {
    try {
      return parse(note, "");
    } catch (AuditException e) {
      return null;
    }
  }

  private static Found parse(byte[] note, String where) throws AuditException {
    try {
      return new Found(note, Checkpoint.parse(SignedNote.parse(note).text()));
    } catch (ProofException e) {
      throw new AuditException("`" + where + "` holds no checkpoint: " + e.getMessage(), e);
    }
  }

  /**
   * The complete notes in the bytes. What follows the last of them is the torn end that a crash may
   * leave, or nothing.
   *
   * @param fromAnywhere true if the first one may lack its beginning; then it is left out
   */
  static List<byte[]> split(byte[] bytes, boolean fromAnywhere) {
    var notes = new ArrayList<byte[]>();
    var from = 0;
    var first = fromAnywhere;
    for (var end = ends(bytes, 0); end >= 0; end = ends(bytes, from)) {
      if (!first) {
        notes.add(Arrays.copyOfRange(bytes, from, end - 1));
      }
      first = false;
      from = end;
    }
    return notes;
  }

  /** Where the note that begins at {@code from} ends, its empty line included; or -1. */
  private static int ends(byte[] bytes, int from) {
    var signatures = false;
    var line = from;
    for (var i = from; i < bytes.length; i++) {
      if (bytes[i] != '\n') {
        continue;
      }
      if (i == line && signatures) {
        return i + 1;
      }
      signatures =
          i - line > SIGNATURE.length
              && Arrays.equals(
                  bytes, line, line + SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length);
      line = i + 1;
    }
    return -1;
  }

  /** Publishes a checkpoint: it is on the disk when this returns. */
  void publish(byte[] note) throws IOException {
    if (disk.identity(paths.checkpoints()) == null) {
      disk.put(paths.checkpoints(), new byte[0], true);
    }
    try (var file = disk.open(paths.checkpoints())) {
      cutTornEnd(file);
      var bytes = ByteBuffer.wrap(Arrays.copyOf(note, note.length + 1));
      bytes.put(note.length, (byte) '\n');
      while (bytes.hasRemaining()) {
        if (file.append(bytes) <= 0) {
          throw new IOException("the disk took nothing");
        }
      }
      file.force();
    }
    disk.put(paths.checkpoint(), note, true);
  }

  private static void cutTornEnd(LogFile file) throws IOException {
    var size = file.size();
    var length = (int) Math.min(size, MAX_TAIL_BYTES);
    var tail = TailScan.read(file, size - length, length);
    var good = 0;
    var from = 0;
    for (var end = ends(tail, 0); end >= 0; end = ends(tail, from)) {
      if ((from == 0 && length < size) || parse(Arrays.copyOfRange(tail, from, end - 1)) != null) {
        good = end;
      }
      from = end;
    }
    if (good < length) {
      file.truncate(size - length + good);
    }
  }
}
