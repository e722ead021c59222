package dev.canopy.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log that takes its checkpoints to witnesses and anchors by itself. */
final class PublisherTest {
  private static final InstantSource CLOCK = InstantSource.system();
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Path dir;
  private final Path log;
  private final Ed25519Signer key = Tampering.signer(3);
  private final Ed25519Signer eyes = SignedNoteTest.signer("w", KeyType.COSIGNATURE_ED25519, 2);

  PublisherTest(@TempDir Path dir) throws Exception {
    this.dir = dir;
    this.log = dir.resolve("audit.log");
  }

  private AuditOptions options(Publishing publishing) {
    return AuditOptions.SHARED
        .withSigner(key)
        .withCheckpointInterval(Duration.ZERO)
        .withPublishing(publishing.withInterval(Duration.ZERO).withPatience(PATIENCE));
  }

  private WitnessPolicy policy(int port) throws Exception {
    var text = "witness w " + eyes.key().vkey() + " http://localhost:" + port + "\nquorum w\n";
    return WitnessPolicy.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  private Witness witness() throws Exception {
    return Witness.open(dir.resolve("witness"), eyes, List.of(key.key()), CLOCK);
  }

  private static WitnessServer serve(Witness witness, int port) throws Exception {
    return WitnessServer.start(
        witness, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  private Assessment assess(WitnessPolicy policy, AnchorNotes... anchors) throws Exception {
    return AuditVerifier.assess(
        log, Expectation.NONE, key.key(), new Outside(List.of(anchors), policy, CLOCK.instant()));
  }

  @Test
  void log_thatIsClosed_hasItsLastCheckpointElsewhere() throws Exception {
    var anchor = dir.resolve("anchor");
    try (var witness = witness();
        var server = serve(witness, 0)) {
      var policy = policy(server.port());
      var publishing = Publishing.to(policy, List.of(new FileAnchor(anchor)));
      try (var open = AuditLog.open(log, CLOCK, options(publishing))) {
        for (var i = 0; i < 20; i++) {
          AuditLogTest.append(open, "DENY");
        }
      }
      var said = assess(policy, AnchorNotes.ofFile(anchor));
      assertThat(said.verdict()).isInstanceOf(Verdict.Intact.class);
      assertThat(said.seal().signedSize()).isEqualTo(21);
      assertThat(said.anchoring().anchoredSize()).isEqualTo(21);
      assertThat(said.anchoring().witnessedSize()).isEqualTo(21);
    }
  }

  @Test
  void witnessed_acknowledgesWhatWasCosigned_andFailsWhatWasNot() throws Exception {
    int port;
    try (var witness = witness()) {
      var server = serve(witness, 0);
      port = server.port();
      var policy = policy(port);
      var options = options(Publishing.to(policy, List.of())).withDurability(Durability.WITNESSED);
      try (var open = AuditLog.open(log, CLOCK, options)) {
        for (var i = 0; i < 5; i++) {
          var receipt = AuditLogTest.append(open, "ALLOW");
          assertThat(assess(policy).anchoring().witnessedSize())
              .isGreaterThan(receipt.entryIndex());
        }
        assertThat(open.publication().orElseThrow().trouble()).isEmpty();
      }
      server.close();

      // Nobody is there: it fails in time, and is in the log.
      var hasty =
          options.withPublishing(
              Publishing.to(policy, List.of()).withPatience(Duration.ofMillis(300)));
      try (var open = AuditLog.open(log, CLOCK, hasty)) {
        assertThatThrownBy(() -> AuditLogTest.append(open, "ALLOW"))
            .isInstanceOf(CompletionException.class)
            .hasMessageContaining("is in the log, and not witnessed within PT0.3S");
        assertThat(open.failure()).isEmpty();
      }
      assertThat(AuditVerifier.verify(log).chained().entries()).isEqualTo(7);
      assertThat(assess(policy).anchoring().witnessedSize()).isEqualTo(6);

      // It is there again, and so are acknowledgements.
      try (var again = serve(witness, port);
          var open = AuditLog.open(log, CLOCK, options)) {
        assertThat(again.port()).isEqualTo(port);
        AuditLogTest.append(open, "ALLOW");
        assertThat(assess(policy).anchoring().witnessedSize()).isEqualTo(8);
      }
    }
  }

  @Test
  void witnessed_withoutAPolicy_isRefused() {
    assertThatThrownBy(() -> AuditOptions.SHARED.withDurability(Durability.WITNESSED))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Publishing.to(null, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** An anchor that does as it is told, and tells what it is asked. */
  private static final class Puppet implements Anchor {
    final LinkedBlockingQueue<Long> asked = new LinkedBlockingQueue<>();
    final CountDownLatch free = new CountDownLatch(1);
    volatile boolean fails;

    @Override
    public String name() {
      return "puppet";
    }

    @Override
    public void keep(SignedCheckpoint checkpoint) throws AuditException {
      asked.add(checkpoint.checkpoint().treeSize());
      try {
        free.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (fails) {
        throw new AuditException("no strings");
      }
    }

    long next() throws InterruptedException {
      return Objects.requireNonNull(asked.poll(20, TimeUnit.SECONDS), "nothing was published");
    }
  }

  @Test
  void anchorThatHangs_holdsNoAppendUp_andGetsTheLatestAfterwards() throws Exception {
    var anchor = new Puppet();
    try (var open = AuditLog.open(log, CLOCK, options(Publishing.to(null, List.of(anchor))))) {
      var first = anchor.next(); // hangs in it from here on
      for (var i = 0; i < 200; i++) {
        AuditLogTest.append(open, "DENY");
      }
      open.sign();
      assertThat(anchor.asked).isEmpty();
      assertThat(open.publication().orElseThrow().publishedSize()).isZero();
      anchor.free.countDown();
      var next = anchor.next();
      assertThat(next).isGreaterThan(first).isLessThanOrEqualTo(201);
    }
    // What it was asked is bounded by what there was to ask, and ends with all of it.
    var last = 0L;
    for (var each = anchor.asked.poll(); each != null; each = anchor.asked.poll()) {
      last = each;
    }
    assertThat(last).isIn(0L, 201L);
    assertThat(assess(policy(1)).seal().signedSize()).isEqualTo(201);
  }

  @Test
  void anchorThatFails_isToldOf_andTriedAgain() throws Exception {
    var anchor = new Puppet();
    anchor.fails = true;
    anchor.free.countDown();
    var kept = dir.resolve("kept");
    var both = Publishing.to(null, List.of(anchor, new FileAnchor(kept)));
    try (var open = AuditLog.open(log, CLOCK, options(both))) {
      AuditLogTest.append(open, "DENY");
      open.sign();
      while (anchor.next() < 2) {
        // until it was asked for what was signed last
      }
      anchor.next(); // tried again: the first failure is known
      var said = open.publication().orElseThrow();
      assertThat(said.trouble()).contains("puppet: no strings");
      assertThat(said.failures()).isPositive();
      assertThat(said.publishedSize()).isZero();
      assertThat(open.failure()).isEmpty();
      anchor.fails = false;
      AuditLogTest.append(open, "DENY");
    }
    // The other one has each checkpoint once, whatever became of the first.
    var sizes =
        FileAnchor.notes(Files.readAllBytes(kept)).stream()
            .map(
                note -> Objects.requireNonNull(CheckpointFiles.parse(note)).checkpoint().treeSize())
            .toList();
    assertThat(sizes).doesNotHaveDuplicates().isSorted();
    assertThat(sizes.get(sizes.size() - 1)).isEqualTo(3);
  }
}
