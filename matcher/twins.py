"""When two titles name the same programme."""

import re

from rapidfuzz import fuzz

_SAME = 95
"""rapidfuzz ratio (0 to 100) from which two titles are taken for one."""

_DIGITS = re.compile(r"\d+")


def same_title(one: str, other: str) -> bool:
    """Tell whether two titles differ only in spelling.

    A different number is a different programme: KfW 201 and 202, the second and the third round.
    """
    if _DIGITS.findall(one) != _DIGITS.findall(other):
        return False
    return fuzz.ratio(one.lower(), other.lower()) >= _SAME
