package dev.canopy.shell;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A piece of a word as written. {@code quoted} pieces neither split nor match files. */
sealed interface Piece {

  /** Text after quote removal. */
  record Literal(String text, boolean quoted) implements Piece {}

  /** The brackets and bars of an extended glob, {@code @(a|b)}. */
  record Pattern(String text) implements Piece {}

  /** A command substitution, {@code $(…)} or backticks. */
  record Substitution(Node body, boolean quoted) implements Piece {}

  /** A process substitution, {@code <(…)}, {@code >(…)} or {@code =(…)}. */
  record PipeName(Node body, boolean reads) implements Piece {}

  /** Arithmetic, {@code $((…))} or {@code $[…]}. */
  record Arithmetic(RawWord expression, boolean quoted) implements Piece {}

  /** The elements of an array given to {@code declare x=(…)}. */
  record Elements(List<Setting> settings) implements Piece {}

  /**
   * A parameter expansion.
   *
   * @param name a variable, a digit string or a special character
   * @param subscript of an array, else null
   * @param indirect true for {@code ${!name}}
   * @param operator what is done with the value
   * @param first operand of the operator, else null
   * @param second operand: the replacement or the length, else null
   * @param unbraced true for {@code $name}: a letter put after it would belong to the name
   */
  record Parameter(
      String name,
      @Nullable RawWord subscript,
      boolean indirect,
      Operator operator,
      @Nullable RawWord first,
      @Nullable RawWord second,
      boolean quoted,
      boolean unbraced,
      int start,
      int end)
      implements Piece {

    /** Says what a parameter expansion does with the value. */
    enum Operator {
      NONE,
      LENGTH,
      /** {@code -}: if unset. */
      DEFAULT,
      DEFAULT_IF_EMPTY,
      ASSIGN,
      ASSIGN_IF_EMPTY,
      FAIL,
      FAIL_IF_EMPTY,
      ALTERNATIVE,
      ALTERNATIVE_IF_FULL,
      CUT_SHORT_PREFIX,
      CUT_LONG_PREFIX,
      CUT_SHORT_SUFFIX,
      CUT_LONG_SUFFIX,
      REPLACE_FIRST,
      REPLACE_ALL,
      REPLACE_AT_START,
      REPLACE_AT_END,
      UPPER_FIRST,
      UPPER_ALL,
      LOWER_FIRST,
      LOWER_ALL,
      SUBSTRING,
      /** {@code @Q} and its like; the first operand is the letter. */
      TRANSFORM,
      /** {@code ${!prefix*}}: names of variables. */
      NAMES,
      /** {@code ${!array[@]}}: keys of an array. */
      KEYS;

      /** True if an empty value counts as an unset one. */
      boolean ifEmpty() {
        return this == DEFAULT_IF_EMPTY
            || this == ASSIGN_IF_EMPTY
            || this == FAIL_IF_EMPTY
            || this == ALTERNATIVE_IF_FULL;
      }
    }
  }

  /**
   * An expansion whose result we do not work out; the expansions inside it are done still.
   *
   * @param gap true if it may run more than the expansions inside it
   */
  record Opaque(String why, List<Piece> inside, boolean quoted, boolean gap, int start, int end)
      implements Piece {}
}
