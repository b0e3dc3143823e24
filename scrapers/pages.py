"""The common shape of a website: list pages with links, one detail page per programme."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from matcher.errors import FetchError, StructureChangedError
from matcher.records import Evidence, Program, RawDocument, Section
from matcher.vocabulary import SectionKind
from scrapers.html import Node, page
from scrapers.prose_facts import add_facts
from scrapers.source import Fetch, Missed, SourceInfo, program_id

_MOST_PAGES = 500

Link = tuple[str, str]
"""The key of a record and its address."""


def fetch_page(fetch: Fetch, info: SourceInfo, key: str, url: str) -> RawDocument:
    """Return one page as a document.

    Raises:
        FetchError: it cannot be fetched.
    """
    response = fetch.get(info.id, url)
    return RawDocument(
        source_id=info.id,
        key=key,
        url=url,
        content=response.content,
        fetched_at=response.fetched_at,
        content_type=response.content_type,
    )


def details(
    fetch: Fetch, info: SourceInfo, links: Iterable[Link]
) -> Iterator[RawDocument | Missed]:
    """Yield the page behind each link, each once; one that cannot be fetched costs itself."""
    for key, url in dict(links).items():
        try:
            yield fetch_page(fetch, info, key, url)
        except FetchError as error:
            yield Missed(key, url, error.reason)


def walk(
    fetch: Fetch, info: SourceInfo, start: str, following: Callable[[Node], str | None]
) -> Iterator[Node]:
    """Yield the list pages from `start` on, each once; `following` finds the next address.

    Raises:
        StructureChangedError: they never end.
    """
    seen: set[str] = set()
    url: str | None = start
    while url is not None and url not in seen:
        if len(seen) >= _MOST_PAGES:
            raise StructureChangedError(info.id, "die Liste nimmt kein Ende", start)
        seen.add(url)
        root = page(fetch_page(fetch, info, url, url))
        yield root
        url = following(root)


def address_key(url: str) -> str:
    """Return the key of a record that is known by its page alone: host and path."""
    parts = urlsplit(url)
    return f"{parts.hostname}{parts.path}".removesuffix(".html").removeprefix("www.")


def check_count(info: SourceInfo, announced: int, found: int, tolerance: int, url: str) -> None:
    """Compare the hits a list announces with the records it gave.

    Raises:
        StructureChangedError: they differ by more than `tolerance`.
    """
    if abs(announced - found) > tolerance:
        reason = f"{announced} Treffer angekündigt, {found} gefunden"
        raise StructureChangedError(info.id, reason, url)


def quoted(document: RawDocument, quote: str, where: str) -> Evidence:
    """Return the evidence for a value that stands in a document."""
    day = document.fetched_at.date()
    return Evidence(quote=quote, where=where, url=document.url, seen_on=day)


def bank_program(
    root: Node,
    info: SourceInfo,
    title: str,
    chapters: dict[str, SectionKind],
    found: Iterable[tuple[str, str]],
    *,
    regions: tuple[tuple[str, ...], str],
    intro: str = "",
    funding_body: str = "",
    signal: Callable[[str], None],
    ignored: frozenset[str] = frozenset(),
) -> Program:
    """Return the programme of a promotional bank's product page.

    Args:
        root: the page.
        info: the source.
        title: the product's name.
        chapters: heading → kind of the chapters that are read.
        found: the page's chapters.
        regions: region codes, and in words why the bank's name in the page's title says so.
        intro: text above the first chapter.
        funding_body: who gives the money, where it is not the owner of the page.
        signal: is told of a chapter that is neither read nor ignored.
        ignored: headings that are left out on purpose.

    Raises:
        StructureChangedError: not one of the chapters is there.
    """
    document = root.document
    sections = [Section(kind=SectionKind.SUBJECT, text=intro)] if intro else []
    known = 0
    for heading, text in found:
        if heading in chapters:
            known += 1
            if text:
                sections.append(Section(kind=chapters[heading], heading=heading, text=text))
        elif heading not in ignored:
            signal(f"Unbekannter Abschnitt „{heading}“: weder gelesen noch bewusst übergangen.")
    if not known:
        raise root.changed("keiner der bekannten Abschnitte ist da")
    codes, where = regions
    owner = root.one("head > title").text
    program = Program(
        id=program_id(info.id, document.key),
        title=title,
        level=info.level,
        source=info.id,
        url=document.url,
        as_of=document.fetched_at.date(),
        funding_body=funding_body or info.owner,
        regions=codes,
        sections=tuple(sections),
        licence=info.licence,
        evidence={"regions": quoted(document, owner, where)} if codes else {},
    )
    return add_facts(program, seen_on=program.as_of)


def without(program: Program, *fields: str) -> Program:
    """Return the programme without facts that its pages state in a sense of their own."""
    evidence = {name: e for name, e in program.evidence.items() if name not in fields}
    return replace(program, evidence=evidence, **dict.fromkeys(fields))  # type: ignore[arg-type]
