"""The rounds of a year, listed one a bullet, are one recurring deadline.

"* 1. Quartal: 15.2. bis 31.3. * 2. Quartal: 15.5. bis 30.6. …" says what "jeweils bis zum 31.3.,
30.6., …" says in one sentence.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from matcher.vocabulary import Recurrence
from scrapers.evidence.facts import FoundDeadline
from scrapers.evidence.passages import Passage

_ROUND = re.compile(
    r"\W*(?:\d\\?\.?\s*|[ivx]+\.\s*|(?:erste|zweite|dritte|vierte)[rs]?\s+)?\w*"
    r"(?:quartal|runde|termin|stichtag|zeitfenster|halbjahr|durchgang)\b",
    re.IGNORECASE,
)
_QUARTER = re.compile(r"quartal", re.IGNORECASE)


def rounds_as_one(
    text: str, found: Iterable[tuple[Passage, list[FoundDeadline]]]
) -> Iterator[FoundDeadline]:
    """Yield the deadlines of the passages in order, those of listed rounds joined."""
    waiting: list[tuple[Passage, FoundDeadline]] = []
    for passage, deadlines in found:
        single = deadlines[0] if len(deadlines) == 1 else None
        if single is not None and _is_round(text, passage, single):
            if waiting and not _same_list(waiting[-1], (passage, single)):
                yield from _joined(text, waiting)
                waiting = []
            waiting.append((passage, single))
        elif deadlines:
            yield from _joined(text, waiting)
            waiting = []
            yield from deadlines
    yield from _joined(text, waiting)


def _is_round(text: str, passage: Passage, deadline: FoundDeadline) -> bool:
    listed = passage.bullet and bool(deadline.day_month)
    return listed and _ROUND.match(passage.span.of(text)) is not None


def _same_list(one: tuple[Passage, FoundDeadline], other: tuple[Passage, FoundDeadline]) -> bool:
    return one[0].lead_start == other[0].lead_start and one[1].kind is other[1].kind


def _joined(text: str, rounds: list[tuple[Passage, FoundDeadline]]) -> Iterator[FoundDeadline]:
    if len(rounds) < 2:
        yield from (deadline for _, deadline in rounds)
        return
    days = tuple(sorted({day for _, deadline in rounds for day in deadline.day_month}))
    clocks = {(deadline.time, deadline.zone) for _, deadline in rounds}
    time, zone = clocks.pop() if len(clocks) == 1 else (None, "")
    quarterly = len(days) == 4 and _QUARTER.search(rounds[0][0].span.of(text)) is not None
    yield replace(
        rounds[0][1],
        day_month=days,
        time=time,
        zone=zone,
        recurrence=Recurrence.QUARTERLY if quarterly else Recurrence.YEARLY,
        quote=text[rounds[0][0].span.start : rounds[-1][0].span.end],
    )
