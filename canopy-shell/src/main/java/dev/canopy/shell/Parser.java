package dev.canopy.shell;

import dev.canopy.shell.Redirect.Sign;
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

  Parser(Cursor in) {
    this.in = in;
    this.words = new WordParser(in, this);
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
        throw unexpected();
      }
      readHereDocuments();
    } catch (Unreadable e) {
      if (e.refusesAll(in.text)) {
        items.clear();
      } else {
        in.gaps.add(e.gap());
      }
    }
    return sequence(items);
  }

  /** The commands of a text that is nothing without its end, such as that of backticks. */
  Node wholeText() throws Unreadable {
    var items = new ArrayList<Node>();
    list(items, false);
    if (!in.atEnd()) {
      throw unexpected();
    }
    readHereDocuments();
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
      throw unexpected();
    }
    if (!in.waiting.isEmpty()) {
      throw in.fail("a here-document inside `" + open + "` has no lines");
    }
    in.at++;
    in.waiting = outer;
    in.leave();
    return sequence(items);
  }

  private static Node sequence(List<Node> items) {
    return items.size() == 1 ? items.get(0) : new Node.Sequence(List.copyOf(items));
  }

  private Unreadable unexpected() {
    if (in.atEnd()) {
      return in.fail("the text ends too early");
    }
    var to = in.at;
    while (to < in.length && to < in.at + 20 && !Chars.isMeta(in.text.charAt(to))) {
      to++;
    }
    var shown = in.text.substring(in.at, Math.max(to, in.at + 1));
    return in.fail("unexpected `" + (shown.equals("\n") ? "newline" : shown) + "`");
  }

  /** Commands up to the end, a closing bracket or a closing reserved word; those stay. */
  private void list(List<Node> items, boolean brace) throws Unreadable {
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
          throw unexpected();
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
  private void skipLines() throws Unreadable {
    while (true) {
      in.skipBlanksAndComment();
      if (in.peek() != '\n' || in.atEnd()) {
        return;
      }
      newline();
    }
  }

  private void newline() throws Unreadable {
    in.at++;
    readHereDocuments();
  }

  private void readHereDocuments() throws Unreadable {
    if (in.waiting.isEmpty()) {
      return;
    }
    var documents = in.waiting;
    in.waiting = new ArrayList<>(0);
    for (var document : documents) {
      readHereDocument(document);
    }
  }

  /** The lines up to the delimiter, or all the rest: shells only warn if it is missing. */
  private void readHereDocument(Cursor.HereDocument document) throws Unreadable {
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
      continued = !document.quoted() && endsContinued(lineStart, lineEnd);
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
          new Parser(in.over(text, start, Math.max(start, end))).words.hereText();
      in.leave();
    }
  }

  private boolean endsContinued(int lineStart, int lineEnd) {
    var backslashes = 0;
    while (lineEnd - backslashes > lineStart && in.text.charAt(lineEnd - backslashes - 1) == '\\') {
      backslashes++;
    }
    return backslashes % 2 == 1;
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
    while (true) {
      in.skipBlanks();
      if (in.peek() == '!' && isWordEnd(1)) {
        in.at++;
        in.skipBlanks();
        if (in.atEnd() || in.peek() == '\n' || in.peek() == ';') {
          return new Node.Sequence(List.of());
        }
      } else if (seesReserved("time")) {
        in.at += 4;
        in.skipBlanks();
        while (seesReserved("-p") || seesReserved("--")) {
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
    var first = command();
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
      if (in.peek() == '!' && isWordEnd(1)) {
        in.at++;
        in.skipBlanks();
      }
      stages.add(command());
    }
    return stages == null ? first : new Node.Pipeline(List.copyOf(stages));
  }

  private boolean isWordEnd(int ahead) {
    return in.at + ahead >= in.length || Chars.isMeta(in.peek(ahead));
  }

  private boolean seesReserved(String word) {
    return in.sees(word) && isWordEnd(word.length());
  }

  /** True if a reserved word or a sign stands here that ends a list. */
  private boolean closesList() {
    var c = in.peek();
    if (c == ';') {
      return in.peek(1) == ';' || in.peek(1) == '&' || in.peek(1) == '|';
    }
    if (c == '}') {
      return isWordEnd(1);
    }
    return (c == 't' || c == 'e' || c == 'f' || c == 'd') && CLOSING.contains(wordHere());
  }

  /** The run of letters here, if it is a whole word without quotes; else the empty string. */
  private String wordHere() {
    var to = in.at;
    while (to < in.length && to - in.at < 10) {
      var c = in.text.charAt(to);
      if (c < 'a' || c > 'z') {
        break;
      }
      to++;
    }
    return to > in.at && (to >= in.length || Chars.isMeta(in.text.charAt(to)))
        ? in.text.substring(in.at, to)
        : "";
  }

  private Node command() throws Unreadable {
    in.skipBlanks();
    var c = in.peek();
    if (in.atEnd() || c == ')' || c == ';' || c == '&' || c == '|' || c == '\n' || c == '#') {
      throw unexpected();
    }
    Node compound = null;
    if (c == '(') {
      compound = in.peek(1) == '(' && words.isArithmetic(in.at + 1) ? calculation() : subshell();
    } else if (c == '{' && isWordEnd(1)) {
      compound = group();
    } else if (c == '[' && in.sees("[[") && isWordEnd(2)) {
      compound = test();
    } else if (c >= 'a' && c <= 'z') {
      compound =
          switch (wordHere()) {
            case "if" -> ifCommand();
            case "while", "until" -> whileCommand();
            case "for" -> forCommand(false);
            case "select" -> forCommand(true);
            case "case" -> caseCommand();
            case "function" -> functionCommand();
            case "coproc" -> coprocess();
            case "then", "elif", "else", "fi", "do", "done", "esac" -> throw unexpected();
            default -> null;
          };
    } else if (c == '}' && isWordEnd(1)) {
      throw unexpected();
    }
    if (compound == null) {
      return simple();
    }
    return withRedirects(compound);
  }

  private Node withRedirects(Node compound) throws Unreadable {
    List<Redirect> redirects = null;
    while (true) {
      in.skipBlanks();
      var redirect = redirect();
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
      throw unexpected();
    }
    if (c == '(') {
      throw unexpected();
    }
    return redirects == null ? compound : new Node.Redirected(compound, List.copyOf(redirects));
  }

  /** Commands up to one of the closing words, which is taken and returned by {@link #closed}. */
  private Node body(String... closers) throws Unreadable {
    in.enter();
    var items = new ArrayList<Node>();
    list(items, false);
    for (var closer : closers) {
      if (seesReserved(closer)) {
        if (items.isEmpty() && !in.maybeZsh()) {
          throw unexpected();
        }
        closed = closer;
        in.at += closer.length();
        in.leave();
        return sequence(items);
      }
    }
    if (in.atEnd()) {
      throw in.fail("the text ends before `" + closers[closers.length - 1] + "`");
    }
    throw unexpected();
  }

  /** The closing word that the last {@link #body} ended at. */
  private String closed = "";

  private Node subshell() throws Unreadable {
    in.at++;
    var body = nested(')', "(");
    if (body instanceof Node.Sequence s && s.items().isEmpty()) {
      in.skipBlanks();
      if (in.maybeZsh() && in.peek() == '{' && isWordEnd(1)) {
        // zsh: a function without a name runs where it stands.
        return command();
      }
      throw in.fail("`(` and `)` with no command between");
    }
    return new Node.Subshell(body);
  }

  private Node group() throws Unreadable {
    in.at++;
    return new Node.Sequence(List.of(body("}")));
  }

  private Node calculation() throws Unreadable {
    var from = in.at;
    in.at += 2;
    var contentFrom = in.at;
    var expression = words.arithmeticUntil(')');
    var content = in.text.substring(contentFrom, in.at);
    in.at += 2;
    return new Node.Calculation(expression, content, in.start(from), in.end());
  }

  private Node test() throws Unreadable {
    var from = in.at;
    in.at += 2;
    var items = new ArrayList<RawWord>();
    var regex = false;
    while (true) {
      in.skipBlanks();
      if (in.atEnd()) {
        throw in.fail("`[[` is not closed");
      }
      if (in.sees("]]") && isWordEnd(2) && !items.isEmpty()) {
        in.at += 2;
        break;
      }
      var c = in.peek();
      if (c == '\n') {
        newline();
      } else if ((c == '(' && !regex) || c == ')' || c == '<' || c == '>') {
        if ((c == '<' || c == '>') && in.peek(1) == '(') {
          items.add(words.word());
        } else {
          items.add(sign(1));
        }
      } else if ((c == '&' || c == '|') && in.peek(1) == c) {
        items.add(sign(2));
        regex = false;
      } else if (Chars.isMeta(c) && !(regex && c != ';')) {
        throw unexpected();
      } else {
        var word = words.word(regex);
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

  private Node ifCommand() throws Unreadable {
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

  private Node whileCommand() throws Unreadable {
    var from = in.at;
    in.at += 5;
    var condition = body("do");
    var body = body("done");
    return new Node.While(condition, body, new Node.Excerpt(in.text, from, in.at));
  }

  private Node forCommand(boolean select) throws Unreadable {
    var from = in.at;
    in.at += select ? 6 : 3;
    in.skipBlanks();
    if (!select && in.sees("((") && words.isArithmetic(in.at + 1)) {
      in.at += 2;
      var header = words.arithmeticUntil(')');
      in.at += 2;
      in.skipBlanks();
      if (in.peek() == ';') {
        in.at++;
      }
      skipLines();
      var body = loopBody();
      return new Node.Counting(
          header, body, new Node.Excerpt(in.text, from, in.at), in.start(from), in.end());
    }
    var name = words.word().bare();
    if (name == null || !Chars.isName(name)) {
      throw in.fail("`for` needs the name of a variable");
    }
    skipLines();
    List<RawWord> values = null;
    if (seesReserved("in")) {
      in.at += 2;
      values = new ArrayList<>();
      while (true) {
        in.skipBlanksAndComment();
        if (in.atEnd() || in.peek() == ';' || in.peek() == '\n') {
          break;
        }
        if (Chars.isMeta(in.peek()) && !startsProcess()) {
          throw unexpected();
        }
        values.add(words.word());
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
    skipLines();
    var body = loopBody();
    return new Node.For(name, values, body, select, new Node.Excerpt(in.text, from, in.at));
  }

  private boolean startsProcess() {
    return (in.peek() == '<' || in.peek() == '>') && in.peek(1) == '(';
  }

  private Node loopBody() throws Unreadable {
    if (seesReserved("do")) {
      in.at += 2;
      return body("done");
    }
    if (in.peek() == '{' && isWordEnd(1)) {
      in.at++;
      return body("}");
    }
    throw unexpected();
  }

  private Node caseCommand() throws Unreadable {
    in.at += 4;
    in.enter();
    in.skipBlanks();
    var subject = words.word();
    if (subject.pieces().isEmpty()) {
      throw unexpected();
    }
    skipLines();
    if (!seesReserved("in")) {
      throw unexpected();
    }
    in.at += 2;
    var patterns = new ArrayList<RawWord>();
    var arms = new ArrayList<Node>();
    var falls = Integer.MAX_VALUE;
    while (true) {
      skipLines();
      if (seesReserved("esac")) {
        in.at += 4;
        break;
      }
      if (in.peek() == '(') {
        in.at++;
      }
      while (true) {
        in.skipBlanks();
        var pattern = words.word();
        if (pattern.pieces().isEmpty()) {
          throw unexpected();
        }
        patterns.add(pattern);
        in.skipBlanks();
        if (in.peek() == '|') {
          in.at++;
        } else if (in.peek() == ')') {
          in.at++;
          break;
        } else {
          throw unexpected();
        }
      }
      var items = new ArrayList<Node>();
      list(items, false);
      arms.add(sequence(items));
      if (in.sees(";;&")) {
        falls = Math.min(falls, arms.size() - 1);
        in.at += 3;
      } else if (in.sees(";;")) {
        in.at += 2;
      } else if (in.sees(";&") || in.sees(";|")) {
        falls = Math.min(falls, arms.size() - 1);
        in.at += 2;
      } else if (!seesReserved("esac")) {
        throw unexpected();
      }
    }
    in.leave();
    return new Node.Case(
        subject, List.copyOf(patterns), List.copyOf(arms), Math.min(falls, arms.size()));
  }

  private Node functionCommand() throws Unreadable {
    var from = in.at;
    in.at += 8;
    in.skipBlanks();
    var name = functionName(words.word());
    in.skipBlanks();
    if (in.peek() == '(') {
      in.at++;
      in.skipBlanks();
      if (in.peek() != ')') {
        throw unexpected();
      }
      in.at++;
    }
    return function(name, from);
  }

  private String functionName(RawWord word) throws Unreadable {
    var text = new StringBuilder();
    for (var piece : word.pieces()) {
      if (!(piece instanceof Piece.Literal l)) {
        throw in.fail("the name of a function is not plain");
      }
      text.append(l.text());
    }
    if (text.isEmpty()) {
      throw unexpected();
    }
    return text.toString();
  }

  private Node function(String name, int from) throws Unreadable {
    skipLines();
    in.enter();
    Node body;
    var c = in.peek();
    if (c == '{' || c == '(' || c == '[' || !wordHere().isEmpty()) {
      body = command();
      if (body instanceof Node.Simple && !in.maybeZsh() && !in.maybeDash()) {
        throw in.fail("a function needs a body in brackets");
      }
    } else {
      throw unexpected();
    }
    in.leave();
    return new Node.Function(
        name, body, new Node.Excerpt(in.text, from, in.at), in.start(from), in.end());
  }

  private Node coprocess() throws Unreadable {
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
    return new Node.Coprocess(command());
  }

  private Node simple() throws Unreadable {
    var from = in.at;
    var settings = new ArrayList<Setting>(0);
    var items = new ArrayList<RawWord>();
    var redirects = new ArrayList<Redirect>(0);
    var declares = false;
    var last = in.at;
    while (true) {
      in.skipBlanks();
      var c = in.peek();
      if (in.atEnd() || c == '#') {
        break;
      }
      var redirect = redirect();
      if (redirect != null) {
        redirects.add(redirect);
        last = in.at;
        continue;
      }
      if (c == '(' && items.size() == 1 && settings.isEmpty() && redirects.isEmpty()) {
        in.at++;
        in.skipBlanks();
        if (in.peek() == ')') {
          in.at++;
          return function(functionName(items.get(0)), from);
        }
        throw unexpected();
      }
      if (Chars.isMeta(c) && !startsProcess()) {
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
      var word = words.word();
      if (items.isEmpty()) {
        var bare = word.bare();
        declares = bare != null && DECLARING.contains(bare);
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
      throw unexpected();
    }
    if (in.peek() == '(' && !in.atEnd()) {
      throw unexpected();
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

  /** An assignment, if one starts here. */
  private @Nullable Setting setting() throws Unreadable {
    var from = in.at;
    if (!Chars.isNameStart(in.peek())) {
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
      subscript = words.arithmeticUntil(']');
      in.at++;
    }
    var append = in.peek() == '+';
    in.at += append ? 2 : 1;
    if (in.peek() == '(') {
      return new Setting(name, subscript, append, null, elements(), in.start(from), in.end());
    }
    return new Setting(name, subscript, append, words.word(), null, in.start(from), in.end());
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
      skipLines();
      if (in.atEnd()) {
        throw in.fail("an array is not closed");
      }
      if (in.peek() == ')') {
        in.at++;
        break;
      }
      if (Chars.isMeta(in.peek()) && !startsProcess()) {
        throw unexpected();
      }
      var from = in.at;
      RawWord key = null;
      if (in.peek() == '[' && subscriptThenEquals(in.at)) {
        in.at++;
        key = words.arithmeticUntil(']');
        in.at++;
        in.at += in.peek() == '+' ? 2 : 1;
      }
      elements.add(new Setting("", key, false, words.word(), null, in.start(from), in.end()));
      if (elements.size() > Limits.WORDS) {
        throw in.fail("more than " + Limits.WORDS + " words");
      }
    }
    in.leave();
    return List.copyOf(elements);
  }

  /** A redirection, if one starts here. */
  private @Nullable Redirect redirect() throws Unreadable {
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
    } else {
      while (at < in.length && Chars.isDigit(in.text.charAt(at))) {
        at++;
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
    if (in.atEnd() || (Chars.isMeta(in.peek()) && !startsProcess())) {
      throw in.fail(Unreadable.NO_TARGET);
    }
    var target = words.word();
    return new Redirect(sign, descriptor, target, forced, in.start(from), in.end());
  }

  private Redirect hereDocument(int descriptor, int from) throws Unreadable {
    var strip = in.peek() == '-';
    in.at += strip ? 1 : 0;
    in.skipBlanks();
    var delimiterFrom = in.at;
    var word = words.word();
    if (word.pieces().isEmpty()) {
      throw unexpected();
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
