package dev.canopy.shell;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes a reading the way {@code testdata/shell} does: a line per command, then {@code = name
 * value} for assignments and {@code ! reason} for gaps.
 */
final class Shown {
  private Shown() {}

  static List<String> lines(ShellReading reading) {
    var lines = new ArrayList<String>();
    for (var command : reading.commands()) {
      lines.add("> " + command(command));
    }
    for (var assignment : reading.assignments()) {
      lines.add("= " + assignment.name() + " " + word(assignment.value()));
    }
    for (var gap : reading.gaps()) {
      lines.add("! " + gap.reason());
    }
    return lines;
  }

  static String command(Command command) {
    var line = new StringBuilder();
    for (var assignment : command.environment()) {
      line.append(assignment.name()).append('=').append(word(assignment.value())).append(' ');
    }
    var first = true;
    for (var word : command.words()) {
      line.append(first ? "" : " ").append(word(word));
      first = false;
    }
    for (var redirection : command.redirections()) {
      line.append(
          switch (redirection.kind()) {
            case READ -> " <";
            case WRITE -> " >";
            case APPEND -> " >>";
            case READ_WRITE -> " <>";
          });
      line.append(word(redirection.target()));
    }
    var input = command.input();
    if (input instanceof Input.Known known) {
      line.append(" input ").append(quoted(known.text()));
    } else if (input instanceof Input.Piped piped) {
      line.append(" input ").append(piped.sources());
    } else if (input instanceof Input.Partial partial) {
      line.append(" input ").append(word(partial.text()));
    }
    if (!command.directory().isExact() || !command.directory().text().isEmpty()) {
      line.append(" in ").append(word(command.directory()));
    }
    if (command.background()) {
      line.append(" &");
    }
    return line.toString();
  }

  static String word(Word word) {
    if (word.isExact()) {
      return isPlain(word.text()) ? word.text() : quoted(word.text());
    }
    var shown = new StringBuilder();
    for (var part : word.parts()) {
      if (part instanceof WordPart.Text text) {
        shown.append(isPlain(text.text()) ? text.text() : quoted(text.text()));
      } else if (part instanceof WordPart.Glob glob) {
        shown.append('{').append(glob.pattern()).append('}');
      } else if (part instanceof WordPart.Unknown unknown) {
        shown.append(unknown.splits() ? "{?*" : "{?");
        for (var source : unknown.sources()) {
          shown.append(' ').append(source);
        }
        shown.append('}');
      }
    }
    return shown.toString();
  }

  private static boolean isPlain(String text) {
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c <= ' ' || "'\"{}<>&=!\\".indexOf(c) >= 0) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private static String quoted(String text) {
    return "'" + hidden(text) + "'";
  }

  /** Signs for characters that a line cannot have. */
  static String hidden(String text) {
    return text.replace('\n', '\u2424')
        .replace('\t', '\u2409')
        .replace('\r', '\u240D')
        .replace('\u001B', '\u241B');
  }

  static String real(String text) {
    return text.replace('\u2424', '\n')
        .replace('\u2409', '\t')
        .replace('\u240D', '\r')
        .replace('\u241B', '\u001B');
  }
}
