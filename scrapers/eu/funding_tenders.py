"""EU Funding & Tenders Portal: open and forthcoming grants from the search interface (SEDIA).

The query travels as file parts of a multipart POST; every value of an answer is a list of strings,
two of them JSON inside a string. Rows of the older index repeat calls with a stale status: they
count only where the newer index has none, and never after their last deadline. The facets of the
same search say what the code of a programme means that we have no name for; what a row says nothing
about is read in the details of its topic.

History:
    2026-11-22  First version, after a real answer of mid-2026 (apiVersion 2.151).
    2026-11-28  Facets and topic details, known from reports only.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from matcher.errors import (
    FetchError,
    NoDocumentError,
    StructureChangedError,
    UnknownValueError,
)
from matcher.records import Program, RawDocument
from matcher.regions import EUROPE
from matcher.vocabulary import FundingType, Level
from scrapers.eu._sedia import (
    ahead,
    amounts_of,
    deadlines_of,
    described,
    evidence_of,
    facet_labels,
    first,
    keywords_of,
    sections_of,
    topic_texts,
)
from scrapers.eu._sedia_names import CASCADE, IGNORED, PROGRAMMES, READ, STATES, TYPES
from scrapers.prose_facts import add_facts
from scrapers.source import (
    Fetch,
    Missed,
    Notes,
    Parsed,
    Response,
    SourceInfo,
    Upload,
    program_id,
)
from scrapers.values import clean

SEARCH = "https://api.tech.ec.europa.eu/search-api/prod/rest/search"
FACETS = "https://api.tech.ec.europa.eu/search-api/prod/rest/facet?apiKey=SEDIA&text=***"
_DETAILS = "https://ec.europa.eu/info/funding-tenders/opportunities/data/topicDetails/{}.json"
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
        for key, row, fetched_at in self._chosen(fetch):
            if not key:
                reference = str(row.get("reference", "ohne Nummer"))
                yield Missed(reference, str(row.get("url", "")), "Eintrag ohne Angaben")
                continue
            url = _public_url(row["metadata"], key)
            try:
                whole = row | self._looked_up(row["metadata"], key, fetch)
            except (FetchError, StructureChangedError) as error:
                # Half a record would count as a change; a missed one leaves what is stored.
                yield Missed(key, url, error.reason)
                continue
            yield RawDocument(
                source_id=self.info.id,
                key=key,
                url=url,
                content=json.dumps(whole, ensure_ascii=False).encode(),
                fetched_at=fetched_at,
                content_type="application/json",
            )

    def _chosen(self, fetch: Fetch) -> Iterator[tuple[str, dict[str, Any], datetime]]:
        """Yield each call once, with its key and when it was read; rows that say nothing keyless.

        A row of the older index stands in only where the newer one has none.
        """
        chosen: dict[str, tuple[dict[str, Any], datetime]] = {}
        legacy: dict[str, tuple[dict[str, Any], datetime]] = {}
        for row, fetched_at in self._rows(fetch):
            metadata = row.get("metadata")
            if not isinstance(metadata, dict) or not metadata:
                yield "", row, fetched_at
                continue
            origin = first(metadata, "DATASOURCE")
            key = key_of(row)
            if origin in _IGNORED_DATA or first(metadata, "language") not in ("", "en") or not key:
                continue
            if origin != _LEGACY:
                chosen.setdefault(key, (row, fetched_at))
            elif ahead(metadata, fetched_at):
                legacy.setdefault(key, (row, fetched_at))
        for key, found in (legacy | chosen).items():
            yield key, *found

    def _looked_up(
        self, metadata: Mapping[str, list[str]], key: str, fetch: Fetch
    ) -> dict[str, dict[str, str]]:
        """Return what a row does not say itself: an unknown programme's name, missing texts."""
        found = {}
        code = first(metadata, "frameworkProgramme")
        if code and code not in PROGRAMMES:
            labels = self._labels(fetch)
            found["labels"] = {code: labels[code]} if code in labels else {}
        if not described(metadata) and "/" not in key:
            found["details"] = self._details(fetch, key)
        return found

    def _labels(self, fetch: Fetch) -> dict[str, str]:
        """Return code → name of the framework programmes; the fetcher remembers the answer."""
        parts = {"query": _QUERY, "languages": ["en"]}  # with "sort" the interface answers 500
        try:
            response = fetch.post(self.info.id, FACETS, _uploads(parts))
        except NoDocumentError:
            return {}
        return facet_labels(self._json(response), "frameworkProgramme", self.info.id)

    def _details(self, fetch: Fetch, key: str) -> dict[str, str]:
        """Return the texts of a topic's own document; none where there is no such document."""
        try:
            response = fetch.get(self.info.id, _DETAILS.format(key.lower()))
        except NoDocumentError:
            return {}
        return topic_texts(self._json(response), self.info.id)

    def _json(self, response: Response) -> Any:
        try:
            return json.loads(response.content)
        except ValueError as error:
            raise StructureChangedError(self.info.id, "kein JSON", response.url) from error

    def _rows(self, fetch: Fetch) -> Iterator[tuple[dict[str, Any], datetime]]:
        """Yield every row the interface counts.

        Raises:
            StructureChangedError: the answer has another form, or pages and count do not agree.
        """
        parts = {"query": _QUERY, "languages": ["en"], "sort": _SORT}
        uploads = _uploads(parts)
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
        row = json.loads(document.content)
        metadata: dict[str, list[str]] = row["metadata"]
        notes = Notes(document)
        title = clean(first(metadata, "title"))
        if not title:
            raise StructureChangedError(self.info.id, "der Aufruf hat keinen Titel", document.url)
        seen_on = document.fetched_at.date()
        evidence = {"regions": evidence_of(document, first(metadata, "url"), "Adresse im Portal")}
        amounts = amounts_of(metadata, document.key)
        for name, (_, quote) in amounts.items():
            evidence[name] = evidence_of(document, quote, "budgetOverview")
        action = first(metadata, "typesOfAction")
        if action:
            evidence["funding_types"] = evidence_of(document, action, "typesOfAction")
        program = Program(
            id=program_id(self.info.id, document.key),
            title=title,
            level=Level.EU,
            source=self.info.id,
            url=document.url,
            as_of=seen_on,
            funding_body=_programme(metadata, row.get("labels", {}), notes),
            regions=(EUROPE,) if evidence["regions"].quote else (),
            funding_types=(FundingType.GRANT,) if action else (),
            deadlines=deadlines_of(metadata, document),
            amount_min=amounts["amount_min"][0] if "amount_min" in amounts else None,
            amount_max=amounts["amount_max"][0] if "amount_max" in amounts else None,
            sections=sections_of(metadata, row.get("details", {})),
            language="en",
            text_language="en",
            licence=self.info.licence,
            status_note=_state(metadata, document),
            keywords=keywords_of(metadata),
            evidence={name: e for name, e in evidence.items() if e.quote},
        )
        filled = {name: value for name, value in metadata.items() if any(value)}
        notes.leftover(filled, READ | IGNORED)
        return Parsed(add_facts(program, seen_on=seen_on), tuple(notes.signals))


def key_of(row: Mapping[str, Any]) -> str:
    """Return the key of a row: its identifier.

    Several cascade calls share identifier and number of the project that pays them; only the
    number in their reference ("15342COMPETITIVE_CALLen") tells them apart.
    """
    metadata = row["metadata"]
    identifier = first(metadata, "identifier") or first(metadata, "ccm2Id")
    number = re.match(r"\d+", str(row.get("reference", "")))
    if first(metadata, "type") == CASCADE and number:
        return f"{identifier}/{number[0]}"
    return identifier


def _uploads(parts: Mapping[str, Any]) -> tuple[Upload, ...]:
    """Return the parts of a request; the interface reads them as files only."""
    return tuple(
        Upload(name=name, content=json.dumps(part).encode()) for name, part in parts.items()
    )


def _public_url(metadata: Mapping[str, list[str]], key: str) -> str:
    if first(metadata, "type") == CASCADE:
        return f"{_PORTAL}/competitive-calls-cs/{first(metadata, 'ccm2Id')}"
    return f"{_PORTAL}/topic-details/{key}"


def _programme(metadata: Mapping[str, list[str]], labels: Mapping[str, str], notes: Notes) -> str:
    code = first(metadata, "frameworkProgramme")
    name = PROGRAMMES.get(code) or labels.get(code)
    if code and name is None:
        notes.add(f"Unbekanntes Rahmenprogramm {code}.")
    return ", ".join(filter(None, ("Europäische Kommission", name)))


def _state(metadata: Mapping[str, list[str]], document: RawDocument) -> str:
    code, kind = first(metadata, "status"), first(metadata, "type")
    if code not in STATES or kind not in TYPES:
        what = f"Status {code}" if code not in STATES else f"Art {kind}"
        raise UnknownValueError(document.source_id, f"unbekannt: {what}", document.url)
    # An older row keeps its state for ever; only what is announced says more than the deadlines do.
    return STATES[code] if code == "31094501" and first(metadata, "DATASOURCE") != _LEGACY else ""


SOURCE = FundingTenders()
