"""What the weekly digest says to whom: a pure function of matches, ledger and now.

New is what the ledger does not hold, so a missed week catches up; a deadline is said once for the
day it falls on, so one that moves is said anew. Nothing to say is None, and no mail.
"""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from matcher.deadlines import Opening, window
from matcher.records import BERLIN, Deadline, Match, Measure, Municipality, Program
from matcher.vocabulary import Band

SHOWN = 10
"""New matches told in full per mail; the others stay unsaid and come next week."""
HORIZON = timedelta(days=30)
"""How far ahead deadlines are told."""
REJECTED = "abgelehnt"
"""Verdict of a decision that keeps a pair out of the digest."""
UNDATED = date(1970, 1, 1)
"""`Said.due` of a topic that has no day; the ledger's key must not hold a null."""


class Topic(StrEnum):
    """What was said of a pair."""

    NEW = "neu"
    DEADLINE = "frist"


@dataclass(frozen=True, slots=True)
class Said:
    """One line of the ledger: this was told of this pair, for this day if it is a deadline."""

    measure_id: str
    program_id: str
    topic: Topic
    due: date = UNDATED


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """Somebody wants the digest of a municipality, or of one action field if `field` is set."""

    id: int
    municipality: str
    email: str
    field: str
    token: str
    created_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """One address in one municipality with its active subscriptions: one mail per week.

    `id` is the oldest subscription of that address, ended or not; outbox and ledger are kept under
    it, so that nothing is told twice when subscriptions come and go.
    """

    id: int
    municipality: str
    email: str
    subscriptions: tuple[Subscription, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """The subscribed action fields; empty for the whole municipality."""
        names = tuple(entry.field for entry in self.subscriptions)
        return () if "" in names else names

    def wants(self, measure: Measure) -> bool:
        """Tell whether a measure belongs to what is subscribed."""
        if measure.municipality != self.municipality:
            return False
        return any(entry.field in ("", measure.field) for entry in self.subscriptions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A current match of a measure and when the pair was first seen by us."""

    measure: Measure
    match: Match
    first_seen: datetime

    @property
    def pair(self) -> tuple[str, str]:
        """Measure id and programme id."""
        return self.measure.id, self.match.program.id


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureNews:
    """The new matches of one measure, best first."""

    measure: Measure
    entries: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldNews:
    """The measures of one action field with news; `field` is empty where the source has none."""

    field: str
    measures: tuple[MeasureNews, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A deadline within the horizon and the matches it matters to."""

    program: Program
    deadline: Deadline
    day: date
    entries: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """One mail's content. `shown` of `total` new matches are in `news`; `said` is their ledger."""

    recipient: Recipient
    municipality: Municipality
    now: datetime
    week: str
    news: tuple[FieldNews, ...]
    shown: int
    total: int
    deadlines: tuple[Due, ...]
    model: str | None
    said: tuple[Said, ...]

    @property
    def entries(self) -> tuple[Candidate, ...]:
        """The new matches in the order of the mail."""
        return tuple(e for group in self.news for part in group.measures for e in part.entries)


def iso_week(now: datetime) -> str:
    """Return the ISO week of a moment in Berlin, such as ``2026-W48``."""
    year, week, _ = now.astimezone(ZoneInfo(BERLIN)).isocalendar()
    return f"{year}-W{week:02d}"


def compose_digest(
    recipient: Recipient,
    candidates: Iterable[Candidate],
    *,
    municipality: Municipality,
    said: AbstractSet[Said],
    rejected: AbstractSet[tuple[str, str]],
    now: datetime,
    model: str | None,
    since: datetime | None = None,
    shown: int = SHOWN,
) -> Digest | None:
    """Compose the digest of one recipient, or None when there is nothing to say.

    `candidates` are the current matches of the municipality, `said` the recipient's ledger,
    `rejected` the (measure id, programme id) a person has turned down, `since` the moment of the
    last mail. `now` is an aware datetime. Closed programmes are left out whatever the ranking says.
    """
    wanted = [
        entry
        for entry in candidates
        if recipient.wants(entry.measure)
        and entry.pair not in rejected
        and window(entry.match.program.deadlines, now).opening is not Opening.CLOSED
    ]
    new = [entry for entry in wanted if Said(*entry.pair, Topic.NEW) not in said]
    told = sorted(new, key=lambda entry: _urgency(entry, since))[:shown]
    due = _deadlines(wanted, said, now)
    if not told and not due:
        return None
    ledger = [Said(*entry.pair, Topic.NEW) for entry in told]
    ledger += [
        Said(*entry.pair, Topic.DEADLINE, deadline.day)
        for deadline in due
        for entry in deadline.entries
    ]
    return Digest(
        recipient=recipient,
        municipality=municipality,
        now=now,
        week=iso_week(now),
        news=_grouped(told),
        shown=len(told),
        total=len(new),
        deadlines=due,
        model=model,
        said=tuple(ledger),
    )


def _urgency(entry: Candidate, since: datetime | None) -> tuple[int, bool, int, int, int, str]:
    """Order: what fits before what fits at the edge, fresh before waiting, then band and rank."""
    band = tuple(Band).index(entry.match.band)
    waiting = since is not None and entry.first_seen <= since
    edge = int(entry.match.band is Band.EDGE)
    return edge, waiting, band, entry.match.rank, entry.measure.position, entry.measure.id


def _grouped(entries: Iterable[Candidate]) -> tuple[FieldNews, ...]:
    """Group by action field and measure in the order of the catalogue."""
    fields: dict[str, dict[str, list[Candidate]]] = {}
    for entry in sorted(entries, key=_place):
        measures = fields.setdefault(entry.measure.field, {})
        measures.setdefault(entry.measure.id, []).append(entry)
    return tuple(
        FieldNews(
            field=field,
            measures=tuple(
                MeasureNews(measure=group[0].measure, entries=tuple(group))
                for group in measures.values()
            ),
        )
        for field, measures in fields.items()
    )


def _place(entry: Candidate) -> tuple[int, str, int]:
    return entry.measure.position, entry.measure.id, entry.match.rank


def _deadlines(
    entries: Sequence[Candidate], said: AbstractSet[Said], now: datetime
) -> tuple[Due, ...]:
    """Return the unsaid next deadlines up to the horizon, one per programme, soonest first."""
    last = now.astimezone(ZoneInfo(BERLIN)).date() + HORIZON
    found: dict[str, tuple[Program, Deadline, date, list[Candidate]]] = {}
    for entry in sorted(entries, key=_place):
        program = entry.match.program
        deadline = window(program.deadlines, now).next
        if deadline is None or deadline.day is None or deadline.day > last:
            continue
        if Said(*entry.pair, Topic.DEADLINE, deadline.day) in said:
            continue
        found.setdefault(program.id, (program, deadline, deadline.day, []))[3].append(entry)
    due = [
        Due(program=program, deadline=deadline, day=day, entries=tuple(concerned))
        for program, deadline, day, concerned in found.values()
    ]
    return tuple(sorted(due, key=lambda entry: (entry.day, entry.program.title)))
