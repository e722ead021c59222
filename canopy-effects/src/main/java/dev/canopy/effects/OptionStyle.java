package dev.canopy.effects;

import org.jspecify.annotations.Nullable;

/** How a program reads options, see {@code docs/program-models.md}. */
enum OptionStyle {
  GNU("gnu", true, false, true, true),
  GNU_FIRST("gnu_first", true, true, true, true),
  LONG("long", false, false, true, true),
  LONG_FIRST("long_first", false, true, true, true),
  WORD("word", false, false, false, true),
  NONE("none", false, false, false, false);

  private static final OptionStyle[] ALL = values();

  private final String name;

  /** A long option may be shortened as long as it is the only one. */
  final boolean abbreviates;

  /** The first operand ends the options. */
  final boolean stopsAtOperand;

  /** One dash and several letters are several options. */
  final boolean clusters;

  /** There are options at all. */
  final boolean hasOptions;

  OptionStyle(
      String name,
      boolean abbreviates,
      boolean stopsAtOperand,
      boolean clusters,
      boolean hasOptions) {
    this.name = name;
    this.abbreviates = abbreviates;
    this.stopsAtOperand = stopsAtOperand;
    this.clusters = clusters;
    this.hasOptions = hasOptions;
  }

  /** The style that a model names, or null if there is none of that name. */
  static @Nullable OptionStyle named(String name) {
    for (var style : ALL) {
      if (style.name.equals(name)) {
        return style;
      }
    }
    return null;
  }
}
