package dev.canopy.cli;

import dev.canopy.audit.Anchoring;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonNull;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;

/** How far others vouch for a log, in words and in JSON. */
final class AnchoringOfLog {
  private AnchoringOfLog() {}

  /** A line for each anchor, and one for the witnesses; empty if nobody was asked. */
  static String text(Anchoring anchoring, long entries, Instant now) {
    var out = new StringBuilder();
    for (var kept : anchoring.anchors()) {
      out.append("anchored  ").append(share(kept.size(), entries));
      var ts = kept.lastTs();
      if (ts != null) {
        out.append(", the last of them ").append(age(Instant.parse(ts), now)).append(" old");
      }
      out.append(", in ").append(Visible.of(kept.anchor())).append(rest(kept.size(), entries));
    }
    if (anchoring.policyWitnesses() >= 0) {
      out.append("witnessed ").append(share(anchoring.witnessedSize(), entries));
      if (anchoring.witnessedSize() > 0) {
        out.append(", by ").append(anchoring.cosignatures().size());
        out.append(" of the policy's ").append(anchoring.policyWitnesses());
        out.append(" witnesses, which is enough");
        anchoring.cosignatures().stream()
            .map(each -> each.timestamp())
            .min(Instant::compareTo)
            .ifPresent(since -> out.append(", ").append(age(since, now)).append(" ago"));
      }
      out.append(rest(anchoring.witnessedSize(), entries));
    }
    return out.toString();
  }

  private static String share(long size, long entries) {
    return size == 0 ? "nothing" : size >= entries ? "all of them" : "the first " + size;
  }

  /** Honest about the end, which whoever has the key can still cut off. */
  private static String rest(long size, long entries) {
    return size == 0 || size >= entries ? "\n" : "; not the last " + (entries - size) + "\n";
  }

  private static String age(Instant since, Instant now) {
    var age = Duration.between(since, now);
    if (age.isNegative()) {
      return "0 s";
    }
    return age.toMinutes() < 2
        ? age.toSeconds() + " s"
        : age.toHours() < 2
            ? age.toMinutes() + " min"
            : age.toDays() < 2 ? age.toHours() + " h" : age.toDays() + " days";
  }

  static JsonObject add(JsonObject verdict, Anchoring anchoring) {
    if (anchoring.anchors().isEmpty() && anchoring.policyWitnesses() < 0) {
      return verdict;
    }
    var out = JsonObject.builder();
    for (var i = 0; i < verdict.size(); i++) {
      out.put(verdict.nameAt(i), verdict.valueAt(i));
    }
    var anchors = new ArrayList<JsonValue>();
    for (var kept : anchoring.anchors()) {
      var ts = kept.lastTs();
      anchors.add(
          JsonObject.builder()
              .put("anchor", kept.anchor())
              .put("checkpoints", kept.checkpoints())
              .put("size", kept.size())
              .put("last_ts", ts == null ? JsonNull.NULL : new JsonString(ts))
              .build());
    }
    var cosignatures = new ArrayList<JsonValue>();
    for (var each : anchoring.cosignatures()) {
      cosignatures.add(
          JsonObject.builder()
              .put("witness", each.witness().vkey())
              .put("ts", String.valueOf(each.timestamp()))
              .build());
    }
    out.put("anchored_size", anchoring.anchoredSize()).put("anchors", new JsonArray(anchors));
    if (anchoring.policyWitnesses() >= 0) {
      out.put("witnessed_size", anchoring.witnessedSize())
          .put("cosignatures", new JsonArray(cosignatures))
          .put("policy_witnesses", anchoring.policyWitnesses());
    }
    return out.build();
  }
}
