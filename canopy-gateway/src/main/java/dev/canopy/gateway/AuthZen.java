package dev.canopy.gateway;

import dev.canopy.AuthorizationResult;
import dev.canopy.ResultJson;
import dev.canopy.json.JsonNull;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import dev.canopy.policy.Decision;
import java.util.HashMap;
import java.util.Map;

/**
 * The forms of the OpenID AuthZEN Authorization API 1.0, sections 5 to 7: a subject, an action and
 * a resource on the way in, a yes or no with its context on the way out. Members that the API does
 * not name are ignored, as it asks.
 *
 * <p>The subject's properties and the context are what the caller claims ({@code agent_ctx}), its
 * id the {@code agent_id}. The payload has the properties of the action and of the resource, and
 * the resource's id under the name that its type stands for.
 */
final class AuthZen {
  static final String EVALUATION = "/access/v1/evaluation";
  static final String EVALUATIONS = "/access/v1/evaluations";
  static final String REQUEST = "/access/v1/request";

  /** Where a resource of a type goes in the payload of a built-in action. */
  private static final Map<String, String> MEMBER =
      Map.ofEntries(
          Map.entry("file", "path"),
          Map.entry("path", "path"),
          Map.entry("directory", "path"),
          Map.entry("command", "command"),
          Map.entry("shell", "command"),
          Map.entry("url", "url"),
          Map.entry("uri", "url"),
          Map.entry("api", "url"),
          Map.entry("query", "query"),
          Map.entry("tool", "tool"));

  private AuthZen() {}

  /** What an evaluation request asks. */
  static Decider.Question question(Body body) throws ProblemException {
    var subject = body.object("subject");
    var action = body.object("action");
    var resource = body.object("resource");
    subject.text("type");
    var context = body.objectOrEmpty("context");
    var claims = new Merged(body);
    claims.put("agent_id", new JsonString(subject.text("id")), "subject");
    claims.putAll(subject.objectOrEmpty("properties"), "subject", "");
    claims.putAll(context, "context", "approval");

    var payload = new Merged(body);
    payload.putAll(action.objectOrEmpty("properties"), "action", "");
    payload.putAll(resource.objectOrEmpty("properties"), "resource", "");
    var type = resource.text("type");
    var id = resource.text("id");
    var member = MEMBER.get(type);
    var name = action.text("name");
    payload.put(
        member == null ? "resource" : member,
        member == null
            ? JsonObject.builder().put("type", type).put("id", id).build()
            : new JsonString(id),
        "resource");
    return new Decider.Question(
        claims.build(),
        name.equals("tools/call") ? "call_tool" : name,
        payload.build(),
        approvalId(body));
  }

  /** Section 9 of the access request profile: {@code context.approval.id}. */
  private static String approvalId(Body body) throws ProblemException {
    if (body.isAbsent("context")) {
      return "";
    }
    var context = body.object("context");
    return context.isAbsent("approval") ? "" : context.object("approval").text("id");
  }

  /** Members from several places; two places that differ about one name are a fault. */
  private static final class Merged {
    private final Body body;
    private final JsonObject.Builder out = JsonObject.builder();
    private final Map<String, JsonValue> seen = new HashMap<>();

    Merged(Body body) {
      this.body = body;
    }

    void putAll(JsonObject members, String place, String except) throws ProblemException {
      for (var i = 0; i < members.size(); i++) {
        if (!members.nameAt(i).equals(except)) {
          put(members.nameAt(i), members.valueAt(i), place);
        }
      }
    }

    void put(String name, JsonValue value, String place) throws ProblemException {
      var other = seen.putIfAbsent(name, value);
      if (other == null) {
        out.put(name, value);
      } else if (!other.equals(value)) {
        throw body.fault(place, "found " + Texts.name(name) + " with another value elsewhere");
      }
    }

    JsonObject build() {
      return out.build();
    }
  }

  /** The answer to one evaluation. */
  static JsonObject answer(AuthorizationResult result, String base) {
    var context = JsonObject.builder();
    var approval = result.approval();
    if (!result.authorizationId().isEmpty()) {
      context.put("evaluation_id", result.authorizationId());
    }
    var receipt = result.receipt();
    if (receipt != null) {
      context.put("evaluated_at", receipt.ts());
    }
    context.put("reason", result.reason());
    if (approval != null && result.decision() == Decision.REQUIRE_APPROVAL) {
      context.put("next_action", "request");
      context.put(
          "access_request",
          JsonObject.builder()
              .put("endpoint", base + REQUEST)
              .put("expires_at", approval.expiresAt().toString())
              .put("display", "a person has to agree to this action")
              .put("template", JsonObject.builder().put("evaluation_id", approval.id()).build())
              .build());
    }
    context.put("canopy", ResultJson.of(result));
    return JsonObject.builder()
        .put("decision", result.isAllowed())
        .put("context", context.build())
        .build();
  }

  /** The request's member, or else the default's, for one of several evaluations. */
  static JsonObject withDefaults(JsonObject item, JsonObject defaults) {
    var out = JsonObject.builder();
    for (var name : new String[] {"subject", "action", "resource", "context"}) {
      var own = item.get(name);
      var value = own == null ? defaults.get(name) : own;
      if (value != null && value != JsonNull.NULL) {
        out.put(name, value);
      }
    }
    return out.build();
  }
}
