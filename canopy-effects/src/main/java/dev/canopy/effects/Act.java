package dev.canopy.effects;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a program model says about an option, an operand or the whole command. The acts and their
 * meaning are listed in {@code docs/program-models.md}.
 */
final class Act {
  /** The name of an act in a model, in lower case and with dashes. */
  enum Kind {
    DATA,
    READ,
    WRITE,
    CREATE,
    DIRECTORY,
    APPEND,
    METADATA,
    DELETE,
    MOVE,
    WRITE_TREE,
    METADATA_TREE,
    DELETE_TREE,
    URL,
    HOST,
    CONNECTS,
    LISTEN,
    REMOTE_PATH,
    STORE_PATH,
    MOUNT,
    GIT_REMOTE,
    GIT_SETTING,
    SSH_OPTION,
    FETCHED,
    DECODED,
    AT_FILE,
    FORM_FILE,
    INSTALLS,
    ESCALATES,
    PERSISTS,
    CHANGES_SYSTEM,
    DESTROYS,
    CHANGES,
    READS_SECRET,
    SENDS,
    POISONS,
    ASSIGN,
    SEEKS,
    CONTACTS,
    MODE,
    COMMAND,
    SHELL,
    CODE,
    SCRIPT,
    STDIN,
    PROJECT,
    UNRESOLVED,
    // What follows has no effect of its own but changes how the others are read.
    HARMLESS,
    PREVIEW,
    RECURSIVE,
    NOSCRIPTS,
    SEND,
    METHOD,
    CWD,
    OPERANDS,
    STOP,
    FLAG,
    IF,
    UNLESS;

    /** True if a command line with this act may do something: not every act is an effect. */
    boolean matters() {
      return switch (this) {
        // A mode is one of what the command makes itself: an open directory, at the worst.
        case DATA,
            READ,
            HARMLESS,
            PREVIEW,
            NOSCRIPTS,
            STOP,
            FLAG,
            METHOD,
            PROJECT,
            RECURSIVE,
            MODE ->
            false;
        default -> true;
      };
    }
  }

  static final List<Act> NONE = List.of();

  final Kind kind;
  private final String[] arguments;

  /** The acts of {@code if} and {@code unless}. */
  final List<Act> inner;

  /** The operands of {@code operands}. */
  final @Nullable OperandSpec operands;

  Act(Kind kind, String[] arguments, List<Act> inner, @Nullable OperandSpec operands) {
    this.kind = kind;
    this.arguments = arguments;
    this.inner = inner;
    this.operands = operands;
  }

  /** The argument at {@code index}, or null if there is none. */
  @Nullable String argument(int index) {
    return index < arguments.length ? arguments[index] : null;
  }

  /** The argument at {@code index}, or the empty string. */
  String text(int index) {
    return index < arguments.length ? arguments[index] : "";
  }

  /** The number of arguments. */
  int size() {
    return arguments.length;
  }
}
