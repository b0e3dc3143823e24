"""The catalogue of a municipality, and one measure with the programmes that fit it."""

from dataclasses import dataclass

from flask import Blueprint, abort, render_template, request

from matcher.query import Query
from matcher.records import Match, Measure
from matcher.vocabulary import MeasureStatus
from web.services import municipality, request_moment, services

views = Blueprint("measures", __name__)

RANKED = 20
"""Programmes shown for a measure."""
NO_FIELD = "ohne"
"""Value of the field filter for measures whose heading is missing in the source."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A measure with the programme that stands first for it."""

    measure: Measure
    best: Match | None


@views.get("/massnahmen")
def catalogue() -> str:
    """List the measures by action field, filtered by ``feld`` and ``status``."""
    here, town = services(), municipality()
    measures = here.parts.store.measures.all(town.ags) if town else []
    field, status = request.args.get("feld", ""), _status(request.args.get("status", ""))
    chosen = [
        measure
        for measure in measures
        if (not field or (measure.field or NO_FIELD) == field)
        and (status is None or measure.status is status)
    ]
    groups: dict[str, list[Entry]] = {}
    for measure in chosen:
        groups.setdefault(measure.field, []).append(Entry(measure, _best(measure)))
    return render_template(
        "measures.html",
        heading=f"Maßnahmen von {town.name}" if town else "Maßnahmen",
        total=len(measures),
        shown=len(chosen),
        groups=groups,
        choices=[
            (name or NO_FIELD, name or "fehlt in der Quelle")
            for name in dict.fromkeys(measure.field for measure in measures)
        ],
        status_choices=[
            (entry.value, entry.label)
            for entry in MeasureStatus
            if any(measure.status is entry for measure in measures)
        ],
        field=field,
        status=status,
    )


@views.get("/massnahmen/<measure_id>")
def measure(measure_id: str) -> str:
    """Show one measure with its ranking and what was excluded."""
    here, town = services(), municipality()
    found = here.parts.store.measures.get(town.ags, measure_id) if town else None
    if found is None:
        abort(404, "Diese Maßnahme gibt es nicht.")
    ranking = here.catalogue.ranker().rank(
        Query.from_measure(found), now=request_moment(), limit=RANKED
    )
    return render_template("measure.html", heading=found.title, measure=found, ranking=ranking)


def _best(measure: Measure) -> Match | None:
    ranker = services().catalogue.ranker()
    ranking = ranker.rank(Query.from_measure(measure), now=request_moment(), limit=1, exclusions=0)
    return next(iter(ranking.matches), None)


def _status(code: str) -> MeasureStatus | None:
    """Read the status filter; a word that is none aborts with 400."""
    if not code:
        return None
    try:
        return MeasureStatus(code)
    except ValueError:
        abort(400, f"Den Status „{code[:30]}“ gibt es nicht.")
