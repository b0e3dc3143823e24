"""The first page: what the municipality has, what the catalogue has, what is due."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import Blueprint, render_template

from matcher.deadlines import Opening, window
from matcher.records import Deadline, Measure, Municipality, Program
from matcher.regions import region_tree
from matcher.vocabulary import Fit, Level, MeasureStatus
from web.rendering import berlin_day
from web.services import municipality, request_moment, services, source_states_now

views = Blueprint("overview", __name__)

_AHEAD = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Due:
    """Something that ends or begins within the next weeks."""

    day: date
    deadline: Deadline
    program: Program


@views.get("/")
def overview() -> str:
    """Show the overview of a municipality."""
    here, now, town = services(), request_moment(), municipality()
    programs = here.catalogue.programs()
    measures = here.parts.store.measures.all(town.ags) if town else []
    closing, opening = due(programs, town, now)
    return render_template(
        "overview.html",
        heading=f"Übersicht für {town.name}" if town else "Übersicht",
        measures=measures,
        fields=field_counts(measures),
        statuses=[s for s in MeasureStatus if any(m.status is s for m in measures)],
        levels=level_counts(programs, now),
        closing=closing,
        opening=opening,
        days=_AHEAD.days,
        alarmed=[state for state in source_states_now() if state.alarms],
        doubts=[(m, doubt) for m in measures for doubt in m.doubts],
    )


def field_counts(measures: Sequence[Measure]) -> list[tuple[str, Counter[MeasureStatus]]]:
    """Return (action field, number of measures per status) in the order of the catalogue."""
    fields: dict[str, Counter[MeasureStatus]] = {}
    for measure in measures:
        fields.setdefault(measure.field, Counter())[measure.status] += 1
    return list(fields.items())


def level_counts(
    programs: Iterable[Program], now: datetime
) -> list[tuple[Level, Counter[Opening]]]:
    """Return (level, number of programmes per opening); levels without programmes are left out."""
    counts: dict[Level, Counter[Opening]] = {level: Counter() for level in Level}
    for program in programs:
        counts[program.level][window(program.deadlines, now).opening] += 1
    return [(level, count) for level, count in counts.items() if count]


def due(
    programs: Iterable[Program], town: Municipality | None, now: datetime
) -> tuple[list[Due], list[Due]]:
    """Return what closes and what opens in the next 30 days where the town may be eligible."""
    tree, today = region_tree(), berlin_day(now)
    closing, opening = [], []
    for program in programs:
        state = window(program.deadlines, now)
        if state.next is None or state.next.day is None:
            continue
        if town and tree.fits(program.regions, town.ags) is Fit.NOT_MET:
            continue
        opens = state.next.opens
        if state.opening is Opening.OPEN and state.next.day <= today + _AHEAD:
            closing.append(Due(state.next.day, state.next, program))
        elif state.opening is Opening.UPCOMING and opens and opens <= today + _AHEAD:
            opening.append(Due(opens, state.next, program))
    return sorted(closing, key=_order), sorted(opening, key=_order)


def _order(entry: Due) -> tuple[date, str]:
    return entry.day, entry.program.title
