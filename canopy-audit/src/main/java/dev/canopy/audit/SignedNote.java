package dev.canopy.audit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * A text with signatures under it: C2SP signed-note. Of a note that was parsed nothing is to be
 * believed before {@link #verify}. Immutable.
 */
public final class SignedNote {
  /** Sixteen signatures, of which we must accept so many, take 80 KiB in the largest scheme. */
  static final int MAX_BYTES = 1 << 18;

  /** A log, its next key and as many witnesses as anyone has. */
  static final int MAX_SIGNATURES = 64;

  private final String text;
  private final List<NoteSignature> signatures;

  private SignedNote(String text, List<NoteSignature> signatures) {
    this.text = text;
    this.signatures = List.copyOf(signatures);
  }

  /**
   * Reads a note in its one form: UTF-8, no control characters but line feeds, a text that ends
   * with a line feed, an empty line, at least one signature line and nothing after. A second
   * signature under the same name and key id is refused.
   */
  public static SignedNote parse(byte[] note) throws ProofException {
    if (note.length > MAX_BYTES) {
      throw new ProofException("the note is longer than " + MAX_BYTES + " bytes");
    }
    var all = Bytes.utf8(note);
    for (var i = 0; i < all.length(); i++) {
      var c = all.charAt(i);
      if ((c < 0x20 && c != '\n') || c == 0x7f) {
        throw new ProofException("a note has no control characters, found one at " + i);
      }
    }
    var end = all.lastIndexOf("\n\n");
    if (end < 0) {
      throw new ProofException("a note has an empty line between its text and its signatures");
    }
    return new SignedNote(all.substring(0, end + 1), signatures(all.substring(end + 2)));
  }

  /** Reads signature lines, each with its line feed. */
  static List<NoteSignature> signatures(String lines) throws ProofException {
    if (!lines.endsWith("\n")) {
      throw new ProofException("a note ends with a signature line and its line feed");
    }
    var signatures = new ArrayList<NoteSignature>();
    var seen = new HashSet<String>();
    for (var from = 0; from < lines.length(); ) {
      var to = lines.indexOf('\n', from);
      var signature = NoteSignature.parse(lines.substring(from, to));
      if (!seen.add(signature.keyName() + "+" + signature.keyId())) {
        throw new ProofException(
            "two signatures by `" + Quoted.of(signature.keyName()) + "` with the same key id");
      }
      signatures.add(signature);
      if (signatures.size() > MAX_SIGNATURES) {
        throw new ProofException("the note has more than " + MAX_SIGNATURES + " signatures");
      }
      from = to + 1;
    }
    return signatures;
  }

  /** A note of this text, without signatures as yet; so it cannot be read back. */
  static SignedNote unsigned(String text) throws ProofException {
    if (text.isEmpty() || !text.endsWith("\n")) {
      throw new ProofException("the text of a note ends with a line feed");
    }
    for (var i = 0; i < text.length(); i++) {
      if ((text.charAt(i) < 0x20 && text.charAt(i) != '\n') || text.charAt(i) == 0x7f) {
        throw new ProofException("a note has no control characters, found one at " + i);
      }
    }
    return new SignedNote(text, List.of());
  }

  /** Adds a signature; one by the same key that is there already is replaced. */
  public SignedNote with(NoteSignature signature) {
    var all = new ArrayList<NoteSignature>();
    for (var each : signatures) {
      if (each.keyId() != signature.keyId() || !each.keyName().equals(signature.keyName())) {
        all.add(each);
      }
    }
    all.add(signature);
    return new SignedNote(text, all);
  }

  /** What is signed; ends with a line feed. */
  public String text() {
    return text;
  }

  public List<NoteSignature> signatures() {
    return signatures;
  }

  /** The signature under this key's name and id, unverified. */
  public Optional<NoteSignature> find(NoteKey key) {
    return signatures.stream().filter(each -> each.isBy(key)).findFirst();
  }

  /**
   * Returns if the note is signed by this key. Signatures by others are not looked at.
   *
   * @throws ProofException if there is no signature by this key, or it is not valid
   */
  public void verify(NoteKey key) throws ProofException {
    var signature = find(key);
    if (signature.isEmpty()) {
      throw new ProofException(
          "there is no signature by the key " + key.name() + "+" + key.idHex());
    }
    try {
      key.verify(text, signature.get().raw());
    } catch (ProofException e) {
      throw new ProofException(
          "the signature by " + key.name() + "+" + key.idHex() + ": " + e.getMessage(), e);
    }
  }

  /** The whole note. */
  public String render() {
    var out = new StringBuilder(text).append('\n');
    for (var signature : signatures) {
      out.append(signature.line()).append('\n');
    }
    return out.toString();
  }

  /** The whole note in UTF-8. */
  public byte[] bytes() {
    return render().getBytes(StandardCharsets.UTF_8);
  }
}
