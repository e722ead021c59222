package dev.canopy.audit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Another process that appends to a log, and says on its output what was acknowledged. */
final class Child {
  private Child() {}

  /** Arguments: log, `shared` or `exclusive`, how many entries each of two threads appends. */
  public static void main(String[] args) throws Exception {
    var options = args[1].equals("shared") ? AuditOptions.SHARED : AuditOptions.EXCLUSIVE;
    var count = Integer.parseInt(args[2]);
    try (var log = AuditLog.open(Path.of(args[0]), InstantSource.system(), options)) {
      System.out.println("open");
      var threads = new ArrayList<Thread>();
      for (var t = 0; t < 2; t++) {
        var thread =
            new Thread(
                () -> {
                  for (var i = 0; i < count; i++) {
                    var receipt = AuditLogTest.append(log, "ALLOW");
                    System.out.println(receipt.entryIndex() + " " + receipt.entryHash());
                  }
                });
        thread.start();
        threads.add(thread);
      }
      for (var thread : threads) {
        thread.join();
      }
    } catch (AuditException e) {
      System.out.println("refused " + e.getMessage());
    }
  }

  static Process start(Path log, String mode, int count) throws IOException {
    return start(Child.class, "-XX:TieredStopAtLevel=1", log.toString(), mode, "" + count);
  }

  /** Starts another program of the tests, with one option for Java. */
  static Process start(Class<?> program, String option, String... args) throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                option,
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                program.getName()));
    command.addAll(List.of(args));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  static BufferedReader output(Process child) {
    return new BufferedReader(
        new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8));
  }

  /** The complete lines that are still to come. */
  static List<String> rest(BufferedReader output) throws IOException {
    var lines = new ArrayList<String>();
    for (var line = output.readLine(); line != null; line = output.readLine()) {
      lines.add(line);
    }
    return lines;
  }
}
