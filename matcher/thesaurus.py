"""Our own thesaurus of municipal work: synonyms, English terms and the words of guidelines.

A measure of three words is expanded by the concepts it names, so that a call which words the same
thing differently, or in English, is found. The files are ``data/thesaurus/*.tsv``.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from matcher.paths import shipped
from matcher.text import words


@dataclass(frozen=True, slots=True)
class Concept:
    """One concept: its German names, English terms and the words guidelines use for it."""

    german: tuple[str, ...]
    english: tuple[str, ...]
    funding: tuple[str, ...]


class Thesaurus:
    """Finds the concepts a text names, by whole words, the longest name first."""

    def __init__(self, concepts: Sequence[Concept]) -> None:
        self._concepts = concepts
        self._names: dict[tuple[str, ...], list[Concept]] = {}
        for concept in concepts:
            for name in (*concept.german, *concept.english):
                if key := tuple(words(name)):
                    self._names.setdefault(key, []).append(concept)
        self._longest = max(map(len, self._names), default=0)

    def concepts(self, text: str, limit: int = 4) -> list[Concept]:
        """Return the concepts named in a text in the order of their names, at most `limit`."""
        tokens, found, place = words(text), [], 0
        while place < len(tokens):
            for length in range(min(self._longest, len(tokens) - place), 0, -1):
                if hits := self._names.get(tuple(tokens[place : place + length])):
                    found += [concept for concept in hits if concept not in found]
                    place += length - 1
                    break
            place += 1
        return found[:limit]

    def german_texts(self) -> list[str]:
        """Return all German names and funding words, as vocabulary for compound splitting.

        Each text stands twice, because a word seen once is taken for a slip.
        """
        return [" ".join((*c.german, *c.funding)) for c in self._concepts] * 2


@cache
def thesaurus() -> Thesaurus:
    """Read the shipped thesaurus once per process; empty where none is shipped."""
    concepts = []
    for path in sorted(shipped("data/thesaurus").glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                german = (row["concept"], *_cell(row["synonyms_de"]))
                concepts.append(
                    Concept(german, _cell(row["terms_en"]), _cell(row["funding_words"]))
                )
    return Thesaurus(concepts)


def _cell(text: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (text or "").split(";") if part.strip())
