package dev.canopy.effects;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a program, or one of its subcommands, does with its arguments. Immutable; the members are
 * those of {@code docs/program-models.md}.
 *
 * @param syntax the little language that reads the arguments, or null for the ordinary way
 * @param operands null if the model has subcommands and no operands
 */
record ProgramModel(
    OptionStyle style,
    OptionTable options,
    boolean ignoresUnknown,
    boolean persistent,
    Map<String, ProgramModel> subcommands,
    List<Pattern> patterns,
    @Nullable OperandSpec operands,
    List<Act> does,
    List<Act> bare,
    Output output,
    @Nullable String syntax) {

  /** What a program's standard output is when somebody runs it as code. */
  enum Output {
    /** Text that only its run can tell. */
    UNKNOWN,
    /** From the network. */
    FETCHED,
    /** Decoded or decrypted. */
    DECODED,
    /** Its input or its operands' content, changed or not. */
    FILTER,
    /** Settings of the shell that runs them, and nothing else. */
    SETUP
  }

  /** Subcommands whose name has a {@code *}. */
  record Pattern(String prefix, String suffix, ProgramModel model) {
    boolean matches(String name) {
      return name.length() >= prefix.length() + suffix.length()
          && name.startsWith(prefix)
          && name.endsWith(suffix);
    }
  }

  boolean hasSubcommands() {
    return !subcommands.isEmpty() || !patterns.isEmpty();
  }

  /** The subcommand of that name, or null. */
  @Nullable ProgramModel subcommand(String name) {
    var exact = subcommands.get(name);
    if (exact != null) {
      return exact;
    }
    for (var pattern : patterns) {
      if (pattern.matches(name)) {
        return pattern.model;
      }
    }
    return null;
  }
}
