package dev.canopy.effects;

import dev.canopy.shell.Word;
import java.util.List;
import java.util.Set;

/**
 * What {@code fzf --bind} lets keys and events do: {@code KEY:ACTION+ACTION,KEY:ACTION}, an action
 * with an argument in brackets, or after a colon up to the end (fzf(1), KEY/EVENT BINDINGS).
 */
final class KeyBindings {
  /** Actions whose argument is a text; that of all others is taken for shell text. */
  private static final Set<String> TEXTS =
      Set.of(
          "change-header",
          "change-prompt",
          "change-query",
          "change-border-label",
          "change-list-label",
          "change-input-label",
          "change-header-label",
          "change-preview-label",
          "change-preview-window",
          "change-pointer",
          "change-ghost",
          "change-multi",
          "change-nth",
          "put",
          "print",
          "search",
          "pos",
          "rebind",
          "unbind",
          "toggle-bind");

  private KeyBindings() {}

  /** Adds what the bindings would run. */
  static void analyze(String bindings, InlineCode.Place place) {
    var at = 0;
    while (at < bindings.length()) {
      // The key may itself be a comma or a colon.
      var colon = bindings.indexOf(':', at + 1);
      if (colon < 0) {
        unknown(place);
        return;
      }
      at = colon + 1;
      do {
        var from = at;
        while (at < bindings.length() && isName(bindings.charAt(at))) {
          at++;
        }
        var name = bindings.substring(from, at);
        var open = at < bindings.length() ? bindings.charAt(at) : ',';
        if (name.isEmpty()) {
          unknown(place);
          return;
        }
        if (open != ',' && open != '+') {
          var close = open == ':' ? bindings.length() : bindings.indexOf(closing(open), at + 1);
          if (close < 0) {
            unknown(place);
            return;
          }
          argument(name, bindings.substring(at + 1, close), place);
          at = Math.min(bindings.length(), close + 1);
        } else if (runs(name)) {
          unknown(place);
        }
      } while (at < bindings.length() && bindings.charAt(at++) == '+');
    }
  }

  private static boolean isName(char c) {
    return (c >= 'a' && c <= 'z') || c == '-' || (c >= '0' && c <= '9');
  }

  /** An action that runs a command even if it is not written behind it. */
  private static boolean runs(String name) {
    return name.startsWith("execute")
        || name.startsWith("become")
        || name.startsWith("reload")
        || name.startsWith("transform");
  }

  private static char closing(char open) {
    return switch (open) {
      case '(' -> ')';
      case '[' -> ']';
      case '{' -> '}';
      case '<' -> '>';
      default -> open;
    };
  }

  private static void argument(String name, String argument, InlineCode.Place place) {
    if (TEXTS.contains(name)) {
      return;
    }
    if (name.equals("transform") || name.equals("bg-transform")) {
      // What the command writes is read as actions again.
      unknown(place);
      return;
    }
    // `{}` and `{q}` stand for what the user chose, in quotes.
    var text = new StringBuilder();
    var from = 0;
    for (var open = argument.indexOf('{'); open >= 0; open = argument.indexOf('{', from)) {
      var close = argument.indexOf('}', open);
      if (close < 0) {
        break;
      }
      text.append(argument, from, open).append("\"$FZF_ITEM\"");
      from = close + 1;
    }
    text.append(argument.substring(from));
    place
        .shell()
        .text(Word.of(text.toString(), place.span()), List.of(), place.invocation(), place.via());
  }

  private static void unknown(InlineCode.Place place) {
    place.shell().sink.unresolved("a key may run a command", place.origin());
  }
}
