package dev.canopy.effects;

import dev.canopy.shell.Word;

/** What git takes for a remote: a URL, {@code host:path}, a directory, or a configured name. */
final class GitRemote {
  private GitRemote() {}

  /** Adds the connection to a remote. */
  static void open(Word remote, boolean sends, ProgramReader program) {
    var text = remote.knownPrefix();
    var origin = program.at(remote);
    var helper = text.indexOf("::");
    if (helper > 0 && isName(text, helper)) {
      // `ext::COMMAND` runs a command, and every other helper is a program.
      if (text.startsWith("ext::")) {
        program.shellText(Words.after(remote, 5));
      }
      program.unresolved("git runs the remote helper `" + text.substring(0, helper) + "`", remote);
      return;
    }
    if (text.startsWith("-")) {
      program.unresolved("a remote that looks like an option", remote);
      return;
    }
    if (text.contains("://")) {
      program.shell.connections.url(remote, "", sends, program.here(), program, origin);
      return;
    }
    var colon = text.indexOf(':');
    var slash = text.indexOf('/');
    if (colon > 0 && (slash < 0 || colon < slash)) {
      program.shell.connections.host(
          Word.of(text.substring(0, colon), remote.span()), "ssh", sends, origin);
    } else if (text.startsWith("/")
        || text.startsWith("./")
        || text.startsWith("../")
        || text.startsWith("~")
        || text.equals(".")) {
      program.reads(remote);
    } else {
      program.shell.connections.named(
          new Operand("", remote.text(), Certainty.UNKNOWN), "git", "", sends, origin);
    }
  }

  private static boolean isName(String text, int end) {
    for (var i = 0; i < end; i++) {
      var c = text.charAt(i);
      if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '+')) {
        return false;
      }
    }
    return true;
  }
}
