package dev.canopy.effects;

import dev.canopy.shell.Word;
import dev.canopy.shell.WordPart;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * What a container is given of the host: {@code HOST:CONTAINER[:OPTIONS]} of {@code docker run -v},
 * and {@code type=bind,source=HOST,target=CONTAINER[,readonly]} of {@code --mount}. Whatever runs
 * in the container can change what is there; a volume by name is the container's own.
 */
final class Mounts {
  private Mounts() {}

  static void given(Word value, ProgramReader by) {
    var text = value.knownPrefix();
    if (text.startsWith("type=") || text.startsWith("source=") || text.startsWith("src=")) {
      fields(value, by);
      return;
    }
    var host = beforeColon(value);
    if (host == null) {
      if (value.hasUnknown()) {
        by.unresolved("what is mounted into the container is not known", value);
      }
      return;
    }
    var first = host.knownPrefix();
    if (first.isEmpty() ? host.hasUnknown() : isPath(first)) {
      given(host, isReadOnly(value.text()), by);
    }
  }

  private static void fields(Word value, ProgramReader by) {
    if (!value.isExact()) {
      by.unresolved("what is mounted into the container is not known", value);
      return;
    }
    var source = "";
    var readOnly = false;
    for (var field : value.text().split(",", -1)) {
      if (field.startsWith("source=") || field.startsWith("src=")) {
        source = field.substring(field.indexOf('=') + 1);
      }
      readOnly |= isReadOnlyOption(field);
    }
    if (isPath(source)) {
      given(Word.of(source, value.span()), readOnly, by);
    }
  }

  private static void given(Word host, boolean readOnly, ProgramReader by) {
    if (isControlSocket(host.text())) {
      by.sink().add(new Effect.Escalates("container", by.at(host)));
    } else if (readOnly) {
      by.reads(host);
    } else if (isPartOfTheSystem(host.text())) {
      // A clock, a device, a socket: what is done with it cannot be told.
      by.reads(host);
      by.sink().add(new Effect.Escalates("container", by.at(host)));
    } else {
      by.writesTree(host);
    }
  }

  /** The word up to the first colon in what is known of it, or null if there is none. */
  private static @Nullable Word beforeColon(Word value) {
    var parts = new ArrayList<WordPart>(value.parts().size());
    for (var part : value.parts()) {
      if (part instanceof WordPart.Text known && known.text().indexOf(':') >= 0) {
        var before = known.text().substring(0, known.text().indexOf(':'));
        if (!before.isEmpty()) {
          parts.add(new WordPart.Text(before));
        }
        return new Word(parts, value.span());
      }
      parts.add(part);
    }
    return null;
  }

  /** Whoever can talk to the engine's socket can start a container with any rights. */
  private static boolean isControlSocket(String path) {
    return path.endsWith("docker.sock")
        || path.endsWith("podman.sock")
        || path.endsWith("containerd.sock")
        || path.endsWith("crio.sock");
  }

  /** True for {@code /etc/localtime} and {@code /dev/snd}, not for {@code /etc}. */
  private static boolean isPartOfTheSystem(String path) {
    var second = path.indexOf('/', 1);
    if (second < 0 || second == path.length() - 1 || path.contains("..")) {
      return false;
    }
    return switch (path.substring(0, second)) {
      case "/etc", "/dev", "/proc", "/sys", "/run", "/var", "/usr", "/lib", "/opt" -> true;
      default -> false;
    };
  }

  private static boolean isPath(String host) {
    return !host.isEmpty()
        && (host.charAt(0) == '/' || host.charAt(0) == '.' || host.charAt(0) == '~');
  }

  private static boolean isReadOnly(String value) {
    for (var option : value.substring(value.lastIndexOf(':') + 1).split(",", -1)) {
      if (isReadOnlyOption(option)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isReadOnlyOption(String option) {
    return option.equals("ro") || option.equals("readonly") || option.equals("readonly=true");
  }
}
