package dev.canopy.shell;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Recognises texts for PowerShell and cmd.exe, which have another syntax. */
final class ForeignShell {
  private ForeignShell() {}

  private static final String POWERSHELL = "PowerShell";
  private static final String CMD = "cmd.exe";

  /** The gap of a command that only PowerShell or cmd.exe has, else null. */
  static @Nullable Gap gap(List<Word> words, int start, int end) {
    var name = words.get(0).text();
    if (name.length() < 2) {
      return null;
    }
    var c = name.charAt(0);
    String who = null;
    if (c >= 'A' && c <= 'Z') {
      who = isCmdlet(name) ? POWERSHELL : null;
    } else if (c == '@') {
      who = name.equalsIgnoreCase("@echo") ? CMD : null;
    } else if (words.size() > 1) {
      who =
          switch (name) {
            case "iex", "iwr", "irm" -> words.get(1).text().startsWith("-") ? null : POWERSHELL;
            case "del",
                "erase",
                "rd",
                "rmdir",
                "copy",
                "xcopy",
                "move",
                "format",
                "dir",
                "attrib",
                "md",
                "taskkill",
                "reg",
                "net",
                "sc",
                "shutdown",
                "cipher",
                "icacls",
                "takeown",
                "vssadmin" ->
                hasSwitch(words) ? CMD : null;
            default -> null;
          };
    }
    return who == null
        ? null
        : new Gap(
            "`" + name + "` as it stands here belongs to " + who + ", which reads it otherwise",
            new Span(start, Math.max(start, end)));
  }

  /** {@code Remove-Item} and the like: two or more capitalised words with a dash. */
  private static boolean isCmdlet(String name) {
    var c = name.charAt(0);
    if (c < 'A' || c > 'Z') {
      return false;
    }
    var dash = name.indexOf('-');
    if (dash < 2 || dash + 2 >= name.length()) {
      return false;
    }
    for (var i = 1; i < name.length(); i++) {
      var n = name.charAt(i);
      if (i == dash) {
        continue;
      }
      var letter = (n >= 'a' && n <= 'z') || (n >= 'A' && n <= 'Z');
      if (!letter || (i < dash && n < 'a')) {
        return false;
      }
    }
    var after = name.charAt(dash + 1);
    return after >= 'A' && after <= 'Z';
  }

  private static boolean hasSwitch(List<Word> words) {
    for (var i = 1; i < words.size(); i++) {
      var text = words.get(i).text();
      if (text.length() >= 2
          && text.length() <= 3
          && text.charAt(0) == '/'
          && !text.equals("/*")
          && Chars.isNameStart(text.charAt(1))) {
        return true;
      }
      if (text.length() >= 2 && text.charAt(1) == ':' && Chars.isNameStart(text.charAt(0))) {
        return true;
      }
    }
    return false;
  }
}
