package dev.canopy.benchmarks;

import dev.canopy.AuthorizationResult;
import dev.canopy.Canopy;
import dev.canopy.policy.Policy;
import dev.canopy.policy.PolicyException;
import dev.canopy.policy.PolicySource;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The one call without a log: what it takes to decide. Run with {@code -prof gc} to see what it
 * allocates. The goal is a median of 15 µs and 2 KB for a command of 60 characters.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DecisionBenchmark {
  private static final Map<String, Object> AGENT =
      Map.of("public_key", "pk-agent-001", "env", "production");

  /** What agents run all day, of 20 to 60 characters; the median of these is the figure. */
  @Param({
    "git commit -m \"fix: empty input\" src/main/java/App.java -q",
    "grep -rn \"TODO\" src/main/java | head -20",
    "ls -la && git status",
    "npm test -- --watch=false 2>&1 | tail -5",
    "cd backend && python -m pytest tests/unit -x -q",
    "grep -rn --include=*.java 'TODO' src/main/java | sort | head",
    "find . -name '*.py' -not -path './venv/*' | xargs wc -l",
    "rm -rf --no-preserve-root / && echo all of it is gone by now",
  })
  private String command = "";

  private Map<String, Object> payload = Map.of();
  private Canopy standard = canopy(Policy.standard());
  private Canopy oneRule = canopy(Policy.standard());

  /** Compiles the policies. */
  @Setup
  public void setUp() throws PolicyException {
    payload = Map.of("command", command);
    standard = canopy(Policy.standard());
    oneRule =
        canopy(
            Policy.load(
                new PolicySource(
                    "one-rule.yaml",
                    """
                    rules:
                      - action_type: lookup
                        deny_if: "rm -rf"
                    """)));
  }

  private static Canopy canopy(Policy policy) {
    return Canopy.builder().policy(policy).withoutAnyAuditLog().build();
  }

  /** With the policy that is shipped: the command is parsed, and its effects are judged. */
  @Benchmark
  public AuthorizationResult standardPolicy() {
    return standard.authorizeAction(AGENT, "execute_shell", payload);
  }

  /** With one literal rule on a type that has no effects to work out. */
  @Benchmark
  public AuthorizationResult oneLiteralRule() {
    return oneRule.authorizeAction(AGENT, "lookup", payload);
  }
}
