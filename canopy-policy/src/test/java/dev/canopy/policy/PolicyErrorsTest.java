package dev.canopy.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every policy under {@code testdata/policy-errors} is refused, with exactly these messages. */
class PolicyErrorsTest {
  private static final Path FOLDER = TestData.folder("policy-errors");

  @TestFactory
  Stream<DynamicTest> policy_isRefused() throws IOException {
    try (var cases = Files.list(FOLDER)) {
      return cases.filter(Files::isDirectory).sorted().toList().stream()
          .map(at -> DynamicTest.dynamicTest(at.getFileName().toString(), () -> check(at)));
    }
  }

  private static void check(Path folder) throws IOException {
    var expected = folder.resolve("expected-errors.txt");
    var found = errors(TestData.read(folder.resolve("policy.yaml")));
    if (Boolean.getBoolean("canopy.accept")) {
      Files.writeString(expected, found);
    }
    assertThat(found)
        .as("accept with -Dcanopy.accept=true, see the README there")
        .isEqualTo(Files.exists(expected) ? TestData.read(expected) : "");
  }

  private static String errors(String text) {
    try {
      var policy = Policy.load(new PolicySource("policy.yaml", text));
      return "loads: " + policy.ruleIds();
    } catch (PolicyException e) {
      return e.issues().stream().map(PolicyIssue::render).collect(Collectors.joining("\n"));
    }
  }

  @Test
  void folder_holdsManyCases() throws IOException {
    try (var cases = Files.list(FOLDER)) {
      assertThat(cases.filter(Files::isDirectory).count()).isGreaterThanOrEqualTo(80);
    }
  }
}
