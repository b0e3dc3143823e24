"""Tables of a file as rows of text cells, and how Markdown and HTML write them."""

import html
import re
from dataclasses import dataclass
from html.parser import HTMLParser

from matcher.errors import InputError


@dataclass(frozen=True, slots=True)
class TableRow:
    """Cells of one row, where it stands, and the columns filled from a merged cell above."""

    place: str
    cells: tuple[str, ...]
    filled: frozenset[int] = frozenset()

    def own_cells(self) -> list[tuple[int, str]]:
        """Return column and text of the cells that say something themselves."""
        return [
            (place, cell)
            for place, cell in enumerate(self.cells)
            if cell.strip() and place not in self.filled
        ]

    def shown(self) -> str:
        """Return the row as one line for a doubt."""
        return " | ".join(" ".join(cell.split()) for cell in self.cells if cell.strip())


@dataclass(frozen=True, slots=True)
class FileTable:
    """One table of a file. `caption` is the heading it stands under (Markdown and HTML)."""

    rows: tuple[TableRow, ...]
    name: str = ""
    caption: str = ""
    doubts: tuple[str, ...] = ()


_RULE = re.compile(r"^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_HIDDEN = 0xE000
"""Private-use characters stand for escaped punctuation while a Markdown cell is read."""


def markdown_tables(text: str) -> list[FileTable]:
    """Read pipe tables; the heading above a table is its caption."""
    tables: list[FileTable] = []
    caption, lines = "", text.split("\n")
    number = 0
    while number < len(lines):
        line = lines[number]
        if heading := re.match(r"##+\s+(.*?)\s*#*\s*$", line):
            caption = _markdown_text(heading[1])
        is_head = "|" in line and number + 1 < len(lines) and "-" in lines[number + 1]
        if not (is_head and _RULE.match(lines[number + 1])):
            number += 1
            continue
        rows = [TableRow(f"Zeile {number + 1}", _markdown_cells(line))]
        number += 2
        while number < len(lines) and "|" in lines[number]:
            rows.append(TableRow(f"Zeile {number + 1}", _markdown_cells(lines[number])))
            number += 1
        tables.append(FileTable(tuple(rows), caption=caption))
    return tables


def _markdown_cells(line: str) -> tuple[str, ...]:
    hidden = _ESCAPED.sub(lambda match: chr(_HIDDEN + ord(match[1])), line.strip())
    inner = hidden.removeprefix("|").removesuffix("|")
    return tuple(_markdown_text(cell) for cell in inner.split("|"))


def _markdown_text(cell: str) -> str:
    text = re.sub(r"<br\s*/?>", "\n", cell)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"(\*{1,3})(?=\S)(.+?)(?<=\S)\1", r"\2", text)
    text = html.unescape(text).strip()
    shown = {_HIDDEN + code: chr(code) for code in range(33, 127)}
    return text.translate(shown)


def escape_markdown(text: str) -> str:
    """Return text as a table cell that `markdown_tables` reads back unchanged."""
    escaped = re.sub(r"[\\|*\[<]", r"\\\g<0>", text)
    if html.unescape(escaped) != escaped:
        escaped = escaped.replace("&", r"\&")
    return escaped.replace("\n", "<br>")


def html_tables(text: str, name: str) -> list[FileTable]:
    """Read the outermost tables of a page.

    Raises:
        InputError: a table does not end.
    """
    parser = _TableParser()
    parser.feed(text)
    parser.close()
    if parser.depth:
        raise InputError(f"„{name}“ ist abgeschnitten: eine Tabelle endet nicht.")
    return parser.tables


class _TableParser(HTMLParser):
    """Collects outer tables; a cell spanning rows counts for each of them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[FileTable] = []
        self.depth = 0
        self._caption = ""
        self._text: list[str] | None = None
        self._rows: list[TableRow] = []
        self._cells: dict[int, str] = {}
        self._filled: set[int] = set()
        self._spans: dict[int, tuple[int, str]] = {}
        self._place = (0, 1)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.depth += 1
            if self.depth == 1:
                self._rows, self._spans = [], {}
        elif tag in ("h2", "h3", "h4", "caption"):
            self._text = []
        elif self.depth == 1 and tag == "tr":
            self._end_row()
            self._start_row()
        elif self.depth == 1 and tag in ("td", "th"):
            self._end_cell()
            self._start_cell({key: value or "" for key, value in attrs})
        elif tag in ("br", "p", "div", "li") and self._text is not None:
            self._text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("h2", "h3", "h4", "caption") and self._text is not None:
            self._caption = " ".join("".join(self._text).split())
            self._text = None
        elif self.depth == 1 and tag in ("td", "th"):
            self._end_cell()
        elif self.depth == 1 and tag in ("tr", "table"):
            self._end_row()
        if tag == "table" and self.depth:
            self.depth -= 1
            if not self.depth:
                self.tables.append(FileTable(tuple(self._rows), caption=self._caption))

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(" ".join(data.splitlines()) if data.strip() else " ")

    def _start_row(self) -> None:
        self._cells = {column: text for column, (_, text) in self._spans.items()}
        self._filled = set(self._cells)
        self._spans = {
            column: (left - 1, text) for column, (left, text) in self._spans.items() if left > 1
        }

    def _start_cell(self, attributes: dict[str, str]) -> None:
        column = next(c for c in range(len(self._cells) + 1) if c not in self._cells)
        rows, columns = (_span(attributes.get(key, "")) for key in ("rowspan", "colspan"))
        self._cells |= {column + shift: "" for shift in range(columns)}
        self._place = (column, rows)
        self._text = []

    def _end_cell(self) -> None:
        if self._text is None:
            return
        text = "\n".join(" ".join(part.split()) for part in "".join(self._text).split("\n"))
        column, rows = self._place
        self._cells[column] = text.strip()
        if rows > 1:
            self._spans[column] = (rows - 1, text.strip())
        self._text = None

    def _end_row(self) -> None:
        self._end_cell()
        if self._cells:
            cells = tuple(self._cells.get(c, "") for c in range(max(self._cells) + 1))
            place = f"Tabelle {len(self.tables) + 1}, Zeile {len(self._rows) + 1}"
            self._rows.append(TableRow(place, cells, frozenset(self._filled)))
        self._cells, self._filled = {}, set()


def _span(value: str) -> int:
    return max(1, min(int(value[:4]), 1000)) if value.isdecimal() else 1
