package dev.canopy.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Commands as written: a recursive descent over the characters, as the grammar depends on place
 * (POSIX.1-2024 XCU 2.10, bash 5.2 manual, zsh 5.9 manual where noted).
 */
final class Parser {
  private static final Set<String> CLOSING =
      Set.of("then", "elif", "else", "fi", "do", "done", "esac", "}");
  private static final Set<String> DECLARING =
      Set.of("declare", "typeset", "local", "export", "readonly", "integer", "float", "private");

  private final Cursor in;
  private final WordParser words;
  private final CompoundParser compounds;
  private final FunctionParser functions;
  private final SimpleParser simples;
  private final RedirectParser redirects;
  private @Nullable Unreadable fault;

  Parser(Cursor in) {
    this.in = in;
    this.words = new WordParser(in, this);
    this.compounds = new CompoundParser(in, this);
    this.functions = new FunctionParser(in, this);
    this.simples = new SimpleParser(in, this);
    this.redirects = new RedirectParser(in, this);
  }

  /**
   * The commands of a whole text, up to what cannot be read: a shell, too, runs line after line and
   * finds an error late. The error becomes a gap, unless it is one that keeps all of it from
   * running.
   */
  Node program() {
    var items = new ArrayList<Node>();
    try {
      while (true) {
        list(items, false);
        if (in.atEnd()) {
          break;
        }
        throw in.unexpected();
      }
      HereDocuments.read(in);
    } catch (Unreadable e) {
      fault = e;
      if (e.refusesAll(in.text)) {
        items.clear();
      } else {
        in.gaps.add(e.gap());
      }
    }
    return sequence(items);
  }

  /** What {@link #program} could not read, or null. */
  @Nullable Unreadable fault() {
    return fault;
  }

  /** The commands of a text that is nothing without its end, such as that of backticks. */
  Node wholeText() throws Unreadable {
    var items = new ArrayList<Node>();
    list(items, false);
    if (!in.atEnd()) {
      throw in.unexpected();
    }
    HereDocuments.read(in);
    return sequence(items);
  }

  /** True for builtins whose words may be assignments. */
  static boolean declares(String name) {
    return DECLARING.contains(name);
  }

  /** The words of a text that is an expression, as in {@code $((…))}. */
  WordParser words() {
    return words;
  }

  FunctionParser functions() {
    return functions;
  }

  RedirectParser redirects() {
    return redirects;
  }

  /** Commands up to a closing bracket, which is taken. */
  Node nested(char close, String open) throws Unreadable {
    var from = in.at;
    in.enter();
    var outer = in.waiting;
    in.waiting = new ArrayList<>(0);
    var items = new ArrayList<Node>();
    list(items, close == '}');
    if (in.peek() != close || in.atEnd()) {
      if (in.atEnd()) {
        in.at = Math.max(0, from - open.length());
        throw in.fail("`" + open + "` is not closed");
      }
      throw in.unexpected();
    }
    if (!in.waiting.isEmpty()) {
      throw in.fail("a here-document inside `" + open + "` has no lines");
    }
    in.at++;
    in.waiting = outer;
    in.leave();
    return sequence(items);
  }

  static Node sequence(List<Node> items) {
    return items.size() == 1 ? items.get(0) : new Node.Sequence(List.copyOf(items));
  }

  /** Commands up to the end, a closing bracket or a closing reserved word; those stay. */
  void list(List<Node> items, boolean brace) throws Unreadable {
    while (true) {
      skipLines();
      if (in.atEnd() || in.peek() == ')' || closesList() || (brace && in.peek() == '}')) {
        return;
      }
      var node = andOr();
      in.skipBlanksAndComment();
      var c = in.peek();
      if (c == ';' && in.peek(1) != ';' && in.peek(1) != '&' && in.peek(1) != '|') {
        in.at++;
      } else if (c == '&') {
        in.at++;
        // zsh starts a job and forgets it with &| and &!; the latter reads the same here.
        if (in.peek() == '|' && in.maybeZsh()) {
          in.at++;
        }
        node = new Node.Background(node);
        in.skipBlanks();
        if (in.peek() == '&' || in.peek() == ';' || in.peek() == '|') {
          throw in.unexpected();
        }
      } else if (c == '\n') {
        newline();
      } else {
        items.add(node);
        return;
      }
      items.add(node);
    }
  }

  /** Goes over empty lines, blanks and comments. */
  void skipLines() throws Unreadable {
    while (true) {
      in.skipBlanksAndComment();
      if (in.peek() != '\n' || in.atEnd()) {
        return;
      }
      newline();
    }
  }

  void newline() throws Unreadable {
    in.at++;
    HereDocuments.read(in);
  }

  private Node andOr() throws Unreadable {
    var first = pipeline();
    List<Node> parts = null;
    StringBuilder joins = null;
    while (true) {
      in.skipBlanks();
      var c = in.peek();
      if ((c != '&' && c != '|') || in.peek(1) != c) {
        break;
      }
      in.at += 2;
      skipLines();
      if (parts == null || joins == null) {
        parts = new ArrayList<>();
        parts.add(first);
        joins = new StringBuilder();
      }
      joins.append(c);
      parts.add(pipeline());
    }
    return parts == null || joins == null
        ? first
        : new Node.AndOr(List.copyOf(parts), joins.toString());
  }

  private Node pipeline() throws Unreadable {
    var isTimed = false;
    while (true) {
      in.skipBlanks();
      if (in.peek() == '!' && in.isWordEnd(1)) {
        in.at++;
        in.skipBlanks();
        if (in.atEnd() || in.peek() == '\n' || in.peek() == ';') {
          return new Node.Sequence(List.of());
        }
      } else if (in.seesReserved("time")) {
        isTimed = true;
        in.at += 4;
        in.skipBlanks();
        while (in.seesReserved("-p") || in.seesReserved("--")) {
          in.at += 2;
          in.skipBlanks();
        }
        var c = in.peek();
        if (in.atEnd() || c == '\n' || c == ';' || c == ')' || c == '&' || c == '|') {
          return new Node.Sequence(List.of());
        }
      } else {
        break;
      }
    }
    var timed = in.at;
    var first = command();
    if (isTimed && first instanceof Node.Function && in.maybeZsh()) {
      in.gap("zsh defines a function that is timed in a shell of its own", timed);
    }
    List<Node> stages = null;
    while (true) {
      in.skipBlanks();
      if (in.peek() != '|' || in.peek(1) == '|') {
        break;
      }
      in.at += in.peek(1) == '&' ? 2 : 1;
      skipLines();
      if (stages == null) {
        stages = new ArrayList<>();
        stages.add(first);
      }
      if (in.peek() == '!' && in.isWordEnd(1)) {
        in.at++;
        in.skipBlanks();
      }
      stages.add(command());
    }
    return stages == null ? first : new Node.Pipeline(List.copyOf(stages));
  }

  /** True if a reserved word or a sign stands here that ends a list. */
  private boolean closesList() {
    var c = in.peek();
    if (c == ';') {
      return in.peek(1) == ';' || in.peek(1) == '&' || in.peek(1) == '|';
    }
    if (c == '}') {
      return in.isWordEnd(1);
    }
    return (c == 't' || c == 'e' || c == 'f' || c == 'd') && CLOSING.contains(in.wordHere());
  }

  Node command() throws Unreadable {
    in.skipBlanks();
    var c = in.peek();
    if (in.atEnd() || c == ')' || c == ';' || c == '&' || c == '|' || c == '\n' || c == '#') {
      throw in.unexpected();
    }
    Node compound = null;
    if (c == '(') {
      compound =
          in.peek(1) == '(' && words.brackets().isArithmetic(in.at + 1)
              ? compounds.calculation()
              : compounds.subshell();
    } else if (c == '{' && in.isWordEnd(1)) {
      compound = compounds.group();
    } else if (c == '[' && in.sees("[[") && in.isWordEnd(2)) {
      compound = compounds.test();
    } else if (c >= 'a' && c <= 'z') {
      compound =
          switch (in.wordHere()) {
            case "if" -> compounds.ifCommand();
            case "while", "until" -> compounds.whileCommand();
            case "for" -> compounds.forCommand(false);
            case "select" -> compounds.forCommand(true);
            case "case" -> compounds.caseCommand();
            case "function" -> functions.functionCommand();
            case "coproc" -> functions.coprocess();
            case "then", "elif", "else", "fi", "do", "done", "esac" -> throw in.unexpected();
            default -> null;
          };
    } else if (c == '}' && in.isWordEnd(1)) {
      throw in.unexpected();
    }
    if (compound == null) {
      return simples.simple();
    }
    return withRedirects(compound);
  }

  private Node withRedirects(Node compound) throws Unreadable {
    List<Redirect> redirects = null;
    while (true) {
      in.skipBlanks();
      var redirect = this.redirects.redirect();
      if (redirect == null) {
        break;
      }
      if (redirects == null) {
        redirects = new ArrayList<>(1);
      }
      redirects.add(redirect);
    }
    in.skipBlanks();
    var c = in.peek();
    if (!in.atEnd() && !Chars.isMeta(c) && c != '#' && !closesList()) {
      throw in.unexpected();
    }
    if (c == '(') {
      throw in.unexpected();
    }
    return redirects == null ? compound : new Node.Redirected(compound, List.copyOf(redirects));
  }
}
