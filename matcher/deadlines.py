"""Open or closed is a pure function of deadlines and now (rule 3); nothing of it is stored."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from matcher.records import BERLIN, Deadline
from matcher.vocabulary import DeadlineKind


class Opening(StrEnum):
    """Whether something can be handed in at a moment."""

    OPEN = "offen"
    UPCOMING = "angekuendigt"
    CLOSED = "geschlossen"
    UNKNOWN = "unbekannt"


@dataclass(frozen=True, slots=True)
class Window:
    """What the deadlines of a programme say at a moment.

    `next` is the next deadline that still counts, with its day filled in when it recurs; None when
    there is no dated one.
    """

    opening: Opening
    next: Deadline | None = None


def berlin(day: date, at: time | None = None) -> datetime:
    """Return the moment of a Berlin day; without a time, its first second."""
    return datetime.combine(day, at or time(), ZoneInfo(BERLIN))


def closes(deadline: Deadline) -> datetime | None:
    """Return the first moment (UTC) at which a dated deadline is over; None if it has no day.

    A day without a time is open through 23:59:59; a deadline at 17:00 still counts at 17:00:00 and
    is over a second later.
    """
    if deadline.day is None:
        return None
    zone = ZoneInfo(deadline.zone)
    if deadline.at is None:
        return datetime.combine(deadline.day + timedelta(days=1), time(), zone).astimezone(UTC)
    end = datetime.combine(deadline.day, deadline.at, zone)
    return end.astimezone(UTC) + timedelta(seconds=1)


def occurrence(deadline: Deadline, now: datetime) -> Deadline:
    """Return a deadline that recurs every year with the day of its next occurrence.

    Only a deadline stated without a year ("bis zum 31. März eines jeden Jahres") is moved; one that
    names its year has passed when that day has.
    """
    if deadline.day is not None or deadline.month_day is None:
        return deadline
    year = now.astimezone(ZoneInfo(deadline.zone)).year
    for candidate in range(year, year + 9):
        try:
            day = date.fromisoformat(f"{candidate}-{deadline.month_day}")
        except ValueError:  # 29 February
            continue
        dated = replace(deadline, day=day)
        end = closes(dated)
        if end is not None and now < end:
            return dated
    return deadline


def closed_from(deadlines: Iterable[Deadline]) -> datetime | None:
    """Return the first moment at which `window` says closed, None if it never does.

    What is undated keeps a programme open or unknown, and what recurs comes back; a programme
    without any deadline is unknown.
    """
    known = tuple(deadlines)
    if any(d.day is None and d.month_day is None for d in known):
        return None
    gates = [d for d in known if d.kind is DeadlineKind.OUTLINE] or known
    ends = [closes(d) for d in gates]
    return max((end for end in ends if end is not None), default=None) if all(ends) else None


def window(deadlines: Iterable[Deadline], now: datetime) -> Window:
    """Tell whether a programme is open at `now` (an aware datetime), and its next deadline.

    In a two-stage procedure the outline opens the door: when every dated outline has passed, later
    application days are for those who were invited, and the call is closed.
    """
    known = [occurrence(d, now) for d in deadlines]
    dated = [(end, d) for d in known if (end := closes(d)) is not None]
    dated.sort(key=lambda pair: pair[0])
    outlines = [(end, d) for end, d in dated if d.kind is DeadlineKind.OUTLINE]
    gates = outlines or dated
    ahead = [d for end, d in gates if now < end]
    if ahead:
        opened = any(d.opens is None or now >= berlin(d.opens) for d in ahead)
        return Window(Opening.OPEN if opened else Opening.UPCOMING, ahead[0])
    undated = [d for d in known if d.day is None and d.month_day is None]
    if any(d.kind is not DeadlineKind.UNKNOWN for d in undated):
        return Window(Opening.OPEN)
    if gates and not undated:
        return Window(Opening.CLOSED)
    return Window(Opening.UNKNOWN)
