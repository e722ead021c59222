package dev.canopy.effects;

import java.util.List;

/** What the operands of a program are, by position. Immutable. */
record OperandSpec(List<Slot> slots) {
  OperandSpec {
    slots = List.copyOf(slots);
  }

  /** How many operands a slot takes. */
  enum Count {
    ONE,
    OPTIONAL,
    ANY,
    SOME;

    /** True if it takes as many as there are. */
    boolean isMany() {
      return this == ANY || this == SOME;
    }
  }

  /** The acts for the operands of one position. */
  static final class Slot {
    final List<Act> acts;
    final Count count;

    /** True if the slot takes the words of the form {@code NAME=value} only. */
    final boolean assignments;

    /** True if the slot takes all its operands as one: a nested command or shell text. */
    final boolean together;

    Slot(List<Act> acts, Count count) {
      this.acts = acts;
      this.count = count;
      this.assignments = acts.size() == 1 && acts.get(0).kind == Act.Kind.ASSIGN && count.isMany();
      this.together =
          acts.size() == 1
              && (acts.get(0).kind == Act.Kind.COMMAND || acts.get(0).kind == Act.Kind.SHELL)
              && count.isMany();
    }
  }

  /** The least number of operands that the slots after {@code index} take. */
  int leastAfter(int index) {
    var least = 0;
    for (var i = index + 1; i < slots.size(); i++) {
      if (slots.get(i).count == Count.ONE || slots.get(i).count == Count.SOME) {
        least++;
      }
    }
    return least;
  }
}
