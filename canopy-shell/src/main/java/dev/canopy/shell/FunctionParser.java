package dev.canopy.shell;

/** Definitions of functions, and coprocesses. */
final class FunctionParser {
  private final Cursor in;
  private final Parser commands;

  FunctionParser(Cursor in, Parser commands) {
    this.in = in;
    this.commands = commands;
  }

  Node functionCommand() throws Unreadable {
    var from = in.at;
    in.at += 8;
    in.skipBlanks();
    var name = functionName(commands.words().word());
    in.skipBlanks();
    if (in.peek() == '(') {
      in.at++;
      in.skipBlanks();
      if (in.peek() != ')') {
        throw in.unexpected();
      }
      in.at++;
    }
    return function(name, from);
  }

  String functionName(RawWord word) throws Unreadable {
    var text = new StringBuilder();
    for (var piece : word.pieces()) {
      if (!(piece instanceof Piece.Literal l)) {
        throw in.fail("the name of a function is not plain");
      }
      text.append(l.text());
    }
    if (text.isEmpty()) {
      throw in.unexpected();
    }
    return text.toString();
  }

  Node function(String name, int from) throws Unreadable {
    commands.skipLines();
    in.enter();
    Node body;
    var c = in.peek();
    if (c == '{' || c == '(' || c == '[' || !in.wordHere().isEmpty()) {
      body = commands.command();
      if (body instanceof Node.Simple && !in.maybeZsh() && !in.maybeDash()) {
        throw in.fail("a function needs a body in brackets");
      }
    } else {
      throw in.unexpected();
    }
    in.leave();
    return new Node.Function(
        name, body, new Node.Excerpt(in.text, from, in.at), in.start(from), in.end());
  }

  Node coprocess() throws Unreadable {
    in.at += 6;
    in.skipBlanks();
    // `coproc NAME compound`: the name is there only before a compound command.
    var to = in.at;
    while (to < in.length && Chars.isNamePart(in.text.charAt(to))) {
      to++;
    }
    var after = to;
    while (after < in.length && Chars.isBlank(in.text.charAt(after))) {
      after++;
    }
    if (to > in.at && after > to && after < in.length) {
      var c = in.text.charAt(after);
      var next = after + 1 < in.length ? in.text.charAt(after + 1) : ' ';
      if (c == '(' || (c == '{' && (Chars.isBlank(next) || next == '\n'))) {
        in.at = after;
      }
    }
    return new Node.Coprocess(commands.command());
  }
}
