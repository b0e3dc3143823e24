"""The same programme on several pages, found by address or by title, funder, region and text.

Pairs are proposed, never merged: both records keep their histories, and a person may separate
them for good. Blocking keeps the comparison small; the title decides, the text may forbid.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from urllib.parse import urlsplit

from rapidfuzz import fuzz

from matcher.records import Program
from matcher.text import STOP_WORDS, words

CONTAINED = 85.0
"""Least similarity (token sort ratio, 0–100) when one title only has more words than the other."""
EXCHANGED = 95.0
"""Least similarity when each title has a word the other lacks: it may be the difference."""
SAME_TEXT = 0.7
"""Least share of common five-word shingles for two pages of one source."""
OTHER_TEXT = 0.02
"""Below this share two long texts are about different things, whatever their titles say."""
_SAME_ADDRESS = 65
"""Least similarity of two titles under an address that is not one programme's own page."""
_DEEP = 3
"""Steps of a path that lead to a page of one programme; shorter ones lead to a whole subject."""
_SHINGLE = 5
_LONG = 150
_NUMBER = re.compile(r"\d+|\b[ivx]+\b", re.I)
_FILLERS = STOP_WORDS | frozenset(
    """
    foerderung foerderrichtlinie foerderprogramm gewaehrung massnahmen programm programms projekte
    projekten projekt rahmen richtlinie thema vorhaben zuwendungen zuwendung
    """.split()
)


@dataclass(frozen=True, slots=True)
class Twin:
    """Two records that tell of one programme, and why."""

    one: str
    other: str
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class _Face:
    """What of a programme is compared."""

    program: Program
    address: str
    title: str
    numbers: frozenset[str]
    shingles: frozenset[int]


def find_twins(programs: Iterable[Program]) -> list[Twin]:
    """Return the pairs that tell of the same programme, best first."""
    faces = [_face(program) for program in programs]
    pages = Counter((face.program.source, face.address) for face in faces)
    found: dict[tuple[str, str], Twin] = {}
    for one, other in _candidates(faces):
        key = (min(one.program.id, other.program.id), max(one.program.id, other.program.id))
        if key not in found and (twin := _compare(one, other, pages)) is not None:
            found[key] = twin
    return sorted(found.values(), key=lambda twin: (-twin.score, twin.one, twin.other))


def _candidates(faces: list[_Face]) -> Iterator[tuple[_Face, _Face]]:
    """Yield pairs with the same address, or with two rare title words in common."""
    by_address: dict[str, list[_Face]] = defaultdict(list)
    by_word: dict[str, list[_Face]] = defaultdict(list)
    for face in faces:
        by_address[face.address].append(face)
        for word in set(face.title.split()):
            by_word[word].append(face)
    for block in by_address.values():
        yield from combinations(block, 2)
    rare = max(20, len(faces) // 20)
    for face in faces:
        known = sorted(set(face.title.split()), key=lambda word: (len(by_word[word]), word))
        for word in known[:3]:
            if len(by_word[word]) <= rare:
                yield from ((face, o) for o in by_word[word] if o is not face)


def _compare(one: _Face, other: _Face, pages: Mapping[tuple[str, str], int]) -> Twin | None:
    a, b = one.program, other.program
    if a.id == b.id or a.parent == b.id or b.parent == a.id:
        return None
    if one.address and one.address == other.address and a.source != b.source:
        alone = pages[a.source, one.address] == pages[b.source, one.address] == 1
        deep = one.address.count("/") >= _DEEP
        if (alone and deep) or fuzz.token_sort_ratio(one.title, other.title) >= _SAME_ADDRESS:
            return Twin(a.id, b.id, 1.0, "gleiche Adresse")
        return None
    similar = _similar(one, other)
    if not similar or one.numbers != other.numbers or not _same_place(a, b):
        return None
    shared = _shared(one, other)
    both_long = min(len(one.shingles), len(other.shingles)) >= _LONG
    if a.source == b.source:
        if not both_long or shared < SAME_TEXT:
            return None
        return Twin(a.id, b.id, round(shared, 3), "gleicher Titel und gleicher Text")
    if both_long and shared < OTHER_TEXT and not _own_words(a, b):
        return None
    reason = "gleicher Titel, gleiche Ebene und gleiches Gebiet"
    return Twin(a.id, b.id, round(similar / 100, 3), reason)


def _similar(one: _Face, other: _Face) -> float:
    """Return how similar two titles are, 0 where that is not enough."""
    ratio = fuzz.token_sort_ratio(one.title, other.title)
    known = bool(one.program.regions and other.program.regions)
    least = CONTAINED if known and _contained(one, other) else EXCHANGED
    return ratio if ratio >= least and one.title and other.title else 0.0


def _contained(one: _Face, other: _Face) -> bool:
    """Tell whether one title has all the words of the other."""
    mine, theirs = set(one.title.split()), set(other.title.split())
    return mine <= theirs or theirs <= mine


def _same_place(one: Program, other: Program) -> bool:
    if one.level is not other.level or (one.round and other.round and one.round != other.round):
        return False
    return not one.regions or not other.regions or bool(set(one.regions) & set(other.regions))


def _own_words(one: Program, other: Program) -> bool:
    """Tell whether a text is ours: then it shares no wording with that of the publisher."""
    return "katalog" in (one.source, other.source)


def _shared(one: _Face, other: _Face) -> float:
    """Return the share of the shorter text's shingles that the other text has too."""
    least = min(len(one.shingles), len(other.shingles))
    return len(one.shingles & other.shingles) / least if least else 0.0


def _face(program: Program) -> _Face:
    parts = urlsplit(program.url)
    path = parts.path.rstrip("/").removesuffix(".html")
    host = (parts.hostname or "").removeprefix("www.")
    text = words(" ".join(section.text for section in program.sections))
    return _Face(
        program=program,
        address=f"{host}{path}?{parts.query}".rstrip("?") if path else "",
        title=" ".join(word for word in words(program.title) if word not in _FILLERS),
        numbers=frozenset(number.lower() for number in _NUMBER.findall(program.title)),
        shingles=frozenset(
            hash(tuple(text[i : i + _SHINGLE])) for i in range(len(text) - _SHINGLE + 1)
        ),
    )
