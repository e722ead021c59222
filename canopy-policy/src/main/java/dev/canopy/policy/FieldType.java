package dev.canopy.policy;

/** What a field of an effect holds, and so which tests make sense on it. */
enum FieldType {
  /** Known text: a manager, a scheme. */
  TEXT("text"),
  /** A word of the action that may be a pattern or unknown: a program, an argument. */
  WORD("text"),
  /** A path that may be a pattern or unknown. */
  PATH("a path"),
  /** A host that may be unknown. */
  HOST("a host"),
  /** True or false. */
  FLAG("true or false"),
  /** A number. */
  NUMBER("a number"),
  /** A value of the payload or of agent_ctx: its type is seen when a request comes. */
  JSON("a value"),
  /** Every text of the payload; compared without regard to case. */
  PAYLOAD("text");

  /** The words for it in messages. */
  final String description;

  FieldType(String description) {
    this.description = description;
  }
}
