package dev.canopy.effects;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the tools of well-known MCP servers mean, from {@code tools.txt}; loaded when first asked.
 */
final class ToolMap {
  private ToolMap() {}

  /**
   * What a tool does.
   *
   * @param meaning a built-in action type, or {@code reads}, {@code changes}, {@code destroys},
   *     {@code unresolved}
   * @param detail the kind of resource, or for code its language; may be empty
   */
  record Meaning(String meaning, String detail) {}

  /** Tools of one name that do different things. */
  private static final Meaning AMBIGUOUS = new Meaning("unresolved", "");

  private static final Map<String, Meaning> TOOLS = load();

  /** By server and name, and by name alone if it does not merely read. */
  private static Map<String, Meaning> load() {
    var tools = new HashMap<String, Meaning>(512);
    Resources.words(
        "tools.txt",
        words -> {
          var colon = words[1].indexOf(':');
          var meaning =
              colon < 0
                  ? new Meaning(words[1], "")
                  : new Meaning(words[1].substring(0, colon), words[1].substring(colon + 1));
          for (var i = 2; i < words.length; i++) {
            var tool = ActionTypeNames.plain(words[i]);
            tools.put(words[0] + " " + tool, meaning);
            if (!meaning.meaning().equals("reads")) {
              tools.merge(" " + tool, meaning, (old, now) -> old.equals(now) ? old : AMBIGUOUS);
            }
          }
        });
    return tools;
  }

  /** The meaning of a server's tool, or null. */
  static @Nullable Meaning of(String server, String tool) {
    return server.isEmpty() ? null : TOOLS.get(family(server) + " " + ActionTypeNames.plain(tool));
  }

  /** The meaning of a tool of that name, or null; never that it only reads. */
  static @Nullable Meaning ofAnyServer(String tool) {
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
