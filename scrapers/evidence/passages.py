"""Funding texts cut into sentences that know what they stand under.

Guidelines and programme pages are Markdown: headings, paragraphs, bullets. A bullet is read
together with the line that introduces it ("Richten Sie Ihren Antrag" … "* bis zum 31.10. an …").
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from scrapers.evidence.sentences import Span, sentences

_LINE = re.compile(r"[^\n]*\n?")
_BULLET = re.compile(r"[ \t]*(?:[*+•▪■◦·-]|–|[a-z]{1,2}\)|\d{1,2}\))[ \t]+(?=\S)")
_HEADING = re.compile(r"[ \t]*#{1,6}[ \t]")
_NUMBERED = re.compile(
    r"[ \t]*(?:\(\d+[a-z]?\)|\d{1,2}(?:\\?\.\d{1,2})*\\?\.?)[ \t]+(?=[A-ZÄÖÜ(„\"])"
)
_UNDERLINE = re.compile(r"[ \t]*(?:-{3,}|={3,}|\*{3,}|_{3,})[ \t]*$")
_LONGEST_QUOTE = 400
_OPEN_END = re.compile(r"[.!?;]['\"“)\]*_ ]*$")


@dataclass(frozen=True)
class Passage:
    """A sentence (or bullet) of the text.

    `lead` is the introducing text of the list it belongs to: of a bullet's, or of a first sentence
    in lower case that completes the list before it; "" elsewhere. `lead_start` is where that text
    begins, `heading` the last heading above, `previous` the span of the sentence before it in the
    same block, and `tail` the paragraph that closes the list, where it only completes the bullets'
    sentence.
    """

    span: Span
    lead: str = ""
    heading: str = ""
    previous: Span | None = None
    tail: str = ""
    bullet: bool = False
    lead_start: int | None = None

    @property
    def listed(self) -> bool:
        """Whether it is part of a list: a bullet, or what completes the bullets' sentence."""
        return self.bullet or self.lead_start is not None

    def quote(self, text: str) -> str:
        """The passage verbatim, from its introducing line on where that is near enough."""
        start = self.span.start
        if self.lead_start is not None and self.span.end - self.lead_start <= _LONGEST_QUOTE:
            start = self.lead_start
        return text[start : self.span.end]


@dataclass(frozen=True)
class _Block:
    span: Span
    kind: str  # "heading", "bullet", "text"


def passages(text: str) -> Iterator[Passage]:
    """Yield every sentence of the text in order."""
    blocks = list(_blocks(text))
    heading, lead, outer = "", Span(0, 0), Span(0, 0)
    for i, block in enumerate(blocks):
        if block.kind == "heading":
            heading, lead = block.span.of(text).strip("#*_ \n\t"), Span(0, 0)
            outer = Span(0, 0)
            yield Passage(block.span, heading=heading)
            continue
        spans = list(sentences(text, block.span))
        bullet = block.kind == "bullet"
        opening = lead if bullet or _closes_list(text, blocks, i) else Span(0, 0)
        if not bullet:
            outer, lead = lead, _lead(text, spans)
            outer = outer if lead.end and len(spans) == 1 else Span(0, 0)
        tail = _tail(text, blocks, i) if bullet else ""
        previous: Span | None = None
        for span in spans:
            opened = opening if bullet or previous is None else Span(0, 0)
            before = outer if bullet else Span(0, 0)
            inherited = f"{before.of(text)} {opened.of(text)}".strip()[-400:] if opened.end else ""
            start = opened.start if opened.end else None
            yield Passage(span, inherited, heading, previous, tail, bullet, start)
            previous = span


def _closes_list(text: str, blocks: list[_Block], index: int) -> bool:
    """ "…, jedoch maximal EUR 100.000 je Vorhaben." after the bullets ends their sentence."""
    after_bullet = index > 0 and blocks[index - 1].kind == "bullet"
    return (
        after_bullet
        and text[blocks[index].span.start : blocks[index].span.end].lstrip()[:1].islower()
    )


def _lead(text: str, spans: list[Span]) -> Span:
    """The unfinished last sentence of a paragraph introduces the bullets that follow."""
    if not spans or _OPEN_END.search(spans[-1].of(text)):
        return Span(0, 0)
    return spans[-1]


def _tail(text: str, blocks: list[_Block], index: int) -> str:
    """The text right after a list, where it goes on in lower case ("beim Amt zu stellen.")."""
    for block in blocks[index + 1 : index + 12]:
        if block.kind == "text":
            words = block.span.of(text)[:300]
            return words if words[:1].islower() else ""
        if block.kind == "heading":
            return ""
    return ""


def _blocks(text: str) -> Iterator[_Block]:
    start, kind, end = -1, "text", 0
    for line in _LINE.finditer(text):
        written = line[0]
        if not written:
            break
        bare = written.strip()
        starts_new = _kind_of(written)
        if not bare or _UNDERLINE.match(written.rstrip("\n")):
            if start >= 0:
                yield _Block(Span(start, end), kind)
            start = -1
            continue
        if start >= 0 and starts_new is None and kind != "heading":
            end = line.end()
            continue
        if start >= 0:
            yield _Block(Span(start, end), kind)
        bullet = _BULLET.match(written) if starts_new == "bullet" else None
        start = line.start() + (bullet.end() if bullet else 0)
        kind, end = starts_new or "text", line.end()
    if start >= 0:
        yield _Block(Span(start, end), kind)


def _kind_of(line: str) -> str | None:
    if _HEADING.match(line):
        return "heading"
    if _BULLET.match(line):
        return "bullet"
    if _NUMBERED.match(line):
        return "text"
    return None
