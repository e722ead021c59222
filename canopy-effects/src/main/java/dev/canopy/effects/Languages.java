package dev.canopy.effects;

/** The languages of interpreters. */
final class Languages {
  private Languages() {}

  /** The language that a program of this name runs; shell text if it is no known interpreter. */
  static String of(String program) {
    var end = program.length();
    while (end > 0
        && (Character.isDigit(program.charAt(end - 1)) || program.charAt(end - 1) == '.')) {
      end--;
    }
    return switch (program.substring(0, end)) {
      case "python", "pypy", "ipython" -> "python";
      case "node", "nodejs", "deno", "bun", "tsx", "ts-node" -> "javascript";
      case "perl" -> "perl";
      case "ruby" -> "ruby";
      case "php" -> "php";
      case "lua", "luajit" -> "lua";
      default -> "shell";
    };
  }
}
