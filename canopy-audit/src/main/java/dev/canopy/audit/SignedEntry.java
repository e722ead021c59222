package dev.canopy.audit;

import dev.canopy.json.Json;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;

/**
 * An entry of the log's own that a key signs, in the entry itself: members {@code signed_by}, the
 * vkey, and {@code signature}. What is signed is the line {@code canopy-audit-entry-v1} and all
 * other members of the entry but {@code ts}, as they stand in its line. With {@code prev_hash} that
 * is all that came before it. No checkpoint has that first line.
 */
final class SignedEntry {
  static final String SIGNED_BY = "signed_by";
  static final String SIGNATURE = "signature";
  private static final String FORMAT = "canopy-audit-entry-v1\n";

  private SignedEntry() {}

  /**
   * What goes into an entry behind its {@code seq}.
   *
   * @param fields what goes into it before
   * @param seq the place that it will have
   * @param prevHash the hash of the entry before it
   */
  static JsonObject extensions(
      CheckpointSigner signer, JsonObject fields, long seq, JsonObject more, String prevHash)
      throws AuditException {
    if (signer.key().type() != KeyType.ED25519) {
      throw new AuditException("entries are signed with a key of type ED25519");
    }
    var signed = add(JsonObject.builder(), more).put(SIGNED_BY, signer.key().vkey()).build();
    var entry = add(JsonObject.builder(), fields).put("seq", seq);
    var text = text(add(entry, signed).put("prev_hash", prevHash).build());
    var signature = signer.sign(text);
    return add(JsonObject.builder(), signed)
        .put(SIGNATURE, Base64.getEncoder().encodeToString(signature))
        .build();
  }

  private static JsonObject.Builder add(JsonObject.Builder to, JsonObject members) {
    for (var i = 0; i < members.size(); i++) {
      to.put(members.nameAt(i), members.valueAt(i));
    }
    return to;
  }

  private static byte[] text(JsonObject entry) {
    var signed = JsonObject.builder();
    for (var i = 0; i < entry.size(); i++) {
      var name = entry.nameAt(i);
      if (!name.equals("ts") && !name.equals(SIGNATURE)) {
        signed.put(name, entry.valueAt(i));
      }
    }
    return (FORMAT + Json.write(signed.build())).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The key that signed an entry.
   *
   * @throws ProofException if none did, or the signature is not valid
   */
  static NoteKey verify(JsonObject entry) throws ProofException {
    if (!(entry.get(SIGNED_BY) instanceof JsonString by)
        || !(entry.get(SIGNATURE) instanceof JsonString signature)) {
      throw new ProofException("it is not signed");
    }
    var key = NoteKey.parse(by.value());
    if (key.type() != KeyType.ED25519) {
      throw new ProofException("its key is not of type ED25519");
    }
    key.verify(
        new String(text(Objects.requireNonNull(entry)), StandardCharsets.UTF_8),
        StrictBase64.decode(signature.value()));
    return key;
  }
}
