package dev.canopy.effects;

import dev.canopy.shell.Word;
import org.jspecify.annotations.Nullable;

/**
 * What touching a file means: the plain effect, and what follows from the place: a secret is read,
 * something is left that runs later, a device is written to.
 */
final class FileEffects {
  private final EffectSink sink;

  /** True if the working directory was known where the text starts. */
  private final boolean directoryKnown;

  FileEffects(EffectSink sink, boolean directoryKnown) {
    this.sink = sink;
    this.directoryKnown = directoryKnown;
  }

  /** The file is read, or the directory listed. */
  void reads(Word path, Surroundings here, Origin origin) {
    var reading = Paths.of(path, here);
    reads(settled(reading.path(), here), origin);
    for (var other : reading.others()) {
      reads(other, origin);
    }
    doubt(reading, origin);
  }

  private void reads(Operand path, Origin origin) {
    if (isStream(path)) {
      return;
    }
    sink.add(new Effect.Reads(path, origin));
    if (Places.secret(path) != null) {
      sink.add(new Effect.ReadsSecret(path, origin));
    }
  }

  /** The file is written, its metadata changed, or the directory made. */
  void writes(
      Word path, Effect.Writes.Mode mode, boolean recursive, Surroundings here, Origin origin) {
    var reading = Paths.of(path, here);
    writes(settled(reading.path(), here), mode, recursive, origin);
    for (var other : reading.others()) {
      writes(other, mode, recursive, origin);
    }
    doubt(reading, origin);
  }

  private void writes(Operand path, Effect.Writes.Mode mode, boolean recursive, Origin origin) {
    if (isStream(path)) {
      return;
    }
    sink.add(new Effect.Writes(path, mode, recursive, origin));
    var area = area(path.text());
    if (area != null) {
      sink.add(new Effect.ChangesSystem(area, path, origin));
      return;
    }
    // A mode change of a shell profile leaves nothing behind; new content does.
    var what = mode == Effect.Writes.Mode.METADATA ? null : Places.persist(path);
    if (what != null) {
      sink.add(new Effect.Persists(what, path, origin));
    }
  }

  /** The file is removed. */
  void deletes(Word path, boolean recursive, Surroundings here, Origin origin) {
    var reading = Paths.of(path, here);
    deletes(settled(reading.path(), here), recursive, origin);
    for (var other : reading.others()) {
      deletes(other, recursive, origin);
    }
    doubt(reading, origin);
  }

  private void deletes(Operand path, boolean recursive, Origin origin) {
    sink.add(new Effect.Deletes(path, recursive, origin));
  }

  private void doubt(PathReading reading, Origin origin) {
    var doubt = reading.doubt();
    if (doubt != null && !reading.path().given().isEmpty()) {
      sink.unresolved(doubt, origin);
    }
  }

  /** The path, unknown if it is relative to a directory that is no longer known. */
  private Operand settled(Operand path, Surroundings here) {
    if (directoryKnown
        && here.directory().isEmpty()
        && path.certainty() != Certainty.UNKNOWN
        && !isAbsolute(path.text())) {
      return Operand.unknown(path.given());
    }
    return path;
  }

  static boolean isAbsolute(String path) {
    return !path.isEmpty()
        && (path.charAt(0) == '/'
            || path.charAt(0) == '~'
            || (path.length() > 2 && path.charAt(1) == ':' && path.charAt(2) == '/'));
  }

  /** Streams and sinks of the system: nothing is kept there. */
  private static boolean isStream(Operand path) {
    var text = path.text();
    if (path.certainty() != Certainty.EXACT || !text.startsWith("/dev/")) {
      return false;
    }
    return switch (text) {
      case "/dev/null",
          "/dev/zero",
          "/dev/full",
          "/dev/random",
          "/dev/urandom",
          "/dev/stdin",
          "/dev/stdout",
          "/dev/stderr",
          "/dev/tty" ->
          true;
      default -> text.startsWith("/dev/fd/");
    };
  }

  /** The part of the machine that writing to this path changes, or null. */
  private static @Nullable String area(String path) {
    if (path.startsWith("/dev/")) {
      return path.startsWith("/dev/shm/") || path.startsWith("/dev/pts/") ? null : "devices";
    }
    if (path.startsWith("/proc/")) {
      return path.equals("/proc/sysrq-trigger") ? "power" : "kernel";
    }
    return path.startsWith("/sys/") ? "kernel" : null;
  }
}
