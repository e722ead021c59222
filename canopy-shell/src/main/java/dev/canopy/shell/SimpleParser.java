package dev.canopy.shell;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Simple commands as written: assignments, words and redirections. */
final class SimpleParser {
  private final Cursor in;
  private final Parser commands;

  SimpleParser(Cursor in, Parser commands) {
    this.in = in;
    this.commands = commands;
  }

  Node simple() throws Unreadable {
    var from = in.at;
    var settings = new ArrayList<Setting>(0);
    var items = new ArrayList<RawWord>();
    var redirects = new ArrayList<Redirect>(0);
    var declares = false;

    // `a &> f b`: a shell without `&>` runs `a &` and then `> f b`.
    var ends = false;
    var last = in.at;
    while (true) {
      in.skipBlanks();
      var c = in.peek();
      if (in.atEnd() || c == '#') {
        break;
      }
      var redirect = commands.redirects().redirect();
      if (redirect != null) {
        ends |= c == '&';
        redirects.add(redirect);
        last = in.at;
        continue;
      }
      if (c == '(' && items.size() == 1 && settings.isEmpty() && redirects.isEmpty()) {
        in.at++;
        in.skipBlanks();
        if (in.peek() == ')') {
          in.at++;
          return commands
              .functions()
              .function(commands.functions().functionName(items.get(0)), from);
        }
        throw in.unexpected();
      }
      if (Chars.isMeta(c) && !in.startsProcess()) {
        break;
      }
      if (items.isEmpty()) {
        var setting = setting();
        if (setting != null) {
          settings.add(setting);
          last = in.at;
          continue;
        }
      } else if (declares) {
        var setting = arraySetting();
        if (setting != null) {
          items.add(setting);
          last = in.at;
          continue;
        }
      }
      var word = commands.words().word();
      if (ends && in.maybeDash()) {
        in.gap("what follows `&>` is a command of its own in sh", word.start());
        ends = false;
      }
      if (items.isEmpty()) {
        var bare = word.bare();
        declares = bare != null && Parser.declares(bare);
        if (bare != null && bare.charAt(0) == '{' && bare.length() > 1 && in.maybeZsh()) {
          zshGroup(bare, word);
        }
      }
      items.add(word);
      last = in.at;
      if (items.size() > Limits.WORDS) {
        throw in.fail("more than " + Limits.WORDS + " words");
      }
    }
    if (settings.isEmpty() && items.isEmpty() && redirects.isEmpty()) {
      throw in.unexpected();
    }
    if (in.peek() == '(' && !in.atEnd()) {
      throw in.unexpected();
    }
    return new Node.Simple(
        List.copyOf(settings),
        List.copyOf(items),
        List.copyOf(redirects),
        in.start(from),
        in.end(last));
  }

  /** zsh takes an opening brace with no blank after it for a group; others for a word. */
  private void zshGroup(String bare, RawWord word) {
    if (bare.indexOf(',') < 0 && bare.indexOf("..") < 0 && !bare.equals("{}")) {
      in.gaps.add(
          new Gap("zsh reads `" + bare + "` as a group", new Span(word.start(), word.end())));
    }
  }

  /** Says so if an assignment to a positional parameter stands here, which zsh knows. */
  private void positional() {
    var to = in.at;
    while (to < in.length && Chars.isDigit(in.text.charAt(to))) {
      to++;
    }
    if (to < in.length && in.text.charAt(to) == '=') {
      in.gap("`" + in.text.substring(in.at, to) + "=` is an assignment in zsh", in.at);
    }
  }

  /** An assignment, if one starts here. */
  private @Nullable Setting setting() throws Unreadable {
    var from = in.at;
    if (!Chars.isNameStart(in.peek())) {
      if (in.maybeZsh() && Chars.isDigit(in.peek())) {
        positional();
      }
      return null;
    }
    var to = in.at;
    while (to < in.length && Chars.isNamePart(in.text.charAt(to))) {
      to++;
    }
    var next = to < in.length ? in.text.charAt(to) : '\0';
    var afterNext = to + 1 < in.length ? in.text.charAt(to + 1) : '\0';
    if (next != '=' && !(next == '+' && afterNext == '=') && next != '[') {
      return null;
    }
    var name = in.text.substring(from, to);
    in.at = to;
    RawWord subscript = null;
    if (next == '[') {
      if (!subscriptThenEquals(to)) {
        in.at = from;
        return null;
      }
      in.at++;
      subscript = commands.words().brackets().arithmeticUntil(']');
      in.at++;
    }
    var append = in.peek() == '+';
    in.at += append ? 2 : 1;
    if (in.peek() == '(') {
      return new Setting(name, subscript, append, null, elements(), in.start(from), in.end());
    }
    return new Setting(
        name, subscript, append, commands.words().word(), null, in.start(from), in.end());
  }

  /** True if the bracket here closes, on the same line, just before {@code =} or {@code +=}. */
  private boolean subscriptThenEquals(int open) {
    in.effort.spend(1);
    var nesting = 0;
    for (var i = open; i < in.length && i - open < Limits.SUBSCRIPT_LENGTH; i++) {
      switch (in.text.charAt(i)) {
        case '\\' -> i++;
        case '[' -> nesting++;
        case ']' -> {
          if (--nesting == 0) {
            var c = i + 1 < in.length ? in.text.charAt(i + 1) : '\0';
            return c == '=' || (c == '+' && i + 2 < in.length && in.text.charAt(i + 2) == '=');
          }
        }
        case '\n' -> {
          return false;
        }
        default -> {}
      }
    }
    return false;
  }

  /** {@code name=(…)} after {@code declare} and its like, as a word. */
  private @Nullable RawWord arraySetting() throws Unreadable {
    var from = in.at;
    var to = in.at;
    while (to < in.length && Chars.isNamePart(in.text.charAt(to))) {
      to++;
    }
    if (to < in.length && in.text.charAt(to) == '+') {
      to++;
    }
    if (to == from || !in.text.startsWith("=(", to)) {
      return null;
    }
    in.at = to + 1;
    var name = new Piece.Literal(in.text.substring(from, to + 1), false);
    var elements = new Piece.Elements(elements());
    return new RawWord(List.of(name, elements), in.start(from), in.end());
  }

  private List<Setting> elements() throws Unreadable {
    in.enter();
    in.at++;
    var elements = new ArrayList<Setting>();
    while (true) {
      commands.skipLines();
      if (in.atEnd()) {
        throw in.fail("an array is not closed");
      }
      if (in.peek() == ')') {
        in.at++;
        break;
      }
      if (Chars.isMeta(in.peek()) && !in.startsProcess()) {
        throw in.unexpected();
      }
      var from = in.at;
      RawWord key = null;
      if (in.peek() == '[' && subscriptThenEquals(in.at)) {
        in.at++;
        key = commands.words().brackets().arithmeticUntil(']');
        in.at++;
        in.at += in.peek() == '+' ? 2 : 1;
      }
      elements.add(
          new Setting("", key, false, commands.words().word(), null, in.start(from), in.end()));
      if (elements.size() > Limits.WORDS) {
        throw in.fail("more than " + Limits.WORDS + " words");
      }
    }
    in.leave();
    return List.copyOf(elements);
  }
}
