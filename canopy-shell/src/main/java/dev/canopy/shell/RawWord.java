package dev.canopy.shell;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A word as written, before any expansion. */
record RawWord(List<Piece> pieces, int start, int end) {

  /** The word if it is plain unquoted text, as reserved words are, else null. */
  @Nullable String bare() {
    return pieces.size() == 1 && pieces.get(0) instanceof Piece.Literal l && !l.quoted()
        ? l.text()
        : null;
  }
}
