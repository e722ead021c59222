package dev.canopy.cli;

import dev.canopy.audit.Checkpoint;
import dev.canopy.audit.NoteKey;
import dev.canopy.audit.ProofException;
import dev.canopy.audit.SignedCheckpoint;
import dev.canopy.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One end of a part of the log: a signed checkpoint, an entry's hash, or the log's beginning.
 *
 * @param text as it was given
 * @param checkpoint the checkpoint, its signature verified; null if the bound is something else
 * @param entryHash the hash of the last entry before the bound; null if the bound is something else
 */
record LogBound(String text, @Nullable Checkpoint checkpoint, @Nullable String entryHash) {
  private static final String START = "start";
  private static final int HASH_DIGITS = 64;

  /** A checkpoint's note is far shorter. */
  private static final long MAX_NOTE_BYTES = 1 << 20;

  /**
   * Reads a bound: {@code start}, an authorization id, or the file of a checkpoint, which one of
   * the keys must have signed.
   */
  static LogBound of(String text, Console console, List<NoteKey> keys) throws CommandFailure {
    if (text.equals(START)) {
      return new LogBound(text, null, null);
    }
    if (text.length() == HASH_DIGITS && isHex(text)) {
      return new LogBound(text, null, text);
    }
    var file = console.resolve(text);
    if (keys.isEmpty()) {
      throw CommandFailure.usage("whose checkpoint is `" + text + "`? give the log's key: --key");
    }
    try {
      return new LogBound(text, open(file, keys), null);
    } catch (IOException e) {
      throw CommandFailure.file("the checkpoint", text, e);
    } catch (ProofException e) {
      throw CommandFailure.failure("the checkpoint `" + text + "` is not good: " + e.getMessage());
    }
  }

  private static Checkpoint open(Path file, List<NoteKey> keys) throws IOException, ProofException {
    if (Files.size(file) > MAX_NOTE_BYTES) {
      throw new ProofException("it is longer than " + MAX_NOTE_BYTES + " bytes");
    }
    return SignedCheckpoint.open(Files.readAllBytes(file), keys).checkpoint();
  }

  private static boolean isHex(String text) {
    return text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
  }

  /** The bound as it was found in the log. */
  JsonObject json(long size) {
    var out = JsonObject.builder().put("given", text).put("tree_size", size);
    if (checkpoint != null) {
      out.put("origin", checkpoint.origin()).put("root", checkpoint.root().base64());
    } else if (entryHash != null) {
      out.put("entry_hash", entryHash);
    }
    return out.build();
  }

  /** The bound in words. */
  String words(long size) {
    if (checkpoint != null) {
      return "the checkpoint of `" + checkpoint.origin() + "` at " + size + " entries";
    }
    return entryHash == null ? "the beginning" : "entry " + (size - 1) + ", " + entryHash;
  }
}
