"""Free query: a measure in one's own words, a place, an applicant; answered like a measure."""

from dataclasses import dataclass

from flask import Blueprint, render_template, request

from matcher.errors import InputError
from matcher.query import Query
from matcher.records import Municipality, Ranking
from matcher.regions import region_tree
from matcher.text import fold
from matcher.vocabulary import Applicant
from web.services import municipality, request_moment, services

views = Blueprint("search", __name__)

RANKED = 20
_OFFERED = 300
"""Municipalities offered while typing; in a larger directory the name is typed out."""


@dataclass(frozen=True, slots=True)
class Form:
    """What was typed, shown again as it was."""

    text: str
    place: str
    applicant: str


@views.get("/suche")
def search() -> tuple[str, int]:
    """Show the form, and with a text the programmes that fit it."""
    town = municipality()
    form = Form(
        text=request.args.get("text", ""),
        place=request.args.get("ort", town.name if town else ""),
        applicant=request.args.get("antragsteller", Applicant.MUNICIPALITY.value),
    )
    ranking: Ranking | None = None
    problems: dict[str, str] = {}
    if "text" in request.args:
        ranking, problems = _answer(form)
    page = render_template(
        "search.html",
        heading="Freie Suche",
        form=form,
        ranking=ranking,
        problems=problems,
        applicants=[(kind.value, kind.label) for kind in Applicant],
        places=_offered(),
    )
    return page, 400 if problems else 200


def _answer(form: Form) -> tuple[Ranking | None, dict[str, str]]:
    """Return the ranking, or per field the German sentence that says what is wrong with it."""
    problems: dict[str, str] = {}
    place, kind = None, Applicant.MUNICIPALITY
    try:
        place = find_place(form.place)
    except InputError as error:
        problems["ort"] = str(error)
    try:
        kind = Applicant(form.applicant)
    except ValueError:
        problems["antragsteller"] = "Bitte wählen Sie eine der angebotenen Antragstellerarten."
    try:
        query = Query.from_text(form.text, region=place, applicants=(kind,))
    except InputError as error:
        problems["text"] = str(error)
    if problems:
        return None, problems
    ranker = services().catalogue.ranker()
    return ranker.rank(query, now=request_moment(), limit=RANKED), {}


def find_place(text: str) -> str | None:
    """Return the AGS of a typed place (AGS or name); None when nothing is typed.

    Raises:
        InputError: nothing is known by that name, or more than one place is.
    """
    wanted = text.strip()
    if not wanted:
        return None
    if wanted.isdigit():
        return region_tree().municipality(wanted).ags
    places = services().parts.store.measures.municipalities(tenants_only=False)
    found = [place for place in places if fold(place.name) == fold(wanted)]
    found = found or [place for place in places if fold(wanted) in fold(place.name).split("/")]
    if len(found) == 1:
        return found[0].ags
    if not found:
        raise InputError(
            f"Die Gemeinde „{wanted[:60]}“ ist nicht bekannt. Bitte geben Sie den vollständigen "
            "Namen oder den Gemeindeschlüssel (8 Ziffern) an."
        )
    named = "; ".join(f"{place.name}, {place.county}: {place.ags}" for place in found[:10])
    raise InputError(
        f"Den Namen „{wanted[:60]}“ tragen {len(found)} Gemeinden. "
        f"Bitte geben Sie den Gemeindeschlüssel an ({named})."
    )


def _offered() -> list[Municipality]:
    places = services().parts.store.measures.municipalities(tenants_only=False)
    return places if len(places) <= _OFFERED else []
