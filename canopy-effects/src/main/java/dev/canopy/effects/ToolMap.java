package dev.canopy.effects;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the tools of well-known MCP servers mean, from {@code tools.txt}; loaded when first asked.
 */
final class ToolMap {
  private ToolMap() {}

  /** Tools of one name that do different things. */
  private static final ToolDeclaration AMBIGUOUS =
      new ToolDeclaration("", "*", "unresolved", "", Map.of(), false);

  private static final Map<String, ToolDeclaration> TOOLS = load();

  /** By server and name, and by name alone if it does not merely read. */
  private static Map<String, ToolDeclaration> load() {
    var tools = new HashMap<String, ToolDeclaration>(512);
    Resources.words(
        "tools.txt",
        words -> {
          var colon = words[1].indexOf(':');
          var meaning = colon < 0 ? words[1] : words[1].substring(0, colon);
          var detail = colon < 0 ? "" : words[1].substring(colon + 1);
          var declared =
              new ToolDeclaration(words[0], "*", meaning, detail, arguments(words), false);
          for (var i = 2; i < words.length; i++) {
            if (words[i].indexOf('=') >= 0) {
              continue;
            }
            var tool = ActionTypeNames.plain(words[i]);
            tools.put(words[0] + " " + tool, declared);
            if (!meaning.equals("reads")) {
              tools.merge(" " + tool, declared, (old, now) -> isSame(old, now) ? old : AMBIGUOUS);
            }
          }
        });
    return tools;
  }

  private static boolean isSame(ToolDeclaration a, ToolDeclaration b) {
    return a.meaning().equals(b.meaning())
        && a.detail().equals(b.detail())
        && a.arguments().equals(b.arguments());
  }

  /** The words {@code name=role} of a line; all are optional. */
  private static Map<String, ToolDeclaration.Argument> arguments(String[] words) {
    var arguments = new HashMap<String, ToolDeclaration.Argument>();
    for (var i = 2; i < words.length; i++) {
      var equals = words[i].indexOf('=');
      if (equals > 0) {
        var argument = ToolDeclaration.Argument.of(words[i].substring(equals + 1), true);
        if (argument == null) {
          throw new IllegalStateException("no such argument: `" + words[i] + "`");
        }
        arguments.put(words[i].substring(0, equals), argument);
      }
    }
    return arguments;
  }

  /** The meaning of a server's tool, or null. */
  static @Nullable ToolDeclaration of(String server, String tool) {
    return server.isEmpty() ? null : TOOLS.get(family(server) + " " + ActionTypeNames.plain(tool));
  }

  /** The meaning of a tool of that name, or null; never that it only reads. */
  static @Nullable ToolDeclaration ofAnyServer(String tool) {
    return TOOLS.get(" " + ActionTypeNames.plain(tool));
  }

  /** {@code github-mcp-server} and {@code @modelcontextprotocol/server-github} are github. */
  private static String family(String server) {
    var name = ActionTypeNames.plain(server);
    var slash = name.lastIndexOf('/');
    name = name.substring(slash + 1);
    for (var word : new String[] {"mcpserver", "server", "mcp"}) {
      if (name.length() > word.length()) {
        if (name.startsWith(word)) {
          name = name.substring(word.length());
        } else if (name.endsWith(word)) {
          name = name.substring(0, name.length() - word.length());
        }
      }
    }
    return name;
  }
}
