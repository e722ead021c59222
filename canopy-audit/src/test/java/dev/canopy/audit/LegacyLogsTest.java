package dev.canopy.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.canopy.json.Json;
import dev.canopy.json.JsonBoolean;
import dev.canopy.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LegacyLogsTest {
  private static List<String> lines() throws Exception {
    return Files.readAllLines(Testdata.path("audit/canopy-0.2/audit.log"));
  }

  @Test
  void verify_theirOwnTestCase() throws Exception {
    assertThat(LegacyLogs.verify(Testdata.path("audit/canopy-0.2/audit.log")))
        .isEqualTo(
            new LegacyLogs.Result(
                2, "9c819750b1206dfc290f877ebb865de1f19651fce93b4031e665da2c1099ae20", 0, ""));
    assertThat(((JsonObject) Json.parse(lines().get(0))).string("entry_hash"))
        .contains("b8c4e1d29f195094c2589a41a0d84123157c4e70321b3fae6f96ffde49d8b63e");
  }

  @Test
  void verify_saysWhichLineIsWrong(@TempDir Path dir) throws Exception {
    var lines = lines();
    check(dir, List.of(lines.get(0), lines.get(1).replace("\"no\"", "\"yes\"")), 2, "was changed");
    check(dir, List.of(lines.get(1)), 1, "`prev_hash`");
    check(dir, List.of(lines.get(0), lines.get(0)), 2, "`prev_hash`");
    check(
        dir,
        List.of(lines.get(0), lines.get(1).replace("{", "{\"approved_by\":\"ceo\",")),
        2,
        "not covered");
    check(dir, List.of(lines.get(0).replace("{", "{\"decision\":\"DENY\",")), 1, "uplicate");
    check(dir, List.of(lines.get(0), "not json"), 2, "line 2");
    check(dir, List.of(lines.get(0), "[]"), 2, "not a JSON object");
    check(dir, List.of("{}"), 1, "has no text");
    var file = dir.resolve("torn.log");
    Files.writeString(file, lines.get(0) + "\n" + lines.get(1));
    assertThat(LegacyLogs.verify(file).reason()).contains("no end");
  }

  private static void check(Path dir, List<String> lines, long line, String reason)
      throws Exception {
    var file = dir.resolve("audit.log");
    Files.write(file, lines);
    var result = LegacyLogs.verify(file);
    assertThat(result.brokenLine()).isEqualTo(line);
    assertThat(result.reason()).contains(reason);
    assertThat(result.entries()).isEqualTo(line - 1);
    assertThat(result.chains()).isFalse();
  }

  @Test
  void canonicalText_asTestdataSays() throws Exception {
    for (var line : Files.readAllLines(Testdata.path("audit/canopy-0.2/canonical.jsonl"))) {
      var json = (JsonObject) Json.parse(line);
      var text = LegacyText.canonical(json.string("json").orElseThrow());
      var canonical = json.get("ascii") == JsonBoolean.TRUE ? LegacyText.escaped(text) : text;
      json.string("canonical").ifPresent(want -> assertThat(canonical).isEqualTo(want));
      json.string("sha256").ifPresent(want -> assertThat(sha256(canonical)).isEqualTo(want));
      json.string("avid")
          .ifPresent(want -> assertThat("AVID-" + sha256(canonical)).isEqualTo(want));
    }
  }

  @Test
  void canonicalText_numbersAsPythonWritesThem() throws Exception {
    var cases =
        new String[][] {
          {"0", "0"},
          {"-0", "0"},
          {"-0.0", "-0.0"},
          {"0e5", "0.0"},
          {"12", "12"},
          {"2.0", "2.0"},
          {"1e15", "1000000000000000.0"},
          {"1e16", "1e+16"},
          {"123456789012345678e0", "1.2345678901234568e+17"},
          {"0.0001", "0.0001"},
          {"0.00001", "1e-05"},
          {"1.5e-7", "1.5e-07"},
          {"1e100", "1e+100"},
          {"-2.5", "-2.5"},
          {"0.1", "0.1"},
          {"9999999999999998.0", "9999999999999998.0"}
        };
    var wrong = new ArrayList<String>();
    for (var c : cases) {
      var got = LegacyText.canonical("[" + c[0] + "]");
      if (!got.equals("[" + c[1] + "]")) {
        wrong.add(c[0] + ": found " + got + ", wanted " + c[1]);
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static String sha256(String text) {
    return Hex.encode(Chain.sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
  }
}
