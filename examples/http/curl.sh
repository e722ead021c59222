#!/bin/sh
# Asks a gateway before running a command. usage: CANOPY_URL=http://127.0.0.1:8010 curl.sh COMMAND
# With a key: CANOPY_KEY=canopy_… . Anything but a clear ALLOW stops: no answer, too.
set -u
url=${CANOPY_URL:-http://127.0.0.1:8010}
command=$1
escaped=$(printf '%s' "$command" | sed 's/\\/\\\\/g; s/"/\\"/g') # enough for a command of one line

set -- --silent --show-error --max-time 10 --fail-with-body \
  --header 'Content-Type: application/json' \
  --data "{\"action_type\": \"execute_shell\", \"action_payload\": {\"command\": \"$escaped\"}}"
[ -z "${CANOPY_KEY:-}" ] || set -- "$@" --header "Authorization: Bearer $CANOPY_KEY"
answer=$(curl "$@" "$url/authorize_action") || { echo "stopped: no answer" >&2; exit 1; }

case $answer in
  '{"decision":"ALLOW",'*) exec sh -c "$command" ;;
  *) echo "stopped: $answer" >&2; exit 20 ;;
esac
