package dev.canopy.gateway;

import org.jspecify.annotations.Nullable;

/**
 * One way to prove who is calling. Called on event loops: it must not block. Safe for use by many
 * threads.
 */
interface Authenticator {
  /**
   * The caller, or null if these are no credentials that this way knows.
   *
   * @param authorization the value of the {@code Authorization} header; null if there is none
   */
  @Nullable Caller identify(@Nullable String authorization);

  /** True if callers have to prove who they are, because there is someone who could. */
  boolean isConfigured();
}
