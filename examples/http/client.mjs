// A client for Canopy's gateway, for Node 18 and later; nothing to install. Typed by JSDoc, so that
// TypeScript checks it with allowJs.
//
// usage: CANOPY_URL=http://127.0.0.1:8010 node client.mjs COMMAND
import { spawnSync } from "node:child_process";
import { pathToFileURL } from "node:url";

const URL_ = process.env.CANOPY_URL ?? "http://127.0.0.1:8010";

/**
 * @typedef {"ALLOW" | "DENY" | "REQUIRE_APPROVAL"} Decision
 * @typedef {{decision: Decision, reason: string, approval?: {id: string, expires_at: string}}} Result
 */

/**
 * Whatever goes wrong is DENY: an action that nobody judged must not run.
 * @param {object} agentCtx
 * @param {string} actionType
 * @param {unknown} actionPayload
 * @param {string} [approvalId]
 * @returns {Promise<Result>}
 */
export async function authorizeAction(agentCtx, actionType, actionPayload, approvalId) {
  try {
    /** @type {Record<string, string>} */
    const headers = { "Content-Type": "application/json" };
    if (process.env.CANOPY_KEY) headers.Authorization = `Bearer ${process.env.CANOPY_KEY}`;
    const response = await fetch(`${URL_}/authorize_action`, {
      method: "POST",
      headers,
      body: JSON.stringify({
        agent_ctx: agentCtx,
        action_type: actionType,
        action_payload: actionPayload,
        approval_id: approvalId,
      }),
      signal: AbortSignal.timeout(10_000),
      redirect: "error",
    });
    const result = await response.json();
    if (response.ok && ["ALLOW", "DENY", "REQUIRE_APPROVAL"].includes(result.decision)) return result;
    return { decision: "DENY", reason: `no decision: ${result.title ?? response.status}` };
  } catch (e) {
    return { decision: "DENY", reason: `no answer: ${e}` };
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const command = process.argv[2];
  const result = await authorizeAction({ env: "production" }, "execute_shell", { command });
  if (result.decision === "ALLOW") {
    process.exit(spawnSync(command, { shell: true, stdio: "inherit" }).status ?? 1);
  }
  console.error(`stopped: ${result.decision}: ${result.reason}`);
  process.exit(20);
}
