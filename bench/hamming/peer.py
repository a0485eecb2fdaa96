#!/usr/bin/env python3
"""faiss, as the bench of the index asks it.

usage: peer_hamming.py KIND BASE QUERIES    KIND is flat, multihash16 or multihash11; files of 32 bytes a row

Ready, it says how long it built. Then one command a line:
  single COUNT             that many queries one by one: microseconds of this thread each
  batch COUNT              the same in one call
  hits COUNT DISTANCE FILE what the first COUNT queries find, as rows of query, position, distance
"""

import sys
import time

import faiss
import numpy

# range_search finds what is nearer than this: at most 31 bits.
RADIUS = 32


def build(kind, rows):
    if kind == "flat":
        index = faiss.IndexBinaryFlat(256)
    else:
        hashes, bits, flips = {"multihash16": (16, 16, 1), "multihash11": (11, 23, 2)}[kind]
        index = faiss.IndexBinaryMultiHash(256, hashes, bits)
        index.nflip = flips
    started = time.thread_time()
    index.add(rows)
    return index, (time.thread_time() - started) / len(rows) * 1e6


def main():
    kind, base, queries = sys.argv[1:4]
    faiss.omp_set_num_threads(1)
    rows = numpy.memmap(base, dtype=numpy.uint8, mode="r").reshape(-1, 32)
    asked = numpy.fromfile(queries, dtype=numpy.uint8).reshape(-1, 32)
    index, build_us = build(kind, rows)
    print(build_us, flush=True)
    for line in sys.stdin:
        verb, count, *rest = line.split()
        part = asked[:int(count)]
        started = time.thread_time()
        if verb == "single":
            for at in range(len(part)):
                index.range_search(part[at:at + 1], RADIUS)
        elif verb == "batch":
            index.range_search(part, RADIUS)
        else:
            limits, distances, labels = index.range_search(part, int(rest[0]) + 1)
            numbers = numpy.repeat(numpy.arange(len(part)), numpy.diff(limits.astype(numpy.int64)))
            found = numpy.stack([numbers, labels, distances.astype(numpy.int64)], 1)
            found[numpy.lexsort((labels, numbers))].astype("<u4").tofile(rest[1])
        print((time.thread_time() - started) / len(part) * 1e6, flush=True)


main()
