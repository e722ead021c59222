package dev.canopy.audit;

import dev.canopy.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** Logs, and everything that someone might do to them. */
final class Tampering {
  private Tampering() {}

  /** A log of a genesis and {@code events} entries, the same for the same arguments. */
  static byte[] log(Path dir, int events, long seed) throws Exception {
    var file = dir.resolve("log-" + events + "-" + seed);
    var micros = new AtomicLong(1_795_000_000_000_000L + seed * 1_000_003);
    InstantSource clock = () -> Instant.ofEpochSecond(0, micros.getAndAdd(1_234_567) * 1_000);
    var random = new Random(seed);
    try (var log =
        AuditLog.open(
            RealDisk.INSTANCE,
            file,
            clock,
            AuditOptions.EXCLUSIVE.withSigner(signer(seed)),
            () -> "%032x".formatted(seed))) {
      for (var i = 0; i < events; i++) {
        var decision = List.of("ALLOW", "DENY", "REQUIRE_APPROVAL").get(random.nextInt(3));
        log.append(
                new AuditEvent(
                    JsonObject.builder()
                        .put("action_type", "execute_shell")
                        .put("decision", decision)
                        .put("reason", "rule `é" + random.nextInt(10) + "`\t\"quoted\" \u0001")
                        .put("avid", "AVID-" + "0".repeat(63) + random.nextInt(10))
                        .build(),
                    JsonObject.builder()
                        .put("policy", "sha256:" + random.nextInt(1000))
                        .put("count", random.nextInt(1000))
                        .build()))
            .toCompletableFuture()
            .join();
      }
    }
    return Files.readAllBytes(file);
  }

  /** The same key for the same seed. */
  static Ed25519Signer signer(long seed) throws Exception {
    return Ed25519Signer.of(
        "example.org/log-" + seed,
        KeyType.ED25519,
        Chain.sha256().digest(new byte[] {(byte) seed}));
  }

  static Verdict verify(byte[] log) throws IOException {
    var channel = Channels.newChannel(new ByteArrayInputStream(log));
    return AuditVerifier.verify(channel, log.length, Expectation.NONE);
  }

  static List<String> lines(byte[] log) {
    var lines = new ArrayList<>(Arrays.asList(text(log).split("\n", -1)));
    lines.remove(lines.size() - 1);
    return lines;
  }

  static byte[] join(List<String> lines) {
    return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] concat(byte[]... parts) {
    var all = new ByteArrayOutputStream();
    for (var part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /** As someone would do it who can compute hashes but was not the writer. */
  static byte[] rechained(List<String> lines) throws Exception {
    var chained = new ArrayList<String>();
    var previous = "0".repeat(64);
    for (var i = 0; i < lines.size(); i++) {
      var line = lines.get(i);
      line = line.substring(0, line.length() - 66) + previous + "\"}";
      line = line.replaceFirst("\"seq\":[0-9]+", "\"seq\":" + i);
      previous = AuditLogTest.leafHash(line);
      chained.add(line);
    }
    return join(chained);
  }

  /** A way to tamper: what it is, and the log afterwards. */
  static final class Tampered {
    private final String what;
    private final byte[] log;

    Tampered(String what, byte[] log) {
      this.what = what;
      this.log = log;
    }

    String what() {
      return what;
    }

    byte[] log() {
      return log.clone();
    }
  }

  /** Every way that is kept in testdata, by the name of its folder. */
  static Map<String, Tampered> all(byte[] good, byte[] other) throws Exception {
    var cases = new LinkedHashMap<String, Tampered>();
    var lines = lines(good);
    var count = lines.size();
    add(cases, "L-01-cut-tail", "The last 3 entries are removed.", lines.subList(0, count - 3));
    cases.put("L-02-emptied", new Tampered("The file is emptied.", new byte[0]));
    var allowed = new ArrayList<>(lines);
    allowed.replaceAll(l -> l.replace("\"DENY\"", "\"ALLOW\""));
    cases.put(
        "L-03-rewritten",
        new Tampered("Every DENY becomes ALLOW and all hashes are made anew.", rechained(allowed)));
    edit(
        cases,
        "L-04-member-added",
        "A member is added to entry 2.",
        lines,
        2,
        l -> l.replace("\"seq\":2", "\"approved_by\":\"ceo\",\"seq\":2"));
    edit(
        cases,
        "L-05-duplicate-key",
        "Entry 2 has two decisions.",
        lines,
        2,
        l -> l.replace("\"decision\"", "\"decision\":\"ALLOW\",\"decision\""));
    edit(
        cases,
        "L-06-last-line-corrupt",
        "The last line is no JSON.",
        lines,
        count - 1,
        l -> l.substring(0, 40) + "#" + l.substring(41));
    cases.put(
        "L-07-torn-write",
        new Tampered("The last line has no end.", Arrays.copyOf(good, good.length - 30)));
    cases.put(
        "L-07-torn-then-appended",
        new Tampered(
            "A torn line, and an entry right after it.",
            concat(Arrays.copyOf(good, good.length - 30), bytes(lines.get(count - 1) + "\n"))));
    var backwards = new ArrayList<>(lines);
    backwards.set(3, backwards.get(3).replaceFirst("\"ts\":\"....", "\"ts\":\"1999"));
    cases.put(
        "L-08-clock-backwards",
        new Tampered(
            "Entry 3 is of 1999 and all hashes are made anew: flagged.", rechained(backwards)));
    edit(
        cases,
        "L-08-not-a-time",
        "The time of entry 2 is no time.",
        lines,
        2,
        l -> l.replaceFirst("\"ts\":\"[^\"]*\"", "\"ts\":\"not a time\""));
    edit(
        cases,
        "no-such-day",
        "Entry 2 is of 30 February.",
        lines,
        2,
        l -> l.replaceFirst("\"ts\":\"(....)-..-..", "\"ts\":\"$1-02-30"));
    edit(
        cases,
        "L-12-lone-surrogate",
        "An escaped lone surrogate.",
        lines,
        2,
        l -> l.replace("execute_shell", "\\ud800"));
    edit(
        cases,
        "decision-changed",
        "A DENY becomes an ALLOW.",
        lines,
        2,
        l -> l.replaceFirst("\"decision\":\"[A-Z_]*\"", "\"decision\":\"NEVER\""));
    edit(
        cases,
        "last-entry-changed",
        "The last entry's reason is changed.",
        lines,
        count - 1,
        l -> l.replace("rule", "RULE"));
    edit(
        cases,
        "genesis-changed",
        "The log id is changed.",
        lines,
        0,
        l -> l.replaceFirst("\"log_id\":\"..", "\"log_id\":\"ff"));
    edit(
        cases,
        "genesis-of-another-format",
        "The format is one that we do not know.",
        lines,
        0,
        l -> l.replace("canopy-audit-1", "canopy-audit-2"));
    edit(
        cases,
        "case-of-hex",
        "One hash is in capitals.",
        lines,
        2,
        l ->
            l.substring(0, l.length() - 66)
                + l.substring(l.length() - 66).toUpperCase(Locale.ROOT));
    edit(cases, "seq-missing", "Entry 2 has no seq.", lines, 2, l -> l.replace("\"seq\":2,", ""));
    edit(
        cases,
        "seq-is-text",
        "The seq of entry 2 is a string.",
        lines,
        2,
        l -> l.replace("\"seq\":2,", "\"seq\":\"2\","));
    edit(
        cases,
        "seq-with-zero",
        "The seq of entry 2 is 02.",
        lines,
        2,
        l -> l.replace("\"seq\":2,", "\"seq\":02,"));
    edit(
        cases,
        "seq-with-exponent",
        "The seq of entry 2 is 2e0.",
        lines,
        2,
        l -> l.replace("\"seq\":2,", "\"seq\":2e0,"));
    edit(
        cases,
        "prev-hash-not-last",
        "A member after prev_hash.",
        lines,
        2,
        l -> l.substring(0, l.length() - 1) + ",\"x\":1}");
    edit(cases, "ts-not-first", "A member before ts.", lines, 2, l -> "{\"x\":1," + l.substring(1));
    edit(
        cases,
        "escaped-key",
        "A name is spelt with an escape.",
        lines,
        2,
        l -> l.replace("\"decision\"", "\"d\\u0065cision\""));
    edit(cases, "escaped-slash", "A slash is escaped.", lines, 2, l -> l.replace("rule", "\\/"));
    edit(
        cases,
        "white-space",
        "A space after a colon.",
        lines,
        2,
        l -> l.replace("\"seq\":", "\"seq\": "));
    edit(cases, "text-after-entry", "Text after the brace.", lines, 2, l -> l + "x");
    edit(
        cases,
        "two-entries-on-a-line",
        "Two entries on one line.",
        lines,
        2,
        l -> l + lines.get(3));
    edit(
        cases,
        "byte-order-mark",
        "A byte order mark before the first line.",
        lines,
        0,
        l -> "\ufeff" + l);
    edit(cases, "carriage-returns", "Lines end with CR LF.", lines, 1, l -> l + "\r");
    edit(
        cases,
        "bare-control-character",
        "A bare tab in a string.",
        lines,
        2,
        l -> l.replace("\\t", "\t"));
    edit(
        cases,
        "number-spelt-otherwise",
        "An integer with a fraction.",
        lines,
        2,
        l -> l.replaceFirst("\"count\":([0-9]+)", "\"count\":$1.0"));
    edit(cases, "not-an-object", "A line is an array.", lines, 2, l -> "[" + l + "]");
    edit(cases, "empty-line", "An empty line.", lines, 2, l -> l + "\n");
    edit(
        cases,
        "line-too-long",
        "A line of more than 65535 bytes.",
        lines,
        2,
        l -> l.replace("rule", "r".repeat(65_536)));
    edit(
        cases,
        "too-deep",
        "Arrays 70 deep.",
        lines,
        2,
        l ->
            l.replace("\"count\":", "\"deep\":" + "[".repeat(70) + "]".repeat(70) + ",\"count\":"));
    var deleted = new ArrayList<>(lines);
    deleted.remove(2);
    add(cases, "deleted-line", "Entry 2 is removed.", deleted);
    deleted.remove(0);
    add(cases, "beginning-cut", "The genesis is removed.", lines.subList(1, count));
    var repeated = new ArrayList<>(lines);
    repeated.add(2, lines.get(2));
    add(cases, "repeated-line", "Entry 2 is there twice.", repeated);
    var swapped = new ArrayList<>(lines);
    swapped.set(2, lines.get(3));
    swapped.set(3, lines.get(2));
    add(cases, "swapped-lines", "Entries 2 and 3 are swapped.", swapped);
    var spliced = new ArrayList<>(lines.subList(0, 3));
    var others = lines(other);
    spliced.addAll(others.subList(3, others.size()));
    add(cases, "spliced", "The end of another log is put on.", spliced);
    cases.put(
        "rolled-back-and-continued",
        new Tampered("The end is replaced by other entries, well chained.", rechained(spliced)));
    cases.put("nul-tail", new Tampered("Zeros at the end.", concat(good, new byte[100])));
    cases.put("nul-hole", new Tampered("Zeros in the middle.", hole(good)));
    cases.put("not-utf8", new Tampered("A byte that is not UTF-8.", replaceByte(good, 'r', 0xFF)));
    cases.put(
        "overlong-utf8",
        new Tampered("A slash as two bytes.", splice(good, new byte[] {(byte) 0xC0, (byte) 0xAF})));
    cases.put(
        "utf8-surrogate",
        new Tampered(
            "A surrogate as three bytes.",
            splice(good, new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80})));
    cases.put(
        "last-line-feed-missing",
        new Tampered("Only the last line feed is gone.", Arrays.copyOf(good, good.length - 1)));
    cases.put("text-file", new Tampered("Not a log at all.", bytes("hello\n")));
    return cases;
  }

  private static byte[] hole(byte[] good) {
    var holed = good.clone();
    Arrays.fill(holed, 512, 1024, (byte) 0);
    return holed;
  }

  /** Replaces the first such letter of the reason in line 3. */
  private static byte[] replaceByte(byte[] good, char letter, int by) {
    var at = text(good).indexOf("\"seq\":1") + 500;
    while (good[at] != letter) {
      at++;
    }
    var changed = good.clone();
    changed[at] = (byte) by;
    return changed;
  }

  private static byte[] splice(byte[] good, byte[] bytes) {
    var at = Chain.indexOf(good, 600, good.length, bytes("rule"));
    return concat(Arrays.copyOf(good, at), bytes, Arrays.copyOfRange(good, at, good.length));
  }

  interface Edit {
    String apply(String line);
  }

  private static void edit(
      Map<String, Tampered> cases,
      String name,
      String what,
      List<String> lines,
      int index,
      Edit edit) {
    var edited = new ArrayList<>(lines);
    edited.set(index, edit.apply(lines.get(index)));
    if (edited.equals(lines)) {
      throw new IllegalStateException(name + " changes nothing");
    }
    add(cases, name, what, edited);
  }

  private static void add(
      Map<String, Tampered> cases, String name, String what, List<String> lines) {
    cases.put(name, new Tampered(what, join(lines)));
  }
}
