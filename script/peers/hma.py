"""python-threatexchange and a client of Hasher-Matcher-Actioner against the lookup service.

    script/peers/hma.py PROGRAM      ends with `N passed, M failed`

Serves a desk of its own in a temporary folder, on loopback. Hashes come from the library's own
examples, pictures are coloured patterns made here. Needs `threatexchange` from PyPI.
"""

import csv
import io
import json
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from threatexchange.signal_type.pdq.signal import PdqSignal
from threatexchange.exchanges.impl.file_api import (
    FileCollaborationConfig,
    LocalFileSignalExchangeAPI,
)
from threatexchange.signal_type.md5 import VideoMD5Signal

WAIT_S = 60
passed = failed = 0


def check(what, found, expected=True):
    global passed, failed
    if found == expected:
        passed += 1
        print(f"ok    {what}")
    else:
        failed += 1
        print(f"FAIL  {what}: {found!r} instead of {expected!r}")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Client:
    """What such a client does: no key, JSON in and out."""

    def __init__(self, port):
        self.base = f"http://127.0.0.1:{port}"

    def ask(self, method, path, body=None, content_type="application/json"):
        data = body if isinstance(body, (bytes, type(None))) else json.dumps(body).encode()
        headers = {"content-type": content_type} if data is not None else {}
        request = urllib.request.Request(self.base + path, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, self.read(answer)
        except urllib.error.HTTPError as error:
            return error.code, self.read(error)

    @staticmethod
    def read(answer):
        text = answer.read().decode()
        try:
            return json.loads(text)
        except ValueError:
            return text

    def get(self, path):
        return self.ask("GET", path)

    def post(self, path, body=None, content_type="application/json"):
        return self.ask("POST", path, body, content_type)

    def upload(self, path, field, name, data):
        seam = "a-seam-that-stands-in-no-picture"
        head = (
            f'--{seam}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        )
        body = head.encode() + data + f"\r\n--{seam}--\r\n".encode()
        return self.post(path, body, f"multipart/form-data; boundary={seam}")


def pattern(width, height):
    """A coloured pattern as PNG, by the library's own imaging library."""
    from PIL import Image

    picture = Image.new("RGB", (width, height))
    for x in range(width):
        for y in range(height):
            bright = 255 if ((x // 23) * 7 + (y // 31) * 5) % 3 else 30
            picture.putpixel((x, y), (bright, (x * 3 + y) % 256, (x * y) % 256))
    data = io.BytesIO()
    picture.save(data, "PNG")
    return data.getvalue()


class Desk:
    def __init__(self, program, folder):
        self.program, self.folder = program, folder

    def run(self, *arguments, code=0, text=None):
        ran = subprocess.run(
            [self.program, "--data", self.folder, *arguments],
            input=text, capture_output=True, text=True, cwd=self.folder, timeout=120,
        )
        if ran.returncode != code:
            raise SystemExit(f"{arguments}: exit {ran.returncode}\n{ran.stderr}")
        return ran.stdout


def main(program):
    program = str(pathlib.Path(program).resolve())
    with tempfile.TemporaryDirectory(prefix="vigie-hma-") as folder:
        desk = Desk(program, folder)
        desk.run("init")
        desk.run("user", "add", "machine", "--role", "admin")
        scope = ["match_signal", "curate_bank", "manage_bank"]
        key = json.loads(
            desk.run("--json", "key", "add", "machine", *[a for s in scope for a in ("--scope", s)])
        )
        port, pages = free_port(), free_port()
        with open(pathlib.Path(folder) / "serve.log", "w") as log:
            server = subprocess.Popen(
                [program, "--data", folder, "serve", "--listen", f"127.0.0.1:{pages}"],
                env={
                    "PATH": "/usr/bin:/bin",
                    "VIGIE_WEB__HMA__LISTEN": f"127.0.0.1:{port}",
                    "VIGIE_WEB__HMA__ACTS_AS_KEY": key["id"],
                },
                cwd=folder, stdout=log, stderr=log,
            )
            try:
                ask(desk, Client(port), folder)
            finally:
                server.send_signal(signal.SIGTERM)
                check("the server ends when asked", server.wait(WAIT_S), 0)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


def wait_for(client):
    until = time.monotonic() + WAIT_S
    while time.monotonic() < until:
        try:
            if client.get("/status") == (200, "I-AM-ALIVE"):
                return
        except (urllib.error.URLError, ConnectionError):
            pass
        time.sleep(0.02)
    raise SystemExit("the lookup service never became ready")


def ask(desk, client, folder):
    wait_for(client)
    check("no bank at first", client.get("/c/banks"), (200, []))
    made = {"name": "TEST_BANK", "matching_enabled_ratio": 1.0}
    check("a bank is made", client.post("/c/banks", {"name": "TEST_BANK"}), (201, made))

    # The library's own workflow test: its examples in, the last one found as number 16.
    hashes = PdqSignal.get_examples()
    for number, value in enumerate(hashes, 1):
        said = client.post("/c/bank/TEST_BANK/signal", {"pdq": value})
        check(f"example {number} is banked", said, (200, {"id": number, "signals": {"pdq": value}}))
    status, built = client.get("/m/index/status?signal_type=pdq")
    check("the index has them all", (status, built["pdq"]["size"]), (200, len(set(hashes))))
    last = client.get(f"/m/lookup?signal_type=pdq&signal={hashes[-1]}")
    expected = (200, {"TEST_BANK": [{"bank_content_id": len(hashes), "distance": "0"}]})
    check("the last example is found", last, expected)
    none = client.get("/m/lookup?signal_type=pdq&signal=" + "5" * 64)
    check("an unknown one is not", none, (200, {}))

    # Distances and verdicts are the library's own.
    for one, other in zip(hashes, hashes[1:]):
        theirs = PdqSignal.compare_hash(one, other)
        _, ours = client.post("/m/compare", {"pdq": [one, other]})
        distance = int(theirs.distance.pretty_str())
        check("compared as the library does", ours, {"pdq": [theirs.match, {"distance": distance}]})

    # A picture is hashed as the library hashes it.
    picture = pattern(300, 211)
    theirs = PdqSignal.hash_from_bytes(picture)
    check("the library finds texture in the pattern", bool(theirs))
    check("a file is hashed as there", client.upload("/h/hash", "photo", "p.png", picture), (200, {"pdq": theirs}))
    _, banked = client.upload("/c/bank/TEST_BANK/content", "photo", "p.png", picture)
    check("a file is banked", banked.get("signals"), {"pdq": theirs})
    _, found = client.upload("/m/lookup", "photo", "p.png", picture)
    match = {"bank_content_id": banked.get("id"), "distance": "0"}
    check("the file is found", found, {"pdq": {"TEST_BANK": [match]}})
    video = b"no video, but a file all the same"
    theirs = VideoMD5Signal.hash_from_bytes(video)
    check("another file has the MD5", client.upload("/h/hash", "video", "v.mp4", video), (200, {"video_md5": theirs}))
    check("an unknown kind is refused", client.upload("/h/hash", "sculpture", "s", b"x")[0], 400)
    blank = client.upload("/h/hash", "photo", "b.png", plain())
    check("a plain colour has an empty hash, as there", blank, (200, {"pdq": PdqSignal.hash_from_bytes(plain())}))

    # Only the guarded fetcher reads addresses.
    for address in ["http://127.0.0.1:1/x.png", "http://169.254.169.254/", "file:///etc/passwd", "x"]:
        quoted = urllib.parse.quote(address)
        check(f"{address} is not read", client.get(f"/h/hash?content_type=photo&url={quoted}")[0], 400)
    check("a malformed hash is 400", client.get("/m/raw_lookup?signal_type=pdq&signal=zz")[0], 400)

    exchange(desk, client, folder, hashes)


def plain():
    from PIL import Image

    data = io.BytesIO()
    Image.new("RGB", (200, 200), (90, 90, 90)).save(data, "PNG")
    return data.getvalue()


def exchange(desk, client, folder, hashes):
    """Lists go out to the library and come back from it."""
    lines = desk.run("bank", "export", "TEST_BANK", "--format", "tx")
    path = pathlib.Path(folder) / "list.txt"
    path.write_text(lines)
    config = FileCollaborationConfig(name="desk", api="local_file", enabled=True, filename=str(path))
    delta = next(iter(LocalFileSignalExchangeAPI.for_collab(config).fetch_iter([PdqSignal], None)))
    read = {value for kind, value in delta.updates if kind == "pdq"}
    check("its file exchange reads our list", set(hashes) <= read)
    check("and reads every line of it", len(delta.updates), len(lines.splitlines()))
    index = PdqSignal.get_index_cls().build([(value, value) for value in sorted(read)])
    hits = {match.metadata for match in index.query(hashes[3])}
    _, ours = client.get(f"/m/raw_lookup?signal_type=pdq&signal={hashes[3]}")
    check("its index and ours find as many", len(hits), len(ours["matches"]))

    rows = list(csv.DictReader(io.StringIO(desk.run("bank", "export", "TEST_BANK", "--format", "tx_csv"))))
    check("our CSV has its columns", set(rows[0]), {"signal_type", "signal_str", "collab", "category", "tags"})
    check("and its words", {row["category"] for row in rows}, {"POSITIVE_CLASS"})
    desk.run("bank", "create", "BACK")
    text = io.StringIO()
    writer = csv.DictWriter(text, ["signal_type", "signal_str", "collab", "category", "tags"])
    writer.writeheader()
    writer.writerows(rows)
    said = desk.run("bank", "import", "BACK", "-", "--type", "tx", text=text.getvalue())
    check("its CSV comes back whole", said.split(",")[0], f"{len(rows)} added")
    banks = client.get(f"/m/lookup?signal_type=pdq&signal={hashes[3]}")[1]
    check("what another process banked is found at once", "BACK" in banks)
    lines = desk.run("bank", "export", "BACK", "--since", "0").splitlines()
    check("every change is told", len(lines), len(rows) + 1)
    since = json.loads(lines[-1])["next"]
    client.ask("DELETE", f"/c/bank/BACK/content/{banks['BACK'][0]['bank_content_id']}")
    later = [json.loads(line) for line in desk.run("bank", "export", "BACK", "--since", since).splitlines()]
    check("a tombstone is told", [line.get("is_tombstone") for line in later], [True, None])


if __name__ == "__main__":
    import urllib.parse

    sys.exit(main(sys.argv[1]))
