package dev.canopy.gateway;

import dev.canopy.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An API key as it is kept: not the key, only its hash.
 *
 * @param id names the key in logs; {@code k} and 12 hex digits
 * @param name whose key it is; one line
 * @param role what its holder may do
 * @param hash the SHA-256 of the key, in lower-case hex
 * @param createdAt when it was made
 * @param expiresAt from when it is worth nothing; null if never
 * @param facts what is established about its holder, as members of {@code agent_ctx}
 * @param trusts the members of {@code agent_ctx} that are believed when its holder says them
 */
public record ApiKey(
    String id,
    String name,
    Role role,
    String hash,
    Instant createdAt,
    @Nullable Instant expiresAt,
    JsonObject facts,
    List<String> trusts) {
  public ApiKey {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(hash, "hash");
    Objects.requireNonNull(createdAt, "createdAt");
    Objects.requireNonNull(facts, "facts");
    trusts = List.copyOf(trusts);
  }

  boolean isExpired(Instant now) {
    return expiresAt != null && !now.isBefore(expiresAt);
  }

  /** Without the hash: it is no secret, and nothing that people need to see either. */
  @Override
  public String toString() {
    return "ApiKey[" + id + ", " + role + "]";
  }
}
