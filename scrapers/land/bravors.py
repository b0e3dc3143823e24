"""BRAVORS: Brandenburg's own collection of law; funding guidelines are administrative rules in it.

History:
    2026-11-22  First version. The list is read after a trimmed saved page of August 2026; the page
                of a single rule is known by its address only, so that its main text is taken whole.
"""

import re
from collections.abc import Iterator

from matcher.records import Program, RawDocument, Section
from matcher.vocabulary import Level, SectionKind
from scrapers.html import Node, page
from scrapers.pages import details, quoted, walk
from scrapers.prose_facts import add_facts
from scrapers.source import Fetch, Missed, Parsed, SourceInfo, program_id
from scrapers.values import clean

SITE = "https://bravors.brandenburg.de"
_FUNDING = re.compile(
    r"(?i)\b(?:förder|zuwendung|zuschüss|beihilfe)\w*.*\brichtlinie"
    r"|richtlinie\w*.*(?:förder|zuwendung|zuschüss|beihilfe)"
)
_REPEAL = re.compile(r"(?i)^(?:aufhebung|außerkraft)")
_GLUED = re.compile(r"(ung|keit|heit|schaft|tion|ordnung)(der|des|zur|zum|für|von|vom|über)(?=\s)")
_MAIN = ("div#inhalt", "div.vorschrift", "main", "article", "div#content")


class Bravors:
    """Administrative rules whose title says that they govern a funding."""

    info = SourceInfo(
        id="land_bravors",
        title="BRAVORS: Förderrichtlinien des Landes Brandenburg",
        owner="Land Brandenburg",
        url=f"{SITE}/de/vorschriften_erweiterte_suche/ergebnis/page/1",
        licence="amtliches Werk (§ 5 UrhG)",
        level=Level.LAND,
        rhythm="wöchentlich",
        min_programs=3,
    )

    def documents(self, fetch: Fetch) -> Iterator[RawDocument | Missed]:
        links: dict[str, str] = {}
        for root in walk(fetch, self.info, self.info.url, _following):
            for hit in root.some("div.ergebnisliste dl dt div.link a"):
                url, title = hit.link(), unglue(hit.text)
                if "/verwaltungsvorschriften/" in url and is_funding(title):
                    links.setdefault(url.rstrip("/").rsplit("/", 1)[-1], url)
        yield from details(fetch, self.info, links.items())

    def parse(self, document: RawDocument) -> Parsed:
        root = page(document)
        title = unglue(root.some("h1")[0].text)
        main = next((node for css in _MAIN for node in root.all(css)), None)
        text = main.prose if main else ""
        if len(text) < 200:
            raise root.changed("der Text der Vorschrift ist nicht zu finden")
        program = Program(
            id=program_id(self.info.id, document.key),
            title=title,
            level=Level.LAND,
            source=self.info.id,
            url=document.url,
            as_of=document.fetched_at.date(),
            regions=("12",) if "Brandenburg" in text else (),
            sections=(Section(kind=SectionKind.GUIDELINE, heading="Richtlinie", text=text),),
            guideline_url=document.url,
            licence=self.info.licence,
            evidence={"regions": quoted(document, "Brandenburg", "Richtlinie")}
            if "Brandenburg" in text
            else {},
        )
        return Parsed(add_facts(program, seen_on=program.as_of))


def is_funding(title: str) -> bool:
    """Tell whether the title of a rule says that it governs a funding."""
    return bool(_FUNDING.search(title)) and not _REPEAL.match(title)


def unglue(title: str) -> str:
    """Put back the blanks the list loses at its line breaks ("Änderungder")."""
    return clean(_GLUED.sub(r"\1 \2", title))


def _following(root: Node) -> str | None:
    """Return the page after the current one, which stands underlined in the row of numbers."""
    current = root.some("div.ergebnisliste u")[-1]
    following = next((n for n in current.following() if n.name == "a"), None)
    return None if following is None else following.link()


SOURCE = Bravors()
