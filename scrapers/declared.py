"""Sources that are declared instead of programmed: an RSS or Atom feed, or a simple HTML list.

An advisor describes one in a YAML file in the folder ``sources`` of the installation's data, with
the file's name as its id (``land_stiftung-lausitz.yaml``):

    title: Stiftung Lausitz, Ausschreibungen
    owner: Stiftung Lausitz
    url: https://stiftung.example/ausschreibungen
    licence: Fakten mit Quellenangabe
    rhythm: wöchentlich
    min_programs: 1
    kind: list            # or: feed
    item: li.ausschreibung            # everything below is for lists only
    fields:
      title: h3
      link: a@href
      text: div.teaser
      deadline: time@datetime         # optional, a day as JJJJ-MM-TT or TT.MM.JJJJ
    regions: [brandenburg]            # optional, as in the Förderdatenbank, or an AGS
    applicants: [kommune]             # optional
    complete: true                    # optional; a feed holds the newest only unless it says so
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from matcher.errors import InputError, StructureChangedError
from matcher.records import Deadline, Evidence, Program, RawDocument, Section
from matcher.regions import region_tree
from matcher.vocabulary import Applicant, DeadlineKind, Level, SectionKind
from scrapers.html import Node, page, prose
from scrapers.pages import fetch_page, quoted
from scrapers.prose_facts import add_facts
from scrapers.source import Fetch, Missed, Parsed, SourceInfo, program_id
from scrapers.values import clean, codes, regions

_NEEDED = ("title", "owner", "url", "licence", "rhythm", "min_programs", "kind")
_LIST = ("item", "fields")
_OPTIONAL = ("regions", "applicants", "level", "complete")
_FIELDS = ("title", "link", "text", "deadline")


@dataclass(frozen=True)
class DeclaredSource:
    """A source read from a YAML file."""

    info: SourceInfo
    kind: str
    item: str = ""
    fields: Mapping[str, str] | None = None
    regions: tuple[str, ...] = ()
    applicants: tuple[str, ...] = ()

    def documents(self, fetch: Fetch) -> Iterator[RawDocument | Missed]:
        listing = fetch_page(fetch, self.info, self.info.url, self.info.url)
        entries = self._feed(listing) if self.kind == "feed" else self._list(listing)
        for entry in entries:
            content = entry | {"regions": list(self.regions), "applicants": list(self.applicants)}
            yield RawDocument(
                source_id=self.info.id,
                key=entry["key"].split("://")[-1].rstrip("/"),
                url=entry["link"],
                content=json.dumps(content, ensure_ascii=False).encode(),
                fetched_at=listing.fetched_at,
                content_type="application/json",
            )

    def _list(self, listing: RawDocument) -> Iterator[dict[str, str]]:
        fields = self.fields or {}
        for node in page(listing).some(self.item):
            link = _pick(node, fields["link"])
            entry = {name: _pick(node, css) for name, css in fields.items() if name != "text"}
            text = node.maybe(fields["text"].split("@")[0]) if "text" in fields else None
            yield entry | {"key": link, "text": text.prose if text else ""}

    def _feed(self, listing: RawDocument) -> Iterator[dict[str, str]]:
        import feedparser

        feed = feedparser.parse(listing.content)
        if not feed.version or not feed.entries:
            raise StructureChangedError(
                self.info.id, "das ist kein Feed mit Einträgen", self.info.url
            )
        for entry in feed.entries:
            link = str(entry.get("link") or "")
            if not link:
                raise StructureChangedError(self.info.id, "ein Eintrag ohne Adresse", self.info.url)
            parts = [part.get("value", "") for part in entry.get("content", [])]
            text = "".join(parts) or str(entry.get("summary") or "")
            yield {
                "key": str(entry.get("id") or link),
                "link": link,
                "title": clean(prose(str(entry.get("title") or ""))),
                "text": prose(text),
            }

    def parse(self, document: RawDocument) -> Parsed:
        entry = json.loads(document.content)
        if not entry["title"]:
            raise StructureChangedError(self.info.id, "ein Eintrag ohne Titel", document.url)
        evidence: dict[str, Evidence] = {}
        for name, stated in (("regions", "regions"), ("eligible_applicants", "applicants")):
            if entry[stated]:
                words = ", ".join(entry[stated])
                evidence[name] = quoted(document, words, "Beschreibung der Quelle")
        program = Program(
            id=program_id(self.info.id, document.key),
            title=entry["title"],
            level=self.info.level,
            source=self.info.id,
            url=document.url,
            as_of=document.fetched_at.date(),
            funding_body=self.info.owner,
            regions=_region_codes(entry["regions"], document),
            eligible_applicants=codes(Applicant, entry["applicants"], document),
            deadlines=_deadline(entry.get("deadline", ""), document),
            sections=(Section(kind=SectionKind.SUBJECT, text=entry["text"]),)
            if entry["text"]
            else (),
            licence=self.info.licence,
            evidence=evidence,
        )
        return Parsed(add_facts(program, seen_on=program.as_of))


def declared_sources(folder: Path) -> dict[str, DeclaredSource]:
    """Return the sources declared in a folder, sorted by id; no folder is no sources.

    Raises:
        InputError: a file is no proper declaration.
    """
    files = sorted(folder.glob("*.yaml")) if folder.is_dir() else []
    return {path.stem: read_declaration(path) for path in files}


def read_declaration(path: Path) -> DeclaredSource:
    """Read one YAML file.

    Raises:
        InputError: something is missing, unknown or impossible in it.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError(f"{path.name}: kein lesbares YAML.") from error
    if not isinstance(content, dict):
        raise InputError(f"{path.name}: erwartet wird eine Liste von Angaben.")
    needed = _NEEDED + (_LIST if content.get("kind") == "list" else ())
    for name in needed:
        if content.get(name) in (None, "", []):
            raise InputError(f"{path.name}: die Angabe „{name}“ fehlt.")
    unknown = set(content) - set(_NEEDED) - set(_LIST) - set(_OPTIONAL)
    if unknown:
        raise InputError(f"{path.name}: unbekannte Angabe „{sorted(unknown)[0]}“.")
    return _declared(path, content)


def _declared(path: Path, content: dict[str, Any]) -> DeclaredSource:
    kind, fields = str(content["kind"]), content.get("fields") or {}
    if kind not in ("feed", "list"):
        raise InputError(f"{path.name}: kind ist „feed“ oder „list“.")
    if kind == "list" and (not {"title", "link"} <= set(fields) or set(fields) - set(_FIELDS)):
        raise InputError(
            f"{path.name}: fields braucht title und link; möglich: {', '.join(_FIELDS)}."
        )
    complete = content.get("complete", kind == "list")
    if not isinstance(complete, bool):
        raise InputError(f"{path.name}: complete ist true oder false.")
    try:
        level = Level.read(str(content.get("level") or path.stem.split("_")[0]))
        smallest = int(content["min_programs"])
    except (KeyError, ValueError) as error:
        raise InputError(
            f"{path.name}: level und min_programs müssen stimmen; ohne level beginnt der "
            "Dateiname mit eu_, bund_, land_ oder sonstige_."
        ) from error
    info = SourceInfo(
        id=path.stem,
        title=str(content["title"]),
        owner=str(content["owner"]),
        url=str(content["url"]),
        licence=str(content["licence"]),
        level=level,
        rhythm=str(content["rhythm"]),
        min_programs=smallest,
        complete=complete,
    )
    return DeclaredSource(
        info=info,
        kind=kind,
        item=str(content.get("item") or ""),
        fields={str(k): str(v) for k, v in fields.items()},
        regions=tuple(map(str, content.get("regions") or ())),
        applicants=tuple(map(str, content.get("applicants") or ())),
    )


def _pick(node: Node, selector: str) -> str:
    """Return the text, or with ``@name`` the attribute, of the one element a selector finds."""
    css, _, attribute = selector.partition("@")
    found = (node.one(css) if attribute in ("", "href") else node.maybe(css)) if css else node
    if found is None:
        return ""
    if attribute in ("href", "src"):
        return found.link(attribute)
    return clean(found.attr(attribute)) if attribute else found.text


def _region_codes(words: list[str], document: RawDocument) -> tuple[str, ...]:
    tree = region_tree()
    known = tuple(word for word in words if tree.known(word))
    return known + regions((word for word in words if word not in known), document)


def _deadline(text: str, document: RawDocument) -> tuple[Deadline, ...]:
    if not text:
        return ()
    evidence = quoted(document, text, "Frist in der Liste")
    return (Deadline(kind=DeadlineKind.APPLICATION, day=_day(text, document), evidence=evidence),)


def _day(text: str, document: RawDocument) -> date:
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(text[:10], form).date()
        except ValueError:
            continue
    raise StructureChangedError(document.source_id, f"„{text}“ ist kein Datum", document.url)
