package dev.canopy.shell;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A command as written. */
sealed interface Node {

  /** Assignments, words, redirections. */
  record Simple(
      List<Setting> settings, List<RawWord> words, List<Redirect> redirects, int start, int end)
      implements Node {}

  /** One command after the other. */
  record Sequence(List<Node> items) implements Node {}

  /** {@code a && b || c}: {@code joins} has {@code &} or {@code |} for each gap between parts. */
  record AndOr(List<Node> parts, String joins) implements Node {}

  /** {@code a | b}, of at least two. */
  record Pipeline(List<Node> stages) implements Node {}

  /** {@code a &}. */
  record Background(Node command) implements Node {}

  /** {@code (…)}. */
  record Subshell(Node body) implements Node {}

  /** A command with redirections around all of it. */
  record Redirected(Node command, List<Redirect> redirects) implements Node {}

  /** {@code if}: as many bodies as conditions. */
  record If(List<Node> conditions, List<Node> bodies, @Nullable Node otherwise) implements Node {}

  /** {@code while} and {@code until}. */
  record While(Node condition, Node body, Excerpt text) implements Node {}

  /**
   * {@code for} and {@code select}.
   *
   * @param words null if it goes over the positional parameters
   */
  record For(String name, @Nullable List<RawWord> words, Node body, boolean select, Excerpt text)
      implements Node {}

  /** {@code for ((a; b; c))}. */
  record Counting(RawWord header, Node body, Excerpt text, int start, int end) implements Node {}

  /**
   * {@code case}: the patterns of all arms, and the arms.
   *
   * @param falls the first arm after which others may run too, {@code ;&} or {@code ;;&}; the
   *     number of arms if there is none
   */
  record Case(RawWord subject, List<RawWord> patterns, List<Node> arms, int falls)
      implements Node {}

  /** A function definition; zsh's nameless function has the empty name and runs at once. */
  record Function(String name, Node body, Excerpt text, int start, int end) implements Node {}

  /** {@code [[ … ]]}: all its words, operators too. */
  record Test(List<RawWord> words, int start, int end) implements Node {}

  /**
   * {@code ((…))}.
   *
   * @param content the source between the brackets: a shell without {@code ((} runs it
   */
  record Calculation(RawWord expression, String content, int start, int end) implements Node {}

  /** {@code coproc}. */
  record Coprocess(Node body) implements Node {}

  /** Where a loop or a function stands in the text it was parsed from. */
  record Excerpt(String source, int from, int to) {}
}
