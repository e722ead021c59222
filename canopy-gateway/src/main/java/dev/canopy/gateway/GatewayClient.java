package dev.canopy.gateway;

import dev.canopy.json.Json;
import dev.canopy.json.JsonException;
import dev.canopy.json.JsonLimits;
import dev.canopy.json.JsonObject;
import dev.canopy.policy.Decision;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks a gateway from Java, with the JDK's HTTP client. Whatever goes wrong is DENY: an action that
 * nobody judged must not run. Immutable and safe for use by many threads.
 */
public final class GatewayClient {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** An answer repeats what the action would do, and is longer than any question. */
  private static final JsonLimits ANSWER = new JsonLimits(16 << 20, 64);

  private final URI endpoint;
  private final @Nullable String key;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(PATIENCE)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  /**
   * A client of one gateway.
   *
   * @param gateway such as {@code http://127.0.0.1:8010}
   * @param key the API key; null if the gateway needs none
   */
  public GatewayClient(URI gateway, @Nullable String key) {
    this.endpoint = gateway.resolve("/authorize_action");
    this.key = key;
  }

  /**
   * What the gateway said.
   *
   * @param decision go on, stop, or ask a person
   * @param reason why
   * @param authorizationId the log entry; empty if there is none
   * @param approvalId what a person may approve; empty if there is nothing
   */
  public record Answer(
      Decision decision, String reason, String authorizationId, String approvalId) {
    /** True if the decision is {@link Decision#ALLOW}, and in no other case. */
    public boolean isAllowed() {
      return decision == Decision.ALLOW;
    }

    private static Answer denied(String reason) {
      return new Answer(Decision.DENY, reason, "", "");
    }
  }

  /** Asks whether an action may be done. Waits for the answer, at most ten seconds. */
  public Answer authorizeAction(
      Map<String, ?> agentCtx, String actionType, @Nullable Object actionPayload) {
    return authorizeAction(agentCtx, actionType, actionPayload, "");
  }

  /** Asks again, with an approval; empty if there is none. */
  public Answer authorizeAction(
      Map<String, ?> agentCtx,
      String actionType,
      @Nullable Object actionPayload,
      String approvalId) {
    try {
      var body = new LinkedHashMap<String, Object>();
      body.put("agent_ctx", agentCtx);
      body.put("action_type", actionType);
      body.put("action_payload", Json.of(actionPayload));
      body.put("approval_id", approvalId);
      var request =
          HttpRequest.newBuilder(endpoint)
              .timeout(PATIENCE)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(Json.write(Json.of(body))));
      if (key != null) {
        request.header("Authorization", "Bearer " + key);
      }
      var response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      return read(response.statusCode(), response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Answer.denied("interrupted");
    } catch (IOException | JsonException | RuntimeException e) {
      return Answer.denied("no answer: " + e.getMessage());
    }
  }

  private static Answer read(int status, byte[] body) throws JsonException {
    if (!(Json.parse(body, ANSWER) instanceof JsonObject answer)) {
      return Answer.denied("no decision in the answer");
    }
    if (status != 200) {
      return Answer.denied("no decision: " + answer.string("title").orElse("status " + status));
    }
    var decision = Decision.valueOf(answer.string("decision").orElse("DENY"));
    var approval =
        answer.get("approval") instanceof JsonObject open ? open.string("id").orElse("") : "";
    return new Answer(
        decision,
        answer.string("reason").orElse(""),
        answer.string("authorization_id").orElse(""),
        approval);
  }
}
