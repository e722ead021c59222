package dev.canopy.effects;

import org.jspecify.annotations.Nullable;

/**
 * How a host was understood.
 *
 * @param host the canonical form: lower-case ASCII without a trailing dot; addresses in their
 *     shortest form, IPv6 without brackets
 * @param place the strictest place that any reading leads to
 * @param doubt why the host is not what it seems, or null
 */
public record HostReading(Operand host, HostPlace place, @Nullable String doubt) {}
