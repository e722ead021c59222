package dev.canopy.audit;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A key that is kept elsewhere, for tests that sign the same checkpoints again and again: Ed25519
 * gives the same signature each time, and this computes it once. Safe for use by many threads.
 */
final class RememberingSigner implements CheckpointSigner {
  static final RememberingSigner INSTANCE = new RememberingSigner(make());

  /** Signatures of about 250 bytes with their message; a test that makes more forgets the first. */
  private static final int MOST = 1 << 14;

  private final CheckpointSigner signer;
  private final Map<ByteBuffer, byte[]> made = new ConcurrentHashMap<>();

  private RememberingSigner(CheckpointSigner signer) {
    this.signer = signer;
  }

  private static CheckpointSigner make() {
    try {
      return Tampering.signer(77);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public NoteKey key() {
    return signer.key();
  }

  @Override
  public byte[] sign(byte[] message) throws AuditException {
    var known = made.get(ByteBuffer.wrap(message));
    if (known == null) {
      known = signer.sign(message);
      if (made.size() >= MOST) {
        made.clear();
      }
      made.put(ByteBuffer.wrap(message.clone()), known);
    }
    return known.clone();
  }
}
