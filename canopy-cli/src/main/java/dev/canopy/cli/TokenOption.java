package dev.canopy.cli;

import dev.canopy.gateway.TokenRules;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --jwt-issuer} and its like: agents that a token proves. */
final class TokenOption {
  @Option(
      names = "--jwt-issuer",
      paramLabel = "ISS",
      description = "Take agents with a JSON Web Token whose iss is this.")
  private @Nullable String issuer;

  @Option(names = "--jwt-audience", paramLabel = "AUD", description = "What its aud must be.")
  private @Nullable String audience;

  @Option(
      names = "--jwt-keys",
      paramLabel = "URL",
      description = "The issuer's JWK set: a file, or an https URL.")
  private @Nullable String keys;

  @Option(
      names = "--jwt-alg",
      paramLabel = "ALG",
      split = ",",
      description = "How it may be signed: EdDSA, ES256, RS256; else any of these.")
  private @Nullable List<String> algorithms;

  @Option(
      names = "--jwt-fact",
      paramLabel = "CLAIM",
      split = ",",
      description = "Claims that are facts about the agent, such as env.")
  private @Nullable List<String> facts;

  @Option(
      names = "--jwt-trust",
      paramLabel = "NAME",
      split = ",",
      description = "Members of agent_ctx that are believed when such an agent says them.")
  private @Nullable List<String> trusts;

  /** The rules; null if none are given. */
  @Nullable TokenRules rules(Console console) throws CommandFailure {
    if (issuer == null && audience == null && keys == null) {
      if (algorithms != null || facts != null || trusts != null) {
        throw CommandFailure.usage("--jwt-alg, --jwt-fact and --jwt-trust go with --jwt-issuer");
      }
      return null;
    }
    if (issuer == null || audience == null || keys == null) {
      throw CommandFailure.usage("--jwt-issuer, --jwt-audience and --jwt-keys go together");
    }
    return new TokenRules(
        issuer,
        audience,
        algorithms == null ? TokenRules.ALGORITHMS : Set.copyOf(algorithms),
        place(keys, console),
        facts == null ? List.of() : facts,
        trusts == null ? List.of() : trusts);
  }

  private static URI place(String keys, Console console) throws CommandFailure {
    if (!keys.contains("://")) {
      return console.resolve(keys).toUri();
    }
    try {
      return URI.create(keys);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage("--jwt-keys is no URL: " + Visible.of(keys));
    }
  }
}
