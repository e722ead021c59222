package dev.canopy.effects;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the functions of a language's library do: data, one file a language. A line is {@code name
 * acts}, an act being one of those of {@link CodeReader} with the number of the argument it is
 * about; {@code .name} is a method of any object; {@code module NAME…} are modules whose other
 * functions do nothing outside the process; {@code modules NAME…} have no other functions than
 * those listed.
 */
final class CodeTable {
  private final Map<String, String> functions = new HashMap<>(512);
  private final Set<String> harmless = new HashSet<>(256);
  private final Set<String> listed = new HashSet<>(64);

  private CodeTable() {}

  /** Loaded when first asked. */
  private static final class Python {
    static final CodeTable TABLE = load("code-python.txt");
  }

  private static final class JavaScript {
    static final CodeTable TABLE = load("code-javascript.txt");
  }

  static CodeTable of(boolean python) {
    return python ? Python.TABLE : JavaScript.TABLE;
  }

  private static CodeTable load(String resource) {
    var table = new CodeTable();
    try (var in = CodeTable.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the table " + resource + " is missing");
      }
      var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (var start = 0; start < text.length(); ) {
        var end = text.indexOf('\n', start);
        if (end < 0) {
          end = text.length();
        }
        if (end > start && text.charAt(start) != '#') {
          table.add(text.substring(start, end));
        }
        start = end + 1;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return table;
  }

  private void add(String line) {
    var words = ModelReader.words(line);
    var first = words.get(0);
    if (first.equals("module")) {
      harmless.addAll(words.subList(1, words.size()));
    } else if (first.equals("modules")) {
      listed.addAll(words.subList(1, words.size()));
    } else {
      // Several names may share their acts: the acts are what has a parenthesis or stands last.
      var acts = words.get(words.size() - 1);
      for (var name : words.subList(0, words.size() - 1)) {
        functions.put(name, acts);
      }
    }
  }

  /** The acts of a function or {@code .method}, separated by commas, or null. */
  @Nullable String acts(String name) {
    return functions.get(name);
  }

  /** True if what is not listed of a module does nothing outside the process. */
  boolean isHarmless(String module) {
    return harmless.contains(module) || harmless.contains(root(module));
  }

  /** True if the module is known, with all that it does listed. */
  boolean isListed(String module) {
    return listed.contains(module) || listed.contains(root(module));
  }

  private static String root(String module) {
    var dot = module.indexOf('.');
    return dot < 0 ? module : module.substring(0, dot);
  }
}
