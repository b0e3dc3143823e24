"""Deadlines without a day: relative ones, open ends, and money that runs out."""

import re
from collections.abc import Iterator
from itertools import islice

from matcher.vocabulary import DeadlineKind
from scrapers.evidence import wording as w
from scrapers.evidence.facts import FoundDeadline
from scrapers.evidence.reading import Reading, first_verb, last_verb

_I = re.IGNORECASE

# Applications are taken all the time.
_ROLLING = re.compile(
    r"\b(?:jederzeit|(?:fort)?laufend(?!\s+offene)|ganzjährig|durchgehend|kontinuierlich"
    r"|fortwährend|zeitlich\s+unbefristet|at\s+any\s+time"
    r"|continuously|on\s+a\s+rolling\s+basis|all\s+year\s+round)\b",
    _I,
)
_NO_DEADLINE = re.compile(
    r"\bohne\s+(?:feste[nr]?\s+)?(?:(?:antrags|einreichungs|bewerbungs)?(?:fris(?:t|ten)"
    r"|termine?n?)|antragsschluss)\b"
    r"|\bkeine\s+(?:festen?\s+|besonderen?\s+|bestimmten?\s+)?(?:antrags|einreichungs"
    r"|bewerbungs|einreich)(?:fris(?:t|ten)|termine?|stichtage?)\b"
    r"|\b(?:antrags|einreichungs|bewerbungs)fris(?:t|ten)\s+(?:bestehen|besteht"
    r"|gibt\s+es|gelten|gilt|existier\w+|sind)\s+(?:\w+\s+)?nicht\b"
    r"|\bnicht\s+an\s+(?:feste\s+|bestimmte\s+|eine\s+)?(?:frist|fristen|termine"
    r"|stichtage)\s+gebunden\b|\ban\s+keine\s+(?:frist|fristen|termine)\s+gebunden\b"
    r"|\bfristungebunden\b|\bkeiner\s+(?:antrags|einreichungs)frist\b"
    r"|\bno\s+(?:application\s+)?deadlines?\b",
    _I,
)
# "Kleinprojekte: fortlaufende Antragstellung"
_ROLLING_NOUN = re.compile(
    r"\b(?:fort)?laufende\s+(?:antragstellung|(?:antrags|skizzen)?einreichung"
    r"|antragseinreichung)\b",
    _I,
)
# "Eine laufende Antragstellung ist nicht möglich"
_DENIED = re.compile(rf"\b(?:nicht|kein\w*)\b|{w.CANCELLED.pattern}", _I)
_BUDGET_ENDS = re.compile(
    r"\b(?:bis|solange|until|soweit)\b[^.;]{0,80}?\b(?:\w*mittel|budget|\w*budgets"
    r"|kontingent|fördertopf|förderbudget|fördervolumen|funds|funding)\b[^.;]{0,60}?"
    r"\b(?:ausgeschöpft|erschöpft|aufgebraucht|verbraucht|ausgegeben|exhausted|used\s+up)\b"
    r"|\bbis\s+zur\s+(?:vollständigen\s+)?(?:ausschöpfung|erschöpfung)\s+(?:der"
    r"|des)\s+[^.;]{0,60}?(?:mittel|budgets|kontingents|fördertopfs)\b"
    r"(?!\w)",
    _I,
)

# No sentence counts more spans of time; what does is a table without its lines.
_MOST = 24
_NUMBER = (
    r"(?:\d{1,2}|eine[mrsn]?|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|zwölf|one"
    r"|two|three|four|six|eight)"
)
_RELATIVE = re.compile(
    rf"\b(?:(?:spätestens|mindestens|wenigstens|bis(?:\s+zu)?|innerhalb(?:\s+von)?|binnen"
    rf"|möglichst|jedoch|in\s+der\s+regel|in\s+den\s+ersten|within|at\s+least"
    rf"|frühestens|letzten|längstens|ab)\s+)*"
    rf"{_NUMBER}\s+(?:\w+\s+)?(?:kalender|werk|arbeits)?(?:woche|wochen|monat|monate"
    rf"|monaten|monats|tag|tage|tagen|jahr|jahre|jahren|jahres|weeks?|months?|days?)\s+"
    r"(?:(?P<before>vor|before)|(?P<after>nach|after))\s+(?P<event>(?:[\w.-]+\s+){0,5}?[\w.-]+)",
    _I,
)
# Words without which the patterns above cannot match (they may stand at the start of a line):
# looking for them in the folded sentence is many times faster than a pattern that ignores case.
_RELATIVE_WORDS = ("vor", "nach", "before", "after")
_ROLLING_WORDS = (
    "jederzeit", "laufend", "ganzjährig", "durchgehend", "kontinuierlich", "fortwährend",
    "unbefristet", "any", "continuously", "rolling", "round",
)  # fmt: skip
_NO_DEADLINE_WORDS = ("frist", "termin", "schluss", "stichtag", "deadline")
_BUDGET_WORDS = (
    "ausgeschöpft", "erschöpft", "aufgebraucht", "verbraucht", "ausgegeben", "exhausted", "used",
    "ausschöpfung", "erschöpfung",
)  # fmt: skip
# "nach" only limits where something says so; "frühestens" never does.
_LATEST = re.compile(r"\b(?:spätestens|innerhalb|binnen|bis|within|längstens)\b", _I)
_EARLIEST = re.compile(r"\b(?:frühestens|letzten|erst|ab)\b", _I)
# "maximal sechs Wochen vor Beginn": a first day, and no last one.
_NOT_SOONER = re.compile(r"\b(?:maximal|höchstens)\s+(?:\S+\s+){1,3}vor$", _I)
# Before the end of the work one applies for its extension.
_BEFORE_THE_END = re.compile(
    r"\s*(?:(?:der|des|dem|ihres|dessen)\s+)*(?:(?:projekt|vorhaben|maßnahme|laufzeit)\w*(?:ende"
    r"|abschluss)"
    r"|(?:ende|abschluss|ablauf)\s+(?:des|der|ihres)\s+(?:\w+\s+)?(?:vorhabens|projekts?|projektes"
    r"|maßnahme|bewilligungszeitraums?|durchführungszeitraums?|laufzeit))",
    _I,
)
# Counting from the application itself is a rule about something else.
_FROM_THE_APPLICATION = re.compile(
    r"\s*(?:(?:der|des|die|dem|einer|eines|vollständigen|elektronischen|förmlichen"
    r"|formgebundenen|eigentlichen|jeweiligen|vollständiger|elektronischer)\s+)*"
    r"(?:antrag|\w*antrags?(?:stellung|eingang|einreichung)|einreichung|vorlage|eingang"
    r"|skizzen|stellung)",
    _I,
)


def undated(reading: Reading, *, open_ended: bool) -> Iterator[tuple[int, FoundDeadline]]:
    """Yield the deadlines without a day and where they stand.

    `open_ended` is false where the sentence also names a last day: "laufend bis zum 31.12.2027"
    is a date and no open end.
    """
    if reading.names(_RELATIVE_WORDS):
        yield from _relative(reading)
    if open_ended:
        yield from _rolling(reading)
    if reading.names(_BUDGET_WORDS):
        yield from _budget(reading)


def _relative(reading: Reading) -> Iterator[tuple[int, FoundDeadline]]:
    """ "spätestens sechs Wochen vor Beginn der Maßnahme"."""
    for found in islice(_RELATIVE.finditer(reading.sentence), _MOST):
        start, end = reading.clause(found.start())
        if reading.forbidden(start, end) or w.CANCELLED.search(reading.sentence[start:end]):
            continue
        if _EARLIEST.search(found[0]) or _FROM_THE_APPLICATION.match(found["event"]):
            continue
        if found["after"] and not _LATEST.search(found[0]):
            continue
        if found["before"] and _NOT_SOONER.search(reading.sentence[: found.end("before")]):
            continue
        if found["before"] and _BEFORE_THE_END.match(reading.sentence, found.start("event")):
            continue
        if reading.submitted(found.start(), found.end(), start, end, "point"):
            kind = reading.kind(start, end, found.start())
            if kind is DeadlineKind.CUTOFF:
                kind = DeadlineKind.APPLICATION
            yield found.start(), FoundDeadline(kind=kind, relative=True, quote=reading.quote)


def _rolling(reading: Reading) -> Iterator[tuple[int, FoundDeadline]]:
    """ "Anträge können jederzeit gestellt werden", "ohne feste Antragsfrist"."""
    none = _ROLLING_NOUN.search(reading.sentence) if reading.names(("laufende",)) else None
    if none is not None and _DENIED.search(reading.sentence):
        none = None
    if none is None and reading.names(_NO_DEADLINE_WORDS):
        none = _NO_DEADLINE.search(reading.sentence)
    if none is not None:
        yield none.start(), FoundDeadline(kind=DeadlineKind.ROLLING, quote=reading.quote)
        return
    if not reading.names(_ROLLING_WORDS):
        return
    for found in _ROLLING.finditer(reading.sentence):
        start, end = reading.clause(found.start())
        if not reading.object(start, end) or reading.forbidden(start, end):
            continue
        left, right = reading.sentence[start : found.start()], reading.sentence[found.end() : end]
        verb = first_verb(right) or last_verb(left) or first_verb(reading.sentence[end:])
        if verb == "submit":
            yield found.start(), FoundDeadline(kind=DeadlineKind.ROLLING, quote=reading.quote)
            return


def _budget(reading: Reading) -> Iterator[tuple[int, FoundDeadline]]:
    """ "Anträge können gestellt werden, bis die Mittel ausgeschöpft sind"."""
    found = _BUDGET_ENDS.search(reading.sentence)
    if found is None or not reading.object_anywhere():
        return
    if w.SUBMIT_VERB.search(reading.sentence):
        yield found.start(), FoundDeadline(kind=DeadlineKind.BUDGET, quote=reading.quote)
