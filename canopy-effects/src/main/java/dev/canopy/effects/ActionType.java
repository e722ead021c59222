package dev.canopy.effects;

import org.jspecify.annotations.Nullable;

/**
 * What kind of action an agent asks for. An open set: the names below are built in, others are
 * taken as they are.
 *
 * @param name the name that rules see: lower case, aliases resolved
 * @param given what the caller wrote
 */
public record ActionType(String name, String given) {
  public static final String EXECUTE_SHELL = "execute_shell";
  public static final String MODIFY_FILE = "modify_file";
  public static final String CALL_EXTERNAL_API = "call_external_api";
  public static final String READ_FILE = "read_file";
  public static final String DELETE_FILE = "delete_file";
  public static final String RUN_CODE = "run_code";
  public static final String QUERY_DATABASE = "query_database";
  public static final String CALL_TOOL = "call_tool";
  public static final String SEND_MESSAGE = "send_message";
  public static final String SPEND_MONEY = "spend_money";

  /** A name of a tool and its server fits well; more is an attempt to drown a log line. */
  public static final int MAX_LENGTH = 256;

  /**
   * The type that {@code given} means. Case makes no difference; well-known aliases ({@code bash},
   * {@code write_file}, {@code WebFetch}) are the built-in type; a prefix up to the last colon is a
   * framework's own ({@code langchain_tool:shell}); {@code mcp__server__tool} is a {@link
   * #CALL_TOOL}. Everything else, look-alike spellings too, is a type of its own that no rule for a
   * built-in type speaks of.
   *
   * @throws IllegalArgumentException if it is empty, padded, too long, or holds control or
   *     invisible characters or a lone surrogate
   */
  public static ActionType of(String given) {
    var fault = fault(given);
    if (fault != null) {
      throw new IllegalArgumentException(fault);
    }
    return new ActionType(ActionTypeNames.resolve(given), given);
  }

  private static @Nullable String fault(String given) {
    if (given.isEmpty()) {
      return "the action type is empty";
    }
    if (given.length() > MAX_LENGTH) {
      return "the action type is longer than " + MAX_LENGTH + " characters";
    }
    if (isBlank(given.charAt(0)) || isBlank(given.charAt(given.length() - 1))) {
      return "the action type is blank or padded";
    }
    for (var i = 0; i < given.length(); i++) {
      var c = given.charAt(i);
      if (c < 0x20 || c == 0x7f) {
        return "the action type holds a control character";
      }
      if (c < 0x80) {
        continue;
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < given.length()
          && Character.isLowSurrogate(given.charAt(i + 1))) {
        if (Character.getType(given.codePointAt(i)) == Character.FORMAT) {
          return "the action type holds an invisible character";
        }
        i++;
        continue;
      }
      var category = Character.getType(c);
      if (category == Character.SURROGATE) {
        return "the action type holds a lone surrogate";
      }
      if (category == Character.CONTROL
          || category == Character.FORMAT
          || category == Character.LINE_SEPARATOR
          || category == Character.PARAGRAPH_SEPARATOR) {
        return "the action type holds an invisible character";
      }
    }
    return null;
  }

  private static boolean isBlank(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }
}
