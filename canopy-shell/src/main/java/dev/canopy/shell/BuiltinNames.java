package dev.canopy.shell;

import java.util.List;
import java.util.Set;

/** What is known of builtins, and of some small programs, by their names alone. */
final class BuiltinNames {
  private static final Set<String> READS_NOTHING =
      Set.of(
          "echo",
          "printf",
          "cd",
          "pushd",
          "popd",
          "export",
          "declare",
          "typeset",
          "local",
          "readonly",
          "unset",
          "set",
          "shift",
          "alias",
          "unalias",
          "trap",
          "test",
          "[",
          ":",
          "true",
          "false",
          "pwd",
          "let",
          "kill",
          "wait",
          "exit",
          "return",
          "break",
          "continue",
          "umask",
          "type",
          "hash",
          "ulimit",
          "shopt",
          "setopt",
          "unsetopt",
          "basename",
          "dirname",
          "seq",
          "mkdir",
          "touch",
          "rm",
          "ls",
          "date",
          "sleep",
          "which",
          "rmdir",
          "chmod",
          "chown",
          "ln",
          "hostname",
          "uname",
          "whoami",
          "id",
          "nproc",
          "arch",
          "logname",
          "mktemp",
          "readlink",
          "realpath",
          "printenv",
          "stat",
          "df",
          "du",
          "find");

  /** Functions that a shell calls by itself. */
  private static final Set<String> HOOKS =
      Set.of(
          "command_not_found_handle",
          "command_not_found_handler",
          "precmd",
          "preexec",
          "chpwd",
          "periodic",
          "zshexit",
          "zshaddhistory");

  private BuiltinNames() {}

  /** True for commands that leave their standard input alone. */
  static boolean readsNothing(String name) {
    return READS_NOTHING.contains(name);
  }

  /** True for builtins that see the variables set in front of them. */
  static boolean seesVariables(String name) {
    return switch (name) {
      case "read",
          "mapfile",
          "readarray",
          "cd",
          "pushd",
          "popd",
          "printf",
          "let",
          "declare",
          "typeset",
          "local",
          "getopts",
          "command",
          "builtin",
          "test",
          "[" ->
          true;
      default -> keepsVariables(name);
    };
  }

  /** True for the special builtins of POSIX: variables set in front of them stay set. */
  static boolean keepsVariables(String name) {
    return switch (name) {
      case ":",
          ".",
          "source",
          "eval",
          "exec",
          "export",
          "readonly",
          "set",
          "shift",
          "trap",
          "unset",
          "break",
          "continue",
          "return",
          "exit",
          "times" ->
          true;
      default -> false;
    };
  }

  /** The index of the word behind {@code command} and {@code builtin}; 0 if neither is there. */
  static int behind(List<Word> words) {
    var at = 0;
    while (at < words.size()) {
      var text = words.get(at).text();
      if (!text.equals("command") && !text.equals("builtin")) {
        break;
      }
      at++;
      while (at < words.size()
          && (words.get(at).text().equals("-p") || words.get(at).text().equals("--"))) {
        at++;
      }
    }
    return at < words.size() && words.get(at).isExact() ? at : 0;
  }

  static boolean runsByItself(String function) {
    return HOOKS.contains(function) || function.startsWith("TRAP");
  }
}
