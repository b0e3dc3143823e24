"""Förderdatenbank des Bundes: the HTML pages, a fallback for single programmes.

The export is the main way in. These pages ask for 30 seconds between requests and turn crawlers
away since May 2026; what they show has the same keys as the export, so that both can be linked.

History:
    2026-11-22  First version, after pages of November 2024, July 2025 and December 2025. The site
                at times serves codes and ASCII labels ("Foerderart: zuschuss"); both are read.
"""

from collections.abc import Iterator
from urllib.parse import urlsplit

from matcher.records import Evidence, Program, RawDocument, Section
from matcher.vocabulary import Applicant, FundingArea, FundingType, Level, SectionKind
from scrapers.html import Node, page
from scrapers.pages import check_count, details, quoted, walk
from scrapers.prose_facts import add_facts
from scrapers.source import Fetch, Missed, Notes, Parsed, SourceInfo, program_id
from scrapers.values import clean, codes, labels, level, regions

SITE = "https://www.foerderdatenbank.de"
_FOLDER = "/FDB/Content/DE/Foerderprogramm/"
_MISSED = 4
"""The list is not in a steady order; a few programmes come twice and others not at all."""
_SECTIONS = {
    "Kurztext": (SectionKind.SUBJECT, "Kurztext"),
    "Volltext": (SectionKind.SUBJECT, "Volltext"),
    "rechtliche Voraussetzungen": (SectionKind.CONDITIONS, "Rechtliche Voraussetzungen"),
    "Richtlinie": (SectionKind.GUIDELINE, "Richtlinie"),
}
_FACT_ORDER = ("Kurztext", "Volltext", "Rechtliche Voraussetzungen")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", " ": ""})


class FoerderdatenbankHtml:
    """Result list and detail pages in both layouts."""

    info = SourceInfo(
        id="bund_foerderdatenbank_html",
        title="Förderdatenbank des Bundes (Seiten)",
        owner="Bundesministerium für Wirtschaft und Energie",
        url=f"{SITE}/SiteGlobals/FDB/Forms/Suche/Foederprogrammsuche_Formular.html"
        "?filterCategories=FundingProgram",
        licence="CC BY-ND 3.0 DE",
        level=Level.BUND,
        rhythm="nur bei Ausfall des Exports",
        min_programs=2000,
        on_request=True,
    )

    def documents(self, fetch: Fetch) -> Iterator[RawDocument | Missed]:
        links: dict[str, str] = {}
        announced = 0
        for root in walk(fetch, self.info, self.info.url, _following):
            announced = int(root.one("#hits--count").text.replace(".", ""))
            for card in root.some("div.card--fundingprogram p.card--title a"):
                url = card.link()
                links.setdefault(_key(url), url)
        check_count(self.info, announced, len(links), _MISSED, self.info.url)
        yield from details(fetch, self.info, links.items())

    def parse(self, document: RawDocument) -> Parsed:
        root, notes = page(document), Notes(document)
        if "/Archiv/" in document.url:
            notes.add("Archiviertes Programm.")
            return Parsed(None, tuple(notes.signals))
        title = root.one("main.main h1.title").text
        facts = {
            _field(term): values
            for term, values in root.one("dl.document-info-fundingprogram").definitions().items()
        }
        evidence: dict[str, Evidence] = {}

        def words(name: str, field: str) -> str:
            found = " ".join(node.text for node in facts.pop(name, []))
            if found:
                label = name.replace("foerder", "Förder", 1)
                evidence[field] = quoted(document, found, f"Angabe „{label}“")
            return found

        program = Program(
            id=program_id(self.info.id, document.key),
            title=title,
            level=level(document.key.split("/", 1)[0], document),
            source=self.info.id,
            url=document.url,
            as_of=document.fetched_at.date(),
            funding_types=codes(
                FundingType, labels(FundingType, words("foerderart", "funding_types")), document
            ),
            funding_areas=codes(
                FundingArea, labels(FundingArea, words("foerderbereich", "funding_areas")), document
            ),
            regions=regions(
                (w for w in words("foerdergebiet", "regions").split(",") if w.strip()), document
            ),
            eligible_applicants=codes(
                Applicant,
                labels(Applicant, words("foerderberechtigte", "eligible_applicants")),
                document,
            ),
            funding_body="; ".join(_name(card) for card in facts.pop("foerdergeber", [])),
            contact="; ".join(_contact(card) for card in facts.pop("ansprechpunkt", [])),
            guideline_url=_guideline_url(root),
            sections=_sections(root, notes),
            licence=self.info.licence,
            evidence=evidence,
        )
        notes.leftover(facts, frozenset({"weiterfuehrendelinks"}))
        if not program.sections:
            raise root.changed("das Programm hat keinen Text")
        return Parsed(add_facts(program, _FACT_ORDER, seen_on=program.as_of), tuple(notes.signals))


def _following(root: Node) -> str | None:
    """Return the next list page as it stands: its parameter is encoded twice."""
    link = root.maybe("div.pagination a.forward.button")
    return None if link is None else link.link()


def _key(url: str) -> str:
    path = urlsplit(url).path
    return path.removeprefix("/").removeprefix(_FOLDER.removeprefix("/")).removesuffix(".html")


def _field(term: str) -> str:
    """Fold a label: the site serves "Fördergebiet" and "Foerdergebiet" alike."""
    return clean(term).lower().translate(_UMLAUTS)


def _name(card: Node) -> str:
    return card.some(".card--title .link--label")[0].text


def _contact(card: Node) -> str:
    parts = [_name(card)]
    for css in (".address .adr", ".address .locality", ".tel", ".email a"):
        parts += [node.text.replace("@@", "@") for node in card.all(css)]
    parts += [node.link() for node in card.all(".website a")]
    return ", ".join(part for part in parts if part)


def _guideline_url(root: Node) -> str:
    for link in root.all("a.RichTextExtLink[href]"):
        if "richtlinie" in link.text.lower():
            return link.link()
    return ""


def _sections(root: Node, notes: Notes) -> tuple[Section, ...]:
    found: list[Section] = []
    for block in root.all("article.content--tab-text > div.rich--text"):
        heading, _, text = block.prose.partition("\n")
        name = clean(heading.lstrip("# "))
        if not heading.startswith("#") or name not in _SECTIONS:
            notes.add(f"Unbekannter Abschnitt „{name[:60]}“.")
            kind, name, text = SectionKind.GUIDELINE, "", block.prose
        else:
            kind, name = _SECTIONS[name]
        if text.strip():
            found.append(Section(kind=kind, heading=name, text=text.strip()))
    if found:
        return tuple(found)
    whole = "\n\n".join(
        b.prose for b in root.all("div.content--main > div.content > div.rich--text")
    )
    return (Section(kind=SectionKind.GUIDELINE, heading="Richtlinie", text=whole),) if whole else ()


SOURCE = FoerderdatenbankHtml()
