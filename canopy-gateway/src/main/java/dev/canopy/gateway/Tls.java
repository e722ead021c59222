package dev.canopy.gateway;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * TLS 1.2 and 1.3 for a gateway.
 *
 * @param certificate a file with the PEM certificate chain
 * @param key a file with its PEM private key (PKCS#8)
 * @param clientAuthority a file with the PEM certificates that sign those of callers; null if
 *     callers need none. Where it is set, a caller without such a certificate gets no connection
 */
public record Tls(Path certificate, Path key, @Nullable Path clientAuthority) {
  public Tls {
    Objects.requireNonNull(certificate, "certificate");
    Objects.requireNonNull(key, "key");
  }
}
