package dev.canopy.shell;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Arithmetic. The values of variables are expressions again, and subscripts in them may hold
 * command substitutions: those run, whatever the numbers are.
 */
final class Arithmetic {
  private final Evaluator shell;
  private final Expander expander;

  /** Variables followed in the expression that is evaluated: values can name each other. */
  private int following;

  Arithmetic(Evaluator shell, Expander expander) {
    this.shell = shell;
    this.expander = expander;
  }

  /** The value of {@code $((…))} as a word. */
  Word value(RawWord expression) throws Unreadable {
    var text = expander.single(expression);
    var number = evaluate(text);
    return number == null
        ? Values.unknown("a number that is not known", Values.sources(text))
        : Values.known(Long.toString(number));
  }

  /** The value of an expression after expansion, or null if it is not known. */
  @Nullable Long evaluate(Word expression) throws Unreadable {
    if (!expression.isExact()) {
      knownSubscripts(expression);
      return null;
    }
    var text = expression.text();
    shell.steps(text.length() / 64);
    if (text.indexOf('$') >= 0 || text.indexOf('`') >= 0) {
      // What still has a `$` after expansion came from quotes or a value: a subscript expands it.
      shell.texts.subscripts(expression, expression.start(), expression.end());
      return null;
    }
    var run = new Run(text);
    var result = run.comma();
    if (result == null || run.at < text.length()) {
      // Names in the rest are expressions too.
      run.names();
      return null;
    }
    return result;
  }

  private void knownSubscripts(Word expression) throws Unreadable {
    for (var part : expression.parts()) {
      if (part instanceof WordPart.Text t) {
        shell.texts.subscripts(
            new Word(t.text(), expression.start(), expression.end()),
            expression.start(),
            expression.end());
        new Run(t.text()).names();
      }
    }
  }

  /** One expression; a null value means not known, and the rest is gone through for names. */
  private final class Run {
    private final String s;
    private int at;

    Run(String s) {
      this.s = s;
    }

    private void skip() {
      while (at < s.length() && (s.charAt(at) <= ' ')) {
        at++;
      }
    }

    private char peek() {
      skip();
      return at < s.length() ? s.charAt(at) : '\0';
    }

    private boolean take(String sign) {
      skip();
      if (s.startsWith(sign, at)) {
        at += sign.length();
        return true;
      }
      return false;
    }

    /** Follows the values of all names from here on. */
    void names() throws Unreadable {
      while (at < s.length()) {
        var c = s.charAt(at);
        if (Chars.isNameStart(c)) {
          variable(name());
        } else if (Chars.isNamePart(c)) {
          while (at < s.length() && Chars.isNamePart(s.charAt(at))) {
            at++;
          }
        } else {
          at++;
        }
      }
    }

    private String name() {
      var from = at;
      while (at < s.length() && Chars.isNamePart(s.charAt(at))) {
        at++;
      }
      return s.substring(from, at);
    }

    private @Nullable Long variable(String name) throws Unreadable {
      var value = expander.parameters().plain(name);
      if (value.isExact() && value.text().isEmpty()) {
        return 0L;
      }
      if (following >= 8) {
        return null;
      }
      following++;
      try {
        return evaluate(value);
      } finally {
        following--;
      }
    }

    @Nullable Long comma() throws Unreadable {
      if (peek() == '\0') {
        return 0L;
      }
      var value = assignment();
      while (value != null && take(",")) {
        value = assignment();
      }
      return value;
    }

    private @Nullable Long assignment() throws Unreadable {
      shell.enter();
      try {
        skip();
        var from = at;
        if (at < s.length() && Chars.isNameStart(s.charAt(at))) {
          var name = name();
          skip();
          var sign = assignmentSign();
          if (sign != null) {
            at += sign.length();
            var right = assignment();
            Long left = sign.equals("=") ? Long.valueOf(0) : variable(name);
            var result = left == null || right == null ? null : assigned(sign, left, right);
            shell.assign(
                name,
                result == null
                    ? Values.unknown("a number that is not known")
                    : Values.known(Long.toString(result)),
                0,
                0);
            return result;
          }
          at = from;
        }
        return ternary();
      } finally {
        shell.leave();
      }
    }

    private @Nullable String assignmentSign() {
      for (var sign : List.of("<<=", ">>=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=")) {
        if (s.startsWith(sign, at)) {
          return sign;
        }
      }
      return s.startsWith("=", at) && !s.startsWith("==", at) ? "=" : null;
    }

    private @Nullable Long assigned(String sign, long left, long right) {
      return sign.equals("=") ? right : apply(sign.substring(0, sign.length() - 1), left, right);
    }

    private @Nullable Long ternary() throws Unreadable {
      var condition = binary(0);
      if (condition == null || peek() != '?') {
        return condition;
      }
      at++;
      var yes = assignment();
      if (yes == null || !take(":")) {
        return null;
      }
      var no = assignment();
      return no == null ? null : condition != 0 ? yes : no;
    }

    private static final List<List<String>> LEVELS =
        List.of(
            List.of("||"),
            List.of("&&"),
            List.of("|"),
            List.of("^"),
            List.of("&"),
            List.of("==", "!="),
            List.of("<=", ">=", "<", ">"),
            List.of("<<", ">>"),
            List.of("+", "-"),
            List.of("*", "/", "%"));

    private @Nullable Long binary(int level) throws Unreadable {
      if (level >= LEVELS.size()) {
        return power();
      }
      var left = binary(level + 1);
      while (left != null) {
        var sign = sign(level);
        if (sign == null) {
          return left;
        }
        at += sign.length();
        var right = binary(level + 1);
        left = right == null ? null : apply(sign, left, right);
      }
      return null;
    }

    private @Nullable String sign(int level) {
      skip();
      for (var sign : LEVELS.get(level)) {
        if (s.startsWith(sign, at)) {
          var next = at + sign.length() < s.length() ? s.charAt(at + sign.length()) : '\0';
          var longer =
              (next == '=' && sign.length() == 1 && "<>=!".indexOf(sign) < 0)
                  || (sign.length() == 1 && next == sign.charAt(0) && "|&<>*".indexOf(next) >= 0)
                  || (sign.length() == 2 && next == '=' && "<>".indexOf(sign.charAt(0)) >= 0);
          if (!longer) {
            return sign;
          }
        }
      }
      return null;
    }

    private @Nullable Long power() throws Unreadable {
      var base = unary();
      if (base == null || !take("**")) {
        return base;
      }
      shell.enter();
      var exponent = power();
      shell.leave();
      if (exponent == null || exponent < 0 || exponent > 64) {
        return null;
      }
      var result = 1L;
      for (var i = 0; i < exponent; i++) {
        result *= base;
      }
      return result;
    }

    private @Nullable Long unary() throws Unreadable {
      var c = peek();
      switch (c) {
        case '!', '~', '-', '+' -> {
          at++;
          if ((c == '-' || c == '+') && peek() == c && at < s.length()) {
            at++;
            skip();
            if (at < s.length() && Chars.isNameStart(s.charAt(at))) {
              return step(name(), c == '+' ? 1 : -1, true);
            }
            return null;
          }
          shell.enter();
          var value = unary();
          shell.leave();
          if (value == null) {
            return null;
          }
          return c == '!' ? (value == 0 ? 1L : 0L) : c == '~' ? ~value : c == '-' ? -value : value;
        }
        case '(' -> {
          at++;
          var value = comma();
          return value != null && take(")") ? value : null;
        }
        default -> {
          if (Chars.isDigit(c)) {
            return number();
          }
          if (!Chars.isNameStart(c)) {
            return null;
          }
          var name = name();
          if (peek() == '[') {
            return null;
          }
          if (take("++")) {
            return step(name, 1, false);
          }
          if (take("--")) {
            return step(name, -1, false);
          }
          return variable(name);
        }
      }
    }

    private @Nullable Long step(String name, int by, boolean before) throws Unreadable {
      var old = variable(name);
      shell.assign(
          name,
          old == null
              ? Values.unknown("a number that is not known")
              : Values.known(Long.toString(old + by)),
          0,
          0);
      return old == null ? null : before ? Long.valueOf(old + by) : old;
    }

    private @Nullable Long number() {
      var digits = name();
      var radix = 10;
      if (digits.startsWith("0x") || digits.startsWith("0X")) {
        radix = 16;
        digits = digits.substring(2);
      } else if (digits.length() > 1 && digits.charAt(0) == '0') {
        radix = 8;
      } else if (at < s.length() && s.charAt(at) == '#') {
        return null;
      }
      if (digits.isEmpty() || digits.length() > 15) {
        return null;
      }
      for (var i = 0; i < digits.length(); i++) {
        if (Character.digit(digits.charAt(i), radix) < 0) {
          return null;
        }
      }
      return Long.parseLong(digits, radix);
    }
  }

  private static @Nullable Long apply(String sign, long a, long b) {
    return switch (sign) {
      case "||" -> a != 0 || b != 0 ? 1L : 0L;
      case "&&" -> a != 0 && b != 0 ? 1L : 0L;
      case "|" -> a | b;
      case "^" -> a ^ b;
      case "&" -> a & b;
      case "==" -> a == b ? 1L : 0L;
      case "!=" -> a != b ? 1L : 0L;
      case "<=" -> a <= b ? 1L : 0L;
      case ">=" -> a >= b ? 1L : 0L;
      case "<" -> a < b ? 1L : 0L;
      case ">" -> a > b ? 1L : 0L;
      case "<<" -> a << b;
      case ">>" -> a >> b;
      case "+" -> a + b;
      case "-" -> a - b;
      case "*" -> a * b;
      case "/" -> b == 0 ? null : Long.valueOf(a / b);
      case "%" -> b == 0 ? null : Long.valueOf(a % b);
      default -> null;
    };
  }
}
