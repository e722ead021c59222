package dev.canopy.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checkpoints in a second file, one note after the other, each followed by an empty line: on
 * another disk, mounted from another machine, or of another user who lets this one append only
 * ({@code chattr +a}). Each is forced to the disk.
 */
public final class FileAnchor implements Anchor {
  /** The last note, with all signatures that a note may have. */
  private static final int TAIL_BYTES = SignedNote.MAX_BYTES + 2;

  private final Path file;

  public FileAnchor(Path file) {
    this.file = file;
  }

  @Override
  public String name() {
    return "file " + file;
  }

  /** Appends the note, unless it is the last one there already. */
  @Override
  public synchronized void keep(SignedCheckpoint checkpoint) throws AuditException {
    var note = checkpoint.note().bytes();
    try (var out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      var last = lastNote();
      if (last != null && Arrays.equals(last, note)) {
        return;
      }
      var bytes = ByteBuffer.allocate(note.length + 1).put(note).put((byte) '\n').flip();
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    } catch (IOException e) {
      throw new AuditException("cannot append to `" + file + "`: " + e.getMessage(), e);
    }
  }

  private byte @Nullable [] lastNote() throws IOException {
    try (var in = FileChannel.open(file, StandardOpenOption.READ)) {
      var size = in.size();
      var tail = ByteBuffer.allocate((int) Math.min(size, TAIL_BYTES));
      var from = size - tail.capacity();
      while (tail.hasRemaining() && in.read(tail, from + tail.position()) >= 0) {
        // until it is full
      }
      var notes = notes(tail.array());
      return notes.isEmpty() ? null : notes.get(notes.size() - 1);
    }
  }

  /**
   * The complete notes in what an anchor file has, in order; a beginning or an end that is cut is
   * left out. Nothing of them is verified.
   */
  static List<byte[]> notes(byte[] bytes) {
    var text = new String(bytes, StandardCharsets.ISO_8859_1); // a character for a byte
    var dash =
        new String(
            NoteSignature.DASH.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    var notes = new ArrayList<byte[]>();
    var from = 0;
    var signed = false;
    for (var at = 0; at < text.length(); ) {
      var end = text.indexOf('\n', at);
      if (end < 0) {
        break;
      }
      if (end == at && signed) {
        notes.add(Arrays.copyOfRange(bytes, from, at));
        from = at + 1;
      }
      signed = text.startsWith(dash, at);
      at = end + 1;
    }
    return notes;
  }

  /**
   * Holds what an anchor file kept against a log's tree: every checkpoint of this log in it must be
   * the beginning of the tree as it is now.
   *
   * @param nodes the log's tree
   * @param treeSize how many entries it has now
   * @return the largest of the checkpoints; null if there is none of this log
   * @throws ProofException if one is larger than the log or has another root: the log was cut,
   *     rolled back or written anew; or if a note in the file is no genuine checkpoint
   */
  public static @Nullable SignedCheckpoint check(
      Path file, List<NoteKey> logKeys, NodeSource nodes, long treeSize)
      throws AuditException, ProofException {
    SignedCheckpoint largest = null;
    for (var note : AnchorNotes.ofFile(file).notes()) {
      var signed = SignedCheckpoint.open(note, logKeys);
      var kept = signed.checkpoint();
      if (kept.treeSize() > treeSize) {
        throw new ProofException(
            "the log had "
                + kept.treeSize()
                + " entries when it was anchored and has "
                + treeSize
                + " now: its end was cut off, or it was rolled back");
      }
      if (!Merkle.root(nodes, kept.treeSize()).equals(kept.root())) {
        throw new ProofException(
            "the first " + kept.treeSize() + " entries are not those that were anchored");
      }
      if (largest == null || kept.treeSize() >= largest.checkpoint().treeSize()) {
        largest = signed;
      }
    }
    return largest;
  }
}
