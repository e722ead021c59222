package dev.canopy.records;

import dev.canopy.audit.AuditException;
import dev.canopy.audit.AuditLine;
import dev.canopy.json.Json;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which entries are asked for. What is null is not asked. Immutable, but the bytes that are looked
 * for are worked out once.
 *
 * <p>Most lines can be turned away by their bytes: in a line that is as the log writes it, every
 * text has one spelling, so an entry that has the text has its bytes. A line in any other form is
 * parsed.
 */
public final class LogQuery implements AutoCloseable {
  private static final int TS_AT = 7;

  /** An entry with this has values beside the log, which its bytes do not tell. */
  private static final byte[] COMMITTED = "\"committed\":{".getBytes(StandardCharsets.US_ASCII);

  /** What is asked for; each may be absent. */
  public record Terms(
      @Nullable Instant since,
      @Nullable Instant until,
      @Nullable String decision,
      @Nullable String agent,
      @Nullable String type,
      @Nullable String rule,
      @Nullable String effect,
      @Nullable String path,
      @Nullable String trace,
      @Nullable String session,
      @Nullable String text) {
    /** Every entry. */
    public static final Terms NONE =
        new Terms(null, null, null, null, null, null, null, null, null, null, null);

    /** True if every entry is asked for. */
    public boolean isEmpty() {
      return equals(NONE);
    }
  }

  private final Terms terms;
  private final EntryDetails details;
  private final byte @Nullable [] sinceBytes;
  private final byte @Nullable [] untilBytes;
  private final List<byte[]> needles = new ArrayList<>();
  private final byte @Nullable [] textNeedle;

  /** Asks for entries of the log that the details are of; closing the query closes them. */
  public LogQuery(Terms terms, EntryDetails details) {
    this.terms = terms;
    this.details = details;
    this.sinceBytes = bytes(terms.since());
    this.untilBytes = bytes(terms.until());
    need("\"decision\":", terms.decision(), true);
    need("\"avid\":", terms.agent(), false);
    need("\"action_type\":", terms.type(), true);
    need("", terms.rule(), true);
    need("", terms.effect(), true);
    need("\"trace_id\":", terms.trace(), true);
    need("\"session_id\":", terms.session(), true);
    this.textNeedle = terms.text() == null ? null : inside(terms.text());
  }

  /** What is asked for. */
  public Terms terms() {
    return terms;
  }

  private void need(String name, @Nullable String text, boolean whole) {
    if (text != null) {
      var written = Json.write(new JsonString(text));
      var part = whole ? written : written.substring(0, written.length() - 1);
      needles.add((name + part).getBytes(StandardCharsets.UTF_8));
    }
  }

  /** The text as it stands inside a string of the log. */
  private static byte[] inside(String text) {
    var written = Json.write(new JsonString(text));
    return written.substring(1, written.length() - 1).getBytes(StandardCharsets.UTF_8);
  }

  private static byte @Nullable [] bytes(@Nullable Instant time) {
    return time == null ? null : LogTime.asWritten(time).getBytes(StandardCharsets.US_ASCII);
  }

  /** False only if the line is an entry that is not asked for. */
  public boolean mayMatch(AuditLine line) {
    if (terms.isEmpty() || !line.isAsWritten()) {
      return true;
    }
    if ((sinceBytes != null && line.compare(TS_AT, sinceBytes) < 0)
        || (untilBytes != null && line.compare(TS_AT, untilBytes) >= 0)) {
      return false;
    }
    for (var needle : needles) {
      if (!line.contains(needle)) {
        return false;
      }
    }
    return textNeedle == null || line.contains(textNeedle) || line.contains(COMMITTED);
  }

  /** Whether the entry is asked for. */
  public Match match(LogItem item) throws AuditException {
    var plain =
        isInTime(item)
            && is("decision", terms.decision(), item)
            && (terms.agent() == null || item.text("avid").startsWith(terms.agent()))
            && is("action_type", terms.type(), item)
            && has("rule_ids", terms.rule(), item)
            && has("effects", terms.effect(), item)
            && is("trace_id", terms.trace(), item)
            && is("session_id", terms.session(), item);
    if (!plain) {
      return Match.NO;
    }
    var match = Match.YES;
    if (terms.path() != null) {
      match = match.and(details.touches(item, terms.path()));
    }
    if (terms.text() != null && match != Match.NO) {
      match =
          match.and(
              contains(item.json(), terms.text())
                  ? Match.YES
                  : details.disclosedContains(item, terms.text()));
    }
    return match;
  }

  private static boolean is(String name, @Nullable String wanted, LogItem item) {
    return wanted == null || wanted.equals(item.text(name));
  }

  private static boolean has(String name, @Nullable String wanted, LogItem item) {
    return wanted == null || item.texts(name).contains(wanted);
  }

  private boolean isInTime(LogItem item) {
    if (terms.since() == null && terms.until() == null) {
      return true;
    }
    try {
      var ts = Instant.parse(item.text("ts"));
      return (terms.since() == null || !ts.isBefore(terms.since()))
          && (terms.until() == null || ts.isBefore(terms.until()));
    } catch (DateTimeException e) {
      return true; // a time that cannot be read is not left out
    }
  }

  /** True if a text in the value, or the name of a member, has the part in it. */
  static boolean contains(JsonValue value, String part) {
    if (value instanceof JsonString s) {
      return s.value().contains(part);
    } else if (value instanceof JsonArray array) {
      for (var item : array.items()) {
        if (contains(item, part)) {
          return true;
        }
      }
    } else if (value instanceof JsonObject object) {
      for (var i = 0; i < object.size(); i++) {
        if (object.nameAt(i).contains(part) || contains(object.valueAt(i), part)) {
          return true;
        }
      }
    }
    return false;
  }

  @Override
  public void close() {
    details.close();
  }

  /** What is asked for, in words. */
  public String words() {
    var words = new ArrayList<String>();
    add(words, "decision", terms.decision());
    add(words, "agent", terms.agent());
    add(words, "type", terms.type());
    add(words, "rule", terms.rule());
    add(words, "effect", terms.effect());
    add(words, "path", terms.path());
    add(words, "trace", terms.trace());
    add(words, "session", terms.session());
    add(words, "text", terms.text());
    add(words, "since", terms.since());
    add(words, "until", terms.until());
    return String.join(", ", words);
  }

  /** What is asked for, as members. */
  public JsonObject json() {
    var out = JsonObject.builder();
    put(out, "decision", terms.decision());
    put(out, "agent", terms.agent());
    put(out, "type", terms.type());
    put(out, "rule", terms.rule());
    put(out, "effect", terms.effect());
    put(out, "path", terms.path());
    put(out, "trace", terms.trace());
    put(out, "session", terms.session());
    put(out, "text", terms.text());
    put(out, "since", terms.since());
    put(out, "until", terms.until());
    return out.build();
  }

  private static void add(List<String> words, String name, @Nullable Object value) {
    if (value != null) {
      words.add(name + " " + value);
    }
  }

  private static void put(JsonObject.Builder out, String name, @Nullable Object value) {
    if (value != null) {
      out.put(name, value.toString());
    }
  }
}
