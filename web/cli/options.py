"""Options and pieces that several commands share."""

import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import click
from tqdm import tqdm

from matcher.errors import InputError
from matcher.records import BERLIN
from matcher.vocabulary import Applicant

F = TypeVar("F", bound=Callable[..., Any])


class Day(click.ParamType[date]):
    """A day as JJJJ-MM-TT or TT.MM.JJJJ."""

    name = "datum"

    def convert(self, value: Any, param: Any, ctx: Any) -> date:
        if isinstance(value, date):
            return value
        for form in ("%Y-%m-%d", "%d.%m.%Y"):
            try:
                return datetime.strptime(str(value), form).date()
            except ValueError:
                continue
        self.fail(f"„{value}“ ist kein Datum (JJJJ-MM-TT).", param, ctx)


def on_option(command: F) -> F:
    """Add ``--on``."""
    return click.option("--on", type=Day(), metavar="DATUM", help="Stichtag, sonst heute.")(command)


def format_option(*forms: str) -> Callable[[F], F]:
    """Add ``--format`` with the given forms; the first is the default."""
    return click.option(
        "--format", "form", type=Choice(forms), default=forms[0], show_default=True, help="Ausgabe."
    )


class Choice(click.Choice[str]):
    """A choice whose complaint is German."""

    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        if value in self.choices:
            return str(value)
        self.fail(f"„{value}“; möglich sind: {', '.join(self.choices)}.", param, ctx)


def moment(on: date | None) -> datetime:
    """Return the moment a day stands for: now for today, else the first second in Berlin."""
    now = datetime.now(UTC)
    if on is None or on == now.astimezone(ZoneInfo(BERLIN)).date():
        return now
    return datetime.combine(on, time(), ZoneInfo(BERLIN))


def applicants(names: tuple[str, ...]) -> tuple[Applicant, ...]:
    """Read ``--applicant`` values; none given means Kommune.

    Raises:
        InputError: a name is not in the vocabulary.
    """
    try:
        return tuple(dict.fromkeys(map(Applicant.read, names))) or (Applicant.MUNICIPALITY,)
    except KeyError as error:
        known = ", ".join(kind.value for kind in Applicant)
        raise InputError(f"Unbekannte Antragstellerart; möglich sind: {known}.") from error


def encoding_progress(done: int, total: int) -> None:
    """Show how far the encoding of the catalogue is, on a terminal only."""
    if not sys.stderr.isatty():
        return
    bar = _bars.get(total)
    if bar is None:
        bar = _bars[total] = tqdm(total=total, desc="Texte einlesen", unit="Text", leave=False)
    bar.update(done - bar.n)
    if done == total:
        bar.close()


_bars: dict[int, Any] = {}
