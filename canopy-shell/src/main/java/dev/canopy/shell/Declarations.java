package dev.canopy.shell;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code declare} and its like, {@code unset}, and the variables that functions keep to themselves.
 */
final class Declarations {
  private final Evaluator shell;
  private final Expander expander;
  private final State state;

  private Map<String, Object> locals = new HashMap<>();
  private boolean inFunction;

  Declarations(Evaluator shell, Expander expander, State state) {
    this.shell = shell;
    this.expander = expander;
    this.state = state;
  }

  /** The variables that the function around keeps to itself, to be given back at its end. */
  record Locals(Map<String, Object> before, boolean inFunction) {}

  Locals beginLocals() {
    var outer = new Locals(locals, inFunction);
    locals = new HashMap<>();
    inFunction = true;
    return outer;
  }

  void endLocals(Locals outer) {
    for (var entry : locals.entrySet()) {
      if (entry.getValue() instanceof Variable v) {
        state.variable(entry.getKey(), v);
      } else {
        state.remove(State.VARIABLE + entry.getKey());
      }
    }
    locals = outer.before();
    inFunction = outer.inFunction();
  }

  private void makeLocal(String name) {
    if (inFunction) {
      var old = state.variable(name);
      locals.putIfAbsent(name, old == null ? "" : old);
    }
  }

  void declare(String name, List<Word> words, Node.Simple simple) throws Unreadable {
    var exports = name.equals("export");
    var integer = name.equals("integer");
    var reference = false;
    var array = false;
    var functions = false;
    var global = false;
    var unexports = false;
    // Options come before the first name.
    var names = false;
    for (var i = 1; i < words.size(); i++) {
      var word = words.get(i);
      var text = word.text();
      if (text.length() > 1 && (text.charAt(0) == '-' || text.charAt(0) == '+')) {
        if (names) {
          continue;
        }
        var on = text.charAt(0) == '-';
        exports |= on && text.indexOf('x') > 0 && !name.equals("export");
        integer |= on && text.indexOf('i') > 0;
        reference |=
            on && text.indexOf('n') > 0 && !name.equals("export") && !name.equals("readonly");
        unexports |= on && name.equals("export") && text.indexOf('n') > 0;
        array |= on && (text.indexOf('a') > 0 || text.indexOf('A') > 0);
        functions |= on && (text.indexOf('f') > 0 || text.indexOf('F') > 0);
        global |= on && text.indexOf('g') > 0;
        continue;
      }
      names = true;
      if (functions) {
        if (exports && state.get(State.FUNCTION + text) != null) {
          shell.gap("the function `" + text + "` goes to programs", simple.start(), simple.end());
        }
        continue;
      }
      shell.texts.subscripts(word, simple.start(), simple.end());
      var equals = text.indexOf('=');
      var variable = equals < 0 ? text : text.substring(0, equals);
      var append = variable.endsWith("+");
      if (append) {
        variable = variable.substring(0, variable.length() - 1);
      }
      if (!Chars.isName(variable)) {
        if (!word.isExact()) {
          shell.gap(
              "`" + name + "` of a variable whose name is not known", simple.start(), simple.end());
          shell.builtins.forget();
        }
        continue;
      }
      if (!name.equals("export") && !name.equals("readonly") && !global) {
        makeLocal(variable);
      }
      var old = state.variable(variable);
      if (equals < 0) {
        if (exports) {
          export(variable, old, word);
        } else if (integer) {
          state.variable(
              variable,
              old == null
                  ? new Variable(expander.parameters().plain(variable), null, false, true, null)
                  : new Variable(old.value(), old.elements(), old.exported(), true, null));
        } else if ((name.equals("local") || name.equals("declare") || name.equals("typeset"))
            && inFunction
            && !global
            && !unexports) {
          state.variable(
              variable, new Variable(null, array ? List.of() : null, false, integer, null));
        } else if (array && old == null) {
          state.variable(variable, Variable.ofArray(List.of()));
        }
        continue;
      }
      var value = Builtins.after(word, equals + 1);
      if (reference) {
        if (shell.maybeZsh()) {
          shell.gap("zsh knows no references to variables", simple.start(), simple.end());
        }
        if (value.isExact() && Chars.isName(value.text()) && !value.text().equals(variable)) {
          state.variable(variable, new Variable(null, null, false, false, value.text()));
        } else {
          shell.texts.subscripts(value, simple.start(), simple.end());
          shell.gap("a reference to a variable that is not known", simple.start(), simple.end());
        }
        continue;
      }
      if (integer) {
        state.variable(
            variable,
            new Variable(
                old == null ? null : old.value(),
                null,
                exports || (old != null && old.exported()),
                true,
                null));
      } else if (exports) {
        state.variable(
            variable, new Variable(old == null ? null : old.value(), null, true, false, null));
      }
      if (variable.equals("IFS") && shell.maybeDash() && !name.equals("export")) {
        // Where this is no builtin, words are split as before.
        state.variable(variable, (Variable) State.unsure(State.VARIABLE + variable));
        continue;
      }
      var elements = elements(simple, i, words);
      if (name.equals("local") && !inFunction) {
        // An error in bash, and as `typeset` in zsh.
        state.variable(variable, (Variable) State.unsure(State.VARIABLE + variable));
      } else if (elements != null) {
        shell.variables.setArray(variable, elements.elements(), simple.start(), simple.end());
      } else if (array) {
        shell.variables.setArray(variable, null, simple.start(), simple.end());
      } else {
        shell.variables.assign(variable, value, append, word.start(), word.end());
      }
    }
  }

  /** The elements of an array word, if it is the only one of its command and stands there. */
  private Expander.@Nullable Array elements(Node.Simple simple, int i, List<Word> words) {
    if (simple.words().size() != words.size()) {
      return null;
    }
    var pieces = simple.words().get(i).pieces();
    return pieces.size() == 2 && pieces.get(1) instanceof Piece.Elements e
        ? expander.arrayOf(e)
        : null;
  }

  private void export(String name, @Nullable Variable old, Word word) {
    if (old == null) {
      state.variable(
          name, new Variable(expander.parameters().plain(name), null, true, false, null));
      return;
    }
    state.variable(name, old.export());
    if (old.value() != null && !old.exported()) {
      shell.variables.record(name, old.value(), word.start(), word.end());
    }
  }

  void unset(List<Word> words, Node.Simple simple) throws Unreadable {
    var functions = false;
    var variables = true;
    for (var i = 1; i < words.size(); i++) {
      var word = words.get(i);
      if (word.text().startsWith("-")) {
        functions = word.text().indexOf('f') > 0;
        variables = !functions;
        continue;
      }
      shell.texts.subscripts(word, simple.start(), simple.end());
      if (!word.isExact()) {
        shell.builtins.forget();
        continue;
      }
      var name = word.text();
      var bracket = name.indexOf('[');
      if (variables && bracket > 0 && Chars.isName(name.substring(0, bracket))) {
        // An element less, and what is left counts from the same places in some shells alone.
        name = name.substring(0, bracket);
        state.variable(name, (Variable) State.unsure(State.VARIABLE + name));
        shell.exportsChanged();
        continue;
      }
      if (variables && Chars.isName(name)) {
        state.variable(name, Variable.UNSET);
        shell.exportsChanged();
      }
      if ((functions || state.variable(name) == null) && state.get(State.FUNCTION + name) != null) {
        state.remove(State.FUNCTION + name);
      }
    }
  }
}
