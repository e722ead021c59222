package dev.canopy.cli;

import dev.canopy.json.Json;
import dev.canopy.json.JsonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The examples of RFC 8785: what goes in, and the canonical bytes that come out. */
final class JcsVectors {
  private JcsVectors() {}

  static ConformanceTally run(Path folder) throws IOException {
    var tally = new ConformanceTally("jcs");
    var data = folder.resolve("jcs/testdata");
    for (var input : MerkleVectors.files(data.resolve("input"))) {
      var name = String.valueOf(input.getFileName());
      try {
        var canonical = Json.canonical(Json.parse(Files.readAllBytes(input)));
        var wanted = Files.readAllBytes(data.resolve("output").resolve(name));
        if (Arrays.equals(canonical, wanted)) {
          tally.pass();
        } else {
          tally.fail(name, "other bytes than the example has");
        }
      } catch (JsonException e) {
        tally.fail(name, "not read: " + e.getMessage());
      }
    }
    return tally;
  }
}
