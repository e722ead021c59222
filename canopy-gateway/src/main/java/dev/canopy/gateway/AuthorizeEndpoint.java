package dev.canopy.gateway;

import dev.canopy.ResultJson;
import java.util.List;

/** {@code POST /authorize_action}: the one call. */
final class AuthorizeEndpoint implements Endpoint {
  static final List<String> MEMBERS =
      List.of("agent_ctx", "action_type", "action_payload", "approval_id");

  private final Decider decider;
  private final Threads threads;
  private final Limits limits;

  AuthorizeEndpoint(Decider decider, Threads threads, Limits limits) {
    this.decider = decider;
    this.threads = threads;
    this.limits = limits;
  }

  @Override
  public void handle(Exchange exchange) {
    threads.decide(
        exchange,
        () -> {
          var question = question(Body.parse(exchange.body(), limits));
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
        .thenAccept(result -> exchange.reply(200, ResultJson.of(result)))
        .exceptionally(
            failure -> {
              exchange.problem(Problem.internal());
              return null;
            });
  }

  /** What the members of a request ask. */
  static Decider.Question question(Body body) throws ProblemException {
    body.only(MEMBERS);
    return new Decider.Question(
        body.objectOrEmpty("agent_ctx"),
        body.text("action_type"),
        body.required("action_payload"),
        body.textOrEmpty("approval_id"));
  }
}
