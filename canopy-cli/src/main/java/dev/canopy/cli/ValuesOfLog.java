package dev.canopy.cli;

import dev.canopy.audit.DisclosureCheck;
import dev.canopy.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** What verification found beside the log, in words and in JSON. */
final class ValuesOfLog {
  private ValuesOfLog() {}

  /** A line; empty if the entries commit to nothing. */
  static String text(@Nullable DisclosureCheck check) {
    if (check == null || check.committed() == 0) {
      return "";
    }
    var out = new StringBuilder("values  ").append(check.committed()).append(" committed, ");
    out.append(check.disclosed()).append(" there");
    if (check.erased() > 0) {
      out.append(", ").append(check.erased()).append(" erased");
    }
    if (check.missing() > 0) {
      out.append(", ").append(check.missing()).append(" gone without a record of it");
    }
    if (check.tampered() > 0) {
      out.append(", ").append(check.tampered()).append(" TAMPERED: not what the log commits to");
    }
    return out.append('\n').toString();
  }

  static JsonObject add(JsonObject verdict, @Nullable DisclosureCheck check) {
    if (check == null) {
      return verdict;
    }
    var out = JsonObject.builder();
    for (var i = 0; i < verdict.size(); i++) {
      out.put(verdict.nameAt(i), verdict.valueAt(i));
    }
    return out.put(
            "values",
            JsonObject.builder()
                .put("committed", check.committed())
                .put("disclosed", check.disclosed())
                .put("erased", check.erased())
                .put("missing", check.missing())
                .put("tampered", check.tampered())
                .build())
        .build();
  }
}
