#!/usr/bin/env python3
"""Compares hashes and qualities with PyPI `pdqhash` on real files, picture by picture.

usage: peer_pdqhash.py CHILD [--made N] FOLDER|FILE...

CHILD speaks the decoding protocol on `CHILD decode` (the binary itself, or vigie-media-child).
Needs pdqhash, pillow and numpy. The last line is `N passed, N failed`.
A picture Pillow reads and CHILD refuses counts as failed, and so does the reverse.

--made N also makes N pictures (coloured patterns, and pieces of the pictures named) and writes each
in every format both sides read alike: JPEG baseline and progressive, in each sampling, grey and
CMYK, at many qualities; PNG of 1, 8 and 16 bits, with palette and opacity; lossless and lossy WebP;
BMP, GIF and TIFF. 16-bit grey is left out: Pillow makes nearly all of it white.
"""

import io
import json
import pathlib
import random
import struct
import subprocess
import sys
import zlib

import numpy
import pdqhash
from PIL import Image

SUFFIXES = {".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff"}

# Files one worker is given before the next is started.
FILES_PER_WORKER = 500


def frame(head):
    text = json.dumps(head).encode()
    return struct.pack("<I", len(text)) + text


class Worker:
    """One confined worker of ours, asked file after file."""

    def __init__(self, child):
        self.process = subprocess.Popen([child, "decode"], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, env={})
        self.files = 0
        self.send(frame({"memory_bytes_max": 512 << 20, "cpu_seconds_max": 20,
                         "files_max": FILES_PER_WORKER, "sandbox": "required"}))
        self.hear()

    def send(self, data):
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def hear(self):
        size = self.process.stdout.read(4)
        if len(size) < 4:
            raise EOFError(f"no answer, exit {self.process.wait()}")
        return json.loads(self.process.stdout.read(struct.unpack("<I", size)[0]))

    def ask(self, data):
        self.files += 1
        task = {"pixels_max": 120_000_000, "memory_bytes_max": 512 << 20,
                "progressive_bytes_max": 256 << 20, "profile": "full", "copies": None,
                "frames_max": 0, "still_side_px_max": None}
        self.send(frame({"number": self.files, "input_bytes": len(data),
                         "task": {"picture": task}}) + data)
        outcome = self.hear()["outcome"]
        if "Ok" not in outcome:
            return str(outcome["Err"])
        pdq = outcome["Ok"]["picture"]["pdq"]
        return pdq["hash"], pdq["quality"]

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def theirs(file):
    try:
        pixels = numpy.ascontiguousarray(numpy.array(Image.open(file).convert("RGB")))
    except Exception as error:  # whatever Pillow raises, the picture is not readable for it
        return f"pillow: {error}"
    bits, quality = pdqhash.compute(pixels)
    return f"{int(''.join(str(int(bit)) for bit in bits), 2):064x}", quality


def pattern(chance):
    """A picture with edges, gradients, texture or blocks, of any shape."""
    width, height = chance.randint(5, 900), chance.randint(5, 900)
    y, x = numpy.mgrid[0:height, 0:width].astype(numpy.float64)
    a, b, c, d = (chance.uniform(1, 60) for _ in range(4))
    planes = [128 + 120 * numpy.sin(x / a + y / b), (x // c * 31 + y // d * 47) % 256,
              (x * y / (a * c)) % 256, 255 * x / width, 255 * (y > height / 3) * (x > width / c)]
    chance.shuffle(planes)
    noise = numpy.random.default_rng(chance.randint(0, 1 << 30)).normal(0, chance.uniform(0, 30),
                                                                       (height, width, 3))
    pixels = numpy.stack(planes[:3], -1) + noise * (chance.random() < 0.5)
    return Image.fromarray(pixels.clip(0, 255).astype(numpy.uint8))


def piece(chance, paths):
    """A piece of one of the pictures named, at some size."""
    picture = Image.open(chance.choice(paths)).convert("RGB")
    left, top = chance.randint(0, picture.width // 2), chance.randint(0, picture.height // 2)
    cut = picture.crop((left, top, chance.randint(left + 5, max(left + 5, picture.width)),
                        chance.randint(top + 5, max(top + 5, picture.height))))
    return cut.resize((chance.randint(5, 1200), chance.randint(5, 1200)))


def deep_png(picture):
    """The picture with 16 bits a colour, whose lower bytes are noise."""
    pixels = numpy.array(picture)
    lower = numpy.random.default_rng(7).integers(0, 256, pixels.shape, dtype=numpy.uint8)
    rows = numpy.stack([pixels, lower], -1).reshape(picture.height, -1)
    raw = b"".join(b"\0" + row.tobytes() for row in rows)
    out = b"\x89PNG\r\n\x1a\n"
    for name, body in ((b"IHDR", struct.pack(">IIBBBBB", *picture.size, 16, 2, 0, 0, 0)),
                       (b"IDAT", zlib.compress(raw)), (b"IEND", b"")):
        out += struct.pack(">I", len(body)) + name + body
        out += struct.pack(">I", zlib.crc32(name + body))
    return out


def versions(picture, chance):
    """The picture in every format, as (name, bytes)."""
    def save(name, image, form, **options):
        out = io.BytesIO()
        image.save(out, form, **options)
        return name, out.getvalue()

    for sampling in (0, 1, 2):
        quality = chance.randint(3, 100)
        progressive = chance.random() < 0.5
        yield save(f"jpeg q{quality} s{sampling} p{progressive}", picture, "JPEG", quality=quality,
                   subsampling=sampling, progressive=progressive, optimize=chance.random() < 0.3,
                   **({"restart_marker_blocks": 7} if chance.random() < 0.3 else {}))
    for mode in ("L", "CMYK"):
        yield save(f"jpeg {mode}", picture.convert(mode), "JPEG", quality=chance.randint(20, 95),
                   progressive=chance.random() < 0.5)
    yield save("jpeg kept RGB", picture, "JPEG", quality=90, keep_rgb=True)
    for mode in ("RGB", "L", "1", "P", "LA"):
        yield save(f"png {mode}", picture.convert(mode), "PNG")
    clear = picture.convert("RGBA")
    clear.putalpha(picture.convert("L"))
    yield save("png RGBA", clear, "PNG")
    yield "png 16 bit", deep_png(picture)
    yield save("webp lossless", picture, "WEBP", lossless=True, exact=True)
    yield save("webp lossy", picture, "WEBP", quality=chance.randint(5, 100))
    yield save("bmp", picture, "BMP")
    yield save("tiff", picture, "TIFF", compression="tiff_lzw")
    yield save("gif", picture.convert("P"), "GIF")


def files(places):
    for place in map(pathlib.Path, places):
        if place.is_dir():
            yield from sorted(p for p in place.rglob("*") if p.suffix.lower() in SUFFIXES)
        else:
            yield place


def cases(paths, made):
    for path in paths:
        yield str(path), path.read_bytes()
    chance = random.Random(2026)
    sources = [path for path in paths if path.suffix.lower() in (".jpg", ".jpeg", ".png")]
    for number in range(made):
        from_file = sources and chance.random() < 0.6
        picture = piece(chance, sources) if from_file else pattern(chance)
        for name, data in versions(picture, chance):
            yield f"made {number} {picture.size}: {name}", data


def main():
    arguments = sys.argv[1:]
    made = 0
    if "--made" in arguments:
        at = arguments.index("--made")
        made = int(arguments[at + 1])
        del arguments[at:at + 2]
    if not arguments or (len(arguments) < 2 and not made):
        sys.exit(__doc__)
    child, *places = arguments
    worker = Worker(child)
    passed = failed = 0
    for name, data in cases(list(files(places)), made):
        if worker.files == FILES_PER_WORKER:
            worker.end()
            worker = Worker(child)
        a, b = worker.ask(data), theirs(io.BytesIO(data))
        if a == b or (isinstance(a, str) and isinstance(b, str)):
            passed += 1
            continue
        failed += 1
        bits = ""
        if isinstance(a, tuple) and isinstance(b, tuple):
            bits = f" ({(int(a[0], 16) ^ int(b[0], 16)).bit_count()} bits)"
        print(f"{name}: ours {a}, pdqhash {b}{bits}")
    worker.end()
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)


if __name__ == "__main__":
    main()
