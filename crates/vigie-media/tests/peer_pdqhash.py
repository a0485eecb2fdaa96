#!/usr/bin/env python3
"""Compares hashes and qualities with PyPI `pdqhash` on real files, picture by picture.

usage: peer_pdqhash.py CHILD FOLDER|FILE...

CHILD speaks the decoding protocol on `CHILD decode` (the binary itself, or vigie-media-child).
Needs pdqhash, pillow and numpy. The last line is `N passed, N failed`.
A picture Pillow reads and CHILD refuses counts as failed, and so does the reverse.
"""

import json
import pathlib
import struct
import subprocess
import sys

import numpy
import pdqhash
from PIL import Image

SUFFIXES = {".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff"}


def frame(head):
    text = json.dumps(head).encode()
    return struct.pack("<I", len(text)) + text


def unframe(data):
    size, = struct.unpack("<I", data[:4])
    return json.loads(data[4:4 + size]), data[4 + size:]


def ours(child, data):
    setup = {"memory_bytes_max": 512 << 20, "cpu_seconds_max": 20, "files_max": 1,
             "sandbox": "required"}
    task = {"pixels_max": 120_000_000, "memory_bytes_max": 512 << 20, "still_side_px_max": 320}
    request = {"number": 1, "input_bytes": len(data), "task": {"picture": task}}
    run = subprocess.run([child, "decode"], input=frame(setup) + frame(request) + data,
                         capture_output=True, env={}, check=False)
    if len(run.stdout) < 4:
        return f"no answer, exit {run.returncode}"
    hello, rest = unframe(run.stdout)
    if len(rest) < 4:
        return f"{hello}, exit {run.returncode}"
    outcome = unframe(rest)[0]["outcome"]
    if "Ok" not in outcome:
        return str(outcome["Err"])
    pdq = outcome["Ok"]["picture"]["pdq"]
    return pdq["hash"], pdq["quality"]


def theirs(path):
    try:
        pixels = numpy.ascontiguousarray(numpy.array(Image.open(path).convert("RGB")))
    except Exception as error:  # whatever Pillow raises, the picture is not readable for it
        return f"pillow: {error}"
    bits, quality = pdqhash.compute(pixels)
    return f"{int(''.join(str(int(bit)) for bit in bits), 2):064x}", quality


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    child, *places = sys.argv[1:]
    paths = []
    for place in map(pathlib.Path, places):
        paths += sorted(p for p in place.rglob("*") if p.suffix.lower() in SUFFIXES) \
            if place.is_dir() else [place]
    passed = failed = 0
    for path in paths:
        a, b = ours(child, path.read_bytes()), theirs(path)
        if a == b or (isinstance(a, str) and isinstance(b, str)):
            passed += 1
            continue
        failed += 1
        bits = ""
        if isinstance(a, tuple) and isinstance(b, tuple):
            bits = f" ({(int(a[0], 16) ^ int(b[0], 16)).bit_count()} bits)"
        print(f"{path}: ours {a}, pdqhash {b}{bits}")
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)


if __name__ == "__main__":
    main()
