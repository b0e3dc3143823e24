"""What leaves the house as data: JSON, CSV and XLSX, the same facts in each."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from matcher.deadlines import window
from matcher.eligibility import german_date
from matcher.exchange import deadline_to_dict
from matcher.records import Program, Ranking
from matcher.regions import region_tree

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
"""What a spreadsheet would run; also behind apostrophes, so that each added one can be removed."""


def number(value: Decimal | None) -> int | float | None:
    """Return a JSON number: an integer where the value is one."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def ranking_to_dict(ranking: Ranking) -> dict[str, Any]:
    """Return the JSON form of a ranking (the contract of ``match --format json``)."""
    return {
        "measure": {
            "text": ranking.text,
            "region": ranking.region,
            "applicant": ranking.applicants[0].value if ranking.applicants else None,
            "applicants": [kind.value for kind in ranking.applicants],
        },
        "on": ranking.at.date().isoformat(),
        "model": ranking.model,
        "matches": [
            {
                "rank": match.rank,
                "score": match.score,
                "band": match.band.value,
                "program": program_summary(match.program, ranking.at),
                **match_details(match),
            }
            for match in ranking.matches
        ],
        "excluded": [
            {
                "id": entry.program.id,
                "title": entry.program.title,
                "reason": " ".join(reason.text for reason in entry.reasons),
                "criteria": [reason.criterion.value for reason in entry.reasons],
            }
            for entry in ranking.excluded
        ],
    }


def match_details(match: Any) -> dict[str, Any]:
    """Return reasons and passages of a match as JSON."""
    return {
        "reasons": [
            {
                "criterion": reason.criterion.value,
                "status": reason.status.value,
                "text": reason.text,
                "quote": reason.quote,
            }
            for reason in match.reasons
        ],
        "passages": [
            {
                "measure": pair.measure,
                "program": pair.program,
                "kind": pair.kind.value,
                "terms": list(pair.terms),
            }
            for pair in match.passages
        ],
    }


def program_summary(program: Program, at: datetime) -> dict[str, Any]:
    """Return what a match says of its programme."""
    state = window(program.deadlines, at)
    tree = region_tree()
    return {
        "id": program.id,
        "title": program.title,
        "level": program.level.value,
        "funding_body": program.funding_body or None,
        "regions": list(program.regions),
        "region_names": [tree.label(code) for code in program.regions],
        "eligible_applicants": [kind.value for kind in program.eligible_applicants],
        "url": program.url,
        "next_deadline": state.next.day.isoformat() if state.next and state.next.day else None,
        "opening": state.opening.value,
        "deadlines": [deadline_to_dict(deadline) for deadline in program.deadlines],
        "funding_rate": number(program.funding_rate),
        "amount_min": number(program.amount_min),
        "amount_max": number(program.amount_max),
        "as_of": program.as_of.isoformat(),
    }


RANKING_COLUMNS = (
    "Rang", "Passung", "Programm", "Ebene", "Fördergeber", "Gebiet", "Antragsberechtigt",
    "Nächste Frist", "Förderquote (%)", "Mindestbetrag (€)", "Höchstbetrag (€)", "Gründe",
    "Adresse", "Stand",
)  # fmt: skip


def ranking_rows(ranking: Ranking) -> list[dict[str, Any]]:
    """Return one row per match for a table."""
    rows = []
    for match in ranking.matches:
        program = match.program
        state = window(program.deadlines, ranking.at)
        values = (
            match.rank, match.band.label, program.title, program.level.label,
            program.funding_body, ", ".join(map(region_tree().label, program.regions)),
            ", ".join(kind.label for kind in program.eligible_applicants),
            state.next.day if state.next else None, program.funding_rate, program.amount_min,
            program.amount_max, " ".join(reason.text for reason in match.reasons), program.url,
            program.as_of,
        )  # fmt: skip
        rows.append(dict(zip(RANKING_COLUMNS, values, strict=True)))
    return rows


def to_csv(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> str:
    """Return CSV as German Excel opens it: semicolons, decimal comma, byte order mark.

    A cell that a spreadsheet would take for a formula gets a leading apostrophe.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_csv_cell(row.get(column)) for column in columns])
    return "\ufeff" + buffer.getvalue()


def to_xlsx(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], sheet: str) -> bytes:
    """Return an XLSX workbook with real dates and numbers, a frozen header and a filter."""
    import xlsxwriter  # only when a workbook is asked for

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        page = book.add_worksheet(sheet[:31])
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        page.write_row(0, 0, columns, book.add_format({"bold": True}))
        count = 0
        for count, row in enumerate(rows, 1):
            for place, column in enumerate(columns):
                value = row.get(column)
                if isinstance(value, date):
                    page.write_datetime(
                        count, place, datetime(value.year, value.month, value.day), day
                    )
                elif isinstance(value, Decimal | int | float):
                    page.write_number(count, place, float(value))
                elif value not in (None, ""):
                    page.write_string(count, place, str(value))
        page.freeze_panes(1, 0)
        page.autofilter(0, 0, max(count, 1), len(columns) - 1)
    return buffer.getvalue()


def write_output(content: str | bytes, path: Path | None) -> None:
    """Write to a file, or to standard output."""
    import sys

    data = content.encode() if isinstance(content, str) else content
    if path is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        path.write_bytes(data)


def _csv_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return german_date(value)
    if isinstance(value, Decimal | float):
        return format(value, "f").replace(".", ",")
    text = str(value)
    return f"'{text}" if _FORMULA.match(text) else text
