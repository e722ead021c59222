package dev.canopy.shell;

import java.util.ArrayList;
import java.util.List;

/** The lines of here-documents, which come after the line that they are announced in. */
final class HereDocuments {
  private HereDocuments() {}

  /** Reads the lines of those that wait, in their order. */
  static void read(Cursor in) throws Unreadable {
    if (in.waiting.isEmpty()) {
      return;
    }
    var documents = in.waiting;
    in.waiting = new ArrayList<>(0);
    for (var document : documents) {
      lines(in, document);
    }
  }

  /** The lines up to the delimiter, or all the rest: shells only warn if it is missing. */
  private static void lines(Cursor in, Cursor.HereDocument document) throws Unreadable {
    var from = in.at;
    var body = new StringBuilder();
    var continued = false;
    while (!in.atEnd()) {
      var lineEnd = in.text.indexOf('\n', in.at);
      if (lineEnd < 0) {
        lineEnd = in.length;
      }
      var lineStart = in.at;
      if (document.stripTabs()) {
        while (lineStart < lineEnd && in.text.charAt(lineStart) == '\t') {
          lineStart++;
        }
      }
      in.at = Math.min(lineEnd + 1, in.length);
      if (!continued
          && lineEnd - lineStart == document.delimiter().length()
          && in.text.startsWith(document.delimiter(), lineStart)) {
        break;
      }
      body.append(in.text, lineStart, lineEnd).append('\n');
      continued = !document.quoted() && endsContinued(in, lineStart, lineEnd);
    }
    var text = body.toString();
    var start = in.start(from);
    var end = in.end();
    if (document.quoted()) {
      document.redirect().body =
          new RawWord(List.of(new Piece.Literal(text, true)), start, Math.max(start, end));
    } else {
      in.enter();
      document.redirect().body =
          new Parser(in.over(text, start, Math.max(start, end))).words().quotes().hereText();
      in.leave();
    }
  }

  private static boolean endsContinued(Cursor in, int lineStart, int lineEnd) {
    var backslashes = 0;
    while (lineEnd - backslashes > lineStart && in.text.charAt(lineEnd - backslashes - 1) == '\\') {
      backslashes++;
    }
    return backslashes % 2 == 1;
  }
}
