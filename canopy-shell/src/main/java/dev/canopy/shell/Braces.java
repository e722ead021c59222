package dev.canopy.shell;

import java.util.ArrayList;
import java.util.List;

/**
 * Brace expansion, {@code a{b,c}d} and {@code {1..5}}: the first of all expansions, on the text.
 */
final class Braces {
  private Braces() {}

  static boolean maybeIn(RawWord raw) {
    for (var piece : raw.pieces()) {
      if (piece instanceof Piece.Literal l && !l.quoted() && l.text().indexOf('{') >= 0) {
        return true;
      }
    }
    return false;
  }

  /** The words that braces make of a word. */
  static List<RawWord> expand(RawWord raw, Evaluator shell) throws Unreadable {
    var units = units(raw);
    List<List<Object>> words = new ArrayList<>();
    words.add(List.of());
    words = times(words, units, shell);
    var result = new ArrayList<RawWord>(words.size());
    for (var word : words) {
      var pieces = new PieceList();
      for (var i = 0; i < word.size(); i++) {
        var unit = word.get(i);
        if (unit instanceof Piece.Parameter p
            && p.unbraced()
            && !p.quoted()
            && i + 1 < word.size()
            && continuesName(word.get(i + 1))) {
          // Bash puts the text together first: `$A{b,c}` is `$Ab $Ac`. zsh does not.
          pieces.add(
              new Piece.Opaque(
                  "a variable whose name braces make",
                  List.of(),
                  false,
                  false,
                  p.start(),
                  p.end()));
        } else if (unit instanceof Character c) {
          pieces.literal(c, false);
        } else if (unit instanceof Piece.Literal l) {
          pieces.literal(l.text(), 0, l.text().length(), l.quoted());
        } else {
          pieces.add((Piece) unit);
        }
      }
      if (shell.maybeZsh() && mayBeEmpty(word)) {
        shell.gap("an empty word of braces stays a word in zsh", raw.start(), raw.end());
      }
      if (!pieces.isEmpty()) {
        result.add(new RawWord(pieces.toList(), raw.start(), raw.end()));
      }
    }
    return result;
  }

  /** True if no text is sure to be in it: an expansion may give none. */
  private static boolean mayBeEmpty(List<Object> word) {
    for (var unit : word) {
      if (unit instanceof Character || unit instanceof Piece.Literal) {
        return false;
      }
    }
    return true;
  }

  private static boolean continuesName(Object unit) {
    if (unit instanceof Character c) {
      return Chars.isNamePart(c);
    }
    return unit instanceof Piece.Literal l
        && !l.quoted()
        && !l.text().isEmpty()
        && Chars.isNamePart(l.text().charAt(0));
  }

  /** Unquoted characters one by one, all other pieces whole. */
  private static List<Object> units(RawWord raw) {
    var units = new ArrayList<Object>();
    for (var piece : raw.pieces()) {
      if (piece instanceof Piece.Literal l && !l.quoted()) {
        for (var i = 0; i < l.text().length(); i++) {
          units.add(l.text().charAt(i));
        }
      } else {
        units.add(piece);
      }
    }
    return units;
  }

  /** All the heads, each followed by each of what the units expand to. */
  private static List<List<Object>> times(
      List<List<Object>> heads, List<Object> units, Evaluator shell) throws Unreadable {
    shell.step();
    // Only the last unmatched brace can be without its partner: look for partners once, backwards.
    var partner = partners(units);
    var all = heads;
    var i = 0;
    while (i < units.size()) {
      var close = partner[i];
      if (close > i) {
        var alternatives = alternatives(units, i, close, shell);
        if (alternatives != null) {
          var next = new ArrayList<List<Object>>();
          for (var head : all) {
            for (var alternative : alternatives) {
              if (next.size() >= Limits.BRACE_WORDS) {
                throw shell.stop("braces make more than " + Limits.BRACE_WORDS + " words");
              }
              shell.steps(head.size() / 16 + 1);
              var joined = new ArrayList<Object>(head);
              joined.addAll(alternative);
              next.add(joined);
            }
          }
          all = next;
          i = close + 1;
          continue;
        }
      }
      // Text up to the next brace that opens something.
      var from = i;
      i++;
      while (i < units.size() && partner[i] <= i) {
        i++;
      }
      var next = new ArrayList<List<Object>>(all.size());
      for (var head : all) {
        shell.steps((head.size() + i - from) / 16 + 1);
        var joined = new ArrayList<Object>(head);
        joined.addAll(units.subList(from, i));
        next.add(joined);
      }
      all = next;
    }
    return all;
  }

  /** For each opening brace the place of its partner, else -1. */
  private static int[] partners(List<Object> units) {
    var partner = new int[units.size()];
    var open = new ArrayList<Integer>();
    for (var i = 0; i < units.size(); i++) {
      partner[i] = -1;
      if (units.get(i) instanceof Character c) {
        if (c == '{') {
          open.add(i);
        } else if (c == '}' && !open.isEmpty()) {
          partner[open.remove(open.size() - 1)] = i;
        }
      }
    }
    return partner;
  }

  /** What stands between two braces, expanded; null if it is plain text with braces. */
  private static @org.jspecify.annotations.Nullable List<List<Object>> alternatives(
      List<Object> units, int open, int close, Evaluator shell) throws Unreadable {
    var all = new ArrayList<List<Object>>();
    var nesting = 0;
    var from = open + 1;
    for (var i = open + 1; i < close; i++) {
      if (units.get(i) instanceof Character c) {
        if (c == '{') {
          nesting++;
        } else if (c == '}') {
          nesting--;
        } else if (c == ',' && nesting == 0) {
          expandInto(all, units.subList(from, i), shell);
          from = i + 1;
        }
      }
    }
    if (from > open + 1) {
      expandInto(all, units.subList(from, close), shell);
      return all;
    }
    return sequence(units, open + 1, close, shell);
  }

  private static void expandInto(List<List<Object>> all, List<Object> units, Evaluator shell)
      throws Unreadable {
    shell.enter();
    var heads = new ArrayList<List<Object>>();
    heads.add(List.of());
    all.addAll(times(heads, units, shell));
    shell.leave();
    if (all.size() > Limits.BRACE_WORDS) {
      throw shell.stop("braces make more than " + Limits.BRACE_WORDS + " words");
    }
  }

  /** {@code {1..9..2}} and {@code {a..e}}. */
  private static @org.jspecify.annotations.Nullable List<List<Object>> sequence(
      List<Object> units, int from, int to, Evaluator shell) throws Unreadable {
    if (to - from > 40) {
      return null;
    }
    var text = new StringBuilder();
    for (var i = from; i < to; i++) {
      if (!(units.get(i) instanceof Character c)) {
        return null;
      }
      text.append(c.charValue());
    }
    var dots = text.indexOf("..");
    if (dots <= 0) {
      return null;
    }
    var moreDots = text.indexOf("..", dots + 2);
    var first = text.substring(0, dots);
    var last = text.substring(dots + 2, moreDots < 0 ? text.length() : moreDots);
    var step = 1L;
    if (moreDots >= 0) {
      var written = text.substring(moreDots + 2);
      if (!isInteger(written)) {
        return null;
      }
      step = Math.max(1, Math.abs(Long.parseLong(written)));
    }
    long low;
    long high;
    var letters = first.length() == 1 && last.length() == 1 && !Chars.isDigit(first.charAt(0));
    if (letters && Character.isLetter(first.charAt(0)) && Character.isLetter(last.charAt(0))) {
      low = first.charAt(0);
      high = last.charAt(0);
    } else if (isInteger(first) && isInteger(last)) {
      letters = false;
      low = Long.parseLong(first);
      high = Long.parseLong(last);
    } else {
      return null;
    }
    if (Math.abs(high - low) / step >= Limits.BRACE_WORDS) {
      throw shell.stop("braces make more than " + Limits.BRACE_WORDS + " words");
    }
    var width = padded(first) || padded(last) ? Math.max(first.length(), last.length()) : 0;
    var all = new ArrayList<List<Object>>();
    for (var n = low; low <= high ? n <= high : n >= high; n += low <= high ? step : -step) {
      var one = letters ? String.valueOf((char) n) : pad(n, width);
      all.add(List.of(new Piece.Literal(one, false)));
    }
    return all;
  }

  private static boolean isInteger(String s) {
    var digits = s.startsWith("-") || s.startsWith("+") ? s.substring(1) : s;
    return digits.length() <= 15 && Chars.isNumber(digits);
  }

  private static boolean padded(String s) {
    var digits = s.startsWith("-") ? s.substring(1) : s;
    return digits.length() > 1 && digits.charAt(0) == '0';
  }

  private static String pad(long n, int width) {
    var digits = String.valueOf(Math.abs(n));
    var sign = n < 0 ? "-" : "";
    var zeros = Math.max(0, width - digits.length() - sign.length());
    return sign + "0".repeat(zeros) + digits;
  }
}
