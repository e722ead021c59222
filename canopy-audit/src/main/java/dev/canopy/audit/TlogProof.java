package dev.canopy.audit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A receipt that proves itself: an entry, its place, the path to the root, and a checkpoint with
 * that root (C2SP tlog-proof). Whoever has the log's key can verify it without the log and without
 * a network. Immutable; what was parsed is not to be believed before {@link #verify}.
 *
 * <p>Ours carries the entry's line as {@code extra}, so that one file says both what was logged and
 * that it was. The line is believed because its hash is the leaf, not because it stands there.
 */
public final class TlogProof {
  /** What files of this kind are named like. */
  public static final String FILE_ENDING = ".tlog-proof";

  private static final String FIRST_LINE = "c2sp.org/tlog-proof@v1";
  private static final String EXTRA = "extra ";
  private static final String INDEX = "index ";

  /** The longest line of a log in base64, 63 hashes, and the longest note. */
  static final int MAX_BYTES =
      4 * (LineCheck.MAX_LINE_BYTES / 3 + 1) + 64 * 46 + SignedNote.MAX_BYTES;

  private final byte @Nullable [] extra;
  private final long leafIndex;
  private final List<Hash> path;
  private final SignedNote note;
  private final Checkpoint checkpoint;

  private TlogProof(
      byte @Nullable [] extra,
      long leafIndex,
      List<Hash> path,
      SignedNote note,
      Checkpoint checkpoint) {
    this.extra = extra;
    this.leafIndex = leafIndex;
    this.path = List.copyOf(path);
    this.note = note;
    this.checkpoint = checkpoint;
  }

  /**
   * Makes the receipt of an entry from a tree that is at least as large as the checkpoint.
   *
   * @param line the entry's line without its line feed
   * @throws AuditException if the tree cannot be read, or line, tree and checkpoint do not belong
   *     together: a receipt that would not verify is not handed out
   */
  public static TlogProof create(
      NodeSource nodes, long leafIndex, byte[] line, SignedCheckpoint checkpoint)
      throws AuditException {
    return create(nodes, leafIndex, Merkle.leafHash(line), line.clone(), checkpoint);
  }

  /**
   * Makes the receipt of an entry of which only the hash is left. It does not carry the entry, and
   * shows something only to who has it.
   *
   * @throws AuditException as {@link #create}
   */
  public static TlogProof createWithoutEntry(
      NodeSource nodes, long leafIndex, Hash leafHash, SignedCheckpoint checkpoint)
      throws AuditException {
    return create(nodes, leafIndex, leafHash, null, checkpoint);
  }

  private static TlogProof create(
      NodeSource nodes,
      long leafIndex,
      Hash leafHash,
      byte @Nullable [] line,
      SignedCheckpoint checkpoint)
      throws AuditException {
    var head = checkpoint.checkpoint();
    if (leafIndex < 0 || leafIndex >= head.treeSize()) {
      throw new AuditException(
          "the checkpoint of size " + head.treeSize() + " does not cover entry " + leafIndex);
    }
    var proof = InclusionProof.create(nodes, leafIndex, head.treeSize());
    try {
      proof.verify(leafHash, head.root());
    } catch (ProofException e) {
      throw new AuditException(
          "the entry " + leafIndex + " is not in the checkpoint's tree: " + e.getMessage(), e);
    }
    return new TlogProof(line, leafIndex, proof.path(), checkpoint.note(), head);
  }

  /** Reads a receipt in its one form. */
  public static TlogProof parse(byte[] bytes) throws ProofException {
    if (bytes.length > MAX_BYTES) {
      throw new ProofException("the receipt is longer than " + MAX_BYTES + " bytes");
    }
    var text = Bytes.utf8(bytes);
    var end = text.indexOf("\n\n");
    if (end < 0) {
      throw new ProofException("a receipt has an empty line before its checkpoint");
    }
    var lines = new ArrayList<>(Arrays.asList(text.substring(0, end).split("\n", -1)));
    if (!lines.remove(0).equals(FIRST_LINE)) {
      throw new ProofException("a receipt begins with the line `" + FIRST_LINE + "`");
    }
    byte[] extra = null;
    if (!lines.isEmpty() && lines.get(0).startsWith(EXTRA)) {
      extra = StrictBase64.decode(lines.remove(0).substring(EXTRA.length()));
    }
    if (lines.isEmpty() || !lines.get(0).startsWith(INDEX)) {
      throw new ProofException("a receipt has the line `index` and a number");
    }
    var index = Decimal.parse(lines.remove(0).substring(INDEX.length()), "the index");
    if (lines.size() > Merkle.MAX_PATH) {
      throw new ProofException("a path has at most " + Merkle.MAX_PATH + " hashes");
    }
    var path = new ArrayList<Hash>();
    for (var line : lines) {
      path.add(Hash.ofBase64(line));
    }
    var note = SignedNote.parse(text.substring(end + 2).getBytes(StandardCharsets.UTF_8));
    return new TlogProof(extra, index, path, note, Checkpoint.parse(note.text()));
  }

  /** The receipt as a file. */
  public byte[] bytes() {
    var out = new StringBuilder(FIRST_LINE).append('\n');
    if (extra != null) {
      out.append(EXTRA).append(Base64.getEncoder().encodeToString(extra)).append('\n');
    }
    out.append(INDEX).append(leafIndex).append('\n');
    path.forEach(hash -> out.append(hash.base64()).append('\n'));
    return out.append('\n').append(note.render()).toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Returns the checkpoint if {@code entry} is proven to be at {@link #leafIndex} of the log whose
   * key this is.
   *
   * @throws ProofException if the checkpoint is not the log's, or the path does not lead from the
   *     entry to its root
   */
  public SignedCheckpoint verify(byte[] entry, Collection<NoteKey> logKeys) throws ProofException {
    var signed = SignedCheckpoint.open(note.bytes(), logKeys);
    new InclusionProof(leafIndex, checkpoint.treeSize(), path)
        .verify(Merkle.leafHash(entry), checkpoint.root());
    return signed;
  }

  /**
   * Verifies that the line that the receipt carries is in the log whose key this is.
   *
   * @throws ProofException if not, or if it carries none
   */
  public SignedCheckpoint verify(Collection<NoteKey> logKeys) throws ProofException {
    if (extra == null) {
      throw new ProofException("the receipt does not carry its entry");
    }
    return verify(extra, logKeys);
  }

  /** The entry's line, if the receipt carries it. Opaque data before {@link #verify}. */
  public Optional<byte[]> extra() {
    return Optional.ofNullable(extra).map(byte[]::clone);
  }

  /** Which entry, from 0. */
  public long leafIndex() {
    return leafIndex;
  }

  /** What the log says of itself; a claim before {@link #verify}. */
  public Checkpoint checkpoint() {
    return checkpoint;
  }
}
