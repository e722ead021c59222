package dev.canopy.effects;

import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.util.ArrayList;
import java.util.List;

/** {@code send_message}: to whom, and whether a secret is in it. */
final class MessageActions {
  private final Action action;
  private final List<Operand> destinations = new ArrayList<>(2);
  private boolean secret;

  private MessageActions(Action action) {
    this.action = action;
  }

  static void read(Action action, JsonValue payload) {
    if (Action.isEmpty(payload)) {
      action.malformed("the payload holds no message");
      return;
    }
    var message = new MessageActions(action);
    message.secret = ApiActions.holdsSecret(payload, 0);
    if (payload instanceof JsonObject object) {
      message.object(object);
    } else if (!(payload instanceof JsonString) && !(payload instanceof JsonArray)) {
      action.malformed("the payload is " + payload.kind() + ", not a message");
      return;
    }
    if (message.destinations.isEmpty()) {
      message.destinations.add(Operand.unknown(""));
    }
    for (var destination : message.destinations) {
      action.sink.add(new Effect.Sends(destination, message.secret, Action.WHOLE));
    }
  }

  private void object(JsonObject object) {
    for (var i = 0; i < object.size(); i++) {
      var name = object.nameAt(i);
      var plain = Fields.plain(name);
      var value = object.valueAt(i);
      if (isDestination(plain)) {
        destination(value);
      } else if (value instanceof JsonString text) {
        if (Fields.isPlainlyPath(plain) || plain.equals("attachment")) {
          attachment(name, text.value());
        } else if (plain.endsWith("url") || plain.equals("webhook")) {
          Urls.of(text.value()).addTo(action.sink, "POST", true, action.at(name, text.value()));
        }
      } else if (value instanceof JsonArray array
          && (plain.equals("attachments") || Fields.isPlainlyPath(plain))) {
        for (var item : array.items()) {
          if (item instanceof JsonString text) {
            attachment(name, text.value());
          } else if (item instanceof JsonObject inner) {
            object(inner);
          }
        }
      }
    }
  }

  private static boolean isDestination(String plain) {
    return switch (plain) {
      case "to",
          "cc",
          "bcc",
          "recipient",
          "recipients",
          "channel",
          "channels",
          "email",
          "emails",
          "address",
          "addresses",
          "user",
          "users",
          "username",
          "userid",
          "phone",
          "phonenumber",
          "chatid",
          "channelid",
          "room",
          "toemail",
          "recipientemail",
          "number" ->
          true;
      default -> false;
    };
  }

  private void destination(JsonValue value) {
    if (value instanceof JsonString text && !text.value().isBlank()) {
      destinations.add(Operand.exact(text.value()));
    } else if (value instanceof JsonArray array) {
      for (var item : array.items()) {
        destination(item);
      }
    }
  }

  private void attachment(String name, String text) {
    if (text.isBlank() || text.indexOf('\n') >= 0) {
      return;
    }
    var path = Paths.of(text, action.surroundings);
    PathEffects.reads(action.sink, path, action.at(name, text));
    secret |= Places.secret(path.path()) != null;
  }
}
