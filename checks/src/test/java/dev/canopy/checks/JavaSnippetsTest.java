package dev.canopy.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every Java block in README.md and docs/ compiles against what is shipped. */
final class JavaSnippetsTest {
  @TestFactory
  Stream<DynamicTest> snippets_compile(@TempDir Path classes) {
    return Snippet.all().stream()
        .filter(s -> s.language().equals("java"))
        .map(s -> DynamicTest.dynamicTest(s.place(), () -> compile(s, classes)));
  }

  private static void compile(Snippet snippet, Path classes) {
    var compiler = ToolProvider.getSystemJavaCompiler();
    var messages = new StringWriter();
    var task =
        compiler.getTask(
            messages,
            null,
            null,
            List.of("-d", classes.toString(), "-proc:none", "-Xlint:all", "-Werror"),
            null,
            List.of(source(snippet.text())));

    assertThat(task.call()).as("%s\n%s", snippet.place(), messages).isTrue();
  }

  /** Statements are put into a method, behind the imports that they begin with. */
  private static JavaFileObject source(String text) {
    var imports = new StringBuilder();
    var body = new StringBuilder();
    var declaresType = false;
    for (var line : text.lines().toList()) {
      declaresType |= startsType(line);
      (line.startsWith("import ") ? imports : body).append(line).append('\n');
    }
    var source =
        declaresType
            ? imports.toString() + body
            : imports
                + "class Snippet {\n  void snippet() throws Exception {\n"
                + body
                + "  }\n}\n";
    return new SimpleJavaFileObject(
        URI.create("string:///" + name(body.toString(), declaresType) + ".java"),
        JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return source;
      }
    };
  }

  private static boolean startsType(String line) {
    return Stream.of("class ", "final class ", "public class ", "public final class ", "record ")
        .anyMatch(line::startsWith);
  }

  private static String name(String body, boolean declaresType) {
    var start = declaresType ? body.indexOf("public ") : -1;
    if (start < 0) {
      return "Snippet";
    }
    var words = body.substring(body.indexOf("class ", start)).split(" ", 3);
    return words[1];
  }
}
