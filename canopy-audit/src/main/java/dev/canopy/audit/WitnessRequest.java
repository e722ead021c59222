package dev.canopy.audit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a log sends to a witness (C2SP tlog-witness, {@code add-checkpoint}): the size that the
 * witness last saw, the proof from there, and the new checkpoint.
 *
 * @param checkpoint the note, with the log's signature
 */
record WitnessRequest(long oldSize, List<Hash> path, SignedNote checkpoint) {
  /** 63 hashes and a note. */
  static final int MAX_BYTES = 64 * 46 + SignedNote.MAX_BYTES;

  private static final String OLD = "old ";

  WitnessRequest {
    path = List.copyOf(path);
  }

  static WitnessRequest parse(byte[] body) throws ProofException {
    if (body.length > MAX_BYTES) {
      throw new ProofException("the request is longer than " + MAX_BYTES + " bytes");
    }
    var text = Bytes.utf8(body);
    var end = text.indexOf("\n\n");
    if (end < 0 || !text.startsWith(OLD)) {
      throw new ProofException(
          "a request is `old` and a size, a proof, an empty line, a checkpoint");
    }
    var lines = text.substring(0, end).split("\n", -1);
    if (lines.length - 1 > Merkle.MAX_PATH) {
      throw new ProofException("a proof has at most " + Merkle.MAX_PATH + " hashes");
    }
    var oldSize = Decimal.parse(lines[0].substring(OLD.length()), "the old size");
    var path = new ArrayList<Hash>();
    for (var i = 1; i < lines.length; i++) {
      path.add(Hash.ofBase64(lines[i]));
    }
    var note = SignedNote.parse(text.substring(end + 2).getBytes(StandardCharsets.UTF_8));
    return new WitnessRequest(oldSize, path, note);
  }

  byte[] bytes() {
    var out = new StringBuilder(OLD).append(oldSize).append('\n');
    path.forEach(hash -> out.append(hash.base64()).append('\n'));
    return out.append('\n').append(checkpoint.render()).toString().getBytes(StandardCharsets.UTF_8);
  }
}
