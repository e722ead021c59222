package dev.canopy.policy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads one YAML 1.2 document (core schema) into {@link YamlNode}s.
 *
 * <p>Works on the parser's events, not on the library's node graph: there an alias and the node it
 * names are one object, and a file could be made to contain itself. Anchors, aliases, tags and
 * merge keys are refused, because a policy must read the same to a person and to the machine.
 */
final class YamlReading {
  /** In code points. A policy of a thousand rules has a fifth of this. */
  static final int MAX_LENGTH = 1 << 20;

  /** Deeper nesting than any condition needs; keeps the recursion here far from the stack's end. */
  static final int MAX_DEPTH = 40;

  private final Issues issues;
  private final Iterator<Event> events;
  private boolean refused;

  private YamlReading(Issues issues, Iterator<Event> events) {
    this.issues = issues;
    this.events = events;
  }

  /** The document's root, or null if there is none or it could not be read (then issues say so). */
  static @Nullable YamlNode read(PolicySource source, Issues issues) {
    if (source.text().length() > MAX_LENGTH) {
      issues.add(1, 1, "the policy has more than " + MAX_LENGTH + " characters", "split it");
      return null;
    }
    var settings =
        LoadSettings.builder()
            .setLabel(source.name())
            .setUseMarks(true)
            .setCodePointLimit(MAX_LENGTH)
            .build();
    try {
      var events = new Parse(settings).parseString(source.text()).iterator();
      return new YamlReading(issues, events).document();
    } catch (MarkedYamlEngineException e) {
      report(e, issues);
    } catch (ReaderException e) {
      issues.addAt(
          source.text().offsetByCodePoints(0, e.getPosition()),
          "the character U+" + hex(e.getCodePoint()) + " is not allowed in YAML",
          "remove it");
    } catch (YamlEngineException e) {
      issues.add(1, 1, "not YAML: " + firstLine(e), "");
    }
    return null;
  }

  private @Nullable YamlNode document() {
    YamlNode root = null;
    while (events.hasNext()) {
      var event = events.next();
      if (event instanceof NodeEvent) {
        root = node(event, 0);
      } else if (event instanceof DocumentStartEvent && root != null) {
        refuse(event, "a second document, wanted one", "put it into a file of its own");
        break;
      }
    }
    return refused ? null : root;
  }

  private YamlNode node(Event event, int depth) {
    var line = line(event);
    var column = column(event);
    if (depth > MAX_DEPTH) {
      refuse(event, "nested deeper than " + MAX_DEPTH + " levels", "");
      skip(event);
      return new YamlNode.Scalar("", YamlNode.Scalar.Type.NULL, line, column);
    }
    if (event instanceof AliasEvent) {
      refuse(event, "aliases are not accepted", "write the value out");
      return new YamlNode.Scalar("", YamlNode.Scalar.Type.NULL, line, column);
    }
    if (event instanceof NodeEvent n && n.getAnchor().isPresent()) {
      refuse(event, "anchors are not accepted", "write the value out where it is used");
    }
    if (event instanceof ScalarEvent scalar) {
      if (scalar.getTag().isPresent()) {
        refuse(event, "tags are not accepted", "quote the value if it should be text");
      }
      return scalar(scalar, line, column);
    }
    if (event instanceof CollectionStartEvent c && c.getTag().isPresent()) {
      refuse(event, "tags are not accepted", "leave the tag out");
    }
    if (event instanceof SequenceStartEvent) {
      var items = new ArrayList<YamlNode>();
      for (var next = events.next(); !(next instanceof SequenceEndEvent); next = events.next()) {
        items.add(node(next, depth + 1));
      }
      return new YamlNode.Sequence(items, line, column);
    }
    return mapping(depth, line, column);
  }

  private YamlNode mapping(int depth, int line, int column) {
    var entries = new ArrayList<YamlNode.Entry>();
    for (var next = events.next(); !(next instanceof MappingEndEvent); next = events.next()) {
      var key = node(next, depth + 1);
      var value = node(events.next(), depth + 1);
      if (!(key instanceof YamlNode.Scalar text)) {
        refuse(next, "found " + key.kind() + " as a key, wanted a name", "");
      } else if (text.text().equals("<<")) {
        refuse(next, "merge keys are not accepted", "write the values out");
      } else {
        entries.add(new YamlNode.Entry(text, value));
      }
    }
    return new YamlNode.Mapping(entries, line, column);
  }

  private static YamlNode.Scalar scalar(ScalarEvent event, int line, int column) {
    var text = event.getValue();
    var type = event.isPlain() ? typeOf(text) : YamlNode.Scalar.Type.TEXT;
    return new YamlNode.Scalar(text, type, line, column);
  }

  /** YAML 1.2.2, section 10.3.2: what a plain scalar means. */
  static YamlNode.Scalar.Type typeOf(String text) {
    return switch (text) {
      case "", "~", "null", "Null", "NULL" -> YamlNode.Scalar.Type.NULL;
      case "true", "True", "TRUE", "false", "False", "FALSE" -> YamlNode.Scalar.Type.FLAG;
      default -> isNumber(text) ? YamlNode.Scalar.Type.NUMBER : YamlNode.Scalar.Type.TEXT;
    };
  }

  /** {@code [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?}. */
  private static boolean isNumber(String text) {
    var i = 0;
    if (text.charAt(0) == '-' || text.charAt(0) == '+') {
      i++;
    }
    var whole = digits(text, i);
    i += whole;
    var fraction = 0;
    if (i < text.length() && text.charAt(i) == '.') {
      fraction = digits(text, i + 1);
      i += 1 + fraction;
    }
    if (whole + fraction == 0) {
      return false;
    }
    if (i < text.length() && (text.charAt(i) == 'e' || text.charAt(i) == 'E')) {
      i++;
      if (i < text.length() && (text.charAt(i) == '-' || text.charAt(i) == '+')) {
        i++;
      }
      var exponent = digits(text, i);
      if (exponent == 0 || exponent > 3) {
        return false;
      }
      i += exponent;
    }
    return i == text.length();
  }

  private static int digits(String text, int from) {
    var i = from;
    while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
      i++;
    }
    return i - from;
  }

  private void skip(Event event) {
    if (!(event instanceof CollectionStartEvent)) {
      return;
    }
    for (var open = 1; open > 0; ) {
      var next = events.next();
      if (next instanceof MappingStartEvent || next instanceof SequenceStartEvent) {
        open++;
      } else if (next instanceof MappingEndEvent || next instanceof SequenceEndEvent) {
        open--;
      }
    }
  }

  private void refuse(Event event, String message, String help) {
    refused = true;
    issues.add(line(event), column(event), message, help);
  }

  private static int line(Event event) {
    return event.getStartMark().map(m -> m.getLine() + 1).orElse(1);
  }

  private static int column(Event event) {
    return event.getStartMark().map(m -> m.getColumn() + 1).orElse(1);
  }

  /** The parser's own words, but at the place where a person has to mend something. */
  private static void report(MarkedYamlEngineException e, Issues issues) {
    var problem = e.getProblem() == null ? firstLine(e) : e.getProblem();
    var context = e.getContext() == null ? "" : e.getContext();
    if (context.contains("quoted scalar")
        && (problem.contains("unexpected end of stream")
            || problem.contains("unexpected document separator"))) {
      at(e.getContextMark().or(e::getProblemMark).orElse(null), issues)
          .issue("the quote that opens here is not closed", "close it on the same line");
      return;
    }
    if (problem.contains("\\t(TAB)") || problem.contains("'\t'")) {
      at(e.getProblemMark().orElse(null), issues)
          .issue("found a tab where YAML wants spaces", "indent with spaces");
      return;
    }
    var place = e.getProblemMark().or(e::getContextMark).orElse(null);
    var message = (context.isEmpty() ? "" : context + ": ") + problem;
    at(place, issues).issue("not YAML: " + oneLine(message), "");
  }

  private record At(Issues issues, int line, int column) {
    void issue(String message, String help) {
      issues.add(line, column, message, help);
    }
  }

  private static At at(@Nullable Mark mark, Issues issues) {
    return mark == null
        ? new At(issues, 1, 1)
        : new At(issues, mark.getLine() + 1, mark.getColumn() + 1);
  }

  private static String firstLine(Exception e) {
    var message = String.valueOf(e.getMessage());
    var end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }

  private static String oneLine(String text) {
    return text.replace('\n', ' ').strip();
  }

  private static String hex(int codePoint) {
    var digits = Integer.toHexString(codePoint).toUpperCase(Locale.ROOT);
    return "0".repeat(Math.max(0, 4 - digits.length())) + digits;
  }
}
