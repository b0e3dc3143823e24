"""ILB Brandenburg: programmes from the payload of three overview pages.

The pages are one application whose data stands in ``__NUXT_DATA__``: a flat list in which values,
and in some files also the keys of objects, are indices into the list itself.

History:
    2026-11-22  First version, after a minimal real payload with news objects. The names of the
                fields of programme objects are inferred from the labels the site shows; a page
                without any programme is refused.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from matcher.errors import StructureChangedError, UnknownValueError
from matcher.records import Evidence, Program, RawDocument, Section
from matcher.vocabulary import Applicant, FundingType, Level, SectionKind
from scrapers.html import page, prose
from scrapers.pages import fetch_page, quoted
from scrapers.prose_facts import add_facts
from scrapers.source import Fetch, Missed, Notes, Parsed, SourceInfo, program_id
from scrapers.values import clean, codes, tidy

SITE = "https://www.ilb.de"
_PAGES = (
    f"{SITE}/de/infrastruktur/alle-infrastruktur-foerderprogramme/",
    f"{SITE}/de/arbeit/uebersicht-der-foerderprogramme/",
    f"{SITE}/de/wohnungsbau/uebersicht-der-foerderprogramme/",
)
_TITLES = ("titel", "ueberschrift", "bezeichnung")
_PATHS = ("url", "link", "pfad", "route")
_PATH = re.compile(r"^(?:https://www\.ilb\.de)?(/de/[a-z0-9-]+/[^?#]+?)/?$")
_SECTIONS = (
    ("kurztext", SectionKind.SUBJECT, "Überblick"),
    ("wasWirdGefoerdert", SectionKind.SUBJECT, "Was wird gefördert?"),
    ("werWirdGefoerdert", SectionKind.ELIGIBILITY, "Wer wird gefördert?"),
    ("wieWirdGefoerdert", SectionKind.FUNDING, "Wie wird gefördert?"),
    ("nichtGefoerdert", SectionKind.CONDITIONS, "Wer oder was wird nicht gefördert?"),
    ("verfahren", SectionKind.PROCEDURE, "Ablauf/Verfahren"),
)
_APPLICANTS = {
    "kommunen": Applicant.MUNICIPALITY,
    "gemeinden": Applicant.MUNICIPALITY,
    "landkreise": Applicant.MUNICIPALITY,
    "kommunale unternehmen": Applicant.MUNICIPAL_COMPANY,
    "zweckverbände": Applicant.MUNICIPAL_ASSOCIATION,
    "öffentliche einrichtungen": Applicant.PUBLIC_BODY,
    "unternehmen": Applicant.COMPANY,
    "vereine": Applicant.ASSOCIATION,
    "verbände": Applicant.ASSOCIATION,
    "hochschulen": Applicant.UNIVERSITY,
    "forschungseinrichtungen": Applicant.RESEARCH,
    "bildungseinrichtungen": Applicant.EDUCATION,
    "existenzgründer": Applicant.FOUNDER,
    "privatpersonen": Applicant.PERSON,
}
_FIELDS = frozenset(
    {"foerdernehmer", "foerderart", "foerdergeber", *_TITLES, *_PATHS}
    | {name for name, _, _ in _SECTIONS}
)
_IGNORED = frozenset({"foerderthemen", "mittelherkunft", "datum", "id", "uid", "bild", "meldungen"})


class Ilb:
    """Programme objects of the overview pages."""

    info = SourceInfo(
        id="land_ilb",
        title="Investitionsbank des Landes Brandenburg: Förderprogramme",
        owner="Investitionsbank des Landes Brandenburg (ILB)",
        url=_PAGES[0],
        licence="keine offene Lizenz angegeben; Fakten mit Quellenangabe",
        level=Level.LAND,
        rhythm="wöchentlich",
        min_programs=100,
    )

    def documents(self, fetch: Fetch) -> Iterator[RawDocument | Missed]:
        found: dict[str, RawDocument] = {}
        for url in _PAGES:
            root = page(fetch_page(fetch, self.info, url, url))
            data = root.one("script#__NUXT_DATA__")
            try:
                programs = objects(str(data.tag.string or ""))
            except ValueError as error:
                raise root.changed("die Daten der Seite haben eine andere Form") from error
            if not programs:
                raise root.changed("die Daten der Seite enthalten kein Förderprogramm")
            for program in programs:
                path = _path(program)
                document = RawDocument(
                    source_id=self.info.id,
                    key=path.removeprefix("/de/"),
                    url=f"{SITE}{path}/",
                    content=json.dumps(program, ensure_ascii=False, sort_keys=True).encode(),
                    fetched_at=root.document.fetched_at,
                    content_type="application/json",
                )
                found.setdefault(document.key, document)
        yield from found.values()

    def parse(self, document: RawDocument) -> Parsed:
        record: dict[str, Any] = json.loads(document.content)
        notes = Notes(document)
        title = next((clean(str(record[n])) for n in _TITLES if record.get(n)), "")
        if not title:
            raise StructureChangedError(self.info.id, "Programm ohne Titel", document.url)
        who, how = _words(record.get("foerdernehmer")), _words(record.get("foerderart"))
        evidence: dict[str, Evidence] = {
            "regions": quoted(document, SITE, "Adresse der Förderbank des Landes Brandenburg")
        }
        for name, found, where in (
            ("eligible_applicants", who, "Fördernehmer"),
            ("funding_types", how, "Förderart"),
        ):
            if found:
                evidence[name] = quoted(document, ", ".join(found), where)
        text = ((kind, heading, _text(record.get(name))) for name, kind, heading in _SECTIONS)
        program = Program(
            id=program_id(self.info.id, document.key),
            title=title,
            level=Level.LAND,
            source=self.info.id,
            url=document.url,
            as_of=document.fetched_at.date(),
            funding_body="; ".join(_words(record.get("foerdergeber"))) or self.info.owner,
            regions=("12",),
            eligible_applicants=tuple(dict.fromkeys(_applicant(w, document) for w in who)),
            funding_types=codes(FundingType, how, document),
            sections=tuple(Section(kind=k, heading=h, text=t) for k, h, t in text if t),
            licence=self.info.licence,
            evidence=evidence,
        )
        filled = {name: value for name, value in record.items() if value}
        notes.leftover(filled, _FIELDS | _IGNORED)
        return Parsed(add_facts(program, seen_on=program.as_of), tuple(notes.signals))


def objects(payload: str) -> list[dict[str, Any]]:
    """Return the programme objects of a Nuxt payload, values in place of their indices.

    Raises:
        ValueError: it is no such payload.
    """
    flat = json.loads(payload)
    if not isinstance(flat, list):
        raise ValueError("the payload is no list")
    entries = (entry for entry in flat if isinstance(entry, dict))
    return [_object(flat, entry, ()) for entry in entries if _path(_shallow(flat, entry))]


def _shallow(flat: list[Any], entry: dict[str, Any]) -> dict[str, Any]:
    """Return the plain values of an object only; most of a payload is menus and pictures."""
    found = {}
    for key, index in entry.items():
        if isinstance(index, int) and 0 <= index < len(flat) and isinstance(flat[index], str):
            found[_name(flat, key)] = flat[index]
    return found


def _object(flat: list[Any], entry: dict[str, Any], above: tuple[int, ...]) -> dict[str, Any]:
    return {_name(flat, key): _value(flat, index, above) for key, index in entry.items()}


def _name(flat: list[Any], key: str) -> str:
    """Return a key: a word, or the index of one."""
    if key.isdigit() and int(key) < len(flat) and isinstance(flat[int(key)], str):
        return str(flat[int(key)])
    return key


def _value(flat: list[Any], index: Any, above: tuple[int, ...]) -> Any:
    if not isinstance(index, int) or isinstance(index, bool):
        return index
    if index < 0 or index >= len(flat) or index in above:
        return None
    value, path = flat[index], (*above, index)
    if isinstance(value, dict):
        return _object(flat, value, path)
    if isinstance(value, list):
        return _list(flat, value, path)
    return value


def _list(flat: list[Any], value: list[Any], path: tuple[int, ...]) -> Any:
    """Return a list, or what a marked value such as a date or a reference stands for."""
    mark = value[0] if value else None
    if isinstance(mark, int) and mark < len(flat) and flat[mark] == "Date":
        mark = "Date"
    if isinstance(mark, str) and len(value) > 1:
        return _value(flat, value[1], path)
    return [_value(flat, item, path) for item in value]


def _path(record: dict[str, Any]) -> str:
    """Return the path of a programme's page; news and other objects have none."""
    if not any(isinstance(record.get(name), str) and record[name] for name in _TITLES):
        return ""
    for name in _PATHS:
        match = _PATH.match(str(record.get(name) or ""))
        if match:
            return match[1]
    return ""


def _words(value: Any) -> list[str]:
    if isinstance(value, list):
        return [word for item in value for word in _words(item)]
    if isinstance(value, dict):
        return _words(next((value[n] for n in (*_TITLES, "label", "name") if n in value), None))
    return [w.strip() for w in clean(str(value)).split(",") if w.strip()] if value else []


def _text(value: Any) -> str:
    """Return rich text: HTML, or a tree of nodes with ``type``, ``content`` and ``text``."""
    if isinstance(value, str):
        return prose(value)
    if isinstance(value, list):
        return tidy("\n\n".join(filter(None, map(_text, value))))
    if not isinstance(value, dict):
        return ""
    if isinstance(value.get("text"), str):
        return clean(value["text"])
    inner = value.get("content")
    if value.get("type") == "listItem":
        return f"* {clean(_text(inner))}"
    joiner = " " if value.get("type") == "paragraph" else "\n"
    if isinstance(inner, list):
        return tidy(joiner.join(filter(None, map(_text, inner))))
    return _text(inner)


def _applicant(word: str, document: RawDocument) -> Applicant:
    known = _APPLICANTS.get(word.lower())
    if known is not None:
        return known
    try:
        return Applicant.read(word)
    except KeyError as error:
        raise UnknownValueError(
            document.source_id, f"unbekannter Fördernehmer „{word}“", document.url
        ) from error


SOURCE = Ilb()
