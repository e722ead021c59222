package dev.canopy.shell;

import java.util.ArrayList;
import java.util.List;

/** Builtins that give variables a value from an input or a format: {@code read} and its like. */
final class ReadingBuiltins {
  private final Evaluator shell;
  private final Expander expander;
  private final State state;

  ReadingBuiltins(Evaluator shell, Expander expander, State state) {
    this.shell = shell;
    this.expander = expander;
    this.state = state;
  }

  void read(List<Word> words, Node.Simple simple, int index, Input input) throws Unreadable {
    var names = new ArrayList<String>();
    var plain = true;
    var wholeLine = true;
    for (var i = 1; i < words.size(); i++) {
      var word = words.get(i);
      var text = word.text();
      shell.texts.subscripts(word, simple.start(), simple.end());
      if (!word.isExact()) {
        shell.builtins.forget();
        return;
      }
      if (text.startsWith("-")) {
        if (!text.equals("-r") && !text.equals("-s")) {
          plain = false;
          wholeLine &=
              text.equals("-d") && i + 1 < words.size() && words.get(i + 1).text().isEmpty();
          if (text.length() == 2 && "adinNptu".indexOf(text.charAt(1)) >= 0) {
            if (text.equals("-a") && i + 1 < words.size()) {
              names.add(words.get(i + 1).text());
            }
            i++;
          }
        }
      } else {
        names.add(text);
      }
    }
    if (names.isEmpty()) {
      names.add("REPLY");
    }
    var line = plain && input instanceof Input.Known known ? firstLine(known.text()) : null;
    List<Word> fields = null;
    var ifs = expander.ifs();
    if (line != null && line.indexOf('\\') < 0 && ifs != null) {
      if (names.size() == 1) {
        var from = 0;
        var to = line.length();
        while (from < to && ifs.indexOf(line.charAt(from)) >= 0 && line.charAt(from) <= ' ') {
          from++;
        }
        while (to > from && ifs.indexOf(line.charAt(to - 1)) >= 0 && line.charAt(to - 1) <= ' ') {
          to--;
        }
        // A sign that splits at the end is dropped, unless there is another one: not worth knowing.
        fields =
            splitsVisibly(line.substring(from, to), ifs)
                ? null
                : List.of(Values.known(line.substring(from, to)));
      } else {
        var all = new ArrayList<Word>();
        var split = new Fields(all);
        split.begin(0, 0);
        split.unquoted(Values.known(line), ifs, false);
        split.close();
        fields = all.size() <= names.size() ? all : null;
      }
    }
    wholeLine &= names.size() == 1 && ifs != null && ifs.isBlank();
    for (var i = 0; i < names.size(); i++) {
      var name = names.get(i);
      if (!Chars.isName(name)) {
        continue;
      }
      var value =
          fields == null
              ? readFrom(input, index, "`$" + name + "` was read from an input", wholeLine)
              : i < fields.size() ? fields.get(i) : Values.EMPTY;
      shell.variables.assign(name, value, false, simple.start(), simple.end());
    }
  }

  private static Word readFrom(Input input, int index, String why, boolean wholeLine) {
    var sources = sources(input, index);
    var whole = wholeLine && input instanceof Input.Piped && sources.size() == 1;
    return new Word(List.of(new WordPart.Unknown(why, sources, false, whole)), 0, 0);
  }

  private static boolean splitsVisibly(String text, String ifs) {
    for (var i = 0; i < text.length(); i++) {
      if (text.charAt(i) > ' ' && ifs.indexOf(text.charAt(i)) >= 0) {
        return true;
      }
    }
    return false;
  }

  private static List<Integer> sources(Input input, int index) {
    return input instanceof Input.Piped piped ? piped.sources() : List.of(index);
  }

  private static String firstLine(String text) {
    var newline = text.indexOf('\n');
    return newline < 0 ? text : text.substring(0, newline);
  }

  void mapfile(List<Word> words, Node.Simple simple, int index, Input input) throws Unreadable {
    var name = "MAPFILE";
    var strip = false;
    var plain = true;
    for (var i = 1; i < words.size(); i++) {
      var word = words.get(i);
      var text = word.text();
      if (text.equals("-t")) {
        strip = true;
      } else if (text.equals("-C") && i + 1 < words.size()) {
        i++;
        callback(words.get(i), simple);
        plain = false;
      } else if (text.startsWith("-") && text.length() == 2) {
        i++;
        plain = false;
      } else if (text.startsWith("-C") || (text.startsWith("-") && text.indexOf('C') > 0)) {
        shell.gap("`" + words.get(0).text() + "` with a callback", simple.start(), simple.end());
        plain = false;
      } else if (word.isExact()) {
        name = text;
      } else {
        shell.builtins.forget();
      }
    }
    if (!Chars.isName(name)) {
      return;
    }
    List<Word> lines = null;
    if (plain && input instanceof Input.Known known) {
      lines = new ArrayList<>();
      var from = 0;
      var text = known.text();
      while (from < text.length() && lines.size() < Limits.WORDS) {
        var newline = text.indexOf('\n', from);
        var to = newline < 0 ? text.length() : newline;
        lines.add(Values.known(text.substring(from, strip || newline < 0 ? to : to + 1)));
        from = to + 1;
      }
    }
    shell.variables.setArray(name, lines, simple.start(), simple.end());
    if (lines == null) {
      state.variable(
          name,
          Variable.of(
              Values.unknown("`$" + name + "` was read from an input", sources(input, index))));
    }
  }

  /** The callback of mapfile: run with an index and a line. */
  private void callback(Word text, Node.Simple simple) throws Unreadable {
    if (!text.isExact()) {
      shell.gap("a callback that is not known", simple.start(), simple.end());
      return;
    }
    shell.texts.maybeRunText(
        text.text() + " \"$RANDOM\" \"$RANDOM\"", simple.start(), simple.end());
  }

  void printf(List<Word> words, Node.Simple simple) throws Unreadable {
    if (words.size() < 2 || !words.get(1).text().startsWith("-v")) {
      return;
    }
    var attached = words.get(1).text().length() > 2;
    var variable =
        attached ? Builtins.after(words.get(1), 2) : words.size() > 2 ? words.get(2) : Values.EMPTY;
    shell.texts.subscripts(variable, simple.start(), simple.end());
    if (!variable.isExact()) {
      shell.builtins.forget();
      return;
    }
    if (!Chars.isName(variable.text())) {
      var bracket = variable.text().indexOf('[');
      if (bracket > 0 && Chars.isName(variable.text().substring(0, bracket))) {
        shell.variables.setArray(
            variable.text().substring(0, bracket), null, simple.start(), simple.end());
      }
      return;
    }
    var rest = words.subList(attached ? 2 : Math.min(3, words.size()), words.size());
    var text = Printf.output(rest);
    shell.variables.assign(
        variable.text(),
        text == null ? Values.unknown("what printf makes") : text,
        false,
        simple.start(),
        simple.end());
  }

  void getopts(List<Word> words) {
    if (words.size() > 2 && Chars.isName(words.get(2).text())) {
      for (var name : List.of(words.get(2).text(), "OPTARG", "OPTIND")) {
        state.variable(name, Variable.of(Values.unknown("`$" + name + "` comes from getopts")));
      }
    }
  }
}
