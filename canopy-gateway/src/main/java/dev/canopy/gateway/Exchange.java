package dev.canopy.gateway;

import dev.canopy.json.JsonBytes;
import dev.canopy.json.JsonValue;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request and its one answer. What it was asked belongs to its event loop until the endpoint
 * has it; the answer may be given on any thread.
 */
final class Exchange {
  static final String JSON = "application/json";
  static final String PROBLEM = "application/problem+json";

  private final Context context;
  private final HttpServerRequest request;
  private final Connections.Connection connection;
  private final Front front;
  private final String requestId;
  private final @Nullable Trace trace;
  private final String spanId;
  private final long startedNanos = System.nanoTime();

  private String routeName = "(none)";
  private String pathId = "";
  private byte[] body = {};
  private @Nullable Caller caller;
  private @Nullable Session session;
  private volatile String decision = "";
  private boolean answered;

  Exchange(
      Context context,
      HttpServerRequest request,
      Connections.Connection connection,
      Front front,
      String requestId,
      @Nullable Trace trace,
      String spanId) {
    this.context = context;
    this.request = request;
    this.connection = connection;
    this.front = front;
    this.requestId = requestId;
    this.trace = trace;
    this.spanId = spanId;
  }

  HttpServerRequest request() {
    return request;
  }

  Connections.Connection connection() {
    return connection;
  }

  String requestId() {
    return requestId;
  }

  @Nullable Trace trace() {
    return trace;
  }

  long startedNanos() {
    return startedNanos;
  }

  /** The path of the route, not what was sent. */
  String routeName() {
    return routeName;
  }

  void route(String name, String id) {
    routeName = name;
    pathId = id;
  }

  /** What stands in the braces of the route's path. */
  String pathId() {
    return pathId;
  }

  byte[] body() {
    return body;
  }

  void body(byte[] bytes) {
    body = bytes;
  }

  /** Who is calling; only for routes that ask for it. */
  Caller caller() {
    if (caller == null) {
      throw new IllegalStateException("this route takes anyone");
    }
    return caller;
  }

  @Nullable Caller callerOrNull() {
    return caller;
  }

  void caller(Caller proven) {
    caller = proven;
  }

  /** The person's, if a person is calling who has logged in. */
  @Nullable Session session() {
    return session;
  }

  void session(Session started) {
    session = started;
  }

  /** What was decided, for the access log. */
  String decision() {
    return decision;
  }

  void decision(String name) {
    decision = name;
  }

  /** Answers with JSON. */
  void reply(int status, JsonValue value) {
    reply(status, value, Map.of());
  }

  /** Answers with JSON and more headers. */
  void reply(int status, JsonValue value, Map<String, String> headers) {
    var bytes = new JsonBytes().value(value).toByteArray();
    send(status, JSON, bytes, headers);
  }

  /** Answers with a problem. */
  void problem(Problem problem) {
    problem(problem, Map.of());
  }

  /** Answers with a problem and more headers. */
  void problem(Problem problem, Map<String, String> headers) {
    var bytes = new JsonBytes().value(problem.json(requestId)).toByteArray();
    send(problem.status(), PROBLEM, bytes, headers);
  }

  /** Answers with bytes of some type. */
  void send(int status, String type, byte[] bytes, Map<String, String> headers) {
    if (io.vertx.core.Vertx.currentContext() == context) {
      sendHere(status, type, bytes, headers);
    } else {
      context.runOnContext(nothing -> sendHere(status, type, bytes, headers));
    }
  }

  private void sendHere(int status, String type, byte[] bytes, Map<String, String> headers) {
    var response = request.response();
    if (answered) {
      return; // the first answer counts: a request may have become too slow meanwhile
    }
    answered = true;
    connection.answered(System.nanoTime());
    if (!response.ended() && !response.closed()) {
      response
          .setStatusCode(status)
          .putHeader("Content-Type", type)
          .putHeader("Cache-Control", "no-store")
          .putHeader("X-Content-Type-Options", "nosniff")
          .putHeader("X-Request-ID", requestId);
      if (trace != null) {
        response.putHeader("traceresponse", trace.response(spanId));
      }
      headers.forEach(response::putHeader);
      if (connection.mustClose()) {
        response.putHeader("Connection", "close");
      }
      var sent = response.end(Buffer.buffer(bytes));
      if (connection.mustClose()) {
        sent.onComplete(done -> connection.close());
      }
    }
    front.answered(this, status, bytes.length);
  }
}
