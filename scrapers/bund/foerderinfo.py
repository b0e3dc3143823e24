"""foerderinfo.bund.de: announcements of the federal ministries for research and innovation.

Eleven feeds, one per field, hold the newest twenty announcements each; the window of applying
stands behind the title ("Stadtklima | 01.10.2026 - 29.01.2027"). The announcement itself stands on
the ministry's website. Those of the research ministry (BMFTR) are read there, in the view without
navigation; others are only linked.

History:
    2026-11-28  First version. Names and form of the feeds, the view "renderNewsletterHtml" and the
                numbered chapters of an announcement are known from reports.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from matcher.errors import FetchError, StructureChangedError
from matcher.records import Deadline, Program, RawDocument, Section
from matcher.regions import GERMANY
from matcher.vocabulary import DeadlineKind, Level, SectionKind
from scrapers.html import prose
from scrapers.pages import quoted
from scrapers.prose_facts import add_facts
from scrapers.source import Fetch, Missed, Notes, Parsed, Response, SourceInfo, program_id
from scrapers.values import clean

SITE = "https://www.foerderinfo.bund.de"
_FEED = f"{SITE}/foerderinfo/de/services/rss/{{}}/rssnewsfeed.xml"
_FEEDS = (
    "bekanntmachungen-alle",
    "bekanntmachungen-bildung-hochschulen-wissenschaft",
    "bekanntmachungen-gesundheit-ernaehrung",
    "bekanntmachungen-internationales",
    "bekanntmachungen-klima-energie",
    "bekanntmachungen-kmu-foerderung",
    "bekanntmachungen-kommunikation",
    "bekanntmachungen-mobilitaet",
    "bekanntmachungen-schluesseltechnologien",
    "bekanntmachungen-sicherheit",
    "bekanntmachungen-sozial-geistes-sozialwissenschaften",
)
_READABLE = re.compile(
    r"^https://(?:www\.)?bmftr\.bund\.de/SharedDocs/Bekanntmachungen/[^?]+\.html"
)
_PLAIN_VIEW = "?view=renderNewsletterHtml"
_FUNDERS = {"bmftr.bund.de": "BMFTR", "bmbf.de": "BMFTR", "bmwe.de": "BMWE", "bmwk.de": "BMWE"}
_WINDOW = re.compile(r"\s*\|\s*(?:(\d\d\.\d\d\.\d{4})\s*[-–]\s*)?(\d\d\.\d\d\.\d{4})\s*$")
_CHAPTER = re.compile(
    r"^[#*\s]*(?P<number>\d)\.?\s+(?P<heading>[A-ZÄÖÜ][^\n]{3,100}?)[*\s]*$", re.M
)
_KINDS = {
    "Förderziel": SectionKind.SUBJECT,
    "Zuwendungszweck": SectionKind.SUBJECT,
    "Gegenstand": SectionKind.SUBJECT,
    "Zuwendungsempfänger": SectionKind.ELIGIBILITY,
    "Besondere": SectionKind.CONDITIONS,
    "Art": SectionKind.FUNDING,
    "Sonstige": SectionKind.CONDITIONS,
    "Verfahren": SectionKind.PROCEDURE,
    "Geltungsdauer": SectionKind.GUIDELINE,
}


class Foerderinfo:
    """One document per announcement: its entry in the feeds, and its page where it is readable."""

    info = SourceInfo(
        id="bund_foerderinfo",
        title="Förderberatung des Bundes: Bekanntmachungen",
        owner="Förderberatung „Forschung und Innovation“ des Bundes",
        url=_FEED.format(_FEEDS[0]),
        licence="keine offene Lizenz angegeben; Fakten mit Quellenangabe",
        level=Level.BUND,
        rhythm="täglich",
        min_programs=20,
        complete=False,
    )

    def documents(self, fetch: Fetch) -> Iterator[RawDocument | Missed]:
        entries: dict[str, dict[str, str]] = {}
        fetched_at: datetime | None = None
        missed = []
        for name in _FEEDS:
            url = _FEED.format(name)
            try:
                response = fetch.get(self.info.id, url)
            except FetchError as error:
                missed.append(Missed(name, url, error.reason))
                continue
            fetched_at = response.fetched_at
            for entry in self._entries(response):
                entries.setdefault(entry["link"], entry)
        if fetched_at is None:
            raise FetchError(self.info.id, "keiner der Feeds ist zu haben", self.info.url)
        yield from missed
        for link, entry in entries.items():
            parts = urlsplit(link)
            yield RawDocument(
                source_id=self.info.id,
                key=f"{parts.hostname}{parts.path}".removesuffix(".html").removeprefix("www."),
                url=link,
                content=json.dumps(
                    entry | {"page": self._page(fetch, link)}, ensure_ascii=False
                ).encode(),
                fetched_at=fetched_at,
                content_type="application/json",
            )

    def _entries(self, response: Response) -> Iterator[dict[str, str]]:
        import feedparser

        feed = feedparser.parse(response.content)
        if not feed.version:
            raise StructureChangedError(self.info.id, "das ist kein Feed", response.url)
        for entry in feed.entries:
            link = str(entry.get("link") or "")
            if not link:
                raise StructureChangedError(self.info.id, "ein Eintrag ohne Adresse", response.url)
            yield {
                "link": link,
                "title": clean(prose(str(entry.get("title") or ""))),
                "text": prose(str(entry.get("summary") or "")),
            }

    def _page(self, fetch: Fetch, link: str) -> str:
        """Return the announcement's page; nothing where it cannot be read or had."""
        found = _READABLE.match(link)
        if found is None:
            return ""
        try:
            response = fetch.get(self.info.id, found[0] + _PLAIN_VIEW)
        except FetchError:
            return ""
        return response.content.decode("utf-8", "replace")

    def parse(self, document: RawDocument) -> Parsed:
        entry: dict[str, str] = json.loads(document.content)
        notes = Notes(document)
        window = _WINDOW.search(entry["title"])
        title = entry["title"][: window.start()] if window else entry["title"]
        if not title:
            raise StructureChangedError(self.info.id, "ein Eintrag ohne Titel", document.url)
        host = (urlsplit(document.url).hostname or "").removeprefix("www.")
        sections = [Section(kind=SectionKind.SUBJECT, text=entry["text"])] if entry["text"] else []
        chapters = list(_chapters(entry["page"]))
        if entry["page"] and not chapters:
            notes.add(
                "Die Bekanntmachung hat keine der bekannten Abschnitte; nur der Feed ist gelesen."
            )
        evidence = {"regions": quoted(document, host, "Adresse der Bekanntmachung")}
        program = Program(
            id=program_id(self.info.id, document.key),
            title=title,
            level=Level.BUND,
            source=self.info.id,
            url=document.url,
            as_of=document.fetched_at.date(),
            funding_body=_FUNDERS.get(host, ""),
            regions=(GERMANY,) if host.endswith(".bund.de") else (),
            sections=tuple(sections + chapters),
            guideline_url=document.url,
            licence=self.info.licence,
            evidence=evidence if host.endswith(".bund.de") else {},
        )
        read = add_facts(program, seen_on=program.as_of)
        stated = _stated(window, document) if window else None
        return Parsed(_with_deadline(read, stated), tuple(notes.signals))


def _stated(window: re.Match[str], document: RawDocument) -> Deadline:
    """Return the closing day that stands behind the title in the feed."""
    opens, closes = window[1], window[2]
    return Deadline(
        kind=DeadlineKind.APPLICATION,
        day=_day(closes, document),
        opens=_day(opens, document) if opens else None,
        evidence=quoted(document, closes, "Frist hinter dem Titel im Feed"),
    )


def _with_deadline(program: Program, stated: Deadline | None) -> Program:
    """Let the feed's day count, and the text say more about it where it names the same day."""
    if stated is None:
        return program
    if any(deadline.day == stated.day for deadline in program.deadlines):
        return replace(
            program,
            deadlines=tuple(
                replace(d, opens=stated.opens) if d.day == stated.day else d
                for d in program.deadlines
            ),
        )
    return replace(program, deadlines=(stated,))


def _day(text: str, document: RawDocument) -> date:
    try:
        return datetime.strptime(text, "%d.%m.%Y").date()
    except ValueError as error:
        reason = f"„{text}“ ist kein Datum"
        raise StructureChangedError(document.source_id, reason, document.url) from error


def _chapters(markup: str) -> Iterator[Section]:
    """Yield the numbered chapters of an announcement; what comes before the first is preamble."""
    text = prose(markup) if markup else ""
    found: list[tuple[re.Match[str], SectionKind]] = []
    for match in _CHAPTER.finditer(text):
        kind = next((k for word, k in _KINDS.items() if match["heading"].startswith(word)), None)
        following = int(match["number"]) == len(found) + 1
        if kind is not None and following:
            found.append((match, kind))
    ends: list[Any] = [match.start() for match, _ in found[1:]] + [len(text)]
    for (match, kind), end in zip(found, ends, strict=False):
        body = text[match.end() : end].strip()
        if body:
            yield Section(
                kind=kind, heading=f"{match['number']} {match['heading'].strip()}", text=body
            )


SOURCE = Foerderinfo()
