package dev.canopy.audit;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An entry of which a receipt proves that a log had it at its place. Whoever holds the log's key
 * can sign two logs; that it did not, only cosignatures of witnesses say.
 *
 * @param entryIndex its place, from 0
 * @param line the entry, byte for byte
 * @param checkpoint the tree that it is proven to be in, signed by the log
 * @param cosignatures the valid ones by witnesses of the policy; empty without a policy
 */
@SuppressWarnings("ArrayRecordComponent") // copied in and out
public record ProvenEntry(
    long entryIndex, byte[] line, SignedCheckpoint checkpoint, List<Cosignature> cosignatures) {

  public ProvenEntry {
    line = line.clone();
    cosignatures = List.copyOf(cosignatures);
  }

  @Override
  public byte[] line() {
    return line.clone();
  }

  /**
   * Verifies a receipt, with nothing but what is given.
   *
   * @param receipt the bytes of a tlog-proof
   * @param line the entry's line without its line feed, for a receipt that does not carry it; null
   *     if it does
   * @param logKeys the keys that sign for the log
   * @param policy which witnesses must have cosigned; null if none
   * @param now cosignatures of a later time do not count
   * @throws ProofException if the receipt is not in its one form, is of another log or another
   *     entry, the line is no entry, or the policy wants more witnesses
   */
  public static ProvenEntry of(
      byte[] receipt,
      byte @Nullable [] line,
      Collection<NoteKey> logKeys,
      @Nullable WitnessPolicy policy,
      Instant now)
      throws ProofException {
    var proof = TlogProof.parse(receipt);
    var carried = proof.extra().orElse(null);
    var entry = carried != null ? carried : line;
    if (entry == null) {
      throw new ProofException("the receipt does not carry its entry, and no line is given");
    }
    if (line != null && !Arrays.equals(entry, line)) {
      throw new ProofException("the line that is given is not the entry of the receipt");
    }
    var checkpoint = proof.verify(entry, logKeys);
    requireEntry(entry, proof.leafIndex());
    if (policy == null) {
      return new ProvenEntry(proof.leafIndex(), entry, checkpoint, List.of());
    }
    var witnesses = policy.witnesses().stream().map(WitnessPolicy.Member::key).toList();
    var cosignatures = checkpoint.cosignatures(witnesses, now);
    if (!policy.isSatisfiedBy(cosignatures.stream().map(Cosignature::witness).toList())) {
      throw new ProofException(
          "the policy wants more witnesses than the "
              + cosignatures.size()
              + " of it that have cosigned the checkpoint");
    }
    return new ProvenEntry(proof.leafIndex(), entry, checkpoint, cosignatures);
  }

  /** What is proven is shown to people, so it must be nothing but an entry, and of this place. */
  private static void requireEntry(byte[] entry, long index) throws ProofException {
    var ended = Arrays.copyOf(entry, entry.length + 1);
    ended[entry.length] = '\n';
    var check = new LineCheck(false);
    var fault = check.check(ended, 0, entry.length);
    if (fault != null) {
      throw new ProofException("what is proven is no entry of an audit log: " + fault.words());
    }
    if (check.seq() != index) {
      throw new ProofException(
          "the entry says that it is number " + check.seq() + ", and is proven at " + index);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ProvenEntry that
        && entryIndex == that.entryIndex
        && Arrays.equals(line, that.line)
        && checkpoint.note().render().equals(that.checkpoint.note().render())
        && cosignatures.equals(that.cosignatures);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(line);
  }
}
