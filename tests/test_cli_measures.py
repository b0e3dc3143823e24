"""``measures`` and ``regions`` through the command line."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from matcher.store import SqlStore
from web.cli import run

COTTBUS = "12052000"
GUBEN = "12071160"
Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def database(tmp_path, monkeypatch) -> Iterator[SqlStore]:
    """An installation of its own."""
    url = f"sqlite:///{tmp_path / 'ft.sqlite'}"
    monkeypatch.setenv("FOERDERTOPF_DATABASE", url)
    monkeypatch.setenv("FOERDERTOPF_MODEL", str(tmp_path / "none"))
    opened = SqlStore(url)
    opened.migrate()
    yield opened
    opened.close()


@pytest.fixture
def call(database, capsysbinary) -> Call:
    """Run one command: exit code, standard output, standard error."""

    def command(*arguments: object) -> tuple[int, str, str]:
        code = run([str(argument) for argument in arguments])
        captured = capsysbinary.readouterr()
        return code, captured.out.decode(), captured.err.decode()

    return command


@pytest.fixture
def catalogue(tmp_path) -> Path:
    path = tmp_path / "katalog.csv"
    path.write_text("Nr.;Handlungsfeld;Maßnahme;Status\nA;Bau;Kita;●\nB;;Hort;?\n", "utf-8")
    return path


def test_import_lists_counts_and_every_doubt(call, database, catalogue):
    code, out, _ = call("measures", "import", catalogue, "--municipality", GUBEN)
    assert code == 0
    assert "2 Maßnahmen gelesen, 2 neu, 0 ersetzt" in out
    assert "- Zeile 3 („Hort“): Die Sachlage „?“" in out
    assert [town.name for town in database.measures.municipalities()] == ["Guben"]
    assert [m.field for m in database.measures.all(GUBEN)] == ["Bau", "Bau"]


def test_second_import_replaces_same_ids_and_keeps_the_others(call, database, catalogue):
    call("measures", "import", catalogue, "--municipality", GUBEN)
    catalogue.write_text("Nr.;Maßnahme\nC;Neu\nB;Hort am Park\n", "utf-8")
    code, out, _ = call(
        "measures", "import", catalogue, "--municipality", GUBEN, "--format", "json"
    )
    report = json.loads(out)
    assert code == 0
    assert (report["new"], report["replaced"], report["kept"]) == (1, 1, 1)
    stored = [(m.id, m.title) for m in database.measures.all(GUBEN)]
    assert stored == [("A", "Kita"), ("B", "Hort am Park"), ("C", "Neu")]


@pytest.mark.parametrize("form", ["csv", "xlsx", "md"])
def test_export_is_read_back_without_loss(call, database, shared, tmp_path, form):
    source = shared / "data/cottbus/massnahmenkatalog_2030.txt"
    call("measures", "import", source, "--municipality", COTTBUS)
    before = database.measures.all(COTTBUS)
    file = tmp_path / f"aus.{form}"
    options = ("--municipality", COTTBUS, "--format", form, "--output", file)
    assert call("measures", "export", *options) == (0, "", "")
    code, out, _ = call("measures", "import", file, "--municipality", COTTBUS)
    assert code == 0
    assert "0 neu, 12 ersetzt" in out
    assert database.measures.all(COTTBUS) == before


def test_export_to_standard_output_and_list(call, catalogue):
    call("measures", "import", catalogue, "--municipality", GUBEN)
    code, out, _ = call("measures", "export", "--municipality", GUBEN, "--format", "csv")
    assert code == 0
    assert out.startswith("\ufeffNr.;Handlungsfeld;Maßnahme")
    code, out, _ = call("measures", "list")
    assert (code, out.splitlines()[:2]) == (0, ["Guben (12071160): 2 Maßnahmen", "  ● A: Kita"])
    code, out, _ = call("measures", "list", "--municipality", GUBEN, "--format", "json")
    assert [entry["id"] for entry in json.loads(out)[0]["measures"]] == ["A", "B"]


def test_failed_import_stores_nothing(call, database, tmp_path, catalogue):
    (tmp_path / "kaputt.xlsx").write_bytes(b"PK")
    for file, ags in [(tmp_path / "kaputt.xlsx", GUBEN), (catalogue, "99999999")]:
        code, out, err = call("measures", "import", file, "--municipality", ags)
        assert (code, out) == (1, "")
        assert err.startswith("Fehler: ")
        assert len(err.splitlines()) == 1
    assert database.measures.municipalities() == []


def test_wrong_usage(call, catalogue):
    assert call("measures", "import", catalogue)[0] == 2
    assert call("measures", "export", "--municipality", GUBEN, "--format", "pdf")[0] == 2
    code, _, err = call("measures", "export", "--municipality", GUBEN)
    assert code == 1
    assert "Guben" in err


def test_directory_is_imported_searched_and_binding(call, shared, catalogue):
    directory = shared / "data/gemeinden_destatis_2023-03-31.csv"
    code, out, _ = call("regions", "import", directory)
    assert (code, out) == (0, "10.773 Gemeinden aus 16 Ländern eingelesen.\n")
    code, out, err = call("regions", "find", "Burg")
    assert code == 0
    assert "12071032  Burg (Spreewald)/Bórkowy (Błota), Spree-Neiße, Brandenburg" in out
    assert "mehrdeutig" in err
    assert call("regions", "find", "Nirgendwo")[0] == 1
    for words in (
        ["measures", "import", catalogue, "--municipality", "12071999"],
        ["match", "Radweg bauen", "--region", "12071999"],
    ):
        code, _, err = call(*words)
        assert code == 1
        assert "kennt keine Gemeinde „12071999“" in err


def test_broken_directory_changes_nothing(call, database, tmp_path):
    (tmp_path / "g.csv").write_text("ags,name\n1,X\n", "utf-8")
    code, _, err = call("regions", "import", tmp_path / "g.csv")
    assert code == 1
    assert err.startswith("Fehler: „g.csv“ hat keine Spalte")
    assert database.measures.municipality_count() == 0
