#!/usr/bin/env python3
"""Real input, end to end, through the built program and programs we did not write.

usage: story.py VIGIE DATA

VIGIE is the built program, DATA the reference data (its `match/pdq/data` is served by nginx).
The bank knows one picture; every file of the folder is taken in by the command line; the set
recognised must be the set PyPI `pdqhash` puts within distance 31, turned and mirrored ones too. One
item is assessed, reviewed and referred over the interface; aiosmtpd receives the letter over TLS; its link is followed and
answered, the file deleted, the re-checks run on a clock in a file; the case closes with the right
interval. Then the independent verifiers read what was written: the log (aics-tlog, Go's tlog),
the WARC files (warcio, cdxj-indexer, pywb), the letter (dkimpy).

Everything is on loopback; each wait is bounded; only processes started here are ended.
Ends with `N passed, N failed`.
"""

import email
import email.policy
import html.parser
import json
import os
import pathlib
import random
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

import numpy
import pdqhash
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from PIL import Image

HOUR_MS = 3_600_000
DISTANCE_BITS_MAX = 31
# How far a form made from the bits of a hash may be from that made from the picture.
FORM_BITS_MAX = 16
QUALITY_MIN = 50
# Monday 2 March 2026, 10:00 UTC.
START_MS = 1_772_445_600_000
UNIT = "referrals@unit.test"
ABUSE = "abuse@pictures.test"

here = pathlib.Path(__file__).resolve().parent
passed = failed = 0


def check(what, holds, found=""):
    global passed, failed
    if holds:
        passed += 1
        print(f"ok    {what}")
    else:
        failed += 1
        print(f"FAIL  {what}  {found}")
    return holds


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(what, ready, seconds=60):
    """Polls until `ready` answers something true; a bounded wait for another process."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = ready()
        if found:
            return found
        time.sleep(0.05)
    raise TimeoutError(f"waited {seconds} s for {what}")


class Mailbox:
    """A real SMTP server with TLS and a password, which keeps what it is given."""

    def __init__(self):
        self.letters = []

    async def handle_DATA(self, server, session, envelope):
        self.letters.append(envelope)
        return "250 2.0.0 queued"


class Form(html.parser.HTMLParser):
    """The first form of a page: where it goes and the values it carries."""

    def __init__(self):
        super().__init__()
        self.action, self.values, self.choices = None, {}, {}

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form" and self.action is None:
            self.action = attributes.get("action", "")
        if tag in ("input", "button") and attributes.get("name"):
            name, value = attributes["name"], attributes.get("value", "")
            if attributes.get("type") in ("radio", "checkbox", "submit") or tag == "button":
                self.choices.setdefault(name, []).append(value)
            else:
                self.values[name] = value


class Story:
    def __init__(self, program, data, folder):
        self.program, self.folder = str(program), folder
        self.served = folder / "served"
        shutil.copytree(data / "match/pdq/data", self.served)
        self.clock = folder / "clock"
        self.http, self.mail, self.dns, self.web = (free_port() for _ in range(4))
        self.processes = []
        self.keys = {}
        self.mailbox = Mailbox()
        self.set_clock(START_MS)

    # ── the world ──

    def set_clock(self, at_ms):
        self.now_ms = at_ms
        partial = self.clock.with_suffix(".partial")
        partial.write_text(str(at_ms))
        partial.replace(self.clock)

    def start(self, *command, **options):
        process = subprocess.Popen(command, **options)
        self.processes.append(process)
        return process

    def start_nginx(self):
        config = self.folder / "nginx.conf"
        config.write_text(f"""
daemon off; worker_processes 1; pid {self.folder}/nginx.pid; error_log stderr crit;
events {{ worker_connections 64; }}
http {{
  types {{ image/jpeg jpg; image/png png; image/webp webp; text/plain txt dat; }}
  default_type application/octet-stream;
  access_log off;
  client_body_temp_path {self.folder}/body; proxy_temp_path {self.folder}/proxy;
  fastcgi_temp_path {self.folder}/fastcgi; uwsgi_temp_path {self.folder}/uwsgi;
  scgi_temp_path {self.folder}/scgi;
  server {{ listen 127.0.0.1:{self.http}; root {self.served}; }}
}}
""")
        # Started by root, the workers would be somebody else who may not read the folder.
        user = ["-g", "user root;"] if os.geteuid() == 0 else []
        self.start("nginx", "-c", str(config), "-p", str(self.folder), *user)
        wait_for("nginx", lambda: is_open(self.http))

    def start_dns(self):
        zone = self.folder / "zone"
        zone.write_text("""
$ORIGIN test.
$TTL 60
pictures   IN A   127.0.0.1
pictures   IN NS  ns.pictures.test.
mail       IN A   127.0.0.1
""")
        self.start(
            sys.executable, "-m", "dnslib.zoneresolver", "--zone", str(zone),
            "--address", "127.0.0.1", "--port", str(self.dns),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )

    def start_smtp(self):
        certificate, key = self.folder / "mail.pem", self.folder / "mail.key"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
             "-keyout", key, "-out", certificate, "-subj", "/CN=mail.test",
             "-addext", "subjectAltName=DNS:mail.test", "-addext",
             "basicConstraints=critical,CA:FALSE"],
            check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)

        def sign_in(server, session, envelope, mechanism, data):
            right = data.login == b"unit" and data.password == b"four plain made-up words"
            return AuthResult(success=right)

        self.controller = Controller(
            self.mailbox, hostname="127.0.0.1", port=self.mail, tls_context=context,
            require_starttls=True, authenticator=sign_in, auth_required=True)
        self.controller.start()
        return certificate

    def write_config(self, certificate):
        dkim = self.folder / "dkim.pem"
        subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", dkim],
                       check=True, capture_output=True)
        public = subprocess.run(["openssl", "pkey", "-in", dkim, "-pubout", "-outform", "DER"],
                                check=True, capture_output=True).stdout
        import base64
        self.dkim_record = "v=DKIM1; k=ed25519; p=" + base64.b64encode(public[-32:]).decode()
        password = self.folder / "password"
        password.write_text("four plain made-up words\n")
        os.chmod(password, 0o600)
        (self.folder / "vigie.toml").write_text(f"""
[desk]
public_url = "http://127.0.0.1:{self.web}"
vantage = "test-bench"
[desk.unit]
name = "Test Referral Unit"
display_name = "Test Referral Unit"
sender_address = "{UNIT}"
complaint_contact = "complaints@unit.test"
[desk.recheck]
host_interval_ms = 1000
[store]
data_dir = "{self.folder}/desk"
log_origin = "unit.test/log"
log_embargo_ms = 60000
[egress]
resolvers = ["127.0.0.1:{self.dns}"]
ports_allowed = [{self.http}]
allow_addresses = ["127.0.0.0/8"]
allow_configured_private = true
extra_roots = ["{certificate}"]
[trace]
rdap_base_url = "http://127.0.0.1:{self.http}/rdap/"
whois_root = ""
platforms = [{{ domain = "pictures.test", provider_key = "pictures", provider_name = "Pictures" }}]
[dispatch]
smtp_host = "mail.test"
smtp_port = {self.mail}
smtp_security = "starttls"
smtp_user = "unit"
smtp_password_file = "{password}"
dkim = [{{ domain = "unit.test", selector = "v1", key_file = "{dkim}" }}]
[web]
listen = "127.0.0.1:{self.web}"
""")

    # ── the program ──

    def vigie(self, *arguments, given=None, codes=(0,)):
        done = subprocess.run(
            [self.program, "--config", str(self.folder / "vigie.toml"), "--simulated-clock",
             str(self.clock), *map(str, arguments)],
            input=given, capture_output=True, timeout=600)
        if done.returncode not in codes:
            raise RuntimeError(f"vigie {arguments}: exit {done.returncode}: {done.stderr.decode()}")
        return done.stdout.decode()

    def serve(self):
        words = open(self.folder / "serve.log", "wb")
        self.start(
            self.program, "--config", str(self.folder / "vigie.toml"), "--simulated-clock",
            str(self.clock), "serve", stdout=words, stderr=words)
        wait_for("the desk", lambda: answers(f"http://127.0.0.1:{self.web}/health/ready"))

    def hire(self):
        people = {
            "amina": ("analyst", ["add_item", "read_item", "read_exhibit", "assess_item",
                                  "draft_referral", "read_provider"]),
            "bruno": ("reviewer", ["read_item", "read_exhibit", "review_item",
                                   "approve_referral", "read_provider"]),
            "dalia": ("liaison", ["read_item", "confirm_contact", "read_provider",
                                  "close_referral", "ingest_mail"]),
        }
        for login, (role, scope) in people.items():
            self.vigie("user", "add", login, "--role", role)
            scopes = [part for name in scope for part in ("--scope", name)]
            self.keys[login] = self.vigie("key", "add", login, *scopes).strip()

    def api(self, login, method, path, body=None):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.web}/api/v1{path}", method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.keys[login]}",
                     "Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                text = answer.read()
                return answer.status, json.loads(text) if text else None
        except urllib.error.HTTPError as refused:
            text = refused.read()
            return refused.code, json.loads(text) if text else None

    # ── the story ──

    def urls(self):
        files = sorted(path for path in self.served.rglob("*") if path.is_file())
        return {self.url(path): path for path in files}

    def url(self, path):
        relative = urllib.parse.quote(path.relative_to(self.served).as_posix())
        return f"http://pictures.test:{self.http}/{relative}"

    def expected(self):
        """What PyPI pdqhash says must be recognised, and what may be.

        The hash itself decides at the distance of the bank. The desk knows the banked picture by
        its hash alone and makes turned and negative forms from its bits, which are within
        FORM_BITS_MAX of those made from the picture.
        """
        def hashed(path):
            try:
                picture = numpy.asarray(Image.open(path).convert("RGB"))
            except OSError:
                return None
            forms, quality = pdqhash.compute_dihedral(picture)
            return forms if quality >= QUALITY_MIN else None

        known = hashed(self.served / "bridge-mods/aaa-orig.jpg")[0]
        sure, possible = set(), set()
        for url, path in self.urls().items():
            forms = hashed(path)
            if forms is None:
                continue
            distances = [int((bits != known).sum()) for bits in forms]
            negatives = [256 - distance for distance in distances]
            form = min(distances[1:] + negatives)
            if distances[0] <= DISTANCE_BITS_MAX or form <= DISTANCE_BITS_MAX - FORM_BITS_MAX:
                sure.add(url)
            if distances[0] <= DISTANCE_BITS_MAX or form <= DISTANCE_BITS_MAX + FORM_BITS_MAX:
                possible.add(url)
        return sure, possible

    def recognise(self):
        self.vigie("bank", "create", "known")
        digest = self.vigie("hash", self.served / "bridge-mods/aaa-orig.jpg")
        pdq = json.loads(digest)["signals"][0]["value"]
        self.vigie("bank", "import", "known", "-", given=(pdq + "\n").encode())
        urls = list(self.urls())
        said = self.vigie("item", "add", "--file", "-", given="\n".join(urls).encode())
        added = [line for line in said.splitlines() if line.startswith("added")]
        check("every address of the folder is taken in", len(added) == len(urls),
              f"{len(added)} of {len(urls)}")
        self.vigie("worker", "--once")
        listed = self.vigie("--json", "item", "list", "--matched", "--limit", "1000")
        rows = [json.loads(line) for line in listed.splitlines()]
        recognised = {row["locators"][0]["url"] for row in rows}
        sure, possible = self.expected()
        check(f"the {len(sure)} pictures near the banked one are recognised, turned ones too",
              sure <= recognised, f"missing {sure - recognised}")
        check("and no other", recognised <= possible, f"too many {recognised - possible}")
        order = [row["priority"] for row in rows]
        check("the most urgent come first", order == sorted(order, reverse=True), order)
        return next(row for row in rows if row["locators"][0]["url"].endswith("shrink-a-little.jpg"))

    def finding(self, reason):
        return {
            "offence": "Participating in the activities of a group, Article 4(b)",
            "categories": [{"category": "c", "reason": reason}],
            "danger": {"finding": "present", "reason": "It names a place and a day."},
            "exemptions": [{"exemption": name, "finding": "none"} for name in (
                "educational", "journalistic", "artistic", "research", "counter_terrorism",
                "public_debate")],
            "conclusion": "terrorist_content",
        }

    def judge(self, item):
        exhibit = item["exhibit"]
        body = {"exhibit": exhibit, "finding": self.finding(
            "The picture is the recruiting banner of the made-up organisation.")}
        status, answer = self.api("amina", "POST", f"/items/{item['id']}/assessment", body)
        check("the analyst's finding is taken", status in (200, 201, 204), (status, answer))
        status, seen = self.api("bruno", "GET", f"/items/{item['id']}")
        check("the reviewer sees nothing of it before hers is written",
              status == 200 and "recruiting banner" not in json.dumps(seen), status)
        body["finding"] = self.finding(
            "The banner invites whoever sees it to join the made-up organisation.")
        status, answer = self.api("bruno", "POST", f"/items/{item['id']}/review", body)
        check("the second finding agrees", status in (200, 201, 204), (status, answer))

    def refer(self, item):
        draft = {"items": [item["id"]], "is_urgent": True}
        status, refused = self.api("amina", "POST", "/referrals", draft)
        check("without a confirmed contact nothing can be drafted", status in (409, 422),
              (status, refused))
        status, providers = self.api("dalia", "GET", "/providers")
        rows = providers["providers"] if isinstance(providers, dict) and "providers" in providers \
            else providers.get("rows", providers) if isinstance(providers, dict) else providers
        provider = next(row for row in rows if row["name"] == "Pictures")
        contact = {"address": ABUSE,
                   "confirmation": {"language": "fr", "zone": "Europe/Paris", "hours": None}}
        status, answer = self.api("dalia", "POST", f"/providers/{provider['id']}/contacts", contact)
        check("the liaison officer adds the contact", status == 201, (status, answer))
        status, referral = self.api("amina", "POST", "/referrals", draft)
        check("the referral is drafted", status == 201, (status, referral))
        status, refused = self.api("amina", "POST", f"/referrals/{referral['id']}/approval")
        check("its drafter cannot approve it", status in (403, 409), (status, refused))
        status, answer = self.api("bruno", "POST", f"/referrals/{referral['id']}/approval")
        check("a second person approves it", status in (200, 201, 204), (status, answer))
        wait_for("the letter", self.letter_after_a_second)
        return referral

    def letter_after_a_second(self):
        """Work that is put off for a second needs a clock that goes on."""
        self.set_clock(self.now_ms + 1_000)
        time.sleep(0.2)
        return self.mailbox.letters

    def read_letter(self, referral, item):
        envelope = self.mailbox.letters[0]
        raw = envelope.original_content
        letter = email.message_from_bytes(raw, policy=email.policy.default)
        (self.folder / "letter.eml").write_bytes(raw)
        check("one letter, to the confirmed contact", len(self.mailbox.letters) == 1
              and envelope.rcpt_tos == [ABUSE], envelope.rcpt_tos)
        check("the sender is the unit", UNIT in str(letter["From"]), letter["From"])
        check("the reference stands in the subject", referral["reference"] in letter["Subject"],
              letter["Subject"])
        text = letter.get_body(("plain",)).get_content()
        url = item["locators"][0]["url"]
        check("the address is defanged in the text", url not in text and "hxxp" in text)
        attached = [part for part in letter.iter_attachments()
                    if part.get_content_type() == "application/json"]
        exact = json.loads(attached[0].get_content()) if attached else {}
        check("the attachment holds the exact address", url in json.dumps(exact))
        check("and the proof of the approval's place in the log",
              "inclusion" in json.dumps(exact).lower() or "proof" in json.dumps(exact).lower())
        links = [word for word in text.split() if "/answer/" in word]
        link = links[0].strip("<>.,()\u2068\u2069\u2066") if links else ""
        check("a link where the provider answers", link.startswith("http"), links)
        return link

    def answer(self, link):
        with urllib.request.urlopen(link, timeout=30) as page:
            text = page.read().decode()
        first = self.shown_referral()
        check("opening the link changes nothing", not first.get("claims"), first.get("claims"))
        form = Form()
        form.feed(text)
        choice = next((name for name, values in form.choices.items() if "removed" in values), None)
        if not check("the page offers to say that it is removed", choice is not None,
                     form.choices):
            return
        fields = dict(form.values)
        fields[choice] = "removed"
        target = urllib.parse.urljoin(link, form.action or "")
        request = urllib.request.Request(
            target, data=urllib.parse.urlencode(fields).encode(),
            headers={"Origin": f"http://127.0.0.1:{self.web}"})
        with urllib.request.urlopen(request, timeout=30) as done:
            check("the answer is taken without script and without account", done.status == 200)
        shown = self.shown_referral()
        says = [claim.get("says") for claim in shown.get("claims", [])]
        check("it is shown as a claim", "removed" in json.dumps(says), says)
        check("and closes nothing by itself", shown["state"] == "sent", shown["state"])

    def shown_referral(self):
        return self.api("dalia", "GET", f"/referrals/{self.referral['id']}")[1]["referral"]

    def recheck(self, item):
        path = self.served / "bridge-mods/shrink-a-little.jpg"
        path.unlink()
        closed = None
        for _ in range(60):
            self.set_clock(self.now_ms + HOUR_MS // 4)
            time.sleep(1.2)
            _, shown = self.api("amina", "GET", f"/items/{item['id']}")
            state = shown.get("state") or shown.get("item", {}).get("state")
            if state == "closed_removed":
                closed = shown
                break
        if not check("the case closes after the file is gone", closed is not None, shown):
            return
        referral = self.shown_referral()
        check("with it the referral", referral["state"] == "closed", referral["state"])
        text = json.dumps(referral)
        check("one vantage is counted apart", "gone_seen_from_one" in text, text[:400])
        looks = [o for o in closed.get("observations", []) if o["state"] == "gone"]
        check("it was seen gone twice, at least ten minutes apart", len(looks) >= 2)

    def verify(self):
        archive = pathlib.Path(sys.prefix).with_name(".venv-archive")
        key = self.vigie("log", "key").strip()
        said = self.vigie("log", "verify")
        check("the program finds its own log sound", "0 defects" in said, said)
        url = f"http://127.0.0.1:{self.web}/log"
        self.outside("aics-tlog reads the log as served", sys.executable,
                     here / "log_aics.py", url, key)
        go = dict(os.environ, GO111MODULE="off", GOPATH="/usr/share/gocode",
                  GOCACHE=str(self.folder / "gocache"))
        self.outside("Go's tlog and note read the log as served", "go", "run", "./log_sumdb",
                     url, key, environment=go, folder=here)
        exported = []
        listed = self.vigie("--json", "item", "list", "--matched", "--limit", "4")
        for line in listed.splitlines():
            exhibit = json.loads(line).get("exhibit")
            if exhibit:
                path = self.folder / f"{exhibit}.warc.gz"
                self.vigie("exhibit", "export", exhibit, "--out", path)
                exported.append(path)
        if check("exhibits are exported", bool(exported)):
            self.outside("warcio, cdxj-indexer and pywb read the exhibits", here / "warc.sh",
                         *exported, environment=dict(os.environ, VIGIE_VENV=str(archive)))
        self.outside("dkimpy verifies the letter", sys.executable, here / "dkim.py",
                     self.dkim_record, self.folder / "letter.eml")

    def outside(self, what, *command, environment=None, folder=None):
        done = subprocess.run(list(map(str, command)), capture_output=True, env=environment,
                              timeout=300, cwd=folder)
        last = done.stdout.decode().strip().splitlines()[-1:] or [done.stderr.decode()[-400:]]
        check(f"{what}: {last[0]}", done.returncode == 0,
              done.stdout.decode()[-600:] + done.stderr.decode()[-600:])

    def play(self):
        self.start_nginx()
        self.start_dns()
        certificate = self.start_smtp()
        self.write_config(certificate)
        self.vigie("init")
        self.hire()
        item = self.recognise()
        self.serve()
        self.judge(item)
        self.referral = self.refer(item)
        link = self.read_letter(self.referral, item)
        if link:
            self.answer(link)
        self.recheck(item)
        # The embargo of the public records ends.
        self.set_clock(self.now_ms + HOUR_MS)
        time.sleep(2.5)
        self.verify()

    def end(self):
        if hasattr(self, "controller"):
            self.controller.stop()
        for process in reversed(self.processes):
            process.send_signal(signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()


def is_open(port):
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def answers(url):
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    program, data = (pathlib.Path(argument).resolve() for argument in sys.argv[1:])
    if not (data / "match/pdq/data").is_dir():
        print("skipped: no shared data")
        print("0 passed, 0 failed, 1 skipped")
        return 0
    folder = pathlib.Path(tempfile.mkdtemp(prefix="vigie-story-"))
    story = Story(program, data, folder)
    try:
        story.play()
    except Exception as error:  # A broken step is a failure with its reason, not a traceback alone.
        check(f"the story is played to its end ({type(error).__name__})", False, error)
        log = folder / "serve.log"
        if log.exists():
            print(log.read_text()[-2000:], file=sys.stderr)
    finally:
        story.end()
        if os.environ.get("VIGIE_KEEP"):
            print(f"kept: {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    print(f"\n{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
