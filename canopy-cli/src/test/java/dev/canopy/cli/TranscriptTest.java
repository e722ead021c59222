package dev.canopy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The transcripts in testdata/cli: command lines, and all that they write. */
final class TranscriptTest {
  private static final Path TRANSCRIPTS = Testdata.root().resolve("cli");

  static Stream<String> transcripts() throws IOException {
    try (var files = Files.list(TRANSCRIPTS)) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(f -> f.endsWith(".txt"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("transcripts")
  void transcript_isAsRecorded(String name, @TempDir Path directory) throws IOException {
    try (var files = Files.list(TRANSCRIPTS.resolve("files"))) {
      for (var file : files.toList()) {
        Files.copy(file, directory.resolve(file.getFileName()));
      }
    }
    var file = TRANSCRIPTS.resolve(name);
    var recorded = Files.readString(file);

    var replayed = new Transcript(directory.toRealPath()).replay(recorded);

    if (Boolean.getBoolean("canopy.accept")) {
      Files.writeString(file, replayed);
    } else {
      assertThat(replayed)
          .as("testdata/cli/%s; to accept a change run with -Dcanopy.accept=true", name)
          .isEqualTo(recorded);
    }
  }
}
