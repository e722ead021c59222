package dev.canopy.effects;

import dev.canopy.effects.CodeTokens.Kind;
import dev.canopy.effects.CodeTokens.Token;
import dev.canopy.shell.Span;
import dev.canopy.shell.Word;
import dev.canopy.shell.WordPart;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A bounded reader for Python and JavaScript. It follows imports, names of modules and functions,
 * and variables that hold one literal, finds every use of a function whose effects are known from
 * {@link CodeTable}, and calls the rest of the known modules harmless. What it cannot follow is
 * unresolved: an unknown module, code made at run time, a reference to a function with effects that
 * is not a call.
 */
final class CodeReader {
  /** Expressions in strings in expressions. */
  private static final int MAX_DEPTH = 4;

  private final boolean python;
  private final InlineCode.Place place;
  private final CodeTable table;
  private final Span span;

  /** What a name stands for: {@code sp} → {@code subprocess}, {@code rm} → {@code os.remove}. */
  private final Map<String, String> names = new HashMap<>();

  /** Variables that hold a text which is known. */
  private final Map<String, String> texts = new HashMap<>();

  private List<Token> tokens = List.of();
  private int depth;

  CodeReader(boolean python, InlineCode.Place place) {
    this.python = python;
    this.place = place;
    this.table = CodeTable.of(python);
    this.span = place.span();
    if (!python) {
      names.put("process", "process");
      names.put("globalThis", "globalThis");
      names.put("global", "global");
      names.put("module", "module");
    }
  }

  void read(String code) {
    if (depth > MAX_DEPTH) {
      unresolved("expressions nested too deeply");
      return;
    }
    var outer = tokens;
    tokens = CodeTokens.of(code, python);
    if (tokens.isEmpty() && !code.isBlank()) {
      unresolved("this " + (python ? "Python" : "JavaScript") + " code cannot be read");
    }
    variables();
    for (var i = 0; i < tokens.size(); i++) {
      i = next(i);
    }
    tokens = outer;
  }

  private int next(int i) {
    var token = tokens.get(i);
    if (token.kind() == Kind.TEMPLATE && !token.inner().isEmpty()) {
      depth++;
      read(token.inner());
      depth--;
      return i;
    }
    if (token.kind() != Kind.NAME) {
      return i;
    }
    if (token.text().equals("import") && (python || !at(i + 1).is("("))) {
      return imports(i);
    }
    if (python && token.text().equals("from") && isStatement(i)) {
      return importsFrom(i);
    }
    if (at(i - 1).is(".") && !at(i - 2).is(".")) {
      method(i);
      return i;
    }
    return use(i);
  }

  private Token at(int i) {
    return i >= 0 && i < tokens.size() ? tokens.get(i) : END;
  }

  private static final Token END = new Token(Kind.LINE, "", "");

  private boolean isStatement(int i) {
    var before = at(i - 1);
    return before.kind() == Kind.LINE || before.is(";") || before.is(":");
  }

  // --- imports ---

  private int imports(int start) {
    if (!python) {
      return importsJavaScript(start);
    }
    var i = start + 1;
    while (i < tokens.size() && tokens.get(i).kind() == Kind.NAME) {
      var module = new StringBuilder(tokens.get(i).text());
      i++;
      while (at(i).is(".") && at(i + 1).kind() == Kind.NAME) {
        module.append('.').append(at(i + 1).text());
        i += 2;
      }
      var path = module.toString();
      module(path);
      if (at(i).text().equals("as") && at(i + 1).kind() == Kind.NAME) {
        names.put(at(i + 1).text(), path);
        i += 2;
      } else {
        var dot = path.indexOf('.');
        var root = dot < 0 ? path : path.substring(0, dot);
        names.put(root, root);
      }
      if (!at(i).is(",")) {
        break;
      }
      i++;
    }
    return i - 1;
  }

  private int importsFrom(int start) {
    var i = start + 1;
    var module = new StringBuilder();
    while ((at(i).kind() == Kind.NAME && !at(i).text().equals("import")) || at(i).is(".")) {
      module.append(at(i).text());
      i++;
    }
    if (!at(i).text().equals("import")) {
      return start;
    }
    var path = module.toString();
    if (path.startsWith(".")) {
      // Part of the project.
      path = "." + path;
    } else {
      module(path);
    }
    i++;
    if (at(i).is("(")) {
      i++;
    }
    if (at(i).is("*") && !table.isHarmless(path)) {
      unresolved("everything of `" + path + "` is imported");
    }
    while (i < tokens.size()) {
      if (at(i).kind() == Kind.LINE && at(i - 1).is(",")) {
        i++;
        continue;
      }
      if (at(i).kind() != Kind.NAME) {
        break;
      }
      var name = at(i).text();
      var as = name;
      if (at(i + 1).text().equals("as") && at(i + 2).kind() == Kind.NAME) {
        as = at(i + 2).text();
        i += 2;
      }
      names.put(as, path + "." + name);
      i++;
      if (at(i).is(",")) {
        i++;
      }
    }
    return i - 1;
  }

  private int importsJavaScript(int start) {
    var bindings = new ArrayList<Token>();
    var i = start + 1;
    while (i < tokens.size() && at(i).kind() != Kind.STRING && !at(i).is(";")) {
      bindings.add(at(i));
      i++;
    }
    if (at(i).kind() == Kind.STRING) {
      bind(bindings, moduleName(at(i).text()));
    }
    return i;
  }

  private String moduleName(String given) {
    var name = given.startsWith("node:") ? given.substring(5) : given;
    module(name);
    return name;
  }

  /** {@code fs}, {@code * as fs}, {@code {readFile as r, rm: x}}. */
  private void bind(List<Token> bindings, String module) {
    var inside = false;
    for (var i = 0; i < bindings.size(); i++) {
      var token = bindings.get(i);
      if (token.is("{")) {
        inside = true;
      } else if (token.is("}")) {
        inside = false;
      } else if (token.kind() == Kind.NAME && !isWord(token.text())) {
        var name = token.text();
        var alias = name;
        if (i + 2 < bindings.size()
            && (bindings.get(i + 1).text().equals("as") || bindings.get(i + 1).is(":"))) {
          alias = bindings.get(i + 2).text();
          i += 2;
        }
        names.put(alias, inside && !name.equals("default") ? module + "." + name : module);
      }
    }
  }

  private static boolean isWord(String text) {
    return switch (text) {
      case "as", "from", "const", "let", "var", "await", "type" -> true;
      default -> false;
    };
  }

  private void module(String path) {
    if (path.startsWith(".") || table.isHarmless(path) || table.isListed(path)) {
      return;
    }
    unresolved("what the module `" + path + "` does is not known");
  }

  // --- variables ---

  /**
   * Finds the variables that are set once, by a statement, to a literal. Whatever else may give a
   * name a value (a parameter, a loop, {@code +=}) counts as setting it once more.
   */
  private void variables() {
    var set = new HashMap<String, Integer>();
    for (var i = 0; i < tokens.size(); i++) {
      if (tokens.get(i).kind() != Kind.NAME) {
        continue;
      }
      var name = tokens.get(i).text();
      switch (name) {
        case "def",
            "function",
            "lambda",
            "for",
            "as",
            "global",
            "nonlocal",
            "catch",
            "with",
            "del" ->
            marked(i + 1, set);
        default -> {
          if (isAssigned(i)) {
            assigned(i, name, set);
          }
        }
      }
    }
    set.forEach(
        (name, times) -> {
          if (times > 1) {
            texts.remove(name);
          }
        });
  }

  private void assigned(int i, String name, Map<String, Integer> set) {
    set.merge(name, 1, Integer::sum);
    var before = at(i - 1).text();
    var declared = before.equals("const") || before.equals("let") || before.equals("var");
    if (!at(i + 1).is("=")) {
      set.merge(name, 1, Integer::sum);
      return;
    }
    var end = endOfStatement(i + 2);
    var statement = declared || isStatement(i) || at(i - 1).is("{") || at(i - 1).is("}");
    var text = statement ? text(i + 2, end) : null;
    if (text == null) {
      set.merge(name, 1, Integer::sum);
    } else {
      texts.put(name, text);
    }
    require(i, end);
  }

  /** True if a name may get a value where it stands. */
  private boolean isAssigned(int i) {
    var next = at(i + 1);
    if (next.kind() != Kind.SYMBOL) {
      return false;
    }
    return switch (next.text()) {
      case "=" -> !at(i + 2).is("=");
      case "+", "-", "*", "/", "%", "|", "&", "^", "?", ":" ->
          at(i + 2).is("=") && !at(i + 3).is("=");
      // A list of targets, of parameters, or a destructuring.
      case ",", ")", "]", "}" -> targets(i);
      default -> false;
    };
  }

  /** True if what follows a closing bracket or the rest of the line makes these names targets. */
  private boolean targets(int i) {
    for (var j = i + 1; j < tokens.size() && j < i + 40; j++) {
      var token = tokens.get(j);
      if (token.kind() == Kind.LINE || token.is(";") || token.is("(") || token.is("{")) {
        return token.is("{") && at(j - 1).is(")");
      }
      if (token.is("=")) {
        return !at(j + 1).is("=") && !at(j - 1).is("=") && !at(j - 1).is("!");
      }
    }
    return false;
  }

  /** The names after a word that binds names, up to the end of the bindings. */
  private void marked(int from, Map<String, Integer> set) {
    for (var i = from; i < tokens.size(); i++) {
      var token = tokens.get(i);
      if (token.kind() == Kind.LINE
          || token.is(":")
          || token.is("{")
          || token.text().equals("in")
          || token.text().equals("of")) {
        return;
      }
      if (token.kind() == Kind.NAME) {
        set.merge(token.text(), 2, Integer::sum);
      }
    }
  }

  private int endOfStatement(int from) {
    var nested = 0;
    for (var i = from; i < tokens.size(); i++) {
      var token = tokens.get(i);
      if (token.is("(") || token.is("[") || token.is("{")) {
        nested++;
      } else if (token.is(")") || token.is("]") || token.is("}")) {
        nested--;
      }
      if (nested < 0 || (nested == 0 && (token.kind() == Kind.LINE || token.is(";")))) {
        return i;
      }
    }
    return tokens.size();
  }

  /** {@code const fs = require('fs')}, {@code const {rm} = require('fs')}. */
  private void require(int nameAt, int end) {
    var i = nameAt + 2;
    if (at(i).text().equals("await")) {
      i++;
    }
    if (python
        || !(at(i).text().equals("require") || at(i).text().equals("import"))
        || at(i + 2).kind() != Kind.STRING) {
      return;
    }
    var module = at(i + 2).text();
    module = module.startsWith("node:") ? module.substring(5) : module;
    if (i + 4 >= end || at(i + 4).is(",")) {
      names.put(at(nameAt).text(), module);
    } else if (at(i + 4).is(".") && at(i + 5).kind() == Kind.NAME) {
      names.put(at(nameAt).text(), module + "." + at(i + 5).text());
    }
  }

  /** The text of an expression, or null if it is not known. */
  private @Nullable String text(int from, int to) {
    var start = from;
    var end = to;
    // Path("x")
    if ((at(start).kind() == Kind.NAME && "pathlib.Path".equals(names.get(at(start).text())))
        || at(start).text().equals("Path")) {
      if (at(start + 1).is("(") && at(end - 1).is(")")) {
        start += 2;
        end -= 1;
      }
    }
    var text = new StringBuilder();
    for (var i = start; i < end; i++) {
      var token = tokens.get(i);
      if (token.kind() == Kind.STRING) {
        text.append(token.text());
      } else if (token.kind() == Kind.NAME && texts.containsKey(token.text())) {
        text.append(texts.get(token.text()));
      } else if (!token.is("+") && token.kind() != Kind.LINE) {
        return null;
      }
    }
    return start < end ? text.toString() : null;
  }

  // --- uses of names ---

  /** A name that may lead to a function; the index of its last token. */
  private int use(int start) {
    var first = tokens.get(start).text();
    var i = start;
    String path;
    if (!python && first.equals("require") && at(start + 1).is("(")) {
      if (at(start + 2).kind() != Kind.STRING || !at(start + 3).is(")")) {
        unresolved("which module is loaded is not known");
        return start;
      }
      path = moduleName(at(start + 2).text());
      destructured(start, path);
      i = start + 3;
    } else {
      path = names.getOrDefault(first, "");
    }
    if (path.isEmpty()) {
      var acts = at(start + 1).is("=") && !at(start + 2).is("=") ? null : table.acts(first);
      if (acts != null && (at(start + 1).is("(") || !acts.equals("none"))) {
        call(first, acts, start, start);
      }
      return start;
    }
    while (at(i + 1).is(".") && at(i + 2).kind() == Kind.NAME) {
      path = path + "." + at(i + 2).text();
      i += 2;
      var acts = table.acts(path);
      if (acts != null && !isPrefix(path, i)) {
        call(path, acts, start, i);
        return i;
      }
    }
    var acts = table.acts(path);
    if (acts != null) {
      call(path, acts, start, i);
    } else if (path.startsWith(".") || table.isHarmless(path)) {
      return i;
    } else if (table.isListed(path)) {
      listed(path, i);
    } else {
      unresolved("what `" + path + "` does is not known");
    }
    return i;
  }

  /** {@code const {rm, exec: e} = require('…')}. */
  private void destructured(int start, String module) {
    if (!at(start - 1).is("=") || !at(start - 2).is("}")) {
      return;
    }
    var open = start - 2;
    while (open > 0 && !at(open).is("{")) {
      open--;
    }
    bind(tokens.subList(open, start - 1), module);
  }

  /** True if a longer path is listed too: {@code os.path} and {@code os.path.join}. */
  private boolean isPrefix(String path, int i) {
    return at(i + 1).is(".")
        && at(i + 2).kind() == Kind.NAME
        && table.acts(path + "." + at(i + 2).text()) != null;
  }

  /** A module, or a function of a listed module that is not listed. */
  private void listed(String path, int i) {
    if (path.indexOf('.') >= 0 || !isBinding(i)) {
      unresolved("what `" + path + "` does is not known");
    }
  }

  /** True if the module's name stands where it is only bound: {@code const fs = require('fs')}. */
  private boolean isBinding(int i) {
    var after = at(i + 1);
    return after.kind() == Kind.LINE || after.is(";") || after.is(",") || after.is("=");
  }

  /** A method of an object that is not known. */
  private void method(int i) {
    var acts = table.acts("." + tokens.get(i).text());
    if (acts != null) {
      call("." + tokens.get(i).text(), acts, i, i);
    }
  }

  // --- acts ---

  private void call(String name, String acts, int start, int last) {
    if (acts.equals("none")) {
      return;
    }
    if (acts.equals("dynamic")) {
      unresolved("`" + name + "` reaches code that is not written down");
      return;
    }
    if (!at(last + 1).is("(")) {
      if (name.startsWith(".")) {
        return;
      }
      unresolved("`" + name + "` is passed on");
      return;
    }
    var arguments = arguments(last + 1);
    for (var from = 0; from <= acts.length(); ) {
      var comma = acts.indexOf(',', from);
      var end = comma < 0 ? acts.length() : comma;
      act(acts.substring(from, end), name, arguments, start);
      from = end + 1;
    }
  }

  /** The arguments of a call, as ranges of tokens. */
  private List<int[]> arguments(int open) {
    var arguments = new ArrayList<int[]>(2);
    var nested = 0;
    var start = open + 1;
    for (var i = open; i < tokens.size(); i++) {
      var token = tokens.get(i);
      if (token.is("(") || token.is("[") || token.is("{")) {
        nested++;
      } else if (token.is(")") || token.is("]") || token.is("}")) {
        nested--;
        if (nested == 0) {
          if (i > start) {
            arguments.add(new int[] {start, i});
          }
          return arguments;
        }
      } else if (token.is(",") && nested == 1) {
        arguments.add(new int[] {start, i});
        start = i + 1;
      }
    }
    return arguments;
  }

  private void act(String act, String name, List<int[]> arguments, int start) {
    var open = act.indexOf('(');
    var kind = open < 0 ? act : act.substring(0, open);
    var which = open < 0 ? "" : act.substring(open + 1, act.length() - 1);
    var word =
        switch (which) {
          case "" -> unknown(name);
          case "self" -> receiver(start);
          case "unknown" -> unknown(name);
          default -> argument(arguments, which.charAt(0) - '0', name);
        };
    var shell = place.shell();
    var here = place.invocation().here();
    var origin = place.origin();
    switch (kind) {
      case "read" -> shell.files.reads(word, here, origin);
      case "write" -> writes(word, Effect.Writes.Mode.TRUNCATE);
      case "append" -> writes(word, Effect.Writes.Mode.APPEND);
      case "create" -> writes(word, Effect.Writes.Mode.CREATE);
      case "metadata" -> writes(word, Effect.Writes.Mode.METADATA);
      case "move" -> shell.files.moves(word, true, here, origin);
      case "delete" -> shell.files.deletes(word, false, here, origin);
      case "tree" -> shell.files.deletes(word, true, here, origin);
      case "fetched" -> {
        writes(word, Effect.Writes.Mode.TRUNCATE);
        shell.stage(word, here);
      }
      case "mode" -> mode(word, arguments);
      case "shell" -> runs(word);
      case "command", "words" -> command(word, arguments);
      case "url" -> shell.connections.url(word, "GET", false, here, null, origin);
      case "send" -> {
        shell.connections.url(word, "POST", true, here, null, origin);
        shell.sends(Words.operand(word), origin);
      }
      case "host" -> shell.connections.host(word, "tcp", false, origin);
      case "listen" -> shell.connections.listen("tcp", origin);
      case "network" -> {
        shell.connections.named(Operand.unknown(name), "tcp", "", true, origin);
        shell.sends(Operand.unknown(name), origin);
      }
      case "processes" ->
          shell.sink.add(new Effect.ChangesSystem("processes", Operand.unknown(name), origin));
      case "escalates" -> shell.sink.add(new Effect.Escalates(name, origin));
      case "sql" -> {
        if (word.isExact()) {
          InlineCode.analyze("sql", word.text(), place);
        } else {
          unresolved("the query is not known");
        }
      }
      default -> unresolved("`" + name + "` may do anything");
    }
  }

  private void writes(Word word, Effect.Writes.Mode mode) {
    place.shell().files.writes(word, mode, false, place.invocation().here(), place.origin());
  }

  private void runs(Word word) {
    if (word.isExact()) {
      place.shell().text(word, List.of(), place.invocation(), place.via());
    } else {
      var known = word.knownPrefix();
      if (!known.isEmpty()) {
        place.shell().text(known, span, List.of(), place.invocation(), place.via());
      }
      unresolved("a command that is run is not known");
    }
  }

  /** A command as a list of words or, for a shell, as a string. */
  private void command(Word first, List<int[]> arguments) {
    if (first.isExact()) {
      var words = new ArrayList<Word>();
      words.add(first);
      // Node: the words are in the second argument; Python's exec family: in the rest.
      for (var i = 1; i < arguments.size(); i++) {
        var list = list(arguments.get(i)[0], arguments.get(i)[1]);
        if (list != null) {
          words.addAll(list);
        } else if (text(arguments.get(i)[0], arguments.get(i)[1]) != null) {
          words.add(value(arguments.get(i)[0], arguments.get(i)[1], ""));
        }
      }
      if (words.size() == 1 || first.text().indexOf(' ') >= 0) {
        runs(first);
      } else {
        run(words);
      }
      return;
    }
    if (!arguments.isEmpty()) {
      var list = list(arguments.get(0)[0], arguments.get(0)[1]);
      if (list != null && !list.isEmpty()) {
        run(list);
        return;
      }
    }
    runs(first);
  }

  private void run(List<Word> words) {
    place
        .shell()
        .run(
            new Invocation(
                place.invocation().scope(),
                place.invocation().command(),
                words,
                0,
                place.via(),
                place.invocation().here(),
                place.invocation().depth() + 1));
  }

  /** The words of {@code ["rm", "-rf", path]}, or null if it is no list. */
  private @Nullable List<Word> list(int from, int to) {
    if (!(at(from).is("[") && at(to - 1).is("]")) && !(at(from).is("(") && at(to - 1).is(")"))) {
      return null;
    }
    var words = new ArrayList<Word>();
    for (var argument : arguments(from)) {
      words.add(value(argument[0], argument[1], "a value"));
    }
    return words;
  }

  /** {@code open(path, mode)}. */
  private void mode(Word path, List<int[]> arguments) {
    var mode = "r";
    for (var i = 1; i < arguments.size(); i++) {
      var from = arguments.get(i)[0];
      var to = arguments.get(i)[1];
      var named = at(from + 1).is("=");
      if (named && !at(from).text().equals("mode")) {
        continue;
      }
      if (i > 1 && !named) {
        continue;
      }
      var text = text(named ? from + 2 : from, to);
      mode = text == null ? "r+" : text;
    }
    var shell = place.shell();
    if (mode.indexOf('r') >= 0 || mode.indexOf('+') >= 0) {
      shell.files.reads(path, place.invocation().here(), place.origin());
    }
    if (mode.indexOf('w') >= 0) {
      writes(path, Effect.Writes.Mode.TRUNCATE);
    } else if (mode.indexOf('a') >= 0) {
      writes(path, Effect.Writes.Mode.APPEND);
    } else if (mode.indexOf('x') >= 0 || mode.indexOf('+') >= 0) {
      writes(path, Effect.Writes.Mode.CREATE);
    }
  }

  private Word argument(List<int[]> arguments, int index, String name) {
    if (index < arguments.size()) {
      var argument = arguments.get(index);
      // A named argument in this place: take its value.
      var from = argument[0];
      if (at(from).kind() == Kind.NAME && at(from + 1).is("=") && !at(from + 2).is("=")) {
        from += 2;
      }
      return value(from, argument[1], name);
    }
    return unknown(name);
  }

  /** The object of a method call: {@code Path("x").unlink()}. */
  private Word receiver(int method) {
    var end = method - 1;
    var last = at(end - 1);
    if (last.kind() == Kind.NAME && texts.containsKey(last.text())) {
      return Word.of(texts.get(last.text()), span);
    }
    if (last.is(")")) {
      var nested = 0;
      for (var i = end - 1; i > 0; i--) {
        if (at(i).is(")")) {
          nested++;
        } else if (at(i).is("(") && --nested == 0) {
          var text = at(i - 1).text().endsWith("Path") ? text(i + 1, end - 1) : null;
          return text == null ? unknown("an object") : Word.of(text, span);
        }
      }
    }
    return unknown("an object");
  }

  private Word value(int from, int to, String name) {
    var text = text(from, to);
    if (text != null) {
      return Word.of(text, span);
    }
    var first = at(from);
    var prefix =
        first.kind() == Kind.TEMPLATE || (first.kind() == Kind.STRING && at(from + 1).is("+"))
            ? first.text()
            : "";
    var hole = new WordPart.Unknown("a value in the code of `" + name + "`", List.of(), false);
    return new Word(
        prefix.isEmpty() ? List.of(hole) : List.of(new WordPart.Text(prefix), hole), span);
  }

  private Word unknown(String name) {
    return new Word(
        List.of(new WordPart.Unknown("a value in the code of `" + name + "`", List.of(), false)),
        span);
  }

  private void unresolved(String reason) {
    place.shell().sink.unresolved(reason, place.origin());
  }
}
