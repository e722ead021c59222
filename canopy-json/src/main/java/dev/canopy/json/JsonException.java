package dev.canopy.json;

/** The text is not JSON, or not the strict JSON that is accepted here. The message says where. */
public final class JsonException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int line;
  private final int column;

  JsonException(String message, int line, int column) {
    super(message);
    this.line = line;
    this.column = column;
  }

  /** The line of the fault, from 1; 0 if the fault has no place in a text. */
  public int line() {
    return line;
  }

  /** The column of the fault, from 1; 0 if the fault has no place in a text. */
  public int column() {
    return column;
  }
}
