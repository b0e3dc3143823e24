"""What a catalogue covers: programmes per level, Land, funding area and applicant, and the gaps."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from matcher.deadlines import Opening, window
from matcher.records import Program
from matcher.regions import EUROPE, GERMANY, RegionTree
from matcher.vocabulary import Applicant, FundingArea, Level

_MUNICIPAL = (
    Applicant.MUNICIPALITY,
    Applicant.MUNICIPAL_COMPANY,
    Applicant.MUNICIPAL_ASSOCIATION,
    Applicant.PUBLIC_BODY,
    Applicant.EDUCATION,
)


@dataclass(frozen=True, slots=True)
class Count:
    """One line of a table: how many programmes, and how many of them are not closed."""

    label: str
    total: int
    usable: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Tables by level, Land, funding area and applicant, and what is missing in words."""

    levels: tuple[Count, ...]
    laender: tuple[Count, ...]
    areas: tuple[Count, ...]
    applicants: tuple[Count, ...]
    gaps: tuple[str, ...]


def coverage(programs: Sequence[Program], tree: RegionTree, now: datetime) -> Coverage:
    """Count a catalogue at a moment. A Land's line holds the programmes of that Land alone."""
    usable = {
        program.id
        for program in programs
        if window(program.deadlines, now).opening is not Opening.CLOSED
    }

    def count(label: str, members: Iterable[Program]) -> Count:
        ids = [program.id for program in members]
        return Count(label, len(ids), sum(id_ in usable for id_ in ids))

    lands = [code for code in tree.labels if len(code) == 2 and code not in (EUROPE, GERMANY)]
    own = [program for program in programs if program.level is Level.LAND]
    laender = tuple(
        count(tree.labels[land], (p for p in own if any(r.startswith(land) for r in p.regions)))
        for land in lands
    )
    areas = tuple(
        count(area.label, (p for p in programs if area in p.funding_areas)) for area in FundingArea
    )
    return Coverage(
        levels=tuple(count(lv.label, (p for p in programs if p.level is lv)) for lv in Level),
        laender=laender,
        areas=areas,
        applicants=tuple(
            count(kind.label, (p for p in programs if kind in p.eligible_applicants))
            for kind in Applicant
        ),
        gaps=tuple(_gaps(programs, laender, areas, usable)),
    )


def _gaps(
    programs: Sequence[Program],
    laender: Sequence[Count],
    areas: Sequence[Count],
    usable: set[str],
) -> Iterable[str]:
    """Say where a municipality would look in vain."""
    for line in laender:
        if line.usable < 3:
            yield f"{line.label}: {_few(line.usable, 'Landesprogramm', 'Landesprogramme')}."
    for line in areas:
        if line.usable < 3:
            yield f"{line.label}: {_few(line.usable, 'Programm', 'Programme')}."
    open_to_towns = [p for p in programs if p.id in usable and p.level is not Level.EU]
    for kind in _MUNICIPAL:
        found = sum(kind in p.eligible_applicants for p in open_to_towns)
        if found < 10:
            yield f"{kind.label} als Antragsteller: nur {found} nationale Programme."
    unknown = sum(not p.eligible_applicants for p in programs)
    yield f"Ohne Angabe der Antragsberechtigten: {unknown} von {len(programs)} Programmen."


def _few(number: int, one: str, many: str) -> str:
    if number < 2:
        return f"{'nur 1' if number else 'kein'} nutzbares {one}"
    return f"nur {number} nutzbare {many}"
