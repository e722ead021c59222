package dev.canopy.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs start without checking the examples of shipped policies, because the build does. */
class ShippedPoliciesTest {
  @ParameterizedTest
  @ValueSource(strings = {"default.yaml", "strict.yaml"})
  void shippedPolicy_loadsWithItsExamples(String name) throws PolicyException {
    try {
      var policy = Policy.load(Policy.shippedSource(name));
      assertThat(policy.digest()).startsWith("sha256:").hasSize(7 + 64);
      assertThat(policy.ruleIds()).isNotEmpty();
    } catch (PolicyException e) {
      e.issues().forEach(issue -> System.err.println(issue.render()));
      throw e;
    }
  }
}
