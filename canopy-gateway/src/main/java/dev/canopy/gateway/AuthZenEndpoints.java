package dev.canopy.gateway;

import dev.canopy.AuthorizationResult;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The OpenID AuthZEN Authorization API 1.0: one evaluation, several, and what there is. */
final class AuthZenEndpoints {
  private final Decider decider;
  private final Threads threads;
  private final Limits limits;

  AuthZenEndpoints(Decider decider, Threads threads, Limits limits) {
    this.decider = decider;
    this.threads = threads;
    this.limits = limits;
  }

  /** {@code POST /access/v1/evaluation}. */
  void evaluate(Exchange exchange) {
    threads.decide(exchange, () -> one(exchange, question(Body.parse(exchange.body(), limits))));
  }

  private void one(Exchange exchange, Decider.Question question) throws ProblemException {
    if (question.blocks()) {
      threads.approve(exchange, () -> answerOne(exchange, question));
    } else {
      answerOne(exchange, question);
    }
  }

  private void answerOne(Exchange exchange, Decider.Question question) {
    decider
        .ask(exchange, question)
        .thenAccept(result -> exchange.reply(200, AuthZen.answer(result, base(exchange))))
        .exceptionally(failure -> failed(exchange));
  }

  /** When to stop answering several evaluations. */
  private enum Semantic {
    EXECUTE_ALL,
    DENY_ON_FIRST_DENY,
    PERMIT_ON_FIRST_PERMIT;

    boolean endsWith(AuthorizationResult result) {
      return switch (this) {
        case EXECUTE_ALL -> false;
        case DENY_ON_FIRST_DENY -> !result.isAllowed();
        case PERMIT_ON_FIRST_PERMIT -> result.isAllowed();
      };
    }
  }

  /** {@code POST /access/v1/evaluations}. */
  void evaluateAll(Exchange exchange) {
    threads.decide(
        exchange,
        () -> {
          var body = Body.parse(exchange.body(), limits);
          if (body.isAbsent("evaluations") || array(body).isEmpty()) {
            one(exchange, question(body)); // section 7.1.1: as if it were a single one
            return;
          }
          var semantic = semantic(body);
          var questions = questions(body);
          if (questions.stream().anyMatch(Decider.Question::blocks)) {
            threads.approve(exchange, () -> answerAll(exchange, questions, semantic));
          } else {
            answerAll(exchange, questions, semantic);
          }
        });
  }

  private static List<JsonValue> array(Body body) throws ProblemException {
    try {
      return body.array("evaluations");
    } catch (ProblemException e) {
      throw badRequest(e);
    }
  }

  private static List<Decider.Question> questions(Body body) throws ProblemException {
    var count = array(body).size();
    try {
      if (count > BatchEndpoint.MAX_ACTIONS) {
        throw body.fault(
            "evaluations",
            "found " + count + " where at most " + BatchEndpoint.MAX_ACTIONS + " are wanted");
      }
      var questions = new ArrayList<Decider.Question>(count);
      for (var i = 0; i < count; i++) {
        var item = body.item("evaluations", i);
        questions.add(AuthZen.question(item.with(AuthZen.withDefaults(item.json(), body.json()))));
      }
      return questions;
    } catch (ProblemException e) {
      throw badRequest(e);
    }
  }

  private static Semantic semantic(Body body) throws ProblemException {
    try {
      if (body.isAbsent("options")) {
        return Semantic.EXECUTE_ALL;
      }
      var options = body.object("options");
      return switch (options.textOrEmpty("evaluations_semantic")) {
        case "", "execute_all" -> Semantic.EXECUTE_ALL;
        case "deny_on_first_deny" -> Semantic.DENY_ON_FIRST_DENY;
        case "permit_on_first_permit" -> Semantic.PERMIT_ON_FIRST_PERMIT;
        default ->
            throw options.fault(
                "evaluations_semantic",
                "wanted execute_all, deny_on_first_deny or permit_on_first_permit");
      };
    } catch (ProblemException e) {
      throw badRequest(e);
    }
  }

  private void answerAll(Exchange exchange, List<Decider.Question> questions, Semantic semantic) {
    var answers = new ArrayList<AuthorizationResult>();
    ask(exchange, questions, semantic, answers)
        .thenRun(
            () -> {
              var items = new ArrayList<JsonValue>(answers.size());
              answers.forEach(result -> items.add(AuthZen.answer(result, base(exchange))));
              exchange.reply(
                  200, JsonObject.builder().put("evaluations", new JsonArray(items)).build());
            })
        .exceptionally(failure -> failed(exchange));
  }

  /** All at once where all are wanted, so that they share a flush; else one after the other. */
  private CompletionStage<Void> ask(
      Exchange exchange,
      List<Decider.Question> questions,
      Semantic semantic,
      List<AuthorizationResult> answers) {
    if (semantic == Semantic.EXECUTE_ALL) {
      var all = new ArrayList<CompletableFuture<AuthorizationResult>>(questions.size());
      questions.forEach(each -> all.add(decider.ask(exchange, each).toCompletableFuture()));
      return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
          .thenRun(() -> all.forEach(each -> answers.add(each.join())));
    }
    return next(exchange, questions, semantic, answers);
  }

  private CompletionStage<Void> next(
      Exchange exchange,
      List<Decider.Question> questions,
      Semantic semantic,
      List<AuthorizationResult> answers) {
    return decider
        .ask(exchange, questions.get(answers.size()))
        .thenCompose(
            result -> {
              answers.add(result);
              return semantic.endsWith(result) || answers.size() == questions.size()
                  ? CompletableFuture.<Void>completedFuture(null)
                  : next(exchange, questions, semantic, answers);
            });
  }

  /**
   * {@code GET /.well-known/authzen-configuration}: nothing can be searched, so it names no search.
   */
  void configuration(Exchange exchange) {
    var base = base(exchange);
    var capabilities =
        new JsonArray(List.of(new JsonString("urn:openid:authzen:capability:access-request")));
    exchange.reply(
        200,
        JsonObject.builder()
            .put("policy_decision_point", base)
            .put("access_evaluation_endpoint", base + AuthZen.EVALUATION)
            .put("access_evaluations_endpoint", base + AuthZen.EVALUATIONS)
            .put("access_request_endpoint", base + AuthZen.REQUEST)
            .put("capabilities", capabilities)
            .build());
  }

  /** Under which URL the caller has reached us; its Host was checked. */
  static String base(Exchange exchange) {
    var request = exchange.request();
    return (request.isSSL() ? "https://" : "http://") + request.getHeader("Host");
  }

  private static Decider.Question question(Body body) throws ProblemException {
    try {
      return AuthZen.question(body);
    } catch (ProblemException e) {
      throw badRequest(e);
    }
  }

  /** The API knows 400 for all that is wrong with a request. */
  static ProblemException badRequest(ProblemException e) {
    var p = e.problem();
    return new ProblemException(
        new Problem(400, p.code(), p.title(), p.detail(), p.pointer(), p.line(), p.column()));
  }

  private static @Nullable Void failed(Exchange exchange) {
    exchange.problem(Problem.internal());
    return null;
  }
}
