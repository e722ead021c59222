package dev.canopy.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.canopy.json.Json;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The log in testdata/audit/anchored, held against what others keep of it, of another one, or of
 * one that it was before. To make it anew, and to accept what is said, run with
 * -Dcanopy.accept=true and look at the difference.
 */
final class OutsideTest {
  private static final Path FOLDER = Testdata.path("audit/anchored");
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final int SIZE = 13;

  private final List<String> lines;
  private final Ed25519Signer signer = Tampering.signer(3);
  private final Ed25519Signer one = SignedNoteTest.signer("w1", KeyType.COSIGNATURE_ED25519, 11);
  private final Ed25519Signer two = SignedNoteTest.signer("w2", KeyType.COSIGNATURE_ED25519, 12);

  OutsideTest(@TempDir Path dir) throws Exception {
    lines = Tampering.lines(Tampering.log(dir, 20, 3));
  }

  private SignedCheckpoint checkpoint(List<String> of, int size, Ed25519Signer by)
      throws Exception {
    var leaves =
        of.subList(0, size).stream()
            .map(line -> Merkle.leafHash(line.getBytes(StandardCharsets.UTF_8)))
            .toList();
    return SignedCheckpoint.sign(
        new Checkpoint(by.key().name(), size, NaiveMerkle.root(leaves)), by);
  }

  private static SignedCheckpoint cosigned(SignedCheckpoint by, Ed25519Signer witness)
      throws Exception {
    var at = NOW.minusSeconds(90);
    return by.with(Signing.cosignature(witness, by.note().text(), at), witness.key());
  }

  private static byte[] file(SignedCheckpoint... kept) {
    var out = new ByteArrayOutputStream();
    for (var each : kept) {
      out.writeBytes(each.note().bytes());
      out.write('\n');
    }
    return out.toByteArray();
  }

  private static byte[] stream(String before, SignedCheckpoint... kept) throws Exception {
    var out = new ByteArrayOutputStream();
    var stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    for (var each : kept) {
      stream.print(before);
      new StreamAnchor("x", stream).keep(each);
      stream.println("something else happened");
    }
    return out.toByteArray();
  }

  private void put(String name, byte[] bytes) throws Exception {
    var file = FOLDER.resolve(name);
    if (Boolean.getBoolean("canopy.accept")) {
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      Files.write(file, bytes);
    }
    assertThat(Files.readAllBytes(file)).as(name).isEqualTo(bytes);
  }

  private void make() throws Exception {
    put("audit.log", Tampering.join(lines.subList(0, SIZE)));
    put("audit.log.d/checkpoint", checkpoint(lines, 12, signer).note().bytes());
    var seen = cosigned(cosigned(checkpoint(lines, 9, signer), one), two);
    put("audit.log.d/checkpoint.cosigned", seen.note().bytes());
    put("anchors/kept", file(checkpoint(lines, 2, signer), checkpoint(lines, 10, signer)));
    put("anchors/up-to-date", file(checkpoint(lines, 13, signer)));
    put("anchors/of-more", file(checkpoint(lines, 5, signer), checkpoint(lines, 14, signer)));
    var other = new ArrayList<>(lines);
    other.set(3, lines.get(3).replace("execute_shell", "execute_shelf"));
    put("anchors/of-another-history", file(checkpoint(other, 7, signer)));
    put("anchors/before-the-change", file(checkpoint(other, 3, signer)));
    put("anchors/of-another-log", file(checkpoint(lines, 5, Tampering.signer(4))));
    var namesake = Ed25519Signer.of(signer.key().name(), KeyType.ED25519, new byte[32]);
    put("anchors/by-another-key", file(checkpoint(lines, 5, namesake)));
    put("anchors/empty", new byte[0]);
    put("anchors/torn", "example.org/log-3\n5\n".getBytes(StandardCharsets.UTF_8));
    put("anchors/lines", stream("Nov 22 host canopy[7]: ", checkpoint(lines, 11, signer)));
    put("anchors/lines-of-json", stream("{\"log\":\"", checkpoint(lines, 11, signer)));
    var cut = new String(stream("", checkpoint(lines, 11, signer)), StandardCharsets.UTF_8);
    put(
        "anchors/lines-cut",
        cut.replaceFirst("[A-Za-z0-9+/=]{5}\n", "\n").getBytes(StandardCharsets.UTF_8));
    put("anchors/cosigned-by-one", file(cosigned(checkpoint(lines, 11, signer), one)));
    put(
        "anchors/cosigned-by-both",
        file(cosigned(cosigned(checkpoint(lines, 12, signer), one), two)));
    var witnesses =
        "witness a "
            + one.key().vkey()
            + "\nwitness b "
            + two.key().vkey()
            + "\ngroup both all a b\n";
    put("policies/both", (witnesses + "quorum both\n").getBytes(StandardCharsets.UTF_8));
    put("policies/one", (witnesses + "quorum a\n").getBytes(StandardCharsets.UTF_8));
    var third = SignedNoteTest.signer("w3", KeyType.COSIGNATURE_ED25519, 13).key().vkey();
    put(
        "policies/a-third",
        ("witness c " + third + "\nquorum c\n").getBytes(StandardCharsets.UTF_8));
  }

  private static JsonObject judged(String why, String policy, String... anchors) throws Exception {
    var notes = new ArrayList<AnchorNotes>();
    var names = new ArrayList<JsonValue>();
    for (var anchor : anchors) {
      var read = AnchorNotes.ofFile(FOLDER.resolve("anchors").resolve(anchor));
      notes.add(new AnchorNotes(anchor, read.notes()));
      names.add(new JsonString(anchor));
    }
    var wanted =
        policy.isEmpty()
            ? null
            : WitnessPolicy.parse(Files.readAllBytes(FOLDER.resolve("policies").resolve(policy)));
    var said =
        AuditVerifier.assess(
            FOLDER.resolve("audit.log"), Expectation.NONE, null, new Outside(notes, wanted, NOW));
    var anchoring = said.anchoring();
    var kept = new ArrayList<JsonValue>();
    for (var each : anchoring.anchors()) {
      kept.add(
          new JsonString(
              each.anchor() + " " + each.checkpoints() + " " + each.size() + " " + each.lastTs()));
    }
    return JsonObject.builder()
        .put("why", why)
        .put("anchors", new JsonArray(names))
        .put("policy", policy)
        .put("verdict", said.verdict().code())
        .put("words", said.verdict().words())
        .put("signed_size", said.seal().signedSize())
        .put("kept", new JsonArray(kept))
        .put("witnessed_size", anchoring.witnessedSize())
        .put("cosignatures", anchoring.cosignatures().size())
        .build();
  }

  @Test
  void anchors_areHeldAgainstTheLog() throws Exception {
    make();
    var cases =
        List.of(
            judged("nobody is asked", ""),
            judged("two checkpoints, both fit", "", "kept"),
            judged("up to the last entry, which the log's own checkpoint is not", "", "up-to-date"),
            judged("one entry more than there is: its end was cut off", "", "of-more"),
            judged("of entries that were others: written anew", "", "of-another-history"),
            judged("of the entries before those, which are the same", "", "before-the-change"),
            judged("of another log", "", "of-another-log"),
            judged("of a log of the same name with another key", "", "by-another-key"),
            judged("an anchor that keeps nothing", "", "empty"),
            judged("an anchor that keeps half a checkpoint", "", "torn"),
            judged("lines among others", "", "lines"),
            judged("lines in what a container's host collects", "", "lines-of-json"),
            judged("a line that is cut", "", "lines-cut"),
            judged("two anchors, both fit", "", "kept", "lines"),
            judged("two anchors, one does not", "", "kept", "of-more"),
            judged("two anchors, one is empty", "", "kept", "empty"),
            judged("both witnesses, beside the log", "both"),
            judged("one of two is enough", "one"),
            judged("one of two is enough, and an anchor has a later one", "one", "cosigned-by-one"),
            judged("one of two is not enough for the later one", "both", "cosigned-by-one"),
            judged("both witnesses, in an anchor", "both", "cosigned-by-both"),
            judged("a witness that never saw it", "a-third"));
    var text = new StringBuilder();
    cases.forEach(each -> text.append(Json.write(each)).append('\n'));
    if (Boolean.getBoolean("canopy.accept")) {
      Files.writeString(FOLDER.resolve("cases.jsonl"), text);
    }
    assertThat(text.toString()).isEqualTo(Files.readString(FOLDER.resolve("cases.jsonl")));
  }

  @Test
  void git_keepsWhatIsReadBack(@TempDir Path folder) throws Exception {
    var process = new ProcessBuilder("git", "init", "-q", ".").directory(folder.toFile()).start();
    assertThat(process.waitFor()).isZero();
    assertThat(AnchorNotes.ofGit(folder).notes()).isEmpty();
    var kept = new ArrayList<String>();
    for (var size = 1; size <= SIZE; size++) {
      var checkpoint = checkpoint(lines, size, signer);
      new GitAnchor(folder).keep(checkpoint);
      kept.add(checkpoint.note().render());
    }
    assertThat(AnchorNotes.ofGit(folder).notes())
        .extracting(note -> new String(note, StandardCharsets.UTF_8))
        .isEqualTo(kept);
    assertThatThrownBy(() -> AnchorNotes.ofGit(folder.resolve("none")))
        .isInstanceOf(AuditException.class);
  }
}
