package dev.canopy.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where secret keys are kept. */
final class KeyFileTest {
  /** As `openssl genpkey -algorithm ed25519` writes the first secret of RFC 8032. */
  private static final String PEM =
      """
      -----BEGIN PRIVATE KEY-----
      MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
      -----END PRIVATE KEY-----
      """;

  @Test
  void key_madeOnFirstUse_isItsOwnersAloneAndStays(@TempDir Path folder) throws Exception {
    var file = folder.resolve("log.key");
    var made = KeyFile.loadOrCreate(file, "log", KeyType.ED25519, new SecureRandom());

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(folder.toFile().list()).containsExactly("log.key");
    assertThat(KeyFile.loadOrCreate(file, "log", KeyType.ED25519, new SecureRandom()).key())
        .isEqualTo(made.key());
    Ed25519.verify(made.key().publicKey(), new byte[9], made.sign(new byte[9]));
  }

  @Test
  void key_madeByManyAtOnce_isOne(@TempDir Path folder) throws Exception {
    var file = folder.resolve("log.key");
    var threads = Executors.newFixedThreadPool(8);
    try {
      Callable<NoteKey> task =
          () -> KeyFile.loadOrCreate(file, "log", KeyType.ED25519, new SecureRandom()).key();
      var keys = threads.invokeAll(IntStream.range(0, 32).mapToObj(i -> task).toList());
      var first = keys.get(0).get();
      for (var key : keys) {
        assertThat(key.get()).isEqualTo(first);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(folder.toFile().list()).containsExactly("log.key");
  }

  @Test
  void key_ofOpensslOrBare_isRead(@TempDir Path folder) throws Exception {
    var public1 = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    var pem = write(folder, "a.pem", PEM.getBytes(StandardCharsets.US_ASCII), "rw-------");
    assertThat(Hex.encode(KeyFile.load(pem, "x", KeyType.ED25519).key().publicKey()))
        .isEqualTo(public1);
    var seed =
        Hash.ofHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60").bytes();
    var bare = write(folder, "a.raw", seed, "r--------");
    assertThat(Hex.encode(KeyFile.load(bare, "x", KeyType.ED25519).key().publicKey()))
        .isEqualTo(public1);
  }

  @Test
  void key_thatOthersMayRead_isRefused(@TempDir Path folder) throws Exception {
    for (var mode : new String[] {"rw-r-----", "rw----r--", "rw--w----", "rwxrwxrwx"}) {
      var file = write(folder, "a." + mode, PEM.getBytes(StandardCharsets.US_ASCII), mode);

      assertThatThrownBy(() -> KeyFile.load(file, "x", KeyType.ED25519))
          .isInstanceOf(AuditException.class)
          .hasMessageContaining("is open to others than its owner");
    }
  }

  @Test
  void key_thatIsNone_isRefused(@TempDir Path folder) throws Exception {
    for (var text :
        new String[] {
          "",
          "x",
          PEM.replace("PRIVATE", "PUBLIC"),
          PEM.replace("MC4C", "MC4D"),
          PEM.replace("9g\n", "\n"),
          PEM.replace("9g\n", "9gAA\n"),
          PEM.replace("MC4C", "*C4C"),
          PEM + PEM,
          "x".repeat(10_000)
        }) {
      var file = write(folder, "a.key", text.getBytes(StandardCharsets.US_ASCII), "rw-------");

      assertThatThrownBy(() -> KeyFile.load(file, "x", KeyType.ED25519))
          .as(text)
          .isInstanceOf(AuditException.class)
          .hasMessageContaining("is not an Ed25519 key");
      // And it is not replaced by a new one.
      assertThatThrownBy(() -> KeyFile.loadOrCreate(file, "x", KeyType.ED25519, new SecureRandom()))
          .isInstanceOf(AuditException.class);
    }
    assertThatThrownBy(() -> KeyFile.load(folder.resolve("none"), "x", KeyType.ED25519))
        .hasMessageContaining("there is no key at");
  }

  private static Path write(Path folder, String name, byte[] content, String mode)
      throws Exception {
    var file = folder.resolve(name);
    Files.deleteIfExists(file);
    Files.write(file, content);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }
}
