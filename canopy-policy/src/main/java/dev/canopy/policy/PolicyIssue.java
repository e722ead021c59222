package dev.canopy.policy;

/**
 * A fault in a policy.
 *
 * @param line from 1
 * @param column from 1
 * @param message what was found and what was wanted; lower case, no full stop
 * @param help what to do, or empty
 */
public record PolicyIssue(String source, int line, int column, String message, String help) {}
