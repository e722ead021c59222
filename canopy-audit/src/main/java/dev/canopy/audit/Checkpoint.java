package dev.canopy.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What a log says of itself at one moment: its name, how many entries it has, and the root of the
 * tree over them (C2SP tlog-checkpoint). Without a signature it is only a claim.
 *
 * @param origin the name of the log
 * @param treeSize how many entries
 * @param extensions lines of unknown meaning that other logs may add; ours has none
 */
public record Checkpoint(String origin, long treeSize, Hash root, List<String> extensions) {
  public Checkpoint {
    Objects.requireNonNull(root, "root");
    extensions = List.copyOf(extensions);
    if (treeSize < 0) {
      throw new IllegalArgumentException("a tree has no size of " + treeSize);
    }
    if (!isLine(origin) || !extensions.stream().allMatch(Checkpoint::isLine)) {
      throw new IllegalArgumentException(
          "the lines of a checkpoint are not empty and have no ends");
    }
  }

  public Checkpoint(String origin, long treeSize, Hash root) {
    this(origin, treeSize, root, List.of());
  }

  private static boolean isLine(String text) {
    return !text.isEmpty() && text.indexOf('\n') < 0;
  }

  /** Reads the text of a note. */
  public static Checkpoint parse(String text) throws ProofException {
    if (!text.endsWith("\n")) {
      throw new ProofException("a checkpoint ends with a line feed");
    }
    var lines = new ArrayList<String>();
    for (var from = 0; from < text.length(); ) {
      var to = text.indexOf('\n', from);
      if (to == from) {
        throw new ProofException("a checkpoint has no empty lines");
      }
      lines.add(text.substring(from, to));
      from = to + 1;
    }
    if (lines.size() < 3) {
      throw new ProofException(
          "a checkpoint has the lines origin, tree size and root, found " + lines.size());
    }
    var size = Decimal.parse(lines.get(1), "the tree size");
    var root = Hash.ofBase64(lines.get(2));
    if (size == 0 && !root.equals(Merkle.EMPTY_ROOT)) {
      throw new ProofException("the root of a tree without entries is the hash of nothing");
    }
    return new Checkpoint(lines.get(0), size, root, lines.subList(3, lines.size()));
  }

  /** The text that is signed: each line with its line feed. */
  public String text() {
    var out = new StringBuilder();
    out.append(origin).append('\n');
    out.append(treeSize).append('\n');
    out.append(root.base64()).append('\n');
    extensions.forEach(line -> out.append(line).append('\n'));
    return out.toString();
  }
}
