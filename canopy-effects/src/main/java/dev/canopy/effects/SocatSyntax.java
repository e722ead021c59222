package dev.canopy.effects;

import dev.canopy.shell.Word;

/** The two addresses of {@code socat}: {@code TCP:host:port}, {@code EXEC:command}, … */
final class SocatSyntax implements Syntax {
  @Override
  public void read(ProgramReader program) {
    var connects = false;
    var runs = false;
    for (var word : program.operands()) {
      var text = word.knownPrefix();
      var colon = text.indexOf(':');
      var type = Paths.fold(colon < 0 ? text : text.substring(0, colon));
      var rest = Words.after(word, colon < 0 ? text.length() : colon + 1);
      switch (type) {
        case "-", "stdio", "stdin", "stdout", "stderr", "fd", "pipe", "pty", "readline" -> {}
        case "exec", "system", "shell" -> {
          runs = true;
          program.shellText(beforeComma(rest));
        }
        case "tcp",
            "tcp4",
            "tcp6",
            "tcp-connect",
            "udp",
            "udp4",
            "udp6",
            "udp-connect",
            "openssl",
            "ssl",
            "openssl-connect",
            "sctp",
            "proxy",
            "socks4",
            "socks4a",
            "udp-sendto",
            "udp4-sendto" -> {
          connects = true;
          program.shell.connections.host(beforeComma(rest), "tcp", true, program.at(word));
        }
        case "tcp-listen",
            "tcp4-listen",
            "tcp6-listen",
            "udp-listen",
            "udp4-listen",
            "udp-recv",
            "openssl-listen",
            "ssl-l",
            "tcp-l",
            "unix-listen",
            "sctp-listen",
            "udp-recvfrom" -> {
          connects = true;
          program.shell.connections.listen("tcp", program.at(word));
        }
        case "file", "open", "gopen", "create", "creat" -> {
          program.reads(beforeComma(rest));
          program.writes(beforeComma(rest), Effect.Writes.Mode.CREATE);
        }
        case "unix", "unix-connect", "unix-client", "abstract-connect" ->
            program.reads(beforeComma(rest));
        default -> {
          if (text.startsWith("/") || text.startsWith("./")) {
            program.reads(beforeComma(word));
          } else {
            program.unresolved("unknown address `" + word.text() + "` of `socat`", word);
          }
        }
      }
    }
    if (connects && runs) {
      program.sink().add(new Effect.RunsRemoteCode("socat", Operand.unknown(""), program.origin()));
    }
  }

  private static Word beforeComma(Word word) {
    if (!word.isExact()) {
      return word;
    }
    var comma = word.text().indexOf(',');
    return comma < 0 ? word : Word.of(word.text().substring(0, comma), word.span());
  }
}
