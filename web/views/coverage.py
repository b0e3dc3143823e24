"""What the catalogue covers and where it has gaps."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, url_for

from matcher.coverage import Count, coverage
from matcher.regions import region_tree
from matcher.vocabulary import Applicant, FundingArea, Labelled, Level
from web.services import request_moment, services

views = Blueprint("coverage", __name__)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: its count, the list behind it, and its bars in percent of the widest."""

    count: Count
    link: str
    total_width: int
    usable_width: int


@dataclass(frozen=True, slots=True)
class CoverageTable:
    """One table of the page."""

    anchor: str
    title: str
    unit: str
    lines: tuple[Line, ...]
    note: str = ""


@views.get("/abdeckung")
def covered() -> str:
    """Show programmes per level, Land, funding area and applicant, and the gaps in words."""
    programs, tree = services().catalogue.programs(), region_tree()
    found = coverage(programs, tree, request_moment())
    codes = {label: code for code, label in tree.labels.items() if len(code) == 2}
    own = Level.LAND.value
    return render_template(
        "coverage.html",
        heading="Abdeckung des Katalogs",
        total=len(programs),
        gaps=found.gaps,
        tables=[
            _table("ebenen", "Nach Ebene", "Ebene", found.levels, _by("ebene", Level)),
            _table(
                "laender",
                "Nach Land",
                "Land",
                found.laender,
                [{"ebene": own, "gebiet": codes[line.label]} for line in found.laender],
                "Nur Programme des Landes selbst; Bund und EU gelten zusätzlich.",
            ),
            _table("antragsteller", "Nach Antragsteller", "Antragsteller", found.applicants,
                   _by("antragsteller", Applicant),
                   "Gezählt sind Programme, die den Antragsteller nennen. Die Liste hinter der "
                   "Zeile zeigt auch die, die niemanden nennen."),
            _table("bereiche", "Nach Förderbereich", "Förderbereich", found.areas,
                   _by("bereich", FundingArea)),
        ],
    )  # fmt: skip


def _by(parameter: str, words: type[Labelled]) -> list[dict[str, Any]]:
    return [{parameter: member.value} for member in words]


def _table(
    anchor: str,
    title: str,
    unit: str,
    counts: Sequence[Count],
    filters: Iterable[dict[str, Any]],
    note: str = "",
) -> CoverageTable:
    widest = max((count.total for count in counts), default=0) or 1
    lines = tuple(
        Line(
            count,
            url_for("programs.catalogue", **chosen),
            round(100 * count.total / widest),
            round(100 * count.usable / widest),
        )
        for count, chosen in zip(counts, filters, strict=True)
    )
    return CoverageTable(anchor, title, unit, lines, note)
