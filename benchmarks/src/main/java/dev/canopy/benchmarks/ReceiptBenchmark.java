package dev.canopy.benchmarks;

import dev.canopy.audit.AuditVerifier;
import dev.canopy.audit.Expectation;
import dev.canopy.audit.SignedCheckpoint;
import dev.canopy.audit.TileReader;
import dev.canopy.audit.TlogProof;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/**
 * Receipts: how long it takes to make one from the tiles on the disk and to verify one without the
 * log, against one Ed25519 verification of this Java, which is the floor.
 *
 * <p>Argument: the folder to write in.
 */
public final class ReceiptBenchmark {
  private static final long LOG_BYTES = 320_000_000; // a little over 2^20 entries
  private static final int ROUNDS = 7;
  private static final int RECEIPTS = 400;

  private ReceiptBenchmark() {}

  public static void main(String[] args) throws Exception {
    var dir = args.length > 0 ? Path.of(args[0]) : Files.createTempDirectory("canopy-bench");
    var file = Logs.fresh(dir);
    Logs.write(file, LOG_BYTES);
    var folder = dir.resolve("audit.log.d");
    var key =
        Objects.requireNonNull(AuditVerifier.assess(file, Expectation.NONE, null).seal().key());
    var checkpoint = SignedCheckpoint.open(Files.readAllBytes(folder.resolve("checkpoint")), key);
    var size = checkpoint.checkpoint().treeSize();
    var tiles = new TileReader(folder, size);
    var random = new Random(1);
    var lines = lines(file);

    var creates = new ArrayList<Double>();
    var verifies = new ArrayList<Double>();
    var floors = new ArrayList<Double>();
    var bytes = 0;
    for (var round = 0; round <= ROUNDS; round++) {
      var create = new Times();
      var verify = new Times();
      for (var i = 0; i < RECEIPTS; i++) {
        var index = random.nextInt(lines.size());
        var line = lines.get(index);
        var start = System.nanoTime();
        var receipt = TlogProof.create(tiles, index, line, checkpoint).bytes();
        create.add(System.nanoTime() - start);
        bytes = Math.max(bytes, receipt.length);
        start = System.nanoTime();
        TlogProof.parse(receipt).verify(List.of(key));
        verify.add(System.nanoTime() - start);
      }
      if (round > 0) { // the first warms up
        creates.add(create.p50Micros());
        verifies.add(verify.p50Micros());
        floors.add(signature());
      }
    }
    Figures.print("receipt from a tree of " + size + ", p50 (goal <= 20)", creates, "us");
    Figures.print("its verification, p50 (goal <= 800)", verifies, "us");
    Figures.print("only the signature, p50", floors, "us");
    System.out.println(
        "longest receipt " + bytes + " bytes; at 2^30 entries 10 hashes, 450 bytes, more");
  }

  /** The first lines of the log. */
  private static List<byte[]> lines(Path file) throws Exception {
    try (var lines = Files.lines(file)) {
      return lines.limit(200_000).map(line -> line.getBytes(StandardCharsets.UTF_8)).toList();
    }
  }

  private static double signature() throws Exception {
    var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    var signer = Signature.getInstance("Ed25519");
    var text = new byte[150];
    signer.initSign(pair.getPrivate());
    signer.update(text);
    var signature = signer.sign();
    var times = new Times();
    for (var i = 0; i < RECEIPTS; i++) {
      var start = System.nanoTime();
      var verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(pair.getPublic());
      verifier.update(text);
      if (!verifier.verify(signature)) {
        throw new IllegalStateException("does not verify");
      }
      times.add(System.nanoTime() - start);
    }
    return times.p50Micros();
  }
}
