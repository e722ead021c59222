package dev.canopy.effects;

/**
 * Where in the payload an effect comes from.
 *
 * @param field the payload field, such as {@code command} or {@code arguments.path}; empty if the
 *     payload itself is the text
 * @param start index of the first UTF-16 code unit in that field's text
 * @param end index after the last one
 */
public record Origin(String field, int start, int end) {}
