"""Documents of the Government Site Builder, the CMS behind the Förderdatenbank and its export.

A document is XML with properties; rich text is escaped CDATA, references are paths of other
documents. Raw control characters make some of them ill-formed and are removed before parsing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from scrapers.html import links, prose
from scrapers.values import clean, strip_control

_HREF = "{http://www.w3.org/1999/xlink}href"
_ENCODING = re.compile(rb"^(\s*<\?xml[^>]*?)\sencoding=[\"'][^\"']*[\"']")
_TARGET = "target:"


class NotWellFormedError(ValueError):
    """The XML of a document cannot be read even without its control characters."""


@dataclass(frozen=True)
class GsbDocument:
    """One document: its CMS path, its type and its properties."""

    element: Any

    @property
    def path(self) -> str:
        """The CMS path with the document's own name, such as ``/BMWI/FDB/Content/DE/…/name``."""
        return f"{self.element.get('path', '')}/{self.element.get('name', '')}"

    @property
    def type(self) -> str:
        """Such as ``gsb:ServiceOffer``."""
        return str(self.element.get("type", ""))

    @cached_property
    def properties(self) -> dict[str, Any]:
        """Property name without ``gsb:`` → element."""
        return {
            str(p.get("name", "")).removeprefix("gsb:"): p for p in self.element.findall("property")
        }

    def value(self, name: str) -> str:
        """Return a plain property, empty where it is missing."""
        element = self.properties.get(name)
        return "" if element is None else clean(element.findtext("value") or "")

    def rich(self, name: str) -> str:
        """Return the inner XHTML of a rich text property, empty where it is missing."""
        element = self.properties.get(name)
        if element is None:
            return ""
        text = (element.findtext("text") or "").strip()
        return text.removeprefix("<![CDATA[").removesuffix("]]>")

    def prose(self, name: str) -> str:
        """Return a rich text property as plain text; an empty <div> is empty."""
        if name not in self._prose:
            self._prose[name] = prose(self.rich(name))
        return self._prose[name]

    @cached_property
    def _prose(self) -> dict[str, str]:
        return {}

    def line(self, name: str) -> str:
        """Return a rich text property on one line."""
        return clean(self.prose(name))

    def filled(self, name: str) -> bool:
        """Tell whether a property says anything at all."""
        element = self.properties[name]
        if element.find("text") is not None:
            return bool(self.prose(name))
        return bool(self.value(name)) or element.find(".//links/link") is not None

    def targets(self, name: str) -> list[str]:
        """Return the paths a list of links refers to."""
        element = self.properties.get(name)
        found = [] if element is None else element.findall("links/link")
        return [_target(link.get(_HREF, "")) for link in found]

    def classified(self, name: str) -> dict[str, list[str]]:
        """Return classifier (last part of its path) → paths of what is filed under it.

        Classifiers without links are left out; an entry without a classifier has the key "".
        """
        element = self.properties.get(name)
        found: dict[str, list[str]] = {}
        for entry in [] if element is None else element.iter("classifiedLinkList"):
            classifier = entry.find("classifierLinks/link")
            key = "" if classifier is None else classifier.get(_HREF, "").rsplit("/", 1)[-1]
            paths = [_target(link.get(_HREF, "")) for link in entry.findall("links/link")]
            if paths:
                found.setdefault(key, []).extend(paths)
        return found

    def inner_links(self, name: str) -> list[tuple[str, str]]:
        """Return (path or address, label) of every link inside a rich text."""
        return [(_target(url), label) for url, label in links(self.rich(name), "xlink:href")]


def read_documents(content: bytes) -> Iterator[GsbDocument]:
    """Yield the documents of an XML file: its root, or the children of a collecting root.

    Raises:
        NotWellFormedError: it is no XML.
    """
    text = strip_control(_ENCODING.sub(rb"\1", content).decode("utf-8", "replace"))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise NotWellFormedError(f"kein lesbares XML (Zeile {error.lineno})") from error
    for element in [root] if root.tag == "document" else root.findall("document"):
        yield GsbDocument(element)


def collect(documents: list[bytes]) -> bytes:
    """Return one XML file that holds several documents, in order."""
    bodies = (re.sub(rb"^\s*<\?xml.*?\?>", b"", d, flags=re.S) for d in documents)
    return b"<documents>" + b"\n".join(bodies) + b"</documents>"


def _target(href: str) -> str:
    return href.removeprefix(_TARGET)
