package dev.canopy.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.canopy.policy.LogRules.Keep;
import org.junit.jupiter.api.Test;

class LogRulesTest {
  private static LogRules rules(String log) throws PolicyException {
    return Policy.load(
            new PolicySource(
                "p.yaml", "rules: [{id: a, action_type: read_file, decision: DENY}]\n" + log))
        .logRules();
  }

  @Test
  void absent_commitsToEverything() throws PolicyException {
    var rules = rules("");
    assertThat(rules.keep("command")).isEqualTo(Keep.COMMITTED);
    assertThat(rules.keepsLess()).isFalse();
    assertThat(rules.keepsNothing()).isFalse();
  }

  @Test
  void fields_areNamedWithoutCaseAndSigns() throws PolicyException {
    var rules = rules("log: {payload: committed, clear: [file_path], never: Content}");
    assertThat(rules.keep("filePath")).isEqualTo(Keep.CLEAR);
    assertThat(rules.keep("file-path")).isEqualTo(Keep.CLEAR);
    assertThat(rules.keep("CONTENT")).isEqualTo(Keep.NEVER);
    assertThat(rules.keep("contents")).isEqualTo(Keep.COMMITTED);
    assertThat(rules.keepsLess()).isTrue();
  }

  @Test
  void none_keepsWhatIsInClearOnly() throws PolicyException {
    assertThat(rules("log: {payload: none}").keepsNothing()).isTrue();
    assertThat(rules("log: {payload: none}").keep("path")).isEqualTo(Keep.NEVER);
    var rules = rules("log: {payload: none, clear: path}");
    assertThat(rules.keepsNothing()).isFalse();
    assertThat(rules.keep("path")).isEqualTo(Keep.CLEAR);
    assertThat(rules.keep("content")).isEqualTo(Keep.NEVER);
  }

  @Test
  void shippedPolicies_commitToEverything() {
    assertThat(Policy.standard().logRules().keep("command")).isEqualTo(Keep.COMMITTED);
    assertThat(Policy.strict().logRules().keep("command")).isEqualTo(Keep.COMMITTED);
  }
}
