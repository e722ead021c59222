package dev.canopy.gateway;

import dev.canopy.json.Json;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonNull;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A headless Chromium, driven as W3C WebDriver says, by Debian's chromedriver. */
final class Browser implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process driver;
  private final String base;
  private String session = "";

  private Browser(Process driver, int port) {
    this.driver = driver;
    this.base = "http://127.0.0.1:" + port;
  }

  /** Nothing where there is no browser and driver. */
  static Optional<Browser> start(Path directory) throws Exception {
    var driver = program("chromedriver");
    var chromium = program("chromium");
    if (driver.isEmpty() || chromium.isEmpty()) {
      return Optional.empty();
    }
    var port = freePort();
    var process =
        new ProcessBuilder(driver.get().toString(), "--port=" + port)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("chromedriver.log").toFile())
            .start();
    var browser = new Browser(process, port);
    try {
      browser.awaitDriver();
      browser.open(chromium.get(), directory);
      return Optional.of(browser);
    } catch (Exception | Error e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static Optional<Path> program(String name) {
    for (var folder : Objects.requireNonNullElse(System.getenv("PATH"), "").split(":", -1)) {
      var file = Path.of(folder, name);
      if (!folder.isEmpty() && Files.isExecutable(file)) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private void awaitDriver() throws Exception {
    var until = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        call("GET", "/status", JsonNull.NULL);
        return;
      } catch (IOException e) {
        if (System.nanoTime() > until || !driver.isAlive()) {
          throw e;
        }
        Thread.onSpinWait();
      }
    }
  }

  private void open(Path chromium, Path directory) throws Exception {
    var options =
        Json.parse(
            """
            {"args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1280,900",
              "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
              "--lang=en-GB"]}
            """);
    var all = JsonObject.builder();
    var given = (JsonObject) options;
    all.put("binary", chromium.toString()).put("args", Objects.requireNonNull(given.get("args")));
    var match = JsonObject.builder().put("goog:chromeOptions", all.build()).build();
    var body =
        JsonObject.builder()
            .put("capabilities", JsonObject.builder().put("alwaysMatch", match).build())
            .build();
    var value = (JsonObject) call("POST", "/session", body);
    session = "/session/" + value.string("sessionId").orElseThrow();
    Files.createDirectories(directory);
  }

  private JsonValue call(String method, String path, JsonValue body) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(PATIENCE)
            .header("Content-Type", "application/json");
    request.method(
        method,
        body == JsonNull.NULL
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(Json.write(body)));
    var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    var value = ((JsonObject) Json.parse(answer.body())).get("value");
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(
          method + " " + path + ": " + ((JsonObject) Objects.requireNonNull(value)).get("message"));
    }
    return value == null ? JsonNull.NULL : value;
  }

  /** Goes to an address. */
  void go(String address) throws Exception {
    call("POST", session + "/url", JsonObject.builder().put("url", address).build());
  }

  /** Runs a function's body in the page; its arguments are texts. */
  JsonValue run(String script, String... arguments) throws Exception {
    var items = new ArrayList<JsonValue>();
    for (var argument : arguments) {
      items.add(new JsonString(argument));
    }
    return call(
        "POST",
        session + "/execute/sync",
        JsonObject.builder().put("script", script).put("args", new JsonArray(items)).build());
  }

  /** As {@link #run}, for what ends by calling the last of its arguments. */
  JsonValue runAsync(String script) throws Exception {
    return call(
        "POST",
        session + "/execute/async",
        JsonObject.builder().put("script", script).put("args", new JsonArray(List.of())).build());
  }

  /** Waits until an expression is true in the page. */
  void await(String expression) throws Exception {
    var until = System.nanoTime() + PATIENCE.toNanos();
    while (!Json.write(run("return !!(" + expression + ")")).equals("true")) {
      if (System.nanoTime() > until) {
        throw new AssertionError("waited in vain for " + expression + " on a page with " + text());
      }
      Thread.onSpinWait();
    }
  }

  /** Types into the first element that the selector finds, in the place of what is there. */
  void type(String selector, String text) throws Exception {
    var element = element(selector);
    call("POST", session + "/element/" + element + "/clear", JsonObject.EMPTY);
    call(
        "POST",
        session + "/element/" + element + "/value",
        JsonObject.builder().put("text", text).build());
  }

  /** Clicks as a person does: what is covered or cannot be seen is not clicked. */
  void click(String selector) throws Exception {
    call("POST", session + "/element/" + element(selector) + "/click", JsonObject.EMPTY);
  }

  private String element(String selector) throws Exception {
    var query = JsonObject.builder().put("using", "css selector").put("value", selector).build();
    var found = (JsonObject) call("POST", session + "/element", query);
    return ((JsonString) found.valueAt(0)).value();
  }

  /** What a person reads. */
  String text() throws Exception {
    return run("return document.body.innerText") instanceof JsonString s ? s.value() : "";
  }

  void screenshot(Path file) throws Exception {
    var picture = ((JsonString) call("GET", session + "/screenshot", JsonNull.NULL)).value();
    Files.write(file, Base64.getDecoder().decode(picture));
  }

  /** Light or dark, and how wide. */
  void look(boolean dark, int width) throws Exception {
    var feature =
        "{\"cmd\":\"Emulation.setEmulatedMedia\",\"params\":{\"features\":[{\"name\":"
            + "\"prefers-color-scheme\",\"value\":\""
            + (dark ? "dark" : "light")
            + "\"}]}}";
    call("POST", session + "/goog/cdp/execute", Json.parse(feature));
    var size = JsonObject.builder().put("width", width).put("height", 900).build();
    call("POST", session + "/window/rect", size);
  }

  @Override
  public void close() {
    try {
      if (!session.isEmpty()) {
        call("DELETE", session, JsonNull.NULL);
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    } finally {
      driver.destroy();
    }
  }
}
