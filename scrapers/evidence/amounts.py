"""Percentages and sums of money as German and English prose writes them, exact to the cent."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

_I = re.IGNORECASE

_PERCENT = re.compile(
    r"(?<![\d.,])(?P<n>\d{1,3}(?:[.,]\d{1,2})?)\s{0,2}(?:%|Prozent\b|v\.\s?H\b\.?"
    r"|vom\s+Hundert|per\s?cent\b)(?!\s*-?[Pp]unkt)",
    _I,
)
_N = (
    r"\d{1,3}(?:[.\u00a0 ’']\d{3})+(?:,\d{1,2}|,-)?(?!\d)"
    r"|\d{1,3}(?:,\d{3})+(?:\.\d{2})?(?!\d)|\d+(?:[,.]\d{1,3})?(?!\d)"
)
_SCALE = (
    r"Mio\.?|Millionen|Million|Mrd\.?|Milliarden|Milliarde|Tsd\.?|Tausend|million"
    r"|billion|m\b|k\b"
)
_CURRENCY = r"EUR\b|Euro\b|€"
_AMOUNT = re.compile(
    rf"(?<![\d.,])(?:(?:(?:{_CURRENCY})\s{{0,2}}(?P<a>{_N})(?:\s{{0,2}}(?P<as>{_SCALE}))?)"
    rf"|(?:(?P<b>{_N})\s{{0,2}}(?:(?P<bs>{_SCALE})\s{{0,2}})?(?:{_CURRENCY}))"
    rf"|(?:(?P<c>{_N})\s{{0,2}}(?P<cs>TEUR|T€|TEuro)))",
)
_RANGE_END = re.compile(
    rf"\s*(?:und|bis(?:\s+zu)?|–|-|and"
    rf"|to)\s*(?:(?:{_CURRENCY})\s*)?(?P<n>{_N})\s{{0,2}}(?P<s>{_SCALE})?"
    rf"(?:\s{{0,2}}(?:{_CURRENCY}))?"
)
_RANGE_START = re.compile(
    rf"\b(?:zwischen|von|between|from)\s+(?P<n>{_N})\s{{0,2}}(?P<s>{_SCALE})?\s*"
    r"(?:und|bis(?:\s+zu)?|–|-|and|to)\s*$"
)
_OPENS_RANGE = re.compile(r"\b(?:zwischen|von|between|from)\s*$", _I)
_FACTOR = {
    "mio": 10**6,
    "mill": 10**6,
    "m": 10**6,
    "mrd": 10**9,
    "milliarde": 10**9,
    "bill": 10**9,
    "t": 10**3,
    "k": 10**3,
}


@dataclass(frozen=True)
class Quantity:
    """A number in the text: offsets and value (percent or euros).

    `upto` is the end of a range ("zwischen 3 und 6 Mio. Euro") and None for a single number.
    """

    start: int
    end: int
    value: Decimal
    upto: Decimal | None = None


def find_percentages(text: str) -> Iterator[Quantity]:
    """Yield percentages above 0 and up to 100; percentage points are none."""
    for found in _PERCENT.finditer(text):
        value = Decimal(found["n"].replace(",", "."))
        if 0 < value <= 100:
            yield Quantity(found.start(), found.end(), value)


def find_euros(text: str) -> Iterator[Quantity]:
    """Yield sums in euros: "1,5 Mio. Euro", "EUR 750.000", "25 TEUR", "€ 1,250,000.50"."""
    taken_until = 0
    for found in _AMOUNT.finditer(text):
        value = _decimal(found["a"] or found["b"] or found["c"], _scale(found))
        if value <= 0 or found.start() < taken_until:
            continue
        quantity = _range(text, found, value)
        taken_until = quantity.end
        yield quantity


def _scale(found: re.Match[str]) -> str | None:
    scale: str | None = found["as"] or found["bs"] or found["cs"]
    return scale


def _range(text: str, found: re.Match[str], value: Decimal) -> Quantity:
    """With "zwischen" or "von" before it, the number may open a range, or close one."""
    single = Quantity(found.start(), found.end(), value)
    window = max(0, found.start() - 40)
    opened = _RANGE_START.search(text[window : found.start()])
    if opened is not None:
        least = _decimal(opened["n"], opened["s"] or _scale(found))
        if 0 < least < value:
            return Quantity(window + opened.start("n"), found.end(), least, value)
    if _OPENS_RANGE.search(text[max(0, found.start() - 12) : found.start()]) is None:
        return single
    end = _RANGE_END.match(text, found.end())
    if end is None:
        return single
    upto = _decimal(end["n"], end["s"] or _scale(found))
    return Quantity(found.start(), end.end(), value, upto) if upto > value else single


def _decimal(written: str, scale: str | None) -> Decimal:
    """ "1,5" with "Mio." is 1500000; "750.000" and "1,250,000" are thousands groups."""
    number = (
        written.rstrip("-,")
        .replace("\u00a0", "")
        .replace(" ", "")
        .replace("’", "")
        .replace("'", "")
    )
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?", number):
        number = number.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d{2})?", number) and not (
        scale and number.count(",") == 1
    ):
        number = number.replace(",", "")
    else:
        number = number.replace(",", ".")
    try:
        return Decimal(number) * _factor(scale)
    except InvalidOperation:
        return Decimal(0)


def _factor(scale: str | None) -> int:
    if not scale:
        return 1
    lowered = scale.lower()
    for prefix in ("milliarde", "mill", "mio", "mrd", "bill"):
        if lowered.startswith(prefix):
            return _FACTOR[prefix]
    return _FACTOR[lowered[0]]
