package dev.canopy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * What is in files, in a word that changes whenever they do: {@code sha256:} and hex for a file. As
 * much is read for one action as a person can wait for; of a file beyond that the size and the time
 * of its last change stand for its content.
 *
 * <p>For one action and one thread.
 */
final class FileContents {
  /** A build script, a patch, a plan: a quarter of a second on a slow disk. */
  private static final long MAX_BYTES = 64L << 20;

  private static final int BLOCK_BYTES = 1 << 16;

  private long left = MAX_BYTES;

  /**
   * The state of a file: {@code sha256:…}, {@code size:…,modified:…}, {@code absent}, {@code
   * directory}, {@code special} for devices and the like, which are never read, or {@code
   * unreadable}.
   */
  String of(String absolutePath) {
    try {
      var path = Path.of(absolutePath);
      var about = Files.readAttributes(path, BasicFileAttributes.class);
      if (about.isDirectory()) {
        return "directory";
      }
      if (!about.isRegularFile() || isMadeByTheKernel(path.toRealPath())) {
        return "special";
      }
      if (about.size() > left) {
        return "size:" + about.size() + ",modified:" + about.lastModifiedTime();
      }
      left -= about.size();
      return "sha256:" + digest(path, about.size());
    } catch (NoSuchFileException e) {
      return "absent";
    } catch (IOException | InvalidPathException e) {
      return "unreadable";
    }
  }

  /** The state, if there is a file that can be read. */
  Optional<String> ofFile(String absolutePath) {
    try {
      return Files.isRegularFile(Path.of(absolutePath))
          ? Optional.of(of(absolutePath))
          : Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** A look at these may wait for ever, or change something. */
  private static boolean isMadeByTheKernel(Path real) {
    return real.startsWith("/proc") || real.startsWith("/sys") || real.startsWith("/dev");
  }

  /** As many bytes as were counted: a file that grows meanwhile keeps nobody waiting. */
  private static String digest(Path path, long size) throws IOException {
    var digest = Sha256.start();
    try (var in = Files.newInputStream(path)) {
      var block = new byte[BLOCK_BYTES];
      for (var rest = size + 1; rest > 0; ) {
        var n = in.read(block, 0, (int) Math.min(block.length, rest));
        if (n < 0) {
          break;
        }
        digest.update(block, 0, n);
        rest -= n;
      }
    }
    return Sha256.hex(digest);
  }
}
