package dev.canopy.audit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** A checkpoint in its note, with the log's signature verified. Immutable. */
public final class SignedCheckpoint {
  private final Checkpoint checkpoint;
  private final SignedNote note;

  private SignedCheckpoint(Checkpoint checkpoint, SignedNote note) {
    this.checkpoint = checkpoint;
    this.note = note;
  }

  /** Signs a checkpoint; the name of the signer's key must be its origin. */
  public static SignedCheckpoint sign(Checkpoint checkpoint, CheckpointSigner signer)
      throws AuditException {
    if (!signer.key().name().equals(checkpoint.origin())) {
      throw new AuditException(
          "the key of `"
              + signer.key().name()
              + "` cannot sign for the log `"
              + checkpoint.origin()
              + "`");
    }
    try {
      var text = checkpoint.text();
      var note = SignedNote.unsigned(text).with(Signing.note(signer, text));
      return new SignedCheckpoint(checkpoint, note);
    } catch (ProofException e) {
      throw new AuditException("cannot sign a checkpoint: " + e.getMessage(), e);
    }
  }

  /**
   * Reads a note that must be a checkpoint of the log whose key this is: its origin is the key's
   * name, and its signature by this key is valid.
   */
  public static SignedCheckpoint open(byte[] note, NoteKey logKey) throws ProofException {
    return open(note, List.of(logKey));
  }

  /**
   * Reads a note that must be a checkpoint of a log with several keys, such as that of an epoch and
   * the one before: one signature must be by one of them, and each that is by one must be valid.
   */
  public static SignedCheckpoint open(byte[] bytes, Collection<NoteKey> logKeys)
      throws ProofException {
    var note = SignedNote.parse(bytes);
    var checkpoint = Checkpoint.parse(note.text());
    var signed = 0;
    for (var key : logKeys) {
      if (key.name().equals(checkpoint.origin()) && note.find(key).isPresent()) {
        note.verify(key);
        signed++;
      }
    }
    if (signed == 0) {
      throw new ProofException(
          "the checkpoint of `"
              + Quoted.of(checkpoint.origin())
              + "` is not signed by a key that is trusted for it: "
              + logKeys.stream().map(key -> key.name() + "+" + key.idHex()).toList());
    }
    return new SignedCheckpoint(checkpoint, note);
  }

  public Checkpoint checkpoint() {
    return checkpoint;
  }

  public SignedNote note() {
    return note;
  }

  /**
   * Adds a witness's cosignature.
   *
   * @throws ProofException if it is not valid
   */
  public SignedCheckpoint with(NoteSignature cosignature, NoteKey witness) throws ProofException {
    var more = note.with(cosignature);
    more.verify(witness);
    return new SignedCheckpoint(checkpoint, more);
  }

  /**
   * The valid cosignatures by these witnesses, each key once, however often it is given. A
   * signature that is by one of them and not valid counts for nothing; one that says it is of a
   * time after {@code now} neither.
   */
  public List<Cosignature> cosignatures(Collection<NoteKey> witnesses, Instant now) {
    var valid = new ArrayList<Cosignature>();
    for (var witness : witnesses.stream().distinct().toList()) {
      var signature = note.find(witness);
      if (signature.isEmpty() || !witness.type().isCosignature()) {
        continue;
      }
      try {
        note.verify(witness);
        var cosignature = Cosignature.of(witness, signature.get());
        if (cosignature.timestamp().isBefore(now.plusSeconds(Cosignature.CLOCK_SKEW_SECONDS))) {
          valid.add(cosignature);
        }
      } catch (ProofException e) {
        // Not valid: as if it were not there.
      }
    }
    return valid;
  }
}
