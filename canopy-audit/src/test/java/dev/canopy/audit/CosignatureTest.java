package dev.canopy.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What witnesses sign. */
final class CosignatureTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  private final Checkpoint checkpoint =
      new Checkpoint("example.com/behind-the-sofa", 20852163, Merkle.leafHash(new byte[] {7}));

  @Test
  void message_isTheOneOfTheStandard() throws Exception {
    assertThat(new String(Cosignature.message(1679315147, "a\n1\nb\n"), StandardCharsets.UTF_8))
        .isEqualTo("cosignature/v1\ntime 1679315147\na\n1\nb\n");
    var root = checkpoint.root().hex();
    assertThat(
            HexFormat.of()
                .formatHex(
                    Cosignature.treeMessage("w", 2, new Checkpoint("log", 5, checkpoint.root()))))
        .isEqualTo(
            "737562747265652f76310a00" // label
                + "0177"
                + "0000000000000002"
                + "036c6f67"
                + "0000000000000000"
                + "0000000000000005"
                + root);
  }

  @Test
  void cosignature_byTwoWitnesses_countsTwo() throws Exception {
    var log = SignedNoteTest.signer(checkpoint.origin(), 1);
    var one = witness("w1", 2);
    var two = witness("w2", 3);
    var signed = SignedCheckpoint.sign(checkpoint, log);
    var cosigned =
        signed
            .with(Signing.cosignature(one, checkpoint.text(), NOW), one.key())
            .with(Signing.cosignature(two, checkpoint.text(), NOW.minusSeconds(5)), two.key());
    var read = SignedCheckpoint.open(cosigned.note().bytes(), log.key());
    var found = read.cosignatures(List.of(one.key(), two.key(), one.key()), NOW);

    assertThat(found).extracting(Cosignature::witness).containsExactly(one.key(), two.key());
    assertThat(found).extracting(Cosignature::timestamp).containsExactly(NOW, NOW.minusSeconds(5));
    assertThat(read.cosignatures(List.of(witness("w3", 2).key()), NOW)).isEmpty();
    assertThat(signed.cosignatures(List.of(one.key()), NOW)).isEmpty();
  }

  @Test
  void cosignature_ofAnotherCheckpointOrTime_isRefused() throws Exception {
    var log = SignedNoteTest.signer(checkpoint.origin(), 1);
    var witness = witness("w1", 2);
    var signed = SignedCheckpoint.sign(checkpoint, log);
    var other = new Checkpoint(checkpoint.origin(), 20852164, checkpoint.root());
    var cosignature = Signing.cosignature(witness, other.text(), NOW);

    assertThatThrownBy(() -> signed.with(cosignature, witness.key()))
        .isInstanceOf(ProofException.class);
    var good = Signing.cosignature(witness, checkpoint.text(), NOW);
    for (var bit = 0; bit < good.raw().length * 8; bit++) {
      var altered = good.raw().clone();
      altered[bit / 8] ^= (byte) (1 << bit % 8);
      var line = new NoteSignature(good.keyName(), good.keyId(), altered);

      assertThatThrownBy(() -> signed.with(line, witness.key())).isInstanceOf(ProofException.class);
    }
  }

  @Test
  void cosignature_ofTheFuture_countsNothing() throws Exception {
    var log = SignedNoteTest.signer(checkpoint.origin(), 1);
    var witness = witness("w1", 2);
    var ahead = Signing.cosignature(witness, checkpoint.text(), NOW.plusSeconds(301));
    var cosigned = SignedCheckpoint.sign(checkpoint, log).with(ahead, witness.key());

    assertThat(cosigned.cosignatures(List.of(witness.key()), NOW)).isEmpty();
    assertThat(cosigned.cosignatures(List.of(witness.key()), NOW.plusSeconds(10))).hasSize(1);
  }

  @Test
  void cosignature_byTheLogsOwnKey_countsNothing() throws Exception {
    var log = SignedNoteTest.signer(checkpoint.origin(), 1);
    var signed = SignedCheckpoint.sign(checkpoint, log);

    assertThat(signed.cosignatures(List.of(log.key()), NOW)).isEmpty();
    assertThatThrownBy(() -> Signing.cosignature(log, checkpoint.text(), NOW))
        .isInstanceOf(AuditException.class);
    assertThatThrownBy(() -> Signing.note(witness("w1", 2), checkpoint.text()))
        .isInstanceOf(AuditException.class);
  }

  @Test
  void signer_thatMakesGarbage_isFoundOut() throws Exception {
    var good = SignedNoteTest.signer(checkpoint.origin(), 1);
    var faulty =
        new CheckpointSigner() {
          @Override
          public NoteKey key() {
            return good.key();
          }

          @Override
          public byte[] sign(byte[] message) {
            return new byte[64];
          }
        };

    assertThatThrownBy(() -> SignedCheckpoint.sign(checkpoint, faulty))
        .isInstanceOf(AuditException.class)
        .hasMessageContaining("made no valid signature");
  }

  /** On a Java without ML-DSA-44 it has to say so, and to accept nothing. */
  @Test
  void mlDsa_whereJavaHasIt_verifiesAndElseSaysSo() throws Exception {
    KeyPairGenerator generator;
    try {
      generator = KeyPairGenerator.getInstance("ML-DSA-44");
    } catch (NoSuchAlgorithmException e) {
      var key = NoteKey.of("w", KeyType.COSIGNATURE_ML_DSA_44, new byte[1312]);

      assertThatThrownBy(() -> key.verify(checkpoint.text(), new byte[2428]))
          .isInstanceOf(ProofException.class)
          .hasMessage("this Java has no ML-DSA-44: it needs 24 or later");
      return;
    }
    var pair = generator.generateKeyPair();
    var encoded = pair.getPublic().getEncoded();
    var key =
        NoteKey.of(
            "w",
            KeyType.COSIGNATURE_ML_DSA_44,
            Arrays.copyOfRange(encoded, encoded.length - 1312, encoded.length));
    var signature = Signature.getInstance("ML-DSA-44");
    signature.initSign(pair.getPrivate());
    signature.update(Cosignature.treeMessage("w", 77, checkpoint));
    var timed = ByteBuffer.allocate(2428).putLong(77).put(signature.sign()).array();

    key.verify(checkpoint.text(), timed);
    timed[7]++;
    assertThatThrownBy(() -> key.verify(checkpoint.text(), timed))
        .isInstanceOf(ProofException.class);
  }

  private static Ed25519Signer witness(String name, int number) throws ProofException {
    return SignedNoteTest.signer(name, KeyType.COSIGNATURE_ED25519, number);
  }
}
