package dev.canopy.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Receipts: made, written, read and verified, with every neighbour refused. */
final class TlogProofTest {
  private static final String ORIGIN = "example.com/log";

  private final List<byte[]> entries = new ArrayList<>();
  private final NodeSource nodes;
  private final Ed25519Signer signer = SignedNoteTest.signer(ORIGIN, 1);

  TlogProofTest() throws Exception {
    var leaves = new ArrayList<Hash>();
    for (var i = 0; i < 21; i++) {
      entries.add(("{\"seq\":" + i + "}").getBytes(StandardCharsets.UTF_8));
      leaves.add(Merkle.leafHash(entries.get(i)));
    }
    nodes = Trees.nodes(leaves);
  }

  private SignedCheckpoint checkpoint(int size) throws Exception {
    return SignedCheckpoint.sign(new Checkpoint(ORIGIN, size, Merkle.root(nodes, size)), signer);
  }

  @Test
  void receipt_ofEveryEntry_verifiesAfterBeingWritten() throws Exception {
    for (var size : new int[] {1, 2, 7, 16, 21}) {
      var checkpoint = checkpoint(size);
      for (var index = 0; index < size; index++) {
        var made = TlogProof.create(nodes, index, entries.get(index), checkpoint);
        var read = TlogProof.parse(made.bytes());

        assertThat(read.bytes()).isEqualTo(made.bytes());
        assertThat(read.verify(List.of(signer.key())).checkpoint().treeSize()).isEqualTo(size);
        assertThat(read.leafIndex()).isEqualTo(index);
        assertThat(read.extra().orElseThrow()).isEqualTo(entries.get(index));
        read.verify(entries.get(index), List.of(signer.key()));
      }
    }
  }

  @Test
  void receipt_withAnyByteChanged_doesNotVerifyAsSomethingElse() throws Exception {
    var bytes = TlogProof.create(nodes, 5, entries.get(5), checkpoint(21)).bytes();
    for (var at = 0; at < bytes.length; at++) {
      for (var bit = 0; bit < 8; bit++) {
        var altered = bytes.clone();
        altered[at] ^= (byte) (1 << bit);
        assertThatThrownBy(() -> TlogProof.parse(altered).verify(List.of(signer.key())))
            .as("byte %d, bit %d", at, bit)
            .isInstanceOf(ProofException.class);
      }
    }
  }

  @Test
  void receipt_cutAnywhereOrWithMore_isRefused() throws Exception {
    var bytes = TlogProof.create(nodes, 5, entries.get(5), checkpoint(21)).bytes();
    var text = new String(bytes, StandardCharsets.UTF_8);
    for (var length = 0; length < bytes.length; length++) {
      var cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> TlogProof.parse(cut)).isInstanceOf(ProofException.class);
    }
    for (var bad :
        List.of(
            text + "\n",
            text + " ",
            text + "x\n",
            "\n" + text,
            text.replace("\n", "\r\n"),
            text.replace("index 5", "index 05"),
            text.replace("index 5", "index 9223372036854775808"),
            text.replace("index 5", "index -1"),
            text.replace("index 5", "index  5"),
            text.replace("index 5", "index 5 "),
            text.replace("index 5", "Index 5"),
            text.replace("index 5\n", ""),
            text.replace("index 5", "index 5\nindex 5"),
            text.replace("extra ", "extra  "),
            text.replace("\nextra ", "\nextra e30=\nextra "),
            text.replace("@v1", "@v2"),
            text.replace("index 5\n", "index 5\n" + "A".repeat(43) + "=\n".repeat(64)))) {
      assertThatThrownBy(() -> TlogProof.parse(bad.getBytes(StandardCharsets.UTF_8)))
          .as(bad)
          .isInstanceOf(ProofException.class);
    }
    assertThatThrownBy(() -> TlogProof.parse(new byte[TlogProof.MAX_BYTES + 1]))
        .hasMessageContaining("longer than");
  }

  @Test
  void receipt_withoutItsEntry_verifiesOnlyWithTheEntryAtHand() throws Exception {
    var text =
        new String(
            TlogProof.create(nodes, 5, entries.get(5), checkpoint(21)).bytes(),
            StandardCharsets.UTF_8);
    var extra = text.substring(text.indexOf("extra "), text.indexOf("index "));
    var without = TlogProof.parse(text.replace(extra, "").getBytes(StandardCharsets.UTF_8));

    assertThat(without.extra()).isEmpty();
    without.verify(entries.get(5), List.of(signer.key()));
    assertThatThrownBy(() -> without.verify(entries.get(6), List.of(signer.key())))
        .isInstanceOf(ProofException.class);
    assertThatThrownBy(() -> without.verify(List.of(signer.key())))
        .hasMessage("the receipt does not carry its entry");
  }

  @Test
  void receipt_ofAnotherLogOrKey_isRefused() throws Exception {
    var receipt = TlogProof.create(nodes, 5, entries.get(5), checkpoint(21));
    for (var key :
        List.of(
            SignedNoteTest.signer(ORIGIN, 2).key(),
            SignedNoteTest.signer("example.com/other", 1).key(),
            SignedNoteTest.signer(ORIGIN, KeyType.COSIGNATURE_ED25519, 1).key())) {
      assertThatThrownBy(() -> receipt.verify(List.of(key))).isInstanceOf(ProofException.class);
    }
    assertThatThrownBy(() -> receipt.verify(List.of())).isInstanceOf(ProofException.class);
  }

  @Test
  void create_ofWhatDoesNotBelongTogether_isRefused() throws Exception {
    var checkpoint = checkpoint(21);
    assertThatThrownBy(() -> TlogProof.create(nodes, 5, entries.get(6), checkpoint))
        .isInstanceOf(AuditException.class)
        .hasMessageContaining("the entry 5 is not in the checkpoint's tree");
    assertThatThrownBy(() -> TlogProof.create(nodes, 21, entries.get(5), checkpoint))
        .hasMessage("the checkpoint of size 21 does not cover entry 21");
    assertThatThrownBy(() -> TlogProof.create(nodes, -1, entries.get(5), checkpoint))
        .isInstanceOf(AuditException.class);
  }
}
