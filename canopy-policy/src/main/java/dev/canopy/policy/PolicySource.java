package dev.canopy.policy;

/**
 * A policy as text.
 *
 * @param name what messages call it, usually its file name
 */
public record PolicySource(String name, String text) {}
