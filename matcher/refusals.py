"""Sentences that say what a programme does not pay for.

"Freibäder sind ausgeschlossen" holds the very word of a measure it will not pay for. Such a
sentence is left out of what a measure is compared with, and shown to the advisor when it hits one.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

_SENTENCE_END = re.compile(
    r"(?<=[.!?:;])(?<!\bAbs\.)(?<!\bArt\.)(?<!\bNr\.)(?<!\bNrn\.)(?<!\bgem\.)(?<!\bca\.)"
    r"(?<!\bbzw\.)(?<!\binkl\.)(?<!\bMio\.)(?<!\bvgl\.)(?<!\b[a-zA-Z]\.)(?<!\d\.)\s+"
    r"|(?<=[a-zäöüß)][.!?])(?=[A-ZÄÖÜ][a-zäöüß]|\[\d)"  # glued, as in EU calls
    r"|\n+"
)
_LONGEST = 600
"""Characters of a sentence; what is longer is a page without punctuation, not a sentence."""
_BULLET = re.compile(r"[*•–—-]\s|\(?[a-z0-9]{1,2}[.)]\s")
_LIKELY = re.compile(
    r"(?i)\bnicht\b|\bkeine?\b|ausgeschlossen|\bnot\b|\bineligible|\bexcluded|\bscope\b"
)
_FUNDED = (
    r"(?:mit)?(?:gefördert|bezuschusst|bezuschußt|förderbar|unterstützt|finanziert"
    r"|(?:zuwendungs|förder|förderungs|zuschuss|beihilfe)fähig)"
)
_REFUSED = re.compile(
    rf"(?i)\bnicht\s+(?!nur\b|allein\b|ausschließlich\b|zwingend\b)(?:\w+\s+)?{_FUNDED}\b"
    r"|(?<!nicht )\bausgeschlossen\b(?!\s+werden\s+k[aö]nn)"
    r"|\bkeine\s+(?:Förderung|Zuwendung)(?:en)?\b"
    r"|\b(?:kein|nicht)\s+Gegenstand\s+(?:der|dieser)\s+(?:Förderung|Zuwendung|Richtlinie)\b"
    r"|\b(?:not|never)\s+(?:be\s+)?(?:eligible|funded|supported|financed)\b"
    r"|\bineligible\b|\b(?:is|are|be)\s+excluded\b|\bout(?:side)?\s+(?:of\s+)?(?:the\s+)?scope\b"
)
_GRANTED = re.compile(
    rf"(?i)\b{_FUNDED}\b|\bförderfähige[rnms]?\b|\b(?:eligible|funded|supported)\b"
)
_ASIDE = re.compile(
    r"(?i),\s+(?:(?:für|bei|in|mit|zu|auf|von|an|aus|durch)\s+)?"
    r"(?:die|der|das|den|dem|denen|deren|dessen|welche[rsmn]?|wenn|soweit|sofern|solange|falls"
    r"|weil|da|dass|which|that|who|if|unless|where|because)\b[^,;]*(?:,|$)"
    r"|^(?:wenn|soweit|sofern|falls|da|if|where)\b[^,]*,"
)
_ANNOUNCES = re.compile(r"(?:[:,]|\b(?:sind|werden|Förderung|die|für|wenn|are|for|to))$")
_CLAUSE = re.compile(rf"(?:(?:{_BULLET.pattern})\s*)?(?:die|der|das|wenn|soweit|sofern)\b")
"""The rest of a sentence that began elsewhere: what it refuses is not what it is about."""


@lru_cache(maxsize=20_000)
def refusals(text: str) -> tuple[tuple[int, int], ...]:
    """Return the (start, end) of the sentences that only refuse, with the lists they announce.

    A sentence that also says what is paid for is none, nor one that refuses in an aside only.
    """
    return tuple(_refusals(text)) if _LIKELY.search(text) else ()


def without(text: str, spans: Iterable[tuple[int, int]], start: int = 0) -> str:
    """Return a text without what lies in the spans; the spans count from `start` before it."""
    kept, place = [], 0
    for begin, end in spans:
        kept.append(text[place : max(place, begin - start)])
        place = max(place, end - start)
    return "".join([*kept, text[place:]]).strip()


def _refusals(text: str) -> Iterator[tuple[int, int]]:
    done = 0
    for start, end in _sentences(text):
        if start >= done and _refuses(text[start:end]):
            done = _list_end(text, end) if _ANNOUNCES.search(text[start:end]) else end
            yield start, done


def _list_end(text: str, start: int) -> int:
    """Return where the list ends that was announced before `start`; without items, a sentence."""
    end, colon = start, text[start - 1] == ":"
    for begin, stop in _sentences(text, start):
        item = _BULLET.match(text, begin)
        if begin >= end and not item:
            return stop if colon and end == start else end
        if begin >= end:
            line = text.find("\n", begin)
            own_line = not text[text.rfind("\n", 0, begin) + 1 : begin].strip()
            end = stop if not own_line else len(text.rstrip()) if line < 0 else line
    return end


def _sentences(text: str, start: int = 0) -> Iterator[tuple[int, int]]:
    length = len(text.rstrip())
    marks = ((mark.start(), mark.end()) for mark in _SENTENCE_END.finditer(text, start))
    for end, following in (*marks, (length, length)):
        while start < end and text[start].isspace():
            start += 1
        if start < end:
            yield start, end
        start = following


def _refuses(sentence: str) -> bool:
    if len(sentence) > _LONGEST or _CLAUSE.match(sentence):
        return False
    rest, count = _REFUSED.subn(" ", _ASIDE.sub(" ", sentence))
    return count > 0 and not _GRANTED.search(rest)
