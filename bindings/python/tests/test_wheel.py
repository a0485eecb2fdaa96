#!/usr/bin/env python3
"""The wheel as its users see it: against pdqhash, a NumPy scan, and the snippets of its README.

    python test_wheel.py        in an environment with the wheel, numpy, pandas, pyarrow, pdqhash, pillow
"""

import contextlib
import gc
import io
import os
import pathlib
import re
import sys
import tempfile
import threading
import traceback

import numpy
import pandas
import pdqhash
import pyarrow
from PIL import Image

import vigie

HERE = pathlib.Path(__file__).resolve().parent
CORPUS = HERE.parents[2] / "fuzz" / "corpus"
BITS = numpy.unpackbits(numpy.arange(256, dtype=numpy.uint8)[:, None], axis=1).sum(axis=1).astype(numpy.uint16)


def made(count: int, seed: int = 7) -> numpy.ndarray:
    """Hashes without a pattern, and some near others."""
    chance = numpy.random.default_rng(seed)
    hashes = chance.integers(0, 256, (count, 32), dtype=numpy.uint8)
    near = count // 4
    hashes[:near] = hashes[near:2 * near]
    hashes[:near, :4] ^= chance.integers(0, 256, (near, 4), dtype=numpy.uint8)
    return hashes


def scan(known: numpy.ndarray, asked: numpy.ndarray, distance: int) -> list:
    """All matches, by comparing everything with everything."""
    found = []
    for number, one in enumerate(asked):
        bits = BITS[known ^ one].sum(axis=1)
        found += [(number, int(bits[at]), int(at)) for at in numpy.flatnonzero(bits <= distance)]
    return sorted(found)


def rows(found: vigie.Matches) -> list:
    return sorted(zip(found.query.tolist(), found.distance.tolist(), found.position.tolist()))


def picture(width: int = 320, height: int = 200) -> Image.Image:
    x, y = numpy.meshgrid(numpy.arange(width), numpy.arange(height))
    waves = [(numpy.sin(x / 31 + k) + numpy.cos(y / (17 + 5 * k)) + 2) * 63 for k in range(3)]
    return Image.fromarray(numpy.stack(waves, axis=2).astype(numpy.uint8))


def raises(error: type, piece: str, work, *arguments, **named) -> None:
    try:
        work(*arguments, **named)
    except error as raised:
        assert piece in str(raised), f"`{piece}` is missing in: {raised}"
    else:
        raise AssertionError(f"{error.__name__} was not raised")


def test_hashes_are_those_of_pdqhash() -> None:
    for form in ["JPEG", "PNG", "WEBP", "BMP"]:
        out = io.BytesIO()
        picture().save(out, form)
        pixels = numpy.asarray(Image.open(io.BytesIO(out.getvalue())).convert("RGB"))
        bits, quality = pdqhash.compute(pixels)
        expected = (numpy.packbits(bits).tobytes(), quality)
        assert vigie.hash(pixels) == expected, f"pixels of {form}"
        assert vigie.hash(out.getvalue()) == expected, form
        assert vigie.hash(memoryview(out.getvalue())) == expected, form
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "picture")
            path.write_bytes(out.getvalue())
            assert vigie.hash(path) == expected and vigie.hash(str(path)) == expected
    grey = numpy.asarray(picture().convert("L"))
    assert vigie.hash(grey) == vigie.hash(numpy.repeat(grey[:, :, None], 3, axis=2))


def test_fast_hashes_are_near() -> None:
    out = io.BytesIO()
    picture(1600, 1200).save(out, "JPEG")
    full, fast = vigie.hash(out.getvalue()), vigie.hash(out.getvalue(), fast=True)
    apart = int(BITS[numpy.frombuffer(full.hash, numpy.uint8) ^ numpy.frombuffer(fast.hash, numpy.uint8)].sum())
    assert apart < 24, f"{apart} bits: less than where a fast hash decides nothing"


def test_bad_pictures_raise() -> None:
    raises(ValueError, "", vigie.hash, b"")
    raises(ValueError, "", vigie.hash, b"plain words")
    raises(ValueError, "65535 × 65535", vigie.hash, (CORPUS / "png" / "wide.png").read_bytes())
    raises(ValueError, "", vigie.hash, (CORPUS / "jpeg" / "baseline.jpg").read_bytes()[:300])
    raises(FileNotFoundError, "", vigie.hash, "absent.jpg")
    raises(TypeError, "", vigie.hash, 7)
    raises(ValueError, "shape", vigie.hash, numpy.zeros((4, 4, 4), dtype=numpy.uint8))
    raises(ValueError, "contiguous", vigie.hash, numpy.zeros((64, 64, 6), dtype=numpy.uint8)[:, :, ::2])
    raises((BufferError, TypeError, ValueError), "", vigie.hash, numpy.zeros((64, 64, 3), dtype=numpy.float32))
    assert vigie.hash(numpy.zeros((0, 0, 3), dtype=numpy.uint8)).quality == 0


def test_search_is_exact() -> None:
    known, asked = made(5_000), made(5_000)[::25].copy()
    asked[:, 5] ^= 3
    index = vigie.Index.build(known)
    assert len(index) == 5_000 and index.size_bytes > 5_000 * 32
    for distance in [0, 2, 16, 31, 32, 63]:
        found = index.query(asked, distance)
        expected = scan(known, asked, distance)
        assert rows(found) == expected, distance
        assert len(found) == len(expected)
    assert len(expected) > 100, "there is something to find"
    assert rows(index.query(asked)) == scan(known, asked, 31), "31 is the usual distance"


def test_arrow_arrays_are_read_where_they_lie() -> None:
    known = made(3_000)
    wide = pyarrow.py_buffer(known)
    whole = pyarrow.FixedSizeBinaryArray.from_buffers(pyarrow.binary(32), 3_000, [None, wide])
    sliced = whole.slice(100, 2_000)
    chunked = pyarrow.chunked_array([whole.slice(0, 700), whole.slice(700, 0), whole.slice(700, 2_300)])
    expected = rows(vigie.Index.build(known).query(known[:50], 31))
    assert rows(vigie.Index.build(whole).query(whole.slice(0, 50), 31)) == expected
    assert rows(vigie.Index.build(chunked).query(chunked.slice(0, 50), 31)) == expected
    assert rows(vigie.Index.build(sliced).query(known[:50], 31)) == scan(known[100:2_100], known[:50], 31)


def test_results_are_arrow_too() -> None:
    known = made(1_000)
    found = vigie.Index.build(known).query(known[:30], 31)
    batch = pyarrow.record_batch(found)
    batch.validate(full=True)
    assert batch.schema.names == ["query", "position", "distance"]
    for name in batch.schema.names:
        assert batch[name].to_pylist() == getattr(found, name).tolist()
    address = batch["position"].buffers()[1].address
    assert address == found.position.ctypes.data, "the same memory"
    kept = found.position
    expected = kept.tolist()
    del found, batch
    gc.collect()
    assert kept.tolist() == expected, "an array keeps its memory"
    assert not kept.flags.writeable


def test_files_are_those_of_the_program() -> None:
    known = made(1_000)
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "known.vix")
        index = vigie.Index.build(known)
        index.save(path)
        opened = vigie.Index.open(str(path))
        opened.verify()
        assert rows(opened.query(known[:20], 31)) == rows(index.query(known[:20], 31))
        whole = path.read_bytes()
        damaged = bytearray(whole)
        damaged[len(damaged) // 2] ^= 1
        path.unlink()
        path.write_bytes(damaged)
        raises(ValueError, "damaged", vigie.Index.open(path).verify)
        path.unlink()
        path.write_bytes(whole[:-1])
        raises(ValueError, "cut off", vigie.Index.open, path)
        path.unlink()
        path.write_bytes(whole[:8] + b"\x09\0\0\0" + whole[12:])
        raises(ValueError, "use a newer vigie", vigie.Index.open, path)
        raises(FileNotFoundError, "absent", vigie.Index.open, pathlib.Path(folder, "absent"))
        raises(OSError, "written", index.save, pathlib.Path(folder, "absent", "known.vix"))


def test_what_is_no_list_of_hashes_raises() -> None:
    index = vigie.Index.build(made(10))
    for work in [vigie.Index.build, index.query]:
        raises(ValueError, "(n, 32)", work, numpy.zeros((3, 31), dtype=numpy.uint8))
        raises(ValueError, "(n, 32)", work, numpy.zeros(64, dtype=numpy.uint8))
        raises(TypeError, "uint8", work, numpy.zeros((3, 32), dtype=numpy.int64))
        raises(ValueError, "contiguous", work, numpy.zeros((3, 64), dtype=numpy.uint8)[:, ::2])
        raises(TypeError, "format `w:31`", work, pyarrow.array([b"x" * 31], pyarrow.binary(31)))
        raises(TypeError, "format `z`", work, pyarrow.array([b"x" * 32]))
        raises(ValueError, "hash 1 is null", work, pyarrow.array([b"x" * 32, None], pyarrow.binary(32)))
        raises(TypeError, "", work, ["00" * 32])
        raises(TypeError, "", work, None)
    raises(ValueError, "64 is too large", index.query, made(1), 64)
    raises(OverflowError, "", index.query, made(1), -1)
    empty = numpy.zeros((0, 32), dtype=numpy.uint8)
    assert len(vigie.Index.build(empty)) == 0
    assert len(index.query(empty)) == 0
    assert len(vigie.Index.build(empty).query(made(3), 63)) == 0


def test_threads_search_side_by_side() -> None:
    known = made(20_000)
    index, failures = vigie.Index.build(known), []
    expected = rows(index.query(known[:200], 31))

    def search() -> None:
        for _ in range(5):
            if rows(index.query(known[:200], 31)) != expected:
                failures.append("another answer")

    threads = [threading.Thread(target=search) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert not failures


def test_texts_are_scored() -> None:
    texts = ["We will come for the people of Zeta tomorrow, none of you is safe.",
             "L’école ouvre ses portes à dix heures et la mairie à onze heures.", "", None,
             "تبدأ الدورة التدريبية يوم الاثنين في الميناء الكبير"]
    for kind in [pyarrow.string(), pyarrow.large_string(), pyarrow.string_view()]:
        array = pyarrow.array(texts, kind)
        scored = pyarrow.array(vigie.score(array))
        scored.validate(full=True)
        assert len(scored) == 5 and not scored[3].is_valid and scored.null_count == 1
        assert [scored[at]["lang"].as_py() for at in (0, 1, 4)] == ["en", "fr", "ar"]
        ranks = scored.field("rank").to_pylist()
        assert ranks[0] == max(ranks) and all(0 <= rank <= 1 for rank in ranks)
        threats = scored.field("labels").field("threat").to_pylist()
        assert threats[0] == max(threats)
    again = pyarrow.array(vigie.score(pyarrow.chunked_array([texts[:2], texts[2:]])))
    assert again.equals(scored)
    assert pyarrow.array(vigie.score(texts)).equals(scored), "a list"
    assert pyarrow.array(vigie.score(array.slice(1, 2)))[0].as_py() == scored[1].as_py()
    assert vigie.score(array)["labels"].names()[0] == "call_to_violence"


def test_terms_are_read() -> None:
    term = "name: own\nversion: 1\nowner: us\nlanguage: en\ncategory: threat\nnote: made up\n---\npurple harbour\n"
    texts = pyarrow.array(["the purple harbour opens", "the harbour opens"])
    scored = pyarrow.array(vigie.score(texts, terms=[term]))
    assert scored.field("terms").to_pylist() == [["threat"], []]
    assert pyarrow.array(vigie.score(texts, terms=[])).field("terms").to_pylist() == [[], []]
    raises(ValueError, "line", vigie.score, texts, terms=["no list"])


def test_explanations_add_up() -> None:
    texts = ["We will come for the people of Zeta tomorrow.", None, ""]
    told = pyarrow.array(vigie.explain(pyarrow.array(texts), "threat"))
    told.validate(full=True)
    assert not told[1].is_valid
    first = told[0].as_py()
    total = first["bias"] + first["rest"] + sum(word["part"] for word in first["words"])
    assert abs(total - first["logit"]) < 1e-4
    for word in first["words"]:
        assert texts[0].encode()[word["start"]:word["end"]].decode() == word["text"]
    raises(ValueError, "no label of the scheme", vigie.explain, pyarrow.array(texts), "purple")


def test_folding_knows_the_way_back() -> None:
    texts = ["h\u200bar\u200dbour", "L’ÉCOLE", "الـــدَّورة", "", None]
    folded = pyarrow.array(vigie.fold(pyarrow.array(texts)))
    folded.validate(full=True)
    assert folded.field("folded").to_pylist()[:2] == ["harbour", "l'ecole"]
    assert folded[0]["invisible"].as_py() == 2 and not folded[4].is_valid
    for text, row in zip(texts, folded.to_pylist()):
        if row is not None:
            assert len(row["offsets"]) == len(row["folded"])
            assert all(offset < len(text.encode()) for offset in row["offsets"])
    broken = pyarrow.array([b"caf\xff\xfe\xed\xa0\x80", bytes(100)])
    assert pyarrow.array(vigie.fold(broken))[0]["invalid"].as_py() > 0


def test_what_are_no_texts_raises() -> None:
    for work in [vigie.score, vigie.fold]:
        raises(TypeError, "format `l`", work, pyarrow.array([1, 2]))
        raises(TypeError, "dictionary", work, pyarrow.array(["a", "a"]).dictionary_encode())
        raises(TypeError, "Arrow array of strings", work, 7)
    with tempfile.NamedTemporaryFile() as file:
        file.write(b"no model")
        file.flush()
        raises(ValueError, "", vigie.Model.open, file.name)
    raises(FileNotFoundError, "", vigie.Model.open, "absent.model")


def test_pandas_series_are_texts() -> None:
    series = pandas.Series(["the harbour opens at six", None, "l’école"])
    if not hasattr(series, "__arrow_c_stream__"):
        return
    assert len(vigie.fold(series)) == 3


def test_memory_comes_back() -> None:
    def resident() -> int:
        return int(pathlib.Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")

    texts, known = pyarrow.array(["the harbour opens at six " * 50] * 500), made(2_000)
    index = vigie.Index.build(known)

    def work() -> None:
        for _ in range(20):
            pyarrow.array(vigie.fold(texts)), vigie.fold(texts)
            pyarrow.record_batch(index.query(known, 31))
        gc.collect()

    work()
    before = resident()
    for _ in range(5):
        work()
    grown = resident() - before
    assert grown < 32 << 20, f"{grown} bytes more after {100} rounds"


def snippets() -> list:
    text = (HERE.parent / "README.md").read_text()
    return re.findall(r"```(python(?: spark)?)\n(.*?)```", text, re.S)


def test_the_readme_runs() -> None:
    ordinary = [code for kind, code in snippets() if kind == "python"]
    assert len(ordinary) >= 4
    folder = os.getcwd()
    with tempfile.TemporaryDirectory() as place:
        os.chdir(place)
        try:
            for code in ordinary:
                with contextlib.redirect_stdout(io.StringIO()) as said:
                    exec(compile(code, "README.md", "exec"), {})
                assert said.getvalue()
        finally:
            os.chdir(folder)


class ByHand:
    """A Spark data frame's two methods over one batch of Arrow, where there is no Spark."""

    def __init__(self, table: pyarrow.Table) -> None:
        self.table = table

    def mapInArrow(self, work, schema: str) -> pyarrow.Table:  # noqa: N802
        return pyarrow.Table.from_batches(work(iter(self.table.to_batches(max_chunksize=3))))

    def mapInPandas(self, work, schema: str) -> pyarrow.Table:  # noqa: N802
        frames = (batch.to_pandas() for batch in self.table.to_batches(max_chunksize=3))
        return pyarrow.Table.from_pandas(pandas.concat(work(frames)))


def test_the_spark_snippet_runs() -> None:
    [code] = [code for kind, code in snippets() if kind == "python spark"]
    known = made(1_000)
    pictures = pyarrow.table({"id": list(range(100, 110)), "pdq": [bytes(row) for row in known[500:510]]})
    posts = pyarrow.table({"id": [1, 2], "text": ["We will come for the people of Zeta tomorrow", "the harbour opens"]})
    folder = os.getcwd()
    with tempfile.TemporaryDirectory() as place:
        os.chdir(place)
        try:
            vigie.Index.build(known).save("known.vix")
            spark = None
            with contextlib.suppress(Exception):
                from pyspark.sql import SparkSession

                os.environ.setdefault("PYSPARK_PYTHON", sys.executable)

                spark = SparkSession.builder.master("local[1]").getOrCreate()
            frame = spark.createDataFrame if spark else ByHand
            print("  by Spark" if spark else "  by hand: no Spark here", file=sys.stderr)
            names = {"pictures": frame(pictures), "posts": frame(posts)}
            exec(compile(code, "README.md", "exec"), names)
            matches, ranked = ((names[name].toArrow() if spark else names[name]) for name in ("matches", "ranked"))
        finally:
            os.chdir(folder)
    own = {(row["id"], row["position"]) for row in matches.to_pylist() if row["distance"] == 0}
    assert own >= {(100 + at, 500 + at) for at in range(10)}
    ranks = ranked["rank"].to_pylist()
    assert len(ranks) == 2 and ranks[0] > ranks[1]


def main() -> int:
    tests = [(name, test) for name, test in globals().items() if name.startswith("test_")]
    passed = 0
    for name, test in tests:
        try:
            test()
        except Exception:
            print(f"FAIL  {name}")
            traceback.print_exc(file=sys.stdout)
        else:
            passed += 1
            print(f"ok    {name}")
    print(f"{passed} passed, {len(tests) - passed} failed")
    return 0 if passed == len(tests) else 1


if __name__ == "__main__":
    sys.exit(main())
