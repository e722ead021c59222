package dev.canopy.checks;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/**
 * A source tree that the launcher takes for one that is built: the script, and beside it the jars
 * under test. So it can be tried while the build that runs the tests owns the real one.
 */
final class Launcher {
  /** What a run left behind. */
  record Outcome(int status, String out, String err) {}

  private final Path root;
  private final Map<String, String> environment = new HashMap<>();

  Launcher(Path root) {
    this.root = root;
    try {
      Files.copy(Repository.root().resolve("canopy"), root.resolve("canopy"));
      Files.createDirectories(root.resolve("canopy-cli/src/main"));
      Files.createDirectories(build());
      Files.writeString(root.resolve("pom.xml"), "<project/>");
      Files.writeString(root.resolve("canopy-cli/pom.xml"), "<project/>");
      copyClassPath();
      Files.writeString(root.resolve("canopy-cli/target/run/current"), "tested\n");
      Files.writeString(build().resolve("started"), "");
      // Older than everything that the build in hand was made from.
      var longAgo = FileTime.from(Instant.EPOCH);
      for (var file : List.of("pom.xml", "canopy-cli/pom.xml", "canopy-cli/src/main")) {
        Files.setLastModifiedTime(root.resolve(file), longAgo);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    environment.put("CANOPY_AUDIT_LOG_PATH", root.resolve("audit.log").toString());
    environment.put("LC_ALL", "C.UTF-8");
  }

  Path root() {
    return root;
  }

  Path build() {
    return root.resolve("canopy-cli/target/run/tested");
  }

  Launcher with(String name, String value) {
    environment.put(name, value);
    return this;
  }

  Outcome run(String... args) {
    return run(new byte[0], args);
  }

  Outcome run(byte[] input, String... args) {
    var command = new ArrayList<String>();
    command.add(root.resolve("canopy").toString());
    command.addAll(List.of(args));
    return execute(input, command);
  }

  /** Runs lines of shell in the tree. */
  Outcome shell(String lines) {
    return execute(new byte[0], List.of("sh", "-eu", "-c", lines));
  }

  private Outcome execute(byte[] input, List<String> command) {
    try {
      var out = Files.createTempFile(root, "out", "");
      var err = Files.createTempFile(root, "err", "");
      var in = Files.write(Files.createTempFile(root, "in", ""), input);
      var builder =
          new ProcessBuilder(command)
              .directory(root.toFile())
              .redirectInput(in.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().keySet().removeIf(n -> n.startsWith("LC_") || n.startsWith("CANOPY"));
      builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
      builder.environment().putAll(environment);
      var status = builder.start().waitFor();
      return new Outcome(status, Files.readString(out), Files.readString(err));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What the command needs and nothing of what only tests need. */
  private void copyClassPath() throws IOException {
    var wanted =
        List.of(
            "canopy-",
            "jackson-core",
            "snakeyaml-engine",
            "re2j",
            "picocli",
            "jspecify",
            "vertx-core",
            "netty-",
            "nimbus-jose-jwt",
            "micrometer-",
            "prometheus-",
            "HdrHistogram");
    for (var entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      var path = Path.of(entry).toAbsolutePath();
      if (Files.isDirectory(path)) {
        var module = path.resolve("../..").normalize().getFileName().toString();
        if (path.endsWith("target/classes") && module.startsWith("canopy-")) {
          jar(path, build().resolve(module + ".jar"));
        }
      } else if (wanted.stream().anyMatch(path.getFileName().toString()::startsWith)) {
        Files.copy(path, build().resolve(path.getFileName()));
      }
    }
  }

  /** When no jar was built before the tests ran, there are classes only. */
  private static void jar(Path classes, Path jar) throws IOException {
    try (var out = new JarOutputStream(Files.newOutputStream(jar));
        var files = Files.walk(classes)) {
      for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        out.write(Files.readAllBytes(file));
        out.closeEntry();
      }
    }
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
