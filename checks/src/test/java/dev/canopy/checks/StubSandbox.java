package dev.canopy.checks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs shell texts where nothing can come to harm: in namespaces of their own, without network, on
 * a file system in memory on which every program is a stub that records what it was started as. The
 * parts are under {@code src/test/resources/sandbox}. One process serves many texts, one after the
 * other. Not for several threads.
 */
final class StubSandbox implements AutoCloseable {
  private static final String PARTS = "/sandbox/";

  private final Process process;
  private final DataInputStream answers;

  /** Thrown where the machine has no means to build it. */
  static final class Unavailable extends Exception {
    private static final long serialVersionUID = 1;

    Unavailable(String why) {
      super(why);
    }
  }

  /** Builds the parts of the sandbox into a folder. */
  static void build(Path folder) throws IOException, Unavailable {
    Files.createDirectories(folder);
    for (var part : List.of("stub.c", "driver.c", "setup.sh", "stubs", "real")) {
      try (var resource = StubSandbox.class.getResourceAsStream(PARTS + part)) {
        if (resource == null) {
          throw new IOException("no resource " + part);
        }
        Files.write(folder.resolve(part), resource.readAllBytes());
      }
    }
    for (var program : List.of("stub", "driver")) {
      var compiled = call(List.of("cc", "-O2", "-static", "-o", program, program + ".c"), folder);
      if (compiled != 0) {
        throw new Unavailable("no C compiler that links statically (cc -static)");
      }
    }
    for (var at = folder; at != null; at = at.getParent()) {
      if (Files.isWritable(at) && !at.toString().equals("/tmp")) {
        Files.setPosixFilePermissions(at, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
      if (at.endsWith("target")) {
        break;
      }
    }
  }

  private static int call(List<String> command, Path folder) throws IOException, Unavailable {
    try {
      return new ProcessBuilder(command)
          .directory(folder.toFile())
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("interrupted");
    }
  }

  StubSandbox(Path folder) throws IOException, Unavailable {
    var command = new ArrayList<String>();
    if (System.getProperty("user.name", "").equals("root")) {
      // Even inside a namespace the machine's own root may write to /proc/sys.
      command.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
    }
    command.addAll(
        List.of("unshare", "-rmnpf", "--kill-child", "sh", "setup.sh", folder.toString()));
    process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(folder.resolve("errors.txt").toFile())
            .start();
    answers = new DataInputStream(new BufferedInputStream(process.getInputStream()));
    try {
      status("bash", "-c", ":");
      block();
      block();
    } catch (IOException e) {
      throw new Unavailable(
          "no namespaces for ordinary users (unshare): "
              + Files.readString(folder.resolve("errors.txt")).strip());
    }
  }

  /** What a shell does with a text; null if it did not end in time. */
  @Nullable Observation observe(String shell, String text) throws IOException {
    var rejects = rejects(shell, text);
    var ran = status(shell, "-c", text);
    var runs = runs(block());
    var files = files(block());
    return ran.equals("timeout") ? null : new Observation(shell, rejects, runs, files);
  }

  /** True if the shell finds fault with the text, or is not there. */
  boolean rejects(String shell, String text) throws IOException {
    return !status(shell, "-n", text).equals("0");
  }

  private String status(String shell, String flag, String text) throws IOException {
    var bytes = text.getBytes(UTF_8);
    var out = process.getOutputStream();
    out.write((shell + " " + flag + " " + bytes.length + "\n").getBytes(UTF_8));
    out.write(bytes);
    out.flush();
    return new String(block(), UTF_8);
  }

  private byte[] block() throws IOException {
    var head = new StringBuilder();
    for (int c = answers.read(); c != '\n'; c = answers.read()) {
      if (c < 0) {
        throw new IOException("the sandbox has ended");
      }
      head.append((char) c);
    }
    var bytes = new byte[Integer.parseInt(head.substring(head.indexOf(" ") + 1))];
    answers.readFully(bytes);
    return bytes;
  }

  private static List<Observation.Run> runs(byte[] log) {
    var runs = new ArrayList<Observation.Run>();
    var at = 0;
    while (at < log.length) {
      var length = 0;
      for (; log[at] != '\n'; at++) {
        length = length * 10 + log[at] - '0';
      }
      at++;
      var words = texts(log, at, Math.min(log.length, at + length));
      at += length;
      runs.add(
          new Observation.Run(
              words.get(0), words.get(1), List.copyOf(words.subList(2, words.size()))));
    }
    return runs;
  }

  private static List<String> files(byte[] list) {
    var files = new ArrayList<String>();
    for (var entry : texts(list, 0, list.length)) {
      files.add(entry.substring(1));
    }
    return files;
  }

  private static List<String> texts(byte[] bytes, int from, int end) {
    var texts = new ArrayList<String>();
    var start = from;
    for (var at = from; at < end; at++) {
      if (bytes[at] == 0) {
        texts.add(new String(bytes, start, at - start, UTF_8));
        start = at + 1;
      }
    }
    return texts;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
