package dev.canopy.effects;

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

  /**
   * The type that {@code given} means.
   *
   * @throws IllegalArgumentException if it is empty, padded, too long or holds control characters
   */
  public static ActionType of(String given) {
    if (given.isEmpty() || !given.equals(given.strip())) {
      throw new IllegalArgumentException("the action type is empty or padded: `" + given + "`");
    }
    return new ActionType(given, given);
  }
}
