"""Words of a source → codes of the vocabulary, and the cleaning before any comparison."""

import re
import unicodedata
from collections.abc import Iterable
from typing import TypeVar

from matcher.errors import UnknownValueError
from matcher.records import RawDocument
from matcher.regions import GERMANY, region_tree
from matcher.vocabulary import Applicant, FundingArea, FundingType, Labelled, Level

L = TypeVar("L", bound=Labelled)

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u2060\ufeff]")
_MOJIBAKE = re.compile(r"[ÂÃâ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]{1,2}")
_BLANKS = re.compile(r"[ \t\u00a0\u2007\u202f]+")
_OTHER_REGIONS = {"bundesweit": GERMANY, "_bundesweit": GERMANY, "schlesig_holstein": "01"}
_KINDS: dict[type[Labelled], str] = {
    Applicant: "Förderberechtigte",
    FundingArea: "Förderbereich",
    FundingType: "Förderart",
}
_LEVELS = {"EU": Level.EU, "Bund": Level.BUND, "Land": Level.LAND}
_NO_REGION = frozenset({"sonstige"})
"""The Förderdatenbank's code for an area that is no Land; it names no place, so none is stored."""


def strip_control(text: str) -> str:
    """Remove control characters, zero-width characters and byte order marks."""
    return _CONTROL.sub("", text)


def repair_mojibake(text: str) -> str:
    """Undo UTF-8 that was read as Windows-1252 ("FÃ¶rderung"), sequence by sequence."""
    return _MOJIBAKE.sub(_reread, text) if _MOJIBAKE.search(text) else text


def _reread(match: re.Match[str]) -> str:
    for length in (3, 2):
        piece = match[0][:length]
        try:
            raw = b"".join(c.encode("latin-1" if c < "\u0100" else "cp1252") for c in piece)
            return raw.decode("utf-8") + match[0][length:]
        except UnicodeError:
            continue
    return match[0]


def normal(text: str) -> str:
    """Return NFC text without soft hyphens, control characters and mojibake; line ends kept."""
    bare = strip_control(text.replace("\u00ad", "").replace("\r\n", "\n").replace("\r", "\n"))
    return unicodedata.normalize("NFC", repair_mojibake(bare))


def clean(text: str) -> str:
    """Return `normal` text on one line, blanks folded."""
    return " ".join(normal(text).replace("\u00a0", " ").split())


def tidy(text: str) -> str:
    """Return `normal` text with folded blanks, trimmed lines and at most one empty line."""
    lines = [_BLANKS.sub(" ", line).strip() for line in normal(text).split("\n")]
    lines = [line for line in lines if line not in ("*", "1.", "|")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def labels(kind: type[L], text: str) -> tuple[str, ...]:
    """Split a list of labels at its commas without tearing a label that has one inside."""
    words = [word.strip() for word in clean(text).split(",")]
    found: list[str] = []
    start = 0
    while start < len(words):
        end = next(
            (e for e in range(len(words), start + 1, -1) if _reads(kind, words[start:e])), start + 1
        )
        found.append(", ".join(words[start:end]))
        start = end
    return tuple(word for word in found if word)


def codes(kind: type[L], words: Iterable[str], document: RawDocument) -> tuple[L, ...]:
    """Read codes or labels in order, each once.

    Raises:
        UnknownValueError: the vocabulary does not know one of them.
    """
    found: dict[L, None] = {}
    for word in words:
        try:
            found[kind.read(word)] = None
        except KeyError as error:
            raise _unknown(_KINDS.get(kind, kind.__name__), word, document) from error
    return tuple(found)


def regions(words: Iterable[str], document: RawDocument) -> tuple[str, ...]:
    """Read region slugs ("de_ni", "_bundesweit") or names of Länder as region codes.

    Raises:
        UnknownValueError: one of them is neither.
    """
    tree = region_tree()
    names = {name.casefold(): code for code, name in tree.labels.items() if len(code) == 2}
    found: dict[str, None] = {}
    for word in words:
        key = clean(word).casefold()
        if key in _NO_REGION:
            continue
        code = tree.slugs.get(key) or _OTHER_REGIONS.get(key) or names.get(key)
        if code is None:
            raise _unknown("Fördergebiet", word, document)
        found[code] = None
    return tuple(found)


def level(folder: str, document: RawDocument) -> Level:
    """Read the top folder of a Förderdatenbank path: EU, Bund or Land.

    Raises:
        UnknownValueError: it is another one.
    """
    try:
        return _LEVELS[folder]
    except KeyError as error:
        raise _unknown("Ebene", folder, document) from error


def _reads(kind: type[L], words: list[str]) -> bool:
    try:
        kind.read(", ".join(words))
    except KeyError:
        return False
    return True


def _unknown(name: str, word: str, document: RawDocument) -> UnknownValueError:
    return UnknownValueError(
        document.source_id, f"unbekannter Wert „{clean(word)}“ für {name}", document.url
    )
