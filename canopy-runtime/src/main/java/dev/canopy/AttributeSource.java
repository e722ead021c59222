package dev.canopy;

import dev.canopy.json.JsonObject;
import java.util.Map;
import java.util.Set;

/**
 * Facts about the agent that the host knows better than the caller: a verified identity, the
 * environment, what happened in this session. Called once for each decision, by many threads.
 */
public interface AttributeSource {

  /**
   * The members of {@code agent_ctx} that this source owns. What a caller claims under these names
   * is dropped, also when the source fails.
   */
  Set<String> names();

  /**
   * The facts that are known; other names than {@link #names} are ignored. An exception means that
   * no fact is known.
   */
  Map<String, ?> fetch(JsonObject agentCtx);
}
