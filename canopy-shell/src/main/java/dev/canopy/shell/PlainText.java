package dev.canopy.shell;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The short way for plain command lines: words without expansions, whole words in quotes, output to
 * plain files, {@code 2>&1}, and {@code &&}, {@code ||}, {@code |}, {@code ;}. It says the same as
 * the general way or nothing at all, which a test compares on every case we have.
 */
final class PlainText {
  private static final byte OTHER = 0;
  private static final byte WORD = 1;
  private static final byte BLANK = 2;
  private static final byte JOIN = 3;
  private static final byte QUOTE = 4;

  /** Plain in the middle of a word, something else at its start. */
  private static final byte INNER = 5;

  private static final byte[] KINDS = kinds();

  private static final int MOST_WORDS = 20;

  /** Longer texts are seldom plain, and then the look here is for nothing. */
  static final int MOST_CHARACTERS = 2000;

  private final String text;
  private final int length;
  private final Word[] words = new Word[MOST_WORDS];
  private int at;

  // Of the command that is being read.
  private List<Redirection> redirections = List.of();
  private boolean movesOutput;
  private int end;

  private PlainText(String text) {
    this.text = text;
    this.length = text.length();
  }

  private static byte[] kinds() {
    var kinds = new byte[128];
    for (var c = 'a'; c <= 'z'; c++) {
      kinds[c] = WORD;
      kinds[c - 'a' + 'A'] = WORD;
    }
    for (var c = '0'; c <= '9'; c++) {
      kinds[c] = WORD;
    }
    var plain = "-_./:,+@%^";
    for (var i = 0; i < plain.length(); i++) {
      kinds[plain.charAt(i)] = WORD;
    }
    kinds['='] = INNER;
    kinds['~'] = INNER;
    kinds['#'] = INNER;
    kinds[' '] = BLANK;
    kinds['\t'] = BLANK;
    kinds['&'] = JOIN;
    kinds['|'] = JOIN;
    kinds[';'] = JOIN;
    kinds['\''] = QUOTE;
    kinds['"'] = QUOTE;
    return kinds;
  }

  /** The reading of a plain text, or null if it is not plain. */
  static @Nullable ShellReading read(String text) {
    return new PlainText(text).read();
  }

  private @Nullable ShellReading read() {
    Command first = null;
    List<Command> all = null;
    Input input = Input.Inherited.INHERITED;
    while (true) {
      var count = words();
      if (count <= 0) {
        return null;
      }
      var join = at < length ? text.charAt(at) : '\0';
      var next = at + 1 < length ? text.charAt(at + 1) : '\0';
      var pipes = join == '|' && next != '|';
      if ((join == '&' && next != '&')
          || (pipes && next == '&')
          || (join == ';' && (next == ';' || next == '&' || next == '|'))) {
        return null;
      }
      var command = command(count, input, pipes);
      if (command == null) {
        return null;
      }
      if (first == null) {
        first = command;
      } else {
        if (all == null) {
          all = new ArrayList<>(4);
          all.add(first);
        }
        all.add(command);
      }
      input =
          pipes
              ? new Input.Piped(List.of(all == null ? 0 : all.size() - 1))
              : Input.Inherited.INHERITED;
      if (join == '\0') {
        return reading(first, all);
      }
      at += join == ';' || pipes ? 1 : 2;
      if (join == ';' && onlyBlanksLeft()) {
        return reading(first, all);
      }
    }
  }

  private static ShellReading reading(Command first, @Nullable List<Command> all) {
    return new ShellReading(all == null ? List.of(first) : all, List.of(), List.of());
  }

  private boolean onlyBlanksLeft() {
    for (var i = at; i < length; i++) {
      if (!Chars.isBlank(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** Reads words up to a join or the end; their number, or -1 if the text is not plain. */
  private int words() {
    var count = 0;
    redirections = List.of();
    movesOutput = false;
    while (at < length) {
      var c = text.charAt(at);
      var kind = c < 128 ? KINDS[c] : OTHER;
      if (kind == BLANK) {
        at++;
        continue;
      }
      if (kind == JOIN) {
        return count;
      }
      var next = at + 1 < length ? text.charAt(at + 1) : '\0';
      if (c == '>' || (c == '2' && next == '>')) {
        if (count == 0 || !redirection(c == '>')) {
          return -1;
        }
        continue;
      }
      if (count == MOST_WORDS
          || !(kind == QUOTE ? quoted(count, c) : kind == WORD && word(count))) {
        return -1;
      }
      count++;
    }
    return count;
  }

  private boolean word(int count) {
    var from = at;
    while (at < length) {
      var c = text.charAt(at);
      var kind = c < 128 ? KINDS[c] : OTHER;
      if (kind == WORD
          || (kind == INNER && count > 0 && (c != '~' || text.charAt(at - 1) != '='))) {
        at++;
      } else if (kind == BLANK || kind == JOIN) {
        break;
      } else {
        return false;
      }
    }
    words[count] = new Word(text.substring(from, at), from, at);
    end = at;
    return true;
  }

  /** Reads {@code > FILE}, {@code >> FILE}, {@code 2> FILE} or {@code 2>&1}. */
  private boolean redirection(boolean ofOutput) {
    var from = at;
    at += ofOutput ? 1 : 2;
    if (!ofOutput && text.startsWith("&1", at)) {
      at += 2;
      end = at;
      return at == length || endsWord(text.charAt(at));
    }
    var append = at < length && text.charAt(at) == '>';
    at += append ? 1 : 0;
    while (at < length && Chars.isBlank(text.charAt(at))) {
      at++;
    }
    var start = at;
    while (at < length && text.charAt(at) < 128 && KINDS[text.charAt(at)] == WORD) {
      at++;
    }
    if (at == start || (at < length && !endsWord(text.charAt(at)))) {
      return false;
    }
    end = at;
    movesOutput |= ofOutput;
    var one =
        new Redirection(
            append ? Redirection.Kind.APPEND : Redirection.Kind.WRITE,
            new Word(text.substring(start, at), start, at),
            new Span(from, at));
    if (redirections.isEmpty()) {
      redirections = List.of(one);
    } else {
      redirections = new ArrayList<>(redirections);
      redirections.add(one);
    }
    return true;
  }

  private static boolean endsWord(char c) {
    return c < 128 && (KINDS[c] == BLANK || KINDS[c] == JOIN);
  }

  /** A word that is one quoted piece. */
  private boolean quoted(int count, char quote) {
    var from = at;
    var close = text.indexOf(quote, from + 1);
    if (close < 0 || count == 0) {
      return false;
    }
    for (var i = from + 1; i < close; i++) {
      var c = text.charAt(i);
      if (c < ' ' || c > '~' || (quote == '"' && (c == '$' || c == '`' || c == '\\'))) {
        return false;
      }
    }
    if (close + 1 < length && !endsWord(text.charAt(close + 1))) {
      return false;
    }
    at = close + 1;
    end = at;
    words[count] = new Word(text.substring(from + 1, close), from, at);
    return true;
  }

  private @Nullable Command command(int count, Input input, boolean pipes) {
    var name = words[0].text();
    if (isSpecial(name) || (pipes && (movesOutput || PureCommands.needsNoInput(name)))) {
      return null;
    }
    List<Word> list =
        switch (count) {
          case 1 -> List.of(words[0]);
          case 2 -> List.of(words[0], words[1]);
          case 3 -> List.of(words[0], words[1], words[2]);
          case 4 -> List.of(words[0], words[1], words[2], words[3]);
          case 5 -> List.of(words[0], words[1], words[2], words[3], words[4]);
          case 6 -> List.of(words[0], words[1], words[2], words[3], words[4], words[5]);
          case 7 -> List.of(words[0], words[1], words[2], words[3], words[4], words[5], words[6]);
          default -> {
            var copy = new Word[count];
            System.arraycopy(words, 0, copy, 0, count);
            yield List.of(copy);
          }
        };
    var start = words[0].start();
    if (ForeignShell.gap(list, start, end) != null) {
      return null;
    }
    return new Command(
        list, List.of(), redirections, input, Values.EMPTY, false, new Span(start, end));
  }

  /** True for reserved words and for builtins that change what comes after. */
  private static boolean isSpecial(String name) {
    return switch (name) {
      case "if",
          "then",
          "elif",
          "else",
          "fi",
          "do",
          "done",
          "case",
          "esac",
          "while",
          "until",
          "for",
          "select",
          "function",
          "time",
          "coproc",
          "repeat",
          "foreach",
          "end",
          "nocorrect",
          "noglob",
          "-",
          "eval",
          "command",
          "builtin",
          ".",
          "source",
          "exec",
          "cd",
          "chdir",
          "pushd",
          "popd",
          "export",
          "declare",
          "typeset",
          "local",
          "readonly",
          "integer",
          "float",
          "private",
          "unset",
          "set",
          "shift",
          "read",
          "mapfile",
          "readarray",
          "printf",
          "getopts",
          "alias",
          "unalias",
          "trap",
          "let",
          "test",
          "compgen",
          "bind",
          "hash",
          "shopt",
          "setopt",
          "unsetopt",
          "enable",
          "emulate",
          "zmodload",
          "autoload",
          "exit",
          "return",
          "break",
          "continue" ->
          true;
      default -> false;
    };
  }
}
