package dev.canopy.effects;

import dev.canopy.shell.Word;
import dev.canopy.shell.WordPart;

/**
 * Values of {@code PATH} as developers set them: what was there before, with the directories of the
 * system and of known tool chains. Any other directory may shadow every program.
 */
final class SearchPath {
  private static final String[] SYSTEM = {
    "/bin", "/sbin", "/usr/", "/opt/", "/snap/bin", "/nix/", "/Library/", "/Applications/"
  };

  /** Directories below a home that tool chains use, without the home. */
  private static final String[] TOOLS = {
    "/.cargo/bin",
    "/.local/bin",
    "/go/bin",
    "/.npm-global/bin",
    "/.bun/bin",
    "/.deno/bin",
    "/.nvm/",
    "/.pyenv/",
    "/.rbenv/",
    "/.sdkman/",
    "/.volta/bin",
    "/.poetry/bin",
    "/.yarn/bin",
    "/.dotnet",
    "/.asdf/",
    "/.local/share/",
    "/.krew/bin",
    "/.rye/shims",
    "/.pixi/bin",
    "/.foundry/bin",
    "/.gem/",
    "/miniconda3/bin",
    "/anaconda3/bin",
    "/.rd/bin"
  };

  private SearchPath() {}

  /** True if nothing in the value can shadow a program. */
  static boolean isOrdinary(Word value, Surroundings here) {
    var text = value.text();
    if (text.isEmpty()) {
      return true;
    }
    for (var part : value.parts()) {
      if (part instanceof WordPart.Glob) {
        return false;
      }
      if (part instanceof WordPart.Unknown unknown
          && (!unknown.sources().isEmpty() || !isHarmless(unknown.why()))) {
        return false;
      }
    }
    for (var start = 0; start <= text.length(); ) {
      var end = text.indexOf(':', start);
      if (end < 0) {
        end = text.length();
      }
      if (!isOrdinary(text.substring(start, end), here)) {
        return false;
      }
      start = end + 1;
    }
    return true;
  }

  /**
   * True if the value names only directories in the working directory, and what the variable held
   * before: what is found there is the project's own code, which may run anyway.
   */
  static boolean isProjects(String name, Word value, Surroundings here) {
    var text = new StringBuilder();
    for (var part : value.parts()) {
      if (part instanceof WordPart.Text t) {
        text.append(t.text());
      } else if (part instanceof WordPart.Unknown unknown) {
        var why = unknown.why();
        if (why.equals("`$PWD` is not set here") || why.equals("output of `pwd`")) {
          text.append('.');
        } else if (!why.startsWith("`$" + name + "` ") || !unknown.sources().isEmpty()) {
          return false;
        } else if (why.contains(" may be set or not: `:")) {
          text.append(":."); // ${NAME:+:$NAME}
        } else if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
          return false;
        } else {
          text.append(".:");
        }
      } else {
        return false;
      }
    }
    for (var directory : text.toString().split(":", -1)) {
      if (!isBelow(directory, here.directory())) {
        return false;
      }
    }
    return true;
  }

  private static boolean isBelow(String directory, String top) {
    var relative = directory;
    if (directory.startsWith("/")) {
      if (top.length() < 2 || !(directory + "/").startsWith(top + "/")) {
        return false;
      }
      relative = directory.substring(top.length());
    }
    var depth = 0;
    for (var name : relative.split("/", -1)) {
      if (name.equals("..")) {
        depth--;
      } else if (!name.isEmpty() && !name.equals(".")) {
        depth++;
      }
      if (depth < 0 || name.startsWith("~")) {
        return false;
      }
    }
    return true;
  }

  private static boolean isHarmless(String why) {
    return why.contains("$PATH") || why.contains("${PATH") || why.contains("HOME");
  }

  private static boolean isOrdinary(String directory, Surroundings here) {
    if (directory.equals("\uFFFD")) {
      return true;
    }
    if (directory.isEmpty() || directory.contains("..")) {
      return false;
    }
    for (var prefix : SYSTEM) {
      if (directory.startsWith(prefix)) {
        return true;
      }
    }
    var home = here.home();
    var below = "";
    if (!home.isEmpty() && directory.startsWith(home + "/")) {
      below = directory.substring(home.length());
    } else if (directory.startsWith("~/") || directory.startsWith("\uFFFD/")) {
      below = directory.substring(1);
    }
    for (var tool : TOOLS) {
      if (!below.isEmpty() && below.startsWith(tool)) {
        return true;
      }
    }
    return false;
  }
}
