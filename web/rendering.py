"""What every template can use: German values, marks for the criteria, names of regions.

One place for the Flask application and for pages written to a file, so that a date or an amount
looks the same wherever it is read.
"""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from matcher.deadlines import Opening, closes, occurrence, window
from matcher.estimate import closing_day
from matcher.lost_characters import restored
from matcher.program_files import SOURCE as SHIPPED
from matcher.records import BERLIN, Deadline, Program
from matcher.regions import region_tree
from matcher.vocabulary import Fit
from web import formatters

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"

_MARKS = {Fit.MET: "✓", Fit.NOT_MET: "✗", Fit.UNKNOWN: "?"}
_SOON = 30
"""Days before a deadline from which a programme „endet bald“."""


def template_environment() -> Environment:
    """Return an environment for pages that are written to a file."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    equip(environment)
    return environment


def equip(environment: Environment) -> None:
    """Add the filters and globals that the templates use."""
    environment.filters |= _FILTERS
    environment.globals |= {"Fit": Fit, "state_of": state_of}


def mark(status: Fit) -> str:
    """Return the sign of a criterion; the page writes the word beside it."""
    return _MARKS[status]


def region_names(codes: tuple[str, ...]) -> str:
    """Return the German names of regions, or ``unbekannt``."""
    tree = region_tree()
    return ", ".join(tree.label(code) for code in codes) or "unbekannt"


def labels(codes: tuple[Any, ...]) -> str:
    """Return the labels of vocabulary members, or ``unbekannt``."""
    return ", ".join(code.label for code in codes) or "unbekannt"


def berlin_day(at: datetime) -> date:
    """Return the Berlin date of a moment."""
    return at.astimezone(ZoneInfo(BERLIN)).date()


def time_tag(value: date | datetime | None) -> Markup:
    """Return ``<time datetime>`` around the German form, or the word for a missing value."""
    if value is None:
        return Markup("unbekannt")
    is_moment = isinstance(value, datetime)
    text = formatters.moment(value) if isinstance(value, datetime) else formatters.day(value)
    form = value.isoformat(timespec="minutes") if is_moment else value.isoformat()  # type: ignore[call-arg]
    return Markup('<time datetime="{}">{}</time>').format(form, text)


def state_of(program: Program, now: datetime) -> tuple[str, str]:
    """Return (code, word) for the state at `now`: open, soon, announced, closed, unknown."""
    state = window(program.deadlines, now)
    if state.opening is Opening.OPEN:
        if state.next is not None and state.next.day is not None:
            left = (state.next.day - berlin_day(now)).days
            if left <= _SOON:
                return "soon", "endet bald"
        return "open", "offen"
    return {
        Opening.UPCOMING: ("announced", "angekündigt"),
        Opening.CLOSED: ("closed", "Frist abgelaufen"),
    }.get(state.opening, ("unknown", "Frist unbekannt"))


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a plain text, each with its line breaks folded."""
    return [" ".join(piece.split()) for piece in text.split("\n\n") if piece.strip()]


def host(url: str) -> str:
    """Return the host of an address without ``www.``, the short name of a source."""
    return urlsplit(url).netloc.removeprefix("www.") or url


def source_name(source: str) -> str:
    """Return what a source is called on a page."""
    return "mitgelieferter Katalog" if source == SHIPPED else source


def deadline_left(deadline: Deadline, now: datetime) -> str:
    """Return how long a dated deadline still runs; ``abgelaufen`` from the second it is over."""
    end = closes(deadline)
    if end is None or deadline.day is None:
        return ""
    return formatters.days_left(deadline.day, berlin_day(now)) if now < end else "abgelaufen"


def model_name(fingerprint: str) -> str:
    """Return name and revision of a model without the hash of its prompts."""
    return fingerprint.split("+")[0].replace("@", ", Stand ")


_FILTERS: dict[str, Callable[..., Any]] = {
    "berlin_day": berlin_day,
    "closing_day": closing_day,
    "day": formatters.day,
    "days_left": formatters.days_left,
    "deadline_left": deadline_left,
    "euro": formatters.euro,
    "host": host,
    "labels": labels,
    "long_day": formatters.long_day,
    "mark": mark,
    "model_name": model_name,
    "moment": formatters.moment,
    "money": formatters.money,
    "months": formatters.months,
    "next_deadline": formatters.next_deadline,
    "occurrence": occurrence,
    "paragraphs": paragraphs,
    "percent": formatters.percent,
    "readable": restored,
    "region_names": region_names,
    "source_name": source_name,
    "time_tag": time_tag,
}
