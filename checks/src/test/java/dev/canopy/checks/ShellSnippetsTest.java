package dev.canopy.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The shell blocks in README.md and docs/ that are marked {@code <!-- run -->} succeed. */
final class ShellSnippetsTest {
  @TestFactory
  Stream<DynamicTest> snippets_run(@TempDir Path tree) {
    var launcher = new Launcher(tree);
    return Snippet.all().stream()
        .filter(Snippet::checked)
        .map(s -> DynamicTest.dynamicTest(s.place(), () -> run(launcher, s)));
  }

  private static void run(Launcher launcher, Snippet snippet) {
    assertThat(snippet.language()).as(snippet.place()).isEqualTo("sh");

    var outcome = launcher.shell(snippet.text());

    assertThat(outcome.status())
        .as("%s\n%s\n%s", snippet.place(), outcome.out(), outcome.err())
        .isZero();
  }
}
