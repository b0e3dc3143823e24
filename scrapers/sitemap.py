"""Addresses from a sitemap or a sitemap index."""

from collections.abc import Iterator

from lxml import etree  # type: ignore[import-untyped]

from matcher.errors import StructureChangedError
from scrapers.source import Fetch, SourceInfo

_DEEPEST = 2


def sitemap_urls(fetch: Fetch, info: SourceInfo, url: str, depth: int = 0) -> Iterator[str]:
    """Yield the addresses a sitemap lists, in order.

    Raises:
        StructureChangedError: it is no sitemap, or lists nothing.
        FetchError: it cannot be fetched.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(fetch.get(info.id, url).content, parser)
    except etree.XMLSyntaxError as error:
        raise StructureChangedError(info.id, "das ist keine Sitemap", url) from error
    found = [str(node.text or "").strip() for node in root.iter("{*}loc")]
    if not found:
        raise StructureChangedError(info.id, "die Sitemap ist leer", url)
    if etree.QName(root).localname == "sitemapindex" and depth < _DEEPEST:
        for inner in found:
            yield from sitemap_urls(fetch, info, inner, depth + 1)
    else:
        yield from found
