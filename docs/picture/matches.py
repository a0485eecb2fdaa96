#!/usr/bin/env python3
"""Makes the pictures of docs/guide/matches.md: a desk, a banked picture, three edits of it, a browser.

usage: matches.py VIGIE FOLDER      in the environment of `script/setup peers`

The picture is made here: the card of "Training Organisation Zeta", a made-up house.
"""

import json
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

from PIL import Image, ImageDraw, ImageFont, ImageOps
from playwright.sync_api import sync_playwright

PASSWORD = "four plain made-up words"
WIDTH = 1000


def card() -> Image.Image:
    """A sun over three hills, with the name of the house."""
    made = Image.new("RGB", (900, 600))
    for y in range(600):
        made.paste((250 - y // 5, 205 - y // 6, 120 + y // 6), (0, y, 900, y + 1))
    draw = ImageDraw.Draw(made)
    draw.ellipse((600, 60, 780, 240), fill=(255, 244, 190))
    for left, top, width, colour in [(-200, 300, 760, (60, 110, 90)), (250, 360, 800, (40, 80, 110)), (-100, 450, 1100, (30, 50, 60))]:
        draw.polygon([(left, 600), (left + width // 2, top), (left + width, 600)], fill=colour)
    for number in range(7):
        draw.rectangle((70 + 34 * number, 90, 92 + 34 * number, 120 + 23 * (number * 3 % 5)), fill=(150, 40 + 25 * number, 60))
    draw.text((60, 500), "Training Organisation Zeta", font=ImageFont.load_default(54), fill=(255, 255, 255))
    return made


def edits(whole: Image.Image) -> dict:
    captioned = whole.copy()
    ImageDraw.Draw(captioned).rectangle((0, 0, 900, 70), fill=(255, 255, 255))
    ImageDraw.Draw(captioned).text((30, 8), "summer course, first Monday of July", font=ImageFont.load_default(44), fill=(0, 0, 0))
    return {"saved-again": whole.resize((450, 300)), "captioned": captioned, "inverted": ImageOps.invert(whole)}


class Desk:
    """The program over one folder."""

    def __init__(self, program: pathlib.Path, folder: pathlib.Path) -> None:
        self.program, self.folder = program, folder
        self.run("init")
        self.run("user", "add", "amina", "--name", "Amina", "--role", "analyst", "--role", "admin",
                 "--password-file", "-", given=PASSWORD)

    def run(self, *arguments: str, given: str = "") -> str:
        command = [self.program, "--data", self.folder / "desk", *arguments]
        return subprocess.run(command, input=given, capture_output=True, text=True, check=True).stdout

    def upload(self, name: str, picture: Image.Image) -> str:
        path = self.folder / f"{name}.jpg"
        picture.save(path, quality=70)
        return json.loads(self.run("--json", "item", "upload", path, "--by", f"a teacher ({name})"))["id"]


def wait_until_open(base: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{base}/health/ready", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError("the desk did not open")


def keep(page, path: pathlib.Path) -> None:
    """What the page says, in 64 colours: enough for a page, a third of the bytes."""
    page.locator("main").screenshot(path=path)
    Image.open(path).convert("RGB").quantize(64).save(path, optimize=True)
    print(path, path.stat().st_size)


def main() -> None:
    program, out = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as place:
        desk = Desk(program, pathlib.Path(place))
        desk.run("bank", "create", "cards", "--description", "cards of made-up houses", "--owner", "the desk")
        known = desk.upload("known", card())
        items = {}
        serve = subprocess.Popen([program, "--data", desk.folder / "desk", "serve", "--listen", f"127.0.0.1:{port}"],
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait_until_open(base)
            with sync_playwright() as play:
                browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
                page = browser.new_context(viewport={"width": WIDTH, "height": 900}, java_script_enabled=False).new_page()
                page.goto(f"{base}/sign-in")
                page.fill("input[name=login]", "amina")
                page.fill("input[name=password]", PASSWORD)
                page.click("form.card button")
                page.goto(f"{base}/items/{known}")
                page.locator("summary", has_text="Bank a picture").click()
                page.fill("form[action$=banking] input[name=label]", "card of Training Organisation Zeta")
                page.click("form[action$=banking] button")
                for name, picture in edits(card()).items():
                    items[name] = desk.upload(name, picture)
                for name, item in items.items():
                    deadline = time.monotonic() + 60
                    while page.goto(f"{base}/items/{item}/matches/0").status != 200:
                        if time.monotonic() > deadline:
                            raise TimeoutError(f"{name} was not found near the card")
                        time.sleep(0.5)
                    keep(page, out / f"match-{name}.png")
                page.goto(f"{base}/items/{items['captioned']}")
                keep(page, out / "match-item.png")
                browser.close()
        finally:
            serve.send_signal(signal.SIGINT)
            serve.wait(timeout=15)


main()
