package dev.canopy.cli;

import dev.canopy.audit.AnchorNotes;
import dev.canopy.audit.Assessment;
import dev.canopy.audit.AuditException;
import dev.canopy.audit.AuditVerifier;
import dev.canopy.audit.DisclosureCheck;
import dev.canopy.audit.Expectation;
import dev.canopy.audit.LegacyLogs;
import dev.canopy.audit.NoteKey;
import dev.canopy.audit.Outside;
import dev.canopy.audit.ProofException;
import dev.canopy.audit.Verdict;
import dev.canopy.json.Json;
import dev.canopy.json.JsonNull;
import dev.canopy.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code canopy verify}: whether a log is intact, and if not, where and how. */
@Command(
    name = "verify",
    description = "Say whether the audit log is intact, and if not, where and how.",
    footer = {
      "",
      "Exit code 0 if the log is intact from its first entry on, 3 if what is there is",
      "in order and the rest was pruned as recorded, 4 if it goes on in the place of a",
      "log that was lost, as recorded, 1 if it is not in order. A chain alone cannot",
      "show that its end was cut off or that all of it was written anew: keep an",
      "authorization_id elsewhere, and expect it.",
      "",
      "With --receipt no log is needed: exit code 0 if the receipt proves its entry,",
      "1 if not, 2 if no key is given."
    })
final class VerifyCommand implements Callable<Integer> {
  private static final String NATIVE = "canopy";

  private final Console console;

  @Parameters(
      arity = "0..1",
      paramLabel = "LOG",
      description = "The log; else CANOPY_AUDIT_LOG_PATH, else audit.log.")
  private @Nullable String log;

  @Option(
      names = "--format",
      paramLabel = "F",
      defaultValue = NATIVE,
      description = "canopy, or canopy-0.2 for logs of the Python package.")
  private String format = NATIVE;

  @Option(
      names = "--expect-head",
      paramLabel = "HASH",
      description = "An entry with this hash must be in the log.")
  private @Nullable String head;

  @Option(
      names = "--expect-entries",
      paramLabel = "N",
      defaultValue = "0",
      description = "There must be at least so many entries.")
  private long entries;

  @Option(
      names = "--chain-only",
      description = "Do not look at the values that are kept beside the log.")
  private boolean chainOnly;

  @Option(
      names = "--key",
      paramLabel = "VKEY",
      description = "The log's public key, kept from elsewhere; else the one that the log names.")
  private @Nullable String key;

  @Option(
      names = "--receipt",
      paramLabel = "FILE",
      description = "Verify this receipt of an entry, instead of a log.")
  private @Nullable String receipt;

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description = "Which witnesses must have cosigned (C2SP tlog-policy).")
  private @Nullable String policy;

  @Option(
      names = "--anchor",
      paramLabel = "FILE",
      description =
          "The log must fit the checkpoints that this file keeps, an anchor or a log of"
              + " canopy-checkpoint lines; may be repeated.")
  private List<String> anchors = List.of();

  @Option(
      names = "--anchor-git",
      paramLabel = "DIR",
      description = "The log must fit the checkpoints that were committed in this repository.")
  private @Nullable String anchorGit;

  @Option(
      names = "--line",
      paramLabel = "FILE",
      description = "The entry of the receipt, if it does not carry it.")
  private @Nullable String line;

  @Option(names = "--json", description = "Answer in JSON.")
  private boolean json;

  VerifyCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws CommandFailure, AuditException {
    if (receipt != null) {
      return verifyReceipt(receipt);
    }
    if (line != null) {
      throw CommandFailure.usage("--line goes with --receipt");
    }
    var file = log == null ? console.defaultLog() : console.resolve(log);
    return switch (format) {
      case NATIVE -> verify(file);
      case LegacyLogs.CANOPY_0_2 -> verifyLegacy(file);
      default ->
          throw CommandFailure.usage(
              "unknown format `"
                  + format
                  + "`, expected "
                  + NATIVE
                  + " or "
                  + LegacyLogs.CANOPY_0_2);
    };
  }

  private int verifyReceipt(String file) throws CommandFailure {
    if (log != null
        || head != null
        || entries != 0
        || !format.equals(NATIVE)
        || !anchors.isEmpty()
        || anchorGit != null) {
      throw CommandFailure.usage(
          "--receipt is verified without a log, and what is expected of one");
    }
    var pinned = pinnedKey();
    return new ReceiptVerdict(console, json)
        .verify(file, line, pinned == null ? List.of() : List.of(pinned), policy);
  }

  private @Nullable NoteKey pinnedKey() throws CommandFailure {
    try {
      return key == null ? null : NoteKey.parse(key);
    } catch (ProofException e) {
      throw CommandFailure.usage("--key: " + e.getMessage());
    }
  }

  private int verify(Path file) throws CommandFailure, AuditException {
    Expectation expectation;
    try {
      expectation = new Expectation(head, -1, entries);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage("--expect-head: " + e.getMessage());
    }
    var outside = outside();
    var pinned = pinnedKey();
    if (pinned == null && outside.policy() != null && outside.policy().logs().size() == 1) {
      pinned = outside.policy().logs().get(0); // the policy came from elsewhere, too
    }
    var assessment = AuditVerifier.assess(file, expectation, pinned, outside);
    var verdict = assessment.verdict();
    var values = verdict instanceof Verdict.Broken || chainOnly ? null : DisclosureCheck.of(file);
    if (json) {
      var said = AnchoringOfLog.add(VerdictOfLog.json(assessment), assessment.anchoring());
      console.out().println(Json.write(ValuesOfLog.add(said, values)));
    } else {
      console.out().print(text(file, assessment) + ValuesOfLog.text(values));
    }
    if (values != null && values.tampered() > 0) {
      return ExitCode.FAILURE;
    }
    return verdict instanceof Verdict.Intact
        ? ExitCode.OK
        : verdict instanceof Verdict.Pruned
            ? ExitCode.PRUNED
            : verdict instanceof Verdict.Continued ? ExitCode.DISCONTINUITY : ExitCode.FAILURE;
  }

  private String text(Path file, Assessment assessment) {
    var entries = assessment.verdict().chained().entries();
    return VerdictOfLog.text(file, assessment, new Style(console.colour()))
        + (assessment.verdict() instanceof Verdict.Broken
            ? ""
            : AnchoringOfLog.text(assessment.anchoring(), entries, console.clock().instant()));
  }

  /** What others know of the log, as far as the command line says where that is. */
  private Outside outside() throws CommandFailure, AuditException {
    var notes = new ArrayList<AnchorNotes>();
    for (var anchor : anchors) {
      notes.add(AnchorNotes.ofFile(console.resolve(anchor)));
    }
    if (anchorGit != null) {
      notes.add(AnchorNotes.ofGit(console.resolve(anchorGit)));
    }
    var wanted = policy == null ? null : new ReceiptVerdict(console, json).policy(policy);
    return new Outside(notes, wanted, console.clock().instant());
  }

  private int verifyLegacy(Path file) throws AuditException {
    var result = LegacyLogs.verify(file);
    var asExpected = (head == null || head.equals(result.head())) && entries <= result.entries();
    var verdict = !result.chains() ? "broken" : asExpected ? "intact" : "not_as_expected";
    var words = new StringBuilder();
    if (result.chains()) {
      words.append(result.entries()).append(" entries chain");
      words.append(asExpected ? "" : ", but they are not those that were expected");
      words.append("; this format shows neither a cut end nor a log written anew");
    } else {
      words.append("line ").append(result.brokenLine()).append(": ").append(result.reason());
      words.append("; ").append(result.entries()).append(" entries before it chain");
    }
    if (json) {
      var out =
          JsonObject.builder()
              .put("verdict", verdict)
              .put("words", words.toString())
              .put("format", LegacyLogs.CANOPY_0_2)
              .put("entries", result.entries())
              .put("head", result.head());
      if (!result.chains()) {
        out.put("line", result.brokenLine()).put("reason", result.reason());
      } else {
        out.put("line", JsonNull.NULL);
      }
      console.out().println(Json.write(out.build()));
    } else {
      var style = new Style(console.colour());
      var good = verdict.equals("intact");
      console.out().print(good ? style.good(verdict) : style.bad(verdict));
      console.out().println("  " + Visible.of(words.toString()));
    }
    return verdict.equals("intact") ? ExitCode.OK : ExitCode.FAILURE;
  }
}
