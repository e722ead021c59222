package dev.canopy.cli;

import dev.canopy.audit.AuditException;
import dev.canopy.audit.ConsistencyProof;
import dev.canopy.audit.InclusionProof;
import dev.canopy.audit.Merkle;
import dev.canopy.audit.NoteKey;
import dev.canopy.audit.ProofException;
import dev.canopy.audit.SignedCheckpoint;
import dev.canopy.audit.TileReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;

/**
 * A log that another implementation wrote (transparency-dev/tessera), with a checkpoint of every
 * size that it had: each root is what its tiles give, each entry is proven, and each checkpoint is
 * the beginning of each later one.
 */
final class TileLogVectors {
  /** The public key of that log, which is part of its project and not of the folder. */
  private static final String KEY =
      "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";

  /** A folder that has this file has a log with another key. */
  private static final String KEY_FILE = "tessera-log/vkey";

  private TileLogVectors() {}

  static ConformanceTally run(Path folder) throws IOException {
    var tally = new ConformanceTally("tessera-log");
    var log = folder.resolve("tessera-log/testdata/log");
    var checkpoints = new ArrayList<SignedCheckpoint>();
    try {
      var keyFile = folder.resolve(KEY_FILE);
      var key =
          NoteKey.parse(
              Files.exists(keyFile)
                  ? Files.readString(keyFile, StandardCharsets.UTF_8).strip()
                  : KEY);
      for (var i = 0; Files.exists(log.resolve("checkpoint." + i)); i++) {
        var signed = SignedCheckpoint.open(Files.readAllBytes(log.resolve("checkpoint." + i)), key);
        checkpoints.add(signed);
        root(log, signed, tally);
      }
    } catch (ProofException e) {
      tally.fail("checkpoint." + checkpoints.size(), String.valueOf(e.getMessage()));
    }
    for (var signed : checkpoints) {
      entries(log, signed, tally);
      for (var later : checkpoints) {
        consistency(log, signed, later, tally);
      }
    }
    return tally;
  }

  private static void root(Path log, SignedCheckpoint signed, ConformanceTally tally) {
    var head = signed.checkpoint();
    try {
      var root = Merkle.root(new TileReader(log, head.treeSize()), head.treeSize());
      tally.judge("root of size " + head.treeSize(), true, root.equals(head.root()), "other root");
    } catch (AuditException e) {
      tally.fail("root of size " + head.treeSize(), String.valueOf(e.getMessage()));
    }
  }

  private static void entries(Path log, SignedCheckpoint signed, ConformanceTally tally) {
    var head = signed.checkpoint();
    var reader = new TileReader(log, head.treeSize());
    for (var index = 0L; index < head.treeSize(); index++) {
      var name = "entry " + index + " of " + head.treeSize();
      try {
        var entry = reader.entries(index / 256).get((int) (index % 256));
        InclusionProof.create(reader, index, head.treeSize())
            .verify(Merkle.leafHash(entry), head.root());
        tally.pass();
      } catch (AuditException | ProofException e) {
        tally.fail(name, String.valueOf(e.getMessage()));
      }
    }
  }

  private static void consistency(
      Path log, SignedCheckpoint older, SignedCheckpoint later, ConformanceTally tally) {
    var from = older.checkpoint();
    var to = later.checkpoint();
    if (from.treeSize() < 1 || to.treeSize() < from.treeSize()) {
      return;
    }
    var name = "size " + from.treeSize() + " to " + to.treeSize();
    try {
      var reader = new TileReader(log, to.treeSize());
      ConsistencyProof.create(reader, from.treeSize(), to.treeSize())
          .verify(from.root(), to.root());
      tally.pass();
    } catch (AuditException | ProofException e) {
      tally.fail(name, String.valueOf(e.getMessage()));
    }
  }
}
