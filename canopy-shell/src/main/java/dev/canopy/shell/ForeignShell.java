package dev.canopy.shell;

import java.util.List;
import java.util.Set;

/** Recognises texts for PowerShell and cmd.exe, which have another syntax. */
final class ForeignShell {
  private ForeignShell() {}

  private static final Set<String> CMD =
      Set.of(
          "del",
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
          "vssadmin");

  private static final Set<String> ALIASES =
      Set.of("iex", "iwr", "irm", "gci", "gc", "ri", "sal", "ndr");

  /** Reports a command that only PowerShell or cmd.exe has. */
  static void check(List<Word> words, int start, int end, List<Gap> gaps) {
    var name = words.get(0).text();
    if (name.length() < 2) {
      return;
    }
    if (isCmdlet(name) || ALIASES.contains(name)) {
      gaps.add(
          new Gap(
              "`" + name + "` belongs to PowerShell, which reads this otherwise",
              new Span(start, Math.max(start, end))));
    } else if (words.size() > 1 && CMD.contains(name) && hasSwitch(words)) {
      gaps.add(
          new Gap(
              "`"
                  + name
                  + "` with switches like `/s` belongs to cmd.exe, which reads this otherwise",
              new Span(start, Math.max(start, end))));
    } else if (name.charAt(0) == '@' && name.equalsIgnoreCase("@echo")) {
      gaps.add(new Gap("a batch file of cmd.exe", new Span(start, Math.max(start, end))));
    }
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
