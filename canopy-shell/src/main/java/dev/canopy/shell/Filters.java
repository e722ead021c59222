package dev.canopy.shell;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Programs that make one text of another. Each models some options exactly, and says null to all
 * else.
 */
final class Filters {
  private Filters() {}

  /** The output of a filter, or null if it is none, or not modelled with these arguments. */
  static byte @Nullable [] output(String program, List<String> arguments, byte[] in) {
    var args = arguments;
    if (!args.isEmpty() && args.get(args.size() - 1).equals("-")) {
      args = args.subList(0, args.size() - 1);
    }
    return switch (program) {
      case "cat" -> args.isEmpty() || args.equals(List.of("-u")) ? in : null;
      case "base64" -> base64(args, in);
      case "base32" -> isDecoding(args) ? Codecs.fromBase32(in) : null;
      case "openssl" -> openssl(args, in);
      case "xxd" -> xxd(args, in);
      case "gunzip", "zcat", "gzip" -> gunzip(program, args, in);
      case "rev", "tac", "tr", "head", "tail", "cut", "sed" -> {
        var text = Codecs.text(in);
        var out = text == null ? null : text(program, args, text);
        yield out == null ? null : out.getBytes(StandardCharsets.UTF_8);
      }
      default -> null;
    };
  }

  private static @Nullable String text(String program, List<String> args, String text) {
    return switch (program) {
      case "rev" -> args.isEmpty() ? rev(text) : null;
      case "tac" -> args.isEmpty() ? tac(text) : null;
      case "tr" -> Translate.output(args, text);
      case "head" -> head(args, text);
      case "tail" -> tail(args, text);
      case "cut" -> cut(args, text);
      default -> sed(args, text);
    };
  }

  private static boolean isDecoding(List<String> args) {
    return args.size() == 1
        && switch (args.get(0)) {
          case "-d", "--decode", "-D", "-di", "-id", "--d", "--de", "--dec", "--deco", "--decod" ->
              true;
          default -> false;
        };
  }

  private static byte @Nullable [] base64(List<String> args, byte[] in) {
    if (isDecoding(args)) {
      return Codecs.fromBase64(in);
    }
    if (args.isEmpty()) {
      return Codecs.base64(in, 76);
    }
    var joined = String.join(" ", args);
    return joined.equals("-w0") || joined.equals("-w 0") || joined.equals("--wrap=0")
        ? Codecs.base64(in, 0)
        : null;
  }

  private static byte @Nullable [] openssl(List<String> args, byte[] in) {
    var decodes = false;
    var base64 = !args.isEmpty() && args.get(0).equals("base64");
    if (args.isEmpty() || !(base64 || args.get(0).equals("enc"))) {
      return null;
    }
    for (var arg : args.subList(1, args.size())) {
      switch (arg) {
        case "-d" -> decodes = true;
        case "-base64", "-a" -> base64 = true;
        case "-A" -> {}
        default -> {
          return null;
        }
      }
    }
    return base64 && decodes ? Codecs.fromBase64(in) : null;
  }

  private static byte @Nullable [] xxd(List<String> args, byte[] in) {
    var reverse = false;
    var plain = false;
    for (var arg : args) {
      switch (arg) {
        case "-r" -> reverse = true;
        case "-p", "-ps", "-plain" -> plain = true;
        case "-rp", "-pr" -> {
          // xxd reads this as `-r`, and as `-p` with a letter after it.
          return null;
        }
        default -> {
          return null;
        }
      }
    }
    return !plain ? null : reverse ? Codecs.fromHex(in) : Codecs.hex(in);
  }

  private static byte @Nullable [] gunzip(String program, List<String> args, byte[] in) {
    var decodes = !program.equals("gzip");
    for (var arg : args) {
      switch (arg) {
        case "-d", "-dc", "-cd", "--decompress" -> decodes = true;
        case "-c", "-f", "-q" -> {}
        default -> {
          return null;
        }
      }
    }
    return decodes ? Codecs.gunzip(in) : null;
  }

  /** The lines, each with the newline at its end if it has one. */
  private static List<String> lines(String text) {
    var lines = new ArrayList<String>();
    var from = 0;
    while (from < text.length()) {
      var newline = text.indexOf('\n', from);
      var to = newline < 0 ? text.length() : newline + 1;
      lines.add(text.substring(from, to));
      from = to;
    }
    return lines;
  }

  private static String rev(String text) {
    var out = new StringBuilder(text.length());
    for (var line : lines(text)) {
      var ends = line.endsWith("\n");
      out.append(new StringBuilder(ends ? line.substring(0, line.length() - 1) : line).reverse());
      out.append(ends ? "\n" : "");
    }
    return out.toString();
  }

  private static @Nullable String tac(String text) {
    if (!text.endsWith("\n")) {
      return null;
    }
    var lines = lines(text);
    Collections.reverse(lines);
    return String.join("", lines);
  }

  /** The number of {@code -n 3}, {@code -n3} or {@code -3}; the letter goes first. */
  private static @Nullable String count(List<String> args) {
    if (args.isEmpty()) {
      return "n10";
    }
    var first = args.get(0);
    if (args.size() == 2 && (first.equals("-n") || first.equals("-c"))) {
      return first.charAt(1) + args.get(1);
    }
    if (args.size() == 1 && first.length() > 1 && first.charAt(0) == '-') {
      if (Chars.isNumber(first.substring(1))) {
        return "n" + first.substring(1);
      }
      if (first.length() > 2 && (first.charAt(1) == 'n' || first.charAt(1) == 'c')) {
        return first.substring(1);
      }
    }
    return null;
  }

  private static int number(String digits) {
    return Chars.isNumber(digits) && digits.length() <= 6 ? Integer.parseInt(digits) : -1;
  }

  private static boolean isAscii(String text) {
    for (var i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 127) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable String head(List<String> args, String text) {
    var count = count(args);
    var n = count == null ? -1 : number(count.substring(1));
    if (count == null || n < 0) {
      return null;
    }
    if (count.charAt(0) == 'c') {
      return isAscii(text) ? text.substring(0, Math.min(n, text.length())) : null;
    }
    var lines = lines(text);
    return String.join("", lines.subList(0, Math.min(n, lines.size())));
  }

  private static @Nullable String tail(List<String> args, String text) {
    var count = count(args);
    if (count == null || count.length() < 2) {
      return null;
    }
    var fromStart = count.charAt(1) == '+';
    var n = number(count.substring(fromStart ? 2 : 1));
    if (n < 0 || (fromStart && n == 0)) {
      return null;
    }
    if (count.charAt(0) == 'c') {
      if (!isAscii(text)) {
        return null;
      }
      var from = fromStart ? n - 1 : text.length() - n;
      return text.substring(Math.max(0, Math.min(from, text.length())));
    }
    var lines = lines(text);
    var from = fromStart ? n - 1 : lines.size() - n;
    return String.join("", lines.subList(Math.max(0, Math.min(from, lines.size())), lines.size()));
  }

  /** {@code cut -c 2-5}, {@code cut -d : -f 2}. */
  private static @Nullable String cut(List<String> args, String text) {
    var delimiter = '\t';
    String fields = null;
    String characters = null;
    for (var i = 0; i < args.size(); i++) {
      var arg = args.get(i);
      if (arg.length() < 2 || arg.charAt(0) != '-' || "dfcb".indexOf(arg.charAt(1)) < 0) {
        return null;
      }
      var value = arg.length() > 2 ? arg.substring(2) : i + 1 < args.size() ? args.get(++i) : "";
      switch (arg.charAt(1)) {
        case 'd' -> {
          if (value.length() != 1) {
            return null;
          }
          delimiter = value.charAt(0);
        }
        case 'f' -> fields = value;
        default -> characters = value;
      }
    }
    var range = fields != null ? fields : characters;
    if (range == null || (fields != null && characters != null) || !isAscii(text)) {
      return null;
    }
    var dash = range.indexOf('-');
    var low = number(dash < 0 ? range : dash == 0 ? "1" : range.substring(0, dash));
    var high =
        dash < 0 ? low : dash + 1 == range.length() ? 999_999 : number(range.substring(dash + 1));
    if (low < 1 || high < low) {
      return null;
    }
    var out = new StringBuilder();
    for (var line : lines(text)) {
      var body = line.endsWith("\n") ? line.substring(0, line.length() - 1) : line;
      if (fields == null) {
        var from = Math.min(low - 1, body.length());
        out.append(body, from, Math.max(from, Math.min(high, body.length())));
      } else if (body.indexOf(delimiter) < 0) {
        out.append(body);
      } else {
        cutFields(body, delimiter, low, high, out);
      }
      out.append('\n');
    }
    return out.toString();
  }

  private static void cutFields(String line, char delimiter, int low, int high, StringBuilder out) {
    var field = 1;
    var from = 0;
    var first = true;
    while (from <= line.length() && field <= high) {
      var next = line.indexOf(delimiter, from);
      var to = next < 0 ? line.length() : next;
      if (field >= low) {
        out.append(first ? "" : String.valueOf(delimiter)).append(line, from, to);
        first = false;
      }
      from = to + 1;
      field++;
    }
  }

  /** {@code sed s/plain/text/g}: patterns without any special sign. */
  private static @Nullable String sed(List<String> args, String text) {
    var script =
        args.size() == 2 && args.get(0).equals("-e")
            ? args.get(1)
            : args.size() == 1 ? args.get(0) : "";
    if (script.length() < 4 || script.charAt(0) != 's') {
      return null;
    }
    var delimiter = script.charAt(1);
    if (delimiter == '\\' || delimiter == '\n') {
      return null;
    }
    var parts = new ArrayList<String>();
    var part = new StringBuilder();
    for (var i = 2; i < script.length(); i++) {
      var c = script.charAt(i);
      if (c == '\\' && i + 1 < script.length() && script.charAt(i + 1) == delimiter) {
        part.append(delimiter);
        i++;
      } else if (c == delimiter) {
        parts.add(part.toString());
        part.setLength(0);
      } else {
        part.append(c);
      }
    }
    if (parts.size() != 2) {
      return null;
    }
    var pattern = parts.get(0);
    var replacement = parts.get(1);
    var flags = part.toString();
    if (pattern.isEmpty()
        || hasAny(pattern, ".*[]^$\\+?(){}|\n")
        || hasAny(replacement, "&\\\n")
        || !(flags.isEmpty() || flags.equals("g"))) {
      return null;
    }
    var out = new StringBuilder();
    for (var line : lines(text)) {
      var at = line.indexOf(pattern);
      var from = 0;
      while (at >= 0) {
        out.append(line, from, at).append(replacement);
        from = at + pattern.length();
        if (out.length() > Limits.VALUE_LENGTH) {
          return null;
        }
        at = flags.isEmpty() ? -1 : line.indexOf(pattern, from);
      }
      out.append(line, from, line.length());
    }
    return out.toString();
  }

  private static boolean hasAny(String text, String signs) {
    for (var i = 0; i < text.length(); i++) {
      if (signs.indexOf(text.charAt(i)) >= 0) {
        return true;
      }
    }
    return false;
  }
}
