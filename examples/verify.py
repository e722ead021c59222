"""Verifies a log by docs/audit-format.md alone, in Python 3.8 or later: verify.py LOG [VKEY]. Exit code 0 if intact."""
import base64, datetime, decimal, functools, glob, hashlib, json, os, re, sys
if not __debug__: sys.exit("verify.py checks with assert: run it without -O")
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493  # edwards25519: the field, the order of the group
D, sha256 = -121665 * pow(121666, -1, P) % P, lambda data: hashlib.sha256(data).digest()
def number(text): return decimal.Decimal(repr(float(text) + 0)).normalize()
def spelt(v, depth=1):  # the one way to write it; of a name that stands twice one is left
    assert depth <= 64
    if isinstance(v, dict): return "{" + ",".join(spelt(k) + ":" + spelt(v[k], depth + 1) for k in v) + "}"
    if isinstance(v, list): return "[" + ",".join(spelt(item, depth + 1) for item in v) + "]"
    if not isinstance(v, decimal.Decimal): return json.dumps(v, ensure_ascii=False)
    return format(v, "f" if abs(v) <= 2**53 and (v.adjusted() >= -6 or not v) else "e")  # as ECMAScript, up to 2^53
def entry(line, seq, prev):
    e = json.loads(line[:65535].decode(), parse_int=number, parse_float=number, parse_constant=number)
    assert spelt(e).encode() == line and spelt(e["seq"]) == str(seq) and line.endswith(b',"prev_hash":"%b"}' % prev)
    assert seq or (line[35:66] == b',"action_type":"audit.genesis",' and e["format"] == "canopy-audit-1")
    time = re.match(rb'{"ts":"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\.(\d{6})Z",', line).groups()
    return e, datetime.datetime(int(time[0]) or 400, *map(int, time[1:]))
def add(a, b):
    (x, y), (u, v), k = a, b, D * a[0] * b[0] * a[1] * b[1]
    return (x * v + u * y) * pow(1 + k, -1, P) % P, (y * v + x * u) * pow(1 - k, -1, P) % P
def times(n, p): return (0, 1) if not n else add(times(n - 1, p), p) if n % 2 else times(n // 2, add(p, p))
def point(data):  # (0, 0), to which all sums lead, unless it is canonical, on the curve, and not of small order
    odd, y = divmod(int.from_bytes(data, "little"), 2**255)
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P) * pow(2, 0 if pow(square, (P - 1) // 4, P) == 1 else (P - 1) // 4, P) % P
    sound = len(data) == 32 and y < P and x * x % P == square and times(8, (x, y)) != (0, 1)
    return (x if x % 2 == odd else P - x, y) if sound else (0, 0)
def valid(key, message, signature):  # Ed25519 (RFC 8032), by the rule of docs/decisions/0009
    k, s = hashlib.sha512(signature[:32] + key + message).digest(), int.from_bytes(signature[32:], "little")
    right = add(point(signature[:32]), times(int.from_bytes(k, "little") % L, point(key)))
    return len(signature) == 64 and s < L and times(s, point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))) == right
def signed(text, lines, vkeys):  # a checkpoint, by a key of the log under the log's name
    for name, key_id, key in (vkey.split("+", 2) for vkey in vkeys if vkey.startswith(text.split("\n")[0] + "+")):
        for mark in map(base64.b64decode, re.findall("— %s (.+)\n" % re.escape(name), lines)):
            if mark[:4].hex() == key_id: return valid(base64.b64decode(key)[1:], text.encode(), mark[4:])
def verify(log, *pinned):  # the verdict, and where
    folder, leaves, stamps, keys, good = os.path.realpath(log) + ".d/", [], [], [], (0, "", "")
    for file in sorted(glob.glob(glob.escape(folder) + "segments/" + "[0-9]" * 20 + "-*.jsonl")) + [log]:
        *lines, rest = open(file, "rb").read().split(b"\n")
        bad = len(rest) > 65535 or (rest and file != log) or not (rest or lines or leaves)  # more than a torn end
        for n, line in enumerate(lines + [b""] * bool(bad), 1):
            try: e, time = entry(line, len(leaves), leaves[-1].hex().encode() if leaves else b"0" * 64)
            except Exception: return "broken in %s, line %d" % (os.path.basename(file), n)
            leaves.append(sha256(b"\0" + line)), stamps.append(time)
            if e.get("action_type") in ("audit.genesis", "audit.key"): keys.append(e.get("vkey", ""))
    @functools.lru_cache(None)
    def root(at, size):  # RFC 6962, section 2.1
        left = 1 << max(size - 1, 1).bit_length() - 1
        return leaves[at] if size == 1 else sha256(b"\1" + root(at, left) + root(at + left, size - left))
    files = [open(f, "rb").read() for f in (folder + "checkpoint", folder + "checkpoints.log") if os.path.exists(f)]
    notes = re.findall("((?:.+\n)([1-9][0-9]*)\n(.+)\n)\n((?:— .+\n)+)", b"\n".join(files).decode())
    for text, n, found, lines in sorted(notes, key=lambda note: int(note[1])):
        if int(n) <= len(leaves) and root(0, int(n)) == base64.b64decode(found): good = int(n), text, lines
        elif signed(text, lines, pinned or keys): return ["not_as_signed ", "rolled_back "][int(n) > len(leaves)] + n
    if rest: return "torn_tail after %d entries" % len(leaves)
    late = any(keys) and good[0] < len(leaves) and stamps[-1] - stamps[good[0]] > datetime.timedelta(minutes=5)
    if late or (pinned or good[0]) and not signed(*good[1:], pinned or keys): return "unsealed_when_expected"
    return "intact, %d entries, %d signed" % (len(leaves), good[0])
if __name__ == "__main__": sys.exit(print(said := verify(*sys.argv[1:])) or not said.startswith("intact"))
