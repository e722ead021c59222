package dev.canopy.gateway;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * A small file that is its owner's alone (mode 0600). Changes are written beside it, forced to the
 * disk and renamed; writers in several processes take turns by a lock file. Safe for use by many
 * threads.
 */
final class PrivateFile {
  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rw-------");

  private final Path path;
  private final String what;

  /**
   * A file, whether or not it is there.
   *
   * @param what is in it, in the plural, for messages
   */
  PrivateFile(Path path, String what) {
    this.path = path;
    this.what = what;
  }

  @Override
  public String toString() {
    return "the " + what + " `" + path + "`";
  }

  /**
   * What it holds.
   *
   * @throws NoSuchFileException if there is no file
   * @throws GatewayException if others than its owner can read it
   */
  byte[] read() throws IOException, GatewayException {
    var others = EnumSet.copyOf(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
    others.removeAll(
        EnumSet.of(
            PosixFilePermission.OWNER_READ,
            PosixFilePermission.OWNER_WRITE,
            PosixFilePermission.OWNER_EXECUTE));
    if (!others.isEmpty()) {
      throw new GatewayException(this + " are open to others than their owner; chmod 600 them");
    }
    return Files.readAllBytes(path);
  }

  /** Puts this text in the place of what it holds. Returns when it is on the disk. */
  void write(String text) throws IOException {
    var next = path.resolveSibling(path.getFileName() + ".next");
    Files.deleteIfExists(next);
    Files.createFile(next, PosixFilePermissions.asFileAttribute(PRIVATE));
    try (var channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
      var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Held until it is closed: writers in several processes take turns. */
  FileChannel lock() throws IOException {
    var beside = path.resolveSibling(path.getFileName() + ".lock");
    if (!Files.exists(beside)) {
      try {
        Files.createFile(beside, PosixFilePermissions.asFileAttribute(PRIVATE));
      } catch (FileAlreadyExistsException e) {
        // Someone else made it just now.
      }
    }
    var channel = FileChannel.open(beside, StandardOpenOption.WRITE);
    channel.lock(); // closing the channel releases it
    return channel;
  }

  /** Differs after every change; empty if there is no file. */
  String look() throws GatewayException {
    try {
      var is = Files.readAttributes(path, BasicFileAttributes.class);
      return is.lastModifiedTime() + " " + is.size() + " " + is.fileKey();
    } catch (NoSuchFileException e) {
      return "";
    } catch (IOException e) {
      throw failure(e);
    }
  }

  GatewayException failure(IOException e) {
    var why =
        e instanceof NoSuchFileException
            ? "there is no such directory"
            : String.valueOf(e.getMessage());
    return new GatewayException("cannot use " + this + ": " + why, e);
  }
}
