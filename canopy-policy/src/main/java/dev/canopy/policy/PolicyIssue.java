package dev.canopy.policy;

/**
 * A fault in a policy.
 *
 * @param line from 1
 * @param column from 1, in characters
 * @param message what was found and what was wanted; lower case, no full stop
 * @param help what to do, or empty
 * @param excerpt the line of the policy, or empty
 */
public record PolicyIssue(
    String source, int line, int column, String message, String help, String excerpt) {

  /** The fault as a person reads it: place, message, the line with a caret under it, help. */
  public String render() {
    var out = new StringBuilder();
    out.append(source).append(':').append(line).append(':').append(column).append(": ");
    out.append(message).append('\n');
    if (!excerpt.isBlank()) {
      var number = Integer.toString(line);
      out.append("  ").append(number).append(" | ");
      // A tab would move the caret, a control character the terminal.
      excerpt.codePoints().forEach(c -> out.appendCodePoint(Character.isISOControl(c) ? ' ' : c));
      out.append('\n').append(" ".repeat(number.length() + 2)).append(" | ");
      out.append(" ".repeat(Math.max(0, column - 1))).append("^\n");
    }
    if (!help.isEmpty()) {
      out.append("  help: ").append(help).append('\n');
    }
    return out.toString();
  }
}
