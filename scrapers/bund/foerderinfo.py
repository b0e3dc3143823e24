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
from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import urlsplit

from matcher.errors import FetchError, NoDocumentError, StructureChangedError
from matcher.records import Deadline, Program, RawDocument, Section
from matcher.regions import GERMANY
from matcher.vocabulary import DeadlineKind, Level, SectionKind
from scrapers.html import prose
from scrapers.pages import address_key, quoted
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
_FUNDERS = {
    "bmftr.bund.de": "BMFTR",
    "bmbf.de": "BMFTR",
    "bmwe.de": "BMWE",
    "bmwk.de": "BMWE",
    "bmv.bund.de": "BMV",
}
_DAY = r"\d{1,2}\.\d{1,2}\.\d{4}"
_WINDOW = re.compile(rf"\s*\|\s*(?P<window>(?:(?P<opens>{_DAY})\s*[-–]\s*)?(?P<closes>{_DAY}))\s*$")
_CHAPTER = re.compile(
    r"^[#* ]*+(?P<number>\d)\.?[ ]+(?P<heading>[A-ZÄÖÜ][^\n]{3,100}?)[* ]*$", re.M
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """One announcement as a feed lists it."""

    link: str
    title: str
    text: str
    fetched_at: datetime

    @property
    def key(self) -> str:
        return address_key(self.link)


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
        for entry in self._listed(fetch):
            if isinstance(entry, Missed):
                yield entry
                continue
            try:
                page = self._page(fetch, entry.link)
            except FetchError as error:
                # The entry alone would count as a change; a missed one leaves what is stored.
                yield Missed(entry.key, entry.link, error.reason)
                continue
            content = {"link": entry.link, "title": entry.title, "text": entry.text, "page": page}
            yield RawDocument(
                source_id=self.info.id,
                key=entry.key,
                url=entry.link,
                content=json.dumps(content, ensure_ascii=False).encode(),
                fetched_at=entry.fetched_at,
                content_type="application/json",
            )

    def _listed(self, fetch: Fetch) -> list["_Entry | Missed"]:
        """Return what the feeds name, each announcement once, and the feeds that are not readable.

        Raises:
            FetchError: not one feed is readable.
        """
        entries: dict[str, _Entry] = {}
        missed: list[Missed] = []
        for name in _FEEDS:
            url = _FEED.format(name)
            try:
                for entry in self._entries(fetch.get(self.info.id, url)):
                    entries.setdefault(entry.link, entry)
            except (FetchError, StructureChangedError) as error:
                missed.append(Missed(name, url, error.reason))
        if len(missed) == len(_FEEDS):
            reason = f"kein Feed ist lesbar: {missed[0].reason}"
            raise FetchError(self.info.id, reason, self.info.url)
        return [*missed, *entries.values()]

    def _entries(self, response: Response) -> Iterator["_Entry"]:
        import feedparser

        feed = feedparser.parse(response.content)
        if not feed.version:
            raise StructureChangedError(self.info.id, "das ist kein Feed", response.url)
        for entry in feed.entries:
            link = str(entry.get("link") or "")
            if not link:
                raise StructureChangedError(self.info.id, "ein Eintrag ohne Adresse", response.url)
            yield _Entry(
                link=link,
                title=clean(prose(str(entry.get("title") or ""))),
                text=prose(str(entry.get("summary") or "")),
                fetched_at=response.fetched_at,
            )

    def _page(self, fetch: Fetch, link: str) -> str:
        """Return the announcement's page; nothing where none can be read.

        Raises:
            FetchError: there is one, but not to be had now.
        """
        found = _READABLE.match(link)
        if found is None:
            return ""
        try:
            response = fetch.get(self.info.id, found[0] + _PLAIN_VIEW)
        except NoDocumentError:
            return ""
        return response.content.decode("utf-8", "replace")

    def parse(self, document: RawDocument) -> Parsed:
        entry: dict[str, str] = json.loads(document.content)
        notes = Notes(document)
        window = _WINDOW.search(entry["title"])
        title = entry["title"][: window.start()] if window else entry["title"]
        if not title:
            raise StructureChangedError(self.info.id, "ein Eintrag ohne Titel", document.url)
        if "|" in title:
            notes.add(f"Hinter dem Titel ist nicht gelesen: „{title.partition('|')[2].strip()}“.")
        host = (urlsplit(document.url).hostname or "").removeprefix("www.")
        sections = [Section(kind=SectionKind.SUBJECT, text=entry["text"])] if entry["text"] else []
        if host not in _FUNDERS:
            notes.add(f"Unbekannter Fördergeber: {host}.")
        chapters = list(_chapters(entry["page"], notes))
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
        if window is not None:
            read = _with_deadline(read, _stated(window, document), notes)
        return Parsed(read, tuple(notes.signals))


def _stated(window: re.Match[str], document: RawDocument) -> Deadline:
    """Return the closing day that stands behind the title in the feed."""
    return Deadline(
        kind=DeadlineKind.APPLICATION,
        day=_day(window["closes"], document),
        opens=_day(window["opens"], document) if window["opens"] else None,
        evidence=quoted(document, window["window"], "Frist hinter dem Titel im Feed"),
    )


def _with_deadline(program: Program, stated: Deadline, notes: Notes) -> Program:
    """Add the feed's window to the day it closes; days only the text names stay, with a signal."""
    same = [deadline for deadline in program.deadlines if deadline.day == stated.day]
    others = [deadline for deadline in program.deadlines if deadline.day != stated.day]
    if not same and any(deadline.day for deadline in others):
        notes.add("Feed und Bekanntmachung nennen verschiedene Fristen; beide sind gelesen.")
    opened = [replace(deadline, opens=stated.opens) for deadline in same]
    return replace(program, deadlines=(*(opened or [stated]), *others))


def _day(text: str, document: RawDocument) -> date:
    try:
        return datetime.strptime(text, "%d.%m.%Y").date()
    except ValueError as error:
        reason = f"„{text}“ ist kein Datum"
        raise StructureChangedError(document.source_id, reason, document.url) from error


def _chapters(markup: str, notes: Notes) -> Iterator[Section]:
    """Yield the numbered chapters of an announcement; what comes before the first is preamble."""
    if not markup:
        return
    text = prose(markup)
    found = list(_headings(text))
    if not found:
        notes.add(
            "Die Bekanntmachung hat keinen der bekannten Abschnitte; nur der Feed ist gelesen."
        )
    for i, match in enumerate(found):
        end = found[i + 1].start() if i + 1 < len(found) else len(text)
        body, heading = text[match.end() : end].strip(), match["heading"].strip()
        kind = _kind(match)
        if kind is None:
            notes.add(f"Unbekannter Abschnitt „{heading}“ der Bekanntmachung.")
        elif body:
            yield Section(kind=kind, heading=f"{match['number']} {heading}", text=body)


def _headings(text: str) -> Iterator[re.Match[str]]:
    """Yield the headings 1, 2, 3 …, each after the one before.

    Numbered lists inside a chapter look like headings: one we know goes first, and one we do not
    know counts only where a known one with the next number follows.
    """
    candidates = list(_CHAPTER.finditer(text))
    position = 0
    for number in range(1, 10):
        rest = [match for match in candidates if match.start() >= position]
        ours = [match for match in rest if int(match["number"]) == number]
        known = [match for match in ours if _kind(match)]
        following = [m for m in rest if int(m["number"]) == number + 1 and _kind(m)]
        unknown = [match for match in ours for m in following[:1] if match.end() <= m.start()]
        if not known and not unknown:
            return
        chosen = (known or unknown)[0]
        position = chosen.end()
        yield chosen


def _kind(match: re.Match[str]) -> SectionKind | None:
    return next((kind for word, kind in _KINDS.items() if match["heading"].startswith(word)), None)


SOURCE = Foerderinfo()
