package dev.canopy.effects;

/** What the names of payload fields mean. Case, `_` and `-` make no difference. */
final class Fields {
  private Fields() {}

  /** The name without case, `_` and `-`; the same object if it is plain already. */
  static String plain(String name) {
    for (var i = 0; i < name.length(); i++) {
      var c = name.charAt(i);
      if ((c >= 'A' && c <= 'Z') || c == '_' || c == '-' || c == ' ') {
        return ActionTypeNames.plain(name);
      }
    }
    return name;
  }

  /** A command line, or its words. */
  static boolean isCommand(String plain) {
    return switch (plain) {
      case "command",
          "commands",
          "cmd",
          "cmds",
          "script",
          "code",
          "shell",
          "shellcommand",
          "bashcommand",
          "bash",
          "commandline",
          "cmdline",
          "argv",
          "exec",
          "run",
          "line",
          "chars",
          "toolinput",
          "input",
          "query" ->
          true;
      default -> false;
    };
  }

  /** What is written into a file, or sent. */
  static boolean isContent(String plain) {
    return switch (plain) {
      case "content",
          "contents",
          "text",
          "filetext",
          "newstring",
          "newstr",
          "newtext",
          "inserttext",
          "insertline",
          "data",
          "body",
          "codeedit",
          "replacement",
          "oldstring",
          "oldstr",
          "oldtext",
          "search",
          "replace",
          "pattern",
          "find",
          "newsource",
          "instructions",
          "description",
          "explanation",
          "note",
          "message",
          "reason",
          "comment" ->
          true;
      default -> false;
    };
  }

  /** A patch. */
  static boolean isPatch(String plain) {
    return switch (plain) {
      case "patch", "diff", "input", "patchtext", "unifieddiff" -> true;
      default -> false;
    };
  }

  /** A path that something comes from. */
  static boolean isSource(String plain) {
    return switch (plain) {
      case "source",
          "src",
          "from",
          "oldpath",
          "sourcepath",
          "srcpath",
          "frompath",
          "sourcefile",
          "oldfilename",
          "oldname" ->
          true;
      default -> false;
    };
  }

  /** Any path of a file action. */
  static boolean isPath(String plain) {
    return isSource(plain)
        || isPlainlyPath(plain)
        || switch (plain) {
          case "dest",
              "destination",
              "target",
              "to",
              "uri",
              "output",
              "out",
              "link",
              "linkname",
              "newname",
              "folder",
              "location" ->
              true;
          default -> false;
        };
  }

  /** A name that means a path in every action. */
  static boolean isPlainlyPath(String plain) {
    return plain.equals("file")
        || plain.equals("files")
        || plain.equals("dir")
        || plain.equals("directory")
        || plain.equals("directories")
        || plain.endsWith("path")
        || plain.endsWith("paths")
        || plain.endsWith("filename")
        || plain.endsWith("filenames")
        || (plain.endsWith("file") && !plain.endsWith("profile"))
        || plain.endsWith("files");
  }

  /** What a file action does. */
  static boolean isOperation(String plain) {
    return switch (plain) {
      case "mode", "op", "operation", "action", "command", "type", "kind", "method" -> true;
      default -> false;
    };
  }

  /** The directory that an action happens in. */
  static boolean isDirectory(String plain) {
    return switch (plain) {
      case "cwd", "workdir", "workingdirectory", "workingdir", "rootdir", "chdir" -> true;
      default -> false;
    };
  }
}
