package dev.canopy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code canopy log export-tlog}. */
final class LogExportTlogTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private int run(Path folder, String... words) {
    out.reset();
    return Cli.run(
        new Console(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            false,
            Map.of(),
            folder,
            InstantSource.fixed(Instant.parse("2026-11-22T10:00:00Z"))),
        words);
  }

  @Test
  void exportTlog_writesWhatIsSigned(@TempDir Path folder) {
    assertThat(run(folder, "log", "export-tlog", "out")).isEqualTo(ExitCode.FAILURE);
    run(folder, "authorize", "execute_shell", "ls");
    assertThat(run(folder, "log", "export-tlog", "out")).isEqualTo(ExitCode.OK);
    // The first decision of a short command is left to a later checkpoint.
    assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("1 entry of canopy-audit/");
    run(folder, "receipt", "1");
    assertThat(run(folder, "log", "export-tlog", "out")).isEqualTo(ExitCode.OK);
    assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("2 entries of canopy-audit/");
    for (var file : new String[] {"checkpoint", "tile/0/000.p/2", "tile/entries/000.p/2"}) {
      assertThat(folder.resolve("out").resolve(file)).exists();
    }
    assertThat(run(folder, "log", "export-tlog", "out", "--key", "x")).isEqualTo(ExitCode.USAGE);
  }
}
