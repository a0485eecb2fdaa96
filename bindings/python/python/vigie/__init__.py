"""Picture hashes, exact search among them, and triage of text.

Arrays go in and come out without being copied, and no other thread waits meanwhile. Do not write to
an array while it is being read by a call in another thread.

``hash`` decodes in this very process. For files you do not trust, run ``vigie hash``, which decodes
in a sandbox, or start a process that may do nothing else.
"""

from __future__ import annotations

import datetime
import os
from typing import Any, NamedTuple

import numpy

from . import _vigie
from ._vigie import DISTANCE_MAX, MATCH_DISTANCE, Model, Table

__all__ = ["DISTANCE_MAX", "MATCH_DISTANCE", "Hash", "Index", "Matches", "Model", "Table",
           "explain", "fold", "hash", "score"]


class Hash(NamedTuple):
    """A PDQ hash, 32 bytes, and its quality from 0 to 100; below 50 it says too little to compare."""

    hash: bytes
    quality: int


def hash(picture: Any, *, fast: bool = False) -> Hash:  # noqa: A001
    """Hashes a picture: a path, the bytes of a file, or pixels as a uint8 array.

    Pixels have the shape (height, width, 3), red, green, blue, or (height, width) for grey. ``fast``
    shrinks a JPEG while it is decoded; its hash is a few bits off, on smooth pictures more. Raises ``ValueError`` for
    what is no picture, and what opening the file raises.
    """
    if isinstance(picture, (str, os.PathLike)):
        with open(picture, "rb") as file:
            picture = file.read()
    view = memoryview(picture)
    if view.ndim == 1:
        return Hash(*_vigie.hash_file(view.cast("B"), fast))
    return Hash(*_vigie.hash_pixels(view))


class Matches:
    """What a query found: ``query``, ``position`` and ``distance``, a row for each match.

    Each is a NumPy array over the same memory as the Arrow struct that ``pyarrow.array(matches)``
    and ``pyarrow.record_batch(matches)`` read. In the order of the queries, nearest first.
    """

    def __init__(self, table: Table) -> None:
        self._table = table

    def _column(self, name: str) -> numpy.ndarray:
        return numpy.asarray(memoryview(self._table[name]))

    @property
    def query(self) -> numpy.ndarray:
        """Number of the hash that was asked for."""
        return self._column("query")

    @property
    def position(self) -> numpy.ndarray:
        """Place of the entry in the list the index was built from."""
        return self._column("position")

    @property
    def distance(self) -> numpy.ndarray:
        """Bits in which the two differ."""
        return self._column("distance")

    def __len__(self) -> int:
        return len(self._table)

    def __arrow_c_array__(self, requested_schema: Any = None) -> Any:
        return self._table.__arrow_c_array__(requested_schema)

    def __arrow_c_schema__(self) -> Any:
        return self._table.__arrow_c_schema__()

    def __repr__(self) -> str:
        return f"<vigie.Matches: {len(self)}>"


class Index:
    """Exact search among hashes: ``Index.build`` or ``Index.open``, then ``query``.

    Hashes are a C-contiguous uint8 array of the shape (n, 32), or an Arrow array, or chunked array,
    of ``FixedSizeBinary(32)``. An index never changes and may be searched by many threads.
    """

    def __init__(self, inner: _vigie.Index) -> None:
        self._inner = inner

    @classmethod
    def build(cls, hashes: Any) -> Index:
        """Builds an index; positions count the rows of ``hashes`` from 0."""
        return cls(_vigie.Index.build(hashes))

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> Index:
        """Maps a file of ``save`` or ``vigie index build``. Raises ``ValueError`` if it is none."""
        return cls(_vigie.Index.open(path))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the index to a file; one that is there is replaced when the new one is whole."""
        self._inner.save(path)

    def query(self, hashes: Any, distance: int = MATCH_DISTANCE) -> Matches:
        """Every entry at most ``distance`` bits, 0 to 63, from each of these hashes."""
        return Matches(self._inner.query(hashes, distance))

    def verify(self) -> None:
        """Reads every byte and compares it with the checksums. Raises ``ValueError`` for damage."""
        self._inner.verify()

    @property
    def size_bytes(self) -> int:
        """Bytes of the index, in memory as in a file."""
        return self._inner.size_bytes

    def __len__(self) -> int:
        return len(self._inner)

    def __repr__(self) -> str:
        return repr(self._inner)


def score(texts: Any, *, model: Model | None = None, terms: list[str] | None = None) -> Table:
    """Scores texts: language, rank, labels, flags of context, terms, signs of evasion.

    ``texts`` is an Arrow array of strings or bytes (pyarrow, polars, pandas 3), or a list. ``terms``
    are term lists as text; those that come with the program when left out, none with ``[]``. A score
    orders a queue and decides nothing. Answers an Arrow struct, a null for a null.
    """
    today = datetime.date.today().isoformat()
    return _vigie.score(_arrow(texts), model, terms, today)


def explain(texts: Any, label: str, *, model: Model | None = None) -> Table:
    """Says why texts have the score of ``label``: bias, rest and the parts of words add up to logit.

    ``start`` and ``end`` of a word are bytes of the text as UTF-8.
    """
    return _vigie.explain(_arrow(texts), label, model)


def fold(texts: Any) -> Table:
    """Folds texts: as machines compare them, with a byte of the original for each character."""
    return _vigie.fold(_arrow(texts))


def _arrow(texts: Any) -> Any:
    if isinstance(texts, (list, tuple)):
        import pyarrow

        return pyarrow.array(texts, type=pyarrow.large_string())
    return texts
