"""The shipped programme records: one TOML file per programme in ``data/programs``.

The format is described in ``data/programs/README.md``. A shipped text is our own; every figure says
in `where` at which place of the source page it stands, and `as_of` when that was true.
"""

import tomllib
from collections.abc import Iterator
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from matcher.errors import RecordError
from matcher.records import BERLIN, BRUSSELS, Deadline, Evidence, Program, Section
from matcher.regions import region_tree
from matcher.vocabulary import (
    Applicant,
    DeadlineKind,
    FundingArea,
    FundingType,
    Labelled,
    Level,
    Recurrence,
    SectionKind,
    StartRule,
)

T = TypeVar("T")
L = TypeVar("L", bound=Labelled)

SOURCE = "katalog"
LICENCE = "Eigene Zusammenfassung (EUPL-1.2); Fakten nach der genannten Quelle"

_SECTIONS = {
    "subject": SectionKind.SUBJECT,
    "eligibility": SectionKind.ELIGIBILITY,
    "conditions": SectionKind.CONDITIONS,
    "funding": SectionKind.FUNDING,
    "procedure": SectionKind.PROCEDURE,
}
_FIGURES = ("funding_rate", "amount_min", "amount_max", "start_rule")


class _Table:
    """A TOML table that is emptied while it is read, so that an unknown key cannot hide."""

    def __init__(self, content: dict[str, Any], where: str) -> None:
        self._content = dict(content)
        self._where = where

    def fail(self, reason: str) -> RecordError:
        return RecordError(self._where, reason)

    def take(self, key: str, kind: type[T], default: T | None = None) -> T | None:
        """Remove and return a value of the given type.

        Raises:
            RecordError: the value has another type.
        """
        value = self._content.pop(key, None)
        if value is None:
            return default
        if not isinstance(value, kind) or isinstance(value, bool):
            raise self.fail(f"{key} hat einen falschen Typ: {value!r}")
        return value

    def need(self, key: str, kind: type[T]) -> T:
        """Like `take`, for a key that must be there and not be empty."""
        value = self.take(key, kind)
        if not value:
            raise self.fail(f"{key} fehlt")
        return value

    def text(self, key: str) -> str:
        return " ".join((self.take(key, str) or "").split())

    def word(self, key: str, vocabulary: type[L]) -> L | None:
        value = self.take(key, str)
        return None if value is None else self._read(key, value, vocabulary)

    def words(self, key: str, vocabulary: type[L]) -> tuple[L, ...]:
        values: list[Any] = self.take(key, list) or []
        return tuple(self._read(key, str(value), vocabulary) for value in values)

    def strings(self, key: str) -> tuple[str, ...]:
        values: list[Any] = self.take(key, list) or []
        return tuple(str(value) for value in values)

    def number(self, key: str) -> Decimal | None:
        value = self._content.pop(key, None)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            raise self.fail(f"{key} ist keine Zahl: {value!r}")
        return Decimal(str(value))

    def url(self, key: str) -> str:
        value = self.take(key, str) or ""
        if value and not value.startswith("https://"):
            raise self.fail(f"{key} beginnt nicht mit https://")
        return value

    def close(self) -> None:
        """Refuse what nobody asked for."""
        if self._content:
            raise self.fail(f"unbekannte Angabe: {', '.join(sorted(self._content))}")

    def _read(self, key: str, value: str, vocabulary: type[L]) -> L:
        try:
            return vocabulary(value)
        except ValueError:
            raise self.fail(f"{key} kennt „{value}“ nicht") from None


def read_program(path: Path) -> Program:
    """Read one record.

    Raises:
        RecordError: the file is no TOML or breaks the schema; the message names file and reason.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValueError) as error:
        raise RecordError(path.name, f"nicht lesbar ({error})") from error
    table = _Table(content, path.name)
    if content.get("id") != path.stem:
        raise table.fail("id und Dateiname stimmen nicht überein")
    program = _program(table)
    table.close()
    return program


def read_programs(folder: Path) -> Iterator[Program]:
    """Read all records below `folder`, sorted by path.

    Raises:
        RecordError: the first record that breaks the schema.
    """
    for path in sorted(folder.rglob("*.toml")):
        yield read_program(path)


def _program(table: _Table) -> Program:
    url, as_of = table.url("url"), table.need("as_of", date)
    if not url:
        raise table.fail("url fehlt")
    where: dict[str, Any] = table.take("where", dict) or {}
    level = table.word("level", Level)
    if level is None:
        raise table.fail("level fehlt")
    sections = tuple(
        Section(kind=kind, text=text)
        for key, kind in _SECTIONS.items()
        if (text := table.text(key))
    )
    if not sections or sections[0].kind is not SectionKind.SUBJECT:
        raise table.fail("subject fehlt")
    entries: list[Any] = table.take("deadlines", list) or []
    if not entries:
        raise table.fail('deadlines fehlt; eine unbekannte Frist hat kind = "unbekannt"')
    deadlines = tuple(_deadline(table, entry, level, url, as_of) for entry in entries)
    program = Program(
        id=table.need("id", str),
        title=" ".join(table.need("title", str).split()),
        level=level,
        source=SOURCE,
        url=url,
        as_of=as_of,
        funding_body=table.text("funding_body"),
        contact=table.text("contact"),
        regions=table.strings("regions"),
        eligible_applicants=table.words("eligible_applicants", Applicant),
        funding_types=table.words("funding_types", FundingType),
        funding_areas=table.words("funding_areas", FundingArea),
        deadlines=deadlines,
        funding_rate=table.number("funding_rate"),
        amount_min=table.number("amount_min"),
        amount_max=table.number("amount_max"),
        start_rule=table.word("start_rule", StartRule),
        sections=sections,
        language=table.take("language", str) or "de",
        guideline_url=table.url("guideline_url"),
        licence=LICENCE,
        parent=table.take("parent", str),
        series=table.take("series", str),
        round=table.text("round"),
        valid_until=table.take("valid_until", date),
        status_note=table.text("status_note"),
        keywords=table.strings("keywords"),
        evidence={
            key: Evidence(where=str(text), url=url, seen_on=as_of) for key, text in where.items()
        },
    )
    _check(table, program)
    return program


def _deadline(table: _Table, entry: Any, level: Level, url: str, as_of: date) -> Deadline:
    if not isinstance(entry, dict):
        raise table.fail("deadlines enthält keine Tabelle")
    fields = _Table(entry, table._where)
    kind = fields.word("kind", DeadlineKind)
    if kind is None:
        raise table.fail("eine Frist hat kein kind")
    zone = fields.take("zone", str) or (BRUSSELS if level is Level.EU else BERLIN)
    where = fields.text("where")
    deadline = Deadline(
        kind=kind,
        day=fields.take("day", date),
        at=fields.take("at", time),
        zone=zone,
        opens=fields.take("opens", date),
        recurrence=fields.word("recurrence", Recurrence),
        month_day=fields.take("month_day", str),
        relative=fields.take("relative", str),
        note=fields.text("note"),
        evidence=Evidence(where=where, url=url, seen_on=as_of),
    )
    fields.close()
    dated = deadline.day or deadline.month_day
    if dated and not where:
        raise table.fail("eine Frist hat kein where (Stelle in der Quelle)")
    if dated and kind in (DeadlineKind.ROLLING, DeadlineKind.UNKNOWN):
        raise table.fail(f"eine Frist ist zugleich „{kind}“ und datiert")
    needs_day = kind in (DeadlineKind.APPLICATION, DeadlineKind.OUTLINE, DeadlineKind.CUTOFF)
    if needs_day and not dated and not deadline.relative:
        raise table.fail(f"eine Frist der Art „{kind}“ hat weder day noch month_day")
    if deadline.month_day:
        _check_month_day(table, deadline.month_day)
    return deadline


def _check_month_day(table: _Table, month_day: str) -> None:
    try:
        date.fromisoformat(f"2024-{month_day}")
    except ValueError:
        raise table.fail(f"month_day „{month_day}“ ist kein Tag der Form MM-TT") from None


def _check(table: _Table, program: Program) -> None:
    """Refuse impossible values: unknown regions, rates over 100, figures without a place."""
    tree = region_tree()
    if unknown := [code for code in program.regions if not tree.known(code)]:
        raise table.fail(f"unbekannte Region: {', '.join(unknown)}")
    if not program.regions:
        raise table.fail("regions fehlt")
    if program.funding_rate is not None and not 0 < program.funding_rate <= 100:
        raise table.fail("funding_rate liegt nicht zwischen 0 und 100 Prozent")
    if program.amount_min and program.amount_max and program.amount_min > program.amount_max:
        raise table.fail("amount_min ist größer als amount_max")
    for name in _FIGURES:
        if getattr(program, name) is not None and name not in program.evidence:
            raise table.fail(f'{name} hat keine Stelle in der Quelle ([where] {name} = "…")')
