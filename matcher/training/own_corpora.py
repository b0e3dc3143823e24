"""Readers of our own training texts in ``data``: measures with calls written for them, families of
programmes, the thesaurus.

Each takes the repository's data folder and yields pairs, as the readers of `corpora` do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from matcher.training.corpora import Pair, json_lines, table


def own_cross(folder: Path) -> Iterator[Pair]:
    """Our own measures and the English calls written for them, with near misses; German calls and
    their English twin.
    """
    for row in _own_rows(folder):
        miss = (row["near_miss_en"],)
        yield Pair(row["measure"], row["call_en"], miss)
        yield Pair(row["measure"], row["title_en"], miss)
        yield Pair(row["call_de"], row["call_en"], miss)
        yield Pair(row["title_de"], row["title_en"], miss)


def own_german(folder: Path) -> Iterator[Pair]:
    """Our own measures and the German calls written for them, with near misses."""
    for row in _own_rows(folder):
        miss = (row["near_miss_de"],)
        yield Pair(row["measure"], row["call_de"], miss)
        yield Pair(row["measure"], row["title_de"], miss)
        yield Pair(row["title_de"], row["call_de"], miss)


def own_english(folder: Path) -> Iterator[Pair]:
    """Title and text of our own English calls, with near misses."""
    for row in _own_rows(folder):
        yield Pair(row["title_en"], row["call_en"], (row["near_miss_en"],))


def _own_rows(folder: Path) -> Iterator[dict[str, str]]:
    for path in sorted((folder / "training").glob("pairs-*.jsonl")):
        yield from json_lines(path)


def families_cross(folder: Path) -> Iterator[Pair]:
    """Measures and names of families of programmes against the English description."""
    for row in json_lines(folder / "training/families.jsonl"):
        yield Pair(row["family"], row["about_en"])
        yield Pair(f"{row['family']}. {row['about_de']}", row["about_en"])
        yield from (Pair(measure, row["about_en"]) for measure in row["measures"])


def families_german(folder: Path) -> Iterator[Pair]:
    """Measures and names of families of programmes against the German description."""
    for row in json_lines(folder / "training/families.jsonl"):
        yield Pair(row["family"], row["about_de"])
        yield from (
            Pair(measure, f"{row['family']}. {row['about_de']}") for measure in row["measures"]
        )


def thesaurus_cross(folder: Path) -> Iterator[Pair]:
    """German terms of our thesaurus and their English ones, one by one and all together."""
    for german, english, _ in _concepts(folder):
        if english:
            yield from (Pair(term, english[n % len(english)]) for n, term in enumerate(german))
            yield Pair(", ".join(german), ", ".join(english))


def thesaurus_german(folder: Path) -> Iterator[Pair]:
    """Synonyms of our thesaurus against their concept and the words that calls use for it."""
    for german, _, funding in _concepts(folder):
        yield from (Pair(term, german[0]) for term in german[1:])
        if funding:
            yield from (Pair(term, funding[n % len(funding)]) for n, term in enumerate(german))
            yield Pair(", ".join(german[:3]), ", ".join(funding))


def _concepts(folder: Path) -> Iterator[tuple[list[str], list[str], list[str]]]:
    for path in sorted((folder / "thesaurus").glob("*.tsv")):
        for row in table(path):
            synonyms, english, funding = (
                [term.strip() for term in (row[key] or "").split(";") if term.strip()]
                for key in ("synonyms_de", "terms_en", "funding_words")
            )
            yield [row["concept"], *synonyms], english, funding


def programme_measures(folder: Path) -> Iterator[Pair]:
    """Measures in a town's words and what the programme that pays them is about."""
    for path in sorted((folder / "training").glob("measures-*.jsonl")):
        for row in json_lines(path):
            yield from (Pair(measure, row["about"]) for measure in row["measures"])


OWN_READERS: dict[str, Callable[[Path], Iterator[Pair]]] = {
    reader.__name__: reader
    for reader in (
        own_cross, own_german, own_english, families_cross, families_german, thesaurus_cross,
        thesaurus_german, programme_measures,
    )
}  # fmt: skip
