"""`foerdertopf harvest` with a saved export, and what is no export."""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from matcher.errors import FetchError
from matcher.store import SqlStore
from scrapers.replay import Replay
from tests.pages import PAGES
from web.cli import run as main

EXPORT = "bund_foerderdatenbank"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SqlStore:
    """An installation with an empty catalogue and no usable model."""
    model = tmp_path / "modell"
    model.mkdir()
    (model / "model.toml").write_text("kaputt")
    monkeypatch.setenv("FOERDERTOPF_DATABASE", f"sqlite:///{tmp_path / 'home.sqlite'}")
    monkeypatch.setenv("FOERDERTOPF_DATA", str(tmp_path))
    monkeypatch.setenv("FOERDERTOPF_MODEL", str(model))
    store = SqlStore(os.environ["FOERDERTOPF_DATABASE"])
    store.migrate()
    return store


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run a command and return exit code, standard output and standard error."""

    def go(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(list(arguments))
        return code, *capsys.readouterr()

    return go


def packed(folder: Path, target: Path) -> Path:
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted((folder / "BMWI").rglob("*.xml")):
            archive.write(path, path.relative_to(folder).as_posix())
    return target


def test_the_command_reads_folder_and_zip_alike_and_reports_every_figure(
    home: SqlStore, call: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    folder = ("harvest", EXPORT, "--replay", str(PAGES / EXPORT), "--format", "json")
    code, out, err = call(*folder)
    assert code == 0, err
    report = json.loads(out)[0]
    assert (report["listed"], report["programs"], report["errors"]) == (7, 4, 2)
    assert len(report["new"]) == 4

    zipped = packed(PAGES / EXPORT, tmp_path / "export.zip")
    code, out, err = call("harvest", EXPORT, "--replay", str(zipped))
    assert code == 0, err
    assert "0 neu, 0 geändert, 4 unverändert, 0 nicht mehr gelistet" in out
    assert "unbekannter Wert „weltraumstation“" in out

    facts = json.loads(call("sources", "--format", "json")[1])
    entry = next(entry for entry in facts if entry["id"] == EXPORT)
    assert (entry["programs"], entry["outcome"], entry["yield"]) == (4, "ok", 1.0)
    assert len(entry["signals"]) == 6


@pytest.mark.parametrize("name", ["../außen.xml", "/etc/x.xml", "C:\\x.xml"])
def test_a_zip_with_climbing_paths_is_refused_and_changes_nothing(
    home: SqlStore, call: Callable[..., tuple[int, str, str]], tmp_path: Path, name: str
) -> None:
    evil = packed(PAGES / EXPORT, tmp_path / "evil.zip")
    with zipfile.ZipFile(evil, "a") as archive:
        archive.writestr(name, "x")

    code, _, err = call("harvest", EXPORT, "--replay", str(evil))

    assert code == 1
    assert "unerlaubten Pfad" in err
    assert len(err.strip().splitlines()) == 1
    assert home.programs.counts() == {}


def test_a_bomb_in_a_zip_costs_one_record(
    home: SqlStore, call: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    bomb = packed(PAGES / EXPORT, tmp_path / "bomb.zip")
    with zipfile.ZipFile(bomb, "a", zipfile.ZIP_DEFLATED) as archive:
        name = "BMWI/FDB/Content/DE/Foerderprogramm/Bund/bombe.xml"
        with archive.open(name, "w", force_zip64=True) as file:
            for _ in range(200):
                file.write(bytes(2**20))

    report = json.loads(call("harvest", EXPORT, "--replay", str(bomb), "--format", "json")[1])[0]

    assert (report["outcome"], report["programs"], report["errors"]) == ("ok", 4, 3)


def test_a_damaged_zip_a_missing_answer_and_an_unknown_source_are_one_sentence(
    home: SqlStore, call: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    broken = tmp_path / "kaputt.zip"
    broken.write_bytes(b"PK\x03\x04 und dann nichts")
    empty = tmp_path / "leer"
    empty.mkdir()

    for place in (broken, tmp_path / "nirgends"):
        code, out, err = call("harvest", EXPORT, "--replay", str(place))
        assert (code, out, len(err.strip().splitlines())) == (1, "", 1)
    code, out, err = call("harvest", EXPORT, "--replay", str(empty))
    assert (code, err) == (1, "")
    assert "fehlgeschlagen" in out
    assert "ist keine Antwort gespeichert" in out
    code, _, err = call("harvest", "mond", "--replay", str(empty))
    assert code == 1
    assert err.startswith("Fehler: Die Quelle „mond“ gibt es nicht")


def test_a_missing_saved_answer_is_a_fetch_error(tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="keine Antwort gespeichert"):
        Replay.open(tmp_path).get("bund_x", "https://example.org/liste.html")


def test_a_run_that_is_killed_can_simply_be_repeated(
    home: SqlStore, call: Callable[..., tuple[int, str, str]]
) -> None:
    """Kill −9 while documents are read: nothing is stored, and the lock is taken over."""
    slow = (
        "import time, scrapers.bund.foerderdatenbank as f; from web.cli import main\n"
        "def parse(self, document):\n    print('reading', flush=True); time.sleep(60)\n"
        "f.Foerderdatenbank.parse = parse; main()"
    )
    command = [sys.executable, "-c", slow, "harvest", EXPORT, "--replay", str(PAGES / EXPORT)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "reading\n"
        process.kill()
    assert home.programs.counts() == {}

    code, out, err = call("harvest", EXPORT, "--replay", str(PAGES / EXPORT))

    assert code == 0, out + err
    assert home.programs.counts() == {EXPORT: 4}
