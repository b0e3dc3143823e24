"""Catalogues as municipalities hand them in: every format, every gap, nothing lost."""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from matcher.errors import InputError
from matcher.measure_tables import (
    MEASURE_COLUMNS,
    MeasureTable,
    measures_to_markdown,
    measures_to_rows,
    read_measures,
)
from matcher.paths import shipped
from matcher.records import Measure
from matcher.text import normalise
from matcher.vocabulary import Applicant, MeasureStatus
from web.exports import to_csv, to_xlsx

AGS = "12052000"
HEAD = "Handlungsfeld;Maßnahme;Sachlage\n"
Write = Callable[[str, str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file and return its path."""

    def to_file(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return to_file


def titles(table: MeasureTable) -> list[str]:
    return [measure.title for measure in table.measures]


def fields(table: MeasureTable) -> list[str]:
    return [measure.field for measure in table.measures]


# The catalogue of Cottbus


def test_slide_text_of_cottbus(shared):
    table = read_measures(shared / "data/cottbus/massnahmenkatalog_2030.txt", AGS)
    assert len(table.measures) == 12
    assert fields(table) == (
        ["Grundlagenbeschaffung"] * 3
        + ["Handlungsfeld Bildung"] * 4
        + ["", ""]
        + ["Handlungsfeld Wirtschaft"] * 3
    )
    doubtful = [measure.title for measure in table.measures if measure.doubts]
    assert doubtful == ["Datenschutzrichtlinien", "Implementierung eines Cybersecurity-Programms"]
    assert [re.match(r"Zeile (\d+)", doubt)[1] for doubt in table.doubts] == ["17", "18"]
    statuses = "".join(measure.status.also[0] for measure in table.measures)
    assert statuses == "◐◐◐○●◐○●◐◐◐○"
    assert table.measures[0].chapters == ()
    assert table.measures[7].chapters == (
        "4.2.1. „Digitales Leben“",
        "4.2.3.1. „Verwaltung und ihre Dienstleistungen modernisieren“",
    )
    assert table.measures[9].chapters == (
        "4.2.1.2. „Digitale Teilhabe an und durch Digitalisierung ermöglichen“",
    )


def test_shipped_catalogue_says_the_same_as_the_source(shared):
    def facts(path: Path) -> list[Measure]:
        return [replace(m, id="", doubts=()) for m in read_measures(path, AGS).measures]

    source = facts(shared / "data/cottbus/massnahmenkatalog_2030.txt")
    assert facts(shipped("data/measures/cottbus-digitale-stadt-2030.md")) == source


@pytest.mark.parametrize("name", ["beispiel-kleinstadt", "beispiel-landkreis"])
def test_samples_are_read_without_doubt(name):
    table = read_measures(shipped(f"data/measures/{name}.md"), AGS)
    assert len(table.measures) == 25
    assert table.doubts == ()
    assert all(measure.field for measure in table.measures)
    kinds = {kind for measure in table.measures for kind in measure.applicants}
    assert {Applicant.MUNICIPAL_COMPANY, Applicant.MUNICIPAL_ASSOCIATION} <= kinds


# Formats


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_delimited_text(write, encoding, delimiter):
    cells = [
        ["Titel", "Beschreibung", "Status"],
        ["Wärmenetz", '"Straße „A“, Kessel; Pumpe\r\nzweite ""Zeile"""', "in Arbeit"],
        ["Radweg", "", "umgesetzt"],
    ]
    text = "\r\n".join(delimiter.join(row) for row in cells)
    table = read_measures(write("k.csv", text.encode(encoding)), AGS)
    assert titles(table) == ["Wärmenetz", "Radweg"]
    description = 'Straße „A“, Kessel; Pumpe\nzweite "Zeile"'
    assert table.measures[0].description == description
    assert table.measures[1].status is MeasureStatus.DONE


def test_workbook_with_title_row_and_merged_cells(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    rows = [
        ["Maßnahmenliste 2030 (Stand 01.05.2026)"],
        [],
        ["Lfd. Nr.", "Themenfeld", "Bezeichnung der Maßnahme", "Kapitel", "Umsetzungsstand"],
        [1, "Energie", "Solardach", "1.1 Strom", "●"],
        [2, None, "Wärmenetz", "1.2 Wärme", "◐ in Arbeit"],
        [None, None, None, "1.3 Netze", None],
        [3.0, None, "Ohne Feld", None, "○"],
    ]
    for row in rows:
        sheet.append(row)
    sheet.merge_cells("A1:E1")
    sheet.merge_cells("B4:B6")
    sheet.merge_cells("A5:A6")
    sheet.merge_cells("C5:C6")
    book.save(tmp_path / "k.xlsx")
    table = read_measures(tmp_path / "k.xlsx", AGS)
    assert [measure.id for measure in table.measures] == ["1", "2", "3"]
    assert fields(table) == ["Energie", "Energie", ""]
    assert table.measures[1].chapters == ("1.2 Wärme", "1.3 Netze")
    assert [measure.status.also[0] for measure in table.measures] == ["●", "◐", "○"]
    assert len(table.doubts) == 1
    assert table.doubts[0].startswith("Zeile 7")


def test_markdown_with_a_table_per_heading(write):
    text = (
        "# Katalog\n\n## Mobilität\n\n| Maßnahme | Status |\n|:--|--:|\n"
        "| **Radweg** a\\|b | ● |\n| [Bus](https://example.org) | ○ |\n\n"
        "## Energie\n\n| Maßnahme |\n|---|\n| Wind &amp; Sonne<br>im Ort |\n"
    )
    table = read_measures(write("k.md", text), AGS)
    assert titles(table) == ["Radweg a|b", "Bus", "Wind & Sonne im Ort"]
    assert fields(table) == ["Mobilität", "Mobilität", "Energie"]
    assert [measure.position for measure in table.measures] == [1, 2, 3]


def test_html_with_spans_and_entities(write):
    text = (
        "<h1>Katalog</h1><table><tr><th>Handlungsfeld<th>Maßnahme<th>Beschreibung</tr>"
        "<tr><td rowspan=2>Bildung &amp; Soziales</td><td>Kita</td><td>neu<br>groß</td></tr>"
        "<tr><td>Schule</td><td></td></tr><tr><td></td><td>Hort</td><td></td></tr></table>"
    )
    table = read_measures(write("k.html", text), AGS)
    assert titles(table) == ["Kita", "Schule", "Hort"]
    assert fields(table) == ["Bildung & Soziales", "Bildung & Soziales", ""]
    assert table.measures[0].description == "neu\ngroß"
    assert "Zeile 4" in table.doubts[0]


def test_header_of_two_rows(write):
    text = (
        "<table><tr><th rowspan=2>Maßnahme</th><th rowspan='²'>Status</th><th colspan=2>Jahr</th>"
        "</tr><tr><th></th><th>von</th><th>bis</th></tr><tr><td>Kita</td><td>●</td></tr></table>"
    )
    table = read_measures(write("k.html", text), AGS)
    assert titles(table) == ["Kita"]
    assert table.measures[0].status is MeasureStatus.DONE


# Groups and doubts


def test_heading_in_the_first_row_of_a_group_holds_until_a_blank_line(write):
    table = read_measures(write("k.csv", f"{HEAD}Bau;A;●\n;B;●\n;;\n;C;●\nNatur;D;●\n"), AGS)
    assert fields(table) == ["Bau", "Bau", "", "Natur"]
    assert [bool(measure.doubts) for measure in table.measures] == [False, False, True, False]


def test_where_each_row_names_its_field_a_gap_is_not_filled(write):
    table = read_measures(write("k.csv", f"{HEAD}Bau;A;●\nBau;B;●\n;C;●\n"), AGS)
    assert fields(table) == ["Bau", "Bau", ""]
    assert "„C“" in table.doubts[0]


def test_heading_in_a_row_of_its_own(write):
    text = f"{HEAD}Bau;;\n;A;●\n;B;●\nNatur;;\n;C;●\nStand Mai 2026;;\n"
    table = read_measures(write("k.csv", text), AGS)
    assert fields(table) == ["Bau", "Bau", "Natur"]
    assert table.doubts == ("Zeile 7: Unter „Stand Mai 2026“ steht keine Maßnahme.",)


@pytest.mark.parametrize(
    ("cell", "status", "doubtful"),
    [
        ("●", MeasureStatus.DONE, False),
        ("in Umsetzung", MeasureStatus.RUNNING, False),
        ("○ noch nicht gestartet", MeasureStatus.NOT_STARTED, False),
        ("", MeasureStatus.UNKNOWN, False),
        ("◆", MeasureStatus.UNKNOWN, True),
        ("●○", MeasureStatus.UNKNOWN, True),
        ("● in Arbeit", MeasureStatus.UNKNOWN, True),
        ("● vielleicht", MeasureStatus.UNKNOWN, True),
    ],
)
def test_status(write, cell, status, doubtful):
    table = read_measures(write("k.csv", f"{HEAD}Bau;A;{cell}\n"), AGS)
    assert table.measures[0].status is status
    assert bool(table.doubts) is doubtful


def test_every_row_is_a_measure_or_a_doubt(write):
    text = (
        "ID;Maßnahme;Antragsteller;Kosten\n1;A;Stadtwerke;5000\n1;B;Stadt Guben, Zweckverband;\n"
        "2;;Kommune;\n;A;;\n;A;;\n"
    )
    table = read_measures(write("k.csv", text), AGS)
    assert titles(table) == ["A", "B", "A", "A"]
    assert [measure.id for measure in table.measures] == ["1", "1-2", "a", "a-2"]
    assert table.measures[0].applicants == ()
    assert table.measures[1].applicants == (
        Applicant.MUNICIPALITY,
        Applicant.MUNICIPAL_ASSOCIATION,
    )
    joined = "\n".join(table.doubts)
    for sign in ("„Kosten“", "„Stadtwerke“", "„1“ ist doppelt", "Zeile 4: kein Titel", "2 | Komm"):
        assert sign in joined
    assert len(table.doubts) == 4


def test_ids_survive_a_row_in_between(write):
    before = read_measures(write("a.csv", "Maßnahme\nÖlheizung ersetzen\nSchule\n"), AGS)
    after = read_measures(write("b.csv", "Maßnahme\nNeu\nÖlheizung ersetzen\nSchule\n"), AGS)
    assert [m.id for m in before.measures] == ["oelheizung-ersetzen", "schule"]
    assert [m.id for m in after.measures][1:] == [m.id for m in before.measures]


def test_ids_fit_into_addresses_and_the_database(write):
    rows = f"III/4 b;A\n../x;B\n{'9' * 200};C\n{'9' * 200};D\n;{'Ausbau ' * 50}\n;***\n"
    ids = [m.id for m in read_measures(write("k.csv", f"Nr.;Maßnahme\n{rows}"), AGS).measures]
    assert ids[:2] == ["III-4-b", "x"]
    assert len(set(ids)) == 6
    assert all(re.fullmatch(r"\w[\w.-]{0,79}", id_, re.ASCII) for id_ in ids)


def test_unpaired_quote_does_not_swallow_the_rest(write):
    table = read_measures(write("k.csv", 'Maßnahme;Status\n"Haus der Musik;●\nPark;○\n'), AGS)
    assert titles(table) == ['"Haus der Musik', "Park"]
    assert table.doubts[0].startswith("Zeile 2: Die Anführungszeichen")


def test_stray_quote_inside_a_cell_costs_no_row(write):
    rows = '"A";"eine\nBeschreibung"\n"B";"Haus "Anna" am Park"\n"C";"zwei\nZeilen"\n'
    table = read_measures(write("k.csv", f"Maßnahme;Beschreibung\n{rows}"), AGS)
    assert titles(table) == ["A", "B", "C"]
    assert table.measures[2].description == "zwei\nZeilen"
    assert table.doubts[0].startswith("Zeile 4: Die Anführungszeichen")


def test_header_is_not_mistaken(write):
    text = "Maßnahmenkatalog;;\nStatus: ● fertig;;\nZiel der Maßnahme;Maßnahme;Status\nx;A;●\n"
    assert titles(read_measures(write("k.csv", text), AGS)) == ["A"]


def test_repeated_header_is_no_measure(write):
    table = read_measures(write("k.csv", f"{HEAD}Bau;A;●\n{HEAD}Bau;B;●\n"), AGS)
    assert titles(table) == ["A", "B"]


# Bad input


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("k.xlsx", b"PK\x03\x04 broken", "keine lesbare XLSX"),
        ("k.xlsx", b"Titel;Status\nA;B\n", "keine lesbare XLSX"),
        ("k.csv", b"", "ist leer"),
        ("k.csv", b"\xef\xbb\xbf", "ist leer"),
        ("k.csv", b"  \n\n", "ist leer"),
        ("k.csv", bytes(range(256)) * 20, "keine Textdatei"),
        ("k.csv", b"\xff\xfeA", "keine Textdatei"),
        ("k.csv", "Kosten;Jahr\n5;2026\n", "Kopfzeile"),
        ("k.csv", "Maßnahme;Status\n", "keine Maßnahme"),
        ("k.md", "# Nur Text\n", "Kopfzeile"),
        ("k.html", "<table><tr><th>Maßnahme</th></tr><tr><td>A", "abgeschnitten"),
        ("k.pdf", b"%PDF-1.7", "keine bekannte Endung"),
        ("k.csv", b"Titel;Status\n" + b"x" * (20 * 1024 * 1024), "größer als 20 MB"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_unusable_files_are_one_clear_sentence(write, name, content, says):
    with pytest.raises(InputError, match=says) as error:
        read_measures(write(name, content), AGS)
    assert "\n" not in str(error.value)


def test_missing_file(tmp_path):
    with pytest.raises(InputError, match="gibt es nicht"):
        read_measures(tmp_path / "fehlt.csv", AGS)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(min_size=1, max_size=300), suffix=st.sampled_from(["csv", "md", "html"]))
@example(content=b"Titel\n\xe4", suffix="csv")
def test_any_bytes_give_measures_or_an_input_error(tmp_path, content, suffix):
    heads = {
        "csv": "Handlungsfeld;Maßnahme\n",
        "md": "| Handlungsfeld | Maßnahme |\n|---|---|\n|",
        "html": "<table><tr><th>Handlungsfeld<th>Maßnahme<tr><td>",
    }
    path = tmp_path / f"k.{suffix}"
    path.write_bytes(heads[suffix].encode() + content)
    with suppress(InputError):
        assert read_measures(path, AGS).measures


# Round trip

LINE = st.text(min_size=1, max_size=30).map(normalise).filter(bool)
RICH = st.one_of(
    LINE,
    st.sampled_from(
        ["=1+1", "'=1+1", "'", "-5 °C", "a;b", "a|b", 'Haus "Anna"', "\\|", "**fett**", "*", "<br>",
         "&amp;", "[a](b)", "vgl. Kapitel 3", "A & 4.2 B", "„a; b“", '["x"]', "\\", "_x0041_", "|",
         "Handlungsfeld Bau", "Maßnahme"]
    ),
)  # fmt: skip
ABSENT_WORDS = {"–", "—", "-", "k. A.", "k.A."}
DESCRIPTION = st.lists(st.one_of(RICH, st.just("")), max_size=3).map(lambda x: "\n".join(x).strip())
MEASURE = st.builds(
    dict,
    title=RICH,
    description=DESCRIPTION,
    field=st.one_of(st.just(""), RICH.filter(lambda text: text not in ABSENT_WORDS)),
    status=st.sampled_from(MeasureStatus),
    chapters=st.lists(st.one_of(RICH, st.just("zwei\nZeilen")), max_size=3).map(tuple),
    applicants=st.lists(st.sampled_from(Applicant), unique=True, max_size=3).map(tuple),
    doubts=st.lists(RICH, max_size=2).map(tuple),
)
CATALOGUE = st.lists(MEASURE, min_size=1, max_size=4).map(
    lambda drawn: tuple(
        Measure(id=f"M-{n}.{n}", municipality=AGS, position=n, **values)
        for n, values in enumerate(drawn, 1)
    )
)


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(measures=CATALOGUE, form=st.sampled_from(["csv", "xlsx", "md"]))
def test_export_and_import_give_equal_measures(tmp_path, measures, form):
    path = tmp_path / f"k.{form}"
    rows = measures_to_rows(measures)
    if form == "md":
        path.write_text(measures_to_markdown(measures), encoding="utf-8")
    elif form == "csv":
        path.write_bytes(to_csv(rows, MEASURE_COLUMNS).encode())
    else:
        path.write_bytes(to_xlsx(rows, MEASURE_COLUMNS, "Maßnahmen"))
    table = read_measures(path, AGS)
    assert table.measures == measures
    assert table.doubts == tuple(doubt for measure in measures for doubt in measure.doubts)
