package dev.canopy;

import dev.canopy.audit.Disclosure;
import dev.canopy.effects.ActionType;
import dev.canopy.effects.SecretMask;
import dev.canopy.json.Json;
import dev.canopy.json.JsonBytes;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import dev.canopy.policy.LogRules;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A payload as it is logged, after the policy's {@code log} rules: some fields in clear, the others
 * committed to and kept beside the log, or nowhere. Values that look like credentials are masked
 * first, and what is long is cut.
 */
final class LoggedPayload {
  /** The name of a payload that is kept whole; of a field the name behind {@code payload.}. */
  static final String NAME = "payload";

  /** With more fields than this a payload is kept whole. */
  private static final int MAX_FIELDS = 32;

  private static final int MAX_NAME = 64;
  private static final int MAX_VALUE_BYTES = 8 << 10;
  private static final int MAX_CLEAR_BYTES = 2 << 10;
  private static final int MAX_BEGINNING = 1_024;
  private static final ThreadLocal<JsonBytes> BUFFER =
      ThreadLocal.withInitial(JsonBytes::canonical);

  private final LogRules rules;
  private final Salts salts;
  private final List<Disclosure> disclosures = new ArrayList<>(4);
  private final JsonObject.Builder clear = JsonObject.builder();
  private boolean isAllKept = true;

  private LoggedPayload(LogRules rules, Salts salts) {
    this.rules = rules;
    this.salts = salts;
  }

  static LoggedPayload of(ActionType type, JsonValue payload, LogRules rules, Salts salts) {
    var logged = new LoggedPayload(rules, salts);
    logged.add(type, payload);
    return logged;
  }

  /** The fields that the line holds as they are. */
  JsonObject clear() {
    return clear.build();
  }

  /** What is kept beside the log. */
  List<Disclosure> disclosures() {
    return disclosures;
  }

  /** False if a field is kept nowhere, by the policy's rules or because it held a secret. */
  boolean isAllKept() {
    return isAllKept;
  }

  private void add(ActionType type, JsonValue payload) {
    if (!(payload instanceof JsonObject object)) {
      var keep = rules.keep(fieldOf(type));
      if (keep == LogRules.Keep.NEVER) {
        isAllKept = false;
      } else {
        put(keep, NAME, fieldOf(type), masked(payload));
      }
      return;
    }
    if (rules.keepsNothing()) {
      isAllKept &= object.size() == 0;
      return;
    }
    var kept = JsonObject.builder();
    for (var i = 0; i < object.size(); i++) {
      if (rules.keep(object.nameAt(i)) == LogRules.Keep.NEVER) {
        isAllKept = false;
      } else {
        kept.put(object.nameAt(i), object.valueAt(i));
      }
    }
    // Masked as a whole: what a value means may be said by the name of its field.
    if (masked(kept.build()) instanceof JsonObject all) {
      fields(all);
    }
  }

  private void fields(JsonObject object) {
    if (object.size() > MAX_FIELDS || !object.names().stream().allMatch(LoggedPayload::isName)) {
      // The names stand in clear, and an agent chooses them: then none of them does.
      commit(NAME, object);
      return;
    }
    for (var i = 0; i < object.size(); i++) {
      var name = object.nameAt(i);
      put(rules.keep(name), NAME + "." + name, name, object.valueAt(i));
    }
  }

  private void put(LogRules.Keep keep, String name, String field, JsonValue value) {
    if (keep == LogRules.Keep.CLEAR && sizeOf(value) <= MAX_CLEAR_BYTES) {
      clear.put(field, value);
    } else {
      commit(name, value);
    }
  }

  private void commit(String name, JsonValue value) {
    disclosures.add(new Disclosure(name, salts.next(), bounded(value)));
  }

  private JsonValue masked(JsonValue value) {
    var masked = SecretMask.value(value);
    isAllKept &= masked == value;
    return masked;
  }

  private static int sizeOf(JsonValue value) {
    var bytes = BUFFER.get();
    bytes.clear();
    return bytes.value(value).size();
  }

  /** The value, or how it begins, how long it is, and its digest. */
  private static JsonValue bounded(JsonValue value) {
    var size = sizeOf(value);
    if (size <= MAX_VALUE_BYTES) {
      return value;
    }
    var text = value instanceof JsonString s ? s.value() : Json.write(value);
    return JsonObject.builder()
        .put("begins", WellFormed.bounded(text, MAX_BEGINNING))
        .put("bytes", text.getBytes(StandardCharsets.UTF_8).length)
        .put("sha256", Sha256.hex(text.getBytes(StandardCharsets.UTF_8)))
        .build();
  }

  /** A name that says what a field is, and no more. */
  private static boolean isName(String name) {
    if (name.isEmpty() || name.length() > MAX_NAME) {
      return false;
    }
    for (var i = 0; i < name.length(); i++) {
      var c = name.charAt(i);
      if (!((c >= 'a' && c <= 'z')
          || (c >= 'A' && c <= 'Z')
          || (c >= '0' && c <= '9')
          || c == '_'
          || c == '-'
          || c == '.')) {
        return false;
      }
    }
    return true;
  }

  /** What a payload is that has no fields, as rules name it. */
  private static String fieldOf(ActionType type) {
    return switch (type.name()) {
      case ActionType.EXECUTE_SHELL -> "command";
      case ActionType.MODIFY_FILE, ActionType.READ_FILE, ActionType.DELETE_FILE -> "path";
      case ActionType.CALL_EXTERNAL_API -> "url";
      case ActionType.RUN_CODE -> "code";
      case ActionType.QUERY_DATABASE -> "query";
      case ActionType.SEND_MESSAGE -> "message";
      default -> NAME;
    };
  }
}
