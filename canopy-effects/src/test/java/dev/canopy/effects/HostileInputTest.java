package dev.canopy.effects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.canopy.json.Json;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonNull;
import dev.canopy.json.JsonNumber;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Nothing that comes in makes the analysis fail, forget or take forever. */
class HostileInputTest {
  private static final Surroundings HERE =
      new Surroundings("/work/project", "/home/ann", FileFacts.NONE);
  private static final List<String> TYPES =
      List.of(
          ActionType.EXECUTE_SHELL,
          ActionType.MODIFY_FILE,
          ActionType.READ_FILE,
          ActionType.DELETE_FILE,
          ActionType.CALL_EXTERNAL_API,
          ActionType.RUN_CODE,
          ActionType.QUERY_DATABASE,
          ActionType.CALL_TOOL,
          ActionType.SEND_MESSAGE,
          ActionType.SPEND_MONEY,
          "mcp__github__get_issue",
          "something_else");
  private static final String[] PIECES = {
    "/",
    "..",
    ".",
    "~",
    "\\",
    "%2e",
    "%2f",
    "%c0%af",
    "%",
    "\0",
    "\n",
    "*",
    "?",
    "[",
    "]",
    "C:",
    "//",
    "http://",
    "file:",
    "jar:",
    "@",
    "#",
    ":",
    "::",
    "1",
    "0x7f",
    "127.0.0.1",
    "[::1]",
    "é",
    "і",
    "\u202e",
    "\ud83d\ude00",
    "'",
    "\"",
    "`",
    "$",
    "${",
    "$$",
    "--",
    "/*",
    "*/",
    "/*!",
    ";",
    "(",
    ")",
    "select ",
    "delete ",
    "drop ",
    "from ",
    "where ",
    "etc",
    "passwd",
    ".env",
    "key=",
    "password=",
    "ghp_",
    "eyJ",
    "-----BEGIN ",
    "PRIVATE KEY-----",
    "*** Begin Patch\n",
    "*** Update File: ",
    "+++ ",
    "--- ",
    "\n",
    " ",
    "a",
    "rm ",
    "-rf ",
    "localhost",
    "&",
    "=",
    "/proc/self/root",
    "/proc/self/cwd",
    "\t",
    "xn--",
    ".nip.io",
    "99999999999999999999"
  };
  private static final String[] NAMES = {
    "command",
    "path",
    "url",
    "code",
    "language",
    "query",
    "tool",
    "arguments",
    "args",
    "kwargs",
    "to",
    "body",
    "amount",
    "currency",
    "content",
    "patch",
    "mode",
    "cwd",
    "env",
    "host",
    "port",
    "method",
    "files",
    "params",
    "name",
    "server",
    "annotations",
    "function",
    "stdin"
  };

  private static String text(Random random) {
    var text = new StringBuilder();
    for (var n = random.nextInt(8); n >= 0; n--) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return text.toString();
  }

  private static JsonValue value(Random random, int depth) {
    return switch (depth > 3 ? 0 : random.nextInt(6)) {
      case 1 -> {
        var items = new ArrayList<JsonValue>();
        for (var n = random.nextInt(4); n > 0; n--) {
          items.add(value(random, depth + 1));
        }
        yield new JsonArray(items);
      }
      case 2, 3 -> {
        var object = JsonObject.builder();
        var used = new ArrayList<String>();
        for (var n = random.nextInt(5); n > 0; n--) {
          var name = NAMES[random.nextInt(NAMES.length)];
          if (!used.contains(name)) {
            used.add(name);
            object.put(name, value(random, depth + 1));
          }
        }
        yield object.build();
      }
      case 4 -> random.nextBoolean() ? JsonNull.NULL : new JsonNumber(random.nextInt(10) - 3);
      default -> new JsonString(text(random));
    };
  }

  @Test
  void analyze_generated_neverFails() {
    var random = new Random(3);
    for (var i = 0; i < 20_000; i++) {
      var type = ActionType.of(TYPES.get(random.nextInt(TYPES.size())));
      var payload = value(random, 0);
      var analysis = EffectAnalyzer.standard().analyze(type, payload, HERE);
      for (var effect : analysis.effects()) {
        assertThat(effect instanceof Effect.Unresolved u ? u.reason() : "")
            .as("%s %s", type.name(), Json.write(payload))
            .doesNotContain("the analysis failed");
      }
      if (analysis.malformed() != null) {
        assertThat(analysis.effects()).isNotEmpty();
      }
    }
  }

  @Test
  void scopes_generated_neverFailAndRootHoldsAll() {
    var random = new Random(5);
    for (var i = 0; i < 20_000; i++) {
      var path = Paths.of(text(random), HERE).path();
      for (var scope : new String[] {"/etc", "~/.ssh", "**/.git", "/work/*/x", "C:\\Windows"}) {
        assertThat(PathScope.under(scope, path)).isNotNull();
      }
      if (path.isExact() && path.text().startsWith("/") && !path.text().startsWith("//")) {
        assertThat(PathScope.under("/", path)).isEqualTo(PathScope.Answer.YES);
        assertThat(PathScope.under(path.text().equals("/") ? "/" : path.text(), path))
            .as(path.text())
            .isEqualTo(PathScope.Answer.YES);
        // What is canonical stays as it is.
        assertThat(Paths.canonicalDirectory(path.text())).isEqualTo(path.text());
      }
    }
  }

  @Test
  void analyze_longInput_takesLinearTime() {
    var units =
        List.of(
            "/",
            "../",
            "a/",
            "/proc/self/root",
            "/proc/self/a/",
            "%2e%2e%2f",
            "key=",
            "password=x",
            "sk-ant-xxx",
            "eyJ.x.",
            "eyJ-",
            "-----BEGIN ",
            "a://",
            "http://a@",
            "(delete ",
            "pg_read_file(",
            "/* ",
            "$a$ ",
            "'",
            "*** \n",
            "--- a\n",
            "+++ \n",
            "rename from a\n",
            "[",
            "*",
            "@",
            "1.",
            "://u:p",
            "select (",
            "a=b;",
            "{",
            "~",
            "\\");
    for (var unit : units) {
      var text = new JsonString(unit.repeat((1 << 18) / unit.length()));
      for (var type : TYPES) {
        if (type.equals(ActionType.EXECUTE_SHELL) || type.equals(ActionType.RUN_CODE)) {
          continue; // the shell has its own limits and tests
        }
        // Far more than is needed; anything quadratic takes minutes.
        assertTimeout(
            Duration.ofSeconds(20),
            () -> EffectAnalyzer.standard().analyze(ActionType.of(type), text, HERE),
            unit);
      }
    }
  }
}
