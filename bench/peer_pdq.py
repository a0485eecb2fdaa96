#!/usr/bin/env python3
"""PyPI `pdqhash` with Pillow, as the bench asks it, and the pictures both hash.

usage: peer_pdq.py make FOLDER    makes the pictures
       peer_pdq.py serve          one path a line in; seconds, hash and quality out

The pictures are clouds of colour with the spectrum of photographs, at the size in bytes photographs
have: about 10, 400 and 3,300 KB.
"""

import io
import pathlib
import sys
import time

import numpy
import pdqhash
from PIL import Image

# Name, width, height, number of pictures, roughness, quality of JPEG.
GROUPS = (("256 x 256", 256, 256, 12, 1.15, 80), ("1600 x 1004", 1600, 1004, 8, 1.15, 86),
          ("4032 x 3024", 4032, 3024, 4, 1.25, 90))


def clouds(width, height, roughness, seed):
    """Noise whose amplitude falls with frequency as in photographs, with a few hard edges."""
    chance = numpy.random.default_rng(seed)
    v, u = numpy.fft.fftfreq(height)[:, None], numpy.fft.rfftfreq(width)[None, :]
    fall = 1 / numpy.maximum(numpy.hypot(u, v), 1 / max(width, height)) ** roughness
    planes = []
    for _ in range(3):
        phase = numpy.exp(2j * numpy.pi * chance.random(fall.shape))
        planes.append(numpy.fft.irfft2(fall * phase, s=(height, width)))
    light, red, blue = ((plane / plane.std()).astype(numpy.float32) for plane in planes)
    y, x = numpy.mgrid[0:height, 0:width]
    for _ in range(6):
        cx, cy, r = chance.integers(width), chance.integers(height), chance.integers(20, width // 4)
        light[(x - cx) ** 2 + (y - cy) ** 2 < r * r] += chance.normal()
    pixels = numpy.stack([light + red / 4, light, light + blue / 4], -1) * 45 + 120
    return Image.fromarray(pixels.clip(0, 255).astype(numpy.uint8))


def make(folder):
    for name, width, height, count, roughness, quality in GROUPS:
        (folder / name).mkdir(parents=True)
        size = 0
        for number in range(count):
            path = folder / name / f"{number:02}.jpg"
            clouds(width, height, roughness, number).save(path, quality=quality)
            size += path.stat().st_size
        print(f"{name}: {count} pictures of {size // count // 1000} KB", file=sys.stderr)
    tile = clouds(2000, 2000, 1.25, 99)
    large = Image.new("RGB", (12000, 8400))
    for x in range(0, 12000, 2000):
        for y in range(0, 8400, 2000):
            large.paste(tile.rotate(90 * ((x + y) // 2000 % 4)), (x, y))
    large.save(folder / "100 megapixels.jpg", quality=85)


def serve():
    for line in sys.stdin:
        data = pathlib.Path(line.rstrip("\n")).read_bytes()
        start = time.perf_counter()
        pixels = numpy.array(Image.open(io.BytesIO(data)).convert("RGB"))
        bits, quality = pdqhash.compute(pixels)
        seconds = time.perf_counter() - start
        value = int("".join(str(int(bit)) for bit in bits), 2)
        print(seconds, f"{value:064x}", quality, flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["make"] and len(sys.argv) == 3:
        make(pathlib.Path(sys.argv[2]))
    elif sys.argv[1:] == ["serve"]:
        serve()
    else:
        sys.exit(__doc__)
