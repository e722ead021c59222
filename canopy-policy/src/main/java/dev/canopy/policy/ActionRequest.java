package dev.canopy.policy;

import dev.canopy.effects.ActionType;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonValue;

/**
 * What an agent asks to do: frozen, bounded, well formed.
 *
 * @param context the {@code agent_ctx}
 * @param type the action type, aliases resolved
 * @param payload the {@code action_payload}
 */
public record ActionRequest(JsonObject context, ActionType type, JsonValue payload) {}
