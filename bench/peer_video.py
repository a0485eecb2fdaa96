#!/usr/bin/env python3
"""PyPI `vpdq`, as the bench asks it: one path a line in; seconds and features out.

An answer is `seconds<TAB>quality,hash quality,hash …`, hashed at one frame a second in one thread.
"""

import sys
import time

import vpdq

for line in sys.stdin:
    start = time.perf_counter()
    features = vpdq.computeHash(line.rstrip("\n"), seconds_per_hash=1.0, thread_count=1)
    seconds = time.perf_counter() - start
    shown = " ".join(f"{feature.quality},{feature.hex}" for feature in features)
    print(f"{seconds:.6f}\t{shown}", flush=True)
