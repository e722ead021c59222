package dev.canopy.audit;

/** Decimal numbers from 0 to 2^63 - 1 in their one spelling: no sign, no leading zero. */
final class Decimal {
  private static final int MAX_DIGITS = 19;

  private Decimal() {}

  static long parse(String text, String what) throws ProofException {
    var good =
        !text.isEmpty()
            && text.length() <= MAX_DIGITS
            && (text.length() == 1 || text.charAt(0) != '0');
    for (var i = 0; good && i < text.length(); i++) {
      good = text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    if (good) {
      try {
        return Long.parseLong(text);
      } catch (NumberFormatException e) {
        good = false; // 19 digits, and more than 2^63 - 1
      }
    }
    throw new ProofException(
        what
            + " is a decimal number less than 2^63 without leading zeros, found `"
            + Quoted.of(text)
            + "`");
  }
}
