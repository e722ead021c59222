package dev.canopy.effects;

import dev.canopy.shell.Command;
import dev.canopy.shell.Input;
import dev.canopy.shell.ShellReading;
import dev.canopy.shell.Word;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One shell text that is read, the outermost or a nested one, and what has been learnt of the
 * output of its commands.
 */
final class Scope {
  final ShellReading reading;
  final Place place;
  final Surroundings start;

  /** What the text was reached through: {@code sudo}, {@code sh}. */
  final List<String> via;

  final int depth;

  /** The command that runs this text, or null for the outermost. */
  final @Nullable Scope outer;

  private final int outerCommand;

  private final @Nullable Produced[] produced;

  Scope(
      ShellReading reading,
      Place place,
      Surroundings start,
      List<String> via,
      int depth,
      @Nullable Scope outer,
      int outerCommand) {
    this.reading = reading;
    this.place = place;
    this.start = start;
    this.via = via;
    this.depth = depth;
    this.outer = outer;
    this.outerCommand = outerCommand;
    this.produced = new Produced[reading.commands().size()];
  }

  /** What a command's standard output is, as far as it matters when it is run as code. */
  static final class Produced {
    boolean fetched;
    boolean decoded;
    boolean filter;

    /** The output sets up a shell and does nothing else. */
    boolean setup;

    /** Where it was fetched from, if that is known. */
    @Nullable Operand from;

    /** The paths that it lists, if that is known: they are words of their own. */
    List<Word> listing = List.of();

    /** The files whose content it is. */
    private List<Word> files = List.of();

    List<Word> files() {
      return files;
    }

    void addFile(Word file) {
      if (files.isEmpty()) {
        files = new ArrayList<>(2);
      }
      files.add(file);
    }
  }

  /** What is known of the output of the command at {@code index}. */
  Produced produced(int index) {
    var some = produced[index];
    if (some == null) {
      some = new Produced();
      produced[index] = some;
    }
    return some;
  }

  private boolean asked;
  private boolean stays;

  /** True if no command of the text changes the working directory. */
  boolean stays() {
    if (!asked) {
      asked = true;
      stays = neverMoves();
    }
    return stays;
  }

  private boolean neverMoves() {
    for (var command : reading.commands()) {
      if (!command.directory().isExact() || !command.directory().text().isEmpty()) {
        return false;
      }
    }
    return true;
  }

  Command command(int index) {
    return reading.commands().get(index);
  }

  /** The scope whose commands the input of a command refers to. */
  Scope inputScope(int index) {
    var input = command(index).input();
    return input == Input.Inherited.INHERITED && outer != null
        ? outer.inputScope(outerCommand)
        : this;
  }

  /** The standard input of a command, through the texts around it. */
  Input input(int index) {
    var input = command(index).input();
    return input == Input.Inherited.INHERITED && outer != null ? outer.input(outerCommand) : input;
  }
}
