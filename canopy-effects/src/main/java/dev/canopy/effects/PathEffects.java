package dev.canopy.effects;

import org.jspecify.annotations.Nullable;

/** What touching a path means: the plain effect, and what follows from the place. */
final class PathEffects {
  private PathEffects() {}

  /** The file is read, or the directory listed. */
  static void reads(EffectSink sink, PathReading path, Origin origin) {
    reads(sink, path.path(), origin);
    for (var other : path.others()) {
      reads(sink, other, origin);
    }
    if (path.climbed() != null) {
      var climbed = new Operand(path.climbed(), path.path().given(), Certainty.UNKNOWN);
      sink.add(new Effect.Reads(climbed, origin));
      if (Places.secret(Operand.exact(path.climbed())) != null) {
        sink.add(new Effect.ReadsSecret(climbed, origin));
      }
    }
    doubt(sink, path, origin);
  }

  private static void reads(EffectSink sink, Operand path, Origin origin) {
    sink.add(new Effect.Reads(path, origin));
    if (Places.secret(path) != null) {
      sink.add(new Effect.ReadsSecret(path, origin));
    }
  }

  /** The file is created or changed. */
  static void writes(
      EffectSink sink,
      PathReading path,
      Effect.Writes.Mode mode,
      boolean recursive,
      Origin origin) {
    writes(sink, path.path(), mode, recursive, origin);
    for (var other : path.others()) {
      writes(sink, other, mode, recursive, origin);
    }
    if (path.climbed() != null) {
      var climbed = new Operand(path.climbed(), path.path().given(), Certainty.UNKNOWN);
      sink.add(new Effect.Writes(climbed, mode, recursive, origin));
    }
    doubt(sink, path, origin);
  }

  private static void writes(
      EffectSink sink, Operand path, Effect.Writes.Mode mode, boolean recursive, Origin origin) {
    sink.add(new Effect.Writes(path, mode, recursive, origin));
    var area = area(path.text());
    if (area != null) {
      sink.add(new Effect.ChangesSystem(area, path, origin));
    }
    // A mode change of a shell profile leaves nothing behind; new content does.
    var what = mode == Effect.Writes.Mode.METADATA ? null : Places.persist(path);
    if (what != null) {
      sink.add(new Effect.Persists(what, path, origin));
    }
  }

  /** The file or directory is removed, or with {@code moved} goes elsewhere. */
  static void deletes(
      EffectSink sink, PathReading path, boolean recursive, boolean moved, Origin origin) {
    sink.add(new Effect.Deletes(path.path(), recursive, moved, origin));
    for (var other : path.others()) {
      sink.add(new Effect.Deletes(other, recursive, moved, origin));
    }
    if (path.climbed() != null) {
      var climbed = new Operand(path.climbed(), path.path().given(), Certainty.UNKNOWN);
      sink.add(new Effect.Deletes(climbed, recursive, moved, origin));
    }
    doubt(sink, path, origin);
  }

  private static void doubt(EffectSink sink, PathReading path, Origin origin) {
    if (path.doubt() != null) {
      sink.unresolved(path.doubt(), origin);
    }
  }

  /** The part of the machine that writing to a path changes, or null. */
  private static @Nullable String area(String path) {
    if (path.startsWith("/dev/")) {
      return path.startsWith("/dev/shm/") || path.startsWith("/dev/pts/") || isSink(path)
          ? null
          : "devices";
    }
    if (path.startsWith("/proc/")) {
      return path.equals("/proc/sysrq-trigger") ? "power" : "kernel";
    }
    return path.startsWith("/sys/") ? "kernel" : null;
  }

  private static boolean isSink(String path) {
    return switch (path) {
      case "/dev/null", "/dev/zero", "/dev/stdin", "/dev/stdout", "/dev/stderr", "/dev/tty" -> true;
      default -> false;
    };
  }
}
