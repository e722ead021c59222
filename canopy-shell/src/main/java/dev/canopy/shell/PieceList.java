package dev.canopy.shell;

import java.util.ArrayList;
import java.util.List;

/** Collects the pieces of a word; text of one kind grows together. */
final class PieceList {
  private final List<Piece> pieces = new ArrayList<>(2);
  private final StringBuilder literal = new StringBuilder();
  private boolean quoted;
  private boolean open;

  void literal(char c, boolean isQuoted) {
    begin(isQuoted);
    literal.append(c);
  }

  void literal(CharSequence text, int from, int to, boolean isQuoted) {
    begin(isQuoted);
    literal.append(text, from, to);
  }

  /** Makes an empty word of {@code ''}. */
  void begin(boolean isQuoted) {
    if (open && quoted != isQuoted) {
      flush();
    }
    open = true;
    quoted = isQuoted;
  }

  void add(Piece piece) {
    flush();
    pieces.add(piece);
  }

  private void flush() {
    if (open) {
      pieces.add(new Piece.Literal(literal.toString(), quoted));
      literal.setLength(0);
      open = false;
    }
  }

  boolean isEmpty() {
    return pieces.isEmpty() && !open;
  }

  /** The unquoted text so far, if that is all there is; else the empty string. */
  String bareSoFar() {
    return pieces.isEmpty() && open && !quoted ? literal.toString() : "";
  }

  List<Piece> toList() {
    flush();
    return List.copyOf(pieces);
  }
}
