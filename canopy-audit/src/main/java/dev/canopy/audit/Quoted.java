package dev.canopy.audit;

/** Text from outside, made fit for a message: short, and without what could act on a terminal. */
final class Quoted {
  /** Enough to recognise the text by. */
  private static final int MAX_CHARS = 100;

  private Quoted() {}

  static String of(String text) {
    var out = new StringBuilder();
    for (var i = 0; i < text.length() && i < MAX_CHARS; i++) {
      var c = text.charAt(i);
      out.append(Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c);
    }
    return out.append(text.length() > MAX_CHARS ? "…" : "").toString();
  }
}
