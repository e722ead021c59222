package dev.canopy.effects;

import dev.canopy.shell.Word;

/**
 * Settings of git that make later git commands run programs, load files or connect elsewhere
 * (git-config(1)).
 */
final class GitSettings {
  private GitSettings() {}

  /** True if setting {@code key} to {@code value} changes what git runs or where it connects. */
  static boolean poisons(String key, String value) {
    var name = Paths.fold(key);
    var first = name.indexOf('.');
    var last = name.lastIndexOf('.');
    if (first <= 0) {
      return true;
    }
    var section = name.substring(0, first);
    var variable = name.substring(last + 1);
    return switch (section) {
      case "alias" -> value.startsWith("!");
      case "core" ->
          switch (variable) {
            case "pager", "editor" -> !isOrdinary(value);
            case "fsmonitor" -> !value.equals("true") && !value.equals("false");
            case "sshcommand",
                "gitproxy",
                "askpass",
                "hookspath",
                "worktree",
                "alternaterefscommand",
                "attributesfile",
                "excludesfile" ->
                !value.equals("ssh") && !value.equals("/dev/null");
            default -> false;
          };
      case "pager" -> !isOrdinary(value) && !value.equals("true") && !value.equals("false");
      case "diff", "merge", "mergetool", "difftool", "guitool", "filter", "browser", "man" ->
          switch (variable) {
            case "external",
                "textconv",
                "command",
                "driver",
                "cmd",
                "path",
                "clean",
                "smudge",
                "process" ->
                true;
            default -> false;
          };
      case "sequence" -> !isOrdinary(value);
      case "credential" ->
          variable.equals("helper")
              && !value.equals("store")
              && !value.equals("osxkeychain")
              && !value.equals("manager")
              && !value.startsWith("cache")
              && !value.isEmpty();
      case "gpg" -> variable.equals("program");
      case "include",
          "includeif",
          "url",
          "uploadpack",
          "receive",
          "remote",
          "trailer",
          "sendemail",
          "instaweb",
          "web",
          "init" ->
          switch (variable) {
            case "url", "pushurl" -> section.equals("remote");
            case "path",
                "insteadof",
                "pushinsteadof",
                "packobjectshook",
                "uploadpack",
                "receivepack",
                "command",
                "cmd",
                "templatedir",
                "proxy",
                "vcs",
                "sendmailcmd",
                "tocmd",
                "smtpserver",
                "browser",
                "httpd" ->
                true;
            default -> false;
          };
      case "submodule" -> variable.equals("update") && value.startsWith("!");
      case "protocol" -> variable.equals("allow") && value.equals("always");
      case "http" ->
          switch (variable) {
            case "proxy", "sslcainfo", "cookiefile", "proxyauthmethod" -> !value.isEmpty();
            case "sslverify" -> value.equals("false");
            default -> false;
          };
      case "safe" -> variable.equals("directory") && value.equals("*");
      default -> false;
    };
  }

  private static boolean isOrdinary(String program) {
    return switch (program) {
      case "",
          "cat",
          "less",
          "more",
          "less -FRX",
          "less -FX",
          "less -R",
          "vim",
          "vi",
          "nvim",
          "nano",
          "emacs",
          "code --wait",
          "true",
          ":",
          "delta",
          "bat" ->
          true;
      default -> false;
    };
  }

  /** Adds what {@code git -c KEY=VALUE} does. */
  static void given(Word word, ProgramReader program) {
    var text = word.knownPrefix();
    var equals = text.indexOf('=');
    var key = equals < 0 ? text : text.substring(0, equals);
    if (!word.isExact()) {
      if (equals < 0 || poisons(key, "!")) {
        program.sink().add(new Effect.PoisonsEnvironment(key, program.at(word)));
      }
      return;
    }
    var value = equals < 0 ? "true" : text.substring(equals + 1);
    if (poisons(key, value)) {
      program.sink().add(new Effect.PoisonsEnvironment(key, program.at(word)));
    }
    if (Paths.fold(key).startsWith("alias.") && equals > 0) {
      program.shellText(
          Word.of(value.startsWith("!") ? value.substring(1) : "git " + value, word.span()));
    }
  }
}
