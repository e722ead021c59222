package dev.canopy.audit;

/**
 * A place outside the log that keeps its checkpoints, so that a log that was cut or written anew no
 * longer fits them. It is worth as much as the trouble that whoever alters the log would have to
 * alter it too. Must be safe for use by several threads.
 */
public interface Anchor {
  /** What it is, for messages: {@code file /mnt/other/checkpoints}. */
  String name();

  /**
   * Keeps a checkpoint. Returns when it is kept, or, where the place does not say, when it was
   * sent.
   *
   * @throws AuditException if it could not be kept
   */
  void keep(SignedCheckpoint checkpoint) throws AuditException;
}
