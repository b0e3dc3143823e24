"""When a closed call may open again: an estimate from its past rounds, never a deadline.

The days on which rounds closed give the usual interval; the next day is the last one plus that
interval, and the window around it is as wide as the intervals differ. When two intervals have gone
by without a round, the rhythm has ended and nothing is estimated.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import median
from zoneinfo import ZoneInfo

from matcher.deadlines import Opening, window
from matcher.records import BERLIN, Program
from matcher.vocabulary import DeadlineKind, Recurrence

_SAME_ROUND = timedelta(days=60)
"""Days that lie closer together belong to one round (several topics, outline and application)."""
_SLACK = timedelta(days=30)
"""The least half width of an estimated window."""
_MONTHS = {
    Recurrence.YEARLY: 12,
    Recurrence.HALF_YEARLY: 6,
    Recurrence.QUARTERLY: 3,
    Recurrence.MONTHLY: 1,
}


@dataclass(frozen=True, slots=True)
class Estimate:
    """Between which days the next round may close, and from what that was worked out.

    `rounds` are the days on which earlier rounds closed, oldest first; `recurrence` is set when the
    source itself says how the call returns. `missed` tells that one interval has passed already.
    """

    first: date
    last: date
    rounds: tuple[date, ...]
    recurrence: Recurrence | None = None
    missed: bool = False

    @property
    def basis(self) -> str:
        """What the estimate rests on, as a German sentence."""
        if self.recurrence is not None:
            return f"Schätzung aus der Angabe „{self.recurrence.label}“ der Quelle"
        years = ", ".join(dict.fromkeys(str(day.year) for day in self.rounds))
        return f"Schätzung aus den Runden {years} (Jahr der Frist)"


def closing_day(program: Program) -> date | None:
    """Return the last day on which a round could be entered; the outline's in two stages."""
    dated = [d for d in program.deadlines if d.day is not None]
    gates = [d for d in dated if d.kind is DeadlineKind.OUTLINE] or dated
    return max((d.day for d in gates if d.day is not None), default=None)


def other_rounds(program: Program, catalogue: Iterable[Program]) -> list[Program]:
    """Return the other rounds of the same series, the newest first, undated ones last."""
    if not program.series:
        return []
    found = [p for p in catalogue if p.series == program.series and p.id != program.id]
    return sorted(found, key=lambda p: (closing_day(p) or date.min, p.id), reverse=True)


def estimate_next(program: Program, rounds: Iterable[Program], now: datetime) -> Estimate | None:
    """Return when a closed call may close next; None where that would be a guess.

    Nothing is estimated while the call or another round is open or announced, when fewer than two
    rounds are dated and the source names no recurrence, or when the guideline ends before.

    Args:
        program: the call.
        rounds: the other rounds of its series.
        now: an aware moment.
    """
    series = [program, *rounds]
    states = [window(member.deadlines, now).opening for member in series]
    if states[0] is not Opening.CLOSED or {Opening.OPEN, Opening.UPCOMING} & set(states):
        return None
    today = now.astimezone(ZoneInfo(BERLIN)).date()
    found = _from_recurrence(program, today) or _from_rounds(_rounds(series), today)
    ends = program.valid_until
    return None if found is None or (ends is not None and ends < found.first) else found


def _from_recurrence(program: Program, today: date) -> Estimate | None:
    """Move the last day by what the source says; its own words need little slack."""
    stated = [(d.day, d.recurrence) for d in program.deadlines if d.day and d.recurrence]
    if not stated:
        return None
    day, recurrence = max(stated, key=lambda pair: pair[0])
    months = _MONTHS[recurrence]
    for step in (1, 2):
        middle = _later(day, step * months)
        slack = min(_SLACK, timedelta(days=7 * months))
        if middle + slack >= today:
            return _around(middle, slack, (day,), recurrence, step == 2)
    return None


def _from_rounds(days: Sequence[date], today: date) -> Estimate | None:
    if len(days) < 2:
        return None
    gaps = [(later - day).days for day, later in pairwise(days)]
    usual = timedelta(days=round(median(gaps)))
    slack = max(_SLACK, timedelta(days=(max(gaps) - min(gaps)) // 2))
    for step in (1, 2):
        middle = days[-1] + step * usual
        if middle + slack >= today:
            return _around(middle, slack, tuple(days), None, step == 2)
    return None


def _around(
    middle: date,
    slack: timedelta,
    rounds: tuple[date, ...],
    recurrence: Recurrence | None,
    missed: bool,
) -> Estimate:
    return Estimate(middle - slack, middle + slack, rounds, recurrence, missed)


def _rounds(series: Iterable[Program]) -> list[date]:
    """Return the closing days, those of one round as one."""
    days: list[date] = []
    for day in sorted(day for member in series if (day := closing_day(member)) is not None):
        if days and day - days[-1] < _SAME_ROUND:
            days[-1] = day
        else:
            days.append(day)
    return days


def _later(day: date, months: int) -> date:
    """Return the same day of a later month, or that month's last day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
