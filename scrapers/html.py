"""Typed selectors over a saved page, and rich text as plain text with Markdown marks.

The only way to select: a selector that finds another number of elements than its name says raises
StructureChangedError, because a page that has changed must not be half read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import PreformattedString
from lxml import html as lxml_html  # type: ignore[import-untyped]
from lxml.etree import ParserError  # type: ignore[import-untyped]

from matcher.errors import StructureChangedError
from matcher.records import RawDocument
from scrapers.values import clean, tidy

_BLOCKS = frozenset(
    "address article aside blockquote dd details div dl dt fieldset figure footer form header hr "
    "li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_SKIPPED = frozenset("script style noscript template svg button select input iframe".split())


@dataclass(frozen=True, slots=True)
class Node:
    """An element of a page that knows which document it stands in."""

    tag: Tag
    document: RawDocument
    base: str

    def one(self, css: str) -> "Node":
        """Return the only element the selector finds.

        Raises:
            StructureChangedError: it finds none or several.
        """
        found = self.tag.select(css)
        if len(found) != 1:
            raise self.changed(f"„{css}“ kommt {len(found)}-mal vor, erwartet wird genau einmal")
        return Node(found[0], self.document, self.base)

    def maybe(self, css: str) -> "Node | None":
        """Return the element the selector finds, None when it finds none.

        Raises:
            StructureChangedError: it finds several.
        """
        return self.one(css) if self.tag.select_one(css) is not None else None

    def some(self, css: str) -> list["Node"]:
        """Return all elements the selector finds, at least one.

        Raises:
            StructureChangedError: it finds none.
        """
        found = self.all(css)
        if not found:
            raise self.changed(f"„{css}“ kommt nicht vor")
        return found

    def all(self, css: str) -> list["Node"]:
        """Return all elements the selector finds, perhaps none."""
        return [self._node(tag) for tag in self.tag.select(css)]

    def following(self) -> Iterator["Node"]:
        """Yield the elements after this one under the same parent."""
        for sibling in self.tag.find_next_siblings():
            if isinstance(sibling, Tag):
                yield self._node(sibling)

    @property
    def name(self) -> str:
        """The element's name, such as ``h2``."""
        return self.tag.name

    @property
    def text(self) -> str:
        """Its text on one line, clean; blocks are kept apart, words inside a line are not."""
        pieces: list[str] = []
        for part in self.tag.descendants:
            if isinstance(part, Tag):
                pieces.append(" " if part.name in _BLOCKS or part.name == "br" else "")
            elif isinstance(part, NavigableString) and not isinstance(part, PreformattedString):
                pieces.append(str(part))
        return clean("".join(pieces))

    def attr(self, name: str) -> str:
        """Return an attribute.

        Raises:
            StructureChangedError: the element has none.
        """
        value = self.tag.get(name)
        if value is None:
            raise self.changed(f"<{self.tag.name}> ohne Attribut „{name}“")
        return value if isinstance(value, str) else " ".join(value)

    def link(self, name: str = "href") -> str:
        """Return a link attribute as an absolute address; a page's <base> counts."""
        return urljoin(self.base, self.attr(name).strip())

    def definitions(self) -> dict[str, list["Node"]]:
        """Return a definition list: term (without colon) → its definitions.

        Raises:
            StructureChangedError: a term comes twice, or a definition before any term.
        """
        found: dict[str, list[Node]] = {}
        term: str | None = None
        for child in self.tag.find_all(["dt", "dd"]):
            if child.name == "dt":
                term = clean(child.get_text(" ")).rstrip(": ")
                if term in found:
                    raise self.changed(f"„{term}“ steht doppelt in der Liste")
                found[term] = []
            elif term is None:
                raise self.changed("eine Angabe ohne Bezeichnung")
            else:
                found[term].append(self._node(child))
        return found

    @property
    def prose(self) -> str:
        """Its rich text: paragraphs, ``#`` headings, ``*`` bullets, table rows with ``|``."""
        return prose(str(self.tag))

    def chapters(self, level: int = 2) -> list[tuple[str, str]]:
        """Return (heading, text) for each heading of a level, however deep it is nested.

        The text reaches to the next heading of the same or a higher level.
        """
        found: list[tuple[str, str]] = []
        for piece in re.split(rf"(?m)^(?=#{{1,{level}}} )", self.prose):
            mark, _, rest = piece.partition(" ")
            heading, _, text = rest.partition("\n")
            if mark == "#" * level and heading.strip():
                found.append((heading.strip(), text.strip()))
        return found

    def changed(self, reason: str) -> StructureChangedError:
        """Return the error that says what is not as it was."""
        return StructureChangedError(self.document.source_id, reason, self.document.url)

    def _node(self, tag: Tag) -> "Node":
        return Node(tag, self.document, self.base)


def page(document: RawDocument) -> Node:
    """Return the root of an HTML document; relative links count from its <base>, else its URL."""
    soup = BeautifulSoup(document.content, "lxml")
    base = soup.select_one("base[href]")
    href = str(base["href"]) if base is not None else ""
    return Node(soup, document, urljoin(document.url, href))


def prose(markup: str) -> str:
    """Return the plain text of an HTML fragment with Markdown marks; empty for empty markup."""
    if "<" not in markup and "&" not in markup:
        return tidy(markup)
    try:
        root = lxml_html.fragment_fromstring(markup, create_parent="div")
    except ParserError:
        return ""
    pieces: list[str] = []
    _write(root, pieces, "")
    return tidy("".join(pieces))


def links(markup: str, attribute: str = "href") -> list[tuple[str, str]]:
    """Return (address, label) of every link of an HTML fragment that has the attribute."""
    if "<a" not in markup:
        return []
    root = lxml_html.fragment_fromstring(markup, create_parent="div")
    return [
        (str(a.get(attribute)), clean(a.text_content())) for a in root.iter("a") if a.get(attribute)
    ]


def _write(node: Any, out: list[str], mark: str) -> None:
    """Append an element's text; `mark` is what its list items begin with."""
    tag = node.tag
    if not isinstance(tag, str) or _skipped(node, tag):  # a comment's tag is a function
        out.append(_flat(node.tail))
        return
    before, after = _edges(node, mark)
    out.append(before)
    out.append(_flat(node.text))
    inner = {"ul": "* ", "ol": "1. "}.get(tag, mark)
    for child in node:
        _write(child, out, inner)
    out.append(after)
    out.append(_flat(node.tail))


def _skipped(node: Any, tag: str) -> bool:
    """Tell whether an element is no text; an accordion's button may hold the heading."""
    return tag in _SKIPPED and not (tag == "button" and node.find(".//h2") is not None)


def _edges(node: Any, mark: str) -> tuple[str, str]:
    tag = node.tag
    if tag == "br":
        return "\n", ""
    if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
        return f"\n\n{'#' * int(tag[1])} ", "\n\n"
    if tag == "li":
        return f"\n{mark or '* '}", ""
    if tag in ("td", "th"):
        return ("" if node.getprevious() is None else " | "), ""
    if tag == "tr":
        return "\n", ""
    if tag == "p" and node.getparent() is not None and node.getparent().tag in ("li", "td", "th"):
        return " ", " "
    return ("\n\n", "\n\n") if tag in _BLOCKS else ("", "")


def _flat(text: str | None) -> str:
    """Fold the blanks of a text node, as a browser does."""
    if not text:
        return ""
    folded = " ".join(text.split())
    if not folded:
        return " "
    return f"{' ' if text[0].isspace() else ''}{folded}{' ' if text[-1].isspace() else ''}"
