package dev.canopy.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
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

  @ParameterizedTest
  @ValueSource(strings = {"default.yaml", "strict.yaml"})
  void shippedNodes_areThoseOfTheText(String name) {
    var source = Policy.shippedSource(name);
    var issues = new Issues(source);
    assertThat(ShippedNodes.load(source)).isNotNull().isEqualTo(YamlReading.read(source, issues));
  }

  @ParameterizedTest
  @ValueSource(strings = {"default.yaml", "strict.yaml"})
  void shippedNodes_ofAnotherTextAreNotTaken(String name) throws Exception {
    var source = Policy.shippedSource(name);
    var nodes = ShippedNodes.write(source);
    assertThat(ShippedNodes.read(source, nodes)).isNotNull();
    var text = source.text();
    for (var other :
        new String[] {
          text + "\n",
          text.substring(1),
          text.replaceFirst("DENY", "ALLOW"),
          text.replaceFirst("1", "2"),
          text.replaceFirst("e", "f")
        }) {
      assertThat(ShippedNodes.read(new PolicySource(name, other), nodes)).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"default.yaml", "strict.yaml"})
  void shippedNodes_thatAreCutAreNotTaken(String name) throws Exception {
    var source = Policy.shippedSource(name);
    var nodes = ShippedNodes.write(source);
    for (var length : new int[] {0, 11, 12, nodes.length / 2, nodes.length - 1}) {
      assertThatThrownBy(() -> ShippedNodes.read(source, Arrays.copyOf(nodes, length)))
          .isInstanceOf(IOException.class); // and so the text is parsed
    }
  }
}
