package dev.canopy.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code canopy completion}: a script that teaches the shell this command. */
@Command(
    name = "completion",
    description = "Print a completion script.",
    footer = {"", "Try: source <(canopy completion bash)"})
final class CompletionCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "SHELL", description = "bash or zsh")
  @SuppressWarnings("NullAway.Init") // required, so picocli sets it
  private String shell;

  CompletionCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws CommandFailure {
    switch (shell) {
      case "bash" -> {}
      case "zsh" -> console.out().println("autoload -Uz compinit && compinit");
      default -> throw CommandFailure.usage("unknown shell `" + shell + "`, expected bash or zsh");
    }
    console.out().println(AutoComplete.bash("canopy", Cli.commandLine(console, "")));
    return ExitCode.OK;
  }
}
