"""L-Bank: products for Baden-Württemberg.

History:
    2026-11-22  First version. The product page is read after a saved page (no canonical address,
                soft hyphens in headings); the products are found through the site's sitemap.
"""

import re
from collections.abc import Iterator

from matcher.records import RawDocument
from matcher.vocabulary import Level, SectionKind
from scrapers.html import page
from scrapers.pages import bank_program, details
from scrapers.sitemap import sitemap_urls
from scrapers.source import Fetch, Missed, Notes, Parsed, SourceInfo

SITE = "https://www.l-bank.de"
_PRODUCT = re.compile(r"^https://www\.l-bank\.de/produkte/([^/]+/[^/]+)\.html$")
_CHAPTERS = {
    "Das können Sie finanzieren": SectionKind.SUBJECT,
    "Das fördern wir": SectionKind.SUBJECT,
    "Diese Bedingungen müssen Sie erfüllen": SectionKind.CONDITIONS,
    "Das bieten wir Ihnen an": SectionKind.FUNDING,
    "So stellen Sie Ihren Antrag": SectionKind.PROCEDURE,
}
_IGNORED = frozenset(
    {"Häufige Fragen", "Unsere Partner", "Wichtige Unterlagen auf einen Blick"}
    | {"Das könnte Sie auch interessieren"}
)


class LBank:
    """Product pages under /produkte/."""

    info = SourceInfo(
        id="land_lbank",
        title="L-Bank: Förderprodukte",
        owner="L-Bank, Staatsbank für Baden-Württemberg",
        url=f"{SITE}/sitemap.xml",
        licence="keine offene Lizenz angegeben; Fakten mit Quellenangabe",
        level=Level.LAND,
        rhythm="wöchentlich",
        min_programs=40,
    )

    def documents(self, fetch: Fetch) -> Iterator[RawDocument | Missed]:
        found = (_PRODUCT.match(url) for url in sitemap_urls(fetch, self.info, self.info.url))
        yield from details(fetch, self.info, ((m[1], m[0]) for m in found if m))

    def parse(self, document: RawDocument) -> Parsed:
        root, notes = page(document), Notes(document)
        title = root.one("h1.m-heading-composition__headline").text
        main = root.one("main")
        intro = root.maybe(".o-framed-text--intro .m-heading-composition__intro-text")
        program = bank_program(
            root,
            self.info,
            title,
            _CHAPTERS,
            [(heading.rstrip(": "), text) for heading, text in main.chapters()],
            regions=(("08",), "Staatsbank des Landes Baden-Württemberg"),
            intro=intro.prose if intro else "",
            # Teasers and advice stand between the chapters under headings of their own; a page
            # without any of the known chapters is refused, so that a change is not missed.
            signal=lambda _: None,
            ignored=_IGNORED,
        )
        return Parsed(program, tuple(notes.signals))


SOURCE = LBank()
