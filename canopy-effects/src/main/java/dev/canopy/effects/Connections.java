package dev.canopy.effects;

import dev.canopy.shell.Word;
import org.jspecify.annotations.Nullable;

/** What programs connect to. */
final class Connections {
  private final ShellEffects shell;

  Connections(ShellEffects shell) {
    this.shell = shell;
  }

  /** A URL that a program opens; a {@code file:} URL is a file. */
  void url(
      Word word,
      String method,
      boolean sends,
      Surroundings here,
      @Nullable ProgramReader by,
      Origin origin) {
    var reading = Urls.of(word);
    var file = reading.file();
    if (file != null) {
      shell.files.reads(Word.of(file, word.span()), here, origin);
    }
    // Output of other commands in a URL is data that goes out.
    var leaks = !RunAsCode.sources(word).isEmpty();
    for (var host : reading.hosts()) {
      shell.sink.add(
          new Effect.Connects(
              host.host(),
              reading.port(),
              reading.scheme(),
              method,
              sends || leaks,
              host.place(),
              origin));
      if (leaks && !sends) {
        shell.sends(host.host(), origin);
      }
    }
    if (reading.doubt() != null) {
      shell.sink.unresolved(reading.doubt(), origin);
    }
    if (by != null) {
      produced(by, word);
    }
  }

  private static void produced(ProgramReader by, Word word) {
    var produced = by.produced();
    if (produced.from == null) {
      produced.from = Words.operand(word);
    }
  }

  /** A host, as {@code host}, {@code user@host} or {@code host:port}. */
  void host(Word word, String scheme, boolean sends, Origin origin) {
    var text = word.knownPrefix();
    var at = text.lastIndexOf('@');
    var bare = at < 0 ? word : Words.after(word, at + 1);
    var port = 0;
    if (bare.isExact()) {
      var name = bare.text();
      var colon = name.indexOf(':');
      if (colon > 0 && name.indexOf(':', colon + 1) < 0) {
        port = port(name, colon + 1);
        bare = Word.of(name.substring(0, colon), word.span());
      }
    }
    var host = Hosts.of(bare);
    var leaks = !RunAsCode.sources(word).isEmpty();
    add(host, port, scheme, "", sends || leaks, origin);
    if (leaks && !sends) {
      shell.sends(host.host(), origin);
    }
  }

  /** A host and a port. */
  void host(Word word, int port, String scheme, boolean sends, Origin origin) {
    add(Hosts.of(word), port, scheme, "", sends, origin);
  }

  /** A host that the model names, or one that is not known. */
  void named(Operand host, String scheme, String method, boolean sends, Origin origin) {
    if (host.isExact() && !host.text().isEmpty()) {
      add(Hosts.of(host.text()), 0, scheme, method, sends, origin);
    } else {
      shell.sink.add(
          new Effect.Connects(host, 0, scheme, method, sends, HostPlace.UNKNOWN, origin));
    }
  }

  /** {@code /dev/tcp/HOST/PORT} of bash. */
  void device(Word word, boolean sends, Origin origin) {
    var text = word.knownPrefix();
    var start = "/dev/tcp/".length();
    var scheme = text.startsWith("/dev/udp") ? "udp" : "tcp";
    var slash = text.indexOf('/', start);
    if (slash < 0) {
      add(Hosts.of(Words.after(word, start)), 0, scheme, "", sends, origin);
    } else {
      add(Hosts.of(text.substring(start, slash)), port(text, slash + 1), scheme, "", sends, origin);
    }
  }

  /** A server that waits for others to connect. */
  void listen(String scheme, Origin origin) {
    shell.sink.add(
        new Effect.Connects(
            Operand.unknown(scheme), 0, "listen", "", true, HostPlace.UNKNOWN, origin));
  }

  private void add(
      HostReading host, int port, String scheme, String method, boolean sends, Origin origin) {
    shell.sink.add(
        new Effect.Connects(host.host(), port, scheme, method, sends, host.place(), origin));
    if (host.doubt() != null) {
      shell.sink.unresolved(host.doubt(), origin);
    }
  }

  /** The port in a text from {@code start} on, or 0. */
  static int port(String text, int start) {
    var port = 0;
    for (var i = start; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c < '0' || c > '9' || port > 65_535) {
        return 0;
      }
      port = port * 10 + c - '0';
    }
    return port > 65_535 ? 0 : port;
  }
}
