package dev.canopy.cli;

import dev.canopy.policy.Policy;
import dev.canopy.policy.PolicyException;
import dev.canopy.policy.PolicySource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the policy that a command is to use. */
final class Policies {
  private Policies() {}

  /** The given file, else that of {@code CANOPY_POLICY_FILE}, else the policy that is shipped. */
  static Policy find(@Nullable String option, Map<String, String> environment)
      throws CommandFailure {
    var file = option != null ? option : environment.get("CANOPY_POLICY_FILE");
    if (file == null || file.isEmpty()) {
      return Policy.standard();
    }
    try {
      return Policy.load(new PolicySource(file, Files.readString(Path.of(file))));
    } catch (IOException e) {
      throw CommandFailure.failure("cannot read the policy `" + file + "`: " + e);
    } catch (PolicyException e) {
      throw CommandFailure.failure(e.getMessage());
    }
  }
}
