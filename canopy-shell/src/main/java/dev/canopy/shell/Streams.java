package dev.canopy.shell;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What redirections do to a command. */
final class Streams {
  static final Streams NONE = new Streams(0, 0);

  List<Redirection> redirections = List.of();

  /** Standard input, null if it stays as it is. */
  @Nullable Input input;

  /** True if standard output goes elsewhere. */
  boolean outputMoved;

  /** True if errors go where output goes. */
  boolean errorsToo;

  final int start;
  final int end;

  Streams(int start, int end) {
    this.start = start;
    this.end = end;
  }
}
