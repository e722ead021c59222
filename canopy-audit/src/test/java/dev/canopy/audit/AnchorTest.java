package dev.canopy.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies of checkpoints elsewhere, and what they find out. */
final class AnchorTest {
  private static final String ORIGIN = "example.com/log";

  private final List<Hash> leaves = Trees.leaves(30);
  private final NodeSource nodes = Trees.nodes(leaves);
  private final Ed25519Signer log = SignedNoteTest.signer(ORIGIN, 1);

  AnchorTest() throws Exception {}

  private SignedCheckpoint checkpoint(int size) throws Exception {
    return SignedCheckpoint.sign(new Checkpoint(ORIGIN, size, Merkle.root(nodes, size)), log);
  }

  @Test
  void file_ofALogThatGrew_fits(@TempDir Path folder) throws Exception {
    var file = folder.resolve("anchor");
    var anchor = new FileAnchor(file);
    for (var size : new int[] {1, 5, 5, 20}) {
      anchor.keep(checkpoint(size));
    }

    assertThat(FileAnchor.notes(Files.readAllBytes(file))).hasSize(3);
    var largest = Objects.requireNonNull(FileAnchor.check(file, List.of(log.key()), nodes, 30));
    assertThat(largest.checkpoint().treeSize()).isEqualTo(20);
  }

  @Test
  void file_ofALogThatWasCutOrWrittenAnew_findsOut(@TempDir Path folder) throws Exception {
    var file = folder.resolve("anchor");
    new FileAnchor(file).keep(checkpoint(5));
    new FileAnchor(file).keep(checkpoint(20));

    assertThatThrownBy(() -> FileAnchor.check(file, List.of(log.key()), nodes, 19))
        .isInstanceOf(ProofException.class)
        .hasMessageContaining("the log had 20 entries when it was anchored and has 19 now");
    // Written anew by someone who has the log's key: the chain and the signature would be good.
    for (var altered = 0; altered < 20; altered++) {
      var other = new ArrayList<>(leaves);
      other.set(altered, Merkle.leafHash(new byte[] {3}));
      assertThatThrownBy(() -> FileAnchor.check(file, List.of(log.key()), Trees.nodes(other), 30))
          .isInstanceOf(ProofException.class)
          .hasMessageContaining("are not those that were anchored");
    }
    assertThatThrownBy(
            () ->
                FileAnchor.check(file, List.of(SignedNoteTest.signer(ORIGIN, 2).key()), nodes, 30))
        .isInstanceOf(ProofException.class);
  }

  @Test
  void file_withATornEnd_keepsWhatIsComplete(@TempDir Path folder) throws Exception {
    var file = folder.resolve("anchor");
    new FileAnchor(file).keep(checkpoint(5));
    var whole = Files.readAllBytes(file);
    for (var length = 0; length < whole.length; length++) {
      assertThat(FileAnchor.notes(Arrays.copyOf(whole, length))).isEmpty();
    }
    assertThatThrownBy(
            () -> FileAnchor.check(folder.resolve("none"), List.of(log.key()), nodes, 30))
        .isInstanceOf(AuditException.class);
  }

  @Test
  void stream_getsTheNoteInALine() throws Exception {
    var out = new ByteArrayOutputStream();
    new StreamAnchor("standard error", new PrintStream(out, true, StandardCharsets.UTF_8))
        .keep(checkpoint(5));
    var words = out.toString(StandardCharsets.UTF_8).strip().split(" ");

    assertThat(words).startsWith("canopy-checkpoint", ORIGIN, "5");
    assertThat(SignedCheckpoint.open(Base64.getDecoder().decode(words[4]), log.key()).checkpoint())
        .isEqualTo(checkpoint(5).checkpoint());
  }

  @Test
  void syslog_getsAMessageOfRfc5424() throws Exception {
    try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      socket.setSoTimeout(10_000);
      var clock = InstantSource.fixed(Instant.parse("2026-11-22T10:00:00.5Z"));
      new SyslogAnchor(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort()), clock)
          .keep(checkpoint(5));
      var packet = new DatagramPacket(new byte[4096], 4096);
      socket.receive(packet);

      assertThat(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8))
          .startsWith(
              "<109>1 2026-11-22T10:00:00.500Z - canopy - checkpoint - canopy-checkpoint "
                  + ORIGIN
                  + " 5 ");
    }
  }

  @Test
  void git_getsACommitForEach(@TempDir Path folder) throws Exception {
    run(folder, "git", "init", "-q", ".");
    var anchor = new GitAnchor(folder);
    anchor.keep(checkpoint(5));
    anchor.keep(checkpoint(20));

    assertThat(run(folder, "git", "log", "--format=%s", GitAnchor.REFERENCE))
        .isEqualTo(ORIGIN + " 20\n" + ORIGIN + " 5\n");
    assertThat(run(folder, "git", "show", GitAnchor.REFERENCE + ":checkpoint"))
        .isEqualTo(checkpoint(20).note().render());
    assertThat(run(folder, "git", "status", "--porcelain")).isEmpty();
    assertThatThrownBy(() -> new GitAnchor(folder.resolve("none")).keep(checkpoint(5)))
        .isInstanceOf(AuditException.class)
        .hasMessageContaining("git hash-object");
  }

  private static String run(Path folder, String... command) throws Exception {
    var process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
    return out;
  }
}
