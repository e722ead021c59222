package dev.canopy.shell;

import dev.canopy.shell.State.Journal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Lists, conditions and loops: what may run and what it leaves behind. */
final class ControlFlow {
  private final Evaluator shell;

  ControlFlow(Evaluator shell) {
    this.shell = shell;
  }

  void andOr(Node.AndOr list) throws Unreadable {
    shell.run(list.parts().get(0));
    // Changes of the parts that ran if all went well so far, on top of the state before them.
    Journal journal = null;
    for (var i = 1; i < list.parts().size(); i++) {
      var part = list.parts().get(i);
      if (list.joins().charAt(i - 1) == '&') {
        if (journal == null) {
          journal = shell.state.begin();
          shell.branches++;
        }
        // Here alone: whoever comes after the list may be where a failed `cd` left it.
        shell.directorySucceeded();
        shell.run(part);
        continue;
      }
      var leaves = shell.builtins.leaves(part);
      Map<String, Object> success = Map.of();
      if (journal != null) {
        shell.branches--;
        success = shell.state.end(journal, true);
        journal = null;
      }
      if (leaves) {
        // `a || exit`: whoever is here afterwards had success.
        var other = shell.state.begin();
        shell.state.join(List.of(Map.of(), success));
        shell.settleDirectory();
        shell.branches++;
        shell.run(part);
        shell.branches--;
        shell.state.end(other, false);
        shell.state.apply(success);
        shell.directorySucceeded();
      } else {
        shell.state.join(List.of(Map.of(), success));
        shell.settleDirectory();
        shell.branch(List.of(part));
      }
      shell.exports = shell.exportsOf();
    }
    if (journal != null) {
      shell.branches--;
      shell.state.join(List.of(Map.of(), shell.state.end(journal, true)));
      shell.exports = shell.exportsOf();
    }
  }

  void choice(Node.If choice) throws Unreadable {
    var ends = new ArrayList<Map<String, Object>>();
    for (var i = 0; i < choice.conditions().size(); i++) {
      if (i == 0) {
        shell.run(choice.conditions().get(0));
      } else {
        shell.branch(List.of(choice.conditions().get(i)));
      }
      var body = choice.bodies().get(i);
      var journal = shell.state.begin();
      if (i == 0) {
        shell.directorySucceeded();
      }
      shell.branches++;
      shell.run(body);
      shell.branches--;
      var end = shell.state.end(journal, false);
      if (!shell.builtins.leaves(body)) {
        ends.add(end);
      }
    }
    shell.settleDirectory();
    var otherwise = choice.otherwise();
    if (otherwise == null) {
      ends.add(Map.of());
    } else {
      var journal = shell.state.begin();
      shell.branches++;
      shell.run(otherwise);
      shell.branches--;
      var end = shell.state.end(journal, false);
      if (!shell.builtins.leaves(otherwise)) {
        ends.add(end);
      }
    }
    if (!ends.isEmpty()) {
      shell.state.join(ends);
    }
    shell.exports = shell.exportsOf();
  }

  void cases(Node.Case choice) throws Unreadable {
    shell.expander.single(choice.subject());
    for (var pattern : choice.patterns()) {
      shell.expander.pattern(pattern);
    }
    var ends = new ArrayList<Map<String, Object>>();
    ends.add(Map.of());
    for (var arm : choice.arms().subList(0, choice.falls())) {
      var end = shell.tried(List.of(arm));
      if (!shell.builtins.leaves(arm)) {
        ends.add(end);
      }
    }
    if (choice.falls() < choice.arms().size()) {
      // From here on one arm may run after the other.
      var journal = shell.state.begin();
      for (var arm : choice.arms().subList(choice.falls(), choice.arms().size())) {
        shell.branch(List.of(arm));
      }
      ends.add(shell.state.end(journal, true));
    }
    shell.state.join(ends);
    shell.exports = shell.exportsOf();
  }

  void forget(Node.Excerpt text) throws Unreadable {
    shell.steps((text.to() - text.from()) / 64 + 1);
    Loops.forget(text, shell.state);
  }

  void repeated(Node.Excerpt text, List<Node> nodes) throws Unreadable {
    forget(text);
    shell.inputTouched = true;
    shell.branch(nodes);
    if (Loops.defines(text)) {
      // Later rounds call what this one defined.
      shell.branch(nodes);
    }
  }

  void forEach(Node.For loop) throws Unreadable {
    var words =
        loop.words() == null
            ? shell.expander.parameters().argumentWords()
            : shell.expander.words(loop.words());
    var unsplit = loop.words() == null ? null : shell.expander.unsplit();
    if (words == null) {
      words = List.of(Values.unknown("`$@` is not known"));
    }
    rounds(loop, words);
    if (unsplit != null) {
      // In zsh a value is one round, however many words are in it.
      forget(loop.text());
      for (var word : unsplit) {
        if (!words.contains(word)) {
          shell.state.variable(loop.name(), Variable.of(word));
          shell.branch(List.of(loop.body()));
        }
      }
      forget(loop.text());
    }
  }

  private void rounds(Node.For loop, List<Word> words) throws Unreadable {
    var known = !loop.select() && words.size() <= Limits.LOOP_ROUNDS;
    for (var word : words) {
      known &= word.isExact();
    }
    if (words.isEmpty()) {
      return;
    }
    if (words.size() > 1) {
      shell.inputTouched = true;
    }
    if (known && words.size() > Limits.SAME_ROUNDS && !Loops.mentions(loop.text(), loop.name())) {
      // `for i in 1 2 …; do try && break; sleep 1; done`: all rounds do the same.
      shell.state.variable(loop.name(), Variable.of(words.get(words.size() - 1)));
      repeated(loop.text(), List.of(loop.body()));
      forget(loop.text());
      return;
    }
    if (known) {
      var steady = !Loops.jumps(loop.text());
      for (var word : words) {
        if (!steady) {
          forget(loop.text());
        }
        shell.state.variable(loop.name(), Variable.of(word));
        shell.run(loop.body());
      }
      if (!steady) {
        forget(loop.text());
      }
      return;
    }
    forget(loop.text());
    var rounds = words.size() <= Limits.LOOP_ROUNDS && !loop.select() ? words : List.<Word>of();
    for (var word : rounds) {
      shell.state.variable(loop.name(), Variable.of(word));
      shell.branch(List.of(loop.body()));
      forget(loop.text());
    }
    if (rounds.isEmpty()) {
      var sources = new ArrayList<Integer>();
      for (var word : words) {
        sources.addAll(Values.sources(word));
      }
      shell.state.variable(
          loop.name(), Variable.of(Values.unknown("one of many words of a loop", sources)));
      shell.branch(List.of(loop.body()));
      forget(loop.text());
    }
  }
}
