package dev.canopy.gateway;

import dev.canopy.AuthorizationResult;
import dev.canopy.ResultJson;
import dev.canopy.json.JsonObject;
import java.util.List;

/**
 * {@code POST /v1/data/canopy/authorize}: the one call in the form of Open Policy Agent's data API,
 * so that what asks an OPA can ask a Canopy.
 */
final class OpaEndpoint implements Endpoint {
  private final Decider decider;
  private final Threads threads;
  private final Limits limits;

  OpaEndpoint(Decider decider, Threads threads, Limits limits) {
    this.decider = decider;
    this.threads = threads;
    this.limits = limits;
  }

  @Override
  public void handle(Exchange exchange) {
    threads.decide(
        exchange,
        () -> {
          var body = Body.parse(exchange.body(), limits).only(List.of("input"));
          var question = AuthorizeEndpoint.question(body.object("input"));
          if (question.blocks()) {
            threads.approve(exchange, () -> answer(exchange, question));
          } else {
            answer(exchange, question);
          }
        });
  }

  private void answer(Exchange exchange, Decider.Question question) {
    decider
        .ask(exchange, question)
        .thenAccept(result -> exchange.reply(200, json(result)))
        .exceptionally(
            failure -> {
              exchange.problem(Problem.internal());
              return null;
            });
  }

  private static JsonObject json(AuthorizationResult result) {
    var all = ResultJson.of(result);
    var out = JsonObject.builder().put("allow", result.isAllowed());
    for (var i = 0; i < all.size(); i++) {
      out.put(all.nameAt(i), all.valueAt(i));
    }
    return JsonObject.builder()
        .put("result", out.build())
        .put("decision_id", result.authorizationId())
        .build();
  }
}
