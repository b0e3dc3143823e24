"""Long texts become sections and passages; a passage is an exact substring of its section."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from matcher.records import Program, Section
from matcher.refusals import refusals, without
from matcher.vocabulary import SectionKind

PASSAGE_WORDS = 70
"""Words after which a passage ends at the next sentence."""

METHOD = "passages-2"
"""Names how a text becomes passages; an index built by another method is stale."""

_BREAK = re.compile(r"(?:(?<=[.!?:;])\s+(?=[A-ZÄÖÜ0-9„\"(*•–-])|\n+)")
_HEADING = re.compile(
    r"(?:^|(?<=\s))(?:#{1,6}\s+(?P<mark>Kurztext|Volltext|rechtliche Voraussetzungen|"
    r"Richtlinie|Zusatzinfos|Rechtsgrundlage)\b"
    r"|(?P<eu>Expected Outcomes?|Scope|Objectives?|Expected Impacts?)\s*:)"
)
_KINDS = {
    "kurztext": SectionKind.SUBJECT,
    "volltext": SectionKind.SUBJECT,
    "rechtliche voraussetzungen": SectionKind.CONDITIONS,
    "zusatzinfos": SectionKind.CONDITIONS,
    "richtlinie": SectionKind.GUIDELINE,
    "rechtsgrundlage": SectionKind.GUIDELINE,
}


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a programme's text with the kind of section it stands in.

    `speaking` is what of it says what is paid for: the text without the sentences that refuse.
    """

    kind: SectionKind
    text: str
    speaking: str


def split_sections(text: str) -> tuple[Section, ...]:
    """Split a text at the headings of the Förderdatenbank and of EU topics.

    Text before the first heading, and text without headings, is the subject.
    """
    marks = list(_HEADING.finditer(text))
    starts = [0, *(mark.end() for mark in marks)]
    ends = [*(mark.start() for mark in marks), len(text)]
    headings = ["", *((mark["mark"] or mark["eu"]) for mark in marks)]
    return tuple(
        Section(
            kind=_KINDS.get(heading.lower(), SectionKind.SUBJECT), heading=heading, text=content
        )
        for heading, start, end in zip(headings, starts, ends, strict=True)
        if (content := text[start:end].strip())
    )


def split_passages(text: str, limit: int = PASSAGE_WORDS) -> Iterator[str]:
    """Yield consecutive pieces of whole sentences, each about `limit` words long."""
    for start, end in _pieces(text, limit):
        yield text[start:end]


def program_passages(program: Program) -> list[Passage]:
    """Return the passages of a programme in the order of its text, none that only refuses."""
    return [
        Passage(section.kind, section.text[start:end], speaking)
        for section in program.sections
        for start, end in _pieces(section.text)
        if (speaking := without(section.text[start:end], refusals(section.text), start))
    ]


def program_refusals(program: Program) -> list[str]:
    """Return the sentences of a programme that say what it does not pay for."""
    return [
        section.text[start:end]
        for section in program.sections
        for start, end in refusals(section.text)
    ]


def _pieces(text: str, limit: int = PASSAGE_WORDS) -> Iterator[tuple[int, int]]:
    start, count, previous = 0, 0, 0
    for end in [*(match.start() for match in _BREAK.finditer(text)), len(text)]:
        count += len(text[previous:end].split())
        previous = end
        if count >= limit or end == len(text):
            if piece := text[start:end].strip():
                begin = start + text[start:end].index(piece)
                yield begin, begin + len(piece)
            start, count = end, 0
