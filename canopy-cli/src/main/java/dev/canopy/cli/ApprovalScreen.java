package dev.canopy.cli;

import dev.canopy.ApprovalStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code canopy approvals watch} shows, and what keys mean in it. Knows no terminal: keys come
 * in, lines go out.
 *
 * <p>An answer is about the approval that was shown when its key was pressed, whatever has come or
 * gone since, is asked for twice, and cannot be given before the whole of the request was on the
 * screen.
 */
final class ApprovalScreen {
  /** What a key asks for. */
  enum Kind {
    NOTHING,
    APPROVE,
    DENY,
    QUIT
  }

  /**
   * What is to be done now.
   *
   * @param id the approval; empty if it is about none
   */
  record Wish(Kind kind, String id) {
    static final Wish NOTHING = new Wish(Kind.NOTHING, "");
  }

  private static final int ESCAPE = 27;
  private static final int CTRL_C = 3;
  private static final int MOST_LISTED = 5;

  private List<ApprovalStatus> pending = List.of();
  private String selected = "";
  private Wish asked = Wish.NOTHING;
  private String message = "";
  private int scrolled;
  private boolean seenToTheEnd;

  /** How much of an arrow key has come: escape, then a bracket. */
  private int escapes;

  /** Shows these, oldest first. */
  void show(List<ApprovalStatus> now) {
    pending = List.copyOf(now);
    if (index() < 0) {
      if (asked.kind() != Kind.NOTHING) {
        say("it was decided meanwhile");
      }
      select(pending.isEmpty() ? "" : pending.get(0).request().id());
    }
  }

  void say(String text) {
    message = text;
  }

  private int index() {
    for (var i = 0; i < pending.size(); i++) {
      if (pending.get(i).request().id().equals(selected)) {
        return i;
      }
    }
    return -1;
  }

  private void select(String id) {
    selected = id;
    asked = Wish.NOTHING;
    scrolled = 0;
    seenToTheEnd = false;
  }

  /** Takes a byte that was typed. */
  Wish key(int c) {
    var typed = arrows(c);
    if (typed == 0) {
      return Wish.NOTHING;
    }
    if (asked.kind() != Kind.NOTHING) {
      var wish = typed == 'y' ? asked : Wish.NOTHING;
      say(typed == 'y' ? "" : "nothing was done");
      asked = Wish.NOTHING;
      return wish;
    }
    say("");
    switch (typed) {
      case 'q', CTRL_C -> {
        return new Wish(Kind.QUIT, "");
      }
      case 'j' -> move(1);
      case 'k' -> move(-1);
      case ' ' -> scrolled++;
      case 'b' -> scrolled = Math.max(0, scrolled - 1);
      case 'a' -> ask(Kind.APPROVE);
      case 'd' -> ask(Kind.DENY);
      default -> say("a approves, d denies, j and k or arrows move, space scrolls, q quits");
    }
    return Wish.NOTHING;
  }

  /** An arrow as the letter that means the same; 0 while one is being typed. */
  private int arrows(int c) {
    if (c == ESCAPE) {
      escapes = 1;
      return asked.kind() == Kind.NOTHING ? 0 : 'n';
    }
    if (escapes == 1 && (c == '[' || c == 'O')) {
      escapes = 2;
      return 0;
    }
    var isArrow = escapes == 2;
    escapes = 0;
    return !isArrow ? c : c == 'A' ? 'k' : c == 'B' ? 'j' : '?';
  }

  private void move(int by) {
    var next = index() + by;
    if (next >= 0 && next < pending.size()) {
      select(pending.get(next).request().id());
    }
  }

  private void ask(Kind kind) {
    if (index() < 0) {
      return;
    }
    if (kind == Kind.APPROVE && !seenToTheEnd) {
      say("read it to the end first: space scrolls");
      return;
    }
    asked = new Wish(kind, selected);
  }

  /** The lines of the screen; none is longer than the columns. */
  List<String> draw(int rows, int columns, Instant now) {
    var top = new ArrayList<String>();
    top.addAll(wrapped("canopy approvals: " + pending.size() + " waiting", columns));
    var at = index();
    var first = Math.max(0, Math.min(at - MOST_LISTED / 2, pending.size() - MOST_LISTED));
    for (var i = first; i < pending.size() && i < first + MOST_LISTED; i++) {
      var request = pending.get(i).request();
      var line =
          (i == at ? "> " : "  ")
              + Visible.of(request.actionType())
              + ": "
              + Visible.of(String.join(", ", request.effects()));
      top.add(line.length() > columns ? line.substring(0, columns - 1) + "…" : line);
    }
    top.add("");
    var room = Math.max(1, rows - top.size() - 2);
    var details = at < 0 ? List.of("nothing waits") : wrapped(pending.get(at), columns, now);
    var pages = (details.size() + room - 1) / room;
    scrolled = Math.min(scrolled, pages - 1);
    seenToTheEnd |= scrolled == pages - 1;
    var shown = new ArrayList<>(top);
    for (var i = scrolled * room; i < Math.min(details.size(), (scrolled + 1) * room); i++) {
      shown.add(details.get(i));
    }
    shown.addAll(wrapped(pages > 1 ? "page " + (scrolled + 1) + " of " + pages : "", columns));
    shown.addAll(wrapped(bottom(), columns));
    return shown;
  }

  private String bottom() {
    return switch (asked.kind()) {
      case APPROVE -> "approve this, once? y or n";
      case DENY -> "deny this, for good? y or n";
      case NOTHING, QUIT ->
          message.isEmpty() ? "a approve  d deny  j k move  space more  q quit" : message;
    };
  }

  private static List<String> wrapped(ApprovalStatus status, int columns, Instant now) {
    var lines = new ArrayList<String>();
    ApprovalText.of(status, now).lines().forEach(line -> lines.addAll(wrapped(line, columns)));
    return lines;
  }

  /** The text in pieces; nothing of it is left out. */
  private static List<String> wrapped(String text, int columns) {
    var lines = new ArrayList<String>();
    var rest = text;
    while (rest.length() > columns) {
      var cut = Character.isLowSurrogate(rest.charAt(columns)) ? columns - 1 : columns;
      lines.add(rest.substring(0, cut));
      rest = rest.substring(cut);
    }
    lines.add(rest);
    return lines;
  }
}
