package dev.canopy.effects;

import dev.canopy.shell.Word;
import dev.canopy.shell.WordPart;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A bounded reader for PowerShell. It cuts the text into commands, knows what the common ones do
 * from {@code code-powershell.txt}, and finds what is fetched and run. All else is unresolved; a
 * text is resolved only if every command of it is known and nothing in it is computed.
 */
final class PowerShellCode {
  private static final Map<String, String> ACTS = load();

  private final ProgramReader program;
  private final Word code;
  private final Origin origin;
  private boolean computed;
  private boolean fetches;
  private boolean evaluates;

  private PowerShellCode(ProgramReader program, Word code) {
    this.program = program;
    this.code = code;
    this.origin = program.at(code);
  }

  private static Map<String, String> load() {
    var acts = new HashMap<String, String>(512);
    Resources.words(
        "code-powershell.txt",
        words -> {
          for (var i = 1; i < words.length; i++) {
            acts.put(words[i], words[0]);
          }
        });
    return acts;
  }

  /** Adds what the code would do. */
  static void read(ProgramReader program, Word code) {
    new PowerShellCode(program, code).read();
  }

  private void read() {
    computed = !code.isExact();
    var text = code.isExact() ? code.text() : code.knownPrefix();
    for (var command : commands(text)) {
      command(command);
    }
    var plain = text.toLowerCase(Locale.ROOT);
    for (var method : DOWNLOADS) {
      fetches |= plain.contains(method);
    }
    if (fetches) {
      addresses(text);
      if (evaluates || plain.contains("[scriptblock]") || plain.contains("::load(")) {
        program.sink().add(new Effect.RunsRemoteCode("powershell", Operand.unknown(""), origin));
      }
    }
    if (computed || evaluates) {
      program.sink().unresolved("PowerShell code that is not followed", origin);
    }
  }

  private static final String[] DOWNLOADS = {
    "downloadstring(",
    "downloadfile(",
    "downloaddata(",
    "openread(",
    "webrequest]::create",
    "getasync(",
    "getstringasync("
  };

  /** A word, and whether it stood in quotes. */
  private record Part(String text, boolean quoted, boolean known) {}

  /** The commands of a text: between {@code ; | & ( ) { }} and line ends, outside of quotes. */
  private List<List<Part>> commands(String text) {
    var commands = new ArrayList<List<Part>>();
    var command = new ArrayList<Part>();
    var word = new StringBuilder();
    var begun = false;
    var quoted = false;
    var known = true;
    for (var i = 0; i <= text.length(); i++) {
      var c = i == text.length() ? '\n' : text.charAt(i);
      if (c == '\'' || c == '"') {
        var end = text.indexOf(c, i + 1);
        if (end < 0) {
          computed = true;
          end = text.length();
        }
        var inside = text.substring(i + 1, end);
        known &= c == '\'' || inside.indexOf('$') < 0;
        word.append(inside);
        quoted |= !begun;
        begun = true;
        i = end;
      } else if (c == '`' && i + 1 < text.length()) {
        i++;
        if (text.charAt(i) != '\n') {
          word.append(text.charAt(i));
          begun = true;
        }
      } else if (c == '#' && !begun) {
        while (i + 1 < text.length() && text.charAt(i + 1) != '\n') {
          i++;
        }
      } else if (c <= ' ' || c == ',' || ";|&(){}".indexOf(c) >= 0) {
        if (begun) {
          command.add(new Part(word.toString(), quoted, known));
          word.setLength(0);
          begun = false;
          quoted = false;
          known = true;
        }
        computed |= "(){}".indexOf(c) >= 0 || (c == '&' && command.isEmpty());
        if (c != ' ' && c != '\t' && c != ',' && !command.isEmpty()) {
          commands.add(command);
          command = new ArrayList<>();
        }
      } else {
        known &= c != '$';
        word.append(c);
        begun = true;
      }
    }
    return commands;
  }

  private void command(List<Part> words) {
    var first = words.get(0);
    if (first.quoted() && words.size() == 1) {
      return; // a text that is put out
    }
    var name = first.text().toLowerCase(Locale.ROOT);
    if (!first.known() || name.startsWith("[") || name.startsWith(".") || name.startsWith("$")) {
      computed = true;
      return;
    }
    var act = ACTS.get(name);
    if (act == null) {
      other(words);
      return;
    }
    var colon = act.indexOf(':');
    var detail = colon < 0 ? "" : act.substring(colon + 1);
    var sink = program.sink();
    switch (colon < 0 ? act : act.substring(0, colon)) {
      case "none" -> {}
      case "fetch" -> {
        fetches = true;
        outputs(words);
      }
      case "eval" -> evaluates = true;
      case "installs" -> sink.add(new Effect.Installs(subject(words), "powershell", true, origin));
      case "escalates" -> sink.add(new Effect.Escalates(name, origin));
      case "secret" -> sink.add(new Effect.ReadsSecret(Operand.exact(name), origin));
      case "remote" -> {
        program.shell.connections.named(Operand.unknown(""), "winrm", "", true, origin);
        computed = true;
      }
      case "changes" -> {
        sink.add(new Effect.ChangesSystem(detail, subject(words), origin));
        runKey(words);
      }
      case "persists" -> sink.add(new Effect.Persists(detail, subject(words), origin));
      case "destroys" -> sink.add(new Effect.Destroys(detail, subject(words), origin));
      case "unresolved" -> {
        computed = true;
        for (var word : words) {
          if (word.text().equalsIgnoreCase("runas")) {
            sink.add(new Effect.Escalates("runas", origin));
          }
        }
      }
      default -> files(act, words);
    }
    redirected(words);
  }

  /** A program of the system, by the models. */
  private void other(List<Part> words) {
    if (program.shell.models.find(words.get(0).text()) == null) {
      computed = true;
      return;
    }
    var command = new ArrayList<Word>(words.size());
    for (var word : words) {
      if (word.text().startsWith(">") || word.text().startsWith("2>")) {
        break;
      }
      command.add(word(word));
    }
    program.command(command, 0);
    redirected(words);
  }

  /** The places where Windows looks for what to start at a logon. */
  private void runKey(List<Part> words) {
    for (var word : words) {
      var text = word.text().toLowerCase(Locale.ROOT);
      if (text.contains("currentversion\\run") || text.contains("\\winlogon")) {
        program.sink().add(new Effect.Persists("run_key", Operand.exact(word.text()), origin));
        return;
      }
    }
  }

  /** A command on paths; {@code -Recurse} may be shortened, and values may follow a name. */
  private void files(String act, List<Part> words) {
    var tree = false;
    var preview = false;
    var paths = new ArrayList<Word>(2);
    for (var i = 1; i < words.size(); i++) {
      var word = words.get(i);
      var text = word.text().toLowerCase(Locale.ROOT);
      if (text.startsWith(">") || text.startsWith("2>")) {
        break;
      }
      if (word.quoted() || text.length() < 2 || text.charAt(0) != '-') {
        paths.add(path(word));
      } else if (text.startsWith("-r") && "-recurse".startsWith(text)) {
        tree = true;
      } else if (text.equals("-whatif") || text.equals("-wi")) {
        preview = true;
      } else if (isValued(text)) {
        i++;
      }
    }
    if (preview) {
      return;
    }
    if (paths.isEmpty() && !act.equals("read")) {
      computed = true;
    }
    for (var i = 0; i < paths.size(); i++) {
      var path = paths.get(i);
      switch (act) {
        case "read" -> program.reads(path);
        case "write" -> {
          if (i == 0) {
            program.writes(path, Effect.Writes.Mode.TRUNCATE);
          }
        }
        case "append" -> {
          if (i == 0) {
            program.writes(path, Effect.Writes.Mode.APPEND);
          }
        }
        case "create" -> program.writes(path, Effect.Writes.Mode.CREATE);
        case "delete" -> program.deletes(path, tree);
        case "copy" -> {
          if (i == 0) {
            program.reads(path);
          } else {
            program.writes(path, Effect.Writes.Mode.TRUNCATE);
          }
        }
        case "move" -> {
          if (i == 0) {
            program.moves(path, true);
          } else {
            program.writes(path, Effect.Writes.Mode.TRUNCATE);
          }
        }
        default -> computed = true;
      }
    }
  }

  /** Parameters whose value is no path. */
  private static boolean isValued(String name) {
    return switch (name) {
      case "-itemtype",
          "-type",
          "-value",
          "-encoding",
          "-filter",
          "-include",
          "-exclude",
          "-pattern",
          "-depth",
          "-erroraction",
          "-ea",
          "-first",
          "-last",
          "-tail",
          "-totalcount",
          "-head",
          "-name",
          "-newname",
          "-delimiter",
          "-inputobject",
          "-stream",
          "-attributes" ->
          true;
      default -> false;
    };
  }

  /** {@code -OutFile x}, {@code -Destination x}: fetched data is written there. */
  private void outputs(List<Part> words) {
    for (var i = 1; i + 1 < words.size(); i++) {
      var text = words.get(i).text().toLowerCase(Locale.ROOT);
      if (text.length() > 2 && ("-outfile".startsWith(text) || "-destination".startsWith(text))) {
        var path = path(words.get(i + 1));
        program.writes(path, Effect.Writes.Mode.TRUNCATE);
        program.shell.stage(path, program.here());
      }
    }
  }

  private void redirected(List<Part> words) {
    for (var i = 1; i < words.size(); i++) {
      var text = words.get(i).text();
      if (!words.get(i).quoted() && (text.startsWith(">") || text.startsWith("2>"))) {
        var at = text.lastIndexOf('>') + 1;
        if (at < text.length()) {
          if (text.charAt(at) != '&') {
            program.writes(
                path(new Part(text.substring(at), false, true)), Effect.Writes.Mode.TRUNCATE);
          }
        } else if (i + 1 < words.size()) {
          program.writes(path(words.get(i + 1)), Effect.Writes.Mode.TRUNCATE);
        }
        return;
      }
    }
  }

  /** Every address in a text that fetches. */
  private void addresses(String text) {
    var any = false;
    for (var at = text.indexOf("://"); at >= 0; at = text.indexOf("://", at + 3)) {
      var start = at;
      while (start > 0 && Character.isLetter(text.charAt(start - 1))) {
        start--;
      }
      var end = at;
      while (end < text.length() && " '\"`)};|,\n".indexOf(text.charAt(end)) < 0) {
        end++;
      }
      var url = Word.of(text.substring(start, end), code.span());
      program.shell.connections.url(url, "", false, program.here(), program, origin);
      any = true;
    }
    if (!any) {
      program.shell.connections.named(Operand.unknown(""), "https", "", false, origin);
    }
  }

  /** A word that names a file; both slashes mean the same. */
  private Word path(Part part) {
    return word(new Part(part.text().replace('\\', '/'), part.quoted(), part.known()));
  }

  private Word word(Part part) {
    if (part.known()) {
      return Word.of(part.text(), code.span());
    }
    var dollar = Math.max(part.text().indexOf('$'), 0);
    var hole = new WordPart.Unknown("a value of PowerShell", List.of(), false);
    return new Word(
        dollar == 0
            ? List.of(hole)
            : List.of(new WordPart.Text(part.text().substring(0, dollar)), hole),
        code.span());
  }

  private static Operand subject(List<Part> words) {
    var text = new StringBuilder();
    for (var i = 0; i < words.size() && text.length() < 200; i++) {
      text.append(i == 0 ? "" : " ").append(words.get(i).text());
    }
    return Operand.exact(text.toString());
  }

  /** The text of {@code -EncodedCommand}: base64 of UTF-16, or null. */
  static @Nullable String decoded(String text) {
    try {
      var bytes = java.util.Base64.getDecoder().decode(text);
      return new String(bytes, java.nio.charset.StandardCharsets.UTF_16LE);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
