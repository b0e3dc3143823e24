"""Calendar dates as German and English funding prose writes them.

A mention is a day and a month with or without a year. Section numbers ("Nr. 3.1."), amounts
("1.263.000 EUR"), clock times ("12.00 Uhr") and impossible days (31.02.) are no mentions.
"""

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace

_GERMAN = (
    (1, "Januar|Jänner|Jan"),
    (2, "Februar|Feber|Feb"),
    (3, "März|Maerz|Mär|Mrz"),
    (4, "April|Apr"),
    (5, "Mai"),
    (6, "Juni|Jun"),
    (7, "Juli|Jul"),
    (8, "August|Aug"),
    (9, "September|Sept|Sep"),
    (10, "Oktober|Okt"),
    (11, "November|Nov"),
    (12, "Dezember|Dez"),
)
_ENGLISH = (
    (1, "January|Jan"),
    (2, "February|Feb"),
    (3, "March|Mar"),
    (4, "April|Apr"),
    (5, "May"),
    (6, "June|Jun"),
    (7, "July|Jul"),
    (8, "August|Aug"),
    (9, "September|Sept|Sep"),
    (10, "October|Oct"),
    (11, "November|Nov"),
    (12, "December|Dec"),
)
_MONTH_NUMBER = {
    name.lower(): n
    for table in (_GERMAN, _ENGLISH)
    for n, names in table
    for name in names.split("|")
}
_DE = "|".join(names for _, names in _GERMAN)
_EN = "|".join(names for _, names in _ENGLISH)

# Markdown escapes the dot after a number at the start of a line: "15\. März".
_DOT = r"\\?\."
_YEAR = r"(?:19|20)\d\d"

_NUMERIC = re.compile(
    rf"(?<![\d.,/§:-])(?P<d>\d{{1,2}}){_DOT}\s?(?P<m>\d{{1,2}})"
    rf"(?:{_DOT}(?:\s?(?P<y>{_YEAR})(?!\d)|(?P<yy>\d\d)(?![\d.,:]))?(?!\d)|(?P<bare>(?![\d.,:/])))"
)
_WORDED = re.compile(
    rf"(?<![\d.,])(?P<d>\d{{1,2}}){_DOT}?\s{{0,3}}(?P<m>{_DE})(?:e?s)?\b\.?"
    rf"(?:\s{{1,3}}(?:des\s+Jahres\s+)?(?P<y>{_YEAR})(?!\d))?"
)
_MONTH_END = re.compile(
    rf"\bEnde\s+(?:des\s+Monats\s+)?(?P<m>{_DE})(?:e?s)?\b(?:\s+(?:des\s+Jahres\s+)?(?P<y>{_YEAR}))?"
)
_ISO = re.compile(rf"(?<![\d-])(?P<y>{_YEAR})-(?P<m>\d\d)-(?P<d>\d\d)(?![\d-])")
_ENGLISH_DAY_FIRST = re.compile(
    rf"(?<![\d.,])(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?\s+(?P<m>{_EN})\b\.?"
    rf"(?:,?\s+(?P<y>{_YEAR})(?!\d))?"
)
_ENGLISH_MONTH_FIRST = re.compile(
    rf"\b(?P<m>{_EN})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?![\d.:])(?:,?\s+(?P<y>{_YEAR})(?!\d))?"
)
# "15. und 30. September": the first day borrows the month (and the year) of the second.
_BORROWING_DAY = re.compile(
    rf"(?<![\d.,])(?P<d>\d{{1,2}}){_DOT}\s*"
    r"(?:,|und|oder|/|–|-|bis(?:\s+zum)?|bzw\.|beziehungsweise|sowie)\s*(?:zum\s+|am\s+|den\s+)?$"
)

# Words after which a dotted number is a place in a document.
_REFERENCE = re.compile(
    r"(?:\bNr|\bNrn|\bNummern?|\bZiff|\bZiffern?|\bAbschnitte?s?n?|\bKapiteln?|\bAbs"
    r"|\bAbsatz|\bTeile?s?"
    r"|\bPunkte?n?|\bAnlagen?|\bArt|\bArtikeln?|\bBuchst|\bTabellen?|\bZeilen?|\bVersion|§+|\bSatz"
    r"|\bFörderbereiche?|\bTz|\bRn|\bMaßnahmen?|\bModule?|\bUnterpunkte?)\.?\s*"
    r"(?:[\d.]+[a-z]?\)?(?:,|\s*(?:und|oder|bis|sowie|bzw\.|/|–|-))\s*)*$"
)
_NOT_A_DATE_AFTER = re.compile(
    r"\s*(?:Uhr|h\b|%|Prozent|v\.\s?H|Euro|EUR|€|Mio|Mrd|TEUR|Tsd|Punkte|km|m²)"
)
_DATE_PREPOSITION = re.compile(
    r"(?:\bzum|\bam|\bbis|\bvom|\bdem|\bden|\bder|spätestens|Stichtag|\bab|\bund"
    r"|\boder)\s+$"
)
_BLOCK_START = re.compile(r"(?:^|\n)[ \t>]*$")

_CLOCK = re.compile(
    r"[\s,(]{0,4}(?:[(\[]?\s*(?:um|bis|spätestens|jeweils|at|by|until|,|–|-)\s*(?:um\s+)?)?"
    r"(?P<h>\d{1,2})(?:[:.](?P<min>\d\d))?\s*(?:(?P<uhr>Uhr)|(?P<ap>[ap]\.?m\b)"
    r"|(?P<zone>(?:hours\s+)?\(?"
    r"(?:Brussels|CES?T|ME[SZ]Z?)))",
    re.IGNORECASE,
)
_CLOCK_BEFORE = re.compile(
    r"(?P<h>\d{1,2})(?:[:.](?P<min>\d\d))?\s*(?:Uhr|hours)\s*(?:\([^)]{1,30}\)\s*)?"
    r"(?:am|des|on|,|den|\s)*\s*(?:\w+tags?,?\s*(?:den|dem)?\s*)?$"
)
_BRUSSELS = re.compile(r"Brüssel|Brussels")
_DIGIT = re.compile(r"\d")
_MONTH_PREFIX = re.compile(r"Jän|Jan|Fe|Mä|Ma|Mr|Ap|Ju|Au|Se|Ok|Oc|No|De")


@dataclass(frozen=True)
class DateMention:
    """A day in the text: offsets, the day, and the clock time written beside it.

    `year` is None where the text gives none. `time` 24:00 is kept as 23:59, the last minute of
    the day it closes. `zone` is "Europe/Brussels" where the text says so, else None.
    """

    start: int
    end: int
    day: int
    month: int
    year: int | None = None
    time: dt.time | None = None
    zone: str | None = None

    @property
    def date(self) -> dt.date | None:
        """The calendar date, or None without a year."""
        return None if self.year is None else dt.date(self.year, self.month, self.day)

    @property
    def day_month(self) -> str:
        """MM-DD."""
        return f"{self.month:02d}-{self.day:02d}"


def exists(day: int, month: int, year: int | None) -> bool:
    """Whether the calendar has the day; 29 February exists where no year is given."""
    if not 1 <= month <= 12 or day < 1:
        return False
    return day <= monthrange(2024 if year is None else year, month)[1]


def find_dates(text: str) -> list[DateMention]:
    """Return all date mentions in order of appearance, none overlapping."""
    if _DIGIT.search(text) is None and "Ende" not in text:
        return []
    mentions: list[DateMention] = []
    taken_until = -1
    for mention in sorted(_candidates(text), key=lambda m: (m.start, -m.end)):
        if mention.start >= taken_until:
            mentions.append(mention)
            taken_until = mention.end
    return _with_borrowed_years(text, [_with_clock(text, m) for m in mentions])


def _candidates(text: str) -> Iterator[DateMention]:
    for found in _NUMERIC.finditer(text):
        mention = _numeric(text, found)
        if mention is not None:
            yield mention
    if _MONTH_PREFIX.search(text) is None and "-" not in text:
        return
    for pattern in (_WORDED, _ISO, _ENGLISH_DAY_FIRST, _ENGLISH_MONTH_FIRST):
        for found in pattern.finditer(text):
            mention = _mention(found, int(found["d"]))
            if mention is not None:
                yield mention
                yield from _borrowing(text, mention)
    for found in _MONTH_END.finditer(text):
        month, year = _month(found["m"]), int(found["y"]) if found["y"] else None
        last = 28 if month == 2 and year is None else monthrange(year or 2023, month)[1]
        yield DateMention(found.start(), found.end(), last, month, year)


def _month(written: str) -> int:
    return int(written) if written.isdigit() else _MONTH_NUMBER[written.lower()]


def _mention(found: re.Match[str], day: int) -> DateMention | None:
    month, year = _month(found["m"]), int(found["y"]) if found["y"] else None
    if not exists(day, month, year):
        return None
    return DateMention(found.start(), found.end(), day, month, year)


def _numeric(text: str, found: re.Match[str]) -> DateMention | None:
    """A dotted date, unless its surroundings make it a section number, a time or an amount."""
    before = text[max(0, found.start() - 80) : found.start()]
    if _REFERENCE.search(before) or _NOT_A_DATE_AFTER.match(text, found.end()):
        return None
    prepared = _DATE_PREPOSITION.search(before) is not None
    if found["yy"] is not None:
        two_digits = len(found["d"]) == 2 and len(found["m"]) == 2
        if not (two_digits or prepared):
            return None
        year: int | None = 2000 + int(found["yy"])
    else:
        year = int(found["y"]) if found["y"] else None
    if year is None:
        if found["bare"] is not None and not prepared:
            return None
        if _BLOCK_START.search(before) and text[found.end() : found.end() + 1].isspace():
            return None
    day, month = int(found["d"]), int(found["m"])
    if not exists(day, month, year):
        return None
    return DateMention(found.start(), found.end(), day, month, year)


def _borrowing(text: str, lender: DateMention) -> Iterator[DateMention]:
    """Days left of a worded date that share its month: "1., 15. und 30. September 2027"."""
    edge = lender.start
    for _ in range(4):
        window = max(0, edge - 30)
        found = _BORROWING_DAY.search(text[window:edge])
        if found is None or not exists(int(found["d"]), lender.month, lender.year):
            return
        start = window + found.start()
        end = window + found.end("d") + 1
        yield replace(lender, start=start, end=end, day=int(found["d"]))
        edge = start


_CONNECTOR = re.compile(
    r"\s*(?:\([^()\n]{0,80}\))?[\s,(]*(?:(?:und|oder|bzw\.|beziehungsweise|sowie|/|,|–|-"
    r"|bis|and|or|zum|zu|am|den|der|dem|spätestens"
    r"|jeweils|to|until|by)[\s,]*){1,5}"
)


def coordinated(text: str, left: DateMention, right: DateMention) -> bool:
    """Whether nothing but a conjunction and an article stands between two mentions."""
    if right.start < left.end:
        return True
    return _CONNECTOR.fullmatch(text, left.end, right.start) is not None


def _with_borrowed_years(text: str, mentions: list[DateMention]) -> list[DateMention]:
    """ "31. März und 30. September 2027": the year at the end of a list holds for all of it."""
    result = list(mentions)
    for i in range(len(result) - 2, -1, -1):
        here, following = result[i], result[i + 1]
        listed = following.year is not None and coordinated(text, here, following)
        if here.year is None and listed and exists(here.day, here.month, following.year):
            result[i] = replace(here, year=following.year)
    return result


def _with_clock(text: str, mention: DateMention) -> DateMention:
    after = _CLOCK.match(text, mention.end)
    before = None
    if after is None:
        before = _CLOCK_BEFORE.search(text[max(0, mention.start - 60) : mention.start])
    found = after or before
    if found is None:
        return mention
    clock = _time(found)
    if clock is None:
        return mention
    end = after.end() if after else mention.end
    zone = "Europe/Brussels" if _BRUSSELS.search(text[mention.start : end + 25]) else None
    return replace(mention, time=clock, zone=zone)


def _time(found: re.Match[str]) -> dt.time | None:
    hour, minute = int(found["h"]), int(found["min"] or 0)
    half = found.groupdict().get("ap")
    if half and hour <= 12:
        hour = hour % 12 + (12 if half.lower().startswith("p") else 0)
    if (hour, minute) == (24, 0):
        return dt.time(23, 59)
    return dt.time(hour, minute) if hour < 24 and minute < 60 else None
