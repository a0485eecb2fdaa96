#!/usr/bin/env python3
"""A real browser walks every page of a filled desk, in three languages, wide and narrow.

usage: browser.py VIGIE [PICTURES]

Starts `vigie demo` on loopback, signs in as each of its people, follows every link of the desk
that is within it, and checks of each page: it answers 200, says its language and direction, asks
no other host for anything, reports no error, needs no script, and is not wider than the window.
With PICTURES, screenshots are kept there. Ends with `N passed, N failed`.
"""

import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

from playwright.sync_api import sync_playwright

PASSWORD = "four plain made-up words"
PEOPLE = ["amina", "bruno", "claire", "dalia", "olaf", "admin"]
LANGUAGES = {"en": "ltr", "fr": "ltr", "ar": "rtl"}
PAGES_MAX = 40
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 420, "height": 900}

passed = failed = 0


def check(what, holds, found=""):
    global passed, failed
    if holds:
        passed += 1
    else:
        failed += 1
        print(f"FAIL  {what}  {found}")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_open(base, process):
    deadline = time.monotonic() + 240
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{base}/health/ready", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            pass
        time.sleep(0.2)
    raise TimeoutError("the demo did not open")


def wait_until_played(words, process):
    """The story is played before the accounts are printed."""
    deadline = time.monotonic() + 240
    while time.monotonic() < deadline and process.poll() is None:
        if "password of every account" in words.read_text():
            return
        time.sleep(0.2)
    raise TimeoutError("the demo did not play its story")


def shape(path):
    """Pages of one kind: the id does not make another page."""
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\?.*$", "…", path)


def walk(browser, base, person, language, pictures):
    # Script is off: every page must work without it.
    context = browser.new_context(viewport=WIDE, java_script_enabled=False, locale=language)
    page = context.new_page()
    foreign, errors = [], []
    page.on("request", lambda r: foreign.append(r.url) if not r.url.startswith(base) else None)
    page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    page.goto(f"{base}/sign-in")
    page.fill("input[name=login]", person)
    page.fill("input[name=password]", PASSWORD)
    page.click('form.card button')
    check(f"{person} signs in", "/sign-in" not in page.url, page.url)
    # The language is the person's own choice; it is changed by the same form people use.
    choose = page.locator(f"form:has(input[name=language][value={language}]) button, "
                          f"button[name=language][value={language}]").first
    if choose.count():
        choose.click()
    seen, queue = set(), ["/"]
    while queue and len(seen) < PAGES_MAX:
        path = queue.pop(0)
        if shape(path) in seen:
            continue
        seen.add(shape(path))
        answer = page.goto(base + path)
        name = f"{person} {language} {path}"
        check(f"{name} answers", answer is not None and answer.status == 200,
              answer and answer.status)
        html = page.locator("html")
        check(f"{name} says its language", html.get_attribute("lang") == language,
              html.get_attribute("lang"))
        check(f"{name} says its direction", html.get_attribute("dir") == LANGUAGES[language])
        for size in (WIDE, NARROW):
            page.set_viewport_size(size)
            # Without script in the page, the box of the body says how wide it became.
            box = page.locator("body").bounding_box()
            check(f"{name} fits {size['width']} px", box and box["width"] <= size["width"] + 1, box)
            if pictures:
                file = re.sub(r"[^a-z0-9]+", "-", f"{shape(path)}".lower()).strip("-") or "home"
                page.screenshot(path=str(pictures / f"{person}-{language}-{file}-{size['width']}.png"))
        page.set_viewport_size(WIDE)
        for link in page.locator("a[href^='/']").all():
            target = link.get_attribute("href") or ""
            skipped = target.startswith(("/log/tile", "/log/checkpoint", "/static", "/metrics",
                                         "/api/", "/exhibits"))
            if not skipped and link.get_attribute("download") is None:
                queue.append(target)
    check(f"{person} {language}: no other host was asked", not foreign, foreign[:3])
    check(f"{person} {language}: no error was reported", not errors, errors[:3])
    context.close()
    return len(seen)


def complain(browser, base, language, pictures):
    """Somebody without an account contests a removal, follows it, and adds to it."""
    context = browser.new_context(viewport=WIDE, java_script_enabled=False, locale=language)
    page = context.new_page()

    def look(name):
        html = page.locator("html")
        check(f"{name} {language} says its direction",
              html.get_attribute("dir") == LANGUAGES[language], html.get_attribute("dir"))
        for size in (WIDE, NARROW):
            page.set_viewport_size(size)
            box = page.locator("body").bounding_box()
            check(f"{name} {language} fits {size['width']} px",
                  box and box["width"] <= size["width"] + 1, box)
            if pictures:
                page.screenshot(path=str(pictures / f"{name}-{language}-{size['width']}.png"),
                                full_page=True)
        page.set_viewport_size(WIDE)

    page.goto(f"{base}/complaint")
    look("complaint-form")
    text = "The page reports about a training and warns against it."
    page.fill("input[name=about]", "no address at all")
    page.fill("textarea[name=text]", text)
    page.click("form.card button")
    check(f"a complaint about nothing is refused in {language}",
          page.locator(".notice.bad").count() == 1)
    kept = page.input_value("textarea[name=text]")
    check(f"what was typed is kept in {language}", kept == text, kept)
    look("complaint-refused")
    page.fill("input[name=about]", f"https://archive.test/details/zeta-{language}")
    page.click("form.card button")
    page.click("a[href^='/complaint/']")
    check(f"a token follows the complaint in {language}", "/complaint/" in page.url, page.url)
    page.fill("textarea[name=text]", "One more thing to look at.")
    page.locator("form.card button").first.click()
    check(f"something is added in {language}", page.locator(".timeline > li").count() == 2)
    look("complaint-followed")
    context.close()


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    program = pathlib.Path(sys.argv[1]).resolve()
    pictures = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else None
    if pictures:
        pictures.mkdir(parents=True, exist_ok=True)
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory(prefix="vigie-browser-") as folder:
        words = pathlib.Path(folder) / "words"
        with open(words, "wb") as out:
            demo = subprocess.Popen(
                [program, "demo", "--listen", f"127.0.0.1:{port}", "--data", f"{folder}/desk"],
                stdout=out, stderr=out)
        try:
            wait_until_open(base, demo)
            wait_until_played(words, demo)
            with sync_playwright() as play:
                browser = play.chromium.launch(
                    executable_path="/usr/bin/chromium",
                    args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                          "--disable-background-networking", "--disable-component-update",
                          "--disable-sync"])
                for language in LANGUAGES:
                    complain(browser, base, language, pictures)
                walks = [(person, "en") for person in PEOPLE]
                walks += [("amina", "ar"), ("claire", "fr"), ("dalia", "ar"), ("bruno", "fr")]
                for person, language in walks:
                    count = walk(browser, base, person, language, pictures)
                    print(f"ok    {person} in {language}: {count} kinds of page")
                browser.close()
        finally:
            demo.send_signal(signal.SIGINT)
            try:
                demo.wait(timeout=15)
            except subprocess.TimeoutExpired:
                demo.kill()
    print(f"\n{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
