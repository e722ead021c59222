package dev.canopy.cli;

import dev.canopy.CanopyException;
import dev.canopy.audit.AuditException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;

/** The command line as a whole: which commands there are, and what becomes of their errors. */
final class Cli {
  private Cli() {}

  /** In the order in which the help shows them. */
  private static Map<String, Function<Console, Object>> commands() {
    var commands = new LinkedHashMap<String, Function<Console, Object>>();
    commands.put("demo", DemoCommand::new);
    commands.put("check", CheckCommand::new);
    commands.put("explain", ExplainCommand::new);
    commands.put("authorize", AuthorizeCommand::new);
    commands.put("exec", ExecCommand::new);
    commands.put("serve", ServeCommand::new);
    commands.put("keys", KeysCommand::new);
    commands.put("users", UsersCommand::new);
    commands.put("approvals", ApprovalsCommand::new);
    commands.put("log", LogCommand::commandLine);
    commands.put("verify", VerifyCommand::new);
    commands.put("receipt", ReceiptCommand::new);
    commands.put("policy", PolicyCommand::new);
    commands.put("eval", EvalCommand::new);
    commands.put("checkpoint", CheckpointCommand::new);
    commands.put("witness", WitnessCommand::new);
    commands.put("conformance", ConformanceCommand::new);
    commands.put("completion", CompletionCommand::new);
    return commands;
  }

  /** Runs the command that {@code args} name. Returns the exit code and never throws. */
  static int run(Console console, String... args) {
    try {
      var check = CheckCommand.readPlainly(console, args);
      if (check == null) {
        return commandLine(console, args.length == 0 ? "" : args[0]).execute(args);
      }
      try {
        return check.call();
      } catch (Exception e) {
        return report(console, e);
      }
    } catch (RuntimeException | StackOverflowError e) {
      console.err().println(Visible.lines("canopy: internal error: " + e));
      return ExitCode.FAILURE;
    }
  }

  /**
   * The command line that understands {@code name}. Reading the annotations of one command takes
   * some milliseconds, so the others are left out when the first word names one.
   */
  static CommandLine commandLine(Console console, String name) {
    var line = new CommandLine(new RootCommand());
    var commands = commands();
    var named = commands.get(name);
    if (named != null) {
      line.addSubcommand(name, named.apply(console));
    } else {
      commands.forEach((each, command) -> line.addSubcommand(each, command.apply(console)));
    }
    line.setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8));
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(
            console.colour() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
    line.setExecutionExceptionHandler((failure, at, parsed) -> report(console, failure));
    line.setParameterExceptionHandler((failure, given) -> reportUsage(console, failure));
    line.setPosixClusteredShortOptionsAllowed(false);
    line.setExpandAtFiles(false);
    line.setAbbreviatedOptionsAllowed(false);
    var exec = line.getSubcommands().get("exec");
    if (exec != null) {
      exec.setStopAtPositional(true); // what follows the program are its words, not our options
    }
    return line;
  }

  private static int reportUsage(Console console, CommandLine.ParameterException failure) {
    console.err().println("canopy: " + Visible.of(String.valueOf(failure.getMessage())));
    if (failure instanceof CommandLine.UnmatchedArgumentException unmatched) {
      for (var suggestion : unmatched.getSuggestions()) {
        console.err().println("  did you mean " + Visible.of(suggestion) + "?");
      }
    }
    var command = failure.getCommandLine().getCommandSpec().qualifiedName();
    console.err().println("see " + command + " --help");
    return ExitCode.USAGE;
  }

  private static int report(Console console, Exception failure) {
    console.out().flush();
    if (failure instanceof CommandFailure expected) {
      console.err().println(Visible.lines("canopy: " + expected.getMessage()));
      return expected.exitCode();
    }
    if (failure instanceof CanopyException broken && !broken.policyIssues().isEmpty()) {
      console.err().print(PolicyIssueText.of(broken.policyIssues()));
      return ExitCode.FAILURE;
    }
    if (failure instanceof CanopyException || failure instanceof AuditException) {
      console.err().println(Visible.lines("canopy: " + failure.getMessage()));
      return ExitCode.FAILURE;
    }
    if (failure instanceof IOException broken) {
      console.err().println("canopy: " + Visible.of(CommandFailure.why(broken)));
      return ExitCode.FAILURE;
    }
    console.err().println(Visible.lines("canopy: internal error: " + failure));
    return ExitCode.FAILURE;
  }
}
