package dev.canopy.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Witnesses, the protocol with them, and what a log that lies gets from them. */
final class WitnessTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final InstantSource CLOCK = InstantSource.fixed(NOW);
  private static final String ORIGIN = "example.com/log";

  private final List<Hash> leaves = Trees.leaves(30);
  private final NodeSource nodes = Trees.nodes(leaves);
  private final Ed25519Signer log = SignedNoteTest.signer(ORIGIN, 1);
  private final Ed25519Signer key =
      SignedNoteTest.signer("example.com/w1", KeyType.COSIGNATURE_ED25519, 2);

  WitnessTest() throws Exception {}

  private SignedCheckpoint checkpoint(int size) throws Exception {
    return checkpoint(size, nodes);
  }

  private SignedCheckpoint checkpoint(int size, NodeSource tree) throws Exception {
    return SignedCheckpoint.sign(new Checkpoint(ORIGIN, size, Merkle.root(tree, size)), log);
  }

  private byte[] request(int oldSize, int size) throws Exception {
    return new WitnessRequest(
            oldSize, ConsistencyProof.create(nodes, oldSize, size).path(), checkpoint(size).note())
        .bytes();
  }

  private Witness open(Path folder) throws Exception {
    return Witness.open(folder, key, List.of(log.key()), CLOCK);
  }

  @Test
  void witness_ofALogThatGrows_cosignsEachCheckpoint(@TempDir Path folder) throws Exception {
    try (var witness = open(folder)) {
      var last = 0;
      for (var size : new int[] {0, 0, 1, 1, 2, 7, 8, 8, 30}) {
        var answer = witness.addCheckpoint(request(last, size));
        assertThat(answer).as("%d to %d", last, size).isInstanceOf(Witness.Answer.Cosigned.class);
        var lines = ((Witness.Answer.Cosigned) answer).lines();
        var cosigned = checkpoint(size).with(SignedNote.signatures(lines).get(0), witness.key());
        assertThat(cosigned.cosignatures(List.of(witness.key()), NOW))
            .extracting(Cosignature::timestamp)
            .containsExactly(NOW);
        last = size;
      }
    }
  }

  @Test
  void witness_startedAgain_remembers(@TempDir Path folder) throws Exception {
    try (var witness = open(folder)) {
      assertThat(witness.addCheckpoint(request(0, 9)).status()).isEqualTo(200);
    }
    try (var witness = open(folder)) {
      assertThat(witness.addCheckpoint(request(0, 5))).isEqualTo(new Witness.Answer.OtherSize(9));
      assertThat(witness.addCheckpoint(request(9, 12)).status()).isEqualTo(200);
    }
  }

  @Test
  void witness_ofALogThatStepsBackOrSplits_refuses(@TempDir Path folder) throws Exception {
    try (var witness = open(folder)) {
      assertThat(witness.addCheckpoint(request(0, 9)).status()).isEqualTo(200);
      // Rolled back: a smaller tree, whatever old size it names.
      assertThat(witness.addCheckpoint(request(0, 8))).isEqualTo(new Witness.Answer.OtherSize(9));
      assertThat(witness.addCheckpoint(request(8, 8))).isEqualTo(new Witness.Answer.OtherSize(9));
      var back = new WitnessRequest(9, List.of(), checkpoint(8).note());
      assertThat(witness.addCheckpoint(back.bytes()).status()).isEqualTo(400);

      // Split: another history, of the same size and of a larger one.
      var other = new ArrayList<>(leaves);
      other.set(3, Merkle.leafHash(new byte[] {3}));
      var lie = Trees.nodes(other);
      var same = new WitnessRequest(9, List.of(), checkpoint(9, lie).note());
      assertThat(witness.addCheckpoint(same.bytes())).isEqualTo(new Witness.Answer.OtherSize(9));
      for (var size = 10; size <= 30; size++) {
        var path = ConsistencyProof.create(lie, 9, size).path();
        var grown = new WitnessRequest(9, path, checkpoint(size, lie).note());
        assertThat(witness.addCheckpoint(grown.bytes()).status()).isEqualTo(422);
      }
      // And it still cosigns the true one.
      assertThat(witness.addCheckpoint(request(9, 30)).status()).isEqualTo(200);
    }
  }

  @Test
  void witness_ofWhatIsMalformedUnknownOrUnsigned_refuses(@TempDir Path folder) throws Exception {
    try (var witness = open(folder)) {
      var good = new String(request(0, 9), StandardCharsets.UTF_8);
      for (var bad :
          List.of(
              "",
              "\n",
              "old 0",
              "old 0\n\n",
              good.replace("old 0", "old 00"),
              good.replace("old 0", "old -1"),
              good.replace("old 0", "old 9223372036854775808"),
              good.replace("old 0", "Old 0"),
              good.replace("old 0", "old  0"),
              good.replace("old 0\n", "old 0\nabc\n"),
              good.replace("old 0\n", "old 0\n" + "A".repeat(43) + "=\n" + "\n"),
              good.replace("old 0\n", "old 0\n" + ("A".repeat(43) + "=\n").repeat(64)),
              good.replace("\n", "\r\n"),
              good + "x",
              good.strip(),
              good.replace("\n9\n", "\n09\n"))) {
        assertThat(witness.addCheckpoint(bad.getBytes(StandardCharsets.UTF_8)).status())
            .as(bad)
            .isEqualTo(400);
      }
      assertThat(witness.addCheckpoint(new byte[WitnessRequest.MAX_BYTES + 1]).status())
          .isEqualTo(400);
      var other = SignedNoteTest.signer("example.com/other", 1);
      var head = new Checkpoint("example.com/other", 9, Merkle.root(nodes, 9));
      var unknown =
          new WitnessRequest(0, List.of(), SignedCheckpoint.sign(head, other).note()).bytes();
      assertThat(witness.addCheckpoint(unknown).status()).isEqualTo(404);
      var forger = SignedNoteTest.signer(ORIGIN, 7);
      var forged =
          new WitnessRequest(
                  0, List.of(), SignedCheckpoint.sign(checkpoint(9).checkpoint(), forger).note())
              .bytes();
      assertThat(witness.addCheckpoint(forged).status()).isEqualTo(403);
      var proofFromNothing =
          new WitnessRequest(0, List.of(leaves.get(0)), checkpoint(9).note()).bytes();
      assertThat(witness.addCheckpoint(proofFromNothing).status()).isEqualTo(422);
    }
    // Nothing of all that was remembered.
    assertThat(folder.toFile().list()).containsExactly("lock");
  }

  @Test
  void witness_thatCannotRemember_cosignsNothing(@TempDir Path folder) throws Exception {
    try (var witness = open(folder)) {
      assertThat(witness.addCheckpoint(request(0, 9)).status()).isEqualTo(200);
      var file = folder.toFile().list((dir, name) -> name.endsWith(".checkpoint"))[0];
      // A folder in the place of the file that is written aside.
      Files.createDirectory(folder.resolve(file + ".next"));

      assertThatThrownBy(() -> witness.addCheckpoint(request(9, 12)))
          .isInstanceOf(AuditException.class)
          .hasMessageContaining("cannot remember a checkpoint");
      Files.delete(folder.resolve(file + ".next"));
      assertThatThrownBy(() -> witness.addCheckpoint(request(9, 12)))
          .isInstanceOf(AuditException.class)
          .hasMessageContaining("start it again");
    }
  }

  @Test
  void witness_whoseMemoryIsDamaged_doesNotStart(@TempDir Path folder) throws Exception {
    try (var witness = open(folder)) {
      assertThat(witness.addCheckpoint(request(0, 9)).status()).isEqualTo(200);
      assertThatThrownBy(() -> open(folder))
          .isInstanceOf(AuditException.class)
          .hasMessageContaining("another witness has the folder");
    }
    var file = folder.toFile().list((dir, name) -> name.endsWith(".checkpoint"))[0];
    Files.writeString(folder.resolve(file), "nonsense");

    assertThatThrownBy(() -> open(folder))
        .isInstanceOf(AuditException.class)
        .hasMessageContaining("what the witness remembers");
  }

  private static WitnessServer serve(Witness witness) throws Exception {
    WitnessServer.limitIdleClients();
    return WitnessServer.start(witness, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  private static URI uri(WitnessServer server) {
    return URI.create("http://localhost:" + server.port());
  }

  private WitnessClient client(WitnessServer server) {
    return new WitnessClient(uri(server), key.key(), Duration.ofSeconds(10));
  }

  @Test
  void client_overLoopback_isCosignedAndKeepsUp(@TempDir Path folder) throws Exception {
    try (var witness = open(folder);
        var server = serve(witness)) {
      var client = client(server);
      for (var size : new int[] {3, 3, 10, 30}) {
        var cosigned = client.cosign(checkpoint(size), nodes);
        assertThat(cosigned.cosignatures(List.of(key.key()), NOW)).hasSize(1);
      }
      // One that starts anew learns the size from the witness.
      assertThat(client(server).cosign(checkpoint(30), nodes).note().signatures()).hasSize(2);
    }
  }

  @Test
  void client_ofALogThatWasRolledBackOrSplit_isRefused(@TempDir Path folder) throws Exception {
    try (var witness = open(folder);
        var server = serve(witness)) {
      client(server).cosign(checkpoint(20), nodes);

      assertThatThrownBy(() -> client(server).cosign(checkpoint(19), nodes))
          .isInstanceOf(WitnessException.class)
          .hasMessage("the witness has seen size 20 and will not cosign size 19");
      var other = new ArrayList<>(leaves);
      other.set(19, Merkle.leafHash(new byte[] {3}));
      var lie = Trees.nodes(other);
      assertThatThrownBy(() -> client(server).cosign(checkpoint(25, lie), lie))
          .isInstanceOf(WitnessException.class)
          .hasMessageContaining("the witness has cosigned another history of this log");
      assertThatThrownBy(() -> client(server).cosign(checkpoint(20, lie), lie))
          .isInstanceOf(WitnessException.class)
          .hasMessage("the witness has cosigned another tree of size 20 for this log");
    }
  }

  @Test
  void client_ofAWitnessThatSignsWithAnotherKey_takesNothing(@TempDir Path folder)
      throws Exception {
    var impostor = SignedNoteTest.signer("example.com/w1", KeyType.COSIGNATURE_ED25519, 9);
    try (var witness = Witness.open(folder, impostor, List.of(log.key()), CLOCK);
        var server = serve(witness)) {
      assertThatThrownBy(() -> client(server).cosign(checkpoint(20), nodes))
          .isInstanceOf(WitnessException.class)
          .hasMessage("the witness answered without a cosignature by example.com/w1");
    }
  }

  @Test
  void client_ofAWitnessThatIsNotThere_saysSo(@TempDir Path folder) throws Exception {
    WitnessClient client;
    try (var witness = open(folder);
        var server = serve(witness)) {
      client = client(server);
    }
    assertThatThrownBy(() -> client.cosign(checkpoint(20), nodes))
        .isInstanceOf(WitnessException.class)
        .hasMessageContaining("does not answer");
  }

  @Test
  void client_withoutAUrlOrAWitnessKey_isNotMade() {
    for (var url : List.of("ftp://example.com", "example.com", "http:///x", "file:///etc/passwd")) {
      assertThatThrownBy(() -> new WitnessClient(URI.create(url), key.key(), Duration.ofSeconds(1)))
          .as(url)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(
            () ->
                new WitnessClient(
                    URI.create("http://example.com"), log.key(), Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void server_ofHostileRequests_answersAndGoesOn(@TempDir Path folder) throws Exception {
    try (var witness = open(folder);
        var server = serve(witness)) {
      var http = HttpClient.newHttpClient();
      var post = HttpRequest.newBuilder(uri(server).resolve("/add-checkpoint"));
      assertThat(status(http, post.GET())).isEqualTo(405);
      assertThat(status(http, HttpRequest.newBuilder(uri(server).resolve("/x")).GET()))
          .isEqualTo(404);
      var huge = HttpRequest.BodyPublishers.ofByteArray(new byte[WitnessRequest.MAX_BYTES + 1]);
      assertThat(status(http, post.POST(huge))).isEqualTo(413);
      assertThat(status(http, post.POST(HttpRequest.BodyPublishers.ofString("x")))).isEqualTo(400);
      for (var raw : List.of("\r\n\r\n", "GET\r\n\r\n", "POST /add-checkpoint HTTP/1.1\r\nA")) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
          socket.getOutputStream().write(raw.getBytes(StandardCharsets.US_ASCII));
        }
      }

      assertThat(client(server).cosign(checkpoint(20), nodes).note().signatures()).hasSize(2);
    }
  }

  private static int status(HttpClient http, HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
  }
}
