package dev.canopy.effects;

import dev.canopy.shell.Command;
import dev.canopy.shell.Input;
import dev.canopy.shell.Redirection;
import dev.canopy.shell.Span;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The files that an action writes with its own words, so that running one of them is not taken for
 * running a script that was there before: {@code echo 'rm -rf /' > x.sh; sh x.sh}.
 */
final class WrittenFiles {
  private Map<String, Content> contents = Map.of();

  /** A null text is not known. The span is that of the redirection. */
  private record Content(@Nullable String text, Span span) {}

  boolean has(String path) {
    return contents.containsKey(path);
  }

  /** All that is in the file; null if that is not known. */
  @Nullable String textOf(String path) {
    var content = contents.get(path);
    return content == null ? null : content.text;
  }

  /** Remembers what a command with this redirection leaves in the file. */
  void written(String path, Redirection redirection, Command by) {
    add(path, redirection.kind() == Redirection.Kind.WRITE ? output(by) : null, redirection.span());
  }

  /** Remembers a file of unknown content. */
  void written(String path, Span span) {
    add(path, null, span);
  }

  private void add(String path, @Nullable String text, Span span) {
    if (contents.isEmpty()) {
      contents = new HashMap<>(4);
    }
    var before = contents.get(path);
    if (before == null) {
      contents.put(path, new Content(text, span));
    } else if (before.text != null && text != null && before.span.equals(span)) {
      // The commands of a group write one after the other.
      contents.put(path, new Content(before.text + text, span));
    } else {
      contents.put(path, new Content(null, span));
    }
  }

  /** What a command puts out, if it says so itself. */
  private static @Nullable String output(Command command) {
    var words = command.words();
    for (var word : words) {
      if (!word.isExact()) {
        return null;
      }
    }
    switch (words.get(0).text()) {
      case "cat" -> {
        return words.size() == 1 && command.input() instanceof Input.Known known
            ? known.text()
            : null;
      }
      case "echo" -> {
        var text = new StringBuilder();
        for (var word : words.subList(1, words.size())) {
          text.append(text.length() == 0 ? "" : " ").append(word.text());
        }
        return text.indexOf("\\") >= 0 || text.indexOf("-") == 0
            ? null
            : text.append('\n').toString();
      }
      case "printf" -> {
        var text = words.size() == 2 ? words.get(1).text() : "%";
        return text.indexOf('%') >= 0 || text.indexOf('\\') >= 0 ? null : text;
      }
      default -> {
        return null;
      }
    }
  }
}
