package dev.canopy.audit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.canopy.json.Json;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonNumber;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Trees and their proofs: small ones all of them, large ones at random. */
final class MerkleTest {
  /** Every shape of a tree of up to six levels, and a little more. */
  private static final int SMALL = 68;

  @Test
  void frontier_ofEverySmallSize_hasTheRootOfTheDefinition() {
    var leaves = Trees.leaves(SMALL);
    var frontier = new Frontier();
    for (var size = 0; size <= SMALL; size++) {
      var wanted = NaiveMerkle.root(leaves.subList(0, size));

      assertThat(frontier.size()).isEqualTo(size);
      assertThat(frontier.root()).isEqualTo(wanted);
      assertThat(Frontier.restore(size, frontier.hashes(), null).root()).isEqualTo(wanted);
      assertThat(frontier.copy().root()).isEqualTo(wanted);
      if (size < SMALL) {
        frontier.append(leaves.get(size));
      }
    }
  }

  @Test
  void frontier_restoredFromNodes_growsOnAsTheOriginal() throws AuditException {
    var leaves = Trees.leaves(SMALL);
    for (var size = 0; size < SMALL; size++) {
      var frontier = Frontier.restore(size, Trees.nodes(leaves), null);
      for (var leaf : leaves.subList(size, SMALL)) {
        frontier.append(leaf);
      }

      assertThat(frontier.root()).isEqualTo(NaiveMerkle.root(leaves));
    }
  }

  @Test
  void frontier_copied_growsByItself() {
    var leaves = Trees.leaves(5);
    var frontier = new Frontier();
    leaves.subList(0, 3).forEach(frontier::append);
    var copy = frontier.copy();
    copy.append(leaves.get(3));
    copy.append(leaves.get(4));

    assertThat(frontier.root()).isEqualTo(NaiveMerkle.root(leaves.subList(0, 3)));
    assertThat(copy.root()).isEqualTo(NaiveMerkle.root(leaves));
    copy.copyFrom(frontier);
    assertThat(copy.root()).isEqualTo(frontier.root());
  }

  @Test
  void frontier_tellsOfEachCompleteSubtreeOnce() throws AuditException {
    var leaves = Trees.leaves(SMALL);
    var nodes = Trees.nodes(leaves);
    var told = new ArrayList<String>();
    var frontier =
        new Frontier(
            (level, index, hashes, at) ->
                told.add(level + " " + index + " " + Hash.of(hashes, at)));
    leaves.forEach(frontier::append);

    var wanted = new ArrayList<String>();
    for (var leaf = 0; leaf < SMALL; leaf++) {
      for (var level = 0; (leaf + 1) % (1 << level) == 0; level++) {
        var index = leaf >> level;
        wanted.add(level + " " + index + " " + nodes.node(level, index));
      }
    }
    assertThat(told).isEqualTo(wanted);
  }

  @Test
  void frontier_restoredFromTooFewHashes_isRefused() {
    assertThatThrownBy(() -> Frontier.restore(3, new byte[32], null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Frontier.restore(-1, new byte[64 * 32], null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void inclusion_ofEverySmallTree_isTheDefinitionsPathAndVerifies() throws Exception {
    var leaves = Trees.leaves(SMALL);
    var nodes = Trees.nodes(leaves);
    for (var size = 1; size <= SMALL; size++) {
      var root = NaiveMerkle.root(leaves.subList(0, size));
      for (var index = 0; index < size; index++) {
        var proof = InclusionProof.create(nodes, index, size);

        assertThat(proof.path()).isEqualTo(NaiveMerkle.path(index, leaves.subList(0, size)));
        proof.verify(leaves.get(index), root);
      }
    }
  }

  @Test
  void inclusion_withAnyOtherIndexOrSize_isJudgedAsTheNaiveTwinDoes() throws Exception {
    var count = 20;
    var leaves = Trees.leaves(count);
    var nodes = Trees.nodes(leaves);
    var accepted = 0;
    for (var size = 1; size <= count; size++) {
      var root = NaiveMerkle.root(leaves.subList(0, size));
      for (var index = 0; index < size; index++) {
        var path = InclusionProof.create(nodes, index, size).path();
        for (var otherSize = -1; otherSize <= count + 13; otherSize++) {
          for (var other = -1; other <= otherSize + 1; other++) {
            var wanted = NaiveMerkle.includes(other, otherSize, leaves.get(index), path, root);
            var claim = new InclusionProof(other, otherSize, path);
            var leaf = leaves.get(index);

            assertThat(holds(() -> claim.verify(leaf, root)))
                .as("%d of %d claimed as %s", index, size, claim)
                .isEqualTo(wanted);
            if (otherSize == size && other != index) {
              assertThat(wanted).isFalse();
            }
            accepted += wanted ? 1 : 0;
          }
        }
      }
    }
    // Some sizes have the same way for a leaf; a size is bound by the checkpoint, not by the path.
    assertThat(accepted).isGreaterThan(count * (count + 1) / 2);
  }

  @Test
  void inclusion_withAnythingAltered_isRefused() throws Exception {
    var leaves = Trees.leaves(40);
    var nodes = Trees.nodes(leaves);
    for (var size = 1; size <= leaves.size(); size++) {
      var root = NaiveMerkle.root(leaves.subList(0, size));
      for (var index = 0; index < size; index++) {
        var leaf = leaves.get(index);
        var path = InclusionProof.create(nodes, index, size).path();
        var which = index;
        var n = size;
        for (var altered : altered(path, List.of(leaf, root))) {
          assertThat(holds(() -> new InclusionProof(which, n, altered).verify(leaf, root)))
              .as("%d of %d with %s", index, size, altered)
              .isFalse();
        }
        var proof = new InclusionProof(index, size, path);
        assertThat(holds(() -> proof.verify(flipped(leaf), root))).isFalse();
        assertThat(holds(() -> proof.verify(leaf, flipped(root)))).isFalse();
        assertThat(holds(() -> proof.verify(leaf, Merkle.EMPTY_ROOT))).isFalse();
      }
    }
  }

  @Test
  void inclusion_ofAnInnerNodeAsALeaf_isRefused() throws Exception {
    var leaves = Trees.leaves(4);
    var root = NaiveMerkle.root(leaves);
    var inner = Merkle.nodeHash(leaves.get(0), leaves.get(1));
    var proof = new InclusionProof(0, 4, List.of(Merkle.nodeHash(leaves.get(2), leaves.get(3))));

    assertThatThrownBy(() -> proof.verify(inner, root))
        .isInstanceOf(ProofException.class)
        .hasMessage("the proof has 1 hashes, expected 2");
  }

  @Test
  void inclusion_withHugeNumbers_isRefusedBeforeHashing() {
    var leaf = Merkle.leafHash(new byte[0]);
    for (var numbers :
        List.of(
            List.of(0L, 0L),
            List.of(0L, -1L),
            List.of(-1L, 5L),
            List.of(5L, 5L),
            List.of(Long.MIN_VALUE, Long.MAX_VALUE),
            List.of(Long.MAX_VALUE, Long.MAX_VALUE),
            List.of(Long.MAX_VALUE - 1, Long.MAX_VALUE),
            List.of(0L, Long.MAX_VALUE))) {
      var proof = new InclusionProof(numbers.get(0), numbers.get(1), List.of());
      assertThatThrownBy(() -> proof.verify(leaf, leaf))
          .as("%s", numbers)
          .isInstanceOf(ProofException.class);
    }
  }

  @Test
  void consistency_ofEverySmallPair_isTheDefinitionsProofAndVerifies() throws Exception {
    var leaves = Trees.leaves(SMALL);
    var nodes = Trees.nodes(leaves);
    for (var newSize = 1; newSize <= SMALL; newSize++) {
      var newRoot = NaiveMerkle.root(leaves.subList(0, newSize));
      for (var oldSize = 1; oldSize <= newSize; oldSize++) {
        var proof = ConsistencyProof.create(nodes, oldSize, newSize);

        assertThat(proof.path()).isEqualTo(NaiveMerkle.proof(oldSize, leaves.subList(0, newSize)));
        proof.verify(NaiveMerkle.root(leaves.subList(0, oldSize)), newRoot);
      }
    }
  }

  @Test
  void consistency_withAnyOtherSizes_isJudgedAsTheNaiveTwinDoes() throws Exception {
    var count = 18;
    var leaves = Trees.leaves(count);
    var nodes = Trees.nodes(leaves);
    for (var newSize = 1; newSize <= count; newSize++) {
      var newRoot = NaiveMerkle.root(leaves.subList(0, newSize));
      for (var oldSize = 1; oldSize <= newSize; oldSize++) {
        var oldRoot = NaiveMerkle.root(leaves.subList(0, oldSize));
        var path = ConsistencyProof.create(nodes, oldSize, newSize).path();
        for (var n = -1; n <= count + 15; n++) {
          for (var m = -1; m <= n + 1; m++) {
            var claim = new ConsistencyProof(m, n, path);

            assertThat(holds(() -> claim.verify(oldRoot, newRoot)))
                .as("%d to %d claimed as %s", oldSize, newSize, claim)
                .isEqualTo(NaiveMerkle.consistent(m, n, path, oldRoot, newRoot));
          }
        }
      }
    }
  }

  @Test
  void consistency_withAnythingAltered_isRefused() throws Exception {
    var leaves = Trees.leaves(33);
    var nodes = Trees.nodes(leaves);
    for (var newSize = 1; newSize <= leaves.size(); newSize++) {
      var newRoot = NaiveMerkle.root(leaves.subList(0, newSize));
      for (var oldSize = 1; oldSize <= newSize; oldSize++) {
        var oldRoot = NaiveMerkle.root(leaves.subList(0, oldSize));
        var path = ConsistencyProof.create(nodes, oldSize, newSize).path();
        var m = oldSize;
        var n = newSize;
        for (var altered : altered(path, List.of(oldRoot, newRoot))) {
          assertThat(holds(() -> new ConsistencyProof(m, n, altered).verify(oldRoot, newRoot)))
              .as("%d to %d with %s", oldSize, newSize, altered)
              .isFalse();
        }
        var proof = new ConsistencyProof(oldSize, newSize, path);
        assertThat(holds(() -> proof.verify(flipped(oldRoot), newRoot))).isFalse();
        assertThat(holds(() -> proof.verify(oldRoot, flipped(newRoot)))).isFalse();
        if (oldSize != newSize) {
          assertThat(holds(() -> proof.verify(newRoot, oldRoot))).isFalse();
        }
      }
    }
  }

  @Test
  void consistency_fromNothing_isMadeEmptyAndVerifiesNever() throws Exception {
    var leaves = Trees.leaves(8);
    var proof = ConsistencyProof.create(Trees.nodes(leaves), 0, 8);

    assertThat(proof.path()).isEmpty();
    assertThatThrownBy(() -> proof.verify(Merkle.EMPTY_ROOT, NaiveMerkle.root(leaves)))
        .isInstanceOf(ProofException.class)
        .hasMessage("there is nothing to prove from a tree of size 0");
    assertThatThrownBy(
            () ->
                new ConsistencyProof(0, 0, List.of()).verify(Merkle.EMPTY_ROOT, Merkle.EMPTY_ROOT))
        .isInstanceOf(ProofException.class);
  }

  @Test
  void proofs_ofHugeTrees_verifyAndNoAlteredOneDoes() throws Exception {
    var random = new SplittableRandom(7);
    for (var round = 0; round < 300; round++) {
      var size = 2 + (random.nextLong() >>> (2 + random.nextInt(60)));
      var index = random.nextLong(size);
      var nodes = Trees.sparse(index);
      var root = Merkle.root(nodes, size);
      assertThat(Frontier.restore(size, nodes, null).root()).isEqualTo(root);

      var inclusion = InclusionProof.create(nodes, index, size);
      inclusion.verify(nodes.node(0, index), root);
      assertThat(inclusion.path().size()).isLessThanOrEqualTo(Merkle.MAX_PATH);
      var other = index == 0 ? size - 1 : index - 1;
      assertThat(
              holds(
                  () ->
                      new InclusionProof(other, size, inclusion.path())
                          .verify(nodes.node(0, index), root)))
          .isFalse();

      var oldSize = 1 + random.nextLong(size);
      var oldRoot = Merkle.root(nodes, oldSize);
      var consistency = ConsistencyProof.create(nodes, oldSize, size);
      consistency.verify(oldRoot, root);
      assertThat(consistency.path().size()).isLessThanOrEqualTo(Merkle.MAX_PATH);
      for (var altered : altered(consistency.path(), List.of(oldRoot, root))) {
        var claim = new ConsistencyProof(oldSize, size, altered);
        assertThat(holds(() -> claim.verify(oldRoot, root))).isFalse();
      }
    }
  }

  @Test
  void proofs_ofTheExampleTrees_areTheRecordedOnes() throws Exception {
    var example = (JsonObject) Json.parse(Files.readAllBytes(Testdata.path("merkle/trees.json")));
    var leaves = new ArrayList<Hash>();
    for (var entry : strings(example, "entries")) {
      leaves.add(Merkle.leafHash(HexFormat.of().parseHex(entry)));
    }
    var nodes = Trees.nodes(leaves);
    var roots = strings(example, "roots").stream().map(Hash::ofHex).toList();
    for (var size = 0; size <= leaves.size(); size++) {
      assertThat(Merkle.root(nodes, size)).isEqualTo(roots.get(size));
    }
    for (var each : items(example, "inclusion")) {
      var want = (JsonObject) each;
      var proof = InclusionProof.create(nodes, number(want, "index"), number(want, "size"));

      assertThat(proof.path()).map(Hash::hex).isEqualTo(strings(want, "path"));
    }
    for (var each : items(example, "consistency")) {
      var want = (JsonObject) each;
      var proof = ConsistencyProof.create(nodes, number(want, "old"), number(want, "new"));

      assertThat(proof.path()).map(Hash::hex).isEqualTo(strings(want, "path"));
    }
  }

  private static long number(JsonObject object, String name) {
    return (long) ((JsonNumber) requireNonNull(object.get(name))).value();
  }

  private static List<JsonValue> items(JsonObject object, String name) {
    return ((JsonArray) requireNonNull(object.get(name))).items();
  }

  private static List<String> strings(JsonObject object, String name) {
    return items(object, name).stream().map(each -> ((JsonString) each).value()).toList();
  }

  /** The path with each hash altered, left out, doubled, moved, or with one before or after. */
  private static List<List<Hash>> altered(List<Hash> path, List<Hash> extra) {
    var all = new ArrayList<List<Hash>>();
    for (var i = 0; i < path.size(); i++) {
      var flipped = new ArrayList<>(path);
      flipped.set(i, flipped(path.get(i)));
      all.add(flipped);
      var without = new ArrayList<>(path);
      without.remove(i);
      all.add(without);
      var twice = new ArrayList<>(path);
      twice.add(i, path.get(i));
      all.add(twice);
      if (i > 0 && !path.get(i).equals(path.get(i - 1))) {
        var swapped = new ArrayList<>(path);
        swapped.set(i, path.get(i - 1));
        swapped.set(i - 1, path.get(i));
        all.add(swapped);
      }
    }
    for (var hash : extra) {
      var before = new ArrayList<>(path);
      before.add(0, hash);
      all.add(before);
      var after = new ArrayList<>(path);
      after.add(hash);
      all.add(after);
    }
    return all;
  }

  private static Hash flipped(Hash hash) {
    var bytes = hash.bytes();
    bytes[17] ^= 0x10;
    return Hash.of(bytes);
  }

  private interface Check {
    void run() throws ProofException, AuditException;
  }

  private static boolean holds(Check check) throws AuditException {
    try {
      check.run();
      return true;
    } catch (ProofException e) {
      return false;
    }
  }
}
