package dev.canopy.cli;

import dev.canopy.DecisionMaker;
import dev.canopy.json.Json;
import dev.canopy.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * {@code check --jsonl}: a case a line in, a decision a line out, in order. A bad line is answered
 * DENY with {@code error} and does not stop the rest.
 */
final class CheckStream {
  private final DecisionMaker decider;

  CheckStream(DecisionMaker decider) {
    this.decider = decider;
  }

  void run(InputStream in, PrintStream out) throws IOException {
    // Flushed whenever the input has run dry, so that who waits for an answer gets it.
    var lines = new Lines(in, out::flush);
    for (var line = lines.next(); line != null; line = lines.next()) {
      out.write((Json.write(answer(line)) + "\n").getBytes(StandardCharsets.UTF_8));
    }
    out.flush();
    if (out.checkError()) {
      throw new IOException("standard output was closed");
    }
  }

  private JsonObject answer(byte[] line) {
    var request = Case.read(line);
    if (request.fault() != null) {
      return denied(request, request.fault());
    }
    var verdict = decider.decide(request.context(), request.type(), request.payload());
    var out = JsonObject.builder().put("id", request.id());
    VerdictJson.put(out, verdict);
    return out.build();
  }

  private static JsonObject denied(Case request, String error) {
    return JsonObject.builder()
        .put("id", request.id())
        .put("decision", "DENY")
        .put("reason", "the request is malformed")
        .put("rule_ids", VerdictJson.strings(List.of()))
        .put("severity", "high")
        .put("effects", VerdictJson.strings(List.of()))
        .put("error", error)
        .build();
  }
}
