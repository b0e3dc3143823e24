"""Reads a file with tables (CSV, TSV, TXT, XLSX, Markdown, HTML) into rows of text cells.

Nothing is interpreted here: which row is the header and what a column means is decided by
`matcher.measure_tables`. Only what a file says about its own cells is used: quoting, merged cells,
escapes, entities.
"""

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from matcher.errors import InputError
from matcher.table_markup import FileTable, TableRow, html_tables, markdown_tables

LARGEST_FILE = 20 * 1024 * 1024
_LARGEST_UNPACKED = 300 * 1024 * 1024
_DELIMITERS = (";", "\t", ",")
_END = "Ende der Datei"
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_ADDED_APOSTROPHE = re.compile(r"\A'(?='*[=+\-@\t\r])")
_EXPECTED = "erwartet wird .csv, .tsv, .txt, .xlsx, .md oder .html"


def read_tables(path: Path, score: Callable[[FileTable], int]) -> list[FileTable]:
    """Return the tables of a file in their order.

    `score` says how many columns of a table are recognised; it decides between delimiters.

    Raises:
        InputError: the file is missing, empty, too large, of an unknown kind or damaged.
    """
    name, suffix = path.name, path.suffix.lower()
    if not path.is_file():
        raise InputError(f"Die Datei „{path}“ gibt es nicht.")
    if path.stat().st_size > LARGEST_FILE:
        raise InputError(f"„{name}“ ist größer als 20 MB und wird nicht eingelesen.")
    content = path.read_bytes()
    if not content.strip():
        raise InputError(f"„{name}“ ist leer.")
    if suffix == ".xlsx":
        return _workbook(content, name)
    if suffix in (".md", ".markdown"):
        return markdown_tables(_decode(content, name))
    if suffix in (".html", ".htm"):
        return html_tables(_decode(content, name), name)
    if suffix in (".csv", ".tsv", ".txt"):
        return [_delimited(_decode(content, name), name, score)]
    raise InputError(f"„{name}“ hat keine bekannte Endung: {_EXPECTED}.")


def _decode(content: bytes, name: str) -> str:
    """Decode by byte order mark, else UTF-8, else Windows-1252."""
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text):
            break
        if not text.strip():
            raise InputError(f"„{name}“ ist leer.")
        return text.replace("\r\n", "\n").replace("\r", "\n")
    raise InputError(f"„{name}“ ist keine Textdatei.")


def _delimited(text: str, name: str, score: Callable[[FileTable], int]) -> FileTable:
    """Read with the delimiter under which most columns are recognised."""
    tables = [_split_lines(text, delimiter, name) for delimiter in _DELIMITERS]
    return max(tables, key=lambda t: (score(t), max((len(r.cells) for r in t.rows), default=0)))


def _split_lines(text: str, delimiter: str, name: str) -> FileTable:
    """Read quoted cells; where the quotes do not pair, take the more even reading.

    A stray quote inside a cell is best read leniently, but one that never ends would swallow all
    further rows (and the end mark): then each line is a row.
    """
    try:
        return FileTable(_csv_rows(text, delimiter))
    except csv.Error as error:
        where = str(error.args[1]) if len(error.args) > 1 else "Datei"
    try:
        by_line = _csv_rows(text, delimiter, quoting=csv.QUOTE_NONE)
        lenient = _csv_rows(f"{text}\n{_END}", delimiter, strict=False)
    except csv.Error as error:
        raise InputError(f"„{name}“ ist als CSV nicht lesbar: {error.args[0]}.") from error
    doubt = f"{where}: Die Anführungszeichen sind nicht paarig; bitte die Zeilen danach prüfen."
    ends = lenient[-1].cells == (_END,)
    rows = lenient[:-1] if ends and _even(lenient[:-1]) > _even(by_line) else by_line
    return FileTable(rows, doubts=(doubt,))


def _even(rows: Sequence[TableRow]) -> float:
    """Return the share of rows with the most frequent number of cells."""
    widths = Counter(len(row.cells) for row in rows if row.cells)
    return max(widths.values(), default=0) / max(widths.total(), 1)


def _csv_rows(
    text: str, delimiter: str, *, quoting: Any = csv.QUOTE_MINIMAL, strict: bool = True
) -> tuple[TableRow, ...]:
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting, strict=strict
    )
    rows: list[TableRow] = []
    line = 0
    try:
        for cells in reader:
            clean = (_ADDED_APOSTROPHE.sub("", c, count=1) if c[:1] == "'" else c for c in cells)
            rows.append(TableRow(f"Zeile {line + 1}", tuple(clean)))
            line = reader.line_num
    except csv.Error as error:
        raise csv.Error(str(error), f"Zeile {line + 1}") from error
    return tuple(rows)


def _workbook(content: bytes, name: str) -> list[FileTable]:
    """Read every sheet; a cell merged over rows counts for each of them."""
    import openpyxl  # only for workbooks

    broken = InputError(f"„{name}“ ist keine lesbare XLSX-Datei.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > _LARGEST_UNPACKED:
            raise InputError(f"„{name}“ ist entpackt zu groß und wird nicht eingelesen.")
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
        sheets = book.worksheets
        return [_sheet(sheet, f"Blatt „{sheet.title}“, " * (len(sheets) > 1)) for sheet in sheets]
    except InputError:
        raise
    except Exception as error:  # openpyxl lets KeyError, ValueError, ParseError and others through
        raise broken from error


def _sheet(sheet: Any, prefix: str) -> FileTable:
    grid = [[_cell_text(value) for value in row] for row in sheet.iter_rows(values_only=True)]
    filled: list[set[int]] = [set() for _ in grid]
    for area in sheet.merged_cells.ranges:
        column = area.min_col - 1
        for row in range(area.min_row, min(area.max_row, len(grid))):
            grid[row][column] = grid[area.min_row - 1][column]
            filled[row].add(column)
    rows = zip(grid, filled, strict=True)
    return FileTable(
        tuple(
            TableRow(f"{prefix}Zeile {number}", tuple(cells), frozenset(columns))
            for number, (cells, columns) in enumerate(rows, 1)
        ),
        name=sheet.title,
    )


def _cell_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        return f"{day:%d.%m.%Y}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("_x000D_", "")  # how Excel writes a carriage return
