"""German sentences with their offsets.

A full stop ends a sentence unless an abbreviation, an ordinal, a date or an initial carries it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_STOP = re.compile(r"[.!?…][\"“”»)\]]{0,2}(?=\s+[\"„“»(\[]?[A-ZÄÖÜ0-9*§])")

# Words which end in a full stop of their own.
_ABBREVIATIONS = frozenset(
    """
    abs abschn abt allg anl anm art aufl az bd bekm bes best betr bspw buchst bzgl bzw ca dgl
    dipl dr ebd einschl entspr erl etc evtl ff fn forts frhr geb gem gez ggf ggfs hrsg inkl insb
    insbes jan feb mär apr jun jul aug sep sept okt nov dez jg jh kap lfd lit lt max mbl min mind
    mio mrd nr nrn nat pkt pp prof rd rdnr red resp rn rs s sog std str tab tel tsd tz u usw v
    vgl vol vorl ziff zit zul zz zzgl st no al eg cf approx abl banz gvbl gbl bgbl gmbl sdr drs
    rderl runderl bek vo sächsabl amtsbl sächsgvbl gv hj kj z b d h i e g w o k a p t n m r f l c
    x y
    """.split()
)
_LONGEST = 3000
_WORD_BEFORE = re.compile(r"([A-Za-zÄÖÜäöüß]+)$")
_NUMBER_BEFORE = re.compile(r"(?:(?<=[\s(])|^)(\d{1,2}\\?\.\s?)?(\d+)\\?$")
_NOT_A_START = re.compile(
    r"\s+[\"„(]?(?:Uhr|Vorjahre?s?|Folgejahre?s?|Jahre?s?|Kalenderjahre?s?"
    r"|Haushaltsjahre?s?|Quartals?|Januar|Februar"
    r"|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|Jan\b|Feb\b"
    r"|Mär\b|Apr\b|Jun\b|Jul\b"
    r"|Aug\b|Sept?\b|Okt\b|Nov\b|Dez\b)"
)
_BRACKET = re.compile(r"\s*\(")


@dataclass(frozen=True)
class Span:
    """A half-open range of offsets in the text it was cut from."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The text of the span."""
        return text[self.start : self.end]


def sentences(text: str, within: Span | None = None) -> Iterator[Span]:
    """Yield the sentences of a block, without surrounding blanks, as spans of `text`."""
    whole = within or Span(0, len(text))
    start = whole.start
    for stop in _STOP.finditer(text, whole.start, whole.end):
        if _ends_sentence(text, start, stop):
            yield from _pieces(text, start, stop.end())
            start = stop.end()
    yield from _pieces(text, start, whole.end)


def _ends_sentence(text: str, start: int, stop: re.Match[str]) -> bool:
    if text[stop.start()] != ".":
        return True
    before = text[max(start, stop.start() - 24) : stop.start()]
    number = _NUMBER_BEFORE.search(before)
    if number is not None:
        # "15.10. Die …" and "… 2027. Die …" end a sentence, "1. Stufe" and "31. März" do not.
        closed_date = number[1] is not None or len(number[2]) == 4
        opens_bracket = _BRACKET.match(text, stop.end()) is not None
        return closed_date and not opens_bracket and _NOT_A_START.match(text, stop.end()) is None
    word = _WORD_BEFORE.search(before)
    if word is None:
        return True
    return word[1].lower() not in _ABBREVIATIONS or stop.end() > stop.start() + 1


def _pieces(text: str, start: int, end: int) -> Iterator[Span]:
    """The stretch without surrounding blanks, cut where no sentence is that long (tables)."""
    while end - start > _LONGEST:
        cut = text.rfind(" ", start + 1, start + _LONGEST)
        cut = cut if cut > start else start + _LONGEST
        yield from _stripped(text, start, cut)
        start = cut
    yield from _stripped(text, start, end)


def _stripped(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        yield Span(start, end)
