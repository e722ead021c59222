package dev.canopy.shell;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes words out of words as written: all expansions, in the order of POSIX XCU 2.6. */
final class Expander {
  private static final String DEFAULT_IFS = " \t\n";

  private final Evaluator shell;
  private final State state;
  private final Parameters parameters;

  Expander(Evaluator shell, State state, ShellWorld world) {
    this.shell = shell;
    this.state = state;
    this.parameters = new Parameters(shell, this, state, world);
  }

  /** The elements of arrays given to {@code declare}, expanded with the words. */
  private final IdentityHashMap<Piece.Elements, Array> arrays = new IdentityHashMap<>(0);

  /** Null elements are not known. */
  record Array(@Nullable List<Word> elements) {}

  /** What an array of the words last expanded holds. */
  @Nullable Array arrayOf(Piece.Elements written) {
    return arrays.remove(written);
  }

  Parameters parameters() {
    return parameters;
  }

  /** The words of a command: those of {@code export} and its like may be assignments. */
  List<Word> commandWords(List<RawWord> raw) throws Unreadable {
    var name = raw.get(0).bare();
    if (name == null || !Parser.declares(name)) {
      return words(raw);
    }
    var words = Fields.list();
    for (var word : raw) {
      if (isAssignment(word)) {
        words.add(assigned(word));
      } else {
        words(word, words);
      }
    }
    unsplit = null;
    return words;
  }

  private static boolean isAssignment(RawWord word) {
    if (!word.pieces().isEmpty()
        && word.pieces().get(0) instanceof Piece.Literal l
        && !l.quoted()) {
      var equals = l.text().indexOf('=');
      var plus = equals > 0 && l.text().charAt(equals - 1) == '+' ? 1 : 0;
      return equals > 0 && Chars.isName(l.text().substring(0, equals - plus));
    }
    return false;
  }

  /** The words that a program gets for these. */
  List<Word> words(List<RawWord> raw) throws Unreadable {
    var words = Fields.list();
    List<Word> otherwise = null;
    for (var word : raw) {
      var before = words.size();
      whole = null;
      words(word, words);
      var one = whole;
      if (one != null) {
        if (otherwise == null) {
          otherwise = new ArrayList<>(words.subList(0, before));
        }
        otherwise.add(one);
      } else if (otherwise != null) {
        otherwise.addAll(words.subList(before, words.size()));
      }
      if (words.size() > Limits.WORDS) {
        throw shell.stop("more than " + Limits.WORDS + " words");
      }
    }
    unsplit = otherwise;
    return words;
  }

  /** The word that zsh makes of the one last expanded, if it is another one. */
  private @Nullable Word whole;

  private @Nullable List<Word> unsplit;

  /** The words last expanded as zsh has them, which splits no values; null if they are the same. */
  @Nullable List<Word> unsplit() {
    return unsplit;
  }

  private void words(RawWord raw, List<Word> into) throws Unreadable {
    // The commonest words by far: plain text, or one quoted piece.
    if (raw.pieces().size() == 1
        && raw.pieces().get(0) instanceof Piece.Literal l
        && (l.quoted() || isPlain(l.text()))) {
      shell.step();
      into.add(new Word(l.text(), raw.start(), raw.end()));
      return;
    }
    if (Braces.maybeIn(raw)) {
      var all = Braces.expand(raw, shell);
      for (var one : all) {
        fields(one, into);
      }
      if (all.size() > 1) {
        whole = null;
      }
    } else {
      fields(raw, into);
    }
  }

  /** True if unquoted text has nothing to expand. */
  private static boolean isPlain(String text) {
    for (var i = 0; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case '*', '?', '[', '{', '~', '=' -> {
          return false;
        }
        default -> {}
      }
    }
    return !text.isEmpty();
  }

  private void fields(RawWord raw, List<Word> into) throws Unreadable {
    var fields = new Fields(into);
    fields.begin(raw.start(), raw.end());
    var pieces = raw.pieces();
    for (var i = 0; i < pieces.size(); i++) {
      var piece = pieces.get(i);
      if (piece instanceof Piece.Literal l && !l.quoted()) {
        var text = l.text();
        if (i == 0) {
          if (isOtherDirectory(text, pieces.size() == 1)) {
            var slash = text.indexOf('/');
            var name = slash < 0 ? text : text.substring(0, slash);
            fields.part(
                new WordPart.Unknown(
                    "`" + name + "` is a directory of the shell", List.of(), false));
            if (slash < 0) {
              continue;
            }
            text = text.substring(slash);
          }
          text = tilde(afterName(text, pieces.size() == 1), pieces.size() == 1);
          if (shell.maybeZsh()) {
            zshEquals(text, raw, pieces.size() == 1);
          }
        }
        if (i > 0 && shell.maybeZsh() && mayBeEmpty(pieces, i)) {
          zshEquals(text, raw, true);
        }
        fields.globbed(text, i + 1 < pieces.size() && closesLater(pieces, i + 1), true);
      } else {
        piece(piece, fields, true);
      }
    }
    fields.close();
    whole = fields.unsplit();
  }

  /** {@code =name} is the path of a program in zsh. */
  private void zshEquals(String text, RawWord raw, boolean whole) {
    if (text.equals("=") && !whole) {
      shell.gap("`=` before a name is the path of a program in zsh", raw.start(), raw.end());
    }
    if (whole && text.length() > 1 && text.charAt(0) == '=' && Chars.isNameStart(text.charAt(1))) {
      shell.gap("`" + text + "` is the path of a program in zsh", raw.start(), raw.end());
    }
  }

  /** True if all pieces before this one are expansions, which may give nothing. */
  private static boolean mayBeEmpty(List<Piece> pieces, int to) {
    for (var i = 0; i < to; i++) {
      if (pieces.get(i) instanceof Piece.Literal) {
        return false;
      }
    }
    return true;
  }

  private static boolean closesLater(List<Piece> pieces, int from) {
    for (var i = from; i < pieces.size(); i++) {
      if (pieces.get(i) instanceof Piece.Literal l && !l.quoted() && l.text().indexOf(']') >= 0) {
        return true;
      }
    }
    return false;
  }

  /** What the word says as one text: no splitting, no matching of files. */
  Word single(@Nullable RawWord raw) throws Unreadable {
    if (raw == null) {
      return Values.EMPTY;
    }
    return single(raw, false);
  }

  /** The value of an assignment, where {@code ~} counts after each colon too. */
  Word assigned(RawWord raw) throws Unreadable {
    return single(raw, true);
  }

  private Word single(RawWord raw, boolean assignment) throws Unreadable {
    var pieces = raw.pieces();
    var words = new ArrayList<Word>(1);
    var fields = new Fields(words);
    fields.begin(raw.start(), raw.end());
    fields.open();
    for (var i = 0; i < pieces.size(); i++) {
      var piece = pieces.get(i);
      if (piece instanceof Piece.Literal l) {
        var text = l.text();
        if (!l.quoted() && i == 0) {
          if (isOtherDirectory(text, pieces.size() == 1)) {
            var slash = text.indexOf('/');
            var name = slash < 0 ? text : text.substring(0, slash);
            fields.part(
                new WordPart.Unknown(
                    "`" + name + "` is a directory of the shell", List.of(), false));
            if (slash < 0) {
              continue;
            }
            text = text.substring(slash);
          }
          text = tilde(text, pieces.size() == 1);
        }
        if (!l.quoted() && assignment) {
          if (text.contains(":~/")) {
            text = text.replace(":~/", ":" + home() + "/");
          }
          if (i == 0 && text.contains("=~/")) {
            text = text.replace("=~/", "=" + home() + "/");
          }
        }
        fields.text(text);
      } else {
        piece(piece, fields, false);
      }
    }
    fields.close();
    return words.get(0);
  }

  /** {@code ~-} and {@code ~2}, and {@code ~+} where the working directory is not known. */
  private boolean isOtherDirectory(String text, boolean whole) {
    if (text.isEmpty() || text.charAt(0) != '~') {
      return false;
    }
    if (text.length() == 1 ? whole : text.charAt(1) == '/') {
      return homeIsChanged();
    }
    if (text.length() == 1) {
      return false;
    }
    var sign = text.charAt(1);
    var from = sign == '+' || sign == '-' ? 2 : 1;
    var end = from;
    while (end < text.length() && Chars.isDigit(text.charAt(end))) {
      end++;
    }
    if (end == 1 || (end < text.length() ? text.charAt(end) != '/' : !whole)) {
      return false;
    }
    return text.equals(tilde(text, whole));
  }

  /** Bash takes {@code name=~} in any word for an assignment. */
  private String afterName(String text, boolean whole) {
    var equals = text.indexOf("=~");
    if (equals <= 0 || !Chars.isName(text.substring(0, equals))) {
      return text;
    }
    return text.substring(0, equals + 1) + tilde(text.substring(equals + 1), whole);
  }

  private String tilde(String text, boolean whole) {
    if (text.isEmpty() || text.charAt(0) != '~') {
      return text;
    }
    if (text.length() == 1) {
      return whole ? home() : text;
    }
    if (text.charAt(1) == '/') {
      return home() + text.substring(1);
    }
    if (text.charAt(1) == '+' && (text.length() == 2 || text.charAt(2) == '/')) {
      var directory = shell.directory();
      if (directory.isExact() && directory.text().startsWith("/")) {
        return directory.text() + text.substring(2);
      }
    }
    return text;
  }

  /** True if {@code ~} is no longer the home directory that the text started with. */
  private boolean homeIsChanged() {
    return (state.variable("HOME") != null || state.get(State.ALL_UNSURE) != null)
        && !parameters.plain("HOME").isExact();
  }

  /** The home directory; a `~` stands for it where it is not known. */
  String home() {
    var home = parameters.plain("HOME");
    return home.isExact() && !home.text().isEmpty() ? home.text() : "~";
  }

  private void piece(Piece piece, Fields fields, boolean splits) throws Unreadable {
    shell.step();
    if (piece instanceof Piece.Literal l) {
      if (l.quoted()) {
        fields.text(l.text());
      } else {
        fields.globbed(l.text(), false, splits);
      }
    } else if (piece instanceof Piece.Parameter p) {
      parameters.expand(p, fields, splits && !p.quoted());
    } else if (piece instanceof Piece.Substitution s) {
      value(shell.outputOf(s.body()), fields, splits && !s.quoted());
    } else if (piece instanceof Piece.Arithmetic a) {
      value(shell.arithmetic().value(a.expression()), fields, splits && !a.quoted());
    } else if (piece instanceof Piece.PipeName p) {
      fields.part(shell.process(p));
    } else if (piece instanceof Piece.Pattern p) {
      if (splits) {
        fields.part(new WordPart.Glob(p.text()));
      } else {
        fields.text(p.text());
      }
    } else if (piece instanceof Piece.Elements e) {
      arrays.put(e, new Array(elements(e.settings())));
      fields.part(new WordPart.Unknown("an array", List.of(), false));
    } else if (piece instanceof Piece.Opaque o) {
      var inside = new RawWord(o.inside(), o.start(), o.end());
      var sources = Values.sources(single(inside, false));
      if (o.gap()) {
        shell.gap(o.why(), o.start(), o.end());
      }
      fields.part(new WordPart.Unknown(o.why(), sources, splits && !o.quoted()));
    }
  }

  /** Adds a value, split if it stands unquoted. */
  void value(Word value, Fields fields, boolean splits) throws Unreadable {
    shell.steps(value.text().length() / 16);
    if (!splits) {
      fields.quoted(value);
      return;
    }
    var ifs = ifs();
    if (ifs == null) {
      fields.part(new WordPart.Unknown("`$IFS` is not known", Values.sources(value), true));
    } else {
      fields.unquoted(value, ifs, true);
    }
  }

  /** The characters that split words, or null if they are not known. */
  @Nullable String ifs() {
    var variable = state.variable("IFS");
    if (variable == null) {
      return state.get(State.ALL_UNSURE) == null ? DEFAULT_IFS : null;
    }
    if (variable.value() == null) {
      return DEFAULT_IFS;
    }
    return variable.value().isExact() ? variable.value().text() : null;
  }

  /** The elements of an array, or null if they are not all known or have keys. */
  @Nullable List<Word> elements(List<Setting> settings) throws Unreadable {
    var words = Fields.list();
    var keyed = false;
    for (var setting : settings) {
      if (setting.subscript() != null) {
        keyed = true;
        single(setting.subscript());
      }
      if (setting.value() != null) {
        words(setting.value(), words);
      }
    }
    if (keyed) {
      return null;
    }
    for (var word : words) {
      for (var part : word.parts()) {
        if (part instanceof WordPart.Unknown u && u.splits()) {
          return null;
        }
      }
    }
    return words;
  }

  /**
   * A pattern of {@code case}, {@code ${x#…}} and the like, as text in which a backslash makes the
   * next character plain; null if it is not known.
   */
  @Nullable String pattern(@Nullable RawWord raw) throws Unreadable {
    if (raw == null) {
      return "";
    }
    var pattern = new StringBuilder();
    var known = true;
    for (var piece : raw.pieces()) {
      if (piece instanceof Piece.Literal l) {
        if (l.quoted()) {
          Glob.quote(l.text(), pattern);
        } else {
          pattern.append(l.text());
        }
      } else if (piece instanceof Piece.Pattern) {
        known = false;
      } else {
        var one = single(new RawWord(List.of(piece), raw.start(), raw.end()), false);
        if (!one.isExact()) {
          known = false;
        } else if (piece instanceof Piece.Parameter p && !p.quoted()) {
          pattern.append(one.text());
        } else {
          Glob.quote(one.text(), pattern);
        }
      }
    }
    return known ? pattern.toString() : null;
  }
}
