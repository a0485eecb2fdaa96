#!/usr/bin/env python3
"""Writes what the fuzz targets start from into fuzz/corpus/<target>: small, made up, benign.

    python3 fuzz/seeds.py [VIGIE]       needs Pillow; VIGIE, the program, writes the index file

What fuzzing finds is added beside these by `script/fuzz merge`.
"""

import gzip
import io
import json
import pathlib
import struct
import subprocess
import sys
import tempfile
import zipfile
import zlib

from PIL import Image

ROOT = pathlib.Path(__file__).resolve().parent
FIXTURES = ROOT.parent / "fixtures"


def put(target: str, name: str, content) -> None:
    folder = ROOT / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())


def from_fixtures(target: str, *patterns: str) -> None:
    for pattern in patterns:
        for path in sorted(FIXTURES.glob(pattern)):
            if path.is_file() and path.stat().st_size <= 8192:
                put(target, f"{path.parent.name}-{path.name}", path.read_bytes())


def picture(width: int = 48, height: int = 32) -> Image.Image:
    made = Image.new("RGB", (width, height))
    made.putdata([((x * 7 + y) % 256, (x // 9 * 31 + y // 5 * 47) % 256, x * y // 11 % 256)
                  for y in range(height) for x in range(width)])
    return made


def encoded(made: Image.Image, form: str, **options) -> bytes:
    out = io.BytesIO()
    made.save(out, form, **options)
    return out.getvalue()


def pictures() -> None:
    rgb, other = picture(), picture(48, 32).rotate(180)
    put("jpeg", "baseline.jpg", encoded(rgb, "JPEG"))
    put("jpeg", "progressive.jpg", encoded(rgb, "JPEG", progressive=True))
    put("jpeg", "grey.jpg", encoded(rgb.convert("L"), "JPEG"))
    put("jpeg", "cmyk.jpg", encoded(rgb.convert("CMYK"), "JPEG"))
    put("jpeg", "fine.jpg", encoded(rgb, "JPEG", quality=95, subsampling=0))
    put("jpeg", "restart.jpg", encoded(rgb, "JPEG", restart_marker_rows=1))
    exif = Image.Exif()
    exif[0x0112] = 6
    put("jpeg", "turned.jpg", encoded(rgb, "JPEG", exif=exif))
    put("png", "rgb.png", encoded(rgb, "PNG"))
    put("png", "alpha.png", encoded(rgb.convert("RGBA"), "PNG"))
    put("png", "palette.png", encoded(rgb.quantize(16), "PNG"))
    put("png", "bits.png", encoded(rgb.convert("1"), "PNG"))
    put("png", "deep.png", encoded(rgb.convert("I;16"), "PNG"))
    put("webp", "lossy.webp", encoded(rgb, "WEBP"))
    put("webp", "lossless.webp", encoded(rgb, "WEBP", lossless=True))
    put("webp", "moving.webp", encoded(rgb, "WEBP", save_all=True, append_images=[other]))
    put("gif", "still.gif", encoded(rgb.quantize(16), "GIF"))
    put("gif", "moving.gif", encoded(rgb.quantize(16), "GIF", save_all=True,
                                     append_images=[other.quantize(16)], loop=0, duration=80))
    put("bmp", "rgb.bmp", encoded(rgb, "BMP"))
    put("bmp", "palette.bmp", encoded(rgb.quantize(16), "BMP"))
    for name in ["raw", "tiff_lzw", "tiff_adobe_deflate", "packbits"]:
        put("tiff", f"{name}.tif", encoded(rgb, "TIFF", compression=name))
    # 65,535 × 65,535 pixels in a header, and next to nothing behind it.
    wide = struct.pack(">HH", 65535, 65535)
    jpeg = encoded(rgb, "JPEG")
    at = jpeg.index(b"\xff\xc0") + 5
    put("jpeg", "wide.jpg", jpeg[:at] + wide + jpeg[at + 4:])
    head = b"IHDR" + struct.pack(">IIBBBBB", 65535, 65535, 8, 2, 0, 0, 0)
    put("png", "wide.png", b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head
        + struct.pack(">I", zlib.crc32(head)) + encoded(rgb, "PNG")[33:])
    put("gif", "wide.gif", b"GIF89a" + b"\xff" * 4 + encoded(rgb.quantize(16), "GIF")[10:])
    bmp = encoded(rgb, "BMP")
    put("bmp", "wide.bmp", bmp[:18] + struct.pack("<ii", 65535, 65535) + bmp[26:])


def documents() -> None:
    text = b"BT /F1 12 Tf 20 160 Td (The harbour opens at six.) Tj ET 1 0 0 rg 20 20 60 40 re f"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>/XObject<</I 6 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(text), text),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Type/XObject/Subtype/Image/Width 48/Height 32/BitsPerComponent 8/ColorSpace/DeviceRGB"
        b"/Filter/DCTDecode/Length %d>>stream\n%s\nendstream"
        % (len(encoded(picture(), "JPEG")), encoded(picture(), "JPEG")),
    ]
    pdf, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(pdf))
        pdf += b"%d 0 obj%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(pdf)
    pdf += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    pdf += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    put("pdf", "page.pdf", pdf)
    put("pdf", "cut.pdf", pdf[: len(pdf) // 2])
    put("pdf", "circle.pdf", b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF")

    def packed(members, method=zipfile.ZIP_DEFLATED) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", method) as archive:
            for name, content in members:
                archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, method)
        return out.getvalue()

    chapter = "<html><body><p>The harbour opens at six.</p><img src='p.jpg'/></body></html>"
    put("epub", "book.epub", packed([
        ("mimetype", "application/epub+zip"),
        ("META-INF/container.xml", "<container><rootfiles><rootfile full-path='b.opf'/></rootfiles></container>"),
        ("b.opf", "<package><manifest><item id='c' href='c.xhtml' media-type='application/xhtml+xml'/>"
                  "<item id='p' href='p.jpg' media-type='image/jpeg'/></manifest>"
                  "<spine><itemref idref='c'/></spine></package>"),
        ("c.xhtml", chapter),
        ("p.jpg", encoded(picture(64, 64), "JPEG")),
    ]))
    inner = packed([("words.txt", "plain words\n")])
    put("zip", "files.zip", packed([("words.txt", "plain words\n"), ("p.png", encoded(picture(), "PNG"))]))
    put("zip", "stored.zip", packed([("words.txt", "plain words\n")], zipfile.ZIP_STORED))
    put("zip", "within.zip", packed([("inner.zip", inner), ("deep/inner.zip", packed([("i.zip", inner)]))]))
    put("zip", "bomb.zip", packed([("zeros", b"\0" * 4_000_000)]))
    put("zip", "cut.zip", inner[:-10])


def videos() -> None:
    said = "[Parsed_showinfo_1 @ 0x5] [info] n:{n:4} pts:{n:7} pts_time:{n}.5 s:48x32 i:P"
    put("video_log", "read.txt", "\n".join([
        "[info] Input #0, mov, from 'fd:':",
        "[info]   Duration: 00:00:02.00, start: 0.000000, bitrate: 21 kb/s",
        "[info]   Stream #0:0[0x1](und): Video: h264, yuv420p, 48x32",
        "[info]   Stream #0:1[0x2](und): Audio: aac, 44100 Hz",
        *(said.format(n=n) for n in range(3)),
        "[mov @ 0x7] [error] moov atom not found", ""]))
    put("video_log", "odd.txt", "[info]   Duration: N/A\n[info]   Duration: 99999999999:00:00.0,\n"
        "[Parsed_showinfo_0 @ 0] [info]  pts_time:-1e300 s:x\n] [\n[fatal] ")
    frame = b"P5\n48 32\n255\n" + picture().convert("L").tobytes()
    put("video_frames", "two.pgm", frame * 2)
    put("video_frames", "cut.pgm", frame[:-100])
    put("video_frames", "lying.pgm", b"P5\n512 512\n255\nxx")


def archives() -> None:
    body = b"<p>The harbour opens at six.</p>"
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
    packed = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(body, mtime=0)

    def record(kind: str, block: bytes, media: str) -> bytes:
        head = (f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:0192f000-0000-7000-8000-000000000001>\r\n"
                f"WARC-Date: 2026-01-01T00:00:00Z\r\nWARC-Target-URI: https://media.example/post/1\r\n"
                f"Content-Type: {media}\r\nContent-Length: {len(block)}\r\n\r\n")
        return head.encode() + block + b"\r\n\r\n"

    info = record("warcinfo", b"software: made up\r\n", "application/warc-fields")
    answer = record("response", http, "application/http;msgtype=response")
    folded = record("response", packed, "application/http;msgtype=response")
    put("warc", "plain.warc", info + answer + folded)
    put("warc", "packed.warc.gz", gzip.compress(info, mtime=0) + gzip.compress(answer, mtime=0))
    put("warc", "cut.warc", (info + answer)[:-40])
    put("warc", "long.warc", answer.replace(b"Content-Length: ", b"Content-Length: 9999999"))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as wacz:
        for name, content in [("archive/a.warc", info + answer), ("datapackage.json", '{"resources":[]}'),
                              ("pages/pages.jsonl", '{"format":"json-pages-1.0"}\n{"url":"https://media.example/"}\n')]:
            wacz.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content)
    put("wacz", "small.wacz", out.getvalue())


def lists() -> None:
    for number, text in enumerate([
            "https://media.example/post/1?utm_source=x", "hxxps://media[.]example/%7Euser/../a#b", "@name",
            "https://redirect.example/?url=https%3A%2F%2Fmedia.example%2F", "https://xn--bcher-kva.example/ü",
            "http://[::1]:8080/", "https://example.org:99999/", "javascript:1", "مثال.example/ب"]):
        put("locator", f"{number}.txt", text)
    rules = ROOT.parent / "crates/vigie-format/src/key/rules.txt"
    put("key_rules", "head.txt", "\n".join(rules.read_text().splitlines()[:60]) + "\n")
    from_fixtures("rdap", "rdap/*/*.json", "rdap/*/input*")
    from_fixtures("whois", "whois/*/*.txt", "whois/*/input*")
    from_fixtures("hash_list", "hash_list/*/input*")
    from_fixtures("url_list", "url_list/*/input*")
    put("rdap_bootstrap", "dns.json", json.dumps({"version": "1.0", "services": [
        [["example", "org"], ["https://rdap.example/"]], [["192.0.2.0/24"], ["https://ip.example/"]],
        [["64496-64511"], ["http://as.example/"]]]}))
    one = "00ff" * 16
    put("tx_list", "lines.txt", f"{one}\n{one.upper()},tag\npdq,{one}\nbad\n\n{one[:-1]}g\n")
    put("tx_list", "rows.csv", f"indicator,type,severity\n{one},HASH_PDQ,WARNING\nhttps://media.example/,URI,\n")
    put("cdn_list", "list.json", json.dumps({"name": "edge", "ranges": ["192.0.2.0/24", "2001:db8::/32", "x"]}))
    put("cdn_list", "ranges.txt", "192.0.2.0/24\n2001:db8::/33\n# words\n300.1.1.1/8\n")
    put("cdn_list", "prints.tsv", "edge\theader\tserver\t^made-up\t1\n")
    put("asn_table", "ranges.tsv", "192.0.2.0\t192.0.2.255\t64500\tZZ\tZETA\n192.0.2.9\t192.0.2.1\t64501\tZZ\tX\n")
    put("asn_table", "names.txt", "64500 ZETA, ZZ\nAS64501 OTHER\nx\n")
    put("reference_table", "contacts.csv", "provider,country,address,scope,language\nZeta,FR,abuse@zeta.example,abuse,fr\n")
    put("reference_table", "abuse.csv", "192.0.2.0/24,abuse@zeta.example\n64500,abuse@zeta.example\n")
    put("reference_table", "past.json", '{"rrname":"media.example.","rrtype":"A","rdata":"192.0.2.1","time_last":1767225600}\n')
    put("reference_table", "logged.json", '[{"name_value":"media.example\\n*.media.example","not_before":"2026-01-01T00:00:00"}]')
    put("reference_table", "warning.json", '{"name":"n","type":"cidr","list":["192.0.2.0/24"],"matching_attributes":[]}')
    put("reference_table", "security.txt", "Contact: mailto:abuse@zeta.example\nExpires: 2027-01-01T00:00:00Z\n")
    put("reference_table", "item.json", '{"created":1,"files":[{"name":"a.mp4","source":"original","size":"5"}],"metadata":{}}')


def mails() -> None:
    put("mail", "answer.eml", "From: Desk <abuse@zeta.example>\r\nTo: unit@desk.example\r\nSubject: Re: V-2026-000123\r\n"
        "Message-ID: <1@zeta.example>\r\nIn-Reply-To: <n@desk.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        "It is removed.\r\n> the letter\r\n")
    put("mail", "bounce.eml", "From: MAILER-DAEMON@zeta.example\r\nSubject: failure\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nNo such box.\r\n--b\r\n"
        "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; zeta.example\r\n\r\n"
        "Final-Recipient: rfc822; abuse@zeta.example\r\nAction: failed\r\nStatus: 5.1.1\r\n--b\r\n"
        "Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: <n@desk.example>\r\n--b--\r\n")
    put("mail", "nested.eml", "Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\nContent-Type: multipart/alternative; boundary=a2\r\n\r\n"
        "--a2\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\nPGI+aGVsbG88L2I+\r\n--a2--\r\n--a\r\n"
        "Content-Type: message/rfc822\r\n\r\nSubject: =?utf-8?q?inn=C3=A9r?=\r\n\r\nx\r\n--a--\r\n")
    put("mail", "odd.eml", b"Subject: \xff\xfe\r\nAuto-Submitted: auto-replied\r\nFrom: a@b, <, \"\r\n\r\n\0\xe0")


def signals() -> None:
    one, two = "0f" * 32, "b4b45b6bb5fb834bc4b4cb4b4b4bb4b44b435a1eb40b5e9640b4a16b54b456b4"
    put("signal_text", "pdq.txt", two)
    put("signal_text", "short.txt", two[:-1])
    put("signal_text", "vpdq.txt", f'["{one},100,0.0", "{two},76,1.5"]')
    put("signal_text", "sketch.txt", "0123456789abcdef")
    put("signal_text", "list.txt", '["00000000,12345678"]')
    put("vpdq_lines", "lines.txt", f"0,100,{one},0.000\n1,76,{two},1.500\n")
    put("vpdq_lines", "bad.txt", f"0,300,{one},-1\n1,76,{two},nan\n")
    put("tmk", "head.tmk", b"TMK1FVECPDQF" + struct.pack("<IIII", 15, 4, 32, 256) + bytes(64))
    put("index_damage", "whole.bin", bytes(range(256)) + bytes(256))
    put("index_damage", "damaged.bin", bytes(range(256)) + struct.pack("<HBB", 700, 0, 1) * 64)
    put("index_file", "words.bin", "vigiehmi and no more")
    put("near_text_file", "empty.bin", b"VIGIENEA" + struct.pack("<HHI", 1, 0, 0))
    put("near_text", "shingles.bin", struct.pack("<40I", *range(1000, 1040)))
    if len(sys.argv) > 1:
        with tempfile.TemporaryDirectory() as folder:
            hexes, index = pathlib.Path(folder, "h.txt"), pathlib.Path(folder, "h.vix")
            hexes.write_text(f"{one}\n{two}\n")
            subprocess.run([sys.argv[1], "index", "build", "--from", hexes, "--out", index], check=True)
            put("index_file", "two.vix", index.read_bytes())
            texts = pathlib.Path(folder, "t.ndjson")
            texts.write_text(json.dumps({"text": "the harbour opens at six in the morning and closes at noon"}) + "\n")
            near = pathlib.Path(folder, "n")
            subprocess.run([sys.argv[1], "text", "near", texts, "--index", near], check=True, stdout=subprocess.DEVNULL)
            put("near_text_file", "one.bin", near.read_bytes())


def texts() -> None:
    samples = {"en.txt": "We meet at the harbour at six. k i l l the lights, l33t",
               "fr.txt": "L’été à l’École, ami·e·s « bienvenue »", "ar.txt": "الـــدَّورة التدريبيـة يوم الاثنين 7arb",
               "folds.txt": "𝐒𝐮𝐦𝐦𝐞𝐫 cоurse ﷺ ﻻ h\u200bar\u200dbour \u202eabc\u202c ｆｕｌｌ sooooo 😀",
               "bad.bin": b"\xed\xa0\x80\xff\0 a\xcc\x81\xcc\x81\xcc\x81 \xf0\x9f"}
    for name, text in samples.items():
        for target in ["fold", "score"]:
            put(target, name, text)
    put("term_list", "list.txt", "name: made-up\nversion: 1\nowner: us\nlanguage: en\ncategory: threat\nnote: neutral\n"
        "expires: 2027-12-31\n---\ncome for you\nslaughter*\n! come for you all\n/burn(ing)? down/\n")
    put("term_list", "bad.txt", "name: x\n---\n/((((/\n*\n!\n")
    put("model", "head.bin", b"VIGIETXT" + struct.pack("<HHII", 1, 1, 0, 0) + bytes(40))


for make in [pictures, documents, videos, archives, lists, mails, signals, texts]:
    make()
