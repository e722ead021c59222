package dev.canopy.cli;

import picocli.CommandLine;

/** The {@code canopy} command. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(new CommandLine(new RootCommand(Console.system())).execute(args));
  }
}
