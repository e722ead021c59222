package dev.canopy.gateway;

import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Which JSON Web Tokens (RFC 7519) prove that a caller is an agent. Everything that a token could
 * choose for itself is pinned here (RFC 8725).
 *
 * @param issuer what {@code iss} must be, byte for byte
 * @param audience what {@code aud} must be, or hold
 * @param algorithms of {@code EdDSA} (Ed25519), {@code ES256} and {@code RS256}: those that count
 * @param keys the issuer's JWK set: {@code file:}, {@code https:}, or {@code http:} on loopback
 * @param claims the claims that are facts about the agent, as members of {@code agent_ctx}
 * @param trusts the members of {@code agent_ctx} that are believed when such an agent says them
 */
public record TokenRules(
    String issuer,
    String audience,
    Set<String> algorithms,
    URI keys,
    List<String> claims,
    List<String> trusts) {
  /** All that there are. */
  public static final Set<String> ALGORITHMS = Set.of("EdDSA", "ES256", "RS256");

  /** What a token says about itself is never a fact about its agent. */
  private static final Set<String> REGISTERED =
      Set.of("iss", "sub", "aud", "exp", "nbf", "iat", "jti", "avid", "public_key");

  public TokenRules {
    Objects.requireNonNull(issuer, "issuer");
    Objects.requireNonNull(audience, "audience");
    algorithms = Set.copyOf(algorithms);
    Objects.requireNonNull(keys, "keys");
    claims = List.copyOf(claims);
    trusts = List.copyOf(trusts);
    if (issuer.isBlank() || audience.isBlank()) {
      throw new IllegalArgumentException("tokens need an issuer and an audience");
    }
    if (algorithms.isEmpty() || !ALGORITHMS.containsAll(algorithms)) {
      throw new IllegalArgumentException("algorithms of tokens are EdDSA, ES256 and RS256");
    }
    for (var claim : claims) {
      if (REGISTERED.contains(claim)) {
        throw new IllegalArgumentException("the claim `" + claim + "` is no fact about an agent");
      }
    }
    if (!"file".equals(keys.getScheme()) && !Fetch.isPrivate(keys)) {
      throw new IllegalArgumentException(
          "the keys of tokens are in a file or at an https URL, not at `" + keys + "`");
    }
  }
}
