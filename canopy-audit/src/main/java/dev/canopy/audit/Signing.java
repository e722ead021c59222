package dev.canopy.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Makes signature lines, and believes none that does not verify. */
final class Signing {
  private Signing() {}

  /** A log's signature over a note's text. */
  static NoteSignature note(CheckpointSigner signer, String text) throws AuditException {
    var key = signer.key();
    if (key.type() != KeyType.ED25519) {
      throw new AuditException("a log signs with a key of type ED25519, not " + key.type());
    }
    var signature = signer.sign(text.getBytes(StandardCharsets.UTF_8));
    return verified(key, text, signature);
  }

  /** A witness's signature over a checkpoint at a time. */
  static NoteSignature cosignature(CheckpointSigner signer, String text, Instant time)
      throws AuditException {
    var key = signer.key();
    var seconds = time.getEpochSecond();
    try {
      var message =
          switch (key.type()) {
            case ED25519 ->
                throw new AuditException("a witness signs with a cosignature key, not ED25519");
            case COSIGNATURE_ED25519 -> Cosignature.message(seconds, text);
            case COSIGNATURE_ML_DSA_44 ->
                Cosignature.treeMessage(key.name(), seconds, Checkpoint.parse(text));
          };
      var signature = signer.sign(message);
      var timed = ByteBuffer.allocate(8 + signature.length).putLong(seconds).put(signature).array();
      return verified(key, text, timed);
    } catch (ProofException e) {
      throw new AuditException("cannot sign this checkpoint: " + e.getMessage(), e);
    }
  }

  /** A fault in a signer, or in the machine, must not become a signature that says nothing. */
  private static NoteSignature verified(NoteKey key, String text, byte[] signature)
      throws AuditException {
    try {
      key.verify(text, signature);
    } catch (ProofException e) {
      throw new AuditException(
          "the signer of `" + key.name() + "` made no valid signature: " + e.getMessage(), e);
    }
    return new NoteSignature(key.name(), key.id(), signature);
  }
}
