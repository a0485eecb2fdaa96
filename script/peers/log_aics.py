#!/usr/bin/env python3
"""Checks a transparency log with somebody else's verifier: PyPI `aics-tlog`.

    pip install --ignore-requires-python aics-tlog==0.2.1
    log_aics.py SOURCE VERIFIER_KEY [--every K] [--older FILE ...]

SOURCE is a folder or a base URL. Entries under embargo (above the number in `published`)
are checked by their hash alone. Ends with `N passed, N failed`; exit 1 when anything failed
or nothing was checked.
"""

import argparse
import sys
import urllib.error
import urllib.parse
import urllib.request

import aics_tlog as t

NOTE_MAX_BYTES = 65_536
WIDTH = 256


class Tally:
    def __init__(self):
        self.passed = 0
        self.failed = 0

    def check(self, what, holds):
        """Counts one check; `holds` is a value or something to call. Only failures are printed."""
        try:
            value = holds() if callable(holds) else holds
        except Exception as error:  # whatever the verifier says, it said no
            value, what = False, f"{what}: {error}"
        if value:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAILED {what}", file=sys.stderr)
        return bool(value)


def is_loopback(url):
    host = urllib.parse.urlsplit(url).hostname or ""
    return host == "localhost" or host.startswith("127.") or host == "::1"


def read(base, path, proxies):
    """The bytes at a path of the log, or None where there is nothing."""
    handlers = [] if proxies is None else [urllib.request.ProxyHandler(proxies)]
    opener = urllib.request.build_opener(*handlers)
    try:
        with opener.open(base + path, timeout=15) as answer:
            return answer.read(NOTE_MAX_BYTES + 1)
    except urllib.error.HTTPError as error:
        if error.code == 404:
            return None
        raise
    except urllib.error.URLError as error:
        if isinstance(error.reason, FileNotFoundError):
            return None
        raise


def opens(note, key):
    return t.verify_checkpoint(t.parse_note(note), key).ok


def refuses(note, key):
    try:
        return not opens(note, key)
    except ValueError:
        return True


def flipped(proof, place):
    other = list(proof)
    other[place] = bytes([other[place][0] ^ 1]) + other[place][1:]
    return other


def check_entries(tally, reader, size, published, every, root):
    """Inclusion of every k-th leaf: by its entry where published, else by its hash."""
    tiles = t.VerifiedTileReader(reader, size, root)
    prefix = t.VerifiedTileReader(
        reader, published, t.tree_root_from_tiles(reader, published, size), tile_size=size
    )
    for index in range(0, size, every):
        proof = t.inclusion_proof_from_tiles(tiles, index, size)
        if index < published:
            entry = prefix.entry(index)
            holds = t.verify_leaf_inclusion(entry, index, size, proof, root)
            other = t.verify_leaf_inclusion(entry + b" ", index, size, proof, root)
        else:
            leaf = tiles.leaf_hash(index)
            holds = t.verify_inclusion(leaf, index, size, proof, root)
            other = t.verify_inclusion(t.leaf_hash(b""), index, size, proof, root)
        tally.check(f"entry {index} is in the tree", holds)
        tally.check(f"another entry {index} is not", not other)
    for bundle in range((published + WIDTH - 1) // WIDTH):
        width = min(WIDTH, published - bundle * WIDTH)
        tally.check(
            f"bundle {bundle}",
            lambda: prefix.read_entry_bundle(bundle, None if width == WIDTH else width),
        )


def check_growth(tally, reader, size, root):
    """Consistency from older sizes, around each change of shape."""
    sizes = {0, 1, 2, 3, 255, 256, 257, 65535, 65536, 65537, size // 3, size // 2, size - 1, size}
    for old in sorted(s for s in sizes if 0 <= s <= size):
        old_root = t.tree_root_from_tiles(reader, old, size)
        proof = t.consistency_proof_from_tiles(reader, old, size)
        holds = t.verify_consistency(old, size, old_root, root, proof)
        tally.check(f"{old} leaves grew to {size}", holds)
        for place in range(len(proof)):
            other = t.verify_consistency(old, size, old_root, root, flipped(proof, place))
            tally.check(f"an altered proof of {old} is refused", not other)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source")
    parser.add_argument("verifier_key")
    parser.add_argument("--every", type=int, default=1, metavar="K")
    parser.add_argument("--older", nargs="*", default=[], metavar="FILE")
    words = parser.parse_args()

    from aics_tlog.remote import tile_source_url

    tally = Tally()
    base = tile_source_url(words.source)
    proxies = {} if base.startswith("file:") or is_loopback(base) else None
    reader = t.HttpTileReader(base, proxies=proxies)
    key = t.parse_vkey(words.verifier_key)

    # Before the checkpoint: a log that grows meanwhile publishes no more than it signed.
    published = read(base, "published", proxies)
    note = read(base, "checkpoint", proxies)
    if tally.check("the checkpoint is signed", lambda: opens(note, key)):
        head = t.parse_checkpoint(t.parse_note(note).text)
        size, root = head.size, head.root
        published = size if published is None else int(published)
        tally.check("its name is the key's", head.origin == key.name)
        for place in range(len(note)):
            other = bytearray(note)
            other[place] ^= 1
            tally.check(f"checkpoint with byte {place} flipped", refuses(bytes(other), key))
        tally.check("the tiles give its root", lambda: t.tree_root_from_tiles(reader, size) == root)
        tally.check("every tile", lambda: t.audit_tiles(reader, size, root, entries=False))
        tally.check("published entries exist", published <= size)
        try:
            check_entries(tally, reader, size, min(published, size), words.every, root)
            check_growth(tally, reader, size, root)
        except (ValueError, OSError) as error:
            tally.check(f"tiles and entries: {error}", False)
        for path in words.older:
            with open(path, "rb") as file:
                older = file.read(NOTE_MAX_BYTES)
            if tally.check(f"{path} is signed", lambda: opens(older, key)):
                past = t.parse_checkpoint(t.parse_note(older).text)
                tally.check(
                    f"{path} is a beginning of this log",
                    lambda: t.verify_consistency(
                        past.size, size, past.root, root,
                        t.consistency_proof_from_tiles(reader, past.size, size),
                    ),
                )
    print(f"{tally.passed} passed, {tally.failed} failed")
    return 0 if tally.passed and not tally.failed else 1


if __name__ == "__main__":
    sys.exit(main())
