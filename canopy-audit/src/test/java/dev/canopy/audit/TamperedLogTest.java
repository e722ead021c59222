package dev.canopy.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The logs in testdata/audit/tampered and what is said about them. To make them anew, and to accept
 * what is said, run with -Dcanopy.accept=true and look at the difference.
 */
class TamperedLogTest {
  private static final Path GOOD = Testdata.path("audit/good/audit.log");

  static Stream<String> folders() throws Exception {
    var names = new ArrayList<String>();
    try (var folders = Files.newDirectoryStream(Testdata.path("audit/tampered"))) {
      folders.forEach(f -> names.add(String.valueOf(f.getFileName())));
    }
    names.sort(null);
    return names.stream();
  }

  private static Expectation receipt() throws Exception {
    var lines = Files.readAllLines(GOOD);
    return Expectation.of(
        new Receipt(
            AuditLogTest.leafHash(lines.get(lines.size() - 1)), lines.size() - 1, "irrelevant"));
  }

  private static String said(Path log) throws Exception {
    var alone = AuditVerifier.verify(log);
    var withReceipt = AuditVerifier.verify(log, receipt());
    return "alone: "
        + alone.code()
        + ": "
        + alone.words()
        + "\nwith a receipt of the last entry: "
        + withReceipt.code()
        + ": "
        + withReceipt.words()
        + "\n";
  }

  @ParameterizedTest
  @MethodSource("folders")
  void verify_tampered(String name) throws Exception {
    var folder = Testdata.path("audit/tampered").resolve(name);
    assertThat(said(folder.resolve("audit.log")))
        .isEqualTo(Files.readString(folder.resolve("want.txt")));
    assertThat(AuditVerifier.verify(folder.resolve("audit.log"), receipt()))
        .isNotInstanceOf(Verdict.Intact.class);
  }

  @Test
  void verify_good() throws Exception {
    assertThat(AuditVerifier.verify(GOOD))
        .isInstanceOfSatisfying(
            Verdict.Intact.class,
            v -> {
              assertThat(v.chained().entries()).isEqualTo(7);
              assertThat(v.expectationMet()).isFalse();
            });
    assertThat(AuditVerifier.verify(GOOD, receipt()))
        .isInstanceOfSatisfying(Verdict.Intact.class, v -> assertThat(v.expectationMet()).isTrue());
    for (var wrong :
        List.of(
            Expectation.entries(8),
            Expectation.head("00".repeat(32)),
            new Expectation(receipt().entryHash(), 5, 0))) {
      assertThat(AuditVerifier.verify(GOOD, wrong)).isInstanceOf(Verdict.NotAsExpected.class);
    }
    assertThat(AuditVerifier.verify(GOOD, Expectation.entries(7)))
        .isInstanceOf(Verdict.Intact.class);
  }

  @Test
  void testdata_isWhatTheGeneratorMakes(@TempDir Path dir) throws Exception {
    var good = Tampering.log(dir, 6, 1);
    var accept = Boolean.getBoolean("canopy.accept");
    if (accept) {
      Files.createDirectories(GOOD.getParent());
      Files.write(GOOD, good);
    }
    assertThat(good).isEqualTo(Files.readAllBytes(GOOD));
    var cases = Tampering.all(good, Tampering.log(dir, 6, 2));
    for (var tampered : cases.entrySet()) {
      var folder = Testdata.path("audit/tampered").resolve(tampered.getKey());
      var readme = "# " + tampered.getKey() + "\n\n" + tampered.getValue().what() + "\n";
      if (accept) {
        Files.createDirectories(folder);
        Files.write(folder.resolve("audit.log"), tampered.getValue().log());
        Files.writeString(folder.resolve("README.md"), readme);
        Files.writeString(folder.resolve("want.txt"), said(folder.resolve("audit.log")));
      }
      assertThat(Files.readAllBytes(folder.resolve("audit.log")))
          .as(tampered.getKey())
          .isEqualTo(tampered.getValue().log());
      assertThat(Files.readString(folder.resolve("README.md"))).isEqualTo(readme);
    }
    assertThat(folders()).containsExactlyInAnyOrderElementsOf(cases.keySet());
  }
}
