package dev.canopy.effects;

import dev.canopy.json.JsonNumber;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * {@code spend_money}: an amount that is a number above zero and a currency that is a code. All
 * else is refused: a text, a negative number, an object in which the amount may be hidden.
 */
final class MoneyActions {
  private MoneyActions() {}

  static void read(Action action, JsonValue payload) {
    if (!(payload instanceof JsonObject object)) {
      action.malformed(
          Action.isEmpty(payload)
              ? "the payload names no amount"
              : "the payload is " + payload.kind() + ", not an amount and a currency");
      return;
    }
    var amounts = new ArrayList<BigDecimal>(1);
    var currencies = new ArrayList<String>(1);
    var times = BigDecimal.ONE;
    for (var i = 0; i < object.size(); i++) {
      var name = object.nameAt(i);
      var value = object.valueAt(i);
      var plain = Fields.plain(name);
      if (isAmount(plain)) {
        var amount = amount(action, name, value);
        if (amount == null) {
          return;
        }
        amounts.add(amount);
      } else if (isCurrency(plain)) {
        var currency = currency(action, name, value);
        if (currency == null) {
          return;
        }
        currencies.add(currency);
      } else if (isCount(plain)) {
        var count = amount(action, name, value);
        if (count == null) {
          return;
        }
        times = times.multiply(count);
      }
    }
    if (amounts.isEmpty()) {
      action.malformed("the payload names no amount");
    } else if (currencies.isEmpty()) {
      action.malformed("the payload names no currency");
    } else {
      for (var amount : amounts) {
        for (var currency : currencies) {
          action.sink.add(new Effect.Spends(amount.multiply(times), currency, Action.WHOLE));
        }
      }
    }
  }

  private static boolean isAmount(String plain) {
    return switch (plain) {
      case "amount",
          "value",
          "price",
          "total",
          "sum",
          "cost",
          "fee",
          "tip",
          "unitprice",
          "totalamount",
          "amountminor",
          "amountcents" ->
          true;
      default -> false;
    };
  }

  private static boolean isCurrency(String plain) {
    return plain.equals("currency") || plain.equals("currencycode") || plain.equals("asset");
  }

  private static boolean isCount(String plain) {
    return plain.equals("quantity")
        || plain.equals("qty")
        || plain.equals("count")
        || plain.equals("times")
        || plain.equals("installments");
  }

  private static @Nullable BigDecimal amount(Action action, String name, JsonValue value) {
    if (!(value instanceof JsonNumber number)) {
      action.malformed("`" + name + "` is " + value.kind() + ", not a number");
      return null;
    }
    if (number.value() <= 0) {
      action.malformed("`" + name + "` is not above zero");
      return null;
    }
    var exact = BigDecimal.valueOf(number.value());
    if (exact.precision() - exact.scale() > MAX_DIGITS || exact.scale() > MAX_DIGITS) {
      action.malformed("`" + name + "` has too many digits");
      return null;
    }
    return exact.stripTrailingZeros();
  }

  /** Beyond this a double is no longer exact to the cent. */
  private static final int MAX_DIGITS = 18;

  private static @Nullable String currency(Action action, String name, JsonValue value) {
    if (value instanceof JsonString text && isCode(text.value())) {
      return text.value().toUpperCase(Locale.ROOT);
    }
    action.malformed("`" + name + "` is not a currency code");
    return null;
  }

  /** ISO 4217 has three letters; coins have up to five, and digits. */
  static boolean isCode(String text) {
    if (text.length() < 3 || text.length() > 5) {
      return false;
    }
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (!SecretValues.isWordChar(c) || c == '_') {
        return false;
      }
    }
    return true;
  }
}
