"""Programme records: the files that are shipped, and the open exchange forms."""

from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from matcher.errors import RecordError
from matcher.paths import shipped
from matcher.program_checks import check_catalogue
from matcher.program_files import read_program, read_programs
from matcher.program_tables import (
    PROGRAM_COLUMNS,
    program_from_row,
    program_row,
    read_rows,
    split_long_cells,
)
from matcher.vocabulary import Applicant, FundingArea, Level
from web.exports import to_csv, to_xlsx

GOOD = """
id = "bund-probe"
title = "Probe"
level = "bund"
regions = ["DE"]
subject = "Gefördert werden Radwege."
url = "https://example.org"
as_of = 2026-08-01
[[deadlines]]
kind = "antrag"
day = 2027-03-31
where = "Abschnitt Verfahren"
"""


@pytest.fixture
def record(tmp_path):
    """Write a record with something replaced and read it."""

    def read(old: str = "", new: str = "", name: str = "bund-probe"):
        path = tmp_path / f"{name}.toml"
        path.write_text(GOOD.replace(old, new) if old else GOOD, encoding="utf-8")
        return read_program(path)

    return read


def test_a_good_record_is_read(record):
    program = record()

    assert program.deadlines[0].day == date(2027, 3, 31)
    assert program.deadlines[0].evidence.where == "Abschnitt Verfahren"
    assert program.eligible_applicants == ()


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("2027-03-31", "2027-02-30", "nicht lesbar"),
        ('where = "Abschnitt Verfahren"', "", "where"),
        ("day = 2027-03-31", "", "weder day noch month_day"),
        ('kind = "antrag"', 'kind = "laufend"', "zugleich"),
        ('kind = "antrag"', 'kind = "irgendwann"', "irgendwann"),
        ('["DE"]', '["Atlantis"]', "Atlantis"),
        ('level = "bund"', 'level = "Gemeinde"', "Gemeinde"),
        ("https://", "ftp://", "https"),
        ('subject = "Gefördert werden Radwege."', "", "subject"),
        ("as_of = 2026-08-01", "as_of = 2026-08-01\nfunding_rate = 80", "funding_rate"),
        ("as_of = 2026-08-01", "as_of = 2026-08-01\nfoerderquote = 80", "foerderquote"),
        ("bund-probe", "bund-andere", "Dateiname"),
        ("[[deadlines]]", "[[fristen]]", "deadlines"),
    ],
)
def test_a_bad_record_is_refused_with_its_reason(record, old, new, reason):
    with pytest.raises(RecordError, match=reason):
        record(old, new)


def test_the_shipped_records_pass_their_checks():
    programs = list(read_programs(shipped("data/programs")))

    findings = check_catalogue(programs, datetime(2026, 11, 22, tzinfo=UTC))

    assert [f for f in findings if f.grade == "Fehler"] == []


def test_the_shipped_catalogue_has_every_level_and_land():
    programs = list(read_programs(shipped("data/programs")))
    levels = Counter(program.level for program in programs)
    laender = {code[:2] for p in programs if p.level is Level.LAND for code in p.regions}

    assert levels[Level.EU] >= 15
    assert levels[Level.BUND] >= 20
    assert {f"{number:02d}" for number in range(1, 17)} <= laender
    ahead = [
        program
        for program in programs
        if program.level is Level.EU
        and any(d.day and d.day > date(2026, 11, 22) for d in program.deadlines)
    ]
    assert len(ahead) >= 10


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_table_round_trip_loses_nothing(tmp_path, form):
    programs = list(read_programs(shipped("data/programs")))[:40]
    rows = [program_row(program) for program in programs]
    path = tmp_path / f"programme.{form}"
    if form == "csv":
        path.write_bytes(to_csv(rows, PROGRAM_COLUMNS).encode())
    else:
        path.write_bytes(to_xlsx(rows, PROGRAM_COLUMNS, "Programme"))

    assert [program_from_row(row) for row in read_rows(path)] == programs


def test_a_text_longer_than_a_workbooks_cell_is_not_cut(program, tmp_path):
    long = program(text="Gefördert werden Radwege. " * 4000)
    cells, columns = split_long_cells([program_row(long)], PROGRAM_COLUMNS)
    path = tmp_path / "lang.xlsx"
    path.write_bytes(to_xlsx(cells, columns, "Programme"))

    assert "Texte (4)" in columns
    assert [program_from_row(row) for row in read_rows(path)] == [long]


def test_a_cell_that_looks_like_a_formula_is_neutralised(program, tmp_path):
    evil = program(title="=1+1", amount_max=Decimal("1500000.50"))
    text = to_csv([program_row(evil)], PROGRAM_COLUMNS)
    (tmp_path / "x.csv").write_bytes(text.encode())

    assert ";'=1+1;" in text
    assert "1500000,50" in text
    assert program_from_row(read_rows(tmp_path / "x.csv")[0]) == evil


def test_the_label_with_a_comma_and_the_odd_slugs_are_read():
    assert FundingArea.read("Kultur, Medien & Sport") is FundingArea.CULTURE_SPORT
    assert FundingArea.read("Wohnungsbau & Modernisierung") is FundingArea.HOUSING
    assert Applicant.read("existenzgruenderin") is Applicant.FOUNDER
    assert Applicant.read(" Verband/Vereinigung: ") is Applicant.ASSOCIATION
    with pytest.raises(KeyError):
        FundingArea.read("Raumfahrt")
