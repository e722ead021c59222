package dev.canopy.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The examples of docs/audit-format.md are true. */
class AuditFormatPageTest {
  private static final Path ROOT = Testdata.path("..").normalize();

  private static String block(String language) throws Exception {
    var page = Files.readString(ROOT.resolve("docs/audit-format.md"));
    var start = page.indexOf("```" + language + "\n");
    assertThat(start).isPositive();
    var from = page.indexOf('\n', start) + 1;
    return page.substring(from, page.indexOf("```", from));
  }

  @Test
  void example_isTheBeginningOfTheGoodLog() throws Exception {
    assertThat(Files.readString(Testdata.path("audit/good/audit.log"))).startsWith(block("json"));
  }

  @Test
  void commands_sayWhatThePageSays() throws Exception {
    var shell =
        new ProcessBuilder("sh", "-c", block("sh"))
            .directory(ROOT.toFile())
            .redirectErrorStream(true)
            .start();
    var output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    shell.waitFor();
    assertThat(output).isEqualTo(block("text"));
  }

  @Test
  void numbers_areTheOnesInTheCode() throws Exception {
    var page = Files.readString(ROOT.resolve("docs/audit-format.md"));
    assertThat(LineCheck.MAX_LINE_BYTES).isEqualTo(65_535);
    assertThat(LogWriter.MAX_PENDING_BYTES).isEqualTo(16 << 20);
    assertThat(LogWriter.MAX_BATCH_BYTES).isEqualTo(1 << 20);
    assertThat(LineCheck.MAX_DEPTH).isEqualTo(64);
    assertThat(page).contains("65,535 bytes", "16 MiB", "1 MiB", "64 levels", "canopy-audit-1");
  }
}
