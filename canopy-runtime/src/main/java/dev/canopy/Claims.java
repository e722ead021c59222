package dev.canopy;

import dev.canopy.effects.SecretMask;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import dev.canopy.policy.Decision;
import java.util.ArrayList;

/** What callers from elsewhere say of themselves: it can tighten an answer and never widen one. */
final class Claims {
  /** As many names as tell a person what was claimed; the digest covers all of it. */
  private static final int MAX_NAMES = 16;

  private static final int MAX_NAME = 64;

  private Claims() {}

  /**
   * The stricter of what the policy says with the claims and without them. Who asked is the agent
   * that is known, or else the one that is claimed.
   */
  static Verdict decide(DecisionMaker decisions, RemoteRequest request) {
    var type = request.actionType();
    if (request.claimed().size() == 0) {
      return decisions.decide(request.known(), type, request.payload());
    }
    var claimed =
        decisions.decide(overlaid(request.claimed(), request.known()), type, request.payload());
    if (claimed.evaluation().decision() == Decision.DENY) {
      return claimed; // nothing is stricter
    }
    var known = decisions.decide(request.known(), type, request.payload());
    if (isStricter(known.evaluation().decision(), claimed.evaluation().decision())) {
      return new Verdict(known.request(), known.analysis(), known.evaluation(), claimed.avid());
    }
    return claimed.evaluation().decision() == Decision.REQUIRE_APPROVAL
            && known.evaluation().decision() == Decision.REQUIRE_APPROVAL
        ? claimed.withTermsOf(known.evaluation())
        : claimed;
  }

  /** The claimed members with the known ones in their place. */
  private static JsonObject overlaid(JsonObject claimed, JsonObject known) {
    if (known.size() == 0) {
      return claimed;
    }
    var out = JsonObject.builder();
    for (var i = 0; i < claimed.size(); i++) {
      if (known.get(claimed.nameAt(i)) == null) {
        out.put(claimed.nameAt(i), claimed.valueAt(i));
      }
    }
    for (var i = 0; i < known.size(); i++) {
      out.put(known.nameAt(i), known.valueAt(i));
    }
    return out.build();
  }

  private static boolean isStricter(Decision one, Decision other) {
    return rank(one) > rank(other);
  }

  private static int rank(Decision decision) {
    return switch (decision) {
      case ALLOW -> 0;
      case REQUIRE_APPROVAL -> 1;
      case DENY -> 2;
    };
  }

  /** The members that an entry has for a request from elsewhere. */
  static JsonObject notes(RemoteRequest request) {
    var out = JsonObject.builder();
    if (!request.caller().isEmpty()) {
      out.put("caller", WellFormed.bounded(request.caller(), 128));
    }
    var claimed = request.claimed();
    if (claimed.size() > 0) {
      var names = new ArrayList<JsonValue>();
      for (var i = 0; i < claimed.size() && i < MAX_NAMES; i++) {
        names.add(new JsonString(WellFormed.bounded(SecretMask.text(claimed.nameAt(i)), MAX_NAME)));
      }
      out.put("claimed", new JsonArray(names));
    }
    var notes = request.notes();
    for (var i = 0; i < notes.size(); i++) {
      out.put(notes.nameAt(i), notes.valueAt(i));
    }
    return out.build();
  }
}
