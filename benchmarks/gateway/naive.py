"""A gateway as simple ones are built: regular expressions over the text of the command, and a hash
chain whose last entry is looked up in the file before each append, which nothing forces to the disk.
Standard library only (asyncio streams, which are faster than http.server), one process.

usage: naive.py PORT LOG
"""

import asyncio
import hashlib
import json
import os
import re
import sys
import time

DENY = [re.compile(p) for p in (r"rm\s+-rf", r"mkfs", r"dd\s+if=", r":\(\)\s*\{", r"shutdown|reboot")]
ASK = [re.compile(p) for p in (r"curl|wget|ssh|scp|nc\b", r"apt(-get)?\s+install|pip\s+install|npm\s+install")]
PORT, LOG = int(sys.argv[1]), sys.argv[2]


def decide(action_type, payload):
    if action_type == "execute_shell":
        command = payload.get("command", "")
        for pattern in DENY:
            if pattern.search(command):
                return "DENY", "matched /" + pattern.pattern + "/"
        for pattern in ASK:
            if pattern.search(command):
                return "REQUIRE_APPROVAL", "network or install command"
        return "ALLOW", "no rule matched"
    return "REQUIRE_APPROVAL", "default"


def last_hash():
    if not os.path.exists(LOG):
        return "0" * 64
    last = None
    with open(LOG, encoding="utf-8") as log:
        for line in log:
            if line.strip():
                last = line
    return hashlib.sha256(last.encode()).hexdigest() if last else "0" * 64


def record(request, decision, reason):
    entry = {
        "ts": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "action_type": request["action_type"],
        "decision": decision,
        "reason": reason,
        "avid": hashlib.sha256(json.dumps(request["agent_ctx"], sort_keys=True).encode()).hexdigest(),
        "prev_hash": last_hash(),
    }
    with open(LOG, "a", encoding="utf-8") as log:
        log.write(json.dumps(entry) + "\n")
    return entry


async def serve(reader, writer):
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            match = re.search(rb"content-length:\s*(\d+)", head, re.I)
            body = await reader.readexactly(int(match.group(1)) if match else 0)
            request = json.loads(body)
            decision, reason = decide(request["action_type"], request["action_payload"])
            entry = record(request, decision, reason)
            answer = json.dumps({"decision": decision, "reason": reason, "avid": entry["avid"]}).encode()
            writer.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                + str(len(answer)).encode()
                + b"\r\n\r\n"
                + answer
            )
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", PORT, backlog=1024)
    async with server:
        await server.serve_forever()


asyncio.run(main())
