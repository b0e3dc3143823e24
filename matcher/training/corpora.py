"""Pairs of texts that belong together, and what the readers of training material share.

A reader (`collected_corpora`, `own_corpora`) turns one source into :class:`Pair`. It holds no
random state: sampling, weighting and mixing are decided by the recipe. Texts that are queries of a
judged set never get out of :func:`read_pairs`.
"""

from __future__ import annotations

import csv
import gzip
import json
import lzma
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

csv.field_size_limit(1 << 24)

PASSAGE_WORDS = 80
_SENTENCE_END = re.compile(r"(?<=[.!?;:])\s+(?=[A-ZÄÖÜ•\d„(])|\n+")
_MARKUP = re.compile(r"[#*_|>`]+|!?\[([^\]]*)\]\([^)]*\)")
_MOJIBAKE = {
    "â€™": "’",
    "â€˜": "‘",
    "â€œ": "“",
    "â€\x9d": "”",
    "â€“": "–",
    "â€”": "—",
    "ï»¿": "",
    "Â ": " ",
}


@dataclass(frozen=True)
class Pair:
    """Two texts that mean the same or answer each other; ``negatives`` are near misses of the
    positive.
    """

    anchor: str
    positive: str
    negatives: tuple[str, ...] = ()


def plain(text: str | None) -> str:
    """One line of text without Markdown signs, repeated blanks and the usual encoding damage."""
    text = text or ""
    for broken, sign in _MOJIBAKE.items():
        text = text.replace(broken, sign)
    return " ".join(_MARKUP.sub(r"\1 ", text).split())


def passages(text: str, words: int = PASSAGE_WORDS) -> list[str]:
    """Cut a text at sentence ends and line breaks into pieces of about ``words`` words."""
    pieces: list[str] = []
    current: list[str] = []
    for sentence in _SENTENCE_END.split(text):
        current.extend(plain(sentence).split())
        if len(current) >= words:
            pieces.append(" ".join(current[: 2 * words]))
            current = []
    if len(current) >= words // 4:
        pieces.append(" ".join(current))
    return pieces


def table(path: Path, delimiter: str = "\t") -> Iterator[dict[str, str]]:
    """Rows of a separated file, packed or not, by the names in its first line."""
    opener: Callable[..., Any] = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8-sig", newline="") as lines:
        if delimiter == "\t":  # tab-separated files hold single quotation marks as they are
            yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        else:
            yield from csv.DictReader(lines, delimiter=delimiter)


def json_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Objects of a file of JSON lines, packed or not."""
    openers: dict[str, Callable[..., Any]] = {".gz": gzip.open, ".xz": lzma.open}
    with openers.get(path.suffix, open)(path, "rt", encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def open_calls(path: Path) -> Iterator[dict[str, Any]]:
    """EU calls of a CordisData file, whose records are not separated by line ends."""
    with gzip.open(path, "rt", encoding="utf-8-sig") as stream:
        text = stream.read()
    decoder, position = json.JSONDecoder(), 0
    while (start := text.find("{", position)) >= 0:
        row, position = decoder.raw_decode(text, start)
        yield row


def judged_texts(folder: Path) -> frozenset[str]:
    """Queries of the judged sets below ``folder``, in lower case; a judged measure must not be
    learned by heart.
    """
    return frozenset(
        " ".join(row["text"].lower().split())
        for path in sorted((folder / "gold").glob("*/queries.jsonl"))
        for row in json_lines(path)
    )


def read_pairs(
    reader: Callable[[Path], Iterator[Pair]], folder: Path, excluded: frozenset[str]
) -> list[Pair]:
    """Distinct usable pairs of one source in the order of the source."""
    pairs = dict.fromkeys(
        pair for pair in reader(folder) if pair.anchor.lower() != pair.positive.lower()
    )
    return [
        pair
        for pair in pairs
        if pair.anchor
        and pair.positive
        and not {pair.anchor.lower(), pair.positive.lower()} & excluded
    ]
