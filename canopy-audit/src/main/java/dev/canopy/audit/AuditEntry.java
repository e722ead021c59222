package dev.canopy.audit;

import dev.canopy.json.JsonObject;

/**
 * One line of a log, as it was read. That it is in the log says nothing about the chain: see {@link
 * AuditVerifier}.
 *
 * @param line its line, from 1
 * @param offset its first byte in the file
 * @param hash its RFC 6962 leaf hash in lower-case hex, which the next entry names
 * @param json the line itself
 */
public record AuditEntry(long line, long offset, String hash, JsonObject json) {
  /** The text of a member, or nothing if it is absent or no text. */
  public String text(String name) {
    return json.string(name).orElse("");
  }
}
