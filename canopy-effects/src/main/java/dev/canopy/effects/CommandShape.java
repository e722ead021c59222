package dev.canopy.effects;

/**
 * Whether a text that is not known to be a command carries one that does harm behind a sign that
 * ends a word of a shell: {@code Rome; rm -rf /}, <code>Rome`reboot -f`</code>. A tool that hands
 * its arguments to a shell would run it, whatever its name says.
 *
 * <p>Told from prose by three things: the program is known, its first argument is an option or
 * names a path, and what it does cannot be undone or leaves the machine. A text in backquotes that
 * is set off in a sentence is quoted, not run.
 */
final class CommandShape {
  /** So much behind a sign is read as a command. */
  private static final int LENGTH = 512;

  /** After this many signs it is a text of another kind. */
  private static final int SIGNS = 16;

  /** So many words around a text in backquotes make a sentence. */
  private static final int SENTENCE = 3;

  private CommandShape() {}

  static boolean follows(String text, Surroundings here) {
    var signs = 0;
    for (var at = 0; at < text.length() && signs < SIGNS; at++) {
      var c = text.charAt(at);
      if (c == '`') {
        signs++;
        var end = text.indexOf('`', at + 1);
        var close = end < 0 ? text.length() : end;
        if (!isQuoted(text, at, close) && harms(text.substring(at + 1, close), here)) {
          return true;
        }
        at = close;
      } else if (c == ';' || c == '|' || c == '&' || c == '\n' || c == '\r') {
        signs++;
        if (harms(text.substring(at + 1, Math.min(text.length(), at + 1 + LENGTH)), here)) {
          return true;
        }
      }
    }
    return false;
  }

  /** True if the part stands between blanks or at the ends, with a sentence around it. */
  private static boolean isQuoted(String text, int from, int to) {
    var open = from == 0 || !Character.isLetterOrDigit(text.charAt(from - 1));
    var closed = to + 1 >= text.length() || !Character.isLetterOrDigit(text.charAt(to + 1));
    return open
        && closed
        && to < text.length()
        && words(text.substring(0, from)) + words(text.substring(to + 1)) >= SENTENCE;
  }

  private static int words(String text) {
    var words = 0;
    var inside = false;
    for (var i = 0; i < text.length(); i++) {
      var part = Character.isLetterOrDigit(text.charAt(i));
      words += part && !inside ? 1 : 0;
      inside = part;
    }
    return words;
  }

  private static boolean harms(String rest, Surroundings here) {
    var command = rest.strip();
    var end = 0;
    while (end < command.length() && isNamePart(command.charAt(end))) {
      end++;
    }
    if (end == 0 || end + 1 >= command.length() || command.charAt(end) != ' ') {
      return false;
    }
    var name = command.substring(command.lastIndexOf('/', end) + 1, end);
    if (!hasArgument(command.substring(end).strip())
        || (ProgramModels.SHIPPED.find(name) == null)) {
      return false;
    }
    var sink = new EffectSink();
    new ShellEffects(ProgramModels.SHIPPED, here, sink).analyze(command, "");
    return sink.effects().stream().anyMatch(CommandShape::isHarm);
  }

  private static boolean isNamePart(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '/'
        || c == '-'
        || c == '_'
        || c == '.';
  }

  /** True if what follows a program's name is no word of a sentence. */
  private static boolean hasArgument(String rest) {
    var blank = rest.indexOf(' ');
    var first = blank < 0 ? rest : rest.substring(0, blank);
    return first.startsWith("-")
        || first.indexOf('/') >= 0
        || first.startsWith("~")
        || first.startsWith("*")
        || first.startsWith("$");
  }

  private static boolean isHarm(Effect effect) {
    return effect instanceof Effect.Deletes
        || effect instanceof Effect.Destroys
        || effect instanceof Effect.ChangesSystem
        || effect instanceof Effect.RunsRemoteCode
        || effect instanceof Effect.Escalates
        || effect instanceof Effect.Persists
        || effect instanceof Effect.Sends
        || effect instanceof Effect.Connects
        || effect instanceof Effect.ReadsSecret
        || effect instanceof Effect.Writes;
  }
}
