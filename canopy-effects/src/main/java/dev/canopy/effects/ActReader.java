package dev.canopy.effects;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the acts of program models: {@code recursive}, {@code changes(container)}, {@code
 * if(force,destroys(git_history))}, and the list of operands {@code read+ write}.
 */
final class ActReader {
  private static final Map<String, Act.Kind> KINDS = kinds();

  private final String text;
  private int at;

  private ActReader(String text) {
    this.text = text;
  }

  /**
   * Acts with spaces or {@code &} between.
   *
   * @throws IllegalArgumentException if it is not that
   */
  static List<Act> acts(String text) {
    return text.isEmpty() ? Act.NONE : new ActReader(text).readActs();
  }

  /**
   * Operands by position.
   *
   * @throws IllegalArgumentException if it is not that
   */
  static OperandSpec operands(String text) {
    return new ActReader(text).readOperands();
  }

  private static Map<String, Act.Kind> kinds() {
    var kinds = new HashMap<String, Act.Kind>(128);
    for (var kind : Act.Kind.values()) {
      var underscored =
          switch (kind) {
            case CHANGES_SYSTEM, READS_SECRET -> true;
            default -> false;
          };
      var name = new StringBuilder(kind.name().length());
      for (var i = 0; i < kind.name().length(); i++) {
        var c = kind.name().charAt(i);
        name.append(c == '_' ? (underscored ? '_' : '-') : Character.toLowerCase(c));
      }
      kinds.put(name.toString(), kind);
    }
    return kinds;
  }

  private List<Act> readActs() {
    var acts = new ArrayList<Act>(2);
    for (skip(); at < text.length(); skip()) {
      acts.add(readAct());
    }
    return acts;
  }

  private OperandSpec readOperands() {
    var slots = new ArrayList<OperandSpec.Slot>(3);
    var many = false;
    for (skip(); at < text.length(); skip()) {
      var acts = new ArrayList<Act>(1);
      acts.add(readAct());
      while (at < text.length() && text.charAt(at) == '&') {
        at++;
        acts.add(readAct());
      }
      var slot = new OperandSpec.Slot(acts, readCount());
      if (slot.count.isMany() && !slot.assignments) {
        if (many) {
          throw fault("two positions take any number of operands");
        }
        many = true;
      }
      slots.add(slot);
    }
    return new OperandSpec(slots);
  }

  private OperandSpec.Count readCount() {
    var count =
        switch (at < text.length() ? text.charAt(at) : ' ') {
          case '?' -> OperandSpec.Count.OPTIONAL;
          case '*' -> OperandSpec.Count.ANY;
          case '+' -> OperandSpec.Count.SOME;
          default -> OperandSpec.Count.ONE;
        };
    if (count != OperandSpec.Count.ONE) {
      at++;
    }
    return count;
  }

  private Act readAct() {
    var start = at;
    while (at < text.length() && isName(text.charAt(at))) {
      at++;
    }
    var name = text.substring(start, at);
    var kind = KINDS.get(name);
    if (kind == null) {
      throw fault("unknown act `" + name + "`");
    }
    var arguments = readArguments();
    return switch (kind) {
      case IF, UNLESS -> {
        if (arguments.size() != 2) {
          throw fault("`" + name + "` wants a flag and acts");
        }
        yield new Act(kind, new String[] {arguments.get(0)}, acts(arguments.get(1)), null);
      }
      case OPERANDS -> {
        if (arguments.size() != 1) {
          throw fault("`operands` wants a list of operands");
        }
        yield new Act(kind, new String[0], Act.NONE, operands(arguments.get(0)));
      }
      default -> new Act(kind, arguments.toArray(new String[0]), Act.NONE, null);
    };
  }

  private List<String> readArguments() {
    if (at >= text.length() || text.charAt(at) != '(') {
      return List.of();
    }
    var arguments = new ArrayList<String>(2);
    var depth = 0;
    var start = at + 1;
    for (; at < text.length(); at++) {
      var c = text.charAt(at);
      if (c == '(') {
        depth++;
      } else if (c == ')') {
        depth--;
        if (depth == 0) {
          arguments.add(text.substring(start, at));
          at++;
          return arguments;
        }
      } else if (c == ',' && depth == 1) {
        arguments.add(text.substring(start, at));
        start = at + 1;
      }
    }
    throw fault("a parenthesis is not closed");
  }

  private void skip() {
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '&')) {
      at++;
    }
  }

  private static boolean isName(char c) {
    return (c >= 'a' && c <= 'z') || c == '-' || c == '_';
  }

  private IllegalArgumentException fault(String message) {
    return new IllegalArgumentException(message + " in `" + text + "`");
  }
}
