package dev.canopy.gateway;

import java.net.URI;
import java.util.Map;
import java.util.Objects;

/**
 * Another service that says who people are, by OpenID Connect.
 *
 * @param issuer its issuer, to the letter; {@code https:}, or {@code http:} on loopback
 * @param clientId what it knows this gateway by
 * @param clientSecret empty for a public client; then PKCE alone binds the code
 * @param redirect where it sends people back to: this gateway's {@code /session/oidc/callback} as
 *     browsers reach it
 * @param roleClaim the claim of the ID token that says what a person may do: a text, or a list
 * @param roles the claim's values, and the role that each stands for; a person with none of them is
 *     not let in, and of several admin counts before auditor, that before approver, that before
 *     agent
 */
public record OidcRules(
    URI issuer,
    String clientId,
    String clientSecret,
    URI redirect,
    String roleClaim,
    Map<String, Role> roles) {
  public OidcRules {
    Objects.requireNonNull(issuer, "issuer");
    Objects.requireNonNull(clientId, "clientId");
    Objects.requireNonNull(clientSecret, "clientSecret");
    Objects.requireNonNull(redirect, "redirect");
    Objects.requireNonNull(roleClaim, "roleClaim");
    roles = Map.copyOf(roles);
    if (!Fetch.isPrivate(issuer)) {
      throw new IllegalArgumentException(
          "the issuer is reached over https, and not at `" + issuer + "`");
    }
    if (!redirect.getPath().equals(Oidc.CALLBACK) || !Fetch.isPrivate(redirect)) {
      throw new IllegalArgumentException(
          "people come back over https to " + Oidc.CALLBACK + ", and not to `" + redirect + "`");
    }
    if (clientId.isBlank() || roleClaim.isBlank() || roles.isEmpty()) {
      throw new IllegalArgumentException("OpenID Connect needs a client id, a claim and roles");
    }
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "OidcRules[" + issuer + ", " + clientId + "]";
  }
}
