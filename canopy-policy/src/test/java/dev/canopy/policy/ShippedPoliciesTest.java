package dev.canopy.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs start without checking the examples of shipped policies, because the build does. */
class ShippedPoliciesTest {
  @ParameterizedTest
  @ValueSource(strings = {"default.yaml", "strict.yaml"})
  void shippedPolicy_loadsWithItsExamples(String name) {
    assertThat(faults(name)).isEmpty();
  }

  private static String faults(String name) {
    try {
      Policy.load(Policy.shippedSource(name));
      return "";
    } catch (PolicyException e) {
      return e.issues().stream().map(PolicyIssue::render).collect(Collectors.joining("\n"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"default.yaml", "strict.yaml"})
  void digest_isThatOfTheText(String name) throws PolicyException {
    var policy = Policy.load(Policy.shippedSource(name));
    assertThat(policy.digest()).startsWith("sha256:").hasSize(7 + 64);
    assertThat(Policy.load(Policy.shippedSource(name)).digest()).isEqualTo(policy.digest());
    var changed = new PolicySource(name, Policy.shippedSource(name).text() + "#");
    assertThat(Policy.load(changed).digest()).isNotEqualTo(policy.digest());
  }
}
