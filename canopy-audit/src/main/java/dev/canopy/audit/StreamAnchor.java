package dev.canopy.audit;

import java.io.PrintStream;
import java.util.Base64;

/**
 * Checkpoints as lines on a stream, such as the standard error that a container's host collects:
 * {@code canopy-checkpoint ORIGIN SIZE ROOT NOTE}, the note in base64.
 */
public final class StreamAnchor implements Anchor {
  /** How each line begins. */
  static final String WORD = "canopy-checkpoint";

  private final String name;
  private final PrintStream out;

  public StreamAnchor(String name, PrintStream out) {
    this.name = name;
    this.out = out;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void keep(SignedCheckpoint checkpoint) throws AuditException {
    synchronized (out) {
      out.println(line(checkpoint));
      out.flush();
      if (out.checkError()) {
        throw new AuditException("cannot write to " + name);
      }
    }
  }

  /** The line, without its end. */
  static String line(SignedCheckpoint checkpoint) {
    var head = checkpoint.checkpoint();
    return WORD
        + " "
        + head.origin()
        + " "
        + head.treeSize()
        + " "
        + head.root().base64()
        + " "
        + Base64.getEncoder().encodeToString(checkpoint.note().bytes());
  }
}
