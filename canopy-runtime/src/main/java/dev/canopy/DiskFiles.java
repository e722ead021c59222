package dev.canopy;

import dev.canopy.effects.FileFacts;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the disk says. Nothing about links is remembered: an agent may make one between two calls.
 * Safe for use by many threads.
 */
final class DiskFiles implements FileFacts {
  /** As Linux has it (MAXSYMLINKS): what needs more links cannot be opened. */
  private static final int MAX_LINKS = 40;

  /** As Linux has it (PATH_MAX): what is longer cannot be opened. */
  private static final int MAX_PATH = 4096;

  private final Path probe;
  private volatile @Nullable Boolean foldsCase;

  /** Facts of the disk that holds {@code directory}. */
  DiskFiles(Path directory) {
    this.probe = directory;
  }

  @Override
  public Optional<String> realPath(String absolutePath) {
    if (absolutePath.length() < 2
        || absolutePath.length() > MAX_PATH
        || absolutePath.equals("/dev/null")
        || absolutePath.indexOf('\0') >= 0) {
      return Optional.empty();
    }
    try {
      var real = resolve(absolutePath);
      return real.equals(absolutePath) ? Optional.empty() : Optional.of(real);
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  /**
   * {@link File#getCanonicalPath} resolves the links of the longest part that exists, without
   * throwing where a part does not. A link that leads to nothing is no such part for it, but what
   * is written to it is made at its end, so these are followed by hand.
   */
  private static String resolve(String path) throws IOException {
    var file = new File(path);
    var exists = file.exists();
    if (!exists && !hasDotSegments(path)) {
      var found = resolveMissing(file);
      if (found != null) {
        return found;
      }
    }
    var real = file.getCanonicalFile();
    if (exists) {
      return real.getPath();
    }
    for (var links = 0; links < MAX_LINKS; links++) {
      var next = pastDanglingLink(real);
      if (next == null) {
        return real.getPath();
      }
      real = next.getCanonicalFile();
    }
    throw new IOException("more than " + MAX_LINKS + " links");
  }

  /**
   * A path whose end is not there, in few looks at the disk: the part that is there, resolved, and
   * the rest as it is. Null if the rest starts with a link.
   */
  private static @Nullable String resolveMissing(File file) throws IOException {
    var missing = file;
    var parent = missing.getParentFile();
    while (parent != null && !parent.exists()) {
      missing = parent;
      parent = missing.getParentFile();
    }
    if (parent == null || Files.isSymbolicLink(missing.toPath())) {
      return null;
    }
    var real = parent.getCanonicalPath();
    var rest = file.getPath().substring(parent.getPath().length());
    return real.endsWith("/")
        ? real.substring(0, real.length() - 1) + slashed(rest)
        : real + slashed(rest);
  }

  private static String slashed(String rest) {
    return rest.startsWith("/") ? rest : "/" + rest;
  }

  private static boolean hasDotSegments(String path) {
    return path.contains("/./")
        || path.contains("/../")
        || path.endsWith("/.")
        || path.endsWith("/..");
  }

  private static @Nullable File pastDanglingLink(File real) throws IOException {
    if (real.exists()) {
      return null;
    }
    // The first part that is not there is all that can be such a link.
    var missing = real;
    var parent = missing.getParentFile();
    while (parent != null && !parent.exists()) {
      missing = parent;
      parent = missing.getParentFile();
    }
    if (parent == null || !Files.isSymbolicLink(missing.toPath())) {
      return null;
    }
    var target = parent.toPath().resolve(Files.readSymbolicLink(missing.toPath()));
    return target.resolve(missing.toPath().relativize(real.toPath())).toFile();
  }

  @Override
  public boolean foldsCase() {
    var known = foldsCase;
    if (known == null) {
      known = detect(probe);
      foldsCase = known;
    }
    return known;
  }

  /** True if the directory is also found under its name in the other case. */
  private static boolean detect(Path directory) {
    for (var path = directory;
        path != null && path.getFileName() != null;
        path = path.getParent()) {
      var name = path.getFileName().toString();
      var upper = name.toUpperCase(Locale.ROOT);
      var other = upper.equals(name) ? name.toLowerCase(Locale.ROOT) : upper;
      if (!other.equals(name)) {
        try {
          var sibling = path.resolveSibling(other);
          return Files.exists(sibling) && Files.isSameFile(path, sibling);
        } catch (IOException | InvalidPathException e) {
          return true; // not known: the reading on which more names are protected
        }
      }
    }
    return false;
  }
}
