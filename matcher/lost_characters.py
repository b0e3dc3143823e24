"""Dashes and quotation marks that an export has turned into "?", put back for display.

The export of the Förderdatenbank keeps Latin-1 only. The stored text stays as it came (its quotes
are verbatim); a page shows `restored`. Every replacement is one character for one, so an offset in
one text is the same offset in the other.
"""

import re

_RANGE = re.compile(r"(?<=\d)\?(?=\d)")
_DASH = re.compile(r"(?<=[^\s?]) \?(?= [^\s?])")
_QUOTED = re.compile(r"(?:(?<=^)|(?<=[\s(\[/]))\?(?=[\w§])([^?\n]{1,200}?)(?<=[^\s(])\?(?![\w?])")
_LEADING = re.compile(r"(?m)^\?(?= \S)")


def restored(text: str) -> str:
    """Return `text` with its lost dashes and quotation marks; real questions stay questions."""
    if "?" not in text:
        return text
    text = _QUOTED.sub(lambda match: f"„{match[1]}“", text)
    text = _LEADING.sub("–", _RANGE.sub("–", text))
    return _DASH.sub(" –", text)
