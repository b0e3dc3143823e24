"""EU Funding & Tenders Portal: open and forthcoming grants from the search interface (SEDIA).

The query travels as file parts of a multipart POST; every value of an answer is a list of strings,
two of them JSON inside a string. Rows of the older index repeat calls with a stale status: they
count only where the newer index has none, and never after their last deadline.

History:
    2026-11-22  First version, after a real answer of mid-2026 (apiVersion 2.151).
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from matcher.errors import StructureChangedError, UnknownValueError
from matcher.records import BRUSSELS, Deadline, Evidence, Program, RawDocument, Section
from matcher.regions import EUROPE
from matcher.vocabulary import DeadlineKind, FundingType, Level, SectionKind
from scrapers.html import prose
from scrapers.prose_facts import add_facts
from scrapers.source import Fetch, Missed, Notes, Parsed, SourceInfo, Upload, program_id
from scrapers.values import clean

SEARCH = "https://api.tech.ec.europa.eu/search-api/prod/rest/search"
_PORTAL = "https://ec.europa.eu/info/funding-tenders/opportunities/portal/screen/opportunities"
_PAGE_SIZE = 100
_MOST_PAGES = 100
_QUERY = {
    "bool": {
        "must": [
            {"terms": {"type": ["1", "2", "8"]}},
            {"terms": {"status": ["31094501", "31094502"]}},
        ]
    }
}
_SORT = [
    {"field": name, "order": "ASC"} for name in ("identifier", "DATASOURCE", "esDA_IngestDate")
]
_LEGACY = "SEDIA_PRD_CENTRICITY"
_IGNORED_DATA = frozenset({"SEDIA_FAQ"})

_TYPES = {"1": "grant", "2": "call for proposals", "8": "cascade funding"}
_CASCADE = "8"
_STATES = {"31094501": "Angekündigt", "31094502": "Offen", "31094503": "Geschlossen"}
_MODELS = {
    "single-stage": (DeadlineKind.APPLICATION,),
    "two-stage": (DeadlineKind.OUTLINE, DeadlineKind.APPLICATION),
    "multiple cut-off": (DeadlineKind.CUTOFF,),
}
_PROGRAMMES = {
    "43108390": "Horizon Europe",
    "43152860": "Digital Europe",
    "43252405": "LIFE",
    "43251567": "Connecting Europe Facility (CEF)",
    "43251589": "Citizens, Equality, Rights and Values (CERV)",
    "43251814": "Creative Europe (CREA)",
    "43254019": "European Social Fund + (ESF+)",
}
_READ = frozenset(
    {
        "identifier",
        "title",
        "type",
        "status",
        "startDate",
        "deadlineDate",
        "deadlineModel",
        "frameworkProgramme",
        "callIdentifier",
        "callTitle",
        "ccm2Id",
        "descriptionByte",
        "description",
        "topicConditions",
        "supportInfo",
        "budgetOverview",
        "typesOfAction",
        "keywords",
        "url",
        "language",
    }
)
_IGNORED = frozenset(
    """
    DATASOURCE REFERENCE actions additionalInfos allowPartnerSearch budget callccm2Id caName
    cenTagsA cftId crossCuttingPriorities currency destination destinationDescription
    destinationDetails
    destinationGroup esDA_FirstIngestDate esDA_IngestDate esDA_QueueDate es_ContentType es_SortDate
    focusArea geographicalZones latestInfos links missionDescription missionDetails missionGroup
    mission programmeDivision programmeDivisionProspect programmePeriod projectAcronym
    projectName publicationDocuments sortStatus specificObjective statusCode tags typeOfMGAs
    beneficiaryAdministration furtherInformation duration esST_FileName esST_URL esST_checksum
    """.split()
)
_KIND = re.compile(r'<p class="topicdescriptionkind">\s*(.*?)\s*:?\s*</p>', re.S)
_NOTES = re.compile(r'<sup[^>]*>.*?</sup>|<p class="eui-u-font-s[^"]*">.*?</p>', re.S)


class FundingTenders:
    """Topics and calls that are open or announced."""

    info = SourceInfo(
        id="eu_funding_tenders",
        title="EU Funding & Tenders Portal",
        owner="Europäische Kommission",
        url=SEARCH,
        licence="CC BY 4.0",
        level=Level.EU,
        rhythm="täglich",
        min_programs=300,
    )

    def documents(self, fetch: Fetch) -> Iterator[RawDocument | Missed]:
        chosen: dict[str, RawDocument] = {}
        legacy: dict[str, RawDocument] = {}
        for row, fetched_at in self._rows(fetch):
            metadata = row.get("metadata")
            if not isinstance(metadata, dict) or not metadata:
                reference = str(row.get("reference", "ohne Nummer"))
                yield Missed(reference, str(row.get("url", "")), "Eintrag ohne Angaben")
                continue
            origin = _first(metadata, "DATASOURCE")
            key = key_of(row)
            if origin in _IGNORED_DATA or _first(metadata, "language") not in ("", "en") or not key:
                continue
            document = RawDocument(
                source_id=self.info.id,
                key=key,
                url=_public_url(metadata, key),
                content=json.dumps(row, ensure_ascii=False).encode(),
                fetched_at=fetched_at,
                content_type="application/json",
            )
            if origin != _LEGACY:
                chosen.setdefault(key, document)
            elif _ahead(metadata, fetched_at):
                legacy.setdefault(key, document)
        yield from (legacy | chosen).values()

    def _rows(self, fetch: Fetch) -> Iterator[tuple[dict[str, Any], datetime]]:
        """Yield every row the interface counts.

        Raises:
            StructureChangedError: the answer has another form, or pages and count do not agree.
        """
        parts = {"query": _QUERY, "languages": ["en"], "sort": _SORT}
        uploads = tuple(
            Upload(name=name, content=json.dumps(part).encode()) for name, part in parts.items()
        )
        received, total = 0, 1
        for number in range(1, _MOST_PAGES + 1):
            url = f"{SEARCH}?apiKey=SEDIA&text=***&pageSize={_PAGE_SIZE}&pageNumber={number}"
            response = fetch.post(self.info.id, url, uploads)
            rows, total = self._page(response.content, url)
            for row in rows:
                yield row, response.fetched_at
            received += len(rows)
            if not rows or received >= total:
                break
        if received < total:
            reason = f"{received} Einträge erhalten, {total} angekündigt"
            raise StructureChangedError(self.info.id, reason, SEARCH)

    def _page(self, content: bytes, url: str) -> tuple[list[dict[str, Any]], int]:
        try:
            answer = json.loads(content)
            return list(answer["results"]), int(answer["totalResults"])
        except (ValueError, KeyError, TypeError) as error:
            raise StructureChangedError(
                self.info.id, "die Antwort der Suche hat eine andere Form", url
            ) from error

    def parse(self, document: RawDocument) -> Parsed:
        metadata: dict[str, list[str]] = json.loads(document.content)["metadata"]
        notes = Notes(document)
        title = clean(_first(metadata, "title"))
        if not title:
            raise StructureChangedError(self.info.id, "der Aufruf hat keinen Titel", document.url)
        seen_on = document.fetched_at.date()
        evidence = {"regions": _evidence(document, _first(metadata, "url"), "Adresse im Portal")}
        amounts = _amounts(metadata, document.key)
        for name, (_, quote) in amounts.items():
            evidence[name] = _evidence(document, quote, "budgetOverview")
        action = _first(metadata, "typesOfAction")
        if action:
            evidence["funding_types"] = _evidence(document, action, "typesOfAction")
        program = Program(
            id=program_id(self.info.id, document.key),
            title=title,
            level=Level.EU,
            source=self.info.id,
            url=document.url,
            as_of=seen_on,
            funding_body=_programme(metadata, notes),
            regions=(EUROPE,) if evidence["regions"].quote else (),
            funding_types=(FundingType.GRANT,) if action else (),
            deadlines=_deadlines(metadata, document),
            amount_min=amounts["amount_min"][0] if "amount_min" in amounts else None,
            amount_max=amounts["amount_max"][0] if "amount_max" in amounts else None,
            sections=_sections(metadata),
            language="en",
            text_language="en",
            licence=self.info.licence,
            status_note=_state(metadata, document),
            keywords=_keywords(metadata),
            evidence={name: e for name, e in evidence.items() if e.quote},
        )
        filled = {name: value for name, value in metadata.items() if any(value)}
        notes.leftover(filled, _READ | _IGNORED)
        return Parsed(add_facts(program, seen_on=seen_on), tuple(notes.signals))


def _first(metadata: Mapping[str, list[str]], name: str) -> str:
    values = metadata.get(name) or [""]
    return str(values[0] or "")


def key_of(row: Mapping[str, Any]) -> str:
    """Return the key of a row: its identifier.

    Several cascade calls share identifier and number of the project that pays them; only the
    number in their reference ("15342COMPETITIVE_CALLen") tells them apart.
    """
    metadata = row["metadata"]
    identifier = _first(metadata, "identifier") or _first(metadata, "ccm2Id")
    number = re.match(r"\d+", str(row.get("reference", "")))
    if _first(metadata, "type") == _CASCADE and number:
        return f"{identifier}/{number[0]}"
    return identifier


def _public_url(metadata: Mapping[str, list[str]], key: str) -> str:
    if _first(metadata, "type") == _CASCADE:
        return f"{_PORTAL}/competitive-calls-cs/{_first(metadata, 'ccm2Id')}"
    return f"{_PORTAL}/topic-details/{key}"


def _ahead(metadata: Mapping[str, list[str]], now: datetime) -> bool:
    """Tell whether a row has no deadline or one that is still ahead."""
    moments = [_moment(value) for value in metadata.get("deadlineDate") or [] if value]
    return not moments or any(moment.date() >= now.date() for moment in moments)


def _moment(value: str) -> datetime:
    return datetime.strptime(value, "%Y-%m-%dT%H:%M:%S.%f%z")


def _deadlines(metadata: Mapping[str, list[str]], document: RawDocument) -> tuple[Deadline, ...]:
    values = [value for value in metadata.get("deadlineDate") or [] if value]
    model = _first(metadata, "deadlineModel").replace("multiple cut off", "multiple cut-off")
    if values and model not in _MODELS:
        raise UnknownValueError(
            document.source_id, f"unbekanntes Fristmodell „{model}“", document.url
        )
    start = _first(metadata, "startDate")
    opens = _moment(start).date() if start else None
    found = []
    for number, value in enumerate(sorted(set(values))):
        kinds = _MODELS[model]
        day, at = _local(_moment(value))
        found.append(
            Deadline(
                kind=kinds[min(number, len(kinds) - 1)],
                day=day,
                at=at,
                zone=BRUSSELS,
                opens=opens,
                evidence=_evidence(document, value, "deadlineDate"),
            )
        )
    return tuple(found)


def _local(moment: datetime) -> tuple[date, time | None]:
    """Return day and time in Brussels; midnight UTC means that only the day is stated."""
    if moment.time() == time():
        return moment.date(), None
    # The hour is written as if it were UTC but is Brussels time: "17:00" by rule of the portal.
    local = moment.replace(tzinfo=ZoneInfo(BRUSSELS))
    return local.date(), local.time()


def _amounts(metadata: Mapping[str, list[str]], key: str) -> dict[str, tuple[Decimal, str]]:
    """Return the smallest and largest grant of this topic with the quotes of the budget table.

    The table covers the whole call, so that only entries of this very topic count.
    """
    overview = _first(metadata, "budgetOverview")
    try:
        entries = json.loads(overview or "{}").get("budgetTopicActionMap", {})
    except ValueError:
        return {}
    own = [
        entry
        for group in entries.values()
        for entry in group
        if str(entry.get("action", "")).startswith(f"{key} ")
    ]
    found: dict[str, tuple[Decimal, str]] = {}
    for name, field, choose in (
        ("amount_min", "minContribution", min),
        ("amount_max", "maxContribution", max),
    ):
        values = [
            Decimal(str(e[field])) for e in own if e.get(field) and Decimal(str(e[field])) > 0
        ]
        if values:
            value = choose(values)
            quote = re.search(rf'"{field}"\s*:\s*"?{value:f}', overview)
            if quote:
                found[name] = (value, quote[0])
    return found


def _sections(metadata: Mapping[str, list[str]]) -> tuple[Section, ...]:
    markup = _first(metadata, "descriptionByte") or _first(metadata, "description")
    pieces = _KIND.split(_NOTES.sub("", markup))
    found = [(SectionKind.SUBJECT, "", pieces[0])]
    for heading, text in zip(pieces[1::2], pieces[2::2], strict=True):
        found.append((SectionKind.SUBJECT, clean(prose(heading)), text))
    for name, kind in (
        ("topicConditions", SectionKind.CONDITIONS),
        ("supportInfo", SectionKind.PROCEDURE),
    ):
        found.append((kind, name, _NOTES.sub("", _first(metadata, name))))
    read = ((kind, heading, prose(text)) for kind, heading, text in found)
    return tuple(Section(kind=k, heading=h, text=text) for k, h, text in read if text)


def _programme(metadata: Mapping[str, list[str]], notes: Notes) -> str:
    code = _first(metadata, "frameworkProgramme")
    if code and code not in _PROGRAMMES:
        notes.add(f"Unbekanntes Rahmenprogramm {code}.")
    return ", ".join(filter(None, ("Europäische Kommission", _PROGRAMMES.get(code))))


def _state(metadata: Mapping[str, list[str]], document: RawDocument) -> str:
    code, kind = _first(metadata, "status"), _first(metadata, "type")
    if code not in _STATES or kind not in _TYPES:
        what = f"Status {code}" if code not in _STATES else f"Art {kind}"
        raise UnknownValueError(document.source_id, f"unbekannt: {what}", document.url)
    # An older row keeps its state for ever; only what is announced says more than the deadlines do.
    return _STATES[code] if code == "31094501" and _first(metadata, "DATASOURCE") != _LEGACY else ""


def _keywords(metadata: Mapping[str, list[str]]) -> tuple[str, ...]:
    """Return call and keywords; in older rows the list of words is JSON inside a string."""
    words = metadata.get("keywords") or []
    if len(words) == 1 and words[0].startswith("["):
        try:
            words = [str(word) for word in json.loads(words[0])]
        except ValueError:
            words = []
    own = {_first(metadata, "identifier"), _first(metadata, "callIdentifier")}
    call = (_first(metadata, "callIdentifier"), _first(metadata, "callTitle"))
    found = (*call, *(word for word in words if word not in own))
    return tuple(dict.fromkeys(clean(word) for word in found if word))


def _evidence(document: RawDocument, quote: str, where: str) -> Evidence:
    return Evidence(
        quote=quote or None, where=where, url=document.url, seen_on=document.fetched_at.date()
    )


SOURCE = FundingTenders()
