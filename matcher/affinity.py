"""Does a programme speak of towns and their tasks? Known before anybody asks."""

import math
from collections.abc import Iterable

from matcher.text import words

_STEMS = (
    "kommun", "gemeinde", "staedt", "stadt", "landkreis", "gebietskoerperschaft", "oeffentlich",
    "quartier", "ortsteil", "region", "municipal", "city", "cities", "town", "urban", "authorit",
    "local", "neighbo", "citizen", "communit",
)  # fmt: skip
_FULL = 14
"""Hits from which a text counts as wholly municipal."""


def municipal_affinity(texts: Iterable[str]) -> float:
    """Return 0 (never) to 1 (throughout): how often texts name municipalities, damped."""
    hits = sum(word.startswith(_STEMS) for text in texts for word in words(text))
    return min(1.0, math.log1p(hits) / math.log1p(_FULL))
