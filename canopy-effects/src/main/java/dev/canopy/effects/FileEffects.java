package dev.canopy.effects;

import dev.canopy.shell.Word;
import dev.canopy.shell.WordPart;
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
    if (reading.climbed() != null) {
      var climbed = climbed(reading);
      sink.add(new Effect.Reads(climbed, origin));
      if (Places.secret(Operand.exact(climbed.text())) != null) {
        sink.add(new Effect.ReadsSecret(climbed, origin));
      }
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
    if (mode != Effect.Writes.Mode.METADATA && isCollector(path)) {
      return;
    }
    var reading = Paths.of(path, here);
    writes(settled(reading.path(), here), mode, recursive, origin);
    for (var other : reading.others()) {
      writes(other, mode, recursive, origin);
    }
    if (reading.climbed() != null) {
      sink.add(new Effect.Writes(climbed(reading), mode, recursive, origin));
    }
    doubt(reading, origin);
  }

  /** The directory is made. An empty one leaves nothing that runs later, wherever it is. */
  void makes(Word path, Surroundings here, Origin origin) {
    var reading = Paths.of(path, here);
    var operand = settled(reading.path(), here);
    sink.add(new Effect.Writes(operand, Effect.Writes.Mode.DIRECTORY, false, origin));
    var area = area(operand.text());
    if (area != null) {
      sink.add(new Effect.ChangesSystem(area, operand, origin));
    }
    for (var other : reading.others()) {
      sink.add(new Effect.Writes(other, Effect.Writes.Mode.DIRECTORY, false, origin));
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
    goes(path, recursive, false, here, origin);
  }

  /** The file goes from its place, and what was in it lives on elsewhere. */
  void moves(Word path, boolean recursive, Surroundings here, Origin origin) {
    goes(path, recursive, true, here, origin);
  }

  private void goes(Word path, boolean recursive, boolean moved, Surroundings here, Origin origin) {
    var reading = Paths.of(path, here);
    sink.add(new Effect.Deletes(settled(reading.path(), here), recursive, moved, origin));
    for (var other : reading.others()) {
      sink.add(new Effect.Deletes(other, recursive, moved, origin));
    }
    if (reading.climbed() != null) {
      sink.add(new Effect.Deletes(climbed(reading), recursive, moved, origin));
    }
    doubt(reading, origin);
  }

  /** Where a climb would end: it may, and a policy cannot be sure. */
  private static Operand climbed(PathReading reading) {
    var place = reading.climbed();
    return new Operand(place == null ? "" : place, reading.path().given(), Certainty.UNKNOWN);
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

  /**
   * The files that a CI runner hands to each step to collect its outputs and its report. They are
   * standard output by another name; {@code GITHUB_ENV} and {@code GITHUB_PATH} are not, since they
   * change later steps. A value set in the text itself is known and never comes here.
   */
  private static boolean isCollector(Word path) {
    return path.parts().size() == 1
        && path.parts().get(0) instanceof WordPart.Unknown unknown
        && switch (unknown.why()) {
          case "the name of a pipe to commands",
              "`$GITHUB_OUTPUT` is not set here",
              "`$GITHUB_STEP_SUMMARY` is not set here",
              "`$GITHUB_STATE` is not set here" ->
              true;
          default -> false;
        };
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
