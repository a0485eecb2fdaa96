#!/usr/bin/env python3
"""Kills the running desk at random moments under load, and looks for what it had acknowledged.

usage: kill9.py VIGIE [--times N] [--seed N]

VIGIE is the built program. Four clients take in items one by one and in lists, hand over texts and
assess them, and write down each answer that says "done". At a random moment the server gets
SIGKILL; it is started again, and each act that was acknowledged must be there: the item under its
own id and the caller's, the exhibit with the bytes that were sealed, the finding with its words,
each with its event. `vigie log verify` must find nothing, and a checkpoint that was seen before
must be a beginning of the log that is there now.

On SQLite always; on PostgreSQL too when VIGIE_TEST_PG names a server.

Everything is on loopback; each wait is bounded; only processes started here are ended, by their
id. Ends with `N passed, N failed`, one for each kill and one for each engine's last look at all
acts; exit 1 when anything failed.
"""

import argparse
import http.client
import json
import os
import pathlib
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import zlib

CLIENTS = 4
LIST_LINES = 20
READY_S_MAX = 30
SEQUENCED_S_MAX = 60
# The desk lives this long once it is ready, before it is killed.
LIFE_S = (0.02, 1.2)
# Earlier acts looked at again after each kill; all of them are, at the end.
EARLIER_CHECKED = 40
EXHIBITS_READ = 3


class Failure(Exception):
    """What did not hold, in words."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Act:
    """An act that was acknowledged: what kind, on which item, with what."""

    def __init__(self, kind, item, **facts):
        self.kind, self.item, self.facts = kind, item, facts


class Desk:
    """The desk under test: its folder, its server while it lives, and a key to its interface."""

    def __init__(self, program, folder, database_url):
        self.program, self.folder, self.server = program, folder, None
        self.port = free_port()
        self.config = folder / "vigie.toml"
        database = f'database_url = "{database_url}"' if database_url else ""
        self.config.write_text(f"""
[desk]
public_url = "http://127.0.0.1:{self.port}"
[desk.unit]
name = "Test Referral Unit"
[store]
data_dir = "{folder}/desk"
log_origin = "kill.test/log"
log_embargo_ms = 1000
{database}
[egress]
# Nobody answers there: captures fail at once, and the desk has work under way when it dies.
resolvers = ["127.0.0.1:1"]
[web]
listen = "127.0.0.1:{self.port}"
requests_per_key_per_minute = 1000000
""")
        self.vigie("init")
        self.vigie("user", "add", "amina", "--role", "analyst", "--role", "intake",
                   "--role", "legal_officer")
        scopes = ("add_item", "read_item", "read_exhibit", "assess_item", "export_exhibit")
        self.key = self.vigie("key", "add", "amina",
                              *(part for name in scopes for part in ("--scope", name))).strip()
        self.log_key = self.vigie("log", "key").strip()

    def vigie(self, *arguments):
        done = subprocess.run([self.program, "--config", self.config, *arguments],
                              capture_output=True, timeout=120)
        if done.returncode != 0:
            words = done.stderr.decode(errors="replace")[-2000:]
            raise Failure(f"vigie {' '.join(map(str, arguments))}: exit {done.returncode}: {words}")
        return done.stdout.decode()

    def start(self):
        with open(self.folder / "serve.log", "ab") as words:
            self.server = subprocess.Popen([self.program, "--config", self.config, "serve"],
                                           stdout=words, stderr=words)
        deadline = time.monotonic() + READY_S_MAX
        while time.monotonic() < deadline:
            if self.server.poll() is not None:
                raise Failure(f"the desk does not start again: exit {self.server.returncode}: "
                              + (self.folder / "serve.log").read_text(errors="replace")[-2000:])
            try:
                if Client(self).ask("GET", "/health/ready")[0] == 200:
                    return
            except (OSError, http.client.HTTPException):
                pass
            time.sleep(0.005)
        raise Failure(f"the desk is not ready after {READY_S_MAX} s")

    def kill(self):
        self.server.send_signal(signal.SIGKILL)
        self.server.wait()

    def stop(self):
        if self.server is not None and self.server.poll() is None:
            self.server.kill()
            self.server.wait()


class Client:
    """One connection to the desk, which dies with it."""

    def __init__(self, desk):
        self.key = desk.key
        self.connection = http.client.HTTPConnection("127.0.0.1", desk.port, timeout=20)

    def ask(self, method, path, body=None, media_type="application/json"):
        headers = {"Authorization": f"Bearer {self.key}"}
        if body is not None:
            headers["Content-Type"] = media_type
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        return answer.status, answer.read()

    def api(self, method, path, body=None):
        text = None if body is None else json.dumps(body)
        status, text = self.ask(method, "/api/v1" + path, text)
        return status, json.loads(text) if text else None


class Load:
    """One client's acts, one after the other, until the desk dies."""

    def __init__(self, desk, number, dice):
        self.desk, self.number, self.dice = desk, number, dice
        self.acknowledged, self.refused, self.heads = [], [], []

    def run(self):
        try:
            self.client = Client(self.desk)
            while True:
                act = self.dice.choices(
                    (self.add_item, self.add_list, self.hand_over, self.read_head),
                    (60, 10, 25, 5))[0]
                act()
        except (OSError, http.client.HTTPException, ValueError):
            return  # The desk died; whatever was under way was never acknowledged.
        except Failure as failure:
            self.refused.append(str(failure))

    def fresh(self):
        return f"{self.dice.getrandbits(64):016x}"

    def expect(self, status, wanted, answer):
        if status != wanted:
            raise Failure(f"an act was answered {status}: {answer}")

    def add_item(self):
        name = self.fresh()
        new = {"url": f"https://zeta.test/{name}.jpg", "external_id": f"zeta-{name}"}
        status, answer = self.client.api("POST", "/items", new)
        self.expect(status, 201, answer)
        self.acknowledged.append(Act("item", answer["id"], external_id=new["external_id"]))

    def add_list(self):
        names = [self.fresh() for _ in range(LIST_LINES)]
        lines = [json.dumps({"url": f"https://zeta.test/{name}.jpg", "external_id": f"zeta-{name}"})
                 for name in names]
        status, text = self.client.ask("POST", "/api/v1/items/batch", "\n".join(lines),
                                       "application/jsonl")
        self.expect(status, 200, text)
        for name, line in zip(names, text.decode().splitlines(), strict=True):
            self.acknowledged.append(
                Act("item", json.loads(line)["id"], external_id=f"zeta-{name}"))

    def hand_over(self):
        words = f"A plain sentence of Training Organisation Zeta, number {self.fresh()}."
        edge = "zeta-" + self.fresh()
        parts = {"kind": "text", "supplied_by": "a made-up partner", "file": words}
        body = "".join(f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
                       f"{value}\r\n" for name, value in parts.items()) + f"--{edge}--\r\n"
        status, text = self.client.ask("POST", "/api/v1/items/upload", body,
                                       f"multipart/form-data; boundary={edge}")
        self.expect(status, 201, text)
        item = json.loads(text)["id"]
        self.acknowledged.append(Act("exhibit", item, words=words))
        self.assess(item)

    def assess(self, item):
        status, seen = self.client.api("GET", f"/items/{item}")
        self.expect(status, 200, seen)
        reason = f"It says in so many words what number {self.fresh()} is about."
        finding = {
            "offence": "Participating in the activities of a group, Article 4(b)",
            "categories": [{"category": "c", "reason": reason}],
            "danger": {"finding": "present", "reason": "It names a place and a day."},
            "exemptions": [{"exemption": name, "finding": "none"} for name in (
                "educational", "journalistic", "artistic", "research", "counter_terrorism",
                "public_debate")],
            "conclusion": "terrorist_content",
        }
        body = {"exhibit": seen["item"]["exhibit"], "finding": finding}
        status, answer = self.client.api("POST", f"/items/{item}/assessment", body)
        self.expect(status, 204, answer)
        self.acknowledged.append(Act("assessment", item, words=reason))

    def read_head(self):
        status, note = self.client.ask("GET", "/log/checkpoint")
        if status == 200:
            self.heads.append(note)


def flood(desk, dice, life_s):
    """Clients at work until the desk is killed; answers what they were told is done."""
    loads = [Load(desk, number, random.Random(dice.getrandbits(64))) for number in range(CLIENTS)]
    threads = [threading.Thread(target=load.run) for load in loads]
    for thread in threads:
        thread.start()
    time.sleep(life_s)
    desk.kill()
    for thread in threads:
        thread.join(60)
        if thread.is_alive():
            raise Failure("a client still waits for an answer of a dead desk")
    refused = [words for load in loads for words in load.refused]
    if refused:
        raise Failure("; ".join(refused[:3]))
    heads = [head for load in loads for head in load.heads]
    return [act for load in loads for act in load.acknowledged], heads



# What the log must say of each kind of act.
EVENTS = {"item": "item.added", "exhibit": "exhibit.sealed", "assessment": "item.assessed"}


def look(client, acts):
    """Whether each act is there, with its event; one question for each item."""
    by_item = {}
    for act in acts:
        by_item.setdefault(act.item, []).append(act)
    for item, done in by_item.items():
        status, seen = client.api("GET", f"/items/{item}")
        if status != 200:
            raise Failure(f"item {item} is lost ({status}); {done[0].kind} was acknowledged")
        kinds = {event["kind"] for event in seen["history"]}
        for act in done:
            if act.kind == "item" and seen["item"]["external_id"] != act.facts["external_id"]:
                raise Failure(f"item {item} has lost the caller's id")
            if act.kind == "exhibit" and not seen["exhibits"]:
                raise Failure(f"the exhibit of item {item} is lost")
            if act.kind == "assessment" and act.facts["words"] not in json.dumps(seen["assessments"]):
                raise Failure(f"the finding about item {item} is lost")
            if EVENTS[act.kind] not in kinds:
                raise Failure(f"item {item} has no event of its {act.kind}: {sorted(kinds)}")


def read_exhibits(client, acts):
    """Whether the sealed bytes are those that were handed over."""
    for act in acts:
        status, seen = client.api("GET", f"/items/{act.item}")
        exhibit = seen["exhibits"][0]["id"]
        status, warc = client.ask("POST", f"/api/v1/exhibits/{exhibit}/export")
        if status != 200 or act.facts["words"].encode() not in unpacked(warc):
            raise Failure(f"exhibit {exhibit} cannot be read back ({status})")


def unpacked(warc):
    """All members of a gzip file, one after the other."""
    plain = b""
    while warc:
        member = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        plain += member.decompress(warc)
        warc = member.unused_data
    return plain


def verify(desk, heads):
    """The log by the desk's own check, and by a stranger's who kept an earlier checkpoint."""
    deadline = time.monotonic() + SEQUENCED_S_MAX
    said = json.loads(desk.vigie("--json", "log", "verify"))
    # The desk goes on with its work meanwhile: what was there at the first look is waited for.
    expected = said["size"] + said["pending"]
    while said["size"] < expected and time.monotonic() < deadline:
        time.sleep(0.1)
        said = json.loads(desk.vigie("--json", "log", "verify"))
    if said["defects"] or said["size"] < expected or not said["rows"]:
        raise Failure(f"the log is not sound: {said}, of {expected} entries")
    older = []
    for number, head in enumerate(heads[-2:]):
        path = desk.folder / f"older-{number}"
        path.write_bytes(head)
        older += ["--older", path]
    desk.vigie("log", "verify", "--folder", desk.folder / "desk/log", "--key", desk.log_key, *older)


def run(name, desk, times, dice):
    """Kills the desk so many times; answers how often all was well, and how often not."""
    passed = failed = 0
    acts, heads = [], []
    for number in range(times):
        life_s = dice.uniform(*LIFE_S)
        try:
            desk.start()
            fresh, seen = flood(desk, dice, life_s)
            heads += seen
            desk.start()
            client = Client(desk)
            look(client, fresh)
            look(client, dice.sample(acts, min(EARLIER_CHECKED, len(acts))))
            sealed = [act for act in fresh if act.kind == "exhibit"]
            read_exhibits(client, sealed[-EXHIBITS_READ:])
            acts += fresh
            verify(desk, heads)
            # Also in the middle of what follows a start.
            desk.kill()
            passed += 1
        except Failure as failure:
            failed += 1
            print(f"FAIL  {name}, kill {number + 1} after {life_s:.3f} s: {failure}", flush=True)
            desk.stop()
        if (number + 1) % 10 == 0:
            print(f"{name}: {number + 1} kills, {len(acts)} acts acknowledged", file=sys.stderr,
                  flush=True)
    try:
        desk.start()
        look(Client(desk), acts)
        if not acts:
            raise Failure("nothing was ever acknowledged: the desk was killed too early")
        passed += 1
        print(f"ok    {name}: {times} kills, all {len(acts)} acknowledged acts are there")
    except Failure as failure:
        failed += 1
        print(f"FAIL  {name}, at the end: {failure}")
    finally:
        desk.stop()
    return passed, failed


def psql(url, statement):
    subprocess.run(["psql", "--quiet", "--no-psqlrc", url, "-c", statement], check=True,
                   capture_output=True, timeout=60)


def main():
    parser = argparse.ArgumentParser(description="Kills the desk at random moments under load.")
    parser.add_argument("vigie", type=pathlib.Path)
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    words = parser.parse_args()
    program = words.vigie.resolve()
    server = os.environ.get("VIGIE_TEST_PG")
    engines = [name for name in ("sqlite", "postgresql") if words.only in (None, name)]
    if not server and "postgresql" in engines:
        engines.remove("postgresql")
        print("skipped: PostgreSQL, VIGIE_TEST_PG is not set", file=sys.stderr)
    passed = failed = 0
    for name in engines:
        folder = pathlib.Path(tempfile.mkdtemp(prefix="vigie-kill9-"))
        database, url, desk = f"vigie_kill9_{os.getpid()}", None, None
        try:
            if name == "postgresql":
                psql(server, f"CREATE DATABASE {database}")
                url = urllib.parse.urlsplit(server)._replace(path=f"/{database}").geturl()
            desk = Desk(program, folder, url)
            well, badly = run(name, desk, words.times, random.Random(words.seed))
            passed, failed = passed + well, failed + badly
        finally:
            if desk is not None:
                desk.stop()
            if url is not None:
                psql(server, f"DROP DATABASE {database} WITH (FORCE)")
            shutil.rmtree(folder, ignore_errors=True)
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)


if __name__ == "__main__":
    main()
