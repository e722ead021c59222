package dev.canopy.effects;

import java.util.List;

/**
 * Code that stands in a command or a payload: {@code python -c}, {@code node -e}, here-documents
 * into interpreters, {@code run_code}.
 */
final class InlineCode {
  private InlineCode() {}

  /**
   * Where some code stands.
   *
   * @param shell takes the effects, and reads shell text inside the code
   * @param invocation the program that runs the code
   */
  record Place(ShellEffects shell, Invocation invocation, Origin origin, List<String> via) {}

  /** Adds what the code would do. */
  static void analyze(String language, String code, Place place) {
    if (language.equals("sql")) {
      SqlShell.read(code, place);
      return;
    }
    place
        .shell()
        .sink
        .unresolved("what this " + language + " code does is not known", place.origin());
  }
}
