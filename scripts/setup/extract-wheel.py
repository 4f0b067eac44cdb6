"""Extracts parts of a wheel: extract-wheel.py WHEEL FOLDER RULES, RULES being JSON [[from, to, [ending, ...]], ...]."""

import json
import os
import re
import shutil
import sys
import zipfile

wheel, folder, rules = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
patterns = [(re.compile(re.escape(start).replace(r"\*", "[^/]+")), to, tuple(endings)) for start, to, endings in rules]
found = 0

with zipfile.ZipFile(wheel) as archive:
    for entry in archive.infolist():
        for pattern, to, endings in patterns:
            match = pattern.match(entry.filename)
            if match and not entry.is_dir() and (not endings or entry.filename.endswith(endings)):
                target = os.path.join(folder, to + entry.filename[match.end() :])
                os.makedirs(os.path.dirname(target), exist_ok=True)
                with archive.open(entry) as source, open(target, "wb") as sink:
                    shutil.copyfileobj(source, sink, 1 << 22)
                found += 1
                break

if found == 0:
    sys.exit(f"expected {[rule[0] for rule in rules]} in {os.path.basename(wheel)}, found none of them")
