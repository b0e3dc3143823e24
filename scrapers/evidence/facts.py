"""What was found in a text, each value with its verbatim quote."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from matcher.vocabulary import Applicant, DeadlineKind, Recurrence, StartRule


@dataclass(frozen=True)
class FoundDeadline:
    """One deadline as the text states it.

    Either `date` is given, or `recurrence` with `day_month` ("MM-DD", sorted), or `relative` is
    true ("sechs Wochen vor Beginn"), or the kind says all (laufend, mittel_erschoepft). `zone` is
    an IANA name where the text names a time zone. `quote` is a verbatim part of the text.
    """

    kind: DeadlineKind
    quote: str
    date: dt.date | None = None
    time: dt.time | None = None
    zone: str | None = None
    recurrence: Recurrence | None = None
    day_month: tuple[str, ...] = ()
    relative: bool = False

    def to_json(self) -> dict[str, Any]:
        """The deadline as plain JSON values."""
        return {
            "kind": self.kind.value,
            "date": self.date.isoformat() if self.date else None,
            "time": self.time.strftime("%H:%M") if self.time else None,
            "recurrence": self.recurrence.value if self.recurrence else None,
            "day_month": list(self.day_month),
            "relative": self.relative,
            "quote": self.quote,
        }


@dataclass(frozen=True)
class Facts:
    """The facts of one text; what the text does not say is None or empty.

    Rates are percent, amounts euros (exact to the cent). `quotes` maps the name of every field
    that has a value (deadlines carry their own) to the verbatim passage.
    """

    deadlines: tuple[FoundDeadline, ...] = ()
    funding_rate_max: Decimal | None = None
    amount_max_eur: Decimal | None = None
    amount_min_eur: Decimal | None = None
    start_rule: StartRule | None = None
    applicants: tuple[Applicant, ...] = ()
    quotes: Mapping[str, str] = field(default_factory=dict)

    def to_json(self, id_: str | None = None) -> dict[str, Any]:
        """The object `foerdertopf extract --format json` prints for a text."""
        return {
            "id": id_,
            "deadlines": [d.to_json() for d in self.deadlines],
            "funding_rate_max": _number(self.funding_rate_max),
            "amount_max_eur": _number(self.amount_max_eur),
            "amount_min_eur": _number(self.amount_min_eur),
            "start_rule": self.start_rule.value if self.start_rule else None,
            "applicants": [a.value for a in self.applicants],
            "quotes": dict(self.quotes),
        }


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
