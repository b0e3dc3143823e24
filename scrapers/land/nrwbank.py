"""NRW.BANK: products for Nordrhein-Westfalen, about 160; the number in the address is stable.

History:
    2026-11-22  First version. The product page is read after a saved page; the list comes from the
                public search of the site, whose form is known from reports only.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import replace

from matcher.errors import StructureChangedError
from matcher.records import RawDocument
from matcher.vocabulary import Level, SectionKind
from scrapers.html import page
from scrapers.pages import bank_program, details
from scrapers.source import Fetch, Missed, Notes, Parsed, SourceInfo
from scrapers.values import clean

SITE = "https://www.nrwbank.de"
_PRODUCTS = f"{SITE}/de/foerderung/foerderprodukte"
_SEARCH = (
    f"{SITE}/handleSolrSelect?q=*:*&fq=public_access:true%20AND%20search_exclude:false"
    "%20AND%20type:localProduct%20AND%20con_locales:de"
    "&fl=id,type,link,title_de_s,Title_prop_s&rows=1000&wt=json"
)
_NUMBER = re.compile(r"/(\d+)(?:/[^/]*)?(?:\.xml|\.html)?$")
_CHAPTERS = {
    "Wer wird gefördert?": SectionKind.ELIGIBILITY,
    "Was wird gefördert?": SectionKind.SUBJECT,
    "Welche Voraussetzungen gelten?": SectionKind.CONDITIONS,
    "Wie wird gefördert?": SectionKind.FUNDING,
    "Welche Vorhaben werden nicht gefördert?": SectionKind.CONDITIONS,
    "Wie erfolgt die Antragstellung?": SectionKind.PROCEDURE,
    "Weitere Informationen": SectionKind.PROCEDURE,
}
_IGNORED = frozenset(
    {"Kontakt", "Weitere Förderangebote", "Produktvergleich", "Empfehlungen", "Downloads"}
)
_FUNDER = re.compile(r"Fördergeber: *([^\n]+)")
_LEVELS = {"Bund": Level.BUND, "Land": Level.LAND, "EU": Level.EU}


class NrwBank:
    """Product pages found through the site's own search."""

    info = SourceInfo(
        id="land_nrwbank",
        title="NRW.BANK: Förderprodukte",
        owner="NRW.BANK",
        url=_SEARCH,
        licence="keine offene Lizenz angegeben; Fakten mit Quellenangabe",
        level=Level.LAND,
        rhythm="wöchentlich",
        min_programs=100,
    )

    def documents(self, fetch: Fetch) -> Iterator[RawDocument | Missed]:
        response = fetch.get(self.info.id, _SEARCH)
        try:
            answer = json.loads(response.content)["response"]
            hits, announced = list(answer["docs"]), int(answer["numFound"])
        except (ValueError, KeyError, TypeError) as error:
            raise StructureChangedError(
                self.info.id, "die Antwort der Suche hat eine andere Form", _SEARCH
            ) from error
        if len(hits) < announced or not hits:
            reason = f"{len(hits)} Produkte erhalten, {announced} angekündigt"
            raise StructureChangedError(self.info.id, reason, _SEARCH)
        yield from details(fetch, self.info, (self._link(hit) for hit in hits))

    def _link(self, hit: dict[str, object]) -> tuple[str, str]:
        link = str(hit.get("link") or "")
        number = _NUMBER.search(link)
        if number is None:
            raise StructureChangedError(self.info.id, f"Treffer ohne Nummer: „{link}“", _SEARCH)
        if link.endswith(".html"):
            return number[1], link if link.startswith("http") else SITE + link
        title = clean(str(hit.get("title_de_s") or hit.get("Title_prop_s") or ""))
        return number[1], f"{_PRODUCTS}/{number[1]}/{_slug(title)}.html"

    def parse(self, document: RawDocument) -> Parsed:
        root, notes = page(document), Notes(document)
        title = root.one("h1.text-break").text
        points = [item.text for item in root.all("#header-content ul.list-module-standard li")]
        intro = "\n".join(f"* {point}" for point in points)
        funder = _FUNDER.search(intro)
        level = _LEVELS.get(clean(funder[1])) if funder else None
        if funder and level is None:
            notes.add(f"Unbekannter Fördergeber „{funder[1]}“.")
        national = level in (Level.BUND, Level.EU)
        program = bank_program(
            root,
            self.info,
            title,
            _CHAPTERS,
            root.one("main#main").chapters(),
            regions=(() if national else ("05",), "Förderbank des Landes Nordrhein-Westfalen"),
            intro=intro,
            funding_body=clean(funder[1]) if funder and national else "",
            signal=notes.add,
            ignored=_IGNORED,
        )
        return Parsed(replace(program, level=level or Level.LAND), tuple(notes.signals))


def _slug(title: str) -> str:
    folded = title.lower()
    for umlaut, ascii_form in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        folded = folded.replace(umlaut, ascii_form)
    return re.sub(r"[^a-z0-9]+", "-", folded).strip("-")


SOURCE = NrwBank()
