"""foerderinfo.bund.de: the list of all announcements, as pages.

The fallback to the feeds (`foerderinfo`), and only on request: the list is whole where a feed holds
the newest twenty, but it stands under a path that robots.txt is reported to close. Day of
publication and closing day are fields of their own; the guideline behind each entry stands on
another website and is only linked.

History:
    2026-11-28  The feeds became the source; the list is asked on request.
    2026-11-22  First version, after one saved entry of July 2026; the form of the count of hits
                ("N Treffer") and of the paging is known from reports only.
"""

import re
from collections.abc import Iterator
from datetime import date

from matcher.records import Deadline, Program, RawDocument, Section
from matcher.regions import GERMANY
from matcher.vocabulary import DeadlineKind, Level, SectionKind
from scrapers.html import Node, page
from scrapers.pages import address_key, check_count, fetch_page, quoted
from scrapers.prose_facts import add_facts
from scrapers.source import Fetch, Missed, Notes, Parsed, SourceInfo, program_id

SITE = "https://www.foerderinfo.bund.de"
_LIST = (
    f"{SITE}/SiteGlobals/Forms/foerderinfo/bekanntmachungen/Bekanntmachungen_Formular.html"
    "?queryResultId=null&gtp=407348_list%253D{page}&cl2Categories_Foerderer=bund"
)
_MOST_PAGES = 100
_KINDS = frozenset({"Bekanntmachung", "Förderaufruf", "Richtlinie"})
_HITS = re.compile(r"(\d[\d.]*)\s+Treffer")


class FoerderinfoHtml:
    """One document per entry of the list."""

    info = SourceInfo(
        id="bund_foerderinfo_html",
        title="Förderberatung des Bundes: Bekanntmachungen (Seiten)",
        owner="Förderberatung „Forschung und Innovation“ des Bundes",
        url=_LIST.format(page=1),
        licence="keine offene Lizenz angegeben; Fakten mit Quellenangabe",
        level=Level.BUND,
        rhythm="nur auf Anforderung",
        min_programs=100,
        on_request=True,
    )

    def documents(self, fetch: Fetch) -> Iterator[RawDocument | Missed]:
        found: dict[str, RawDocument] = {}
        announced: int | None = None
        for number in range(1, _MOST_PAGES + 1):
            url = _LIST.format(page=number)
            root = page(fetch_page(fetch, self.info, url, url))
            hits = _HITS.search(root.text)
            announced = int(hits[1].replace(".", "")) if hits else announced
            entries = (
                root.some("a.c-teaser--announcement")
                if number == 1
                else root.all("a.c-teaser--announcement")
            )
            before = len(found)
            for entry in entries:
                document = self._document(entry)
                found.setdefault(document.key, document)
            if len(found) == before or len(found) == announced:
                break
        if announced is not None:
            check_count(self.info, announced, len(found), 2, self.info.url)
        yield from found.values()

    def _document(self, entry: Node) -> RawDocument:
        url = entry.link()
        return RawDocument(
            source_id=self.info.id,
            key=address_key(url),
            url=url,
            content=str(entry.tag).encode(),
            fetched_at=entry.document.fetched_at,
            content_type="text/html",
        )

    def parse(self, document: RawDocument) -> Parsed:
        entry, notes = page(document), Notes(document)
        title = entry.one(".c-teaser__title").text
        items = [item.text for item in entry.some(".c-topline__item")]
        if items[-1] not in _KINDS:
            notes.add(f"Unbekannte Art „{items[-1]}“.")
        funder = entry.maybe(".c-topline__category")
        body = funder.text if funder else ""
        text = entry.maybe(".c-teaser__text")
        program = Program(
            id=program_id(self.info.id, document.key),
            title=title,
            level=Level.BUND,
            source=self.info.id,
            url=document.url,
            as_of=document.fetched_at.date(),
            funding_body=body,
            regions=(GERMANY,) if body else (),
            deadlines=_deadlines(entry),
            sections=(Section(kind=SectionKind.SUBJECT, text=text.prose),) if text else (),
            guideline_url=document.url,
            licence=self.info.licence,
            evidence={"regions": quoted(document, body, "Fördergeber des Bundes")} if body else {},
        )
        return Parsed(add_facts(program, seen_on=program.as_of), tuple(notes.signals))


def _deadlines(entry: Node) -> tuple[Deadline, ...]:
    """Return the closing day; an entry without one says nothing about a deadline."""
    stop = entry.maybe(".c-topline__item--stopdate time")
    if stop is None:
        return ()
    try:
        day = date.fromisoformat(stop.attr("datetime"))
    except ValueError as error:
        raise entry.changed(f"„{stop.attr('datetime')}“ ist kein Datum") from error
    evidence = quoted(entry.document, stop.attr("datetime"), "Frist in der Liste")
    return (Deadline(kind=DeadlineKind.APPLICATION, day=day, evidence=evidence),)


SOURCE = FoerderinfoHtml()
