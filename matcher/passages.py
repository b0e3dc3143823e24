"""Long texts become sections and passages; a passage is an exact substring of its section."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from matcher.records import Program, Section
from matcher.vocabulary import SectionKind

PASSAGE_WORDS = 70
"""Words after which a passage ends at the next sentence."""

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
    """A piece of a programme's text with the kind of section it stands in."""

    kind: SectionKind
    text: str


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
    start, count = 0, 0
    ends = [match.start() for match in _BREAK.finditer(text)] + [len(text)]
    previous = 0
    for end in ends:
        count += len(text[previous:end].split())
        previous = end
        if count >= limit or end == len(text):
            if piece := text[start:end].strip():
                yield piece
            start, count = end, 0


def program_passages(program: Program) -> list[Passage]:
    """Return all passages of a programme in the order of its text."""
    return [
        Passage(section.kind, piece)
        for section in program.sections
        for piece in split_passages(section.text)
    ]
