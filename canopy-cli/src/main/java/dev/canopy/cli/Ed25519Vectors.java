package dev.canopy.cli;

import dev.canopy.audit.Ed25519;
import dev.canopy.audit.ProofException;
import dev.canopy.json.Json;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonException;
import dev.canopy.json.JsonLimits;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Set;

/**
 * The edge cases that C2SP collects (CCTV). They come without answers; ours follow from decision
 * 0009: a case is valid unless one of its flags is what our rule refuses.
 */
final class Ed25519Vectors {
  private static final JsonLimits LIMITS = new JsonLimits(1 << 23, 8);

  /** What is refused. The others, components of low order that cancel out, are valid. */
  private static final Set<String> REFUSED =
      Set.of(
          "low_order_A", "low_order_R", "non_canonical_A", "non_canonical_R", "low_order_residue");

  private Ed25519Vectors() {}

  static ConformanceTally run(Path folder) throws IOException {
    var tally = new ConformanceTally("ed25519");
    var file = folder.resolve("ed25519/ed25519vectors.json");
    if (!Files.exists(file)) {
      return tally;
    }
    try {
      for (var each : ((JsonArray) Json.parse(Files.readAllBytes(file), LIMITS)).items()) {
        judge((JsonObject) each, tally);
      }
    } catch (JsonException | ClassCastException | IllegalArgumentException e) {
      tally.fail("ed25519vectors.json", "not a list of cases: " + e.getMessage());
    }
    return tally;
  }

  private static void judge(JsonObject each, ConformanceTally tally) {
    var shouldHold = true;
    if (each.get("flags") instanceof JsonArray flags) {
      for (var flag : flags.items()) {
        shouldHold &= !(flag instanceof JsonString text && REFUSED.contains(text.value()));
      }
    }
    var name = "case " + Json.write(Objects.requireNonNull(each.get("number")));
    try {
      Ed25519.verify(
          bytes(each, "key"),
          MerkleVectors.utf8(each.string("msg").orElseThrow()),
          bytes(each, "sig"));
      tally.judge(name, shouldHold, true, "");
    } catch (ProofException e) {
      tally.judge(name, shouldHold, false, String.valueOf(e.getMessage()));
    }
  }

  private static byte[] bytes(JsonObject each, String name) {
    return HexFormat.of().parseHex(each.string(name).orElse(""));
  }
}
