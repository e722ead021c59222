package dev.canopy.shell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Assignments to variables, and which of them programs see. */
final class Assignments {
  private final Evaluator shell;
  private final Expander expander;
  private final State state;

  /** Variables that the shell itself expands as prompts, running what is in them. */
  private static final Set<String> PROMPTS =
      Set.of("PS0", "PS1", "PS2", "PS4", "PROMPT", "RPROMPT");

  private final Map<String, Assignment> exported = new LinkedHashMap<>();

  Assignments(Evaluator shell, Expander expander, State state) {
    this.shell = shell;
    this.expander = expander;
    this.state = state;
  }

  /** The value that an assignment gives. */
  Word value(Setting setting) throws Unreadable {
    if (setting.elements() != null) {
      var elements = expander.elements(setting.elements());
      return elements == null
          ? Values.unknown("an array with keys")
          : elements.isEmpty() ? Values.EMPTY : elements.get(0);
    }
    return setting.value() == null ? Values.EMPTY : expander.assigned(setting.value());
  }

  /** Does an assignment. */
  void set(Setting setting) throws Unreadable {
    var name = target(setting.name());
    if (setting.elements() != null) {
      var elements = expander.elements(setting.elements());
      var old = state.variable(name);
      if (elements != null && setting.append()) {
        if (old != null && old.elements() != null) {
          var all = new ArrayList<>(old.elements());
          all.addAll(elements);
          elements = all;
        } else {
          elements = null;
        }
      }
      setArray(name, elements, setting.start(), setting.end());
      return;
    }
    var value = setting.value() == null ? Values.EMPTY : expander.assigned(setting.value());
    var subscript = setting.subscript();
    if (subscript != null) {
      element(name, expander.single(subscript), value, setting);
      return;
    }
    assign(name, value, setting.append(), setting.start(), setting.end());
  }

  void setArray(String name, @Nullable List<Word> elements, int start, int end) {
    var old = state.variable(name);
    var variable =
        elements == null
            ? Variable.of(Values.unknown("`$" + name + "` is an array we do not follow"))
            : Variable.ofArray(elements);
    if (old != null && old.exported()) {
      variable = variable.export();
    }
    state.variable(name, variable);
    record(
        name, elements == null || elements.isEmpty() ? Values.EMPTY : elements.get(0), start, end);
  }

  private void element(String name, Word subscript, Word value, Setting setting) throws Unreadable {
    var index = shell.arithmetic().evaluate(subscript);
    var old = state.variable(name);
    List<Word> elements = null;
    if (index != null && index >= 0 && !setting.append()) {
      var before = old == null || old.elements() == null ? List.<Word>of() : old.elements();
      if (old == null || old.elements() != null) {
        if (index < before.size()) {
          elements = new ArrayList<>(before);
          elements.set((int) (long) index, value);
        } else if (index == before.size() && before.size() < Limits.WORDS) {
          elements = new ArrayList<>(before);
          elements.add(value);
        }
      }
    }
    setArray(name, elements, setting.start(), setting.end());
  }

  /** The variable that a name leads to, over references. */
  private String target(String name) {
    var at = name;
    for (var i = 0; i < 8; i++) {
      var variable = state.variable(at);
      if (variable == null || variable.reference() == null) {
        return at;
      }
      at = variable.reference();
    }
    return at;
  }

  /** Sets a variable and lists the assignment. */
  void assign(String written, Word value, boolean append, int start, int end) throws Unreadable {
    var name = target(written);
    var old = state.variable(name);
    var now = value;
    if (old != null && old.integer()) {
      var number = shell.arithmetic().evaluate(value);
      now =
          number == null
              ? Values.unknown("a number that is not known", Values.sources(value))
              : Values.known(Long.toString(number));
      append = false;
    }
    if (append) {
      var before = expander.parameters().plain(name);
      now =
          before.text().length() + now.text().length() > Limits.VALUE_LENGTH
              ? Values.unknown("a long value")
              : Values.join(List.of(before, now), "");
    }
    if (now.text().length() > Limits.VALUE_LENGTH
        || (!now.isExact() && now.parts().size() > Limits.VALUE_PARTS)) {
      now = Values.unknown("a long value", Values.sources(now));
    }
    var exports = state.get("allexport") != null || (old != null && old.exported());
    state.variable(name, new Variable(now, null, exports, old != null && old.integer(), null));
    record(name, now, start, end);
    if (now.isExact() && shell.branches() > 0 && isSubscripted(now.text())) {
      // Arithmetic may meet this value where it is no longer known which one the variable has.
      shell.texts.subscripts(now, start, end);
    }
    if (PROMPTS.contains(name) && now.isExact()) {
      shell.texts.prompt(now, start, end);
    }
  }

  private static boolean isSubscripted(String text) {
    return text.indexOf('[') >= 0 && (text.contains("$(") || text.indexOf('`') >= 0);
  }

  void record(String name, Word value, int start, int end) {
    var variable = state.variable(name);
    var exports = (variable != null && variable.exported()) || isInherited(name);
    var assignment = new Assignment(name, value, exports, new Span(start, Math.max(start, end)));
    if (shell.assignments.size() < Limits.COMMANDS) {
      shell.assignments.add(assignment);
    }
    if (exports) {
      if (exported.size() >= Limits.EXPORTS && !exported.containsKey(name)) {
        shell.gap("more than " + Limits.EXPORTS + " exported variables", start, end);
        return;
      }
      exported.put(name, assignment);
      shell.exportsChanged();
    }
  }

  /** Variables that every shell gets exported, so that a new value is seen by programs. */
  private static boolean isInherited(String name) {
    return switch (name) {
      case "PATH",
          "HOME",
          "USER",
          "LOGNAME",
          "SHELL",
          "TERM",
          "LANG",
          "PWD",
          "TMPDIR",
          "EDITOR",
          "VISUAL",
          "PAGER" ->
          true;
      default -> name.startsWith("LC_");
    };
  }

  List<Assignment> exports() {
    if (exported.isEmpty()) {
      return List.of();
    }
    var all = new ArrayList<Assignment>(exported.size());
    for (var assignment : exported.values()) {
      var variable = state.variable(assignment.name());
      if (variable == null || variable.value() == null) {
        continue;
      }
      all.add(
          variable.value().saysTheSameAs(assignment.value())
              ? assignment
              : new Assignment(assignment.name(), variable.value(), true, assignment.span()));
    }
    return List.copyOf(all);
  }
}
