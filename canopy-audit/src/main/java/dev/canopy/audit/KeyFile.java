package dev.canopy.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;

/**
 * A file with an Ed25519 secret key, which only its owner may read: PEM with PKCS#8 as OpenSSL
 * writes it, or the bare 32 bytes. Ours are PEM.
 */
public final class KeyFile {
  /** PrivateKeyInfo of RFC 8410 for Ed25519, up to the secret. */
  private static final byte[] PKCS8_PREFIX =
      HexFormat.of().parseHex("302e020100300506032b657004220420");

  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";

  /** A PEM file of this key has 119 bytes; more than this is something else. */
  private static final int MAX_BYTES = 4096;

  private static final EnumSet<PosixFilePermission> OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.GROUP_EXECUTE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_EXECUTE);

  private KeyFile() {}

  /**
   * Loads the key, or makes it on first use: written aside, forced to the disk and put in place in
   * one step, so that of several processes that start at once all use the one that came first.
   */
  public static Ed25519Signer loadOrCreate(
      Path file, String name, KeyType type, SecureRandom random) throws AuditException {
    try {
      if (!Files.exists(file)) {
        create(file, random);
      }
    } catch (IOException e) {
      throw new AuditException("cannot make the key `" + file + "`: " + e.getMessage(), e);
    }
    return load(file, name, type);
  }

  /**
   * Loads the key.
   *
   * @throws AuditException if there is none, it is not a key, or others could read or change it
   */
  public static Ed25519Signer load(Path file, String name, KeyType type) throws AuditException {
    try {
      checkPermissions(file);
      var seed = seed(read(file), file);
      try {
        return Ed25519Signer.of(name, type, seed);
      } finally {
        Arrays.fill(seed, (byte) 0);
      }
    } catch (NoSuchFileException e) {
      throw new AuditException("there is no key at `" + file + "`", e);
    } catch (IOException e) {
      throw new AuditException("cannot read the key `" + file + "`: " + e.getMessage(), e);
    } catch (ProofException e) {
      throw new AuditException("the key `" + file + "` cannot be used: " + e.getMessage(), e);
    }
  }

  /** Returns if only its owner can read or change the file. */
  static void checkPermissions(Path file) throws IOException, AuditException {
    var view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view == null) {
      return; // a file system without permissions
    }
    var granted = EnumSet.copyOf(OTHERS);
    granted.retainAll(view.readAttributes().permissions());
    if (!granted.isEmpty()) {
      throw new AuditException(
          "the key `"
              + file
              + "` is open to others than its owner: run chmod 600 on it, and if someone may have"
              + " read it, make a new one");
    }
  }

  private static byte[] read(Path file) throws IOException, AuditException {
    try (var in = Files.newInputStream(file)) {
      var bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw notAKey(file);
      }
      return bytes;
    }
  }

  /** The secret in the content of a key file. */
  static byte[] seed(byte[] content, Path file) throws AuditException {
    if (content.length == Ed25519Signer.SEED_BYTES) {
      return content;
    }
    var text = new String(content, StandardCharsets.ISO_8859_1).strip();
    if (!text.startsWith(BEGIN) || !text.endsWith(END) || text.length() < 2 * BEGIN.length()) {
      throw notAKey(file);
    }
    byte[] der;
    try {
      var base64 = text.substring(BEGIN.length(), text.length() - END.length());
      der = Base64.getDecoder().decode(base64.replace("\r", "").replace("\n", ""));
    } catch (IllegalArgumentException e) {
      throw notAKey(file);
    }
    var length = PKCS8_PREFIX.length;
    if (der.length != length + Ed25519Signer.SEED_BYTES
        || !Arrays.equals(der, 0, length, PKCS8_PREFIX, 0, length)) {
      throw notAKey(file);
    }
    return Arrays.copyOfRange(der, length, der.length);
  }

  private static AuditException notAKey(Path file) {
    return new AuditException(
        "`"
            + file
            + "` is not an Ed25519 key: expected PEM with PKCS#8, as from openssl genpkey -algorithm"
            + " ed25519, or 32 bytes");
  }

  /** The content of a key file. */
  static byte[] pem(byte[] seed) {
    var der = Arrays.copyOf(PKCS8_PREFIX, PKCS8_PREFIX.length + seed.length);
    System.arraycopy(seed, 0, der, PKCS8_PREFIX.length, seed.length);
    var pem = BEGIN + "\n" + Base64.getEncoder().encodeToString(der) + "\n" + END + "\n";
    return pem.getBytes(StandardCharsets.US_ASCII);
  }

  private static void create(Path file, SecureRandom random) throws IOException {
    var folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException("it has no folder");
    }
    var seed = new byte[Ed25519Signer.SEED_BYTES];
    random.nextBytes(seed);
    var pem = pem(seed);
    var suffix = new byte[8];
    random.nextBytes(suffix);
    var aside = folder.resolve(file.getFileName() + "." + HexFormat.of().formatHex(suffix));
    try {
      write(aside, pem);
      try {
        Files.createLink(file, aside); // unlike a rename, never in the place of another key
      } catch (FileAlreadyExistsException e) {
        return; // another process was first
      } catch (UnsupportedOperationException e) {
        Files.move(aside, file);
      }
    } finally {
      Files.deleteIfExists(aside);
    }
    try (var directory = FileChannel.open(folder, StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  private static void write(Path file, byte[] pem) throws IOException {
    var options = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    FileAttribute<?>[] mode =
        file.getFileSystem().supportedFileAttributeViews().contains("posix")
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    try (var channel = FileChannel.open(file, options, mode)) {
      var bytes = ByteBuffer.wrap(pem);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }
}
