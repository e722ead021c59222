package dev.canopy.checks;

import dev.canopy.json.Json;
import dev.canopy.json.JsonException;
import dev.canopy.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The shapes of command lines that other people wrote, without what they do: every name of a
 * program, every path and every other word is replaced by one that is a stub or a file of the
 * sandbox. What stays are the signs, the quotes, the options, the reserved words and the builtins.
 */
final class HarmlessTexts {
  private static final int LONGEST = 2_000;

  /** Words that keep a text's structure and cannot do anything by themselves. */
  private static final Set<String> KEPT =
      Set.of(
          ("if then elif else fi for in do done while until case esac select function time coproc"
                  + " cd pushd popd export declare typeset local readonly unset set shift read eval"
                  + " exec command builtin trap alias unalias echo printf test true false return"
                  + " break continue exit let shopt getopts mapfile readarray source hash type pwd"
                  + " sh bash env xargs find sed base64 tr cat tee head tail sort wc timeout nice"
                  + " nohup sudo EOF IFS HOME PWD e r n x f i c p o v -name -type -exec -ok -print0"
                  + " -delete -not -path /dev/null /dev/stdin /dev/stderr -lc -ec -euo -rf -fr -la")
              .split(" "));

  private static final String[] STUBS = {
    "rm", "git", "curl", "dd", "chmod", "make", "docker", "kubectl", "npm", "pip", "tar", "ssh",
    "rmdir", "python3", "node", "grep", "ls", "cp", "mv", "touch", "mkdir"
  };

  private static final String[] FILES = {"a.txt", "b.txt", "c.log", "d", "d/e.txt", "x_y", "new"};

  private HarmlessTexts() {}

  /** The shapes in the {@code shell_*.jsonl} files of a directory, each once. */
  static List<String> read(Path directory) throws IOException, JsonException {
    var texts = new LinkedHashSet<String>();
    try (var files = Files.newDirectoryStream(directory, "shell_*.jsonl")) {
      var sorted = new ArrayList<Path>();
      files.forEach(sorted::add);
      sorted.sort(null);
      for (var file : sorted) {
        for (var line : Files.readAllLines(file)) {
          if (Json.parse(line) instanceof JsonObject row
              && row.get("input") instanceof JsonObject input) {
            input
                .string("command")
                .filter(c -> c.length() <= LONGEST)
                .ifPresent(c -> texts.add(of(c)));
          }
        }
      }
    }
    return new ArrayList<>(texts);
  }

  /** A text with its words replaced, the same ones by the same ones. */
  static String of(String text) {
    var out = new StringBuilder(text.length());
    var at = 0;
    while (at < text.length()) {
      var c = text.charAt(at);
      if (!isWordPart(c)) {
        out.append(c == '\0' ? ' ' : c);
        at++;
        continue;
      }
      var to = at + 1;
      while (to < text.length() && isWordPart(text.charAt(to))) {
        to++;
      }
      out.append(replacement(text.substring(at, to)));
      at = to;
    }
    return out.toString();
  }

  private static boolean isWordPart(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "_-./@:%+,".indexOf(c) >= 0
        || c >= 0x80;
  }

  private static String replacement(String word) {
    var letters = 0;
    for (var i = 0; i < word.length(); i++) {
      letters += Character.isLetter(word.charAt(i)) ? 1 : 0;
    }
    if ((letters == 0 && word.indexOf('/') < 0) || KEPT.contains(word)) {
      return word;
    }
    var hash = Math.floorMod(word.hashCode(), 1_000_003);
    if (word.startsWith("-") && word.indexOf('/') < 0) {
      return word.length() == 2 ? word : word.startsWith("--") ? "--long" : "-long";
    }
    if (word.indexOf('/') >= 0 || word.indexOf('.') >= 0 || word.startsWith("-")) {
      return FILES[hash % FILES.length];
    }
    return word.equals(word.toUpperCase(java.util.Locale.ROOT))
        ? "XYVW".substring(hash % 4, hash % 4 + 1)
        : STUBS[hash % STUBS.length];
  }
}
