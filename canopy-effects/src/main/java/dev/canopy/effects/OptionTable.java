package dev.canopy.effects;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The options of a program or subcommand by name. Immutable once built. */
final class OptionTable {
  static final OptionTable EMPTY = new OptionTable(List.of());

  /** The name that stands for {@code -5}. */
  private static final String NUMBER = "-NUM";

  private final Map<String, OptionSpec> byName = new HashMap<>();

  /** One-letter options by their letter, so that a cluster is read without making strings. */
  private final @Nullable OptionSpec[] letters = new OptionSpec[128];

  private final List<OptionSpec> prefixes = new ArrayList<>(0);
  private final @Nullable OptionSpec number;
  private final boolean plus;

  /** True if some option has an effect, so that an unknown word in its place may have one too. */
  final boolean matters;

  OptionTable(List<OptionSpec> options) {
    @Nullable OptionSpec digits = null;
    var anyPlus = false;
    var anyMatters = false;
    for (var option : options) {
      var name = option.name();
      anyMatters |= option.matters();
      anyPlus |= name.charAt(0) == '+';
      if (name.equals(NUMBER)) {
        digits = option;
      } else if (name.endsWith("*")) {
        prefixes.add(
            new OptionSpec(
                name.substring(0, name.length() - 1),
                option.arity(),
                option.acts(),
                option.byValue()));
      } else {
        byName.putIfAbsent(name, option);
        if (name.length() == 2 && name.charAt(0) == '-' && name.charAt(1) < 128) {
          var letter = name.charAt(1);
          if (letters[letter] == null) {
            letters[letter] = option;
          }
        }
      }
    }
    number = digits;
    plus = anyPlus;
    matters = anyMatters;
  }

  /** The option with exactly this name. */
  @Nullable OptionSpec get(String name) {
    return byName.get(name);
  }

  /** The one-letter option. */
  @Nullable OptionSpec letter(char letter) {
    return letter < 128 ? letters[letter] : null;
  }

  /** The option that takes {@code -5}, if there is one. */
  @Nullable OptionSpec number() {
    return number;
  }

  /** True if some option starts with a plus. */
  boolean hasPlus() {
    return plus;
  }

  /** The option whose prefix starts this word. */
  @Nullable OptionSpec prefixOf(String word) {
    for (var option : prefixes) {
      if (word.startsWith(option.name()) && word.length() >= option.name().length()) {
        return option;
      }
    }
    return null;
  }

  /**
   * The long option that {@code name} shortens: the only one, the one that all others extend, or
   * one of several that do the same. Of options that only print and others the others count, since
   * a parser may know the former by other means.
   */
  @Nullable OptionSpec abbreviated(String name) {
    @Nullable OptionSpec best = null;
    for (var candidate : byName.values()) {
      if (shortens(name, candidate) && (best == null || isBefore(candidate, best))) {
        best = candidate;
      }
    }
    if (best == null) {
      return null;
    }
    for (var candidate : byName.values()) {
      if (shortens(name, candidate)
          && candidate.onlyPrints() == best.onlyPrints()
          && !candidate.name().startsWith(best.name())
          && !candidate.acts().equals(best.acts())) {
        return null;
      }
    }
    return best;
  }

  private static boolean shortens(String name, OptionSpec option) {
    return option.name().length() > name.length()
        && option.name().startsWith("--")
        && option.name().startsWith(name);
  }

  private static boolean isBefore(OptionSpec left, OptionSpec right) {
    return left.onlyPrints() == right.onlyPrints()
        ? left.name().length() < right.name().length()
        : right.onlyPrints();
  }
}
