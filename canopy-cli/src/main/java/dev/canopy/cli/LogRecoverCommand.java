package dev.canopy.cli;

import dev.canopy.audit.AuditException;
import dev.canopy.audit.AuditOptions;
import dev.canopy.audit.LogRecovery;
import dev.canopy.json.Json;
import dev.canopy.json.JsonObject;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code canopy log recover}: goes on where a log cannot be opened any more. */
@Command(
    name = "recover",
    description = "Begin another log in the place of one that was cut, rolled back or damaged.",
    footer = {
      "",
      "Only for a log that cannot be opened: first look for what is missing, and put it",
      "back. Without --accept-loss it only tells. With it the old files are moved aside",
      "unchanged, and the new log begins with a record of the loss that the old log's",
      "key signs; canopy verify reports it from then on, and exits with 4."
    })
final class LogRecoverCommand extends LogSubcommand {
  @Option(
      names = "--accept-loss",
      description = "Do it: what the old log held is no part of the new one.")
  private boolean acceptLoss;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "Why, for the record.")
  private String reason = "";

  @Option(
      names = "--by",
      paramLabel = "NAME",
      description = "Who accepts the loss, for the record; else the user of this machine.")
  private @Nullable String by;

  @Option(names = "--json", description = "Answer in JSON.")
  private boolean json;

  LogRecoverCommand(Console console) {
    super(console);
  }

  @Override
  int run(Path log) throws CommandFailure, AuditException {
    if (acceptLoss && reason.isBlank()) {
      throw CommandFailure.usage("--accept-loss needs --reason: why is the loss accepted?");
    }
    var options = console.withKey(AuditOptions.EXCLUSIVE);
    var loss =
        acceptLoss
            ? LogRecovery.acceptLoss(log, console.clock(), options, who(), reason)
            : LogRecovery.examine(log, console.clock(), options);
    console.out().println(json ? json(loss) : words(loss));
    return acceptLoss ? ExitCode.OK : ExitCode.FAILURE;
  }

  private String who() {
    return by != null && !by.isBlank() ? by : System.getProperty("user.name", "unknown");
  }

  private String words(LogRecovery.Loss loss) {
    var out = new StringBuilder();
    out.append("cannot be opened: ").append(Visible.of(loss.why()));
    out.append("\n  signed  ");
    out.append(loss.signedSize() == 0 ? "nothing" : loss.signedSize() + " entries");
    out.append(loss.signedRoot().isEmpty() ? "" : ", root " + loss.signedRoot());
    out.append("\n  found   ").append(loss.foundSize()).append(" entries chain");
    out.append(loss.foundRoot().isEmpty() ? "" : ", root " + loss.foundRoot());
    out.append(acceptLoss ? "\n  the old files are in " : "\n  the old files would go to ");
    out.append(Visible.of(String.valueOf(loss.movedTo().getFileName())));
    out.append(
        acceptLoss
            ? ", and another log begins"
            : "; nothing was done: put back what is missing, or --accept-loss --reason TEXT");
    return out.toString();
  }

  private String json(LogRecovery.Loss loss) {
    return Json.write(
        JsonObject.builder()
            .put("done", acceptLoss)
            .put("why", loss.why())
            .put("signed_size", loss.signedSize())
            .put("signed_root", loss.signedRoot())
            .put("found_size", loss.foundSize())
            .put("found_root", loss.foundRoot())
            .put("files", loss.movedTo().toString())
            .build());
  }
}
