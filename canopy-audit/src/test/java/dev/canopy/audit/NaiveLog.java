package dev.canopy.audit;

import dev.canopy.json.Json;
import dev.canopy.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All files of a log, and what is to be said of them, written down as simply as can be: no part of
 * it is shared with the verifier but the strict JSON parser, the check of one signature, and a tree
 * that has its own naive twin.
 *
 * @param segments the closed segments by their names, in order
 * @param current the log's own file; empty if it is not there
 * @param checkpoint the file of this name; null if there is none
 * @param checkpoints the content of {@code checkpoints.log}; empty if it is not there
 */
@SuppressWarnings("ArrayRecordComponent")
record NaiveLog(
    TreeMap<String, byte[]> segments,
    byte[] current,
    byte @Nullable [] checkpoint,
    byte[] checkpoints) {

  static NaiveLog read(Path log) throws IOException {
    var folder = log.resolveSibling(log.getFileName() + ".d");
    var segments = new TreeMap<String, byte[]>();
    if (Files.isDirectory(folder.resolve("segments"))) {
      try (var files = Files.list(folder.resolve("segments"))) {
        for (var file : files.toList()) {
          segments.put(String.valueOf(file.getFileName()), Files.readAllBytes(file));
        }
      }
    }
    var checkpoint = folder.resolve("checkpoint");
    var checkpoints = folder.resolve("checkpoints.log");
    return new NaiveLog(
        segments,
        Files.exists(log) ? Files.readAllBytes(log) : new byte[0],
        Files.exists(checkpoint) ? Files.readAllBytes(checkpoint) : null,
        Files.exists(checkpoints) ? Files.readAllBytes(checkpoints) : new byte[0]);
  }

  /** All bytes of all lines, in order. */
  byte[] whole() {
    var all = new ByteArrayOutputStream();
    segments.values().forEach(all::writeBytes);
    all.writeBytes(current);
    return all.toByteArray();
  }

  /** The complete lines. */
  List<String> lines() {
    return Tampering.lines(whole());
  }

  List<String> hashes() throws Exception {
    var hashes = new ArrayList<String>();
    for (var line : lines()) {
      hashes.add(AuditLogTest.leafHash(line));
    }
    return hashes;
  }

  /** What our verifier says, in the words of {@link #verdict}. */
  static String said(Assessment assessment) {
    var verdict = assessment.verdict();
    var entries = verdict.chained().entries();
    if (verdict instanceof Verdict.Broken broken) {
      return "broken " + broken.segment() + " " + broken.line();
    }
    if (verdict instanceof Verdict.RolledBack back) {
      return "rolled_back " + entries + " " + back.signedSize();
    }
    if (verdict instanceof Verdict.NotAsSigned other) {
      return "not_as_signed " + entries + " " + other.signedSize();
    }
    return verdict.code() + " " + entries;
  }

  /**
   * What is to be said.
   *
   * @param pinned the key that is known from outside; null to take those that the log names
   */
  String verdict(@Nullable NoteKey pinned) throws Exception {
    var broken = broken();
    if (broken != null) {
      return broken;
    }
    var lines = lines();
    var torn = whole().length > 0 && whole()[whole().length - 1] != '\n';
    var tree = new Frontier();
    var roots = new ArrayList<Hash>();
    var keysUpTo = new ArrayList<List<NoteKey>>();
    var keys = new ArrayList<NoteKey>();
    for (var line : lines) {
      tree.append(Hash.ofHex(AuditLogTest.leafHash(line)));
      roots.add(tree.root());
      keys.addAll(keysIn(line));
      keysUpTo.add(List.copyOf(keys));
    }
    var notes = notes();
    Checkpoint fits = null;
    byte[] fitting = null;
    for (var note : notes) {
      var size = (int) Math.min(Integer.MAX_VALUE, note.checkpoint().treeSize());
      if (size < 1 || size > lines.size()) {
        continue;
      }
      if (roots.get(size - 1).equals(note.checkpoint().root())) {
        if (fits == null || size >= fits.treeSize()) {
          fits = note.checkpoint();
          fitting = note.note();
        }
      } else if (isBy(note.note(), pinned != null ? List.of(pinned) : keysUpTo.get(size - 1))) {
        return "not_as_signed " + lines.size() + " " + size;
      }
    }
    var trusted = pinned != null ? List.of(pinned) : keys;
    for (var i = notes.size() - 1; i >= 0; i--) {
      var size = notes.get(i).checkpoint().treeSize();
      if (size > lines.size() && isBy(notes.get(i).note(), trusted)) {
        return "rolled_back " + lines.size() + " " + size;
      }
    }
    if (torn) {
      return "torn_tail " + lines.size();
    }
    var unsealed = "unsealed_when_expected " + lines.size();
    if (fitting == null ? pinned != null : !isBy(fitting, trusted)) {
      return unsealed;
    }
    var covered = fits == null ? 0 : (int) fits.treeSize();
    if (!keys.isEmpty() && covered < lines.size()) {
      var since = Instant.parse(ts(lines.get(covered)));
      var last = Instant.parse(ts(lines.get(lines.size() - 1)));
      if (since.plus(Duration.ofMinutes(5)).isBefore(last)) {
        return unsealed;
      }
    }
    return "intact " + lines.size();
  }

  /** {@code broken}, the segment and the line in it; null if all lines chain. */
  private @Nullable String broken() throws Exception {
    var before = new ByteArrayOutputStream();
    var linesBefore = 0;
    for (var segment : segments.entrySet()) {
      before.writeBytes(segment.getValue());
      var lines = Tampering.lines(segment.getValue()).size();
      var named = named(segment.getKey());
      var torn =
          segment.getValue().length > 0 && !Tampering.text(segment.getValue()).endsWith("\n");
      var wrong = Integer.MAX_VALUE;
      if (lines < named) {
        wrong = lines + 1;
      } else if (lines > named || torn) {
        wrong = named + 1;
      }
      var said = NaiveVerifier.verify(before.toByteArray()).split(" ", -1);
      if (said[0].equals("broken")) {
        wrong = Math.min(wrong, Integer.parseInt(said[1]) - linesBefore);
      }
      if (wrong < Integer.MAX_VALUE) {
        return "broken " + segment.getKey() + " " + wrong;
      }
      linesBefore += lines;
    }
    before.writeBytes(current);
    var said = NaiveVerifier.verify(before.toByteArray()).split(" ", -1);
    return said[0].equals("broken") ? "broken  " + (Integer.parseInt(said[1]) - linesBefore) : null;
  }

  /** How many entries a closed segment has, by its name. */
  private static int named(String segment) {
    return Integer.parseInt(
        segment.substring(segment.indexOf('-') + 1, segment.length() - ".jsonl".length()));
  }

  private static String ts(String line) {
    return line.substring("{\"ts\":\"".length(), "{\"ts\":\"".length() + 27);
  }

  private static List<NoteKey> keysIn(String line) throws Exception {
    if (!(Json.parse(line) instanceof JsonObject json)) {
      return List.of();
    }
    var type = json.string("action_type").orElse("");
    var vkey = json.string("vkey").orElse("");
    if (!type.equals("audit.genesis") && !type.equals("audit.key")) {
      return List.of();
    }
    try {
      return List.of(NoteKey.parse(vkey));
    } catch (ProofException e) {
      return List.of();
    }
  }

  private record Note(byte[] note, Checkpoint checkpoint) {}

  /** All that are complete and can be read, the smallest tree first. */
  private List<Note> notes() {
    var notes = new ArrayList<Note>();
    if (checkpoint != null) {
      read(checkpoint, notes);
    }
    var text = new String(checkpoints, StandardCharsets.ISO_8859_1);
    var from = 0;
    var signed = false;
    for (var line = 0; line < text.length(); ) {
      var feed = text.indexOf('\n', line);
      if (feed < 0) {
        break;
      }
      if (feed == line && signed) {
        read(Arrays.copyOfRange(checkpoints, from, line), notes);
        from = feed + 1;
      }
      signed = text.startsWith("\u00e2\u0080\u0094 ", line) && feed > line + 4;
      line = feed + 1;
    }
    notes.sort((a, b) -> Long.compare(a.checkpoint().treeSize(), b.checkpoint().treeSize()));
    return notes;
  }

  private static void read(byte[] note, List<Note> to) {
    try {
      var text = SignedNote.parse(note).text().split("\n", -1);
      if (text.length != 4 || !text[3].isEmpty()) {
        return;
      }
      var size = Long.parseLong(text[1]);
      var root = Base64.getDecoder().decode(text[2]);
      if (!text[1].equals("" + size)
          || size < 0
          || root.length != Hash.BYTES
          || !Base64.getEncoder().encodeToString(root).equals(text[2])
          || text[0].isEmpty()) {
        return;
      }
      to.add(new Note(note, new Checkpoint(text[0], size, Hash.of(root, 0))));
    } catch (ProofException | IllegalArgumentException e) {
      // Not a checkpoint: as if it were not there.
    }
  }

  private static boolean isBy(byte[] note, List<NoteKey> keys) {
    for (var key : keys) {
      try {
        SignedCheckpoint.open(note, key);
        return true;
      } catch (ProofException e) {
        // Perhaps by the next.
      }
    }
    return false;
  }
}
