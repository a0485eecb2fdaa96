#!/usr/bin/env python3
"""Edits of pictures as people make them before they upload again, and pictures nobody edited.

usage: transforms.py FOLDER COUNT PACKAGE...

PACKAGE is a folder with pictures of a Debian package. Writes to FOLDER:
  originals/NNN.jpg      COUNT pictures, at most 900 pixels a side
  edits/NAME/NNN.jpg     each of them after each of the transforms below
  strangers/NNNNN.jpg    pictures of the packages that have nothing to do with each other
Of a family (what shares a folder and the letters of its name) one picture is taken. A picture that
is the same drawing as an earlier one, turned, mirrored, recoloured or cut to its outline, is left
out: the correlation of small grey copies says so, which no side of the bench uses.
"""

import io
import math
import pathlib
import re
import sys
import zlib

import numpy
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont, ImageOps

SUFFIXES = {".jpg", ".jpeg", ".png", ".webp"}
SIDE_MIN, SIDE_MAX = 200, 900


def font(size):
    return ImageFont.load_default(size=max(8, int(size)))


def again(image, **options):
    out = io.BytesIO()
    image.save(out, options.pop("form", "JPEG"), **options)
    return Image.open(io.BytesIO(out.getvalue())).convert("RGB")


def scaled(image, by):
    return image.resize((max(8, round(image.width * by)), max(8, round(image.height * by))))


def cropped(image, left, top, right, bottom):
    w, h = image.size
    return image.crop((round(w * left), round(h * top), round(w * (1 - right)),
                       round(h * (1 - bottom))))


def framed(image, share, colour):
    edge = round(min(image.size) * share)
    return ImageOps.expand(image, edge, colour)


def pasted(image, patch, x, y):
    image = image.copy()
    image.paste(patch, (round(x), round(y)), patch if patch.mode == "RGBA" else None)
    return image


def logo(side, colour=(250, 250, 250)):
    image = Image.new("RGB", (side, side), colour)
    draw = ImageDraw.Draw(image)
    draw.ellipse((side * .2, side * .2, side * .8, side * .8), outline=(20, 60, 160),
                 width=max(2, side // 12))
    return image


def corner_logo(share, left=False):
    def edit(image, _):
        side = round(min(image.size) * share)
        x = 8 if left else image.width - side - 8
        return pasted(image, logo(side), x, 8 if left else image.height - side - 8)
    return edit


def text(image, words, x, y, size, colour, stroke=None):
    image = image.copy()
    ImageDraw.Draw(image).text((x, y), words, font=font(size), fill=colour,
                               stroke_width=0 if stroke is None else max(1, int(size / 14)),
                               stroke_fill=stroke)
    return image


def banner(share, at_top):
    def edit(image, _):
        height = round(image.height * share)
        band = Image.new("RGB", (image.width, height), (200, 30, 30))
        band = text(band, "Training Organisation Zeta", 12, height * .2, height * .5, "white")
        return pasted(image, band, 0, 0 if at_top else image.height - height)
    return edit


def caption(share, at_top=True, at_bottom=False):
    def edit(image, _):
        band = round(image.height * share)
        out = Image.new("RGB", (image.width, image.height + band * (at_top + at_bottom)), "white")
        out.paste(image, (0, band if at_top else 0))
        for y in [0] * at_top + [out.height - band] * at_bottom:
            out = text(out, "When the exercise starts\nand nobody knows", 10, y + band * .1,
                       band * .32, "black")
        return out
    return edit


def meme(image, _):
    size = image.height * .11
    image = text(image, "WHEN THE EXERCISE", image.width * .05, image.height * .02, size, "white",
                 "black")
    return text(image, "STARTS AGAIN", image.width * .15, image.height * .85, size, "white",
                "black")


def tiled_watermark(image, _):
    layer = Image.new("RGBA", image.size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(layer)
    for y in range(0, image.height, max(40, image.height // 6)):
        for x in range(-(y // 3) % 90, image.width, max(90, image.width // 4)):
            draw.text((x, y), "zeta.example", font=font(image.height / 22), fill=(255, 255, 255, 110))
    return Image.alpha_composite(image.convert("RGBA"), layer).convert("RGB")


def centre_watermark(image, _):
    layer = Image.new("RGBA", image.size, (0, 0, 0, 0))
    ImageDraw.Draw(layer).text((image.width * .12, image.height * .42), "ZETA NEWS",
                               font=font(image.width / 8), fill=(255, 255, 255, 128))
    return Image.alpha_composite(image.convert("RGBA"), layer).convert("RGB")


def player(image, _):
    w, h = image.size
    out = Image.new("RGB", (round(w * 1.12), round(h * 1.34)), (24, 24, 24))
    out.paste(image, (round(w * .06), round(h * .12)))
    draw = ImageDraw.Draw(out)
    y = round(h * 1.18)
    draw.line((w * .06, y, w * 1.06, y), fill=(90, 90, 90), width=6)
    draw.line((w * .06, y, w * .40, y), fill=(230, 30, 30), width=6)
    draw.polygon([(w * .07, y + 14), (w * .07, y + 40), (w * .10, y + 27)], fill="white")
    return text(out, "Exercise of the spring, part two", w * .06, h * .02, h * .05, (220, 220, 220))


def phone(image, _):
    w, h = image.size
    out = Image.new("RGB", (w, round(h * 1.45)), (250, 250, 250))
    out.paste((30, 30, 34), (0, 0, w, round(h * .06)))
    out = text(out, "12:41", 12, h * .01, h * .035, "white")
    out = text(out, "zeta_channel", w * .1, h * .09, h * .05, "black")
    out.paste(image, (0, round(h * .17)))
    return text(out, "Liked by many\nA plain sentence below a picture", 14, h * 1.2, h * .05,
                (40, 40, 40))


def inset_into(share):
    def edit(image, other):
        back = other.resize(image.size).filter(ImageFilter.GaussianBlur(2))
        small = scaled(image, share)
        return pasted(back, small, (back.width - small.width) / 2, (back.height - small.height) / 2)
    return edit


def inset_of_other(share):
    def edit(image, other):
        small = scaled(other.resize(image.size), share)
        return pasted(image, small, image.width - small.width - 10, image.height - small.height - 10)
    return edit


def blurred_sides(image, _):
    back = scaled(image, 1.8).filter(ImageFilter.GaussianBlur(18))
    back = back.crop((0, (back.height - image.height) // 2, back.width,
                      (back.height + image.height) // 2))
    return pasted(back, image, (back.width - image.width) / 2, 0)


def rotated(degrees, fill=(0, 0, 0)):
    return lambda image, _: image.rotate(degrees, Image.BICUBIC, fillcolor=fill)


def rotated_and_cut(degrees):
    def edit(image, _):
        turned = image.rotate(degrees, Image.BICUBIC)
        w, h = image.size
        angle = math.radians(abs(degrees))
        share = 1 / (math.cos(angle) + max(w / h, h / w) * math.sin(angle))
        cut = (1 - share) / 2
        return cropped(turned, cut, cut, cut, cut)
    return edit


def perspective(strength):
    def edit(image, _):
        w, h = image.size
        d = strength
        target = [(w * d, h * d / 2), (w, 0), (w * (1 - d / 2), h), (0, h * (1 - d))]
        source = [(0, 0), (w, 0), (w, h), (0, h)]
        rows, values = [], []
        for (x, y), (u, v) in zip(target, source):
            rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
            values += [u, v]
        factors = numpy.linalg.solve(numpy.array(rows), numpy.array(values))
        return image.transform(image.size, Image.PERSPECTIVE, factors, Image.BICUBIC)
    return edit


def sheared(image, _):
    return image.transform(image.size, Image.AFFINE, (1, .06, -image.height * .03, 0, 1, 0),
                           Image.BICUBIC)


def noisy(sigma):
    def edit(image, _):
        chance = numpy.random.default_rng(3)
        pixels = numpy.asarray(image, dtype=numpy.float32)
        pixels = pixels + chance.normal(0, sigma, pixels.shape)
        return Image.fromarray(pixels.clip(0, 255).astype(numpy.uint8))
    return edit


def salt(image, _):
    chance = numpy.random.default_rng(4)
    pixels = numpy.array(image)
    where = chance.random(pixels.shape[:2])
    pixels[where < .02], pixels[where > .98] = 0, 255
    return Image.fromarray(pixels)


def curve(function):
    return lambda image, _: image.point([max(0, min(255, round(function(v)))) for v in range(256)] * 3)


def hue(shift):
    def edit(image, _):
        h, s, v = image.convert("HSV").split()
        return Image.merge("HSV", (h.point(lambda x: (x + shift) % 256), s, v)).convert("RGB")
    return edit


def sepia(image, _):
    return ImageOps.colorize(ImageOps.grayscale(image), (40, 20, 0), (255, 240, 200))


def pixelated(image, _):
    return scaled(image, 1 / 12).resize(image.size, Image.NEAREST)


def hidden_face(image, _):
    w, h = image.size
    box = (round(w * .38), round(h * .22), round(w * .62), round(h * .52))
    part = image.crop(box)
    return pasted(image, scaled(part, 1 / 14).resize(part.size, Image.NEAREST), *box[:2])


def vignette(image, _):
    y, x = numpy.mgrid[-1:1:image.height * 1j, -1:1:image.width * 1j]
    fall = numpy.clip(1.15 - .55 * (x * x + y * y), 0, 1)[..., None]
    return Image.fromarray((numpy.asarray(image) * fall).clip(0, 255).astype(numpy.uint8))


def halves(image, other):
    out = Image.new("RGB", (image.width * 2, image.height))
    out.paste(image, (0, 0))
    out.paste(other.resize(image.size), (image.width, 0))
    return out


def emoji(image, _):
    side = round(min(image.size) * .28)
    face = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    draw = ImageDraw.Draw(face)
    draw.ellipse((0, 0, side - 1, side - 1), fill=(255, 210, 40, 255))
    for x in (.3, .62):
        draw.ellipse((side * x, side * .3, side * (x + .1), side * .45), fill=(40, 30, 0, 255))
    return pasted(image, face, image.width * .4, image.height * .35)


def paper(image, _):
    grain = noisy(9)(image, None).filter(ImageFilter.GaussianBlur(.8))
    return perspective(.02)(ImageEnhance.Contrast(grain).enhance(.8), None)


TRANSFORMS = {
    "jpeg quality 75": lambda i, _: again(i, quality=75),
    "jpeg quality 30": lambda i, _: again(i, quality=30),
    "jpeg quality 10": lambda i, _: again(i, quality=10),
    "webp quality 20": lambda i, _: again(i, form="WEBP", quality=20),
    "gif palette": lambda i, _: i.quantize(48).convert("RGB"),
    "five times re-encoded": lambda i, _: again(again(again(again(again(
        i, quality=40), form="WEBP", quality=40), quality=30), form="WEBP", quality=30), quality=40),
    "half size": lambda i, _: scaled(i, .5),
    "to 128 pixels": lambda i, _: scaled(i, 128 / max(i.size)),
    "squeezed to a square": lambda i, _: i.resize((400, 400)),
    "grey": lambda i, _: ImageOps.grayscale(i).convert("RGB"),
    "brighter": lambda i, _: ImageEnhance.Brightness(i).enhance(1.4),
    "darker": lambda i, _: ImageEnhance.Brightness(i).enhance(.6),
    "more contrast": lambda i, _: ImageEnhance.Contrast(i).enhance(1.5),
    "gamma 0.6": curve(lambda v: 255 * (v / 255) ** .6),
    "gamma 2": curve(lambda v: 255 * (v / 255) ** 2),
    "saturated": lambda i, _: ImageEnhance.Color(i).enhance(2.5),
    "sepia": sepia,
    "hue shifted": hue(60),
    "channels exchanged": lambda i, _: Image.merge("RGB", i.split()[::-1]),
    "posterised": lambda i, _: ImageOps.posterize(i, 2),
    "equalised": lambda i, _: ImageOps.equalize(i),
    "inverted": lambda i, _: ImageOps.invert(i),
    "blurred": lambda i, _: i.filter(ImageFilter.GaussianBlur(3)),
    "sharpened": lambda i, _: i.filter(ImageFilter.UnsharpMask(3, 250, 0)),
    "pixelated": pixelated,
    "noise 20": noisy(20),
    "noise 50": noisy(50),
    "salt and pepper": salt,
    "vignette": vignette,
    "crop 1 % each side": lambda i, _: cropped(i, .01, .01, .01, .01),
    "crop 2 % each side": lambda i, _: cropped(i, .02, .02, .02, .02),
    "crop 5 % each side": lambda i, _: cropped(i, .05, .05, .05, .05),
    "crop 5 % one side": lambda i, _: cropped(i, .05, 0, 0, 0),
    "crop 10 % below": lambda i, _: cropped(i, 0, 0, 0, .10),
    "crop 10 % each side": lambda i, _: cropped(i, .1, .1, .1, .1),
    "crop 20 % each side": lambda i, _: cropped(i, .2, .2, .2, .2),
    "border 2 %": lambda i, _: framed(i, .02, (255, 255, 255)),
    "border 5 %": lambda i, _: framed(i, .05, (0, 0, 0)),
    "border 10 %": lambda i, _: framed(i, .10, (180, 20, 20)),
    "letterbox 12.5 %": lambda i, _: ImageOps.expand(i, (0, i.height // 8), (0, 0, 0)),
    "pillarbox 20 %": lambda i, _: ImageOps.expand(i, (i.width // 5, 0), (0, 0, 0)),
    "sides of the blurred picture": blurred_sides,
    "logo 15 %": corner_logo(.15),
    "logo 30 %": corner_logo(.30),
    "logo 20 % above left": corner_logo(.20, left=True),
    "emoji over the middle": emoji,
    "hidden face": hidden_face,
    "banner 15 % above": banner(.15, True),
    "banner 12 % below": banner(.12, False),
    "watermark, one": centre_watermark,
    "watermark, many": tiled_watermark,
    "meme over the picture": meme,
    "caption above": caption(.25),
    "captions above and below": caption(.2, True, True),
    "screenshot of a player": player,
    "screenshot of a phone": phone,
    "picture in a picture, 70 %": inset_into(.7),
    "other picture in a corner, 30 %": inset_of_other(.3),
    "beside another picture": halves,
    "turned 1 degree": rotated(1),
    "turned 2 degrees": rotated(2),
    "turned 5 degrees": rotated(5),
    "turned 5 degrees and cut": rotated_and_cut(5),
    "turned 10 degrees": rotated(10),
    "turned 90 degrees": lambda i, _: i.transpose(Image.ROTATE_90),
    "turned 180 degrees": lambda i, _: i.transpose(Image.ROTATE_180),
    "mirrored": lambda i, _: ImageOps.mirror(i),
    "upside down": lambda i, _: ImageOps.flip(i),
    "mirrored, cut 3 %, captioned": lambda i, o: banner(.1, False)(
        cropped(ImageOps.mirror(i), .03, .03, .03, .03), o),
    "perspective, slight": perspective(.04),
    "perspective": perspective(.10),
    "sheared": sheared,
    "photographed from paper": paper,
    "wider by 15 %": lambda i, _: i.resize((round(i.width * 1.15), i.height)),
}


def families(packages):
    """One path of every family, in an order that does not change."""
    found = {}
    for package in packages:
        for path in sorted(pathlib.Path(package).rglob("*")):
            if path.suffix.lower() in SUFFIXES and path.is_file() and not path.is_symlink():
                letters = re.sub(r"[^a-z]+", "", path.stem.lower())[:8]
                found.setdefault((package, path.parent.name, letters), path)
    paths = list(found.values())
    paths.sort(key=lambda path: zlib.crc32(path.name.encode()))
    return paths


def opened(path):
    """The picture on white, at most SIDE_MAX a side; None where it is too small or broken."""
    try:
        image = Image.open(path)
        if min(image.size) < SIDE_MIN or image.width * image.height > 40_000_000:
            return None
        image = image.convert("RGBA")
    except Exception:  # whatever Pillow raises, the picture is not readable
        return None
    image.thumbnail((SIDE_MAX, SIDE_MAX))
    if min(image.size) < SIDE_MIN:
        return None
    out = Image.new("RGB", image.size, "white")
    out.paste(image, (0, 0), image)
    return out


class Drawings:
    """What has been seen, as small grey copies of what is inside the border."""

    SIDE, SAME = 24, .80

    def __init__(self):
        self.seen = numpy.zeros((0, self.SIDE * self.SIDE), dtype=numpy.float32)

    def is_new(self, image):
        grey = ImageOps.grayscale(image)
        back = grey.getpixel((0, 0))
        box = grey.point(lambda value: 255 * (abs(value - back) > 14)).getbbox()
        copies = []
        for part in (grey, grey.crop(box) if box else grey):
            small = numpy.asarray(part.resize((self.SIDE, self.SIDE)), dtype=numpy.float32)
            small = small - small.mean()
            length = numpy.linalg.norm(small)
            if length < self.SIDE * 8:
                return False  # nearly flat
            copies.append(small / length)
        turned = numpy.stack([numpy.rot90(flipped, turns).reshape(-1) for copy in copies
                              for flipped in (copy, copy.T) for turns in range(4)])
        if self.seen.size and numpy.abs(self.seen @ turned.T).max() > self.SAME:
            return False
        self.seen = numpy.vstack([self.seen, turned[[0, 8]]])
        return True


def main():
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    folder, count, packages = pathlib.Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
    for name in ["originals", "strangers", *(f"edits/{name}" for name in TRANSFORMS)]:
        (folder / name).mkdir(parents=True, exist_ok=True)
    originals, drawings, strangers = [], Drawings(), 0
    for path in families(packages):
        image = opened(path)
        if image is None:
            continue
        if not drawings.is_new(image):
            continue
        image.save(folder / "strangers" / f"{strangers:05}.jpg", quality=92)
        with open(folder / "strangers.tsv", "a", encoding="utf8") as names:
            names.write(f"{strangers:05}\t{path}\n")
        strangers += 1
        # What people share again are photographs and drawings that fill their frame.
        tiny = ImageOps.grayscale(image).resize((12, 12)).tobytes()
        is_full = sum(value > 245 for value in tiny) < len(tiny) // 8
        if len(originals) < count and is_full:
            originals.append(image)
    for number, image in enumerate(originals):
        image.save(folder / "originals" / f"{number:03}.jpg", quality=92)
        other = originals[(number * 7 + 3) % len(originals)]
        for name, edit in TRANSFORMS.items():
            edit(image, other).convert("RGB").save(folder / "edits" / name / f"{number:03}.jpg",
                                                   quality=88)
    print(f"{len(originals)} originals, {len(TRANSFORMS)} transforms, {strangers} strangers",
          file=sys.stderr)


if __name__ == "__main__":
    main()
