package dev.canopy.gateway;

import dev.canopy.AuthorizationResult;
import dev.canopy.ResultJson;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * {@code POST /authorize_actions}: several questions, each with its own answer and its own entry in
 * the log. If one of them is malformed, none is decided.
 */
final class BatchEndpoint implements Endpoint {
  /** So that one request keeps a thread for milliseconds, not seconds. */
  static final int MAX_ACTIONS = 100;

  private final Decider decider;
  private final Threads threads;
  private final Limits limits;

  BatchEndpoint(Decider decider, Threads threads, Limits limits) {
    this.decider = decider;
    this.threads = threads;
    this.limits = limits;
  }

  @Override
  public void handle(Exchange exchange) {
    threads.decide(
        exchange,
        () -> {
          var questions = questions(Body.parse(exchange.body(), limits));
          if (questions.stream().anyMatch(Decider.Question::blocks)) {
            threads.approve(exchange, () -> answer(exchange, questions));
          } else {
            answer(exchange, questions);
          }
        });
  }

  private static List<Decider.Question> questions(Body body) throws ProblemException {
    body.only(List.of("actions"));
    var count = body.array("actions").size();
    if (count == 0 || count > MAX_ACTIONS) {
      throw body.fault(
          "actions", "found " + count + " actions where 1 to " + MAX_ACTIONS + " are wanted");
    }
    var questions = new ArrayList<Decider.Question>(count);
    for (var i = 0; i < count; i++) {
      questions.add(AuthorizeEndpoint.question(body.item("actions", i)));
    }
    return questions;
  }

  private void answer(Exchange exchange, List<Decider.Question> questions) {
    var answers = new ArrayList<CompletableFuture<AuthorizationResult>>(questions.size());
    for (var question : questions) {
      answers.add(decider.ask(exchange, question).toCompletableFuture());
    }
    CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenRun(
            () -> {
              var results = new ArrayList<JsonValue>(answers.size());
              for (var answer : answers) {
                results.add(ResultJson.of(answer.join()));
              }
              exchange.reply(
                  200, JsonObject.builder().put("results", new JsonArray(results)).build());
            })
        .exceptionally(
            failure -> {
              exchange.problem(Problem.internal());
              return null;
            });
  }
}
