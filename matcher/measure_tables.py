"""Reads a municipality's catalogue of measures and writes it so that it can be read again.

Catalogues come as slides, office tables and web pages. Nothing is guessed silently: what cannot be
read for certain stays empty or unknown and is named in a doubt, a German sentence with the row.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from matcher.errors import InputError
from matcher.measure_cells import (
    ABSENT,
    clean_text,
    join_list,
    measure_id,
    read_applicants,
    read_chapters,
    read_doubts,
    read_status,
    split_chapters,
    split_lines,
)
from matcher.records import Measure
from matcher.table_files import read_tables
from matcher.table_markup import FileTable, TableRow, escape_markdown
from matcher.text import fold, normalise

MEASURE_COLUMNS = (
    "Nr.", "Handlungsfeld", "Maßnahme", "Beschreibung", "Abgleich mit Landesstrategie", "Sachlage",
    "Antragsteller", "Zweifel",
)  # fmt: skip

_KINDS = {
    "chapters": r"abgleich|landesstrategie|kapitel|referen[zc]|^bezug|^chapters?$",
    "doubts": r"^zweifel|^doubts$",
    "applicants": r"antragsteller|traeger|^applicants?$",
    "status": r"status|^sachlage|^sachstand|umsetzungsstand|^stand$|^stand der|bearbeitungsstand",
    "description": r"beschreibung|erlaeuterung|^inhalt|^description$",
    "field": r"handlungsfeld|^schwerpunkt|themenfeld|^bereich|themenbereich|^(field|sector)$",
    "id": r"^(lfd\.? ?|laufende )?(nr\b|nummer\b|id\b|kennung)|[ -](nr|nummer|id)$"
    r"|^(massnahmen|projekt)(nr|nummer|id)$",
    "title": r"^(massnahmen?|titel|bezeichnung|vorhaben|projekte?|projekttitel|projektname"
    r"|massnahmentitel|kurztitel|name der massnahme|(massnahmen|projekt)bezeichnung)\b"
    r"|^(title|project|measure)$",
}
_TITLES = frozenset({"massnahme", "massnahmen", "titel", "bezeichnung", "vorhaben", "projekt"})
_HEADING = re.compile(r"(Handlungsfeld|Schwerpunkt|Themenfeld)\b", re.IGNORECASE)
_HEADER_DEPTH = 40
_LONGEST_HEADER = 60
_LONGEST_FIELD = 200


@dataclass(frozen=True)
class MeasureTable:
    """What a file contains: its measures in order, and everything that was not certain."""

    measures: tuple[Measure, ...]
    doubts: tuple[str, ...]


def read_measures(path: Path, municipality: str) -> MeasureTable:
    """Read a catalogue (CSV, TSV, TXT, XLSX, Markdown, HTML) completely before anything is kept.

    Raises:
        InputError: the file is unusable or has no table with a column for the title.
    """
    tables = read_tables(path, lambda table: len(_header(table)[1]))
    measures: list[Measure] = []
    doubts: list[str] = []
    headed = 0
    for number, table in enumerate(tables, 1):
        start, columns = _header(table)
        filled = sum(any(cell.strip() for cell in row.cells) for row in table.rows)
        if columns:
            headed += 1
            reader = _Reader(municipality, columns, measures)
            reader.read(table, start)
            doubts += [*table.doubts, *reader.doubts]
        elif filled:
            name = f"„{table.name}“" if table.name else str(number)
            doubts.append(
                f"Tabelle {name} hat keine Spalte für den Titel der Maßnahme; "
                f"{filled} Zeilen wurden nicht übernommen."
            )
    if not headed:
        raise InputError(
            f"„{path.name}“ enthält keine Tabelle mit einer Kopfzeile, die eine Spalte „Maßnahme“, "
            "„Titel“, „Bezeichnung“, „Vorhaben“ oder „Projekt“ nennt."
        )
    if not measures:
        raise InputError(f"„{path.name}“ enthält unter der Kopfzeile keine Maßnahme.")
    return MeasureTable(tuple(measures), tuple(doubts))


def _header(table: FileTable) -> tuple[int, dict[str, int]]:
    """Return where the header stands and which column each kind has; no title is no header."""
    best: tuple[int, dict[str, int]] = (0, {})
    for place, row in enumerate(table.rows[:_HEADER_DEPTH]):
        columns = _columns(row.cells)
        sure = len(columns) > 1 or any(_folded(cell) in _TITLES for cell in row.cells)
        if "title" in columns and sure and len(columns) > len(best[1]):
            best = (place, columns)
    return best


def _columns(cells: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        name = _folded(cell)
        if not name or len(name) > _LONGEST_HEADER:
            continue
        kind = next((kind for kind, form in _KINDS.items() if re.search(form, name)), None)
        better = kind not in found or (
            kind == "title" and name in _TITLES and _folded(cells[found[kind]]) not in _TITLES
        )
        if kind and better:
            found[kind] = place
    return found


def _folded(cell: str) -> str:
    return " ".join(fold(normalise(cell)).strip(" :*.").split())


class _Reader:
    """Reads the rows below one header; appends to the measures of the whole file."""

    def __init__(self, municipality: str, columns: dict[str, int], measures: list[Measure]) -> None:
        self.doubts: list[str] = []
        self._municipality = municipality
        self._columns = columns
        self._measures = measures
        self._taken = {measure.id for measure in measures}
        self._field: str | None = None
        self._heading: tuple[str, str] | None = None

    def read(self, table: FileTable, start: int) -> None:
        """Read every row below the header."""
        header, rows = table.rows[start], table.rows[start + 1 :]
        self._name_unread_columns(header, rows)
        repeated = self._field_is_repeated(rows)
        without = not any(self._cell(row, "field").strip() for row in rows)
        for row in rows:
            if not row.own_cells():
                self._field = None
            elif row.cells == header.cells or self._continues_header(row, header):
                continue
            elif self._is_heading(row):
                self._end_heading()
                text = normalise(" ".join(row.cells))
                self._field, self._heading, without = text, (row.place, text), False
            elif self._columns["title"] in row.filled and self._same_title(row):
                self._continue_measure(row)
            elif not normalise(self._cell(row, "title")):
                self._doubt(row, f"kein Titel; nicht übernommen: „{row.shown()}“.")
            else:
                doubts: list[str] = []
                name = table.caption if without else self._field_of(row, repeated, doubts)
                self._add(row, name, doubts)
        self._end_heading()

    def _add(self, row: TableRow, field: str, doubts: list[str]) -> None:
        title = normalise(self._cell(row, "title"))
        if len(field) > _LONGEST_FIELD:
            doubts.append(f"Das Handlungsfeld ist länger als {_LONGEST_FIELD} Zeichen: „{field}“.")
            field = field[:_LONGEST_FIELD]
        status = read_status(self._cell(row, "status"), doubts)
        applicants = read_applicants(self._cell(row, "applicants"), doubts)
        id_ = measure_id(self._cell(row, "id"), title, self._taken, doubts)
        own = tuple(f"{row.place} („{title}“): {doubt}" for doubt in doubts)
        own += read_doubts(self._cell(row, "doubts"))
        self.doubts += own
        self._heading = None
        self._taken.add(id_)
        self._measures.append(
            Measure(
                id=id_,
                municipality=self._municipality,
                title=title,
                description=clean_text(self._cell(row, "description")),
                field=field,
                status=status,
                chapters=read_chapters(self._cell(row, "chapters")),
                applicants=applicants,
                doubts=own,
                position=len(self._measures) + 1,
            )
        )

    def _field_of(self, row: TableRow, repeated: bool, doubts: list[str]) -> str:
        """Return the row's own field, or that of its group where the table heads groups once."""
        cell = normalise(self._cell(row, "field"))
        if cell in ABSENT:
            return ""
        if cell:
            self._field = cell
            return cell
        if self._field is not None and not repeated:
            return self._field
        doubts.append("Das Handlungsfeld fehlt in der Quelle und bleibt leer.")
        return ""

    def _field_is_repeated(self, rows: Sequence[TableRow]) -> bool:
        """Tell whether every row names its field itself, so that an empty cell is a gap."""
        names = [normalise(self._cell(row, "field")) for row in rows]
        return any(a and a == b for a, b in pairwise(names)) or any(
            name in ABSENT for name in names
        )

    def _is_heading(self, row: TableRow) -> bool:
        """Tell whether the row only heads a group."""
        cells = row.own_cells()
        if len(cells) != 1:
            return False
        place, text = cells[0]
        return place == self._columns.get("field") or bool(_HEADING.match(text.strip()))

    def _continues_header(self, row: TableRow, header: TableRow) -> bool:
        """Tell whether the row is the second line of a header with merged cells."""
        title = self._columns["title"]
        return title in row.filled and row.cells[title] == header.cells[title]

    def _same_title(self, row: TableRow) -> bool:
        title = normalise(self._cell(row, "title"))
        return bool(self._measures) and self._measures[-1].title == title

    def _end_heading(self) -> None:
        if self._heading:
            place, text = self._heading
            self.doubts.append(f"{place}: Unter „{text}“ steht keine Maßnahme.")
            self._heading = None

    def _continue_measure(self, row: TableRow) -> None:
        """Add what further rows say about a measure whose title cell is merged over them."""
        measure = self._measures[-1]
        own = {
            kind
            for kind, place in self._columns.items()
            if self._cell(row, kind).strip() and place not in row.filled
        }
        chapters = read_chapters(self._cell(row, "chapters")) if "chapters" in own else ()
        text = clean_text(self._cell(row, "description")) if "description" in own else ""
        joined = "\n".join(part for part in (measure.description, text) if part)
        self._measures[-1] = replace(
            measure, chapters=measure.chapters + chapters, description=joined
        )
        if own - {"chapters", "description"}:
            self._doubt(row, f"zweite Zeile von „{measure.title}“: „{row.shown()}“.")

    def _name_unread_columns(self, header: TableRow, rows: Sequence[TableRow]) -> None:
        read = set(self._columns.values())
        width = max((len(row.cells) for row in (header, *rows)), default=0)
        names = [
            normalise(header.cells[place]) if place < len(header.cells) else f"Spalte {place + 1}"
            for place in range(width)
            if place not in read
            and any(place < len(row.cells) and row.cells[place].strip() for row in rows)
        ]
        if names:
            listed = ", ".join(f"„{name or 'ohne Namen'}“" for name in names)
            self.doubts.append(f"Nicht übernommen wurde der Inhalt der Spalten {listed}.")

    def _cell(self, row: TableRow, kind: str) -> str:
        place = self._columns.get(kind)
        return row.cells[place] if place is not None and place < len(row.cells) else ""

    def _doubt(self, row: TableRow, text: str) -> None:
        self.doubts.append(f"{row.place}: {text}")


def measures_to_rows(measures: Iterable[Measure]) -> list[dict[str, str]]:
    """Return one row per measure under `MEASURE_COLUMNS`; reading them gives equal measures."""
    return [
        {
            "Nr.": measure.id,
            "Handlungsfeld": measure.field or ABSENT[0],
            "Maßnahme": measure.title,
            "Beschreibung": measure.description,
            "Abgleich mit Landesstrategie": join_list(measure.chapters, "; ", split_chapters),
            "Sachlage": measure.status.label,
            "Antragsteller": "; ".join(kind.label for kind in measure.applicants) or ABSENT[0],
            "Zweifel": join_list(measure.doubts, "\n", split_lines),
        }
        for measure in measures
    ]


def measures_to_markdown(measures: Iterable[Measure]) -> str:
    """Return a Markdown table of `measures_to_rows`."""
    lines = [MEASURE_COLUMNS, ("---",) * len(MEASURE_COLUMNS)]
    for row in measures_to_rows(measures):
        lines.append(tuple(escape_markdown(row[column]) for column in MEASURE_COLUMNS))
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
