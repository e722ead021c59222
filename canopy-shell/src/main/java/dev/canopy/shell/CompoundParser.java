package dev.canopy.shell;

import java.util.ArrayList;
import java.util.List;

/** Compound commands as written: groups, conditions, loops, tests and calculations. */
final class CompoundParser {
  private final Cursor in;
  private final Parser commands;

  CompoundParser(Cursor in, Parser commands) {
    this.in = in;
    this.commands = commands;
  }

  /** Commands up to one of the closing words, which is taken and returned by {@link #closed}. */
  private Node body(String... closers) throws Unreadable {
    in.enter();
    var items = new ArrayList<Node>();
    commands.list(items, false);
    for (var closer : closers) {
      if (in.seesReserved(closer)) {
        if (items.isEmpty() && !in.maybeZsh()) {
          throw in.unexpected();
        }
        closed = closer;
        in.at += closer.length();
        in.leave();
        return Parser.sequence(items);
      }
    }
    if (in.atEnd()) {
      throw in.fail("the text ends before `" + closers[closers.length - 1] + "`");
    }
    throw in.unexpected();
  }

  /** The closing word that the last {@link #body} ended at. */
  private String closed = "";

  Node subshell() throws Unreadable {
    in.at++;
    var body = commands.nested(')', "(");
    if (body instanceof Node.Sequence s && s.items().isEmpty()) {
      in.skipBlanks();
      if (in.maybeZsh() && in.peek() == '{' && in.isWordEnd(1)) {
        // zsh: a function without a name runs where it stands.
        return commands.command();
      }
      throw in.fail("`(` and `)` with no command between");
    }
    return new Node.Subshell(body);
  }

  Node group() throws Unreadable {
    in.at++;
    return new Node.Sequence(List.of(body("}")));
  }

  Node calculation() throws Unreadable {
    var from = in.at;
    in.at += 2;
    var contentFrom = in.at;
    var expression = commands.words().brackets().arithmeticUntil(')');
    var content = in.text.substring(contentFrom, in.at);
    in.at += 2;
    return new Node.Calculation(expression, content, in.start(from), in.end());
  }

  Node test() throws Unreadable {
    var from = in.at;
    in.at += 2;
    var items = new ArrayList<RawWord>();
    var regex = false;
    while (true) {
      in.skipBlanks();
      if (in.atEnd()) {
        throw in.fail("`[[` is not closed");
      }
      if (in.sees("]]") && in.isWordEnd(2) && !items.isEmpty()) {
        in.at += 2;
        break;
      }
      var c = in.peek();
      if (c == '\n') {
        commands.newline();
      } else if ((c == '(' && !regex) || c == ')' || c == '<' || c == '>') {
        if ((c == '<' || c == '>') && in.peek(1) == '(') {
          items.add(commands.words().word());
        } else {
          items.add(sign(1));
        }
      } else if ((c == '&' || c == '|') && in.peek(1) == c) {
        items.add(sign(2));
        regex = false;
      } else if (Chars.isMeta(c) && !(regex && c != ';')) {
        throw in.unexpected();
      } else {
        var word = commands.words().word(regex);
        regex = "=~".equals(word.bare());
        items.add(word);
      }
    }
    return new Node.Test(List.copyOf(items), in.start(from), in.end());
  }

  private RawWord sign(int length) {
    var from = in.at;
    in.at += length;
    return new RawWord(
        List.of(new Piece.Literal(in.text.substring(from, in.at), false)),
        in.start(from),
        in.end());
  }

  Node ifCommand() throws Unreadable {
    in.at += 2;
    var conditions = new ArrayList<Node>(1);
    var bodies = new ArrayList<Node>(1);
    while (true) {
      conditions.add(body("then"));
      bodies.add(body("elif", "else", "fi"));
      if (!closed.equals("elif")) {
        break;
      }
    }
    var otherwise = closed.equals("else") ? body("fi") : null;
    return new Node.If(List.copyOf(conditions), List.copyOf(bodies), otherwise);
  }

  Node whileCommand() throws Unreadable {
    var from = in.at;
    in.at += 5;
    var condition = body("do");
    var body = body("done");
    return new Node.While(condition, body, new Node.Excerpt(in.text, from, in.at));
  }

  Node forCommand(boolean select) throws Unreadable {
    var from = in.at;
    in.at += select ? 6 : 3;
    in.skipBlanks();
    if (!select && in.sees("((") && commands.words().brackets().isArithmetic(in.at + 1)) {
      in.at += 2;
      var header = commands.words().brackets().arithmeticUntil(')');
      in.at += 2;
      in.skipBlanks();
      if (in.peek() == ';') {
        in.at++;
      }
      commands.skipLines();
      var body = loopBody();
      return new Node.Counting(
          header, body, new Node.Excerpt(in.text, from, in.at), in.start(from), in.end());
    }
    var name = commands.words().word().bare();
    if (name == null || !Chars.isName(name)) {
      throw in.fail("`for` needs the name of a variable");
    }
    commands.skipLines();
    List<RawWord> values = null;
    if (in.seesReserved("in")) {
      in.at += 2;
      values = new ArrayList<>();
      while (true) {
        in.skipBlanksAndComment();
        if (in.atEnd() || in.peek() == ';' || in.peek() == '\n') {
          break;
        }
        if (Chars.isMeta(in.peek()) && !in.startsProcess()) {
          throw in.unexpected();
        }
        values.add(commands.words().word());
        if (values.size() > Limits.WORDS) {
          throw in.fail("more than " + Limits.WORDS + " words");
        }
      }
      if (in.peek() == ';') {
        in.at++;
      }
    } else if (in.peek() == ';') {
      in.at++;
    }
    commands.skipLines();
    var body = loopBody();
    return new Node.For(name, values, body, select, new Node.Excerpt(in.text, from, in.at));
  }

  private Node loopBody() throws Unreadable {
    if (in.seesReserved("do")) {
      in.at += 2;
      return body("done");
    }
    if (in.peek() == '{' && in.isWordEnd(1)) {
      in.at++;
      return body("}");
    }
    throw in.unexpected();
  }

  Node caseCommand() throws Unreadable {
    in.at += 4;
    in.enter();
    in.skipBlanks();
    var subject = commands.words().word();
    if (subject.pieces().isEmpty()) {
      throw in.unexpected();
    }
    commands.skipLines();
    if (!in.seesReserved("in")) {
      throw in.unexpected();
    }
    in.at += 2;
    var patterns = new ArrayList<RawWord>();
    var arms = new ArrayList<Node>();
    var falls = Integer.MAX_VALUE;
    while (true) {
      commands.skipLines();
      if (in.seesReserved("esac")) {
        in.at += 4;
        break;
      }
      if (in.peek() == '(') {
        in.at++;
      }
      while (true) {
        in.skipBlanks();
        var pattern = commands.words().word();
        if (pattern.pieces().isEmpty()) {
          throw in.unexpected();
        }
        patterns.add(pattern);
        in.skipBlanks();
        if (in.peek() == '|') {
          in.at++;
        } else if (in.peek() == ')') {
          in.at++;
          break;
        } else {
          throw in.unexpected();
        }
      }
      var items = new ArrayList<Node>();
      commands.list(items, false);
      arms.add(Parser.sequence(items));
      if (in.sees(";;&")) {
        falls = Math.min(falls, arms.size() - 1);
        in.at += 3;
      } else if (in.sees(";;")) {
        in.at += 2;
      } else if (in.sees(";&") || in.sees(";|")) {
        falls = Math.min(falls, arms.size() - 1);
        in.at += 2;
      } else if (!in.seesReserved("esac")) {
        throw in.unexpected();
      }
    }
    in.leave();
    return new Node.Case(
        subject, List.copyOf(patterns), List.copyOf(arms), Math.min(falls, arms.size()));
  }
}
