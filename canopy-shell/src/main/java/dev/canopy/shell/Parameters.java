package dev.canopy.shell;

import dev.canopy.shell.Piece.Parameter.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Parameter expansion: {@code $name} and {@code ${name…}} with all operators. */
final class Parameters {
  private final Evaluator shell;
  private final Expander expander;
  private final State state;
  private final ShellWorld world;

  Parameters(Evaluator shell, Expander expander, State state, ShellWorld world) {
    this.shell = shell;
    this.expander = expander;
    this.state = state;
    this.world = world;
  }

  /**
   * The value of a plain parameter; unknown if it is; the empty word if it is known to be unset.
   */
  Word plain(String name) {
    var value = valueOrUnset(name);
    return value == null ? Values.EMPTY : value;
  }

  /** The value of a parameter, null if it is known to be unset. */
  private @Nullable Word valueOrUnset(String name) {
    if (name.length() == 1 && !Chars.isNameStart(name.charAt(0))) {
      return special(name.charAt(0));
    }
    if (Chars.isDigit(name.charAt(0))) {
      return positional(name);
    }
    var variable = resolve(name);
    if (variable != null) {
      if (variable.elements() != null && variable.elements().size() > 1 && shell.maybeZsh()) {
        // bash takes the first element, zsh all of them.
        return Values.unknown("`$" + name + "` is an array, which shells read in different ways");
      }
      return variable.value();
    }
    if (state.get(State.ALL_UNSURE) == null) {
      var given = world.variables().get(name);
      if (given != null) {
        return Values.known(given);
      }
      if (name.equals("PWD")) {
        var directory = shell.directory();
        if (directory.isExact() && directory.text().startsWith("/")) {
          return directory;
        }
      }
      if (name.equals("IFS")) {
        return Values.known(" \t\n");
      }
    }
    return Values.unknown("`$" + name + "` is not set here");
  }

  /** The variable that a name leads to, over references. */
  private @Nullable Variable resolve(String name) {
    var variable = state.variable(name);
    for (var i = 0; variable != null && variable.reference() != null && i < 8; i++) {
      variable = state.variable(variable.reference());
    }
    return variable;
  }

  private State.Arguments arguments() {
    return state.get(State.ARGUMENTS) instanceof State.Arguments a
        ? a
        : new State.Arguments(Values.unknown("`$0` is not known"), null);
  }

  private @Nullable Word special(char name) {
    if (Chars.isDigit(name)) {
      return positional(String.valueOf(name));
    }
    var words = arguments().words();
    return switch (name) {
      case '@', '*' ->
          words == null
              ? Values.unknown("`$" + name + "` is not known")
              : words.isEmpty() ? null : Values.join(words, " ");
      case '#' ->
          words == null || hasSplitting(words)
              ? Values.unknown("`$#` is not known")
              : Values.known(String.valueOf(words.size()));
      default -> Values.unknown("`$" + name + "` is not known");
    };
  }

  private static boolean hasSplitting(List<Word> words) {
    for (var word : words) {
      for (var part : word.parts()) {
        if (part instanceof WordPart.Glob || (part instanceof WordPart.Unknown u && u.splits())) {
          return true;
        }
      }
    }
    return false;
  }

  private @Nullable Word positional(String digits) {
    var arguments = arguments();
    if (digits.length() > 6) {
      return null;
    }
    var n = Integer.parseInt(digits);
    if (n == 0) {
      return arguments.zero();
    }
    var words = arguments.words();
    if (words == null) {
      return Values.unknown("`$" + digits + "` is not known");
    }
    for (var i = 0; i < Math.min(n, words.size()); i++) {
      if (hasSplitting(List.of(words.get(i)))) {
        return Values.unknown("`$" + digits + "` is not known", Values.sources(words.get(i)));
      }
    }
    return n <= words.size() ? words.get(n - 1) : null;
  }

  /** Adds what a parameter expansion gives. */
  void expand(Piece.Parameter p, Fields fields, boolean splits) throws Unreadable {
    fields.stayWhole(splits && shell.maybeZsh());
    expanded(p, fields, splits);
    fields.stayWhole(false);
  }

  private void expanded(Piece.Parameter p, Fields fields, boolean splits) throws Unreadable {
    var operator = p.operator();
    if (operator == Operator.NONE && p.subscript() == null && !p.indirect()) {
      if (p.name().equals("@") || p.name().equals("*")) {
        all(p, arguments().words(), fields, splits);
        return;
      }
      var value = valueOrUnset(p.name());
      if (value == null) {
        if (p.quoted()) {
          fields.open();
        }
        return;
      }
      expander.value(value, fields, splits);
      return;
    }
    var isAll = p.subscript() != null && isAll(p.subscript());
    if (isAll && operator == Operator.NONE && !p.indirect()) {
      all(p, elements(p.name()), fields, splits);
      return;
    }
    var value = operate(p, isAll, fields, splits);
    if (!splits && isSeveral(p, isAll)) {
      // `"${@/a/b}"` is a word for each, and of nothing none or an empty one.
      fields.part(
          new WordPart.Unknown(
              "`$" + p.name() + "` may be several words",
              value == null ? List.of() : Values.sources(value),
              true));
      return;
    }
    if (value != null) {
      expander.value(value, fields, splits);
    }
  }

  private static boolean isSeveral(Piece.Parameter p, boolean isAll) {
    return switch (p.operator()) {
      case NONE,
          LENGTH,
          NAMES,
          KEYS,
          DEFAULT,
          DEFAULT_IF_EMPTY,
          ASSIGN,
          ASSIGN_IF_EMPTY,
          FAIL,
          FAIL_IF_EMPTY,
          ALTERNATIVE,
          ALTERNATIVE_IF_FULL ->
          false;
      default -> isAll || p.name().equals("@");
    };
  }

  private static boolean isAll(RawWord subscript) {
    return subscript.pieces().size() == 1
        && subscript.pieces().get(0) instanceof Piece.Literal l
        && (l.text().equals("@") || l.text().equals("*"));
  }

  /** The elements of an array, null if they are not known; a scalar is an array of one. */
  private @Nullable List<Word> elements(String name) {
    var variable = resolve(name);
    if (variable == null) {
      var given = state.get(State.ALL_UNSURE) == null ? world.variables().get(name) : null;
      return given == null ? null : List.of(Values.known(given));
    }
    if (variable.elements() != null) {
      return variable.elements();
    }
    if (variable.value() == null) {
      return List.of();
    }
    return variable.value().isExact() ? List.of(variable.value()) : null;
  }

  /** Adds all positional parameters, or all elements of an array. */
  private void all(Piece.Parameter p, @Nullable List<Word> words, Fields fields, boolean splits)
      throws Unreadable {
    if (words != null) {
      shell.steps(2L * words.size());
    }
    if (words == null) {
      // Even "$@" may be no word, or several.
      var why = "`$" + p.name() + "` is not known";
      var stars = isStar(p);
      fields.part(new WordPart.Unknown(why, List.of(), splits || !stars));
      return;
    }
    if (isStar(p) && !splits) {
      var ifs = expander.ifs();
      fields.quoted(
          ifs == null && words.size() > 1
              ? Values.unknown("`$IFS` is not known")
              : Values.join(words, ifs == null || ifs.isEmpty() ? "" : ifs.substring(0, 1)));
      return;
    }
    if (splits && shell.maybeZsh() && splitsAny(words)) {
      shell.gap("zsh does not split `$" + p.name() + "`", p.start(), p.end());
    }
    fields.stayWhole(false);
    for (var i = 0; i < words.size(); i++) {
      if (i > 0) {
        fields.close();
      }
      if (splits) {
        expander.value(words.get(i), fields, true);
      } else {
        keep(words.get(i), fields);
      }
    }
  }

  private boolean splitsAny(List<Word> words) {
    var ifs = expander.ifs();
    for (var word : words) {
      for (var i = 0; ifs != null && i < word.text().length(); i++) {
        if (ifs.indexOf(word.text().charAt(i)) >= 0) {
          return true;
        }
      }
    }
    return false;
  }

  /** A whole word that stays as it was, be it several still. */
  private static void keep(Word word, Fields fields) {
    fields.open();
    for (var part : word.parts()) {
      fields.part(part);
    }
  }

  private static boolean isStar(Piece.Parameter p) {
    if (p.subscript() != null && p.subscript().pieces().get(0) instanceof Piece.Literal l) {
      return l.text().equals("*");
    }
    return p.name().equals("*");
  }

  /** The value of an expansion with an operator; null if it has been added already. */
  private @Nullable Word operate(Piece.Parameter p, boolean isAll, Fields fields, boolean splits)
      throws Unreadable {
    var name = p.name();
    Word value;
    if (p.subscript() != null && !isAll) {
      value = element(p);
    } else if (isAll) {
      var elements = elements(name);
      value =
          elements == null
              ? Values.unknown("`$" + name + "` is not known")
              : elements.isEmpty() ? null : Values.join(elements, " ");
    } else {
      value = valueOrUnset(name);
    }
    if (p.operator() == Operator.NAMES || p.operator() == Operator.KEYS) {
      return Values.unknown("names of variables");
    }
    if (p.indirect()) {
      if (isAll) {
        return Values.unknown("keys of an array");
      }
      value = indirect(p, value);
    }
    switch (p.operator()) {
      case NONE -> {
        if (value == null && p.quoted()) {
          fields.open();
        }
        return value;
      }
      case LENGTH -> {
        return length(p, isAll, value);
      }
      case DEFAULT, DEFAULT_IF_EMPTY -> {
        return orElse(p, value, fields, splits);
      }
      case ASSIGN, ASSIGN_IF_EMPTY -> {
        if (isPresent(p, value)) {
          return value;
        }
        var operand = expander.single(p.first());
        var joined = value == null || isMissing(p, value) ? operand : either(p, operand);
        if (Chars.isName(name)) {
          shell.assign(name, joined, p.start(), p.end());
        }
        return joined;
      }
      case FAIL, FAIL_IF_EMPTY -> {
        expander.single(p.first());
        return value;
      }
      case ALTERNATIVE, ALTERNATIVE_IF_FULL -> {
        if (isMissing(p, value)) {
          return Values.EMPTY;
        }
        if (isPresent(p, value)) {
          inline(p, fields, splits);
          return null;
        }
        return either(p, expander.single(p.first()));
      }
      default -> {
        return change(p, isAll, value);
      }
    }
  }

  private static boolean isMissing(Piece.Parameter p, @Nullable Word value) {
    return value == null || (p.operator().ifEmpty() && value.isExact() && value.text().isEmpty());
  }

  private static boolean isPresent(Piece.Parameter p, @Nullable Word value) {
    if (value == null) {
      return false;
    }
    if (!value.isExact()) {
      // Part of it is known text, so that it is set and not empty.
      return value.parts().size() > 1;
    }
    return !p.operator().ifEmpty() || !value.text().isEmpty();
  }

  private Word either(Piece.Parameter p, Word operand) {
    return Values.unknown(
        "`$" + p.name() + "` may be set or not: `" + operand.text() + "` or it",
        Values.sources(operand));
  }

  private @Nullable Word orElse(
      Piece.Parameter p, @Nullable Word value, Fields fields, boolean splits) throws Unreadable {
    if (isPresent(p, value)) {
      return value;
    }
    if (isMissing(p, value)) {
      inline(p, fields, splits);
      return null;
    }
    return either(p, expander.single(p.first()));
  }

  /** Adds the operand as if it stood in place of the expansion: its own quotes count. */
  private void inline(Piece.Parameter p, Fields fields, boolean splits) throws Unreadable {
    if (p.first() == null) {
      return;
    }
    if (!splits) {
      fields.quoted(expander.single(p.first()));
      return;
    }
    for (var piece : p.first().pieces()) {
      if (piece instanceof Piece.Literal l && l.quoted()) {
        fields.text(l.text());
      } else {
        var quoted = piece instanceof Piece.Parameter q && q.quoted();
        quoted |= piece instanceof Piece.Substitution s && s.quoted();
        var one = expander.single(new RawWord(List.of(piece), p.first().start(), p.first().end()));
        expander.value(one, fields, !quoted);
      }
    }
  }

  /** One element of an array. Its subscript is arithmetic, which may run commands. */
  private @Nullable Word element(Piece.Parameter p) throws Unreadable {
    var subscript = p.subscript() == null ? Values.EMPTY : expander.single(p.subscript());
    var index = shell.arithmetic().evaluate(subscript);
    var elements = elements(p.name());
    if (elements == null || index == null || hasSplitting(elements)) {
      return Values.unknown("`${" + p.name() + "[…]}` is not known");
    }
    var at = index < 0 ? index + elements.size() : index;
    if (shell.maybeZsh()) {
      // zsh counts from 1.
      return Values.unknown("`${" + p.name() + "[…]}` differs between shells");
    }
    return at >= 0 && at < elements.size() ? elements.get((int) at) : null;
  }

  private @Nullable Word indirect(Piece.Parameter p, @Nullable Word value) throws Unreadable {
    var variable = state.variable(p.name());
    if (variable != null && variable.reference() != null) {
      return Values.known(variable.reference());
    }
    if (value == null) {
      return null;
    }
    if (!value.isExact()) {
      // What the value is the name of is evaluated: `a[$(id)]` runs `id`.
      shell.gap("`${!" + p.name() + "}` runs what is in its value", p.start(), p.end());
      return Values.unknown(Values.why(value));
    }
    var target = value.text();
    shell.texts.subscripts(value, p.start(), p.end());
    if (Chars.isName(target)
        || Chars.isNumber(target)
        || (target.length() == 1 && Chars.isSpecialParameter(target.charAt(0)))) {
      return valueOrUnset(target);
    }
    return Values.unknown("`${!" + p.name() + "}` is not known");
  }

  private Word length(Piece.Parameter p, boolean isAll, @Nullable Word value) {
    var scalar = isAll ? resolve(p.name()) : null;
    if (scalar != null && scalar.elements() == null && shell.maybeZsh()) {
      return Values.unknown("the length of a variable that is no array");
    }
    if (isAll || p.name().equals("@") || p.name().equals("*")) {
      var words = isAll ? elements(p.name()) : arguments().words();
      return words == null || hasSplitting(words)
          ? Values.unknown("a number of words that is not known")
          : Values.known(String.valueOf(words.size()));
    }
    if (value == null) {
      return Values.known("0");
    }
    if (p.name().equals("IFS") && shell.maybeZsh()) {
      return Values.unknown("`$IFS` starts with another length in zsh");
    }
    return value.isExact()
        ? Values.known(String.valueOf(value.text().codePointCount(0, value.text().length())))
        : Values.unknown("the length of `$" + p.name() + "`");
  }

  /** The operators that make another text of the value. */
  private @Nullable Word change(Piece.Parameter p, boolean isAll, @Nullable Word value)
      throws Unreadable {
    if (p.operator() == Operator.TRANSFORM) {
      return transform(p, value);
    }
    if (p.operator() == Operator.SUBSTRING) {
      return substring(p, isAll, value);
    }
    var pattern = expander.pattern(p.first());
    var replacement = p.second() == null ? Values.EMPTY : expander.single(p.second());
    if (value == null) {
      return Values.EMPTY;
    }
    if (!value.isExact()
        || pattern == null
        || !replacement.isExact()
        || Glob.isBeyondUs(pattern)
        || isAll
        || p.name().equals("@")
        || p.name().equals("*")) {
      return Values.unknown("a part of `$" + p.name() + "`", Values.sources(value));
    }
    var text = value.text();
    var work = (long) text.length() * (text.length() + 1L) / 2 * Math.max(1, pattern.length());
    if (!isPlain(pattern) && work > 4_000_000) {
      return Values.unknown("a part of `$" + p.name() + "`, which is long");
    }
    shell.steps(work / 1024);
    return switch (p.operator()) {
      case CUT_SHORT_PREFIX -> Values.known(cutPrefix(text, pattern, false));
      case CUT_LONG_PREFIX -> Values.known(cutPrefix(text, pattern, true));
      case CUT_SHORT_SUFFIX -> Values.known(cutSuffix(text, pattern, false));
      case CUT_LONG_SUFFIX -> Values.known(cutSuffix(text, pattern, true));
      case UPPER_ALL, LOWER_ALL, UPPER_FIRST, LOWER_FIRST -> letters(p, text, pattern);
      default -> replaced(p.operator(), text, pattern, replacement.text());
    };
  }

  private static boolean isPlain(String pattern) {
    return pattern.indexOf('*') < 0 && pattern.indexOf('[') < 0;
  }

  private Word letters(Piece.Parameter p, String text, String pattern) {
    if (!pattern.isEmpty() && !pattern.equals("?")) {
      return Values.unknown("letters of `$" + p.name() + "` in another case");
    }
    var upper = p.operator() == Operator.UPPER_ALL || p.operator() == Operator.UPPER_FIRST;
    var all = p.operator() == Operator.UPPER_ALL || p.operator() == Operator.LOWER_ALL;
    var changed = all || text.isEmpty() ? text : text.substring(0, 1);
    changed = upper ? changed.toUpperCase(Locale.ROOT) : changed.toLowerCase(Locale.ROOT);
    return Values.known(all || text.isEmpty() ? changed : changed + text.substring(1));
  }

  private static String cutPrefix(String text, String pattern, boolean longest) {
    for (var n = 0; n <= text.length(); n++) {
      var length = longest ? text.length() - n : n;
      if (Glob.matches(pattern, text, 0, length)) {
        return text.substring(length);
      }
    }
    return text;
  }

  private static String cutSuffix(String text, String pattern, boolean longest) {
    for (var n = 0; n <= text.length(); n++) {
      var from = longest ? n : text.length() - n;
      if (Glob.matches(pattern, text, from, text.length())) {
        return text.substring(0, from);
      }
    }
    return text;
  }

  private Word replaced(Operator operator, String text, String pattern, String replacement) {
    if (pattern.isEmpty()) {
      return Values.known(operator == Operator.REPLACE_AT_START ? replacement + text : text);
    }
    if (replacement.indexOf('&') >= 0) {
      // Bash 5.2 puts the match in place of an `&`, older ones do not.
      return Values.unknown("`&` in a replacement");
    }
    var out = new StringBuilder();
    var at = 0;
    while (at <= text.length()) {
      var to = operator == Operator.REPLACE_AT_START && at > 0 ? -1 : longest(text, pattern, at);
      if (operator == Operator.REPLACE_AT_END && to != text.length()) {
        to = -1;
      }
      if (to > at || (to == at && operator != Operator.REPLACE_ALL)) {
        out.append(replacement);
        if (out.length() > Limits.VALUE_LENGTH) {
          return Values.unknown("a long value");
        }
        at = to;
        if (operator != Operator.REPLACE_ALL) {
          break;
        }
      } else if (at < text.length()) {
        out.append(text.charAt(at++));
      } else {
        break;
      }
    }
    if (at < text.length()) {
      out.append(text, at, text.length());
    }
    return Values.known(out.toString());
  }

  private static int longest(String text, String pattern, int from) {
    if (isPlain(pattern)) {
      // Without stars and classes a match has one length, which the pattern tells.
      var length = 0;
      for (var i = 0; i < pattern.length(); i++, length++) {
        if (pattern.charAt(i) == '\\' && i + 1 < pattern.length()) {
          i++;
        }
      }
      var to = from + length;
      return to <= text.length() && Glob.matches(pattern, text, from, to) ? to : -1;
    }
    for (var to = text.length(); to >= from; to--) {
      if (Glob.matches(pattern, text, from, to)) {
        return to;
      }
    }
    return -1;
  }

  private Word substring(Piece.Parameter p, boolean isAll, @Nullable Word value) throws Unreadable {
    var offset = shell.arithmetic().evaluate(expander.single(p.first()));
    var length =
        p.second() == null ? null : shell.arithmetic().evaluate(expander.single(p.second()));
    if (isAll || p.name().equals("@") || p.name().equals("*")) {
      return Values.unknown("some of `$" + p.name() + "`");
    }
    if (value == null) {
      return Values.EMPTY;
    }
    if (!value.isExact()) {
      if (p.name().equals("HOME") || p.name().equals("PWD")) {
        // Whatever they are, both begin with a slash.
        if (offset != null && offset == 0 && length != null && length == 1) {
          return Values.known("/");
        }
      }
      return Values.unknown("a part of `$" + p.name() + "`", Values.sources(value));
    }
    if (offset == null || (p.second() != null && length == null)) {
      return Values.unknown("a part of `$" + p.name() + "`");
    }
    var text = value.text();
    var from = offset < 0 ? offset + text.length() : offset;
    if (from < 0 || from > text.length()) {
      return Values.EMPTY;
    }
    long to = text.length();
    if (length != null) {
      to = length < 0 ? text.length() + length : Math.min(text.length(), from + length);
    }
    return to <= from ? Values.EMPTY : Values.known(text.substring((int) from, (int) to));
  }

  private @Nullable Word transform(Piece.Parameter p, @Nullable Word value) throws Unreadable {
    var letter = expander.single(p.first()).text();
    if (value == null) {
      return null;
    }
    switch (letter) {
      case "P" -> {
        shell.texts.prompt(value, p.start(), p.end());
        return Values.unknown("`$" + p.name() + "` as a prompt", Values.sources(value));
      }
      case "U", "L", "u" -> {
        if (value.isExact()) {
          var text = value.text();
          return Values.known(
              letter.equals("U")
                  ? text.toUpperCase(Locale.ROOT)
                  : letter.equals("L")
                      ? text.toLowerCase(Locale.ROOT)
                      : text.isEmpty()
                          ? text
                          : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1));
        }
        return Values.unknown(Values.why(value), Values.sources(value));
      }
      case "E" -> {
        if (value.isExact()) {
          var out = new StringBuilder();
          if (AnsiQuoting.text(value.text(), AnsiQuoting.Style.QUOTE, out)) {
            return Values.known(out.toString());
          }
        }
        return Values.unknown("`$" + p.name() + "` with its escapes", Values.sources(value));
      }
      default -> {
        return Values.unknown("`${" + p.name() + "@" + letter + "}`", Values.sources(value));
      }
    }
  }

  /** The positional parameters, if they are known. */
  @Nullable List<Word> argumentWords() {
    return arguments().words();
  }

  Word zero() {
    return arguments().zero();
  }

  void setArguments(@Nullable List<Word> words) {
    state.set(
        State.ARGUMENTS,
        new State.Arguments(zero(), words == null ? null : new ArrayList<>(words)));
  }
}
