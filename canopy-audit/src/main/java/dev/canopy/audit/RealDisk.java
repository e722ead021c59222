package dev.canopy.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** The disk of this machine. */
final class RealDisk implements Disk {
  static final RealDisk INSTANCE = new RealDisk();

  private RealDisk() {}

  @Override
  public Executor executor(String name) {
    return Executors.newSingleThreadExecutor(
        task -> {
          var thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        });
  }

  @Override
  public Path locate(Path log) throws IOException {
    if (Files.exists(log)) {
      return log.toRealPath();
    }
    var absolute = log.toAbsolutePath().normalize();
    var folder = absolute.getParent();
    var name = absolute.getFileName();
    if (folder == null || name == null) {
      throw new IOException("`" + log + "` is not the name of a file");
    }
    Files.createDirectories(folder);
    return folder.toRealPath().resolve(name);
  }

  @Override
  public @Nullable Object identity(Path file) throws IOException {
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      if (!attributes.isRegularFile()) {
        throw new IOException("`" + file + "` is not a regular file");
      }
      var key = attributes.fileKey();
      return key != null ? key : file;
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  @Override
  public void create(Path file) throws IOException {
    try {
      Files.createFile(file, ownerOnly(file, "rw-------"));
    } catch (FileAlreadyExistsException e) {
      // Then there is nothing to make.
    }
  }

  private static FileAttribute<?>[] ownerOnly(Path file, String permissions) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  @Override
  public LogFile open(Path file) throws IOException {
    var reading = FileChannel.open(file, StandardOpenOption.READ);
    try {
      // O_APPEND: what someone else adds is never overwritten, and `chattr +a` is possible.
      return new RealLogFile(reading, FileChannel.open(file, StandardOpenOption.APPEND));
    } catch (IOException e) {
      reading.close();
      throw e;
    }
  }

  /** Opens a file that is only read. */
  LogFile openToRead(Path file) throws IOException {
    var reading = FileChannel.open(file, StandardOpenOption.READ);
    return new RealLogFile(reading, reading);
  }

  private record RealLogFile(FileChannel reading, FileChannel appending) implements LogFile {
    @Override
    public long size() throws IOException {
      return reading.size();
    }

    @Override
    public int read(ByteBuffer to, long position) throws IOException {
      return reading.read(to, position);
    }

    @Override
    public int append(ByteBuffer from) throws IOException {
      return appending.write(from);
    }

    @Override
    public void truncate(long size) throws IOException {
      appending.truncate(size);
    }

    @Override
    public void force() throws IOException {
      appending.force(false);
    }

    @Override
    public void close() throws IOException {
      try (reading) {
        appending.close();
      }
    }
  }

  @Override
  public LockFile openLock(Path file) throws IOException {
    return new RealLockFile(
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  /**
   * Closing any other channel on the same file would drop a POSIX lock without a word, so there is
   * one of these for a lock file in a process; {@link LogWriter} sees to that.
   */
  private static final class RealLockFile implements LockFile {
    private final FileChannel channel;
    private @Nullable FileLock held;

    RealLockFile(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public boolean tryLock() throws IOException {
      held = channel.tryLock();
      return held != null;
    }

    @Override
    public void unlock() throws IOException {
      if (held != null) {
        held.release();
        held = null;
      }
    }

    @Override
    public String words() throws IOException {
      var buffer = ByteBuffer.allocate(512);
      while (buffer.hasRemaining() && channel.read(buffer, buffer.position()) > 0) {
        // Read on.
      }
      return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
    }

    @Override
    public void leave(String words) throws IOException {
      var bytes = ByteBuffer.wrap(words.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes, bytes.position());
      }
      channel.truncate(bytes.limit());
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  @Override
  public void writeAside(Path file, byte[] content) throws IOException {
    makeFolder(folderOf(file));
    create(file);
    try (var channel =
        FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
      var bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    forceFolderOf(file);
  }

  @Override
  public byte[] read(Path file) throws IOException {
    return Files.readAllBytes(file);
  }

  private void makeFolder(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    var above = folder.getParent();
    if (above != null) {
      makeFolder(above);
    }
    try {
      Files.createDirectory(folder, ownerOnly(folder, "rwx------"));
    } catch (FileAlreadyExistsException e) {
      return; // another process made it
    }
    forceFolderOf(folder);
  }

  @Override
  public byte @Nullable [] readIfThere(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  @Override
  public byte @Nullable [] readSecret(Path file) throws IOException, AuditException {
    var secret = readIfThere(file);
    if (secret != null) {
      KeyFile.checkPermissions(file);
    }
    return secret;
  }

  @Override
  public void put(Path file, byte[] content, boolean durable) throws IOException {
    // Unlike the process id, no other process of this machine or another has this name.
    // One thread of a process writes a file, and one file of this name is left if it is killed.
    var name = file.getFileName() + "." + ProcessHandle.current().pid() + ".tmp";
    var temporary = file.resolveSibling(name);
    try {
      try (var channel = newFile(temporary)) {
        var bytes = ByteBuffer.wrap(content);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        if (durable) {
          channel.force(true);
        }
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
    if (durable) {
      forceFolderOf(file);
    }
  }

  private FileChannel newFile(Path file) throws IOException {
    var options =
        Set.of(
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    try {
      return FileChannel.open(file, options, ownerOnly(file, "rw-------"));
    } catch (NoSuchFileException e) {
      makeFolder(folderOf(file));
      return FileChannel.open(file, options, ownerOnly(file, "rw-------"));
    }
  }

  @Override
  public void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
    var folder = folderOf(file);
    if (folder.toString().endsWith(".p")) { // the partial tiles of one place
      try {
        Files.deleteIfExists(folder);
      } catch (DirectoryNotEmptyException e) {
        // There are others.
      }
    }
  }

  @Override
  public long usableBytes(Path file) throws IOException {
    // One system call, where a FileStore reads the table of mounts first.
    var usable = folderOf(file).toFile().getUsableSpace();
    return usable > 0 ? usable : Files.getFileStore(folderOf(file)).getUsableSpace();
  }

  @Override
  public void reserve(Path file, long bytes) throws IOException {
    var block = new byte[1 << 16];
    var noise = 1L;
    try (var channel = newFile(file)) {
      for (var left = bytes; left > 0; left -= block.length) {
        for (var i = 0; i < block.length; i++) { // a file system that compresses keeps it long
          noise ^= noise << 13;
          noise ^= noise >>> 7;
          noise ^= noise << 17;
          block[i] = (byte) noise;
        }
        var part = ByteBuffer.wrap(block, 0, (int) Math.min(left, block.length));
        while (part.hasRemaining()) {
          channel.write(part);
        }
      }
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    makeFolder(folderOf(to));
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    forceFolderOf(to);
    if (!folderOf(from).equals(folderOf(to))) {
      forceFolderOf(from);
    }
  }

  @Override
  public List<String> names(Path folder, String ending) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    var names = new ArrayList<String>();
    try (var files = Files.newDirectoryStream(folder)) {
      for (var file : files) {
        var name = String.valueOf(file.getFileName());
        if (name.endsWith(ending)) {
          names.add(name);
        }
      }
    }
    names.sort(null);
    return names;
  }

  @Override
  public void forceFolderOf(Path file) throws IOException {
    try (var folder = FileChannel.open(folderOf(file), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  private static Path folderOf(Path file) throws IOException {
    var folder = file.getParent();
    if (folder == null) {
      throw new IOException("`" + file + "` has no folder");
    }
    return folder;
  }
}
