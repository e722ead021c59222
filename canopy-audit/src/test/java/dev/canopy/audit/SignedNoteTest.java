package dev.canopy.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Notes, keys and checkpoints: what is accepted, and the neighbours that are not. */
final class SignedNoteTest {
  /** The example that implementations of the format share. */
  private static final String VKEY =
      "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

  private static final String TEXT =
      """
      If you think cryptography is the answer to your problem,
      then you don't know what your problem is.
      """;

  private static final String LINE =
      "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngot"
          + "pRZb6KE6RyyBwJnAM=\n";

  private static final String ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

  private static SignedNote parse(String note) throws ProofException {
    return SignedNote.parse(note.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void note_ofAnotherImplementation_verifies() throws Exception {
    var note = parse(TEXT + "\n" + LINE);
    note.verify(NoteKey.parse(VKEY));

    assertThat(note.text()).isEqualTo(TEXT);
    assertThat(note.render()).isEqualTo(TEXT + "\n" + LINE);
    assertThat(NoteKey.parse(VKEY).vkey()).isEqualTo(VKEY);
  }

  @Test
  void note_withEmptyLinesInItsText_endsAtTheLastOne() throws Exception {
    assertThat(parse("a\n\n\nb\n\n" + LINE).text()).isEqualTo("a\n\n\nb\n");
    assertThat(parse("\n\n" + LINE).text()).isEqualTo("\n");
  }

  @Test
  void note_notInItsOneForm_isRefused() {
    var line = LINE.strip();
    for (var bad :
        List.of(
            "",
            "\n",
            "\n\n",
            TEXT,
            TEXT + "\n",
            TEXT + LINE, // no empty line
            TEXT + "\n" + line, // no line feed at the end
            TEXT + "\n" + LINE + "\n",
            TEXT + "\n" + LINE + "x\n",
            TEXT + "\n" + LINE + " \n",
            TEXT + "\n " + LINE,
            TEXT + "\n" + LINE.replace("—", "-"),
            TEXT + "\n" + LINE.replace("— ", "—"),
            TEXT + "\n" + LINE.replace("— ", "—  "),
            TEXT + "\n" + LINE.replace("— ", "—\u00a0"),
            TEXT + "\n" + LINE.replace("mann ", "mann  "),
            TEXT + "\n" + LINE.replace("mann ", "+mann "),
            TEXT + "\n" + LINE.replace("mann ", "\u2003mann "),
            TEXT + "\n" + LINE.replace("PeterNeumann ", " "),
            TEXT + "\n" + LINE.replace("AM=", "AM"), // padding left out
            TEXT + "\n" + LINE.replace("AM=", "AN="), // unused bits set
            TEXT + "\n" + LINE.replace("AM=", "AM=="),
            TEXT + "\n" + LINE.replace("AM=", "A-="),
            TEXT + "\n" + LINE.replace("AM=", "AM= "),
            TEXT + "\n" + LINE.replace("\n", "\r\n"),
            TEXT + "\n— PeterNeumann x08gow==\n", // a key id and nothing more
            TEXT + "\n— PeterNeumann \n",
            TEXT + "\n— PeterNeumann\n",
            TEXT + "\n" + LINE + LINE,
            TEXT + "\n" + LINE + LINE.replace("x08go/Z", "x08go/Y"), // twice by the same key
            TEXT.replace("\n", "\r\n") + "\n" + LINE,
            TEXT.replace("you", "y\tu") + "\n" + LINE,
            TEXT.replace("you", "y\u0000u") + "\n" + LINE,
            TEXT.replace("you", "y\u007fu") + "\n" + LINE)) {
      assertThatThrownBy(() -> parse(bad)).as(bad).isInstanceOf(ProofException.class);
    }
  }

  @Test
  void note_notInUtf8_isRefused() {
    var note = (TEXT + "\n" + LINE).getBytes(StandardCharsets.UTF_8);
    note[3] = (byte) 0xFF;

    assertThatThrownBy(() -> SignedNote.parse(note))
        .isInstanceOf(ProofException.class)
        .hasMessage("not valid UTF-8");
  }

  @Test
  void note_tooLongOrWithTooManySignatures_isRefused() throws Exception {
    assertThatThrownBy(() -> parse("x".repeat(SignedNote.MAX_BYTES) + "\n\n" + LINE))
        .hasMessageContaining("longer than");
    var lines = new StringBuilder();
    for (var i = 0; i < SignedNote.MAX_SIGNATURES; i++) {
      lines.append(LINE.replace("Peter", "P" + i));
    }
    assertThat(parse(TEXT + "\n" + lines).signatures()).hasSize(SignedNote.MAX_SIGNATURES);
    assertThatThrownBy(() -> parse(TEXT + "\n" + lines + LINE))
        .hasMessageContaining("more than 64 signatures");
  }

  @Test
  void verify_ofTextThatChanged_isRefused() throws Exception {
    var key = NoteKey.parse(VKEY);
    for (var i = 0; i < TEXT.length() - 1; i++) {
      var altered = new StringBuilder(TEXT);
      altered.setCharAt(i, TEXT.charAt(i) == 'x' ? 'y' : 'x');
      var note = parse(altered + "\n" + LINE);

      assertThatThrownBy(() -> note.verify(key)).isInstanceOf(ProofException.class);
    }
  }

  @Test
  void verify_byAKeyThatDidNotSign_isRefused() throws Exception {
    var note = parse(TEXT + "\n" + LINE);
    // The same key under another name, another key under the same name, and another type.
    var bytes = NoteKey.parse(VKEY).publicKey();
    for (var key :
        List.of(
            NoteKey.of("PeterNeuman", KeyType.ED25519, bytes),
            NoteKey.of("PeterNeumann", KeyType.COSIGNATURE_ED25519, bytes),
            signer("PeterNeumann", 1).key())) {
      assertThatThrownBy(() -> note.verify(key))
          .isInstanceOf(ProofException.class)
          .hasMessageContaining("there is no signature by the key");
    }
  }

  @Test
  void verify_ofAKnownKeyIdWithAnotherSignature_isRefused() throws Exception {
    // The line says it is by Neumann's key; the signature is by someone else.
    var key = NoteKey.parse(VKEY);
    var forged =
        new NoteSignature(
            key.name(), key.id(), signer("x", 3).sign(TEXT.getBytes(StandardCharsets.UTF_8)));
    var note = SignedNote.unsigned(TEXT).with(forged);

    assertThatThrownBy(() -> note.verify(key))
        .isInstanceOf(ProofException.class)
        .hasMessageContaining("PeterNeumann+c74f20a3");
  }

  @Test
  void key_notInItsOneForm_isRefused() {
    for (var bad :
        List.of(
            "",
            "PeterNeumann",
            "PeterNeumann+c74f20a3",
            VKEY.replace("c74f20a3", "c74f20a4"),
            VKEY.replace("c74f20a3", "C74F20A3"),
            VKEY.replace("c74f20a3", "0c74f20a3"),
            VKEY.replace("Peter", "peter"), // the key id is also of the name
            VKEY.replace("Peter", "Pe ter"),
            VKEY.replace("PeterNeumann", ""),
            VKEY.replace("0TW", "0T"),
            VKEY.replace("0TW", "0TW="),
            VKEY.replace("+ARpc", "+AhpcA"),
            VKEY.replace("+ARpc", "+BRpc"), // another type, another id
            VKEY + "\n")) {
      assertThatThrownBy(() -> NoteKey.parse(bad)).as(bad).isInstanceOf(ProofException.class);
    }
  }

  @Test
  void key_ofSmallOrder_isRefused() {
    assertThatThrownBy(() -> NoteKey.of("x", KeyType.ED25519, new byte[32]))
        .isInstanceOf(ProofException.class)
        .hasMessage("the key has a small order");
  }

  @Test
  void checkpoint_signed_opensWithItsKeyOnly() throws Exception {
    var signer = signer("example.com/log", 1);
    var checkpoint = new Checkpoint("example.com/log", 7, Hash.ofBase64(ROOT.strip()));
    var bytes = SignedCheckpoint.sign(checkpoint, signer).note().bytes();

    assertThat(SignedCheckpoint.open(bytes, signer.key()).checkpoint()).isEqualTo(checkpoint);
    // A trusted key of another log says nothing about this one.
    var other = signer("example.com/other", 1);
    assertThatThrownBy(() -> SignedCheckpoint.open(bytes, other.key()))
        .hasMessageContaining("is not signed by a key that is trusted for it");
    assertThatThrownBy(() -> SignedCheckpoint.open(bytes, signer("example.com/log", 2).key()))
        .isInstanceOf(ProofException.class);
    assertThatThrownBy(() -> SignedCheckpoint.open(bytes, List.of()))
        .isInstanceOf(ProofException.class);
    assertThatThrownBy(() -> SignedCheckpoint.sign(checkpoint, other))
        .isInstanceOf(AuditException.class)
        .hasMessage("the key of `example.com/other` cannot sign for the log `example.com/log`");
  }

  @Test
  void checkpoint_signedByAnotherLogsKeyUnderItsOwnName_isRefused() throws Exception {
    var trusted = signer("example.com/other", 1);
    var text = new Checkpoint("example.com/log", 7, Hash.ofBase64(ROOT.strip())).text();
    var note = SignedNote.unsigned(text).with(Signing.note(trusted, text));

    assertThatThrownBy(() -> SignedCheckpoint.open(note.bytes(), trusted.key()))
        .isInstanceOf(ProofException.class);
  }

  @Test
  void checkpoint_signedByTwoKeysOfTheLog_mustBeValidByBoth() throws Exception {
    var now = signer("log", 1);
    var next = signer("log", 2);
    var text = new Checkpoint("log", 7, Hash.ofBase64(ROOT.strip())).text();
    var both =
        SignedNote.unsigned(text).with(Signing.note(now, text)).with(Signing.note(next, text));
    SignedCheckpoint.open(both.bytes(), List.of(now.key(), next.key()));
    SignedCheckpoint.open(both.bytes(), List.of(next.key()));
    var forged = both.with(new NoteSignature("log", next.key().id(), new byte[64]));

    assertThatThrownBy(() -> SignedCheckpoint.open(forged.bytes(), List.of(now.key(), next.key())))
        .isInstanceOf(ProofException.class);
  }

  @Test
  void checkpoint_notInItsOneForm_isRefused() {
    var good = "example.com/log\n20852163\n" + ROOT;
    var bad = new ArrayList<String>();
    bad.add("");
    bad.add(good.stripTrailing());
    bad.add(good + "\n");
    bad.add("\n" + good);
    bad.add(good.replace("log\n", "log\n\n"));
    bad.add("example.com/log\n20852163\n");
    for (var size :
        List.of(
            "",
            "020852163",
            "+1",
            "-1",
            "1 ",
            " 1",
            "1.0",
            "1e3",
            "0x1",
            "00",
            "９",
            "9223372036854775808",
            "18446744073709551615",
            "99999999999999999999")) {
      bad.add(good.replace("20852163", size));
    }
    bad.add(good.replace("20852163", "0")); // not the root of the empty tree
    bad.add(good.replace("q2I=", "q2I"));
    bad.add(good.replace("q2I=", "q2J="));
    bad.add(good.replace("q2I=", "qw=="));
    bad.add(good.replace("q2I=", "q2IA"));
    bad.add(good.replace("Cs", "-s"));
    for (var text : bad) {
      assertThatThrownBy(() -> Checkpoint.parse(text)).as(text).isInstanceOf(ProofException.class);
    }
  }

  @Test
  void checkpoint_readAndWritten_isTheSame() throws Exception {
    for (var text :
        List.of(
            "example.com/log\n20852163\n" + ROOT,
            "a log with spaces\n9223372036854775807\n" + ROOT,
            "x\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
            "x\n1\n" + ROOT + "an extension\nand another\n")) {
      assertThat(Checkpoint.parse(text).text()).isEqualTo(text);
    }
  }

  static Ed25519Signer signer(String name, int number) throws ProofException {
    return signer(name, KeyType.ED25519, number);
  }

  static Ed25519Signer signer(String name, KeyType type, int number) throws ProofException {
    var seed = new byte[32];
    seed[31] = (byte) number;
    return Ed25519Signer.of(name, type, seed);
  }
}
