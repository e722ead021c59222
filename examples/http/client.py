"""A client for Canopy's gateway, standard library only.

usage: CANOPY_URL=http://127.0.0.1:8010 python3 client.py COMMAND
"""

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request

URL = os.environ.get("CANOPY_URL", "http://127.0.0.1:8010")


def authorize_action(agent_ctx, action_type, action_payload, approval_id=None):
    """The decision as a dict. Whatever goes wrong is DENY: an action that nobody judged must not run."""
    body = {"agent_ctx": agent_ctx, "action_type": action_type, "action_payload": action_payload}
    if approval_id:
        body["approval_id"] = approval_id
    headers = {"Content-Type": "application/json"}
    if os.environ.get("CANOPY_KEY"):
        headers["Authorization"] = "Bearer " + os.environ["CANOPY_KEY"]
    request = urllib.request.Request(URL + "/authorize_action", json.dumps(body).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            result = json.load(response)
            if result["decision"] in ("ALLOW", "DENY", "REQUIRE_APPROVAL"):
                return result
            return {"decision": "DENY", "reason": "no decision in the answer"}
    except (OSError, ValueError, KeyError, TypeError) as e:
        return {"decision": "DENY", "reason": f"no answer: {e}"}


if __name__ == "__main__":
    command = sys.argv[1]
    result = authorize_action({"env": "production"}, "execute_shell", {"command": command})
    if result["decision"] == "ALLOW":
        sys.exit(subprocess.run(command, shell=True, check=False).returncode)
    print(f"stopped: {result['decision']}: {result['reason']}", file=sys.stderr)
    sys.exit(20)
