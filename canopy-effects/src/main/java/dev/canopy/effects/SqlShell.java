package dev.canopy.effects;

import dev.canopy.shell.Word;
import java.util.List;

/**
 * What a database shell ({@code psql}, {@code sqlite3}, {@code mysql}, {@code duckdb}) is given to
 * run: SQL, and orders for the shell itself, which start with a backslash anywhere or with a dot at
 * the start of a line, and reach to the end of the line.
 */
final class SqlShell {
  private final InlineCode.Place place;
  private final StringBuilder sql = new StringBuilder();

  private SqlShell(InlineCode.Place place) {
    this.place = place;
  }

  /** Adds what the text would do. */
  static void read(String text, InlineCode.Place place) {
    new SqlShell(place).read(text);
  }

  private void read(String text) {
    var quote = '\0';
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (quote != '\0') {
        quote = c == quote ? '\0' : quote;
      } else if (c == '\'' || c == '"' || c == '`') {
        quote = c;
      } else if (c == '\\' || (c == '.' && statementStarts())) {
        var end = text.indexOf('\n', i);
        end = end < 0 ? text.length() : end;
        order(text.substring(i, end).strip());
        i = end;
        c = '\n';
      }
      sql.append(c);
    }
    if (!sql.toString().isBlank()) {
      SqlEffects.read(
          new Action(place.shell().sink, place.invocation().here(), List.of()),
          place.origin().field(),
          place.origin(),
          sql.toString());
    }
  }

  private boolean statementStarts() {
    for (var i = sql.length() - 1; i >= 0; i--) {
      var c = sql.charAt(i);
      if (c == ';') {
        return true;
      }
      if (c > ' ') {
        return false;
      }
    }
    return true;
  }

  private void order(String line) {
    var end = 1;
    while (end < line.length() && line.charAt(end) > ' ' && line.charAt(end) != '|') {
      end++;
      if (line.charAt(end - 1) == '!') {
        break;
      }
    }
    var name = line.substring(1, end);
    var rest = line.substring(end).strip();
    if (rest.startsWith("|")) {
      shell(rest.substring(1));
      return;
    }
    if (line.charAt(0) == '\\' && name.startsWith("d")) {
      return;
    }
    switch (name) {
      case "!", "shell", "system" -> shell(rest);
      case "l",
          "l+",
          "list",
          "c",
          "connect",
          "q",
          "quit",
          "exit",
          "x",
          "z",
          "a",
          "t",
          "h",
          "?" -> {}
      case "help", "conninfo", "timing", "timer", "pset", "echo", "qecho", "print", "encoding" -> {}
      case "tables", "schema", "fullschema", "dump", "databases", "mode", "headers", "header" -> {}
      case "indexes", "indices", "show", "width", "nullvalue", "separator", "stats", "eqp" -> {}
      case "explain", "bail", "version", "limit", "lint", "dbinfo", "sha3sum", "changes" -> {}
      case "sf", "sf+", "sv", "sv+", "G", "gx", "p", "r", "s", "u" -> {}
      case "g", "o", "out", "output", "once", "w", "log", "tee", "save", "backup", "clone" -> {
        if (!rest.isEmpty() && !rest.equals("stdout")) {
          var file = Word.of(lastWord(rest), place.invocation().program().span());
          place
              .shell()
              .files
              .writes(
                  file,
                  Effect.Writes.Mode.TRUNCATE,
                  false,
                  place.invocation().here(),
                  place.origin());
        }
      }
      default ->
          place
              .shell()
              .sink
              .unresolved("what `" + line.charAt(0) + name + "` does is not known", place.origin());
    }
  }

  private static String lastWord(String text) {
    return text.substring(text.lastIndexOf(' ') + 1);
  }

  private void shell(String text) {
    var by = place.invocation();
    place.shell().text(text, by.program().span(), List.of(), by, place.via());
  }
}
