package dev.canopy.cli;

import dev.canopy.audit.Merkle;
import dev.canopy.audit.NoteKey;
import dev.canopy.audit.ProofException;
import dev.canopy.audit.ProvenEntry;
import dev.canopy.audit.WitnessPolicy;
import dev.canopy.json.Json;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonException;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code canopy verify --receipt}: whether a receipt proves its entry. Needs no log. */
final class ReceiptVerdict {
  /** A receipt and a line are shorter; what is longer is neither. */
  private static final int MAX_BYTES = 1 << 21;

  private final Console console;
  private final boolean json;

  ReceiptVerdict(Console console, boolean json) {
    this.console = console;
    this.json = json;
  }

  /**
   * Verifies, says what came of it, and returns the exit code.
   *
   * @param line the file with the entry's line; null if the receipt carries it
   * @param keys the log's keys; more may be in the policy
   * @param policy the file of the policy of witnesses; null for none
   */
  int verify(String receipt, @Nullable String line, List<NoteKey> keys, @Nullable String policy)
      throws CommandFailure {
    var wanted = policy == null ? null : policy(policy);
    var trusted = new ArrayList<>(keys);
    if (wanted != null) {
      trusted.addAll(wanted.logs());
    }
    if (trusted.isEmpty()) {
      throw CommandFailure.usage("whose receipt is it? give the log's key: --key");
    }
    var bytes = read("the receipt", receipt);
    var entry = line == null ? null : withoutLineFeed(read("the line", line));
    try {
      var proven = ProvenEntry.of(bytes, entry, trusted, wanted, console.clock().instant());
      tell(proven, trusted, wanted);
      return ExitCode.OK;
    } catch (ProofException e) {
      var words = String.valueOf(e.getMessage());
      if (json) {
        var out = JsonObject.builder().put("verdict", "not_proven").put("words", words).build();
        console.out().println(Json.write(out));
      } else {
        var style = new Style(console.colour());
        console.out().println(style.bold(style.bad("not_proven")) + "  " + Visible.of(words));
      }
      return ExitCode.FAILURE;
    }
  }

  private void tell(ProvenEntry proven, List<NoteKey> keys, @Nullable WitnessPolicy policy) {
    var head = proven.checkpoint().checkpoint();
    var text = new String(proven.line(), StandardCharsets.UTF_8);
    var words =
        "entry "
            + proven.entryIndex()
            + " is in the log `"
            + head.origin()
            + "`, among its first "
            + head.treeSize();
    if (!json) {
      var style = new Style(console.colour());
      console.out().println(style.bold(style.good("proven")) + "  " + Visible.of(words));
      console.out().println("        by a key that you gave" + witnessed(proven, policy));
      console.out().println(Visible.of(text));
      return;
    }
    var cosigners = new ArrayList<JsonValue>();
    for (var cosignature : proven.cosignatures()) {
      cosigners.add(
          JsonObject.builder()
              .put("witness", cosignature.witness().vkey())
              .put("ts", String.valueOf(cosignature.timestamp()))
              .build());
    }
    var out =
        JsonObject.builder()
            .put("verdict", "proven")
            .put("words", words)
            .put("origin", head.origin())
            .put("entry_index", proven.entryIndex())
            .put("entry_hash", Merkle.leafHash(proven.line()).hex())
            .put("tree_size", head.treeSize())
            .put("root", head.root().base64())
            .put("signed_by", signer(proven, keys))
            .put("cosignatures", new JsonArray(cosigners))
            .put("entry", parsed(text));
    console.out().println(Json.write(out.build()));
  }

  private static String witnessed(ProvenEntry proven, @Nullable WitnessPolicy policy) {
    if (policy == null) {
      return "; whether it has shown others another log, only witnesses can say: --policy";
    }
    return "; "
        + proven.cosignatures().size()
        + " witnesses cosigned, which the policy finds enough";
  }

  private static String signer(ProvenEntry proven, List<NoteKey> keys) {
    for (var key : keys) {
      if (key.name().equals(proven.checkpoint().checkpoint().origin())
          && proven.checkpoint().note().find(key).isPresent()) {
        return key.vkey();
      }
    }
    throw new IllegalStateException("no key signed what is proven");
  }

  private static JsonValue parsed(String line) {
    try {
      return Json.parse(line);
    } catch (JsonException e) {
      throw new IllegalStateException("what is proven is an entry", e);
    }
  }

  /** Reads the policy in a file. */
  WitnessPolicy policy(String file) throws CommandFailure {
    try {
      return WitnessPolicy.parse(read("the witness policy", file));
    } catch (ProofException e) {
      throw CommandFailure.failure("`" + file + "`, " + e.getMessage());
    }
  }

  private byte[] read(String what, String name) throws CommandFailure {
    Path file = console.resolve(name);
    try (var in = Files.newInputStream(file)) {
      var bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new IOException("it is longer than " + MAX_BYTES + " bytes");
      }
      return bytes;
    } catch (IOException e) {
      throw CommandFailure.file(what, name, e);
    }
  }

  private static byte[] withoutLineFeed(byte[] line) {
    return line.length > 0 && line[line.length - 1] == '\n'
        ? Arrays.copyOf(line, line.length - 1)
        : line;
  }
}
