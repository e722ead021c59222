package dev.canopy.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.canopy.policy.Decision;
import java.io.File;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The clients in examples/http run a command that is allowed, and no other. */
@NullUnmarked // what is not there fails the test
final class ExamplesTest {
  private static final List<List<String>> CLIENTS =
      List.of(
          List.of("curl", "sh", "curl.sh"),
          List.of("python3", "python3", "client.py"),
          List.of("node", "node", "client.mjs"));

  @TempDir Path directory;

  /** What needs the first word of the list, where that is installed; the shell always is. */
  @TestFactory
  Stream<DynamicTest> clients_runWhatIsAllowedAndNothingElse() {
    return CLIENTS.stream()
        .filter(client -> isInstalled(client.get(0)))
        .map(client -> DynamicTest.dynamicTest(client.get(2), () -> run(client)));
  }

  private void run(List<String> client) throws Exception {
    var policy =
        TestGateway.policy(
            """
            defaults: {"*": DENY}
            rules:
              - id: echo
                action_type: execute_shell
                decision: ALLOW
                when: {payload.command: {starts_with: echo}}
            """);
    var log = Files.createTempDirectory(directory, "log").resolve("audit.log");
    try (var canopy = dev.canopy.Canopy.builder().policy(policy).auditLog(log).build();
        var gateway = Gateway.start(canopy, new GatewayOptions().port(0))) {
      var url = "http://127.0.0.1:" + gateway.port();
      assertThat(output(client, url, "echo it ran")).isEqualTo("0 it ran\n");
      assertThat(output(client, url, "printf ran")).isEqualTo("20 ");
    }
    assertThat(output(client, "http://127.0.0.1:1", "echo it ran")).doesNotContain("it ran");
    assertThat(TestGateway.decisions(log)).hasSize(2);
  }

  private static String output(List<String> client, String url, String command) throws Exception {
    var example = TestGateway.repository().resolve("examples/http").resolve(client.get(2));
    var builder = new ProcessBuilder(client.get(1), example.toString(), command);
    builder.environment().put("CANOPY_URL", url);
    builder.environment().remove("http_proxy");
    builder.environment().remove("HTTP_PROXY");
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    var process = builder.start();
    var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() + " " + out;
  }

  private static boolean isInstalled(String program) {
    var path = Objects.requireNonNullElse(System.getenv("PATH"), "");
    return Stream.of(path.split(File.pathSeparator, -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  @Test
  void javaClient_givesTheDecisionAndFailsClosed() {
    try (var gateway = new TestGateway(directory)) {
      var url = URI.create("http://127.0.0.1:" + gateway.port());
      var client = new GatewayClient(url, null);

      assertThat(client.authorizeAction(Map.of(), "read_file", Map.of("path", "/a")).isAllowed())
          .isTrue();
      var asked = client.authorizeAction(Map.of(), "modify_file", Map.of("path", "/a"));
      assertThat(asked.decision()).isEqualTo(Decision.REQUIRE_APPROVAL);
      assertThat(asked.approvalId()).isNotEmpty();
      assertThat(new GatewayClient(url, "wrong").authorizeAction(Map.of(), "read_file", "/a"))
          .matches(answer -> !answer.isAllowed());
    }
    var nobody = new GatewayClient(URI.create("http://127.0.0.1:1"), null);
    assertThat(nobody.authorizeAction(Map.of(), "read_file", "/a").decision())
        .isEqualTo(Decision.DENY);
  }
}
