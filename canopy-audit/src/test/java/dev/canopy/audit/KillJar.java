package dev.canopy.audit;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/**
 * Starts {@link KillChild} many times: its classes in one jar, and beside it an archive of them as
 * a JVM has them in memory (class data sharing), which halves the time that a start takes.
 */
final class KillJar {
  private final Path jar;
  private final Path archive;

  KillJar(Path folder) throws Exception {
    this.jar = folder.resolve("kill.jar");
    this.archive = folder.resolve("kill.jsa");
    pack();
    // What the archive holds is what this run loads; without an archive a start is only slower.
    var log = folder.resolve("archive").resolve("audit.log");
    var first =
        process("-XX:ArchiveClassesAtExit=" + archive, log.toString(), "shared", "1000", "0", "20");
    Child.rest(Child.output(first));
    first.waitFor();
  }

  private void pack() throws IOException {
    var names = new TreeSet<String>();
    try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (var part : parts()) {
        if (!Files.isDirectory(part)) {
          continue;
        }
        try (var files = Files.walk(part)) {
          for (var file : files.filter(Files::isRegularFile).toList()) {
            var name = part.relativize(file).toString().replace(File.separatorChar, '/');
            if (name.endsWith(".class") && names.add(name)) {
              out.putNextEntry(new JarEntry(name));
              Files.copy(file, out);
              out.closeEntry();
            }
          }
        }
      }
    }
  }

  private static List<Path> parts() {
    var path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    var parts = new ArrayList<Path>();
    for (var part : path.split(File.pathSeparator, -1)) {
      if (!part.isEmpty()) {
        parts.add(Path.of(part));
      }
    }
    return parts;
  }

  Process start(String... args) throws IOException {
    return process("-XX:SharedArchiveFile=" + archive, args);
  }

  /** The same, by another program, such as strace, which is given the command. */
  Process startBy(List<String> program, String... args) throws IOException {
    var command = new ArrayList<>(program);
    command.addAll(command("-XX:SharedArchiveFile=" + archive, args));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  private Process process(String option, String... args) throws IOException {
    return new ProcessBuilder(command(option, args))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private List<String> command(String option, String... args) {
    var classPath = new StringBuilder(jar.toString());
    for (var part : parts()) {
      if (part.toString().endsWith(".jar")) {
        classPath.append(File.pathSeparator).append(part);
      }
    }
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-Xlog:cds=off",
                "-Xlog:cds+dynamic=off",
                option,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-cp",
                classPath.toString(),
                KillChild.class.getName()));
    command.addAll(List.of(args));
    return command;
  }
}
