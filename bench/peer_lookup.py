"""Answers a second of python-threatexchange's own PDQ index, the one Hasher-Matcher-Actioner serves.

    bench/peer_lookup.py [--hashes N] [--seconds S]      prints one JSON object

In process, on one thread, without HTTP, database or JSON: an upper bound of what the service on top
of it can answer. Made-up hashes; needs `threatexchange` from PyPI.
"""

import argparse
import json
import random
import statistics
import time
import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import faiss
    from threatexchange.signal_type.pdq.signal import PdqSignal


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
    built_s = time.perf_counter() - begun
    report = {"hashes": asked.hashes, "built_s": round(built_s, 1)}
    for name, is_known in (("strangers", False), ("known", True)):
        waits = []
        until = time.perf_counter() + asked.seconds
        while time.perf_counter() < until:
            value = hashes[dice.randrange(len(hashes))] if is_known else f"{dice.getrandbits(256):064x}"
            asked_at = time.perf_counter()
            found = index.query(value)
            waits.append(time.perf_counter() - asked_at)
            if is_known and not found:
                raise SystemExit("a known hash was not found")
        waits.sort()
        report[name] = {
            "per_second": round(1 / statistics.fmean(waits)),
            "p50_ms": round(waits[len(waits) // 2] * 1e3, 3),
            "p99_ms": round(waits[int(len(waits) * 0.99)] * 1e3, 3),
        }
    print(json.dumps(report))


if __name__ == "__main__":
    main()
