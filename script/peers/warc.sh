#!/usr/bin/env bash
# Other people's programs read the WARC files we write: `warcio check`, `cdxj-indexer`, and `pywb`,
# which must replay every body byte for byte.
#
#   VIGIE_VENV=/path/to/venv script/peers/warc.sh FILE.warc.gz …
#
# The virtual environment holds warcio, cdxj-indexer and pywb. Beside FILE.warc.gz there may be
# FILE.warc.gz.tsv with lines `URL<TAB>SHA-256`: what the writer says the replayed bodies are.
# Ends with `N passed, N failed`; exit 0 only if nothing failed and something passed.
set -euo pipefail

if [ $# -eq 0 ]; then
    echo "usage: VIGIE_VENV=VENV $0 FILE.warc.gz …" >&2
    exit 2
fi
: "${VIGIE_VENV:?set it to a virtual environment with warcio, cdxj-indexer and pywb}"
for program in warcio cdxj-indexer wb-manager wayback; do
    if [ ! -x "$VIGIE_VENV/bin/$program" ]; then
        echo "error: $program is not in $VIGIE_VENV/bin" >&2
        exit 2
    fi
done

work=$(mktemp -d)
server=
finish() {
    if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; fi
    rm -rf "$work"
}
trap finish EXIT

passed=0
failed=0
pass() { passed=$((passed + 1)); echo "ok    $*"; }
fail() { failed=$((failed + 1)); echo "FAIL  $*"; }

files=()
said=()
number=0
for file in "$@"; do
    if [ ! -f "$file" ]; then
        fail "$file: no such file"
        continue
    fi
    # Names in a collection must differ, whatever folders the files come from.
    number=$((number + 1))
    copy="$work/$number-$(basename "$file")"
    cp "$file" "$copy"
    files+=("$copy")
    if [ -f "$file.tsv" ]; then said+=("$(realpath "$file.tsv")"); else said+=(/dev/null); fi
    name=$(basename "$file")

    if "$VIGIE_VENV/bin/warcio" check -v "$copy" >"$work/check" 2>&1 \
        && grep -q 'digest pass' "$work/check" && ! grep -q 'digest fail' "$work/check"; then
        pass "warcio check $name: $(grep -c 'digest pass' "$work/check") records"
    else
        cat "$work/check"
        fail "warcio check $name"
    fi

    if "$VIGIE_VENV/bin/cdxj-indexer" "$copy" >"$work/index" 2>"$work/errors" \
        && [ -s "$work/index" ]; then
        pass "cdxj-indexer $name: $(wc -l <"$work/index") lines"
    else
        cat "$work/errors"
        fail "cdxj-indexer $name"
    fi
done

if [ ${#files[@]} -gt 0 ]; then
    port=$("$VIGIE_VENV/bin/python" -c \
        'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    cd "$work"
    number=0
    for copy in "${files[@]}"; do
        # One collection a file: the same URL may stand in several of them.
        number=$((number + 1))
        "$VIGIE_VENV/bin/wb-manager" init "c$number" >>"$work/pywb" 2>&1
        "$VIGIE_VENV/bin/wb-manager" add "c$number" "$copy" >>"$work/pywb" 2>&1
    done
    "$VIGIE_VENV/bin/wayback" --bind 127.0.0.1 -p "$port" >>"$work/pywb" 2>&1 &
    server=$!
    # The list of what is replayed: collection, file, and what its writer says of it.
    for number in "${!files[@]}"; do
        printf '%s\t%s\t%s\n' "c$((number + 1))" "${files[$number]}" "${said[$number]}"
    done >"$work/list"
    "$VIGIE_VENV/bin/python" - "$port" "$work/list" >"$work/replay" 2>"$work/errors" <<'PYTHON' || true
"""Replays every response of every file and compares the body with the archive's and the writer's."""

import hashlib
import http.client
import sys
import time
import zlib

from warcio.archiveiterator import ArchiveIterator

port, list_path = int(sys.argv[1]), sys.argv[2]


def ask(path, size=None):
    """Status, coding and body of one answer; of a cut body only `size` bytes, for no more come."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    body = answer.read(size)
    connection.close()
    return answer.status, answer.getheader("Content-Encoding") or "", body


def wait():
    for _ in range(300):
        try:
            ask("/")
            return
        except OSError:
            time.sleep(0.1)
    print("FAIL\tpywb does not answer")
    sys.exit(1)


wait()
for line in open(list_path, encoding="utf-8"):
    collection, path, said_path = line.rstrip("\n").split("\t")
    said = dict(entry.rstrip("\n").split("\t") for entry in open(said_path, encoding="utf-8"))
    with open(path, "rb") as stream:
        for record in ArchiveIterator(stream):
            if record.rec_type != "response":
                continue
            url = record.rec_headers.get_header("WARC-Target-URI")
            date = record.rec_headers.get_header("WARC-Date")
            stamp = "".join(filter(str.isdigit, date))[:14]
            expected_status = int(record.http_headers.get_statuscode())
            expected = record.content_stream().read()
            is_cut = record.rec_headers.get_header("WARC-Truncated") is not None
            size = len(expected) if is_cut else None
            status, coding, body = ask(f"/{collection}/{stamp}id_/{url}", size)
            if "gzip" in coding:
                body = zlib.decompress(body, 47)
            if status != expected_status:
                print(f"FAIL\tpywb {url}: status {status}, not {expected_status}")
            elif body != expected:
                print(f"FAIL\tpywb {url}: {len(body)} bytes differ from the archive's {len(expected)}")
            elif url in said and hashlib.sha256(body).hexdigest() != said[url]:
                print(f"FAIL\tpywb {url}: not the body its writer names")
            else:
                word = " = SHA-256 of its writer" if url in said else ""
                print(f"ok\tpywb {url}: {status}, {len(body)} bytes{word}")
PYTHON
    while IFS=$'\t' read -r verdict words; do
        if [ "$verdict" = ok ]; then pass "$words"; else fail "$words"; fi
    done <"$work/replay"
    if [ -s "$work/errors" ]; then
        cat "$work/errors"
        tail -n 20 "$work/pywb"
        fail "the replay stopped early"
    fi
    if [ ! -s "$work/replay" ]; then
        fail "nothing was replayed"
    fi
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
