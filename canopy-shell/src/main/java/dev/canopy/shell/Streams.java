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

  /**
   * True if no file of these may be one that cannot be opened: then the command would not run and
   * write nothing.
   */
  boolean opensSurely() {
    for (var redirection : redirections) {
      var target = redirection.target();
      if (!target.isExact() || !target.text().equals("/dev/null")) {
        return false;
      }
    }
    return true;
  }

  final int start;
  final int end;

  Streams(int start, int end) {
    this.start = start;
    this.end = end;
  }
}
