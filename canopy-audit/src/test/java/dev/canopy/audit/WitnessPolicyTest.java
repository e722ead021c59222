package dev.canopy.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which witnesses are enough. */
final class WitnessPolicyTest {
  private final List<NoteKey> keys = new ArrayList<>();
  private final NoteKey log = SignedNoteTest.signer("example.com/log", 99).key();

  WitnessPolicyTest() throws Exception {
    for (var i = 0; i < 5; i++) {
      keys.add(SignedNoteTest.signer("w" + i, KeyType.COSIGNATURE_ED25519, i + 1).key());
    }
  }

  private WitnessPolicy parse(String text) throws ProofException {
    var filled = text.replace("LOG", log.vkey());
    for (var i = 0; i < keys.size(); i++) {
      filled = filled.replace("KEY" + i, keys.get(i).vkey());
    }
    return WitnessPolicy.parse(filled.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void policy_ofTwoLevels_wantsBoth() throws Exception {
    var policy =
        parse(
            """
            # two of ours, and one of theirs
            log LOG
            witness X0 KEY0 http://localhost:7010
            witness X1 KEY1
            witness X2 KEY2
            group X 2 X0 X1 X2

            \twitness Y3 KEY3
              witness Y4   KEY4
            group Y any Y3 Y4
            group all-of-them all X Y
            quorum all-of-them
            """);
    assertThat(policy.logs()).containsExactly(log);
    assertThat(policy.witnesses()).hasSize(5);
    assertThat(policy.witnesses().get(0).url().orElseThrow()).hasPort(7010);
    // Every subset of the five, against the rule in plain words.
    for (var subset = 0; subset < 32; subset++) {
      var cosigners = new ArrayList<NoteKey>();
      for (var i = 0; i < 5; i++) {
        if ((subset >> i & 1) != 0) {
          cosigners.add(keys.get(i));
          cosigners.add(log);
        }
      }
      var wanted = Integer.bitCount(subset & 0b00111) >= 2 && (subset & 0b11000) != 0;

      assertThat(policy.isSatisfiedBy(new HashSet<>(cosigners))).isEqualTo(wanted);
    }
  }

  @Test
  void policy_ofNone_wantsNothing() throws Exception {
    assertThat(parse("quorum none\n").isSatisfiedBy(List.of())).isTrue();
    assertThat(parse("witness a KEY0\nquorum a").isSatisfiedBy(List.of())).isFalse();
    assertThat(parse("witness a KEY0\nquorum a").isSatisfiedBy(List.of(keys.get(0)))).isTrue();
  }

  @Test
  void policy_withAFault_isRefusedWithItsLine() {
    for (var bad :
        List.of(
            "",
            "witness a KEY0\n",
            "quorum a\n",
            "quorum none\nquorum none\n",
            "quorum\n",
            "quorum none none\n",
            "log\nquorum none\n",
            "log KEY0\nquorum none\n",
            "log LOG\nlog LOG\nquorum none\n",
            "witness a LOG\nquorum a\n",
            "witness a KEY0\nwitness b KEY0\nquorum a\n",
            "witness a KEY0\nwitness a KEY1\nquorum a\n",
            "witness none KEY0\nquorum none\n",
            "witness a KEY0x\nquorum a\n",
            "witness a KEY0\ngroup g 0 a\nquorum g\n",
            "witness a KEY0\ngroup g 2 a\nquorum g\n",
            "witness a KEY0\ngroup g 01 a\nquorum g\n",
            "witness a KEY0\ngroup g 1 a a\nquorum g\n",
            "witness a KEY0\ngroup g any\nquorum g\n",
            "witness a KEY0\ngroup g any b\nquorum g\n",
            "witness a KEY0\ngroup g any g\nquorum g\n",
            "witness a KEY0\ngroup g any none\nquorum g\n",
            "witness a KEY0\ngroup g any a\ngroup h any a\nquorum g\n",
            "witness a KEY0\rquorum a\n",
            "witness a KEY0 http://[bad\nquorum a\n",
            "wibble\nquorum none\n")) {
      assertThatThrownBy(() -> parse(bad)).as(bad).isInstanceOf(ProofException.class);
    }
    assertThatThrownBy(() -> parse("quorum none\nwibble\n"))
        .hasMessage("line 2: unknown word `wibble`, expected log, witness, group or quorum");
  }
}
