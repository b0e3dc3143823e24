"""Förderdatenbank des Bundes: the official XML export (ZIP, about 2,500 programmes).

The texts are © BMWE under CC BY-ND 4.0: they are stored and shown as they are. The export keeps
Latin-1 only, so every dash and German quotation mark is a "?"; `restored` mends that for display.

History:
    2026-11-22  First version, after documents of August 2026. The HTML pages are a fallback only:
                since May 2026 the site turns crawlers away, and robots.txt asks for 30 s per page.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from matcher.errors import FetchError, StructureChangedError
from matcher.lost_characters import restored
from matcher.records import Evidence, Program, RawDocument, Section
from matcher.vocabulary import Applicant, FundingArea, FundingType, Level, SectionKind
from scrapers.gsb import GsbDocument, NotWellFormedError, collect, read_documents
from scrapers.prose_facts import add_facts
from scrapers.source import Archive, Fetch, Missed, Notes, Parsed, SourceInfo, program_id
from scrapers.values import codes, level, regions

SITE = "https://www.foerderdatenbank.de"
_ROOT = "BMWI/FDB"
_PROGRAMS = "BMWI/FDB/Content/DE/Foerderprogramm/"

_SECTIONS = (
    ("teaserText", SectionKind.SUBJECT, "Kurztext"),
    ("summary", SectionKind.SUBJECT, "Volltext"),
    ("regulatoryFWork", SectionKind.CONDITIONS, "Rechtliche Voraussetzungen"),
    ("procInfluence", SectionKind.PROCEDURE, "Fristen"),
    ("procMethod", SectionKind.PROCEDURE, "Verfahren"),
    ("progress", SectionKind.PROCEDURE, "Bearbeitungsdauer"),
    ("competenceDescr", SectionKind.PROCEDURE, "Unterlagen"),
    ("bodyText", SectionKind.GUIDELINE, "Richtlinie"),
    ("procDescription", SectionKind.GUIDELINE, "Rechtsgrundlage"),
)
_FACT_ORDER = ("Fristen", "Kurztext", "Volltext", "Rechtliche Voraussetzungen", "Verfahren")

_READ = frozenset(
    {"title", "header", "keywords", "cl2Processes", "cl2Contacts", "cl2CustServices", "subType"}
    | {name for name, _, _ in _SECTIONS}
)
_IGNORED = frozenset(
    {
        "comment",  # editorial tickets, never shown
        "remark",  # text for search engines
        "dateOfIssue",  # day of the page, neither of the programme nor of the export
        "languageInd",
        "shouldNotBeIndexed",
        "functions",  # language of the application, always German where filled
        "cl2Satisfaction",  # sub-areas, finer than the vocabulary
        "cl2RelatedEnts",
        "cl2Images",
    }
)
_IGNORED_CLASSES = frozenset(
    {
        "GRW",
        "Branchen",
        "BranchenUnternehmen",
        "BranchenExistenzgruenderIn",
        "BranchenExistenzgruenderin",
        "Unternehmensgroesse",
        "Unternehmensalter",
    }
)


class Foerderdatenbank:
    """The export: every programme document with the documents it refers to."""

    info = SourceInfo(
        id="bund_foerderdatenbank",
        title="Förderdatenbank des Bundes (XML-Export)",
        owner="Bundesministerium für Wirtschaft und Energie",
        url=f"{SITE}/FDB/WS/export",
        licence="CC BY-ND 4.0",
        level=Level.BUND,
        rhythm="wöchentlich",
        min_programs=2000,
        archive_root=_ROOT,
    )

    def documents(self, fetch: Fetch) -> Iterator[RawDocument | Missed]:
        archive = fetch.archive(self.info.id, self.info.url, root=_ROOT)
        names = [name for name in archive.names() if name.startswith(_PROGRAMS)]
        if not names:
            raise StructureChangedError(
                self.info.id, "der Export enthält keine Förderprogramme", self.info.url
            )
        for name in names:
            if not name.endswith(".xml"):
                continue
            key = name.removeprefix(_PROGRAMS).removesuffix(".xml")
            url = public_url("/" + name.removesuffix(".xml"))
            try:
                content = _with_linked(archive, name)
            except FetchError as error:
                yield Missed(key, url, error.reason)
                continue
            yield RawDocument(
                source_id=self.info.id,
                key=key,
                url=url,
                content=content,
                fetched_at=archive.fetched_at,
                content_type="application/xml",
            )

    def parse(self, document: RawDocument) -> Parsed:
        try:
            first, *rest = read_documents(document.content)
        except (NotWellFormedError, ValueError) as error:
            raise StructureChangedError(self.info.id, str(error), document.url) from error
        notes = Notes(document)
        reader = _Reader(first, {linked.path: linked for linked in rest}, notes)
        title = restored(first.line("title"))
        if first.value("subType") not in ("", "ServiceOffer-FundingProgram"):
            notes.add(f"Kein Förderprogramm, sondern „{first.value('subType')}“.")
            return Parsed(None, tuple(notes.signals))
        if not title:
            notes.add("Leeres Dokument ohne Titel.")
            return Parsed(None, tuple(notes.signals))
        program = reader.program(title)
        if not program.sections:
            notes.add("Das Programm hat keinen Text.")
        notes.leftover({n: 1 for n in first.properties if first.filled(n)}, _READ | _IGNORED)
        found = add_facts(program, _FACT_ORDER, seen_on=program.as_of)
        return Parsed(found, tuple(notes.signals))


class _Reader:
    """Reads one programme document with the help of the documents it refers to."""

    def __init__(self, first: GsbDocument, linked: Mapping[str, GsbDocument], notes: Notes) -> None:
        self.first = first
        self.linked = linked
        self.notes = notes
        self.document = notes.document
        self.seen_on: date = notes.document.fetched_at.date()

    def program(self, title: str) -> Program:
        """Return everything that stands in a field of its own."""
        classes = {
            name: [path.rsplit("/", 1)[-1] for path in paths]
            for name, paths in self.first.classified("cl2Processes").items()
        }
        evidence: dict[str, Evidence] = {}

        def words(field: str, name: str) -> list[str]:
            found = classes.pop(name, [])
            if found:
                evidence[field] = self._evidence(", ".join(found), f"Angabe „{name}“")
            return found

        program = Program(
            id=program_id(self.document.source_id, self.document.key),
            title=title,
            level=level(self.document.key.split("/", 1)[0], self.document),
            source=self.document.source_id,
            url=self.document.url,
            as_of=self.seen_on,
            regions=regions(words("regions", "Foerdergebiet"), self.document),
            eligible_applicants=codes(
                Applicant, words("eligible_applicants", "Foerderberechtigte"), self.document
            ),
            funding_types=codes(FundingType, words("funding_types", "Foerderart"), self.document),
            funding_areas=codes(
                FundingArea, words("funding_areas", "Foerderbereich"), self.document
            ),
            funding_body=self._funding_body(),
            contact=self._contacts(),
            guideline_url=self._guideline_url(),
            sections=self._sections(),
            status_note=restored(self.first.line("header")),
            keywords=tuple(dict.fromkeys(self.first.value("keywords").split())),
            licence=Foerderdatenbank.info.licence,
            evidence=evidence,
        )
        known = _IGNORED_CLASSES | {"Foerdergeber", "Foerderorganisation"}
        self.notes.leftover(classes, frozenset(known))
        return program

    def _sections(self) -> tuple[Section, ...]:
        found = ((name, kind, heading, self.first.prose(name)) for name, kind, heading in _SECTIONS)
        return tuple(Section(kind=k, text=text, heading=h) for _, k, h, text in found if text)

    def _funding_body(self) -> str:
        paths = self.first.classified("cl2Processes").get("Foerderorganisation", [])
        names = (self._title(path) for path in paths)
        return "; ".join(dict.fromkeys(name for name in names if name))

    def _contacts(self) -> str:
        paths = self.first.classified("cl2Contacts").get("Kontakt", [])
        found = (self._contact(path) for path in paths)
        return "; ".join(dict.fromkeys(contact for contact in found if contact))

    def _contact(self, path: str) -> str:
        contact = self._linked(path)
        if contact is None:
            return ""
        parts = [restored(contact.line("title"))]
        for address in contact.classified("cl2Addresses").get("Adresse", []):
            place = self._linked(address)
            if place is not None:
                parts.append(f"{place.value('road')} {place.value('houseId')}".strip())
                parts.append(f"{place.value('zipCode')} {place.value('city')}".strip())
        for label, name in (("Tel. ", "phone"), ("", "email")):
            if contact.value(name):
                parts.append(label + contact.value(name).replace("@@", "@"))
        parts += [self._url(link) for link in contact.targets("website")]
        return ", ".join(part for part in parts if part)

    def _guideline_url(self) -> str:
        """Return the address of the guideline, the first link that is named or filed as one."""
        for path, label in self.first.inner_links("bodyText"):
            if ("richtlinie" in label.lower() or "/R/rgl-" in path) and (url := self._url(path)):
                return url
        return ""

    def _title(self, path: str) -> str:
        linked = self._linked(path)
        return "" if linked is None else restored(linked.line("title"))

    def _url(self, path: str) -> str:
        if path.startswith(("http://", "https://")):
            return path
        linked = self._linked(path)
        return "" if linked is None else linked.value("url")

    def _linked(self, path: str) -> GsbDocument | None:
        if path not in self.linked and "/Foerderprogramm/" not in path:
            self.notes.add(f"Der Verweis auf „{path.rsplit('/', 1)[-1]}“ führt ins Leere.")
        return self.linked.get(path)

    def _evidence(self, quote: str, where: str) -> Evidence:
        return Evidence(quote=quote, where=where, url=self.document.url, seen_on=self.seen_on)


def public_url(path: str) -> str:
    """Return the public address of a CMS path."""
    return f"{SITE}{path.removeprefix('/BMWI')}.html"


def _with_linked(archive: Archive, name: str) -> bytes:
    """Return a programme's document followed by all it refers to, directly or through a contact."""
    content = archive.read(name)
    if content is None:
        raise FetchError(Foerderdatenbank.info.id, "der Eintrag fehlt im Export", name)
    parts: dict[str, bytes] = {"/" + name.removesuffix(".xml"): content}
    waiting = _references(content)
    while waiting:
        path = waiting.pop(0)
        linked = None if path in parts else archive.read(f"{path.lstrip('/')}.xml")
        if linked is not None and _readable(linked):
            parts[path] = linked
            waiting += _references(linked)
    return collect(list(parts.values()))


def _readable(content: bytes) -> bool:
    """Tell whether a linked document is XML; a broken one must not cost the programme."""
    try:
        return next(read_documents(content), None) is not None
    except NotWellFormedError:
        return False


def _references(content: bytes) -> list[str]:
    """Return the paths of funders, contacts, addresses and links a document refers to.

    A document that cannot be read refers to nothing; `parse` will say so.
    """
    try:
        document = next(read_documents(content), None)
    except NotWellFormedError:
        return []
    if document is None:
        return []
    found = [path for path, _ in document.inner_links("bodyText")]
    found += document.classified("cl2Processes").get("Foerderorganisation", [])
    found += document.classified("cl2Contacts").get("Kontakt", [])
    found += document.classified("cl2Addresses").get("Adresse", [])
    found += document.targets("website")
    return [path for path in dict.fromkeys(found) if path.startswith("/BMWI/FDB/Content/")]


SOURCE = Foerderdatenbank()
