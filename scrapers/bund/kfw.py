"""KfW: products for municipalities and public bodies. They run without a closing day.

History:
    2026-11-22  First version. The product page is read after a saved page for companies; the list
                for municipalities is known by its address only.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote

from matcher.records import Program, RawDocument
from matcher.regions import GERMANY
from matcher.vocabulary import FundingType, Level, SectionKind
from scrapers.html import Node, page
from scrapers.pages import bank_program, details, quoted, walk
from scrapers.source import Fetch, Missed, Notes, Parsed, SourceInfo

SITE = "https://www.kfw.de"
_PRODUCT = re.compile(r"/inlandsfoerderung/.+/[^/]+-\((\d{3}(?:-\d{3})*)\)/?$")
_CHAPTERS = {
    "Das Wichtigste in Kürze": SectionKind.SUBJECT,
    "Was fördern wir?": SectionKind.SUBJECT,
    "Wen fördern wir?": SectionKind.ELIGIBILITY,
    "Konditionen": SectionKind.FUNDING,
    "So funktioniert's": SectionKind.PROCEDURE,
    "So funktioniert’s": SectionKind.PROCEDURE,
}
_IGNORED = frozenset(
    {
        "Formulare und Downloads",
        "Beispiele",
        "Häufige Fragen",
        "Antrag beim Finanzierungspartner stellen",
    }
)
_LABELS = {"Kredit": FundingType.LOAN, "Zuschuss": FundingType.GRANT}


class Kfw:
    """Products under „Öffentliche Einrichtungen“, one page each."""

    info = SourceInfo(
        id="bund_kfw",
        title="KfW: Förderprodukte für Kommunen",
        owner="KfW",
        url=f"{SITE}/inlandsfoerderung/%C3%96ffentliche-Einrichtungen/Kommunen/",
        licence="keine offene Lizenz angegeben; Fakten mit Quellenangabe",
        level=Level.BUND,
        rhythm="wöchentlich",
        min_programs=10,
    )

    def documents(self, fetch: Fetch) -> Iterator[RawDocument | Missed]:
        links: dict[str, str] = {}
        for root in walk(fetch, self.info, self.info.url, lambda _: None):
            for link in root.some('a[href*="inlandsfoerderung"]'):
                product = _PRODUCT.search(unquote(link.link()))
                if product:
                    links.setdefault(product[1], link.link())
            if not links:
                raise root.changed("die Liste nennt kein Produkt")
        yield from details(fetch, self.info, links.items())

    def parse(self, document: RawDocument) -> Parsed:
        root, notes = page(document), Notes(document)
        head = root.one("h1.product-header-content")
        title = head.one(".product-header-headline").text
        label = head.maybe(".product-label-label")
        main = root.one("main")
        intro = root.maybe(".product-header .description")
        program = bank_program(
            root,
            self.info,
            f"{title} ({document.key.replace('-', ', ')})",
            _CHAPTERS,
            main.chapters(),
            regions=((GERMANY,), "Bundesweites Produkt der KfW"),
            intro=intro.text if intro else "",
            signal=notes.add,
            ignored=_IGNORED,
        )
        kind = _kind(label.text if label else "", notes)
        if kind is None or label is None:
            return Parsed(program, tuple(notes.signals))
        return Parsed(_with_kind(program, kind, label, document), tuple(notes.signals))


def _kind(label: str, notes: Notes) -> FundingType | None:
    word = label.split(" ")[0]
    if word and word not in _LABELS:
        notes.add(f"Unbekannte Produktart „{label}“.")
    return _LABELS.get(word)


def _with_kind(program: Program, kind: FundingType, label: Node, document: RawDocument) -> Program:
    evidence = dict(program.evidence) | {
        "funding_types": quoted(document, label.text, "Produktart")
    }
    return replace(program, funding_types=(kind,), evidence=evidence)


SOURCE = Kfw()
