-- What an agent asks all day: a harmless command, and now and then one that is not.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
local bodies = {
  '{"agent_ctx":{"env":"production"},"action_type":"execute_shell","action_payload":{"command":"git commit -m \\"fix: empty input\\" -q"}}',
  '{"agent_ctx":{},"action_type":"execute_shell","action_payload":{"command":"ls -la && git status"}}',
  '{"agent_ctx":{},"action_type":"execute_shell","action_payload":{"command":"npm test -- --watch=false 2>&1 | tail -5"}}',
  '{"agent_ctx":{"env":"production"},"action_type":"execute_shell","action_payload":{"command":"rm -rf --no-preserve-root /"}}',
}
local requests = {}
local next = 0
function init()
  for i, body in ipairs(bodies) do
    requests[i] = wrk.format("POST", "/authorize_action", nil, body)
  end
end
function request()
  next = next % #requests + 1
  return requests[next]
end
