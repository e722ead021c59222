package dev.canopy.effects;

import dev.canopy.shell.Word;
import java.util.Locale;

/**
 * {@code powershell -Command TEXT}, {@code -EncodedCommand}, {@code -File}. Parameters may be
 * written with any case, with one dash, two or a slash, and cut short.
 */
final class PowerShellSyntax implements Syntax {
  @Override
  public void read(ProgramReader program) {
    var words = program.operands();
    for (var i = 0; i < words.size(); i++) {
      var text = words.get(i).knownPrefix().toLowerCase(Locale.ROOT);
      if (text.length() < 2 || (text.charAt(0) != '-' && text.charAt(0) != '/')) {
        PowerShellCode.read(program, Words.joined(words, i));
        return;
      }
      var name = text.substring(text.startsWith("--") ? 2 : 1);
      if (is(name, "command", 1)) {
        if (i + 1 < words.size() && !words.get(i + 1).text().equals("-")) {
          PowerShellCode.read(program, Words.joined(words, i + 1));
        } else {
          program.unresolved("PowerShell code from the standard input", words.get(i));
        }
        return;
      }
      if (is(name, "encodedcommand", 1) || name.equals("ec")) {
        encoded(program, i + 1 < words.size() ? words.get(i + 1) : words.get(i));
        return;
      }
      if (is(name, "file", 1)) {
        if (i + 1 < words.size()) {
          var file = words.get(i + 1);
          program
              .shell
              .code()
              .script(
                  file.isExact() ? Word.of(file.text().replace('\\', '/'), file.span()) : file,
                  "powershell",
                  program.invocation);
        }
        return;
      }
      if (is(name, "help", 1) || name.equals("?") || is(name, "version", 1) || name.equals("v")) {
        return;
      }
      if (is(name, "executionpolicy", 2)
          || name.equals("ep")
          || is(name, "windowstyle", 1)
          || is(name, "workingdirectory", 2)
          || name.equals("wd")
          || is(name, "inputformat", 2)
          || is(name, "outputformat", 1)
          || is(name, "configurationname", 3)
          || is(name, "psconsolefile", 1)) {
        i++;
      } else if (!(is(name, "noprofile", 3)
          || is(name, "nologo", 3)
          || is(name, "noninteractive", 4)
          || is(name, "noexit", 3)
          || is(name, "sta", 2)
          || is(name, "mta", 1)
          || is(name, "login", 1))) {
        program.unresolved("unknown parameter `" + text + "` of PowerShell", words.get(i));
      }
    }
    program.unresolved("a PowerShell that takes its commands from its standard input", words);
  }

  private static boolean is(String given, String name, int least) {
    return given.length() >= least && name.startsWith(given);
  }

  private static void encoded(ProgramReader program, Word word) {
    var text = word.isExact() ? PowerShellCode.decoded(word.text()) : null;
    program
        .sink()
        .add(new Effect.RunsRemoteCode("powershell", Words.operand(word), program.at(word)));
    if (text == null) {
      program.unresolved("encoded PowerShell code", word);
    } else {
      PowerShellCode.read(program, Word.of(text, word.span()));
    }
  }
}
