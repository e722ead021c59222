package dev.canopy.gateway;

import dev.canopy.Canopy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A gateway in a process of its own, on a log that others may have open too. */
final class ServerProcess implements AutoCloseable {
  private final Process process;
  private final int port;

  ServerProcess(Path log) {
    try {
      var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      process =
          new ProcessBuilder(
                  List.of(
                      java,
                      "-XX:TieredStopAtLevel=1",
                      "-XX:+UseSerialGC",
                      "-Xmx128m",
                      "-cp",
                      System.getProperty("java.class.path"),
                      ServerProcess.class.getName(),
                      log.toString()))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      var out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      port = Integer.parseInt(String.valueOf(out.readLine()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return port;
  }

  /** SIGKILL: nothing of the process runs any more when this returns. */
  void kill() {
    try {
      process.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    kill();
  }

  /** Serves until it is killed. */
  public static void main(String[] args) throws Exception {
    var canopy = Canopy.builder().policy(TestGateway.POLICY).auditLog(Path.of(args[0])).build();
    var gateway = Gateway.start(canopy, new GatewayOptions().port(0));
    System.out.println(gateway.port());
    Thread.currentThread().join();
  }
}
