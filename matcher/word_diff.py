"""A long text before and after: only the words that differ, with a few around them."""

from collections.abc import Sequence
from difflib import SequenceMatcher

CONTEXT = 4
"""Words shown on either side of a difference."""
LONGEST = 40
"""Words of one difference that are shown."""
PLACES = 5
"""Differences that are shown."""

Span = tuple[int, int, int, int]


def differing_words(old: str, new: str) -> tuple[str, str]:
    """Return the parts of two texts that differ, word by word, each in its surroundings.

    Left-out text is „…“. Texts that differ in blanks only give two empty strings.
    """
    before, after = old.split(), new.split()
    spans = _spans(before, after)
    rest = len(spans) - PLACES
    more = [f"(und {rest} weitere {'Stelle' if rest == 1 else 'Stellen'})"] if rest > 0 else []
    olds = [_excerpt(before, i1, i2) for i1, i2, _, _ in spans[:PLACES]]
    news = [_excerpt(after, j1, j2) for _, _, j1, j2 in spans[:PLACES]]
    return _joined(olds + more), _joined(news + more)


def _spans(before: Sequence[str], after: Sequence[str]) -> list[Span]:
    """Return where the words differ; differences whose surroundings touch are one."""
    spans: list[Span] = []
    matcher = SequenceMatcher(None, before, after, autojunk=len(before) > 2000)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            continue
        if spans and i1 - spans[-1][1] <= 2 * CONTEXT:
            spans[-1] = (spans[-1][0], i2, spans[-1][2], j2)
        else:
            spans.append((i1, i2, j1, j2))
    return spans


def _excerpt(words: Sequence[str], start: int, end: int) -> str:
    first, last = max(0, start - CONTEXT), min(len(words), end + CONTEXT)
    shown = [*words[first:start], *_shortened(words[start:end]), *words[end:last]]
    return " ".join([*["…"][: first > 0], *shown, *["…"][: last < len(words)]])


def _shortened(words: Sequence[str]) -> list[str]:
    if len(words) <= LONGEST:
        return list(words)
    half = LONGEST // 2
    return [*words[:half], "…", *words[-half:]]


def _joined(excerpts: Sequence[str]) -> str:
    return " ".join(excerpts).replace("… …", "…")
