package dev.canopy.benchmarks;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;

/** What the HTTP library can do at best: it reads a body and sends it back. */
public final class EchoServer {
  private EchoServer() {}

  public static void main(String[] args) {
    var port = Integer.parseInt(args[0]);
    var loops = Runtime.getRuntime().availableProcessors();
    Vertx.vertx(new VertxOptions().setEventLoopPoolSize(loops))
        .deployVerticle(() -> new Loop(port), new DeploymentOptions().setInstances(loops));
  }

  private static final class Loop extends AbstractVerticle {
    private final int port;

    Loop(int port) {
      this.port = port;
    }

    @Override
    public void start(Promise<Void> started) {
      vertx
          .createHttpServer()
          .requestHandler(
              request ->
                  request
                      .body()
                      .onSuccess(
                          body ->
                              request
                                  .response()
                                  .putHeader("Content-Type", "application/json")
                                  .end(body)))
          .listen(port, "127.0.0.1")
          .<Void>mapEmpty()
          .onComplete(started);
    }
  }
}
