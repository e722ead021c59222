package dev.canopy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.canopy.policy.Decision;
import dev.canopy.policy.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Issue 3: the log, its keys and the policy are not for agents to change. */
class OwnFilesTest {
  private final Path folder;
  private final Path log;
  private final DecisionMaker decisions;

  OwnFilesTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    log = Files.createDirectory(folder.resolve("log")).resolve("agents.log");
    var policy = folder.resolve("rules.yaml");
    Files.writeString(policy, Policy.shippedSource("default.yaml").text());
    decisions =
        new CanopyBuilder()
            .environment(
                Map.of("CANOPY_POLICY_FILE", policy.toString(), "CANOPY_AUDIT_KEY", folder + "/k"))
            .auditLog(log)
            .workingDirectory(folder)
            .buildDecisionMaker();
  }

  private Decision shell(String command) {
    var context = Map.of("safe_paths", List.of(folder.toString()));
    return decisions.decide(context, "execute_shell", command).evaluation().decision();
  }

  @Test
  void log_isNotForAgents() throws IOException {
    assertThat(shell(": > log/agents.log")).isEqualTo(Decision.DENY);
    assertThat(shell("sed -i '$d' " + log)).isEqualTo(Decision.DENY);
    assertThat(shell("rm -f log/agents.log.lock")).isEqualTo(Decision.DENY);
    assertThat(shell("cp x log/agents.log.d/state")).isEqualTo(Decision.DENY);
    assertThat(shell("rm -rf log")).isEqualTo(Decision.DENY);
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("log"));
    assertThat(shell(": > link/agents.log")).isEqualTo(Decision.DENY);

    assertThat(shell("cat log/agents.log")).isEqualTo(Decision.ALLOW);
    assertThat(shell(": > log/agents.log2")).isEqualTo(Decision.ALLOW);
    assertThat(shell(": > agents.log")).isEqualTo(Decision.ALLOW);
  }

  @Test
  void keyAndPolicy_areNotForAgents() {
    assertThat(shell("echo x > k")).isEqualTo(Decision.DENY);
    assertThat(shell("echo 'rules: []' >> rules.yaml")).isEqualTo(Decision.DENY);

    assertThat(shell("echo x > k2")).isEqualTo(Decision.ALLOW);
    assertThat(shell("echo x > docs-rules.yaml")).isEqualTo(Decision.ALLOW);
  }

  @Test
  void newPolicy_isToldToo() {
    assertThat(
            decisions
                .with(Policy.standard())
                .decide(Map.of("safe_paths", List.of(folder.toString())), "bash", ": > " + log)
                .evaluation()
                .decision())
        .isEqualTo(Decision.DENY);
  }
}
