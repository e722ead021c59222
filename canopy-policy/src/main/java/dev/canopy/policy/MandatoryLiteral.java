package dev.canopy.policy;

/**
 * Finds text that every match of a regular expression holds, so that a text without it need not be
 * searched. Knows only the plainest syntax, and gives up (an empty literal) on everything else.
 */
final class MandatoryLiteral {
  private final String pattern;
  private final StringBuilder run = new StringBuilder();
  private String best = "";

  private MandatoryLiteral(String pattern) {
    this.pattern = pattern;
  }

  static String of(String pattern) {
    return new MandatoryLiteral(pattern).find();
  }

  private String find() {
    for (var i = 0; i < pattern.length(); i++) {
      var c = pattern.charAt(i);
      if (c == '|') {
        return "";
      }
      if (c == '(' || c == '[' || c == '{') {
        // Groups may hold flags and choices, classes anything: both end what we understand.
        return closed(i);
      }
      if (c == '\\') {
        i++;
        if (i == pattern.length() || !escaped(pattern.charAt(i))) {
          return "";
        }
      } else if (c == '*' || c == '?') {
        dropLast();
        endRun();
      } else if (c == '+' || c == '.' || c == '^' || c == '$' || c > 127) {
        // Other alphabets fold case in ways of their own.
        endRun();
      } else {
        run.append(c);
      }
    }
    endRun();
    return best;
  }

  /** False if it is not known what the escaped character means. */
  private boolean escaped(char c) {
    if (!Character.isLetterOrDigit(c)) {
      run.append(c);
      return true;
    }
    endRun();
    return "dDwWsSbBnrt".indexOf(c) >= 0;
  }

  /** What was found before an opening bracket, if nothing after it can make that optional. */
  private String closed(int at) {
    if (pattern.charAt(at) == '{') {
      dropLast();
    }
    endRun();
    return pattern.indexOf('|', at) >= 0 ? "" : best;
  }

  private void dropLast() {
    if (!run.isEmpty()) {
      run.setLength(run.length() - 1);
    }
  }

  private void endRun() {
    if (run.length() > best.length()) {
      best = run.toString();
    }
    run.setLength(0);
  }
}
