"""Answers a second of python-threatexchange's own PDQ index, the one Hasher-Matcher-Actioner serves.

    bench/peer_lookup.py [--hashes N] [--seconds S]

Says `{"built_s": …}` once the index is built, then measures one turn for every line it reads and
answers each with one JSON object. In process, on one thread, without HTTP, database or JSON: an
upper bound of what the service on top of it can answer. Made-up hashes; needs `threatexchange` and
`faiss-cpu` from PyPI.
"""

import argparse
import json
import random
import statistics
import sys
import time
import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import faiss
    from threatexchange.signal_type.pdq.signal import PdqSignal


def turn(index, dice, hashes, seconds):
    waits = []
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        is_known = len(waits) % 2 == 0
        value = hashes[dice.randrange(len(hashes))] if is_known else f"{dice.getrandbits(256):064x}"
        asked_at = time.perf_counter()
        found = index.query(value)
        waits.append(time.perf_counter() - asked_at)
        if is_known and not found:
            raise SystemExit("a known hash was not found")
    waits.sort()
    return {
        "per_second": 1 / statistics.fmean(waits),
        "p99_ms": waits[int(len(waits) * 0.99)] * 1e3,
    }


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--hashes", type=int, default=1_000_000)
    arguments.add_argument("--seconds", type=float, default=10.0)
    asked = arguments.parse_args()
    faiss.omp_set_num_threads(1)
    dice = random.Random(7)
    hashes = [f"{dice.getrandbits(256):064x}" for _ in range(asked.hashes)]
    begun = time.perf_counter()
    index = PdqSignal.get_index_cls().build((value, number) for number, value in enumerate(hashes))
    print(json.dumps({"built_s": time.perf_counter() - begun}), flush=True)
    for _ in sys.stdin:
        print(json.dumps(turn(index, dice, hashes, asked.seconds)), flush=True)


if __name__ == "__main__":
    main()
