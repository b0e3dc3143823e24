"""Programmes as rows of a table (CSV, XLSX), round trip without loss.

The German columns are for people; nested values that a cell cannot hold (deadlines, sections,
evidence) are JSON in their cells, so that nothing is lost on the way back.
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from matcher.errors import InputError
from matcher.exchange import program_from_dict, program_to_dict
from matcher.records import Program

_COLUMNS = {
    "id": "ID",
    "title": "Programm",
    "level": "Ebene",
    "funding_body": "Fördergeber",
    "contact": "Ansprechstelle",
    "regions": "Fördergebiet",
    "eligible_applicants": "Antragsberechtigt",
    "funding_types": "Förderart",
    "funding_areas": "Förderbereich",
    "deadlines": "Fristen",
    "funding_rate": "Förderquote",
    "amount_min": "Mindestbetrag",
    "amount_max": "Höchstbetrag",
    "start_rule": "Vorhabenbeginn",
    "sections": "Texte",
    "keywords": "Stichwörter",
    "url": "Adresse",
    "guideline_url": "Richtlinie",
    "as_of": "Stand",
    "source": "Quelle",
    "licence": "Lizenz",
    "language": "Sprache",
    "text_language": "Textsprache",
    "parent": "Dachprogramm",
    "series": "Reihe",
    "round": "Runde",
    "valid_until": "Richtlinie gültig bis",
    "status_note": "Hinweis",
    "evidence": "Belege",
}
PROGRAM_COLUMNS = tuple(_COLUMNS.values())
_LISTS = ("regions", "eligible_applicants", "funding_types", "funding_areas")
_CELL = 32_000
"""Characters per cell; a workbook holds 32,767."""
_NESTED = ("deadlines", "sections", "keywords", "evidence")


def program_row(program: Program) -> dict[str, Any]:
    """Return a row: codes separated by blanks, dates and amounts as such, nested parts as JSON."""
    content = program_to_dict(program)
    row: dict[str, Any] = {}
    for name, column in _COLUMNS.items():
        value = content[name]
        if name in _LISTS:
            value = " ".join(value)
        elif name in _NESTED:
            value = json.dumps(value, ensure_ascii=False)
        elif name in ("as_of", "valid_until") or name in (
            "funding_rate",
            "amount_min",
            "amount_max",
        ):
            value = getattr(program, name)
        row[column] = value
    return row


def program_from_row(row: Mapping[str, Any]) -> Program:
    """Return the programme of a row.

    Raises:
        RecordError: a value is missing, impossible or outside the vocabulary.
        InputError: a nested cell is no JSON.
    """
    content: dict[str, Any] = {}
    for name, column in _COLUMNS.items():
        value = row.get(column)
        if name in _LISTS:
            content[name] = str(value or "").split()
        elif name in _NESTED:
            content[name] = _nested(column, value)
        elif name in ("as_of", "valid_until"):
            content[name] = _iso(value)
        elif name in ("funding_rate", "amount_min", "amount_max"):
            content[name] = _decimal(value)
        else:
            content[name] = value or None
    return program_from_dict(content)


def split_long_cells(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[str]
) -> tuple[list[dict[str, Any]], list[str]]:
    """Return rows and columns in which no text is longer than a workbook's cell may be.

    What does not fit goes on in further columns, „Texte (2)“ and so on; `read_rows` joins them.
    """
    parts = {
        column: max([1, *(-(-len(text) // _CELL) for text in _texts(rows, column))])
        for column in columns
    }
    names = [_part(column, n) for column in columns for n in range(1, parts[column] + 1)]
    result = []
    for row in rows:
        cells = dict(row)
        for column in columns:
            value = row.get(column)
            if isinstance(value, str) and parts[column] > 1:
                for n in range(parts[column]):
                    cells[_part(column, n + 1)] = value[n * _CELL : (n + 1) * _CELL]
        result.append(cells)
    return result, names


def _texts(rows: Sequence[Mapping[str, Any]], column: str) -> list[str]:
    return [value for row in rows if isinstance(value := row.get(column), str)]


def _part(column: str, number: int) -> str:
    return column if number == 1 else f"{column} ({number})"


def _joined(row: Mapping[str, Any]) -> dict[str, Any]:
    """Put the parts of a long cell together again."""
    whole: dict[str, Any] = {}
    for name, value in row.items():
        column, mark, _ = name.partition(" (")
        if mark and column in PROGRAM_COLUMNS and name not in PROGRAM_COLUMNS:
            whole[column] = f"{whole.get(column) or ''}{value or ''}"
        else:
            whole[name] = value
    return whole


def read_rows(path: Path) -> list[dict[str, Any]]:
    """Read the rows of a CSV (semicolons, as we write it) or XLSX file.

    Raises:
        InputError: the file is broken or lacks the column „ID“.
    """
    rows = _xlsx_rows(path) if path.suffix.lower() == ".xlsx" else _csv_rows(path)
    if rows and "ID" not in rows[0]:
        raise InputError(f"„{path.name}“ hat keine Spalte „ID“; siehe foerdertopf programs export.")
    return [_joined(row) for row in rows]


def _csv_rows(path: Path) -> list[dict[str, Any]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"„{path.name}“ ist nicht in UTF-8 gespeichert.") from error
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=";")
    return [{k: _unguard(v) for k, v in row.items() if k} for row in rows]


def _xlsx_rows(path: Path) -> list[dict[str, Any]]:
    from openpyxl import load_workbook  # only when a workbook is read
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with path.open("rb") as file:
            sheet = load_workbook(file, read_only=True, data_only=True).worksheets[0]
            lines = list(sheet.iter_rows(values_only=True))
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError) as error:
        raise InputError(f"„{path.name}“ ist keine lesbare XLSX-Datei.") from error
    if not lines:
        return []
    header = [str(cell or "") for cell in lines[0]]
    return [dict(zip(header, line, strict=False)) for line in lines[1:] if any(line)]


def _unguard(value: str | None) -> str:
    """Remove the apostrophe that keeps a spreadsheet from running a cell."""
    text = value or ""
    return text[1:] if re.match(r"''*[=+\-@\t\r]", text) else text


def _nested(column: str, value: Any) -> Any:
    try:
        return json.loads(value) if value else None
    except (TypeError, ValueError) as error:
        raise InputError(f"Die Spalte „{column}“ enthält kein gültiges JSON.") from error


def _iso(value: Any) -> str | None:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    text = str(value or "").strip()
    if not text:
        return None
    parts = text.split(".")
    return "-".join(reversed(parts)) if len(parts) == 3 else text


def _decimal(value: Any) -> str | None:
    if value in (None, ""):
        return None
    if isinstance(value, int | float):
        return format(Decimal(str(value)).normalize(), "f")
    return str(value).replace(".", "").replace(",", ".") if "," in str(value) else str(value)
