"""The whole catalogue of a municipality, ranked, as one HTML file that needs nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from matcher.records import Measure, Municipality, Ranking
from web.rendering import STATIC, template_environment

MISSING_FIELD = "Handlungsfeld fehlt in der Quelle"
_FULL = 5
"""Programmes per measure with reasons and quotes."""
_LISTED = 10
"""Programmes per measure; those after the full ones are one line each."""
_EXCLUDED = 5


@dataclass(frozen=True, slots=True)
class Chapter:
    """One action field of the catalogue with its ranked measures."""

    field: str
    anchor: str
    entries: tuple[tuple[Measure, Ranking], ...]


def catalogue_report(
    municipality: Municipality, rankings: Iterable[tuple[Measure, Ranking]], now: datetime
) -> str:
    """Return the report as HTML: styles inside, no script, no request to anywhere.

    `rankings` come in the order of the catalogue; `now` is an aware datetime.
    """
    entries = list(rankings)
    models = {ranking.model for _, ranking in entries}
    template = template_environment().get_template("report.html")
    return template.render(
        municipality=municipality,
        chapters=chapters(entries),
        entries=entries,
        now=now,
        model=next(iter(models)) if len(models) == 1 else None,
        full=_FULL,
        listed=_LISTED,
        excluded_shown=_EXCLUDED,
        css=(STATIC / "report.css").read_text(encoding="utf-8"),
    )


def chapters(entries: Iterable[tuple[Measure, Ranking]]) -> list[Chapter]:
    """Group measures by action field in the order of the catalogue."""
    fields: dict[str, list[tuple[Measure, Ranking]]] = {}
    for measure, ranking in entries:
        fields.setdefault(measure.field or MISSING_FIELD, []).append((measure, ranking))
    return [
        Chapter(field=field, anchor=f"feld-{number}", entries=tuple(group))
        for number, (field, group) in enumerate(fields.items(), 1)
    ]
