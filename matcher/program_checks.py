"""What a contributor's programme records should be checked for beyond their schema."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from matcher.records import Program
from matcher.twins import same_title

_OLD_DAYS = 900
_SHORTEST_SUBJECT = 15


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report."""

    grade: Literal["Fehler", "Hinweis"]
    where: str
    text: str


def check_catalogue(programs: Sequence[Program], now: datetime) -> list[Finding]:
    """Check records against each other and against the calendar."""
    return [
        *_ids(programs),
        *_parents(programs),
        *_twins(programs),
        *_ages(programs, now),
        *_texts(programs),
    ]


def _ids(programs: Sequence[Program]) -> Iterable[Finding]:
    seen: set[str] = set()
    for program in programs:
        if program.id in seen:
            yield Finding("Fehler", program.id, "id ist doppelt vergeben")
        seen.add(program.id)
        if program.id != program.id.lower() or not program.id.replace("-", "").isalnum():
            yield Finding("Fehler", program.id, "id besteht nicht aus Kleinbuchstaben und -")


def _parents(programs: Sequence[Program]) -> Iterable[Finding]:
    known = {program.id for program in programs}
    if len(programs) == 1:
        return
    for program in programs:
        if program.parent and program.parent not in known:
            yield Finding("Hinweis", program.id, f"Dachprogramm {program.parent} fehlt im Katalog")


def _twins(programs: Sequence[Program]) -> Iterable[Finding]:
    groups: dict[tuple[str, ...], list[Program]] = {}
    for program in programs:
        groups.setdefault((program.level, *sorted(program.regions)), []).append(program)
    for group in groups.values():
        for place, one in enumerate(group):
            for other in group[place + 1 :]:
                same_round = one.round == other.round and one.series == other.series
                alike = same_title(one.title, other.title)
                if same_round and alike and one.url == other.url:
                    yield Finding("Fehler", other.id, f"dasselbe Programm wie {one.id}")
                elif same_round and alike:
                    yield Finding("Hinweis", other.id, f"fast derselbe Titel wie {one.id}")


def _ages(programs: Sequence[Program], now: datetime) -> Iterable[Finding]:
    for program in programs:
        days = (now.date() - program.as_of).days
        if days < 0:
            yield Finding("Fehler", program.id, f"as_of {program.as_of} liegt in der Zukunft")
        elif days > _OLD_DAYS:
            yield Finding("Hinweis", program.id, f"Stand ist {days} Tage alt")


def _texts(programs: Sequence[Program]) -> Iterable[Finding]:
    for program in programs:
        if len(program.sections[0].text.split()) < _SHORTEST_SUBJECT:
            yield Finding("Hinweis", program.id, "subject ist sehr kurz")
