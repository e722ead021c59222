package dev.canopy.audit;

import dev.canopy.json.Json;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonException;
import dev.canopy.json.JsonNumber;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Deletes closed segments. What goes is first held against the log's latest checkpoint, line by
 * line, and the tiles of its tree are forced to the disk, so that proofs about it still hold. Then,
 * in the committer's turn: what remains of it is kept ({@link Remains}), an {@code audit.prune}
 * entry that names it is durable and signed, the values beside it go, and last its files, oldest
 * first. Cut short anywhere, what is there still verifies, and pruning again finishes it.
 */
final class Pruning {
  static final String TYPE = "audit.prune";

  /** So that the entry stays below the longest line: a segment takes some 300 bytes of it. */
  static final int MOST_AT_ONCE = 128;

  private static final byte[] ROTATE = Chain.action("audit.rotate\"");

  private final LogEnd end;
  private final Sealing sealing;
  private final String why;
  private final List<SegmentName> names;
  private final List<Going> going = new ArrayList<>();
  private final List<String> keyLines = new ArrayList<>();
  private Position position = Position.START;
  private TileStack tree = new TileStack(TileStack.NOWHERE);

  private record Going(ClosedSegment segment, String head, Hash root) {}

  private Pruning(LogEnd end, Sealing sealing, String why, List<SegmentName> names) {
    this.end = end;
    this.sealing = sealing;
    this.why = why;
    this.names = names;
  }

  /**
   * Verifies what is to go. Nobody's turn is needed: closed segments do not change.
   *
   * @param below segments go all of whose entries are before this
   */
  static Pruning prepare(LogEnd end, Sealing sealing, long below, String why)
      throws IOException, AuditException {
    var names = new ArrayList<SegmentName>();
    for (var name : end.paths.closedSegments(end.disk)) {
      if (name.end() <= below && names.size() < MOST_AT_ONCE) {
        names.add(name);
      }
    }
    var pruning = new Pruning(end, sealing, why, names);
    if (!names.isEmpty()) {
      pruning.goToFirst();
      for (var name : names) {
        pruning.verify(name);
      }
      pruning.requireSigned();
    }
    return pruning;
  }

  private void goToFirst() throws IOException, AuditException {
    var first = names.get(0).first();
    TileStack.Sink durable =
        (level, index, tile) ->
            end.disk.put(end.paths.tile(level, index, TileStack.WIDTH), tile.clone(), true);
    if (first == 0) {
      tree = new TileStack(durable);
      return;
    }
    var remains = Remains.read(end.disk, end.paths);
    if (remains == null || remains.below() < first) {
      throw refuse("entries before " + first + " are missing and were not pruned");
    }
    keyLines.addAll(remains.keyLines());
    var nodes = remains.nodes(end.disk, end.paths);
    position = remains.position(first, nodes);
    tree = remains.treeAt(first, nodes, durable);
  }

  private void verify(SegmentName name) throws IOException, AuditException {
    if (name.first() != position.size()) {
      throw refuse("entries before the segment `" + name.text() + "` are missing");
    }
    var chain = position.size() == 0 ? new Chain() : Chain.at(position);
    var rotated = new boolean[1];
    long bytes;
    String firstTs;
    try (var file = end.disk.open(end.paths.segment(name))) {
      bytes = file.size();
      firstTs = LogEnd.firstTs(file);
      var scan =
          new TailScan(
              file,
              chain,
              (buffer, from, to) -> {
                tree.append(chain.hash(), 0);
                rotated[0] = Chain.isAction(buffer, from, to, ROTATE);
                if (KeyEntries.isOne(buffer, from, to)) {
                  take(new String(buffer, from, to - from, StandardCharsets.UTF_8));
                }
              });
      if (scan.scan(0, bytes) != bytes || chain.nextSeq() != name.end() || !rotated[0]) {
        throw refuse("the segment `" + name.text() + "` is not as it was written");
      }
    }
    var segment =
        new ClosedSegment(
            name.text(), name.first(), name.end() - 1, bytes, firstTs, chain.lastTs());
    going.add(new Going(segment, chain.head(), tree.root()));
    position = new Position(name.end(), name.end(), 0, chain.head(), chain.lastTs(), true);
  }

  /** A pruning that was cut short has kept the lines of segments that are still there. */
  private void take(String keyLine) {
    if (!keyLines.contains(keyLine)) {
      keyLines.add(keyLine);
    }
  }

  /** What goes must be the beginning of the tree that the log's key signed last. */
  private void requireSigned() throws IOException, AuditException {
    var signed = sealing.latest();
    if (signed == null || signed.treeSize() < position.size()) {
      throw refuse("no checkpoint covers what is to go");
    }
    var edge = TileStack.restore(tree.bytes(), TileStack.NOWHERE);
    Hash root;
    try {
      var nodes = new DiskTiles(end.disk, end.paths, signed.treeSize(), null);
      var proof = ConsistencyProof.create(nodes, position.size(), signed.treeSize());
      proof.verify(edge.root(), signed.root());
      return;
    } catch (AuditException | ProofException e) {
      root = rootByReading(edge, signed.treeSize()); // tiles are derived, and may be lost
    }
    if (!root.equals(signed.root())) {
      throw refuse("what is to go is not what was signed");
    }
  }

  private Hash rootByReading(TileStack edge, long size) throws IOException {
    var chain = Chain.at(position);
    for (var name : end.paths.closedSegments(end.disk)) {
      if (name.first() == chain.nextSeq()) {
        read(end.disk.open(end.paths.segment(name)), chain, edge, size);
      }
    }
    read(end.disk.open(end.paths.log()), chain, edge, size);
    return edge.root();
  }

  private static void read(LogFile file, Chain chain, TileStack edge, long size)
      throws IOException {
    try (file) {
      new TailScan(
              file,
              chain,
              (buffer, from, to) -> {
                if (edge.size() < size) {
                  edge.append(chain.hash(), 0);
                }
              })
          .scan(0, file.size());
    }
  }

  private AuditException refuse(String what) {
    return new AuditException(
        "nothing of `" + end.paths.log() + "` is pruned: " + what + "; see `canopy verify`");
  }

  /** In the committer's turn. Returns what went, and is gone from the disk. */
  List<ClosedSegment> run() throws IOException, AuditException, Poisoned {
    if (names.isEmpty()) {
      return List.of();
    }
    var paths = end.paths;
    var there = paths.closedSegments(end.disk);
    if (there.size() < names.size() || !there.subList(0, names.size()).equals(names)) {
      throw refuse("another process prunes it");
    }
    var remains = new Remains(position.size(), position.head(), tree.bytes(), keyLines);
    end.disk.put(paths.pruned(), remains.bytes(), true);
    end.appendOwn(TYPE, why, record());
    end.force();
    sealing.sealNow();
    end.dropDisclosures(position.size());
    var gone = new ArrayList<ClosedSegment>();
    for (var each : going) {
      var file = paths.segments().resolve(each.segment().name());
      end.disk.delete(file);
      end.disk.forceFolderOf(file); // else one could be back whose successor is gone
      gone.add(each.segment());
    }
    return gone;
  }

  private JsonObject record() {
    var segments = new ArrayList<JsonValue>();
    for (var each : going) {
      var segment = each.segment();
      segments.add(
          JsonObject.builder()
              .put("name", segment.name())
              .put("first", segment.first())
              .put("last", segment.last())
              .put("bytes", segment.bytes())
              .put("head", each.head())
              .put("root", each.root().hex())
              .build());
    }
    return JsonObject.builder()
        .put("below", position.size())
        .put("segments", new JsonArray(segments))
        .build();
  }

  /** What an entry's line says of which entries were pruned; 0 if it is no such entry. */
  static long below(byte[] buffer, int from, int to) {
    if (!Chain.isAction(buffer, from, to, PRUNE)) {
      return 0;
    }
    try {
      return Json.parse(Arrays.copyOfRange(buffer, from, to)) instanceof JsonObject entry
          ? below(entry)
          : 0;
    } catch (JsonException e) {
      return 0;
    }
  }

  private static final byte[] PRUNE = Chain.action(TYPE + "\"");

  /** The same of an entry. */
  static long below(JsonObject entry) {
    @Nullable JsonValue below =
        entry.string("action_type").orElse("").equals(TYPE) ? entry.get("below") : null;
    return below instanceof JsonNumber n ? (long) Objects.requireNonNull(n).value() : 0;
  }
}
