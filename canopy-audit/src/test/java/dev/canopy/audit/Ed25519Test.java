package dev.canopy.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.canopy.json.Json;
import dev.canopy.json.JsonBoolean;
import dev.canopy.json.JsonObject;
import java.nio.file.Files;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** One rule for what is a valid signature, on every edge of it. */
final class Ed25519Test {
  private static final byte[] SEED =
      HexFormat.of().parseHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");

  @Test
  void verify_onEveryEdge_followsTheOneRule() throws Exception {
    var cases = Files.readAllLines(Testdata.path("ed25519/rule.jsonl"));
    var valid = 0;
    for (var line : cases) {
      var each = (JsonObject) Json.parse(line);
      var expected = each.get("valid") == JsonBoolean.TRUE;

      assertThat(isValid(bytes(each, "key"), bytes(each, "message"), bytes(each, "signature")))
          .as("%s", line)
          .isEqualTo(expected);
      valid += expected ? 1 : 0;
    }
    assertThat(valid).isEqualTo(11);
    assertThat(cases.size()).isGreaterThan(60);
  }

  @Test
  void verify_ofAnyBitFlipped_refuses() throws Exception {
    var signer = Ed25519Signer.of("x", KeyType.ED25519, SEED);
    var message = new byte[] {1, 2, 3};
    var signature = signer.sign(message);
    Ed25519.verify(signer.key().publicKey(), message, signature);
    for (var bit = 0; bit < signature.length * 8; bit++) {
      var altered = signature.clone();
      altered[bit / 8] ^= (byte) (1 << bit % 8);

      assertThat(isValid(signer.key().publicKey(), message, altered)).isFalse();
    }
  }

  @Test
  void sign_withTheSecretOfTheRfc_makesItsSignature() throws Exception {
    var signer = Ed25519Signer.of("x", KeyType.ED25519, SEED);

    assertThat(HexFormat.of().formatHex(signer.key().publicKey()))
        .isEqualTo("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    assertThat(HexFormat.of().formatHex(signer.sign(new byte[0])))
        .isEqualTo(
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
  }

  @Test
  void signer_ofManySecrets_hasThePublicKeyThatVerifies() throws Exception {
    for (var i = 0; i < 64; i++) {
      var seed = new byte[32];
      seed[0] = (byte) i;
      var signer = Ed25519Signer.of("x", KeyType.ED25519, seed);

      Ed25519.verify(signer.key().publicKey(), seed, signer.sign(seed));
    }
  }

  @Test
  void signer_ofASecretOfAnotherLength_isRefused() {
    assertThatThrownBy(() -> Ed25519Signer.of("x", KeyType.ED25519, new byte[31]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static byte[] bytes(JsonObject object, String name) {
    return HexFormat.of().parseHex(object.string(name).orElseThrow());
  }

  private static boolean isValid(byte[] key, byte[] message, byte[] signature) {
    try {
      Ed25519.verify(key, message, signature);
      return true;
    } catch (ProofException e) {
      return false;
    }
  }
}
