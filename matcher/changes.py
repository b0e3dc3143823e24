"""What changed between two versions of a programme, in words (old → new)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any

from matcher.eligibility import deadline_text, german_date
from matcher.records import BERLIN, Deadline
from matcher.regions import region_tree
from matcher.vocabulary import (
    Applicant,
    DeadlineKind,
    FundingArea,
    FundingType,
    Labelled,
    Level,
    Recurrence,
    StartRule,
)
from matcher.word_diff import differing_words

UNKNOWN = "unbekannt"
MATERIAL = ("deadlines", "eligible_applicants", "regions", "funding_rate", "sections")
"""Fields whose change brings a rejected programme back."""

_LONG = 160
"""Characters from which only the words that differ are shown."""
_BLANK = "\u00a0"


def changed_fields(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return one entry per changed field of two JSON forms: field, label, old and new in words."""
    changes = []
    for name, (label, words) in _FIELDS.items():
        before, after = _words(words, old.get(name)), _words(words, new.get(name))
        if before == after:
            continue
        if name == "deadlines":
            before, after = _moved(old.get(name) or [], new.get(name) or [])
        elif max(len(before), len(after)) > _LONG:
            before, after = _excerpts(before, after)
        changes.append({"field": name, "label": label, "old": before, "new": after})
    return changes


def _words(words: Callable[[Any], str], value: Any) -> str:
    return UNKNOWN if value in (None, "", [], {}) else words(value)


def _excerpts(before: str, after: str) -> tuple[str, str]:
    """Shorten two long texts to what differs; a text that is new or gone to its beginning."""
    if UNKNOWN in (before, after):
        old, new = (
            text if text == UNKNOWN else differing_words("", text)[1] for text in (before, after)
        )
        return old, new
    return differing_words(before, after)


def _moved(old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> tuple[str, str]:
    """Name the deadlines that differ, and only count those that stayed."""
    before, after = [_deadline(entry) for entry in old], [_deadline(entry) for entry in new]
    same = len(set(before) & set(after))
    rest = [f"{same} unverändert"] if same else []

    def listed(entries: Sequence[str], others: Sequence[str]) -> str:
        differing = [entry for entry in entries if entry not in others]
        return "; ".join([*differing, *rest]) or UNKNOWN

    return listed(before, after), listed(after, before)


def _plain(value: Any) -> str:
    return " ".join(str(value).split())


def _text(sections: Sequence[Mapping[str, Any]]) -> str:
    return " ".join(_plain(section["text"]) for section in sections)


def _regions(codes: Sequence[str]) -> str:
    return ", ".join(region_tree().label(code) for code in codes)


def _euro(value: Any) -> str:
    amount = Decimal(str(value))
    form = ",.0f" if amount == amount.to_integral_value() else ",.2f"
    return f"{format(amount, form).translate(str.maketrans(',.', '.,'))}{_BLANK}€"


def _percent(value: Any) -> str:
    share = format(Decimal(str(value)).normalize(), "f").replace(".", ",")
    return f"{share}{_BLANK}%"


def _day(value: Any) -> str:
    return german_date(date.fromisoformat(value))


def _label(vocabulary: type[Labelled]) -> Callable[[Any], str]:
    """Return how a code is said; one that the vocabulary has given up stays as it was."""
    known = {member.value: member.label for member in vocabulary}
    return lambda code: known.get(code, str(code))


def _labels(vocabulary: type[Labelled]) -> Callable[[Any], str]:
    label = _label(vocabulary)
    return lambda codes: ", ".join(map(label, codes))


def _deadline(entry: Mapping[str, Any]) -> str:
    day, at = entry.get("date"), entry.get("time")
    text = deadline_text(
        Deadline(
            kind=DeadlineKind(entry["kind"]),
            day=date.fromisoformat(day) if day else None,
            at=time.fromisoformat(at) if at else None,
            zone=entry.get("zone") or BERLIN,
            relative=entry.get("relative"),
        )
    )
    month_day, opens, recurrence = (entry.get(k) for k in ("month_day", "opens", "recurrence"))
    if month_day:
        text += f" {month_day[3:]}.{month_day[:2]}."
    if recurrence:
        text += f", {Recurrence(recurrence).label}"
    return f"{text}, Anträge ab {_day(opens)}" if opens else text


_FIELDS: dict[str, tuple[str, Callable[[Any], str]]] = {
    "title": ("Titel", _plain),
    "funding_body": ("Fördergeber", _plain),
    "contact": ("Ansprechstelle", _plain),
    "regions": ("Fördergebiet", _regions),
    "eligible_applicants": ("Förderberechtigte", _labels(Applicant)),
    "funding_types": ("Förderart", _labels(FundingType)),
    "funding_areas": ("Förderbereich", _labels(FundingArea)),
    "deadlines": ("Fristen", lambda entries: "; ".join(map(_deadline, entries))),
    "funding_rate": ("Förderquote", _percent),
    "amount_min": ("Mindestbetrag", _euro),
    "amount_max": ("Höchstbetrag", _euro),
    "start_rule": ("Vorhabenbeginn", _label(StartRule)),
    "sections": ("Text", _text),
    "url": ("Adresse", _plain),
    "guideline_url": ("Richtlinie", _plain),
    "valid_until": ("Gültigkeit der Richtlinie", _day),
    "status_note": ("Hinweis zum Status", _plain),
    "level": ("Ebene", _label(Level)),
    "round": ("Runde", _plain),
    "licence": ("Lizenz der Texte", _plain),
}
