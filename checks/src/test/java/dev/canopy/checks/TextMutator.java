package dev.canopy.checks;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes new texts of old ones: wraps them, joins them, and damages them by a few characters. */
final class TextMutator {
  private static final String[] SNIPPETS = {
    "$", "\"", "'", "\\", "`", "(", ")", "{", "}", ";", "&", "|", "\n", "\\\n", " ", "#", " #", "<",
    ">", "<<", "<<<", "$(", "$((", "))", "${", "$X", "*", "?", "[", "]", "!", "~", "=", "&&", "||",
    "\t", "\r", "\r\n", ";;", ";&", "$'", "$\"", "<(", ">(", "{a,b}", "${X}", " rm z ", "\"$@\"",
    "-", "--", "@", "%", ":", ",", "if ", "; fi", "do ", "; done", "then ", "esac", "case ", "in ",
    "eval ", "X=rm ", "X=rm;", "exec ", "! ", "2>", "&>", "\\\\", "\u00a0", "<<E\n", "\nE\n", "EOF",
    "0", "1", "é"
  };

  private final Random random;
  private final ShellTexts texts;
  private final List<String> seeds;

  TextMutator(Random random, ShellTexts texts, List<String> seeds) {
    this.random = random;
    this.texts = texts;
    this.seeds = seeds;
  }

  String next() {
    var text = seeds.get(random.nextInt(seeds.size()));
    for (var i = random.nextInt(4); i >= 0; i--) {
      text = mutated(text);
      if (text.length() > 2_000) {
        break;
      }
    }
    return text;
  }

  private String other() {
    return random.nextBoolean() ? seeds.get(random.nextInt(seeds.size())) : texts.next();
  }

  private String mutated(String text) {
    var at = random.nextInt(text.length() + 1);
    var until = Math.min(text.length(), at + 1 + random.nextInt(4));
    return switch (random.nextInt(20)) {
      case 0, 1 -> text.substring(0, at) + text.substring(until);
      case 2, 3, 4, 5 ->
          text.substring(0, at) + SNIPPETS[random.nextInt(SNIPPETS.length)] + text.substring(at);
      case 6 -> text.substring(0, at) + texts.word() + text.substring(until);
      case 7 -> text.substring(0, at) + text.substring(at, until).repeat(2) + text.substring(until);
      case 8 -> text + texts.one("; ", "\n", " && ", " | ", " & ") + other();
      case 9 -> other() + texts.one("; ", "\n", " && ", " || ", "& ") + text;
      case 10 -> wordReplaced(text);
      case 11 -> "eval " + texts.quoted(text);
      case 12 -> texts.one("sh", "bash", "sudo sh", "env bash") + " -c " + texts.quoted(text);
      case 13 -> "echo $(" + text + "\n)";
      case 14 -> "f() {\n" + text + "\n}\nf a rm b";
      case 15 ->
          texts.one("(", "if true; then ", "for i in 1 2; do ", "{ ")
              + text
              + texts.one("\n)", "\nfi", "\ndone", "\n}");
      case 16 -> "bash <<'E'\n" + text + "\nE";
      case 17 ->
          "X="
              + texts.quoted(text)
              + "; "
              + texts.one("eval \"$X\"", "$X", "sh -c \"$X\"", "echo \"$X\" | sh");
      case 18 -> "rm `" + text.replace("\\", "\\\\").replace("`", "\\`") + "`";
      default -> spliced(text, other());
    };
  }

  private String wordReplaced(String text) {
    var words = new ArrayList<>(List.of(text.split(" ", -1)));
    words.set(random.nextInt(words.size()), texts.word());
    return String.join(" ", words);
  }

  private String spliced(String one, String other) {
    return one.substring(0, random.nextInt(one.length() + 1))
        + other.substring(random.nextInt(other.length() + 1));
  }
}
