package dev.canopy.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.canopy.json.Json;
import dev.canopy.json.JsonBoolean;
import dev.canopy.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The receipts in testdata/receipts: every field tampered with, and what is nearly right. To make
 * them anew, and to accept what is said, run with -Dcanopy.accept=true and look at the difference.
 */
final class ReceiptCasesTest {
  private static final Path FOLDER = Testdata.path("receipts");
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final int PLACE = 13;

  private final List<JsonObject> cases = new ArrayList<>();
  private final List<String> lines;
  private final Ed25519Signer signer = Tampering.signer(3);
  private final Ed25519Signer one = SignedNoteTest.signer("w1", KeyType.COSIGNATURE_ED25519, 11);
  private final Ed25519Signer two = SignedNoteTest.signer("w2", KeyType.COSIGNATURE_ED25519, 12);

  ReceiptCasesTest(@TempDir Path dir) throws Exception {
    lines = Tampering.lines(Tampering.log(dir, 20, 3));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static SignedCheckpoint checkpoint(List<String> lines, Ed25519Signer signer)
      throws Exception {
    var leaves = lines.stream().map(line -> Merkle.leafHash(bytes(line))).toList();
    var head = new Checkpoint(signer.key().name(), lines.size(), NaiveMerkle.root(leaves));
    return SignedCheckpoint.sign(head, signer);
  }

  private static String receipt(List<String> lines, int place, SignedCheckpoint checkpoint)
      throws Exception {
    var leaves = lines.stream().map(line -> Merkle.leafHash(bytes(line))).toList();
    var made = TlogProof.create(Trees.nodes(leaves), place, bytes(lines.get(place)), checkpoint);
    return new String(made.bytes(), StandardCharsets.UTF_8);
  }

  private static SignedCheckpoint cosigned(SignedCheckpoint by, Ed25519Signer witness, Instant at)
      throws Exception {
    return by.with(Signing.cosignature(witness, by.note().text(), at), witness.key());
  }

  private String policy() {
    return "log "
        + signer.key().vkey()
        + "\nwitness a "
        + one.key().vkey()
        + "\nwitness b "
        + two.key().vkey()
        + "\ngroup both all a b\nquorum both\n";
  }

  /** A case: with a policy both witnesses must have cosigned. */
  private void add(String why, String receipt, String line, boolean witnessed) throws Exception {
    var out = JsonObject.builder().put("why", why).put("receipt", receipt);
    if (!line.isEmpty()) {
      out.put("line", line);
    }
    out.put("witnessed", witnessed);
    var said = said(out.build());
    cases.add(out.put("valid", said.isEmpty()).put("says", said).build());
  }

  private void add(String why, String receipt) throws Exception {
    add(why, receipt, "", false);
  }

  /** Empty if it is proven. */
  private String said(JsonObject each) throws Exception {
    var line = each.string("line");
    var policy = each.get("witnessed") == JsonBoolean.TRUE;
    try {
      ProvenEntry.of(
          bytes(each.string("receipt").orElseThrow()),
          line.isPresent() ? bytes(line.get()) : null,
          List.of(signer.key()),
          policy ? WitnessPolicy.parse(bytes(policy())) : null,
          NOW);
      return "";
    } catch (ProofException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static String swapped(String receipt, int line, int with) {
    var all = new ArrayList<>(Arrays.asList(receipt.split("\n", -1)));
    var kept = all.get(line);
    all.set(line, all.get(with));
    all.set(with, kept);
    return String.join("\n", all);
  }

  /** The line with another character at its end, or before the padding there. */
  private static String altered(String receipt, int line) {
    var all = new ArrayList<>(Arrays.asList(receipt.split("\n", -1)));
    var text = all.get(line);
    var at = text.length() - 8;
    var other = text.charAt(at) == 'A' ? 'B' : 'A';
    all.set(line, text.substring(0, at) + other + text.substring(at + 1));
    return String.join("\n", all);
  }

  private static String without(String receipt, int line) {
    var all = new ArrayList<>(Arrays.asList(receipt.split("\n", -1)));
    all.remove(line);
    return String.join("\n", all);
  }

  private void make() throws Exception {
    var checkpoint = checkpoint(lines, signer);
    var good = receipt(lines, PLACE, checkpoint);
    var text = good.split("\n", -1);
    var path = 3; // the first line of the path; the lines before are the header, extra and index
    var head = Arrays.asList(text).indexOf("") + 1;
    var extra = text[1] + "\n";
    add("in order", good);
    add("with the line beside it", good, lines.get(PLACE), false);
    add("without the entry, the line beside it", good.replace(extra, ""), lines.get(PLACE), false);
    add("without the entry", good.replace(extra, ""));
    add("without the entry, another line", good.replace(extra, ""), lines.get(PLACE + 1), false);
    add("another line beside it", good, lines.get(PLACE + 1), false);
    add("a line with one more space", good, lines.get(PLACE) + " ", false);
    add("another version", good.replace("@v1", "@v2"));
    var next = Base64.getEncoder().encodeToString(bytes(lines.get(PLACE + 1)));
    add("the entry after it", good.replace(text[1], "extra " + next));
    var allow = lines.get(PLACE).replaceFirst("DENY|REQUIRE_APPROVAL|ALLOW", "ALLOWED");
    var changed = Base64.getEncoder().encodeToString(bytes(allow));
    add("another decision in the entry", good.replace(text[1], "extra " + changed));
    add("extra in URL-safe base64", good.replace("extra ", "extra _"));
    for (var index : new String[] {"12", "14", "013", "20", "21", "-13", "13 ", "", "1e1"}) {
      add("index `" + index + "`", good.replace("\nindex 13\n", "\nindex " + index + "\n"));
    }
    add("no index", without(good, 2));
    for (var i = path; i < head - 1; i++) {
      add("hash " + (i - path) + " of the path altered", altered(good, i));
      add("hash " + (i - path) + " of the path missing", without(good, i));
    }
    add("two hashes of the path exchanged", swapped(good, path, path + 1));
    var end = good.indexOf("\n\n");
    add("a hash more", good.substring(0, end) + "\n" + text[path] + good.substring(end));
    add("no empty line", good.substring(0, end) + good.substring(end + 1));
    add("an origin more by a letter", good.replace("example.org/log-3\n", "example.org/log-33\n"));
    add("size one less", good.replace("\n21\n", "\n20\n"));
    add("size one more", good.replace("\n21\n", "\n22\n"));
    add("root altered", altered(good, head + 2));
    add("signature altered", altered(good, head + 4));
    add("no signature", without(good, head + 4));
    add("a line more under the root", good.replace(text[head + 2], text[head + 2] + "\nx"));
    var shorter = checkpoint(lines.subList(0, 20), signer);
    add(
        "the checkpoint before",
        good.substring(0, good.indexOf("\n\n") + 2) + shorter.note().render());
    add("the checkpoint before, and its path", receipt(lines.subList(0, 20), PLACE, shorter));
    var other = Tampering.signer(4);
    add("of another log", receipt(lines, PLACE, checkpoint(lines, other)));
    var namesake =
        Ed25519Signer.of(
            signer.key().name(), KeyType.ED25519, Chain.sha256().digest(new byte[] {9}));
    add("by another key of the same name", receipt(lines, PLACE, checkpoint(lines, namesake)));
    add("line ends of two characters", good.replace("\n", "\r\n"));
    add("a line feed more", good + "\n");
    add("cut by a byte", good.substring(0, good.length() - 1));
    add("cut in the path", good.substring(0, good.indexOf(text[path + 2])));
    add("nothing", "");

    var loose = new ArrayList<>(lines);
    loose.set(PLACE, lines.get(PLACE).replace("\"seq\":13", "\"seq\": 13"));
    add("a signed entry in another spelling", receipt(loose, PLACE, checkpoint(loose, signer)));
    var moved = new ArrayList<>(lines);
    moved.set(PLACE, lines.get(PLACE + 1));
    add("a signed entry in another's place", receipt(moved, PLACE, checkpoint(moved, signer)));

    var by1 = cosigned(checkpoint, one, NOW.minusSeconds(60));
    var both = cosigned(by1, two, NOW.minusSeconds(30));
    var witnessed = receipt(lines, PLACE, both);
    add("two witnesses of two", witnessed, "", true);
    add("one witness of two", receipt(lines, PLACE, by1), "", true);
    add("no witness of two", good, "", true);
    add("two witnesses, nobody asks", witnessed);
    add("a cosignature altered", altered(witnessed, head + 5), "", true);
    var late = cosigned(by1, two, NOW.plusSeconds(299));
    add(
        "a witness whose clock is ahead by less than five minutes",
        receipt(lines, PLACE, late),
        "",
        true);
    var future = cosigned(by1, two, NOW.plusSeconds(301));
    add("a witness whose clock is ahead by more", receipt(lines, PLACE, future), "", true);
    var lone = Arrays.stream(witnessed.split("\n", -1)).toList().get(head + 5);
    var twice = receipt(lines, PLACE, by1) + lone + "\n";
    add("the same witness twice", twice, "", true);
    add("witnesses without the log's own signature", without(witnessed, head + 4), "", true);
    var stranger = SignedNoteTest.signer("w3", KeyType.COSIGNATURE_ED25519, 13);
    add(
        "a witness that the policy does not know",
        receipt(lines, PLACE, cosigned(by1, stranger, NOW)),
        "",
        true);
  }

  @Test
  void receipts_areJudgedAsRecorded() throws Exception {
    make();
    var made = new StringBuilder();
    cases.forEach(each -> made.append(Json.write(each)).append('\n'));
    if (Boolean.getBoolean("canopy.accept")) {
      Files.createDirectories(FOLDER);
      Files.writeString(FOLDER.resolve("cases.jsonl"), made);
      Files.writeString(FOLDER.resolve("policy.txt"), policy());
    }
    assertThat(Files.readString(FOLDER.resolve("policy.txt"))).isEqualTo(policy());
    assertThat(made.toString()).isEqualTo(Files.readString(FOLDER.resolve("cases.jsonl")));
    assertThat(cases.stream().filter(each -> each.get("valid") == JsonBoolean.TRUE).count())
        .isEqualTo(7);
  }
}
