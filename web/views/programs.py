"""The catalogue of programmes, and one programme with everything known of it."""

from typing import Any

from flask import Blueprint, abort, render_template, request

from matcher.changes import changed_fields
from matcher.errors import InputError
from matcher.estimate import estimate_next, other_rounds
from matcher.regions import EUROPE, GERMANY, region_tree
from matcher.store import Standing
from matcher.vocabulary import Applicant, FundingArea, Labelled, Level, SectionKind
from web.program_facts import facts
from web.program_filter import SORTS, ProgramFilter
from web.services import request_moment, services

views = Blueprint("programs", __name__)

PAGE = 25
_LONG = (SectionKind.GUIDELINE,)
"""Sections that are folded away at first."""
_WORDS = {"label": "label", "source": "old", "corrected": "new"}


@views.get("/programme")
def catalogue() -> tuple[str, int]:
    """List the programmes, filtered, 25 to a page."""
    problem, chosen = "", ProgramFilter()
    try:
        chosen = ProgramFilter.read(request.args)
    except InputError as error:
        problem = str(error)
    found = chosen.apply(services().catalogue.programs(), request_moment())
    pages = max(1, -(-len(found) // PAGE))
    page = _page(pages)
    content = render_template(
        "programs.html",
        heading="Förderprogramme",
        problem=problem,
        chosen=chosen,
        total=len(found),
        programs=found[(page - 1) * PAGE : page * PAGE],
        first=(page - 1) * PAGE + 1,
        page=page,
        pages=pages,
        choices=_choices(),
    )
    return content, 400 if problem else 200


@views.get("/programme/<path:program_id>")
def program(program_id: str) -> str:
    """Show one programme with the evidence of every value; one that is gone is shown as gone."""
    table = services().parts.store.programs
    found, standing = table.get(program_id), table.standing(program_id)
    if found is None or standing is None:
        abort(404, "Dieses Förderprogramm gibt es nicht.")
    rounds = other_rounds(found, services().catalogue.programs())
    return render_template(
        "program.html",
        heading=found.title,
        program=found,
        facts=facts(found, request_moment()),
        rounds=rounds,
        estimate=estimate_next(found, rounds, request_moment()),
        standing=standing,
        corrections=_corrections(standing),
        folded=_LONG,
    )


def _corrections(standing: Standing) -> list[dict[str, Any]]:
    """Return each correction with the value of the source beside it, both in words."""
    lines = []
    for entry in standing.corrections:
        field = entry["field"]
        for change in changed_fields({field: entry["source_value"]}, {field: entry["value"]}):
            words = {key: change[name] for key, name in _WORDS.items()}
            lines.append(entry | words)
    return lines


def _page(pages: int) -> int:
    """Read the page number; one that is none or beyond the last aborts with 404."""
    text = request.args.get("seite", "1")
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= pages:
        abort(404, "Diese Seite der Liste gibt es nicht.")
    return int(text)


def _choices() -> dict[str, list[tuple[str, str]]]:
    """Return what the form offers: parameter → (code, name)."""
    vocabularies: dict[str, type[Labelled]] = {
        "ebene": Level,
        "bereich": FundingArea,
        "antragsteller": Applicant,
    }
    return {
        name: [(entry.value, entry.label) for entry in words]
        for name, words in vocabularies.items()
    } | {"gebiet": _regions(), "sortierung": list(SORTS.items())}


def _regions() -> list[tuple[str, str]]:
    """Return (code, name) of what the filter offers: Germany, Länder, territories, tenants."""
    tree = region_tree()
    laender = sorted(code for code in tree.labels if len(code) == 2 and code.isdigit())
    codes = [EUROPE, GERMANY, *laender, *tree.territories]
    tenants = services().parts.store.measures.municipalities()
    return [(code, tree.label(code)) for code in codes] + [(t.ags, t.name) for t in tenants]
