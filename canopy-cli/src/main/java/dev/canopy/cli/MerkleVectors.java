package dev.canopy.cli;

import dev.canopy.audit.ConsistencyProof;
import dev.canopy.audit.Hash;
import dev.canopy.audit.InclusionProof;
import dev.canopy.audit.ProofException;
import dev.canopy.json.Json;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonBoolean;
import dev.canopy.json.JsonException;
import dev.canopy.json.JsonNumber;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The probes of transparency-dev/merkle: proofs that hold, and the same with one thing altered. One
 * JSON file a case.
 */
final class MerkleVectors {
  /** As many digits as no integer has that JSON readers agree on. */
  private static final int MANY_DIGITS = 16;

  private MerkleVectors() {}

  private interface Probe {
    void verify(JsonObject probe, ConformanceTally tally) throws ProofException, LeftOut;
  }

  /** A probe of something that we do not have. */
  private static final class LeftOut extends Exception {
    private static final long serialVersionUID = 1L;

    LeftOut(String reason) {
      super(reason);
    }
  }

  static ConformanceTally inclusion(Path folder) throws IOException {
    return run(
        "merkle/inclusion",
        folder,
        (probe, tally) ->
            new InclusionProof(number(probe, "leafIdx"), number(probe, "treeSize"), path(probe))
                .verify(hash(probe, "leafHash"), hash(probe, "root")));
  }

  static ConformanceTally consistency(Path folder) throws IOException {
    return run(
        "merkle/consistency",
        folder,
        (probe, tally) ->
            new ConsistencyProof(number(probe, "size1"), number(probe, "size2"), path(probe))
                .verify(hash(probe, "root1"), hash(probe, "root2")));
  }

  /** A leaf in a part of a tree is a leaf in a tree of that part's size. */
  static ConformanceTally subtreeInclusion(Path folder) throws IOException {
    return run(
        "merkle/subtreeinclusion",
        folder,
        (probe, tally) -> {
          var start = number(probe, "start");
          var end = number(probe, "end");
          checkSubtree(start, end);
          var index = number(probe, "leafIdx");
          if (index < start) {
            throw new ProofException("the leaf is before the subtree");
          }
          new InclusionProof(index - start, end - start, path(probe))
              .verify(hash(probe, "leafHash"), hash(probe, "root"));
        });
  }

  /**
   * Of these only the parts that begin with the tree: the others need proofs that we do not have.
   */
  static ConformanceTally subtreeConsistency(Path folder) throws IOException {
    return run(
        "merkle/subtreeconsistency",
        folder,
        (probe, tally) -> {
          var start = number(probe, "start");
          var end = number(probe, "end");
          if (start != 0 || end == 0) {
            throw new LeftOut("subtrees that are no beginning of the tree");
          }
          new ConsistencyProof(end, number(probe, "size"), path(probe))
              .verify(hash(probe, "root1"), hash(probe, "root2"));
        });
  }

  /** The definition of draft-ietf-plants-merkle-tree-certs: aligned to the power of two above. */
  private static void checkSubtree(long start, long end) throws ProofException {
    if (start < 0 || end <= start) {
      throw new ProofException("a subtree has a beginning and an end after it");
    }
    var size = end - start;
    var aligned = Long.highestOneBit(size) == size ? size : Long.highestOneBit(size) << 1;
    if (aligned <= 0 || start % aligned != 0) {
      throw new ProofException("the subtree is not aligned to its size");
    }
  }

  private static ConformanceTally run(String suite, Path folder, Probe probe) throws IOException {
    var tally = new ConformanceTally(suite);
    for (var file : files(folder.resolve("merkle/testdata").resolve(suite.substring(7)))) {
      var name = folder.relativize(file).toString();
      try {
        var json = (JsonObject) Json.parse(quoted(Files.readString(file)));
        var shouldHold = json.get("wantErr") != JsonBoolean.TRUE;
        try {
          probe.verify(json, tally);
          tally.judge(name, shouldHold, true, "");
        } catch (ProofException e) {
          if (shouldHold && hasShortHash(json)) {
            tally.leave("roots that are no SHA-256 hashes, which we cannot be given");
          } else {
            tally.judge(name, shouldHold, false, String.valueOf(e.getMessage()));
          }
        } catch (LeftOut e) {
          tally.leave(String.valueOf(e.getMessage()));
        }
      } catch (JsonException | ClassCastException e) {
        tally.fail(name, "not a case: " + e.getMessage());
      }
    }
    return tally;
  }

  static List<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var all = Files.walk(folder)) {
      return all.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  /** Writes integers that our JSON reader refuses, of 64 bits, as text. */
  private static String quoted(String json) {
    var out = new StringBuilder();
    var inString = false;
    for (var i = 0; i < json.length(); i++) {
      var c = json.charAt(i);
      if (c == '"') {
        inString = !inString; // no text of these files has an escaped quote
      }
      var to = i;
      while (!inString && to < json.length() && json.charAt(to) >= '0' && json.charAt(to) <= '9') {
        to++;
      }
      if (to - i >= MANY_DIGITS) {
        out.append('"').append(json, i, to).append('"');
      } else if (to > i) {
        out.append(json, i, to);
      } else {
        out.append(c);
        continue;
      }
      i = to - 1;
    }
    return out.toString();
  }

  /** A number of 64 bits without sign; beyond 2^63 it comes out negative, and is none. */
  private static long number(JsonObject probe, String name) throws ProofException {
    var value = probe.get(name);
    if (value instanceof JsonNumber number && number.isInteger()) {
      return (long) number.value();
    }
    if (value instanceof JsonString text) {
      try {
        return Long.parseUnsignedLong(text.value());
      } catch (NumberFormatException e) {
        throw new ProofException("not a number of 64 bits: " + text.value(), e);
      }
    }
    throw new ProofException("no number `" + name + "`");
  }

  private static Hash hash(JsonObject probe, String name) throws ProofException {
    return Hash.ofBase64(probe.string(name).orElse(""));
  }

  private static boolean hasShortHash(JsonObject probe) {
    for (var name : List.of("root1", "root2")) {
      try {
        if (probe.get(name) != null) {
          hash(probe, name);
        }
      } catch (ProofException e) {
        return true;
      }
    }
    return false;
  }

  private static List<Hash> path(JsonObject probe) throws ProofException {
    var path = new ArrayList<Hash>();
    if (probe.get("proof") instanceof JsonArray hashes) {
      for (var hash : hashes.items()) {
        path.add(Hash.ofBase64(hash instanceof JsonString text ? text.value() : ""));
      }
    }
    return path;
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
