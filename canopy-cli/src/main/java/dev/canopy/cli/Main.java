package dev.canopy.cli;

/** The {@code canopy} command. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    var console = Console.system();
    var exitCode = Cli.run(console, args);
    console.out().flush();
    console.err().flush();
    System.exit(exitCode);
  }
}
