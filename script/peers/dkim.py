#!/usr/bin/env python3
"""Verifies the DKIM signatures of letters with dkimpy, somebody else's verifier.

usage: dkim.py DNS LETTER.eml…

DNS is a TXT record (`v=DKIM1; …`), which then answers every name, or a file with a line
`<name> <record>` for each key. Each signature of each letter is one check, and so are the three
changes (subject, text, a second sender) that must break it. Needs: pip install dkimpy pynacl.
"""

import os
import re
import sys

# This file bears the name of the library, which is therefore not looked for beside it.
sys.path.pop(0)
import dkim  # noqa: E402


def read_records(argument):
    if not os.path.exists(argument):
        return {None: argument.encode()}
    with open(argument, encoding="ascii") as file:
        lines = [line.split(None, 1) for line in file if line.strip()]
    return {name.rstrip(".").lower(): record.strip().encode() for name, record in lines}


def verify(letter, index, records):
    def answer(name, timeout=0):
        name = (name.decode() if isinstance(name, bytes) else name).rstrip(".").lower()
        return records.get(name, records.get(None))

    try:
        return dkim.DKIM(letter, minkey=2048).verify(idx=index, dnsfunc=answer)
    except dkim.DKIMException as error:
        print(f"  {error}", file=sys.stderr)
        return False


def changes(letter):
    head, body = letter.split(b"\r\n\r\n", 1)
    yield "another subject", re.sub(rb"(?m)^Subject: ", b"Subject: x", head, count=1) + b"\r\n\r\n" + body
    yield "another text", head + b"\r\n\r\n" + body.replace(b"a", b"b", 1)
    yield "a second sender", b"From: x@other.example\r\n" + letter


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    records = read_records(sys.argv[1])
    passed = failed = 0

    def check(what, holds):
        nonlocal passed, failed
        passed, failed = (passed + 1, failed) if holds else (passed, failed + 1)
        print(f"{'ok  ' if holds else 'FAIL'} {what}")

    for path in sys.argv[2:]:
        with open(path, "rb") as file:
            letter = file.read()
        signatures = len(re.findall(rb"(?mi)^DKIM-Signature:", letter.split(b"\r\n\r\n", 1)[0]))
        check(f"{path}: is signed", signatures > 0)
        for index in range(signatures):
            which = f"{path}: signature {index + 1}"
            check(f"{which} verifies", verify(letter, index, records))
            for what, changed in changes(letter):
                check(f"{which} breaks with {what}", not verify(changed, index, records))
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
