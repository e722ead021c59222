package dev.canopy.json;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** A double as text: ECMA-262, Number::toString with radix 10, which RFC 8785 prescribes. */
final class NumberText {
  /** 10^0 … 10^22 are exact doubles. */
  private static final double[] TENS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
  };

  /** Decimals of up to 15 digits are told apart by every two doubles (IEEE 754 binary64). */
  private static final double FIFTEEN_DIGITS = 1e15;

  private NumberText() {}

  /** The text that RFC 8785 prescribes. */
  static String ecmaScript(double value) {
    if (value == Math.rint(value) && Math.abs(value) <= JsonNumber.MAX_EXACT) {
      return Long.toString((long) value); // also turns -0 into 0
    }
    return text(value, 21);
  }

  /** As {@link #ecmaScript}, but an integer beyond 2^53 gets an exponent: our reader takes that. */
  static String readable(double value) {
    var beyond = Math.abs(value) > JsonNumber.MAX_EXACT;
    return beyond ? text(value, 0) : ecmaScript(value);
  }

  private static String text(double value, int longestInteger) {
    var decimal = shortest(Math.abs(value));
    var digits = decimal.unscaledValue().toString();
    var k = digits.length();
    var n = k - decimal.scale(); // the decimal point stands after n digits
    var text = new StringBuilder(32);
    if (value < 0) {
      text.append('-');
    }
    if (k <= n && n <= longestInteger) {
      text.append(digits).append("0".repeat(n - k));
    } else if (0 < n && n <= longestInteger) {
      text.append(digits, 0, n).append('.').append(digits, n, k);
    } else if (-6 < n && n <= 0) {
      text.append("0.").append("0".repeat(-n)).append(digits);
    } else {
      text.append(digits.charAt(0));
      if (k > 1) {
        text.append('.').append(digits, 1, k);
      }
      text.append('e').append(n > 0 ? '+' : '-').append(Math.abs(n - 1));
    }
    return text.toString();
  }

  /**
   * The shortest decimal that reads back as {@code value}, and of those the nearest to it.
   * Double.toString is not that on every JDK (JDK-4511638).
   *
   * <p>Most numbers have few decimals. If q = value·10^s, rounded, is below 10^15 and q / 10^s is
   * value (both operands are exact, so the division rounds once), then q·10^-s reads back as value,
   * and no other decimal of 15 digits does. Else the digits are found by trying.
   */
  private static BigDecimal shortest(double value) {
    for (var s = 1; s < TENS.length; s++) {
      var q = Math.rint(value * TENS[s]);
      if (q >= FIFTEEN_DIGITS) {
        break;
      }
      if (q / TENS[s] == value) {
        return BigDecimal.valueOf((long) q, s).stripTrailingZeros();
      }
    }
    return searched(value);
  }

  private static BigDecimal searched(double value) {
    var exact = new BigDecimal(value);
    for (var precision = 1; precision <= 17; precision++) {
      var below = exact.round(new MathContext(precision, RoundingMode.FLOOR));
      var above = exact.round(new MathContext(precision, RoundingMode.CEILING));
      var belowNearer = exact.subtract(below).compareTo(above.subtract(exact)) <= 0;
      var nearer = belowNearer ? below : above;
      var other = belowNearer ? above : below;
      if (nearer.doubleValue() == value) {
        return nearer.stripTrailingZeros();
      }
      if (other.doubleValue() == value) {
        return other.stripTrailingZeros();
      }
    }
    throw new AssertionError("17 digits always read back: " + value);
  }
}
