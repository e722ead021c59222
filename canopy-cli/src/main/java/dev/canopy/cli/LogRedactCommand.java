package dev.canopy.cli;

import dev.canopy.audit.AuditException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code canopy log redact}: erases what entries commit to. */
@Command(
    name = "redact",
    description = "Erase values that are kept beside the log; the chain and all proofs hold.",
    footer = {
      "",
      "Erases what the entries that match all of the options commit to, and records",
      "that. With a field goes what repeats it. An approval whose payload was erased",
      "cannot be used any more."
    })
final class LogRedactCommand extends LogSubcommand {
  @Option(names = "--seq", paramLabel = "N", description = "Of this entry, or of N-M.")
  private List<String> numbers = List.of();

  @Option(names = "--agent", paramLabel = "AVID", description = "Of this agent; a prefix will do.")
  private @Nullable String agent;

  @Option(
      names = "--before",
      paramLabel = "TIME",
      description = "From before this time: 2026-11-22, 2026-11-22T10:00:00Z, or 30d ago.")
  private @Nullable String before;

  @Option(
      names = "--field",
      paramLabel = "NAME",
      description = "Only this field of payloads, such as command; output for outcomes.")
  private List<String> fields = List.of();

  @Option(names = "--all", description = "Of all entries.")
  private boolean all;

  @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "Why.")
  private String reason = "";

  @Option(names = "--dry-run", description = "Say what would be erased, and erase nothing.")
  private boolean dryRun;

  @Option(names = "--json", description = "Answer in JSON.")
  private boolean json;

  LogRedactCommand(Console console) {
    super(console);
  }

  @Override
  int run(Path log) throws CommandFailure, AuditException {
    if (numbers.isEmpty() && agent == null && before == null && fields.isEmpty() && !all) {
      throw CommandFailure.usage("say which: --seq, --agent, --before, --field, or --all");
    }
    var until =
        before == null ? null : LogQueryOptions.time("--before", before, console.clock().instant());
    var redact = new LogRedact(LogRedact.numbers(numbers), agent, until, fields);
    var words = redact.run(log, console.clock(), reason, dryRun);
    console.out().println(json ? redact.json(words) : words);
    return ExitCode.OK;
  }
}
