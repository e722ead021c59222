package dev.canopy.effects;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What somebody who knows a tool says of it: what calling it means, and what each of its arguments
 * is. The shipped {@code tools.txt} is made of these, and so is {@code tools:} in a policy.
 *
 * @param server the server's name, in which {@code *} stands for anything; empty for any server
 * @param tool the tool's name, in which {@code *} stands for anything
 * @param meaning what the call does beside what its arguments say, see {@link #isMeaning}; empty if
 *     nothing
 * @param detail the kind of resource, or for code its language; may be empty
 * @param arguments by name; exactly these names
 * @param complete true if there are no other arguments: a text, a list or an object under another
 *     name is then unresolved
 */
public record ToolDeclaration(
    String server,
    String tool,
    String meaning,
    String detail,
    Map<String, Argument> arguments,
    boolean complete) {

  /** What an argument is. */
  public enum Role {
    /** Not acted upon: a text for people, a filter, a number. */
    DATA,
    /** A name or a git ref; if it begins with a dash, a program may take it for an option. */
    WORD,
    /** A file or directory that is read. */
    READ,
    /** A file or directory that is created or changed. */
    WRITE,
    /** A file that is deleted. */
    DELETE,
    /** A directory that is deleted with all that is in it. */
    DELETE_TREE,
    /** A URL that is opened. */
    URL,
    /** A host that is connected to. */
    HOST,
    /** A command for a shell, or its words. */
    SHELL,
    /** Statements of SQL. */
    SQL,
    /** Code; the detail is its language. */
    CODE,
    /** An amount of money; the detail is its currency, unless an argument is. */
    AMOUNT,
    /** The currency of the amount. */
    CURRENCY,
    /** To whom something is sent. */
    TO,
    /** What is sent. */
    MESSAGE;

    /** The name in a policy and in {@code tools.txt}. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What one argument is.
   *
   * @param detail a language for {@link Role#CODE}, a currency for {@link Role#AMOUNT}, else empty
   * @param optional true if without it nothing happens that it would say; a required argument that
   *     is missing is unresolved, since the tool may have a default
   */
  public record Argument(Role role, String detail, boolean optional) {
    /** The argument that {@code role} or {@code role:detail} means, or null if there is none. */
    public static @Nullable Argument of(String text, boolean optional) {
      var colon = text.indexOf(':');
      var name = colon < 0 ? text : text.substring(0, colon);
      var detail = colon < 0 ? "" : text.substring(colon + 1);
      for (var role : Role.values()) {
        if (role.wireName().equals(name)) {
          var fits =
              switch (role) {
                case CODE -> isWord(detail);
                case AMOUNT -> colon < 0 || MoneyActions.isCode(detail);
                default -> colon < 0;
              };
          return fits ? new Argument(role, detail, optional) : null;
        }
      }
      return null;
    }
  }

  public ToolDeclaration {
    if (tool.isEmpty() || !(meaning.isEmpty() || isMeaning(meaning, detail))) {
      throw new IllegalArgumentException("`" + meaning + ":" + detail + "` for `" + tool + "`");
    }
    arguments = Map.copyOf(arguments);
  }

  /** What a call can mean beside the built-in types of action. */
  public static final List<String> MEANINGS = List.of("reads", "changes", "destroys", "unresolved");

  /** The kinds of resource that are changed or destroyed. */
  public static final List<String> RESOURCES =
      List.of(
          "account",
          "cloud",
          "cluster",
          "container",
          "database",
          "git_history",
          "git_worktree",
          "queue",
          "repository");

  /**
   * True if a call can mean this: {@code reads} (nothing but reading what the server is for),
   * {@code changes} or {@code destroys} with a resource, {@code unresolved}, or a built-in type of
   * action that finds its arguments by their usual names ({@code run_code} with a language).
   */
  public static boolean isMeaning(String meaning, String detail) {
    return switch (meaning) {
      case "reads", "unresolved" -> detail.isEmpty();
      case "changes", "destroys" -> RESOURCES.contains(detail);
      case ActionType.RUN_CODE -> detail.isEmpty() || isWord(detail);
      case ActionType.EXECUTE_SHELL,
          ActionType.MODIFY_FILE,
          ActionType.READ_FILE,
          ActionType.DELETE_FILE,
          ActionType.CALL_EXTERNAL_API,
          ActionType.QUERY_DATABASE,
          ActionType.SEND_MESSAGE,
          ActionType.SPEND_MONEY ->
          detail.isEmpty();
      default -> false;
    };
  }

  private static boolean isWord(String text) {
    for (var i = 0; i < text.length(); i++) {
      if (!SecretValues.isWordChar(text.charAt(i))) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /** True if this is about exactly that tool. */
  boolean names(String calledServer, String calledTool) {
    return (server.isEmpty() || isLike(server, calledServer)) && isLike(tool, calledTool);
  }

  /**
   * True if this may be about that tool: written with other capitals, {@code _} or {@code -}, or
   * called without saying on which server.
   */
  boolean mayName(String calledServer, String calledTool) {
    return (server.isEmpty()
            || calledServer.isEmpty()
            || isLike(ActionTypeNames.plain(server), ActionTypeNames.plain(calledServer)))
        && isLike(ActionTypeNames.plain(tool), ActionTypeNames.plain(calledTool));
  }

  /** The whole text, with {@code *} for anything; looks at each character of it once a star. */
  private static boolean isLike(String pattern, String text) {
    var p = 0;
    var t = 0;
    var star = -1;
    var resume = 0;
    while (t < text.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        resume = t;
      } else if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
        p++;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++resume;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
