#!/usr/bin/env bash
# The gateway under load, beside an echo of the same HTTP library and a naive gateway in Python.
# Run from the root after `mvn -q -Dquick -DskipTests -pl canopy-cli,benchmarks -am package`; needs wrk
# and python3. About two minutes. Prints requests a second and latencies for each round, medians, the
# gateway's memory, and whether its log has every answer.
#
# usage: benchmarks/gateway/load.sh [SECONDS=6] [ROUNDS=3] [CONNECTIONS=128]
set -euo pipefail
seconds=${1:-6} rounds=${2:-3} connections=${3:-128}
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
tmp=$(mktemp -d)
pids=()
stop() { for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done; wait 2>/dev/null || true; }
trap 'stop; rm -rf "$tmp"' EXIT

classpath="$root/canopy-cli/target/lib/*:$(ls "$root"/canopy-cli/target/canopy-cli-*.jar | head -1)"
heap='-XX:+UseSerialGC -Xms96m -Xmn64m -Xmx160m -XX:MaxDirectMemorySize=64m' # as the launcher starts it

# shellcheck disable=SC2086
"$java" $heap -cp "$root/benchmarks/target/classes:$classpath" dev.canopy.benchmarks.EchoServer 18011 >"$tmp/echo.out" 2>&1 &
pids+=($!)
# shellcheck disable=SC2086
(cd "$tmp" && exec "$java" $heap -cp "$classpath" dev.canopy.cli.Main serve --port 18010 --log "$tmp/audit.log" \
  --access-log "${ACCESS_LOG:-off}" ${SERVE:-}) >"$tmp/serve.out" 2>"$tmp/serve.err" &
gateway=$!
pids+=("$gateway")
python3 "$here/naive.py" 18012 "$tmp/naive.log" &
pids+=($!)

for port in 18010 18011 18012; do
  until (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do sleep 0.1; done
done

load() { # NAME PORT SECONDS
  wrk -t1 "-c$connections" "-d${3}s" --latency -s "$here/post.lua" "http://127.0.0.1:$2" >"$tmp/wrk"
  rate=$(awk '/Requests\/sec/ {print $2}' "$tmp/wrk")
  printf '%-7s %10s req/s  p50 %s  p99 %s  %s\n' "$1" "$rate" \
    "$(awk '$1 == "50%" {print $2}' "$tmp/wrk")" "$(awk '$1 == "99%" {print $2}' "$tmp/wrk")" \
    "$(grep -E 'Non-2xx|Socket errors' "$tmp/wrk" | tr '\n' ' ' || true)"
  echo "$rate" >>"$tmp/$1.rates"
  awk '/requests in/ {print $1}' "$tmp/wrk" >>"$tmp/$1.counts"
}
median() { sort -n "$tmp/$1.rates" | awk '{a[NR]=$1} END {print a[int((NR+1)/2)]}'; }

load echo 18011 5 >/dev/null
load canopy 18010 8 >/dev/null
rm -f "$tmp"/*.rates
for ((round = 1; round <= rounds; round++)); do
  load echo 18011 "$seconds"
  load canopy 18010 "$seconds"
  load naive 18012 "$seconds"
done
echo "median  echo $(median echo)  canopy $(median canopy)  naive $(median naive)"
awk -v c="$(median canopy)" -v e="$(median echo)" -v n="$(median naive)" \
  'BEGIN {printf "canopy / echo %.2f   canopy / naive %.0f\n", c / e, c / n}'

if [ -n "${MILLION:-}" ]; then
  done=0
  while [ "$done" -lt 1000000 ]; do
    load canopy 18010 10 >/dev/null
    done=$(awk '{s += $1} END {print s}' "$tmp/canopy.counts")
  done
fi
answers=$(awk '{s += $1} END {print s}' "$tmp/canopy.counts")
grep VmRSS "/proc/$gateway/status" | awk -v n="$answers" '{printf "memory (RSS) after %d answers: %.0f MB\n", n, $2 / 1024}'
stop
entries=$(grep -c '"decision":' "$tmp/audit.log")
echo "answers $answers, decisions in the log $entries (those whose answer wrk did not wait for are there too)"
[ "$entries" -ge "$answers" ]
"$java" -cp "$classpath" dev.canopy.cli.Main verify "$tmp/audit.log"
