package dev.canopy.checks;

import java.util.List;

/**
 * What a shell did with a text in the sandbox.
 *
 * @param shell {@code bash}, {@code dash} or {@code zsh}
 * @param rejects true if {@code SHELL -n} finds fault with the text
 * @param runs the programs that were started
 * @param files the files that are new, changed or gone, absolute
 */
record Observation(String shell, boolean rejects, List<Run> runs, List<String> files) {

  /** A program that was started: its file's name, where, and its arguments. */
  record Run(String program, String directory, List<String> arguments) {}
}
