package dev.canopy.cli;

import dev.canopy.gateway.OidcRules;
import dev.canopy.gateway.Role;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --oidc-issuer} and its like: people that another service vouches for. */
final class OidcOption {
  @Option(
      names = "--oidc-issuer",
      paramLabel = "URL",
      description = "People log in there too, by OpenID Connect.")
  private @Nullable String issuer;

  @Option(
      names = "--oidc-client",
      paramLabel = "ID",
      description = "What it knows this gateway by; the secret is CANOPY_OIDC_SECRET, or none.")
  private @Nullable String client;

  @Option(
      names = "--oidc-redirect",
      paramLabel = "URL",
      description = "How browsers reach /session/oidc/callback of this gateway.")
  private @Nullable String redirect;

  @Option(
      names = "--oidc-claim",
      paramLabel = "CLAIM",
      defaultValue = "groups",
      description = "The claim of the ID token that says what a person may do.")
  private String claim = "groups";

  @Option(
      names = "--oidc-role",
      paramLabel = "VALUE=ROLE",
      split = ",",
      description = "What a value of that claim stands for; others are not let in.")
  private @Nullable List<String> roles;

  /** The rules; null if none are given. */
  @Nullable OidcRules rules(Console console) throws CommandFailure {
    if (issuer == null && client == null && redirect == null && roles == null) {
      return null;
    }
    if (issuer == null || client == null || redirect == null || roles == null) {
      throw CommandFailure.usage(
          "--oidc-issuer, --oidc-client, --oidc-redirect and --oidc-role go together");
    }
    return new OidcRules(
        URI.create(issuer),
        client,
        console.environment().getOrDefault("CANOPY_OIDC_SECRET", ""),
        URI.create(redirect),
        claim,
        roles(roles));
  }

  private static Map<String, Role> roles(List<String> pairs) throws CommandFailure {
    var found = new HashMap<String, Role>();
    for (var pair : pairs) {
      var equals = pair.lastIndexOf('=');
      var role = Role.of(pair.substring(equals + 1));
      if (equals < 1 || role.isEmpty()) {
        throw CommandFailure.usage(
            "--oidc-role wants VALUE=ROLE with agent, approver, auditor or admin, and found `"
                + Visible.of(pair)
                + "`");
      }
      found.put(pair.substring(0, equals), role.get());
    }
    return found;
  }
}
