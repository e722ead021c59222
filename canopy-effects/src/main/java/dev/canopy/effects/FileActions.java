package dev.canopy.effects;

import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonBoolean;
import dev.canopy.json.JsonNull;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * {@code modify_file}, {@code read_file} and {@code delete_file}: every path in the payload counts.
 */
final class FileActions {
  /** What happens to a path. */
  private enum Touch {
    READ,
    CREATE,
    WRITE,
    APPEND,
    METADATA,
    DELETE,
    MOVE,
    COPY
  }

  /** Lists in lists of edits; no tool has more. */
  private static final int MAX_NESTING = 4;

  private final Action action;
  private final Touch touch;
  private boolean recursive;
  private boolean found;
  private boolean wrongKind;

  private FileActions(Action action, Touch touch) {
    this.action = action;
    this.touch = touch;
  }

  static void modify(Action action, JsonValue payload) {
    var touch = Touch.WRITE;
    var hasContent = false;
    if (payload instanceof JsonObject object) {
      for (var i = 0; i < object.size(); i++) {
        var name = Fields.plain(object.nameAt(i));
        if (Fields.isOperation(name) && object.valueAt(i) instanceof JsonString operation) {
          touch = strongest(touch, touch(operation.value()));
        }
        hasContent |=
            Fields.isContent(name)
                && !name.startsWith("old")
                && object.valueAt(i) instanceof JsonString;
      }
    }
    if (touch == Touch.READ && hasContent) {
      touch = Touch.WRITE;
    }
    new FileActions(action, touch).payload(payload);
  }

  static void read(Action action, JsonValue payload) {
    new FileActions(action, Touch.READ).payload(payload);
  }

  static void delete(Action action, JsonValue payload) {
    new FileActions(action, Touch.DELETE).payload(payload);
  }

  /** What an operation's name means; a word that is not known is a write. */
  private static @Nullable Touch touch(String operation) {
    return switch (operation.toLowerCase(Locale.ROOT)) {
      case "delete", "remove", "unlink", "rm", "rmdir", "delete_file", "remove_file" ->
          Touch.DELETE;
      case "move", "rename", "mv", "move_file", "rename_file" -> Touch.MOVE;
      case "copy", "cp", "copy_file" -> Touch.COPY;
      case "append", "a", "ab", "a+" -> Touch.APPEND;
      case "create", "mkdir", "x", "create_file", "create_directory" -> Touch.CREATE;
      case "chmod", "chown", "touch" -> Touch.METADATA;
      case "read", "view", "r", "rb", "list", "stat" -> Touch.READ;
      default -> null;
    };
  }

  /** Of two operations the one that does more harm. */
  private static Touch strongest(Touch before, @Nullable Touch now) {
    if (now == null || before == Touch.DELETE) {
      return before;
    }
    return before == Touch.WRITE || now == Touch.DELETE ? now : before;
  }

  private void payload(JsonValue payload) {
    if (Action.isEmpty(payload)) {
      action.malformed("the payload names no file");
      return;
    }
    if (payload instanceof JsonString text) {
      if (touch != Touch.READ && Patches.looksLikeOne(text.value())) {
        patch("", text.value());
      } else {
        path("", text.value(), false);
      }
      return;
    }
    if (payload instanceof JsonArray list) {
      positions(list);
    } else if (payload instanceof JsonObject object) {
      var list = Action.positions(object);
      if (list != null) {
        positions(list);
        object(object, "", 0);
      } else {
        recursive = isTrue(object, "recursive") || isTrue(object, "recurse");
        object(object, "", 0);
      }
    } else {
      action.malformed("the payload is " + payload.kind() + ", not a path");
      return;
    }
    if (wrongKind) {
      action.malformed("a path is not a text");
    } else if (!found) {
      action.malformed("the payload names no file");
    }
  }

  private static boolean isTrue(JsonObject object, String name) {
    return object.get(name) instanceof JsonBoolean b && b.value();
  }

  /**
   * The arguments of a guarded function: the first is a path; others are content, unless they
   * plainly are paths.
   */
  private void positions(JsonArray list) {
    for (var i = 0; i < list.items().size(); i++) {
      var item = list.items().get(i);
      if (item instanceof JsonString text) {
        if (i == 0 || touch != Touch.WRITE || isPlainlyPath(text.value())) {
          path("args", text.value(), false);
        }
      } else if (item instanceof JsonObject object) {
        object(object, "args.", 1);
      } else if (i == 0) {
        wrongKind = true;
      }
    }
  }

  private static boolean isPlainlyPath(String text) {
    if (text.isEmpty() || text.length() > 4096 || text.indexOf('\n') >= 0) {
      return false;
    }
    return text.startsWith("/")
        || text.startsWith("~/")
        || text.startsWith("./")
        || text.startsWith("../")
        || text.startsWith("\\\\")
        || (text.length() > 2
            && text.charAt(1) == ':'
            && (text.charAt(2) == '\\' || text.charAt(2) == '/'));
  }

  private void object(JsonObject object, String prefix, int nesting) {
    var file = "";
    var content = "";
    for (var i = 0; i < object.size(); i++) {
      var name = object.nameAt(i);
      var plain = Fields.plain(name);
      var value = object.valueAt(i);
      if (value instanceof JsonString text) {
        if (touch != Touch.READ
            && (Fields.isPatch(plain) || Fields.isContent(plain))
            && Patches.looksLikeOne(text.value())
            && (Fields.isPatch(plain) || file.isEmpty())) {
          patch(prefix + name, text.value());
        } else if (Fields.isContent(plain)) {
          content = text.value();
        } else if (Fields.isPath(plain) && !Fields.isDirectory(plain)) {
          file = text.value();
          path(prefix + name, file, Fields.isSource(plain));
        }
      } else if (value instanceof JsonArray array) {
        if (nesting < MAX_NESTING) {
          array(array, prefix + name, plain, nesting + 1);
        } else {
          action.sink.unresolved("lists nested too deeply", action.at(prefix + name));
        }
      } else if (value instanceof JsonObject inner) {
        if (Fields.isPath(plain) && inner.size() == 0) {
          wrongKind = true;
        } else if (nesting < MAX_NESTING) {
          object(inner, prefix + name + ".", nesting + 1);
        } else {
          action.sink.unresolved("objects nested too deeply", action.at(prefix + name));
        }
      } else if (Fields.isPlainlyPath(plain)
          && !(value == JsonNull.NULL && hasOtherPath(object, name))) {
        wrongKind = true;
      }
    }
    packageScripts(file, content, prefix);
  }

  private static boolean hasOtherPath(JsonObject object, String name) {
    for (var i = 0; i < object.size(); i++) {
      if (!object.nameAt(i).equals(name)
          && Fields.isPath(Fields.plain(object.nameAt(i)))
          && object.valueAt(i) instanceof JsonString) {
        return true;
      }
    }
    return false;
  }

  private void array(JsonArray array, String field, String plain, int nesting) {
    var paths = Fields.isPath(plain);
    for (var item : array.items()) {
      if (item instanceof JsonString text) {
        if (paths) {
          path(field, text.value(), Fields.isSource(plain));
        }
      } else if (item instanceof JsonObject object) {
        object(object, field + ".", nesting);
      } else if (paths) {
        wrongKind = true;
      }
    }
  }

  private void path(String field, String text, boolean source) {
    found = true;
    var origin = action.at(field, text);
    if (text.isBlank()) {
      wrongKind = true;
      return;
    }
    if (text.indexOf("://") > 0 || text.regionMatches(true, 0, "file:", 0, 5)) {
      var url = Urls.of(text);
      url.addTo(action.sink, "", touch != Touch.READ, origin);
      if (url.file() != null) {
        touched(Paths.of(url.file(), action.surroundings), source, origin);
      }
      if (url.file() != null || !url.hosts().isEmpty()) {
        return;
      }
    }
    touched(Paths.of(text, action.surroundings), source, origin);
  }

  private void touched(PathReading path, boolean source, Origin origin) {
    var sink = action.sink;
    switch (touch) {
      case READ -> PathEffects.reads(sink, path, origin);
      case DELETE -> PathEffects.deletes(sink, path, recursive, false, origin);
      case CREATE -> PathEffects.writes(sink, path, Effect.Writes.Mode.CREATE, recursive, origin);
      case APPEND -> PathEffects.writes(sink, path, Effect.Writes.Mode.APPEND, recursive, origin);
      case METADATA ->
          PathEffects.writes(sink, path, Effect.Writes.Mode.METADATA, recursive, origin);
      case WRITE -> PathEffects.writes(sink, path, Effect.Writes.Mode.TRUNCATE, recursive, origin);
      case MOVE -> {
        if (source) {
          PathEffects.reads(sink, path, origin);
          PathEffects.deletes(sink, path, true, true, origin);
        } else {
          PathEffects.writes(sink, path, Effect.Writes.Mode.TRUNCATE, recursive, origin);
        }
      }
      case COPY -> {
        if (source) {
          PathEffects.reads(sink, path, origin);
        } else {
          PathEffects.writes(sink, path, Effect.Writes.Mode.TRUNCATE, recursive, origin);
        }
      }
    }
  }

  private void patch(String field, String text) {
    var origin = action.at(field, text);
    var any =
        Patches.read(
            text,
            new Patches.Touched() {
              @Override
              public void writes(String path) {
                PathEffects.writes(
                    action.sink,
                    Paths.of(path, action.surroundings),
                    Effect.Writes.Mode.TRUNCATE,
                    false,
                    origin);
                packageScripts(path, text, field);
              }

              @Override
              public void deletes(String path) {
                PathEffects.deletes(
                    action.sink, Paths.of(path, action.surroundings), false, false, origin);
              }

              @Override
              public void moves(String path) {
                PathEffects.deletes(
                    action.sink, Paths.of(path, action.surroundings), false, true, origin);
              }
            });
    found = true;
    if (!any) {
      action.sink.unresolved("the patch names no file", origin);
    }
  }

  /** Scripts of a package that run when it is installed, or before or after others. */
  private void packageScripts(String path, String content, String prefix) {
    if (!path.endsWith("package.json") || content.isEmpty()) {
      return;
    }
    for (var script : INSTALL_SCRIPTS) {
      if (content.contains(script)) {
        action.sink.add(
            new Effect.Persists(
                "package_script",
                Paths.of(path, action.surroundings).path(),
                action.at(prefix + "content", content)));
        return;
      }
    }
  }

  private static final String[] INSTALL_SCRIPTS = {
    "\"preinstall\"", "\"install\"", "\"postinstall\"", "\"prepare\"", "\"prepublish\"",
    "\"prepack\"", "\"postpack\"", "\"preuninstall\"", "\"uninstall\"", "\"postuninstall\""
  };
}
