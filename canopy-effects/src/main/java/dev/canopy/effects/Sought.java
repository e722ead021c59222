package dev.canopy.effects;

import dev.canopy.shell.Word;
import java.util.Locale;

/**
 * Searches that are after secrets: {@code find / -name id_rsa}, {@code grep -r password /etc}. In
 * the directory that an agent was given a search for keys is how leaks are found; elsewhere it is
 * how keys are.
 */
final class Sought {
  private Sought() {}

  /**
   * Something is sought.
   *
   * @param what {@code name}: a file of that name or pattern, wherever it is; {@code word}: the
   *     environment variable of that name; {@code text}: a text in the files of this command
   */
  static void given(String what, Word word, ProgramReader program) {
    var found =
        switch (what) {
          case "name" -> isSecretName(word);
          case "word" -> namesSecret(word.text());
          default -> namesSecret(word.text()) && searchesElsewhere(program, word);
        };
    if (found) {
      program.sink().add(new Effect.ReadsSecret(Words.operand(word), program.at(word)));
    }
  }

  /** True if files of this name or pattern hold secrets. */
  static boolean isSecretName(Word name) {
    var text = name.text();
    // A glob of more than an extension lists files that happen to be called like secrets.
    if (text.length() < 2
        || text.indexOf('?') >= 0
        || text.indexOf('[') >= 0
        || text.indexOf('*', 1) >= 0) {
      return false;
    }
    var operand =
        name.isExact() && !SegmentGlobs.isGlob(text, 0, text.length())
            ? Operand.exact(text)
            : new Operand(text, text, Certainty.PATTERN);
    return Places.secret(operand) != null;
  }

  /** True if a word is what credentials are called. */
  static boolean namesSecret(String text) {
    var plain = text.toLowerCase(Locale.ROOT);
    for (var name : NAMES) {
      if (plain.contains(name)) {
        return true;
      }
    }
    return false;
  }

  private static final String[] NAMES = {
    "passw",
    "secret",
    "api_key",
    "apikey",
    "api-key",
    "access_key",
    "accesskey",
    "private key",
    "private_key",
    "token",
    "credential"
  };

  /** True if directories outside of the working directory are searched with all that is in them. */
  private static boolean searchesElsewhere(ProgramReader program, Word text) {
    var recursive = false;
    for (var use : program.arguments.options) {
      recursive |=
          switch (use.option().name()) {
            case "-r", "-R", "--recursive", "--dereference-recursive" -> true;
            default -> false;
          };
    }
    if (!recursive) {
      return false;
    }
    for (var operand : program.operands()) {
      if (!operand.equals(text) && isElsewhere(program, operand)) {
        return true;
      }
    }
    return false;
  }

  /** True if a place is plainly not the working directory nor in it. */
  static boolean isElsewhere(ProgramReader program, Word place) {
    var path = Paths.of(place, program.here()).path();
    if (path.certainty() == Certainty.UNKNOWN || !FileEffects.isAbsolute(path.text())) {
      return false;
    }
    for (var temporary : new String[] {"/tmp", "/var/tmp"}) {
      if (path.text().startsWith(temporary)) {
        return false;
      }
    }
    return !program.shell.code().isProjects(path)
        && !path.text().equals(program.shell.start.directory());
  }
}
