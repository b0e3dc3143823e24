"""Values as a German reader expects them; pure, used by templates, mails and the command line."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_decimal

from matcher.deadlines import Opening, Window, window
from matcher.eligibility import deadline_text, expired
from matcher.records import BERLIN, Program

_BLANK = "\u00a0"
_MILLION = 1_000_000


def day(value: date | None, form: str = "dd.MM.yyyy") -> str:
    """Return ``31.03.2027``, or ``unbekannt``."""
    return format_date(value, form, locale="de") if value else "unbekannt"


def long_day(value: date) -> str:
    """Return ``Mi., 31. März 2027``."""
    return str(format_date(value, "EEE, d. MMMM y", locale="de"))


def months(first: date, last: date) -> str:
    """Return ``Februar bis April 2027`` for a span of days that is not known more exactly."""
    until = day(last, "MMMM y")
    if (first.year, first.month) == (last.year, last.month):
        return until
    return f"{day(first, 'MMMM' if first.year == last.year else 'MMMM y')} bis {until}"


def moment(value: datetime | None) -> str:
    """Return ``22.11.2026, 14:05 Uhr`` in Berlin time."""
    if value is None:
        return "nie"
    local = value.astimezone(ZoneInfo(BERLIN))
    return f"{day(local.date())}, {local:%H:%M} Uhr"


def euro(value: Decimal | None) -> str:
    """Return ``750.000 €`` or ``1,5 Mio. €``, or ``unbekannt``."""
    if value is None:
        return "unbekannt"
    if value >= _MILLION and value % (_MILLION // 100) == 0:
        return f"{format_decimal(value / _MILLION, '#,##0.##', locale='de')}{_BLANK}Mio.{_BLANK}€"
    pattern = "#,##0" if value == value.to_integral_value() else "#,##0.00"
    return f"{format_decimal(value, pattern, locale='de')}{_BLANK}€"


def percent(value: Decimal | None) -> str:
    """Return ``bis zu 80 %``, or ``unbekannt``."""
    if value is None:
        return "unbekannt"
    return f"bis zu {format_decimal(value, '#,##0.##', locale='de')}{_BLANK}%"


def money(program: Program) -> str:
    """Return rate and amounts in one line, saying what is unknown."""
    parts = []
    if program.funding_rate is not None:
        parts.append(f"{percent(program.funding_rate)} Förderung")
    if program.amount_max is not None and program.amount_max == program.amount_min:
        return ", ".join([*parts, f"{euro(program.amount_max)} je Vorhaben"])
    if program.amount_max is not None:
        parts.append(f"höchstens {euro(program.amount_max)}")
    if program.amount_min is not None:
        parts.append(f"mindestens {euro(program.amount_min)}")
    return ", ".join(parts) or "Höhe unbekannt"


def days_left(until: date, today: date) -> str:
    """Return ``noch 12 Tage``, ``heute`` or ``abgelaufen``."""
    days = (until - today).days
    if days < 0:
        return "abgelaufen"
    return {0: "heute", 1: "noch 1 Tag"}.get(days, f"noch {days} Tage")


def next_deadline(program: Program, now: datetime) -> str:
    """Return the next deadline in words with the days that are left."""
    state: Window = window(program.deadlines, now)
    if state.opening is not Opening.CLOSED and expired(program, now):
        return f"Richtlinie galt bis {day(program.valid_until)}"
    if state.next is not None and state.next.day is not None:
        today = now.astimezone(ZoneInfo(BERLIN)).date()
        text = f"{deadline_text(state.next)} ({days_left(state.next.day, today)})"
        if state.opening is Opening.UPCOMING:
            return f"angekündigt: {text}"
        return text if state.next.month_day is None else f"{text}, jährlich"
    if state.opening is Opening.OPEN:
        return ", ".join(dict.fromkeys(deadline_text(d) for d in program.deadlines if not d.day))
    return "Frist abgelaufen" if state.opening is Opening.CLOSED else "Frist unbekannt"
