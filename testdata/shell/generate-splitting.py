#!/usr/bin/env python3
"""Asks a real bash how it splits words, and writes bash.splitting (text, tab, the words it gave).

Nothing but a function that prints its arguments is ever run. Usage: generate-splitting.py [SEED]
"""
import os
import random
import subprocess
import sys

ATOMS = r"""a|b|c1|'x y'|"p q"|\ |\a|''|""|$A|"$A"|${A}|$B|"$B"|$E|"$E"|${A:-d}|${E:-d e}|"${E:-d e}"|${A:+z}|${A#a}
${A%b}|${B%% *}|${#A}|${A/a/X}|${A//b/}|${B:1}|${B:1:2}|$'t\tn'|$'\x41'|$((1+2))|$((N*2))|$(P)|`P`|"$(P)"|{a,b}|{1..3}
x{y,z}w|{a}|{|}|$@|"$@"|$*|"$*"|$1|$#|${!R}|${A^^}|~|a~|#c|=|a=b|-n|[|]|$[3+4]|${L[@]}|"${L[@]}"|${L[1]}|${A:-$B}
${E:=w}|${A:0:1}${A:1}|'a'"b"c|"a'b"|"\$A\""|${B// /_}|!|%|@|^|$N""".replace("\n", "|").split("|")
BEFORE = "A=ab; B='m n  o'; E=; N=7; R=B; L=(l1 'l 2' l3); set -- p1 'p 2'; P() { printf %s 'out put'; }; "
DUMP = "DUMP() { for w in \"$@\"; do printf '<%s>' \"$w\"; done; }; "

random.seed(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
lines = []
while len(lines) < 400:
    text = "".join(random.choice(ATOMS) + random.choice(["", " ", " "]) for _ in range(random.randint(1, 5)))
    ran = subprocess.run(
        ["/bin/bash", "-c", BEFORE + DUMP + "DUMP " + text],
        capture_output=True, text=True, timeout=5, env={"HOME": "/home/me", "PATH": "/nonexistent"}, cwd="/var/empty" if os.path.isdir("/var/empty") else "/",
    )
    if ran.returncode == 0 and not ran.stderr:
        lines.append(BEFORE + "DUMP " + text + "\t" + ran.stdout.replace("\t", "\u2409"))
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "bash.splitting"), "w") as out:
    out.write("\n".join(lines) + "\n")
