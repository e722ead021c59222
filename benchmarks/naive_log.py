"""The log as the older packages keep it: JSON lines, the hash of each over the last one's, found by reading the file.

Arguments: the file to use, and how many entries it has before it is measured. Prints `append_us`, the median time
of a durable append, and `verify_per_s`, the rate of verifying all of it.
"""

import hashlib
import json
import os
import statistics
import sys
import time


def entry(previous):
    fields = {
        "timestamp": "2026-11-22T10:22:01Z",
        "avid": "AVID-" + "5" * 64,
        "action_type": "execute_shell",
        "decision": "DENY",
        "reason": "deletes recursively outside the project",
        "prev_hash": previous,
    }
    fields["entry_hash"] = digest(previous, fields)
    return fields


def digest(previous, fields):
    text = json.dumps(fields, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(previous.encode() + text.encode()).hexdigest()


def append(path):
    with open(path) as log:
        last = json.loads(log.readlines()[-1])
    with open(path, "a") as log:
        log.write(json.dumps(entry(last["entry_hash"])) + "\n")
        log.flush()
        os.fsync(log.fileno())


def verify(path):
    previous = ""
    count = 0
    with open(path) as log:
        for line in log:
            fields = json.loads(line)
            found = fields.pop("entry_hash")
            if fields["prev_hash"] != previous or digest(previous, fields) != found:
                raise ValueError(f"entry {count} is not as it was written")
            previous = found
            count += 1
    return count


def main():
    path, entries = sys.argv[1], int(sys.argv[2])
    previous = ""
    with open(path, "w") as log:
        for _ in range(entries):
            fields = entry(previous)
            previous = fields["entry_hash"]
            log.write(json.dumps(fields) + "\n")
    times = []
    for _ in range(31):
        start = time.perf_counter()
        append(path)
        times.append(time.perf_counter() - start)
    start = time.perf_counter()
    count = verify(path)
    rate = count / (time.perf_counter() - start)
    os.remove(path)
    print(f"append_us {statistics.median(times) * 1e6:.1f}")
    print(f"verify_per_s {rate:.0f}")


main()
