package dev.canopy.shell;

import dev.canopy.shell.Redirect.Sign;
import org.jspecify.annotations.Nullable;

/** Redirections as written. */
final class RedirectParser {
  private final Cursor in;
  private final Parser commands;

  RedirectParser(Cursor in, Parser commands) {
    this.in = in;
    this.commands = commands;
  }

  /** A redirection, if one starts here. */
  @Nullable Redirect redirect() throws Unreadable {
    var from = in.at;
    var at = in.at;
    var descriptor = -2;
    if (in.peek() == '{') {
      var to = at + 1;
      while (to < in.length && Chars.isNamePart(in.text.charAt(to))) {
        to++;
      }
      if (to == at + 1 || to + 1 >= in.length || in.text.charAt(to) != '}') {
        return null;
      }
      at = to + 1;
      descriptor = -1;
      if (in.maybeZsh() && isBlankBeforeSign(at)) {
        in.gap("`{…}` before a redirection is no word in zsh", from);
      }
    } else {
      while (at < in.length && Chars.isDigit(in.text.charAt(at))) {
        at++;
      }
      if (at > in.at + 1 && at < in.length && "<>".indexOf(in.text.charAt(at)) >= 0) {
        // dash and zsh take one digit for a descriptor, and more for a word.
        in.gap("a file descriptor of several digits is a word in other shells", from);
      }
      if (at > in.at) {
        descriptor = at - in.at > 6 ? 999_999 : Integer.parseInt(in.text, in.at, at, 10);
      }
    }
    var c = at < in.length ? in.text.charAt(at) : '\0';
    var next = at + 1 < in.length ? in.text.charAt(at + 1) : '\0';
    if (c == '&' && next == '>' && descriptor == -2) {
      in.at = at + 2;
      var append = in.peek() == '>';
      in.at += append ? 1 : 0;
      var forced = clobber();
      return file(append ? Sign.APPEND_BOTH : Sign.WRITE_BOTH, 1, forced, from);
    }
    if ((c != '<' && c != '>') || next == '(') {
      return null;
    }
    in.at = at + 1;
    if (c == '<') {
      var fd = descriptor == -2 ? 0 : descriptor;
      if (next == '<') {
        if (in.peek(1) == '<') {
          in.at += 2;
          return file(Sign.HERE_STRING, fd, false, from);
        }
        in.at++;
        return hereDocument(fd, from);
      }
      if (next == '&') {
        in.at++;
        return file(Sign.COPY_INPUT, fd, false, from);
      }
      if (next == '>') {
        in.at++;
        return file(Sign.READ_WRITE, fd, false, from);
      }
      return file(Sign.READ, fd, false, from);
    }
    var fd = descriptor == -2 ? 1 : descriptor;
    if (next == '>') {
      in.at++;
      var both = in.peek() == '&' && in.dialect != ShellDialect.BASH && in.maybeZsh();
      if (both) {
        in.at++;
      }
      return file(both ? Sign.APPEND_BOTH : Sign.APPEND, fd, clobber(), from);
    }
    if (next == '&') {
      in.at++;
      return file(Sign.COPY_OUTPUT, fd, clobber(), from);
    }
    return file(Sign.WRITE, fd, clobber(), from);
  }

  private boolean isBlankBeforeSign(int from) {
    var at = from;
    while (at < in.length && Chars.isBlank(in.text.charAt(at))) {
      at++;
    }
    return at > from && at < in.length && "<>".indexOf(in.text.charAt(at)) >= 0;
  }

  /** Takes the {@code |} of {@code >|}; a {@code !} only zsh takes. */
  private boolean clobber() {
    if (in.peek() == '|') {
      in.at++;
    } else if (in.peek() == '!' && in.maybeZsh()) {
      in.at++;
      return true;
    }
    return false;
  }

  private Redirect file(Sign sign, int descriptor, boolean forced, int from) throws Unreadable {
    in.skipBlanks();
    if (in.atEnd() || (Chars.isMeta(in.peek()) && !in.startsProcess())) {
      throw in.fail(Unreadable.NO_TARGET);
    }
    var target = commands.words().word();
    return new Redirect(sign, descriptor, target, forced, in.start(from), in.end());
  }

  private Redirect hereDocument(int descriptor, int from) throws Unreadable {
    var strip = in.peek() == '-';
    in.at += strip ? 1 : 0;
    in.skipBlanks();
    var delimiterFrom = in.at;
    var word = commands.words().word();
    if (word.pieces().isEmpty()) {
      throw in.unexpected();
    }
    var delimiter = new StringBuilder();
    var quoted = false;
    for (var piece : word.pieces()) {
      if (!(piece instanceof Piece.Literal l)) {
        // The delimiter is taken as it is written; its expansions are none.
        in.at = delimiterFrom;
        throw in.fail("the delimiter of a here-document is not plain");
      }
      quoted |= l.quoted();
      delimiter.append(l.text());
    }
    var redirect =
        new Redirect(Sign.HERE_DOCUMENT, descriptor, word, false, in.start(from), in.end());
    in.waiting.add(new Cursor.HereDocument(redirect, delimiter.toString(), quoted, strip));
    return redirect;
  }
}
