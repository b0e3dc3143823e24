"""Reads the Gemeindeverzeichnis of Destatis: every municipality of Germany with its AGS.

The official workbook (Gemeindeverzeichnis-Informationssystem, quarterly) has one row per level:
Satzart 10 Land, 40 Kreis, 50 Gemeindeverband, 60 Gemeinde. The regional key is Land (2 digits),
Regierungsbezirk (1), Kreis (2), Verband (4), Gemeinde (3); the AGS is that key without the Verband.
A CSV with the columns ags, name, art, land, kreis, verband, einwohner is read as well.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from matcher.errors import InputError
from matcher.records import Municipality
from matcher.text import fold

_SHEET = "Onlineprodukt_Gemeinden"
_FIRST_ROW = 7
_LAND, _COUNTY, _ASSOCIATION, _TOWN = "10", "40", "50", "60"
_WITHOUT_MUNICIPALITY = ("65", "66")
"""Textkennzeichen of gemeindefreie Gebiete: nobody there could apply."""
_COLUMNS = ("ags", "name", "art", "land", "kreis", "verband", "einwohner")


def read_gazetteer(path: Path) -> list[Municipality]:
    """Return all municipalities of a directory file, sorted by AGS.

    Raises:
        InputError: the file is no such directory, or a row contradicts itself; nothing is skipped.
    """
    suffix = path.suffix.lower()
    if not path.is_file():
        raise InputError(f"Die Datei „{path}“ gibt es nicht.")
    if suffix == ".csv":
        found = list(_from_csv(path))
    elif suffix == ".xlsx":
        found = list(_from_workbook(_rows(path), path.name))
    else:
        raise InputError(f"„{path.name}“: das Gemeindeverzeichnis ist eine .xlsx- oder .csv-Datei.")
    if not found:
        raise InputError(f"„{path.name}“ enthält keine Gemeinde.")
    by_ags = {place.ags: place for place in found}
    if len(by_ags) < len(found):
        raise InputError(f"„{path.name}“ nennt einen Gemeindeschlüssel mehrmals.")
    return [by_ags[ags] for ags in sorted(by_ags)]


def _from_csv(path: Path) -> Iterator[Municipality]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"„{path.name}“ ist nicht in UTF-8 gespeichert.") from error
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    if missing := [name for name in _COLUMNS if name not in (reader.fieldnames or ())]:
        raise InputError(f"„{path.name}“ hat keine Spalte „{missing[0]}“.")
    try:
        for row in reader:
            if row["art"] not in _WITHOUT_MUNICIPALITY:
                where = f"„{path.name}“, Zeile {reader.line_num}"
                ags, name, _, land, county, association, people = (
                    row[column] or "" for column in _COLUMNS
                )
                yield _municipality(where, ags, name, land, county, association, people)
    except csv.Error as error:
        raise InputError(f"„{path.name}“ ist als CSV nicht lesbar: {error}.") from error


def _rows(path: Path) -> list[tuple[Any, ...]]:
    """Return the rows of the directory's sheet."""
    import pandas  # only for workbooks

    rows: list[tuple[Any, ...]] = []
    try:
        with pandas.ExcelFile(path, engine="openpyxl") as book:
            names = [name for name in book.sheet_names if str(name).startswith(_SHEET)]
            if names:
                frame = pandas.read_excel(book, names[0], header=None, dtype=object)
                rows = list(frame.where(frame.notna(), None).itertuples(index=False, name=None))
    except Exception as error:  # openpyxl lets KeyError, ValueError, ParseError and others through
        raise InputError(f"„{path.name}“ ist keine lesbare XLSX-Datei.") from error
    if not rows:
        raise InputError(f"„{path.name}“ hat kein Blatt „{_SHEET}…“ mit Gemeinden.")
    return rows


def _from_workbook(rows: Sequence[tuple[Any, ...]], name: str) -> Iterator[Municipality]:
    """Carry the names of Land, Kreis and Verband down to the municipalities below them."""
    above: dict[str, str] = {}
    for number, row in enumerate(rows[_FIRST_ROW - 1 :], _FIRST_ROW):
        cells = (*(_text(cell) for cell in row[:10]), *[""] * (10 - len(row[:10])))
        kind, mark, title = cells[0], cells[1], cells[7]
        key = [part.zfill(width) for part, width in zip(cells[2:7], (2, 1, 2, 4, 3), strict=True)]
        if kind in (_LAND, _COUNTY, _ASSOCIATION):
            above[_key(kind, key)] = title
        elif kind == _TOWN and mark not in _WITHOUT_MUNICIPALITY:
            land, county, association = (
                above.get(_key(level, key), "") for level in (_LAND, _COUNTY, _ASSOCIATION)
            )
            where, ags = f"„{name}“, Zeile {number}", key[0] + key[1] + key[2] + key[4]
            yield _municipality(where, ags, title, land, county, association, cells[9])


def _key(kind: str, key: Sequence[str]) -> str:
    return kind + "".join(key[: {_LAND: 1, _COUNTY: 3, _ASSOCIATION: 4}[kind]])


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else " ".join(str(cell).split())


def _municipality(
    where: str, ags: str, name: str, land: str, county: str, association: str, population: str
) -> Municipality:
    short = _short(name)
    digits = population.replace(" ", "").replace(".", "")
    if not re.fullmatch(r"[0-9]{8}", ags):
        raise InputError(f"{where}: „{ags}“ ist kein Gemeindeschlüssel mit 8 Ziffern.")
    if not short or not land:
        raise InputError(f"{where}: der Gemeinde {ags} fehlt der Name oder das Land.")
    if digits and not digits.isdecimal():
        raise InputError(f"{where}: „{population}“ ist keine Einwohnerzahl.")
    return Municipality(
        ags=ags,
        name=short,
        land=land,
        county=_short(county) or short,
        association="" if _short(association) == short else _short(association),
        population=int(digits) if digits else None,
    )


def _short(name: str) -> str:
    """Drop the addition after the comma („Kiel, Landeshauptstadt“), but not a list of members."""
    clean = " ".join(name.split())
    return clean if " und " in clean.rpartition(", ")[2] else clean.partition(", ")[0]


def named(places: Iterable[Municipality], name: str) -> list[Municipality]:
    """Return every place of that name, with or without an addition such as „(Hessen)“.

    A Sorbian or other second name counts as well. Names are ambiguous (284 of them occur in
    several Länder), so this never picks one.
    """
    asked = fold(" ".join(name.split()))
    return [
        place
        for place in places
        if any(
            spelt == asked or spelt.startswith((f"{asked} ", f"{asked}/", f"{asked},"))
            for spelt in map(str.strip, (fold(place.name), *fold(place.name).split("/")))
        )
    ]
