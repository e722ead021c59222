package dev.canopy.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a log's folder to two witnesses and an anchor. */
final class CheckpointPublisherTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-22T10:00:00Z"));
  private static final String ORIGIN = "example.com/log";

  private final List<Hash> leaves = Trees.leaves(300);
  private final Ed25519Signer log = SignedNoteTest.signer(ORIGIN, 1);
  private final Ed25519Signer one = SignedNoteTest.signer("w1", KeyType.COSIGNATURE_ED25519, 2);
  private final Ed25519Signer two = SignedNoteTest.signer("w2", KeyType.COSIGNATURE_ED25519, 3);

  CheckpointPublisherTest() throws Exception {}

  private void seal(Path folder, int size) throws Exception {
    TilesTest.write(folder, leaves.subList(0, size));
    var head = new Checkpoint(ORIGIN, size, NaiveMerkle.root(leaves.subList(0, size)));
    Files.write(folder.resolve("checkpoint"), SignedCheckpoint.sign(head, log).note().bytes());
  }

  private static WitnessServer serve(Witness witness) throws Exception {
    return WitnessServer.start(witness, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @Test
  @SuppressWarnings("try") // servers are closed early to be missed
  void publish_toTwoWitnessesAndAFile_untilBothHaveIt(@TempDir Path temp) throws Exception {
    var folder = Files.createDirectory(temp.resolve("audit.log.d"));
    var anchored = temp.resolve("anchor");
    try (var first = Witness.open(temp.resolve("w1"), one, List.of(log.key()), CLOCK);
        var second = Witness.open(temp.resolve("w2"), two, List.of(log.key()), CLOCK);
        var firstServer = serve(first);
        var secondServer = serve(second)) {
      var text =
          "witness a %s http://localhost:%d\nwitness b %s http://localhost:%d/\n"
                  .formatted(
                      one.key().vkey(), firstServer.port(), two.key().vkey(), secondServer.port())
              + "group both all a b\nquorum both\n";
      var publisher =
          new CheckpointPublisher(
              folder,
              List.of(log.key()),
              WitnessPolicy.parse(text.getBytes(StandardCharsets.UTF_8)),
              List.of(new FileAnchor(anchored)),
              Duration.ofSeconds(10),
              CLOCK);
      assertThatThrownBy(publisher::publish)
          .isInstanceOf(AuditException.class)
          .hasMessageContaining("there is no checkpoint in");

      seal(folder, 10);
      var report = publisher.publish().orElseThrow();
      assertThat(report.failures()).isEmpty();
      assertThat(report.isWitnessed()).isTrue();
      assertThat(report.cosignatures()).hasSize(2);
      assertThat(Files.readString(folder.resolve(CheckpointPublisher.COSIGNED)))
          .isEqualTo(report.checkpoint().note().render());
      assertThat(publisher.publish()).isEmpty();

      secondServer.close();
      seal(folder, 300);
      var half = publisher.publish().orElseThrow();
      assertThat(half.isWitnessed()).isFalse();
      assertThat(half.failures()).hasSize(1).first().asString().startsWith("witness w2: ");
      assertThat(half.cosignatures()).hasSize(1);
      // It is tried again, and what the first witness signed is kept.
      firstServer.close();
      var again = publisher.publish().orElseThrow();
      assertThat(again.failures()).hasSize(2);
      assertThat(again.cosignatures()).hasSize(1);
    }
    var kept =
        Objects.requireNonNull(
            FileAnchor.check(anchored, List.of(log.key()), Trees.nodes(leaves), 300));
    assertThat(kept.checkpoint().treeSize()).isEqualTo(300);
  }

  @Test
  void publish_ofACheckpointThatIsNotTheLogs_isRefused(@TempDir Path temp) throws Exception {
    seal(temp, 10);
    var publisher =
        new CheckpointPublisher(
            temp,
            List.of(SignedNoteTest.signer(ORIGIN, 9).key()),
            null,
            List.of(),
            Duration.ofSeconds(1),
            CLOCK);

    assertThatThrownBy(publisher::publish)
        .isInstanceOf(AuditException.class)
        .hasMessageContaining("is not signed by a key that is trusted for it");
  }
}
