package dev.canopy.shell;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Programs that only make an output of their words and input: what they write is computed. */
final class PureCommands {
  private PureCommands() {}

  /** What a command writes: a text, or bytes that are none. */
  static final class Written {
    final @Nullable Word text;
    final byte @Nullable [] bytes;

    Written(@Nullable Word text, byte @Nullable [] bytes) {
      this.text = text;
      this.bytes = bytes;
    }
  }

  /**
   * The output of a command; null if it is none of these, or is not known.
   *
   * @param bytes what it reads, if that is known but no text
   */
  static @Nullable Written output(
      Evaluator shell, List<Word> words, Input input, byte @Nullable [] bytes) throws Unreadable {
    var name = words.get(0).text();
    if (name.startsWith("/")) {
      name =
          name.startsWith("/usr/bin/")
              ? name.substring(9)
              : name.startsWith("/bin/") ? name.substring(5) : name;
    }
    switch (name) {
      case ":", "true", "false", "cd", "export", "set", "unset", "shift", "test", "[" -> {
        return new Written(Values.EMPTY, null);
      }
      case "echo" -> {
        return written(echo(words, shell.dialect()));
      }
      case "printf" -> {
        return words.size() > 1 && words.get(1).text().startsWith("-")
            ? null
            : written(Printf.output(words.subList(1, words.size())));
      }
      case "pwd" -> {
        var directory = shell.directory();
        return directory.isExact() && directory.text().startsWith("/") && words.size() == 1
            ? written(Values.known(directory.text() + "\n"))
            : null;
      }
      case "which" -> {
        return words.size() == 2 ? written(found(words.get(1))) : null;
      }
      case "command" -> {
        return words.size() == 3 && words.get(1).text().equals("-v")
            ? written(found(words.get(2)))
            : null;
      }
      case "basename", "dirname", "seq" -> {
        return written(ofWords(name, words));
      }
      case "cat",
          "tee",
          "base64",
          "base32",
          "openssl",
          "xxd",
          "gunzip",
          "zcat",
          "gzip",
          "rev",
          "tac",
          "tr",
          "head",
          "tail",
          "cut",
          "sed" -> {
        return filtered(shell, name, words, input, bytes);
      }
      default -> {
        return null;
      }
    }
  }

  /** True if a command may be known to write something without an input that is known. */
  static boolean needsNoInput(String name) {
    return switch (name) {
      case ":",
          "true",
          "false",
          "cd",
          "export",
          "set",
          "unset",
          "shift",
          "test",
          "[",
          "echo",
          "printf",
          "pwd",
          "which",
          "command",
          "basename",
          "dirname",
          "seq",
          "/bin/echo",
          "/usr/bin/printf" ->
          true;
      default -> name.startsWith("/bin/") || name.startsWith("/usr/bin/");
    };
  }

  private static @Nullable Written written(@Nullable Word text) {
    return text == null ? null : new Written(text, null);
  }

  private static @Nullable Written filtered(
      Evaluator shell, String name, List<Word> words, Input input, byte @Nullable [] bytes)
      throws Unreadable {
    if (input instanceof Input.Partial partial && name.equals("cat") && words.size() == 1) {
      return written(partial.text());
    }
    var in =
        input instanceof Input.Known known ? known.text().getBytes(StandardCharsets.UTF_8) : bytes;
    if (in == null || in.length > Limits.VALUE_LENGTH) {
      return null;
    }
    shell.steps(in.length / 64);
    var arguments = new ArrayList<String>(words.size());
    for (var word : words.subList(1, words.size())) {
      if (!word.isExact()) {
        return null;
      }
      arguments.add(word.text());
    }
    var out = name.equals("tee") ? in : Filters.output(name, arguments, in);
    if (out == null) {
      return null;
    }
    var text = Codecs.text(out);
    return text == null ? new Written(null, out) : written(Values.known(text));
  }

  /** Where a program is: in a directory that we do not know, under its name. */
  private static @Nullable Word found(Word program) {
    if (!program.isExact() || program.text().indexOf('/') >= 0 || program.text().startsWith("-")) {
      return null;
    }
    return new Word(
        List.of(
            new WordPart.Unknown("the directory of `" + program.text() + "`", List.of(), false),
            new WordPart.Text("/" + program.text() + "\n")),
        0,
        0);
  }

  private static @Nullable Word ofWords(String name, List<Word> words) {
    for (var word : words) {
      if (!word.isExact() || (word.text().startsWith("-") && word.text().length() > 1)) {
        return null;
      }
    }
    if (name.equals("seq")) {
      return words.size() < 2 || words.size() > 3 ? null : sequence(words);
    }
    if (words.size() != 2 && !(name.equals("basename") && words.size() == 3)) {
      return null;
    }
    var path = words.get(1).text();
    var end = path.length();
    while (end > 1 && path.charAt(end - 1) == '/') {
      end--;
    }
    path = path.substring(0, end);
    var slash = path.lastIndexOf('/');
    if (name.equals("dirname")) {
      while (slash > 0 && path.charAt(slash - 1) == '/') {
        slash--;
      }
      return Values.known((slash < 0 ? "." : slash == 0 ? "/" : path.substring(0, slash)) + "\n");
    }
    var base = path.equals("/") ? path : path.substring(slash + 1);
    if (words.size() == 3) {
      var suffix = words.get(2).text();
      if (base.endsWith(suffix) && !base.equals(suffix)) {
        base = base.substring(0, base.length() - suffix.length());
      }
    }
    return Values.known(base + "\n");
  }

  private static @Nullable Word sequence(List<Word> words) {
    var low = words.size() == 3 ? words.get(1).text() : "1";
    var high = words.get(words.size() - 1).text();
    if (!Chars.isNumber(low) || !Chars.isNumber(high) || low.length() > 6 || high.length() > 6) {
      return null;
    }
    var from = Integer.parseInt(low);
    var to = Integer.parseInt(high);
    if (to - from > Limits.BRACE_WORDS || (low.length() > 1 && low.charAt(0) == '0')) {
      return null;
    }
    var out = new StringBuilder();
    for (var n = from; n <= to; n++) {
      out.append(n).append('\n');
    }
    return Values.known(out.toString());
  }

  private static @Nullable Word echo(List<Word> words, ShellDialect dialect) {
    var newline = true;
    var escapes = dialect == ShellDialect.ZSH;
    var at = 1;
    options:
    while (at < words.size()) {
      var word = words.get(at);
      if (!word.isExact()) {
        break;
      }
      switch (word.text()) {
        case "-n" -> newline = false;
        case "-e" -> escapes = true;
        case "-ne", "-en" -> {
          newline = false;
          escapes = true;
        }
        case "-E" -> escapes = false;
        default -> {
          break options;
        }
      }
      at++;
    }
    for (var word : words.subList(at, words.size())) {
      for (var part : word.parts()) {
        if (!(part instanceof WordPart.Text) && !(part instanceof WordPart.Unknown)) {
          return null;
        }
      }
    }
    var text = Values.join(words.subList(at, words.size()), " ");
    if (at >= words.size()) {
      text = Values.EMPTY;
    }
    if (text.text().indexOf('\\') >= 0) {
      if (!text.isExact()) {
        return null;
      }
      var out = new StringBuilder();
      if (!AnsiQuoting.text(text.text(), AnsiQuoting.Style.ECHO, out)) {
        return null;
      }
      var stop = out.indexOf(String.valueOf(AnsiQuoting.STOP));
      if (stop >= 0) {
        out.setLength(stop);
        newline = false;
      }
      var same = out.toString().equals(text.text());
      if (!escapes && dialect != ShellDialect.BASH && !same) {
        // dash and zsh read escapes without being told, bash does not.
        return null;
      }
      if (escapes) {
        text = Values.known(out.toString());
      }
    }
    if (!newline) {
      return text;
    }
    var line = new Values.Parts();
    line.all(text);
    line.text('\n');
    return line.toWord(0, 0);
  }
}
