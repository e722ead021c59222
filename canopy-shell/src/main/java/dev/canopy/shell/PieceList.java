package dev.canopy.shell;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the pieces of a word; text of one kind grows together. */
final class PieceList {
  private final List<Piece> pieces = new ArrayList<>(2);
  private final StringBuilder literal = new StringBuilder(0);

  /** The text of the piece in the making, as long as it came in one go. */
  private @Nullable String whole;

  private boolean quoted;
  private boolean open;

  void literal(char c, boolean isQuoted) {
    begin(isQuoted);
    spill();
    literal.append(c);
  }

  void literal(CharSequence text, int from, int to, boolean isQuoted) {
    begin(isQuoted);
    if (whole == null && literal.isEmpty()) {
      whole = text.subSequence(from, to).toString();
    } else {
      spill();
      literal.append(text, from, to);
    }
  }

  private void spill() {
    if (whole != null) {
      literal.append(whole);
      whole = null;
    }
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

  private String current() {
    return whole != null ? whole : literal.toString();
  }

  private void flush() {
    if (open) {
      pieces.add(new Piece.Literal(current(), quoted));
      whole = null;
      literal.setLength(0);
      open = false;
    }
  }

  boolean isEmpty() {
    return pieces.isEmpty() && !open;
  }

  /** The unquoted text so far, if that is all there is; else the empty string. */
  String bareSoFar() {
    return pieces.isEmpty() && open && !quoted ? current() : "";
  }

  List<Piece> toList() {
    flush();
    return List.copyOf(pieces);
  }
}
