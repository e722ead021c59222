package dev.canopy.cli;

import dev.canopy.ApprovalException;
import dev.canopy.AuthorizationResult;
import dev.canopy.Canopy;
import dev.canopy.audit.AuditException;
import dev.canopy.audit.AuditVerifier;
import dev.canopy.audit.Expectation;
import dev.canopy.effects.ActionType;
import dev.canopy.effects.Effect;
import dev.canopy.policy.Decision;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The story that {@code canopy demo} tells. The decisions in it are made, not told. */
final class Demo {
  /** More effects than these would be read by nobody. */
  private static final int EFFECTS_SHOWN = 3;

  private static final Map<String, ?> AGENT =
      Map.of(
          "agent_name", "shop-assistant",
          "env", "production",
          "workspace", "/workspace/shop",
          "safe_paths", List.of("/workspace/shop/"));

  private final PrintStream out;
  private final Style style;
  private final Canopy canopy;
  private final Path log;
  private int actions;

  Demo(Console console, Canopy canopy, Path log) {
    this.out = console.out();
    this.style = new Style(console.colour());
    this.canopy = canopy;
    this.log = log;
  }

  void tell() throws IOException, AuditException, ApprovalException {
    say(
        "An agent works on a web shop. Before each action it asks; the policy is the one",
        "that is shipped. Nothing here is really run.");
    String receipt;
    try (canopy) {
      receipt = day();
    }
    evening(receipt);
  }

  private String day() throws ApprovalException {
    heading("The work it was given");
    ask(ActionType.EXECUTE_SHELL, "git status");
    ask(ActionType.EXECUTE_SHELL, "grep -rn 'TODO' src | sort | head -20");
    ask(ActionType.MODIFY_FILE, fields("path", "src/cart.py"));

    heading("A new library: a person is asked");
    var install = "pip install requests";
    var asked = ask(ActionType.EXECUTE_SHELL, install);
    agree(asked, install);

    heading("What matters is what an action does, not which words are in it");
    ask(ActionType.EXECUTE_SHELL, "echo 'never run rm -rf /' >> NOTES.md");
    ask(ActionType.EXECUTE_SHELL, "find / -delete");

    heading("Then it reads a web page that was written for it");
    ask(ActionType.MODIFY_FILE, fields("path", "/workspace/shop/../../etc/passwd"));
    ask(ActionType.CALL_EXTERNAL_API, fields("url", "http://[::ffff:a9fe:a9fe]/latest/meta-data/"));
    ask(ActionType.EXECUTE_SHELL, "echo cm0gLXJmIH4K | base64 -d | sh");
    var payment = fields("amount", 4900, "currency", "EUR", "to", "unknown");
    var last = ask(ActionType.SPEND_MONEY, payment);
    refuse(last);
    return last.authorizationId();
  }

  private AuthorizationResult ask(String type, Object payload) {
    actions++;
    var result = canopy.authorizeAction(AGENT, type, payload);
    out.println();
    out.println(
        (actions < 10 ? " " : "") + actions + "  " + type + "  " + style.bold(text(payload)));
    out.println("    " + style.decision(result.decision()) + "  " + Visible.of(result.reason()));
    if (result.decision() != Decision.ALLOW) {
      effects(result);
    }
    return result;
  }

  private void effects(AuthorizationResult result) {
    var shown = 0;
    for (var effect : result.effects()) {
      if (!(effect instanceof Effect.Runs) && shown++ < EFFECTS_SHOWN) {
        out.println(style.dim("      - " + EffectText.of(effect)));
      }
    }
  }

  private void agree(AuthorizationResult asked, String payload) throws ApprovalException {
    var approval = asked.approval();
    if (approval == null) {
      return;
    }
    canopy.approvals().approve(approval.id(), "alice", "known library, pinned version");
    out.println("    alice agrees. The agent asks again, with her approval:");
    var again = canopy.authorizeAction(AGENT, ActionType.EXECUTE_SHELL, payload, approval.id());
    out.println("    " + style.decision(again.decision()) + "  " + Visible.of(again.reason()));
    out.println("    And once more, with the same approval:");
    var spent = canopy.authorizeAction(AGENT, ActionType.EXECUTE_SHELL, payload, approval.id());
    out.println("    " + style.decision(spent.decision()) + "  " + Visible.of(spent.reason()));
  }

  private void refuse(AuthorizationResult asked) throws ApprovalException {
    var approval = asked.approval();
    if (approval != null) {
      canopy.approvals().refuse(approval.id(), "alice", "nobody asked for this");
      out.println("    alice refuses.");
    }
  }

  private void evening(String receipt) throws IOException, AuditException {
    heading("Each answer was in the audit log before the agent had it");
    verify("canopy verify");

    heading("At night somebody turns one DENY in the log into an ALLOW");
    var intact = Files.readString(log);
    var lines = intact.lines().toList();
    Files.writeString(log, intact.replaceFirst("\"decision\":\"DENY\"", "\"decision\":\"ALLOW\""));
    verify("canopy verify");

    heading("Or cuts off the end of the log, which no chain can show");
    var kept = String.join("\n", lines.subList(0, lines.size() - 3)) + "\n";
    Files.writeString(log, kept, StandardCharsets.UTF_8);
    verify("canopy verify");
    say("", "unless somebody kept a receipt elsewhere, such as that of the last action:");
    out.println();
    out.println(
        "    " + style.bold("canopy verify --expect-head " + receipt.substring(0, 12) + "…"));
    var assessment = AuditVerifier.assess(log, Expectation.head(receipt), null);
    out.print(VerdictOfLog.text(log, assessment, style).indent(4));
    say("", "Next: canopy explain execute_shell 'rm -rf build', and README.md.");
  }

  private void verify(String command) throws AuditException {
    out.println();
    out.println("    " + style.bold(command));
    out.print(
        VerdictOfLog.text(log, AuditVerifier.assess(log, Expectation.NONE, null), style).indent(4));
  }

  private void heading(String text) {
    out.println();
    out.println(style.bold("== " + text));
  }

  private void say(String... lines) {
    for (var line : lines) {
      out.println(line);
    }
  }

  private static String text(Object payload) {
    if (!(payload instanceof Map<?, ?> fields)) {
      return payload.toString();
    }
    var text = new StringBuilder();
    fields.forEach((name, value) -> text.append(text.isEmpty() ? "" : ", ").append(value));
    return text.toString();
  }

  /** A map in the order in which it is written. */
  private static Map<String, Object> fields(Object... namesAndValues) {
    var fields = new LinkedHashMap<String, Object>();
    for (var i = 0; i < namesAndValues.length; i += 2) {
      fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return fields;
  }
}
