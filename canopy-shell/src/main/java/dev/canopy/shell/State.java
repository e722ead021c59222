package dev.canopy.shell;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the shell remembers: variables, functions, aliases, positional parameters, directory,
 * options. A branch that may or may not run keeps a journal of what it changed, so that going back
 * and joining cost what was changed and not what there is.
 */
final class State {
  private static final Object ABSENT = new Object();

  private final Map<String, Object> things = new HashMap<>();
  private @Nullable Journal journal;

  /** What a branch changed. */
  static final class Journal {
    private final @Nullable Journal outer;
    private @Nullable Map<String, Object> before;

    /** Things set more than once: if the branch stopped midway, any of the values may stand. */
    private @Nullable Set<String> unsteady;

    private Journal(@Nullable Journal outer) {
      this.outer = outer;
    }
  }

  /** The positional parameters; null words: not known. */
  record Arguments(Word zero, @Nullable List<Word> words) {}

  /**
   * The working directory.
   *
   * @param before where we are if the last {@code cd} failed, else null
   */
  record Directory(Word now, @Nullable Word before) {}

  /** A function; {@code maybe} if it may not be defined here. */
  record Body(Node.Function function, boolean maybe) {}

  /** An alias; a null text is not known. */
  record Alias(@Nullable String text) {}

  @Nullable Object get(String key) {
    return things.get(key);
  }

  void set(String key, Object value) {
    var old = things.put(key, value);
    remember(key, old);
  }

  void remove(String key) {
    remember(key, things.remove(key));
  }

  private void remember(String key, @Nullable Object old) {
    var j = journal;
    if (j == null) {
      return;
    }
    if (j.before == null) {
      j.before = new HashMap<>();
    }
    if (j.before.putIfAbsent(key, old == null ? ABSENT : old) != null) {
      if (j.unsteady == null) {
        j.unsteady = new HashSet<>();
      }
      j.unsteady.add(key);
    }
  }

  Journal begin() {
    journal = new Journal(journal);
    return journal;
  }

  /** Ends a branch, goes back to before it, and returns what it would have changed. */
  Map<String, Object> end(Journal ended, boolean mayStopMidway) {
    journal = ended.outer;
    var before = ended.before;
    if (before == null) {
      return Map.of();
    }
    var changes = new HashMap<String, Object>();
    for (var entry : before.entrySet()) {
      var key = entry.getKey();
      var now = things.get(key);
      changes.put(
          key,
          mayStopMidway && ended.unsteady != null && ended.unsteady.contains(key)
              ? unsure(key)
              : now == null ? ABSENT : now);
      if (entry.getValue() == ABSENT) {
        things.remove(key);
      } else {
        things.put(key, entry.getValue());
      }
    }
    return changes;
  }

  /** Takes the changes of a branch that ran. */
  void apply(Map<String, Object> changes) {
    for (var entry : changes.entrySet()) {
      if (entry.getValue() == ABSENT) {
        remove(entry.getKey());
      } else {
        set(entry.getKey(), entry.getValue());
      }
    }
  }

  /** Joins branches of which exactly one ran; an empty map is one that changed nothing. */
  void join(List<Map<String, Object>> branches) {
    if (branches.size() == 1) {
      apply(branches.get(0));
      return;
    }
    var seen = new HashSet<String>();
    for (var branch : branches) {
      for (var key : branch.keySet()) {
        if (seen.add(key)) {
          joinOne(key, branches);
        }
      }
    }
  }

  private void joinOne(String key, List<Map<String, Object>> branches) {
    var now = things.get(key);
    var before = now == null ? ABSENT : now;
    Object common = null;
    for (var branch : branches) {
      var value = branch.getOrDefault(key, before);
      if (common == null) {
        common = value;
      } else if (!same(common, value)) {
        set(key, unsureOf(key, branches, before));
        return;
      }
    }
    if (common != null && common != before) {
      apply(Map.of(key, common));
    }
  }

  private static boolean same(Object a, Object b) {
    if (a instanceof Variable x && b instanceof Variable y) {
      return x.elements() == null
          && y.elements() == null
          && x.exported() == y.exported()
          && x.integer() == y.integer()
          && x.reference() == null
          && y.reference() == null
          && x.value() != null
          && y.value() != null
          && x.value().isExact()
          && x.value().saysTheSameAs(y.value());
    }
    if (a instanceof Directory x && b instanceof Directory y) {
      return x.now().isExact()
          && x.now().saysTheSameAs(y.now())
          && java.util.Objects.equals(x.before(), y.before());
    }
    return a.equals(b);
  }

  private static Object unsureOf(String key, List<Map<String, Object>> branches, Object before) {
    if (key.startsWith(FUNCTION)) {
      for (var branch : branches) {
        if (branch.get(key) instanceof Body b) {
          return new Body(b.function(), true);
        }
      }
      if (before instanceof Body b) {
        return new Body(b.function(), true);
      }
    }
    if (before instanceof Variable v && v.exported()) {
      return ((Variable) unsure(key)).export();
    }
    return unsure(key);
  }

  /** The thing of this key, when it may be one of several. */
  static Object unsure(String key) {
    return switch (key) {
      case ARGUMENTS -> new Arguments(Values.unknown("`$0` is not known"), null);
      case DIRECTORY ->
          new Directory(Values.unknown("the directory depends on what happened before"), null);
      default -> {
        if (key.startsWith(ALIAS)) {
          yield new Alias(null);
        }
        if (key.startsWith(VARIABLE)) {
          yield Variable.of(
              Values.unknown(
                  "`$" + key.substring(VARIABLE.length()) + "` depends on what happened before"));
        }
        yield UNSURE;
      }
    };
  }

  /** Stands for anything else that may be one of several. */
  static final Object UNSURE = new Object();

  static final String VARIABLE = "$";
  static final String FUNCTION = "f ";
  static final String ALIAS = "a ";

  /** Where {@code hash -p} said that a program is. */
  static final String HASHED = "h ";

  static final String ARGUMENTS = "@";
  static final String DIRECTORY = "cd";

  @Nullable Variable variable(String name) {
    return things.get(VARIABLE + name) instanceof Variable v ? v : null;
  }

  void variable(String name, Variable value) {
    set(VARIABLE + name, value);
  }

  int size() {
    return things.size();
  }

  /** Forgets all variables: something unknown ran in this shell. */
  void forgetVariables() {
    for (var key : List.copyOf(things.keySet())) {
      if (key.startsWith(VARIABLE) || key.equals(ARGUMENTS) || key.equals(DIRECTORY)) {
        set(key, unsure(key));
      }
    }
    if (!things.containsKey(ARGUMENTS)) {
      set(ARGUMENTS, unsure(ARGUMENTS));
    }
    set(ALL_UNSURE, UNSURE);
  }

  /** Set when variables that were never seen may have been set too. */
  static final String ALL_UNSURE = "?";
}
