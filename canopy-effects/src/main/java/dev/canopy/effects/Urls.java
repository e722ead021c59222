package dev.canopy.effects;

import dev.canopy.shell.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * URLs as the WHATWG standard reads them and as curl does. Where the two may disagree about the
 * host, every host that either could mean is judged and the URL is doubtful.
 */
public final class Urls {
  /** Browsers stop near here; nothing that is meant as a URL is longer. */
  private static final int MAX_LENGTH = 1 << 16;

  /** {@code jar:}, {@code view-source:} and the like wrap a URL; nobody nests them deeper. */
  private static final int MAX_WRAPPERS = 4;

  /** Enough for any pair of readers; an attacker gains nothing from more. */
  private static final int MAX_HOSTS = 8;

  private Urls() {}

  /** A URL as a program gets it from a shell. */
  public static UrlReading of(Word word) {
    if (word.isExact()) {
      return of(word.text());
    }
    var prefix = word.knownPrefix();
    var colon = prefix.indexOf("://");
    var scheme = colon < 0 ? "http" : prefix.substring(0, colon).toLowerCase(Locale.ROOT);
    var host = colon < 0 ? "" : prefix.substring(colon + 3);
    var end = endOfAuthority(host, 0, true);
    if (colon > 0
        && end < host.length()
        && host.charAt(end) != '\\'
        && host.indexOf('\\') < 0
        && (host.charAt(end) == '/' || host.charAt(end) == '?')) {
      // The host is written out; what follows cannot change it.
      return of(prefix);
    }
    return new UrlReading(
        scheme,
        List.of(
            new HostReading(
                new Operand("", word.text(), Certainty.UNKNOWN), HostPlace.UNKNOWN, null)),
        0,
        null,
        false,
        null);
  }

  /** A URL, or the {@code host/path} that clients accept instead. */
  public static UrlReading of(String given) {
    return read(given, 0);
  }

  /** True if the text is plainly meant as a URL with a scheme: {@code http://…}, {@code file:…}. */
  static boolean looksLikeOne(String text) {
    var at = 0;
    while (at < text.length() && text.charAt(at) <= ' ') {
      at++;
    }
    var colon = schemeEnd(text, at);
    if (colon < 0) {
      return text.startsWith("\\\\", at) || text.startsWith("//", at);
    }
    return text.startsWith("//", colon + 1)
        || text.startsWith("\\\\", colon + 1)
        || text.startsWith("/\\", colon + 1)
        || text.startsWith("\\/", colon + 1)
        || isSpecial(text.substring(at, colon).toLowerCase(Locale.ROOT))
        || isWrapper(text.substring(at, colon).toLowerCase(Locale.ROOT));
  }

  private static UrlReading read(String given, int wrappers) {
    if (given.length() > MAX_LENGTH) {
      return unreadable("the URL is longer than any");
    }
    String doubt = null;
    var text = given;
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c <= ' ' || c == 0x7f) {
        text = cleaned(given);
        if (!text.equals(given.strip())) {
          doubt = "the URL holds control characters";
        }
        break;
      }
    }
    if (text.isEmpty()) {
      return unreadable("the URL is empty");
    }
    var colon = schemeEnd(text, 0);
    if (colon >= 0 && isPort(text, colon + 1) && !isSpecial(lower(text, colon))) {
      colon = -1; // `localhost:8080`: a host and a port, no scheme
    }
    if (colon < 0) {
      if (text.startsWith("//") || text.startsWith("\\\\")) {
        return authority("http", text, 2, doubt);
      }
      if (text.charAt(0) == '/') {
        return unreadable("`" + Hosts.printable(given) + "` names no host");
      }
      return authority("http", text, 0, doubt);
    }
    var scheme = lower(text, colon);
    if (scheme.equals("file") || scheme.equals("netdoc") || scheme.equals("local_file")) {
      return file(text, colon + 1, scheme, doubt);
    }
    if (isWrapper(scheme)) {
      var bang = text.indexOf('!', colon); // what follows is a path inside an archive
      var inner =
          wrappers == MAX_WRAPPERS
              ? unreadable("the URL wraps URLs too deeply")
              : read(text.substring(colon + 1, bang < 0 ? text.length() : bang), wrappers + 1);
      return new UrlReading(
          scheme,
          inner.hosts(),
          inner.port(),
          inner.file(),
          inner.password(),
          "`" + scheme + ":` makes a client open another URL");
    }
    var start = colon + 1;
    if (isSpecial(scheme)) {
      // WHATWG takes any number of slashes, also backslashes, for two.
      var slashes = start;
      while (slashes < text.length() && isSlash(text.charAt(slashes))) {
        slashes++;
      }
      if (!text.startsWith("//", start) || slashes != start + 2) {
        doubt = "the URL has " + (slashes - start) + " slashes after its scheme, or odd ones";
      }
      return authority(scheme, text, slashes, doubt);
    }
    if (text.startsWith("//", start)) {
      return authority(scheme, text, start + 2, orDangerous(scheme, doubt));
    }
    if (scheme.equals("data") || scheme.equals("about") || scheme.equals("urn")) {
      return new UrlReading(scheme, List.of(), 0, null, false, doubt);
    }
    return new UrlReading(
        scheme,
        List.of(),
        0,
        null,
        false,
        "what a client does with `" + Hosts.printable(scheme) + ":` is not known");
  }

  private static @Nullable String orDangerous(String scheme, @Nullable String doubt) {
    return isKnownTransport(scheme)
        ? doubt
        : "`" + Hosts.printable(scheme) + ":` can make a client speak another protocol";
  }

  /** Schemes that mean one protocol that agents use on purpose. */
  private static boolean isKnownTransport(String scheme) {
    return switch (scheme) {
      case "http",
          "https",
          "ws",
          "wss",
          "ftp",
          "ftps",
          "sftp",
          "scp",
          "ssh",
          "git",
          "git+ssh",
          "git+https",
          "git+http",
          "ssh+git",
          "rsync",
          "s3",
          "gs",
          "postgres",
          "postgresql",
          "mysql",
          "mongodb",
          "mongodb+srv",
          "redis",
          "rediss",
          "amqp",
          "amqps",
          "nats",
          "kafka",
          "docker",
          "oci",
          "tcp",
          "udp" ->
          true;
      default -> false;
    };
  }

  private static boolean isSpecial(String scheme) {
    return switch (scheme) {
      case "http", "https", "ws", "wss", "ftp" -> true;
      default -> false;
    };
  }

  private static boolean isWrapper(String scheme) {
    return switch (scheme) {
      case "jar",
          "url",
          "view-source",
          "feed",
          "blob",
          "filesystem",
          "zip",
          "phar",
          "compress.zlib",
          "compress.bzip2",
          "glob",
          "nested",
          "wrap",
          "cache" ->
          true;
      default -> false;
    };
  }

  /** Blanks around the URL, and tabs and line ends in it, as WHATWG removes them. */
  private static String cleaned(String given) {
    var out = new StringBuilder(given.length());
    var start = 0;
    var end = given.length();
    while (start < end && given.charAt(start) <= ' ') {
      start++;
    }
    while (end > start && given.charAt(end - 1) <= ' ') {
      end--;
    }
    for (var i = start; i < end; i++) {
      var c = given.charAt(i);
      if (c != '\t' && c != '\n' && c != '\r') {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static String lower(String text, int end) {
    for (var i = 0; i < end; i++) {
      var c = text.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        return text.substring(0, end).toLowerCase(Locale.ROOT);
      }
    }
    return text.substring(0, end);
  }

  /** The index of the colon after a scheme, or -1. */
  private static int schemeEnd(String text, int start) {
    for (var i = start; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c == ':') {
        return i == start ? -1 : i;
      }
      var letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z' && c < 0x80;
      if (!letter
          && (i == start
              || !((c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.' || c == '_'))) {
        return -1;
      }
    }
    return -1;
  }

  private static boolean isPort(String text, int start) {
    var i = start;
    while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
      i++;
    }
    return i > start && (i == text.length() || text.charAt(i) == '/' || text.charAt(i) == '?');
  }

  private static boolean isSlash(char c) {
    return c == '/' || c == '\\';
  }

  private static int endOfAuthority(String text, int start, boolean backslash) {
    for (var i = start; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c == '/' || c == '?' || c == '#' || (c == '\\' && backslash)) {
        return i;
      }
    }
    return text.length();
  }

  private static UrlReading authority(
      String scheme, String text, int start, @Nullable String doubt) {
    var end = endOfAuthority(text, start, true);
    var at = text.lastIndexOf('@', end - 1);
    if (at < start) {
      at = -1;
    }
    var port = new int[1];
    var hosts = new ArrayList<HostReading>(1);
    var first = hostAndPort(text, at < 0 ? start : at + 1, end, port);
    hosts.add(first);
    if (first.doubt() != null) {
      doubt = first.doubt();
    }
    if (port[0] < 0) {
      doubt = "the port is not a number up to 65535";
      port[0] = 0;
    }
    var password = false;
    if (at >= 0) {
      password = text.indexOf(':', start) < at && text.indexOf(':', start) >= 0;
      var user = text.substring(start, at);
      if (user.indexOf('@') >= 0) {
        doubt = "the URL has more than one `@`";
        addHosts(hosts, user);
      } else if (looksLikeHost(user)) {
        doubt = "the part before `@` looks like a host";
        addHosts(hosts, user);
      }
    }
    // Others end the authority at the first slash only, or not at a backslash.
    if (end < text.length() && text.charAt(end) != '/') {
      var slash = text.indexOf('/', end);
      var rest = text.substring(end + 1, slash < 0 ? text.length() : slash);
      if (text.charAt(end) == '\\' || rest.indexOf('@') >= 0) {
        doubt = "readers of URLs disagree about the host";
        addHosts(hosts, rest);
      }
    }
    return new UrlReading(scheme, hosts, port[0], null, password, doubt);
  }

  /** All that could be a host in a stretch that readers split in different ways. */
  private static void addHosts(List<HostReading> hosts, String stretch) {
    var start = 0;
    for (var i = 0; i <= stretch.length(); i++) {
      var c = i < stretch.length() ? stretch.charAt(i) : '@';
      if (c == '@' || c == '\\' || c == '/' || c == '?' || c == '#') {
        if (i > start && hosts.size() < MAX_HOSTS) {
          var host = hostAndPort(stretch, start, i, new int[1]);
          if (host.host().isExact()) {
            hosts.add(host);
          }
        }
        start = i + 1;
      }
    }
  }

  private static boolean looksLikeHost(String user) {
    var colon = user.indexOf(':');
    var name = colon < 0 ? user : user.substring(0, colon);
    return name.indexOf('.') > 0
        || name.indexOf('%') >= 0
        || name.equalsIgnoreCase("localhost")
        || name.startsWith("[");
  }

  /** The host in a stretch, its port to {@code port[0]}: 0 for none, -1 for nonsense. */
  private static HostReading hostAndPort(String text, int start, int end, int[] port) {
    var colon = -1;
    if (start < end && text.charAt(start) == '[') {
      var close = text.indexOf(']', start);
      if (close >= 0 && close < end - 1) {
        colon = close + 1;
        if (text.charAt(colon) != ':') {
          return new HostReading(
              Operand.unknown(text.substring(start, end)),
              HostPlace.UNKNOWN,
              "the text after an address in brackets is not a port");
        }
      }
    } else {
      colon = text.indexOf(':', start);
    }
    var hostEnd = colon >= 0 && colon < end ? colon : end;
    if (hostEnd < end) {
      port[0] = port(text, hostEnd + 1, end);
    }
    return Hosts.of(start == 0 && hostEnd == text.length() ? text : text.substring(start, hostEnd));
  }

  private static int port(String text, int start, int end) {
    var value = 0;
    for (var i = start; i < end; i++) {
      var c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      value = value * 10 + c - '0';
      if (value > 65535) {
        return -1;
      }
    }
    return value;
  }

  private static UrlReading file(String text, int start, String scheme, @Nullable String doubt) {
    var path = text.substring(start).replace('\\', '/');
    List<HostReading> hosts = List.of();
    if (path.startsWith("//")) {
      var slash = path.indexOf('/', 2);
      var host = path.substring(2, slash < 0 ? path.length() : slash);
      path = slash < 0 ? "/" : path.substring(slash);
      if (!host.isEmpty() && !host.equalsIgnoreCase("localhost") && !host.equals("127.0.0.1")) {
        if (host.length() == 2 && (host.charAt(1) == ':' || host.charAt(1) == '|')) {
          path = host.charAt(0) + ":" + path;
        } else {
          var reading = Hosts.of(host);
          hosts = List.of(reading);
          doubt = "a file on another host";
        }
      }
    }
    var cut = endOfPath(path);
    var decoded = PercentCoding.decode(path.substring(0, cut));
    if (decoded.length() > 2
        && decoded.charAt(0) == '/'
        && (decoded.charAt(2) == ':' || decoded.charAt(2) == '|')
        && Character.isLetter(decoded.charAt(1))) {
      decoded = decoded.charAt(1) + ":" + decoded.substring(3);
    }
    if (decoded.isEmpty()) {
      decoded = "/";
    }
    return new UrlReading(scheme, hosts, 0, decoded, false, doubt);
  }

  private static int endOfPath(String path) {
    for (var i = 0; i < path.length(); i++) {
      var c = path.charAt(i);
      if (c == '?' || c == '#') {
        return i;
      }
    }
    return path.length();
  }

  private static UrlReading unreadable(String why) {
    return new UrlReading("", List.of(), 0, null, false, why);
  }
}
