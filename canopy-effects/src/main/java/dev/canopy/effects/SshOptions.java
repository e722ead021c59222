package dev.canopy.effects;

import dev.canopy.shell.Word;

/** The options of OpenSSH's client that are given as {@code -o Name=value} (ssh_config(5)). */
final class SshOptions {
  private SshOptions() {}

  /** Adds what such an option does. */
  static void given(Word word, ProgramReader program) {
    var text = word.knownPrefix();
    var end = 0;
    while (end < text.length() && text.charAt(end) != '=' && text.charAt(end) != ' ') {
      end++;
    }
    if (end == text.length() && !word.isExact()) {
      program.unresolved("an option of ssh is not known", word);
      return;
    }
    var value = Words.after(word, Math.min(end + 1, text.length()));
    switch (Paths.fold(text.substring(0, end))) {
      case "proxycommand", "localcommand", "knownhostscommand", "remotecommand", "match" -> {
        if (!value.text().equals("none")) {
          program.shellText(value);
        }
      }
      case "pkcs11provider", "securitykeyprovider", "include", "proxyusefdpass", "xauthlocation" ->
          program.unresolved("ssh loads or runs `" + value.text() + "`", word);
      case "permitlocalcommand" -> {
        if (!value.text().equals("no")) {
          program.unresolved("ssh may run a command of its configuration", word);
        }
      }
      case "localforward", "remoteforward", "dynamicforward" ->
          program.shell.connections.listen("ssh", program.at(word));
      default -> {}
    }
  }
}
