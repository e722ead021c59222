package dev.canopy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DemoTest {

  @Test
  void demo_decidesAsItsStoryNeeds(@TempDir Path directory) throws IOException {
    var told = new Transcript(directory).replay("$ canopy demo");

    var decisions =
        told.lines()
            .map(String::strip)
            .filter(l -> l.matches("(ALLOW|REQUIRE_APPROVAL|DENY)  .*"))
            .map(l -> l.substring(0, l.indexOf(' ')))
            .toList();
    assertThat(decisions)
        .isEqualTo(
            List.of(
                "ALLOW",
                "ALLOW",
                "ALLOW",
                "REQUIRE_APPROVAL", // a library is installed
                "ALLOW", // with an approval
                "REQUIRE_APPROVAL", // with the same one again
                "ALLOW",
                "DENY",
                "DENY",
                "DENY",
                "DENY", // what it decodes and pipes into a shell can be worked out
                "REQUIRE_APPROVAL"));
  }

  @Test
  void demo_endsWithTamperingThatVerifyCatches(@TempDir Path directory) throws IOException {
    var told = new Transcript(directory).replay("$ canopy demo");

    var verdicts =
        told.lines()
            .map(String::strip)
            .filter(l -> l.matches("(intact|broken|not_as_expected|torn_tail)  .*"))
            .map(l -> l.substring(0, l.indexOf(' ')))
            .toList();
    assertThat(verdicts).isEqualTo(List.of("intact", "broken", "intact", "not_as_expected"));
    assertThat(told).endsWith("[0]\n");
  }
}
