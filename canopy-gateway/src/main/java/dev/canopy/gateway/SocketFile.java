package dev.canopy.gateway;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The Unix socket's file and directory. */
final class SocketFile {
  private SocketFile() {}

  /** The path, in a directory that is the user's alone, with no file there. */
  static Path prepare(Path given) throws GatewayException {
    var path = given.toAbsolutePath().normalize();
    var directory = path.getParent();
    if (directory == null) {
      throw new GatewayException("a socket needs a directory, and `" + given + "` has none");
    }
    try {
      if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectory(
            directory,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      var permissions =
          PosixFilePermissions.toString(
              Files.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS));
      if (!permissions.endsWith("------")) {
        throw new GatewayException(
            "the directory `" + directory + "` is open to others; chmod 700 it");
      }
      if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
            || Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
          throw new GatewayException("`" + path + "` is there and is no socket");
        }
        if (answers(path)) {
          throw new GatewayException("another gateway listens on `" + path + "`");
        }
        Files.delete(path); // left behind by one that was killed
      }
      return path;
    } catch (IOException e) {
      throw new GatewayException("cannot use the socket `" + path + "`: " + e.getMessage(), e);
    }
  }

  private static boolean answers(Path path) {
    try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      return channel.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  static void close(Path path) throws GatewayException {
    try {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      throw new GatewayException("cannot chmod `" + path + "`: " + e.getMessage(), e);
    }
  }
}
