package dev.canopy.shell;

/**
 * A variable that is set, as a statement or for one command.
 *
 * @param exported true if programs started afterwards see it
 */
public record Assignment(String name, Word value, boolean exported, Span span) {}
