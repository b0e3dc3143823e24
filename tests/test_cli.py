"""The command line: through its real entry point, on a real database."""

import csv
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from web.cli import COMMANDS, run

STREET_LIGHTS = "Umrüstung der Straßenbeleuchtung auf LED"


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database after ``foerdertopf setup``; tests that write take a copy."""
    path = tmp_path_factory.mktemp("seeded") / "foerdertopf.sqlite"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FOERDERTOPF_DATABASE", f"sqlite:///{path}")
        assert run(["setup"]) == 0
    return path


@pytest.fixture
def call(seeded, monkeypatch, capsysbinary):
    """Run a command and return exit code, standard output (bytes) and standard error (text)."""

    def run_command(*arguments: str, database: Path = seeded) -> tuple[int, bytes, str]:
        monkeypatch.setenv("FOERDERTOPF_DATABASE", f"sqlite:///{database}")
        capsysbinary.readouterr()
        code = run(list(arguments))
        out, err = capsysbinary.readouterr()
        return code, out, err.decode()

    return run_command


def test_street_lighting_finds_the_lighting_programme_first(call):
    code, out, _ = call("match", STREET_LIGHTS, "--format", "json")

    answer = json.loads(out)
    assert code == 0
    first = answer["matches"][0]
    assert "beleuchtung" in first["program"]["title"].lower()
    assert {reason["criterion"] for reason in first["reasons"]} >= {
        "thema",
        "region",
        "antragsteller",
        "frist",
    }
    assert answer["measure"]["region"] == "12052000"


def test_every_candidate_is_open_in_brandenburg_and_quotes_its_own_text(call):
    _, out, _ = call("match", STREET_LIGHTS, "--format", "json", "--limit", "100")
    answer = json.loads(out)
    _, exported, _ = call("programs", "export", "--format", "json")
    texts = {p["id"]: [s["text"] for s in p["sections"]] for p in json.loads(exported)}

    assert answer["matches"]
    for match in answer["matches"]:
        program = match["program"]
        assert program["opening"] != "geschlossen"
        assert not any(code[:2].isdigit() and code[:2] != "12" for code in program["regions"])
        for pair in match["passages"]:
            assert pair["measure"] in STREET_LIGHTS
            assert any(pair["program"] in text for text in texts[program["id"]])


def test_the_third_smart_city_round_is_never_a_candidate(call):
    _, out, _ = call("match", "Modellprojekt Smart City", "--format", "json", "--limit", "200")
    answer = json.loads(out)

    assert not [m for m in answer["matches"] if "3. Staffel" in m["program"]["title"]]
    (third,) = [e for e in answer["excluded"] if "3. Staffel" in e["title"]]
    assert "14.03.2021" in third["reason"]


def test_on_its_last_day_it_was_a_candidate(call):
    _, out, _ = call(
        "match", "Modellprojekt Smart City", "--format", "json", "--on", "2021-03-14",
        "--limit", "200",
    )  # fmt: skip

    assert [m for m in json.loads(out)["matches"] if "3. Staffel" in m["program"]["title"]]


def test_tables_open_in_german_excel(call):
    _, text, _ = call("match", STREET_LIGHTS, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(text.decode("utf-8-sig")), delimiter=";"))
    _, book, _ = call("match", STREET_LIGHTS, "--format", "xlsx")

    assert rows[0]["Rang"] == "1"
    assert "beleuchtung" in rows[0]["Programm"].lower()
    assert "xl/worksheets/sheet1.xml" in zipfile.ZipFile(io.BytesIO(book)).namelist()


def test_a_programme_survives_export_and_import_in_every_form(call, tmp_path):
    _, before, _ = call("programs", "export", "--format", "json")
    for form in ("json", "csv", "xlsx"):
        target, database = tmp_path / f"p.{form}", tmp_path / f"{form}.sqlite"
        assert call("programs", "export", "--format", form, "--output", str(target))[0] == 0
        assert call("setup", database=database)[0] == 0

        code, out, _ = call("programs", "import", str(target), database=database)

        assert code == 0
        assert b"0 neu, 0 ge" in out
    _, after, _ = call("programs", "export", "--format", "json")
    assert json.loads(after) == json.loads(before)


def test_setup_can_be_repeated(call, seeded):
    before = call("programs", "export")[1]

    code, out, _ = call("setup")

    assert code == 0
    assert b"(0 neu, 0 ge" in out
    assert call("programs", "export")[1] == before


def test_the_whole_catalogue_is_ranked_and_stored(call, tmp_path):
    report = tmp_path / "bericht.html"

    code, out, _ = call("rank", "--report", str(report))

    assert code == 0
    assert "12 Maßnahmen" in out.decode()
    assert "Digitalzentrum" in report.read_text(encoding="utf-8")


def test_a_correction_by_hand_survives_setup_and_is_shown_in_the_ranking(call, tmp_path):
    database = tmp_path / "eigene.sqlite"
    call("setup", database=database)
    id_ = "bund-kommunalrichtlinie-strassenbeleuchtung"

    assert call("programs", "correct", id_, "funding_rate", "12.5", "--by", "Beratung",
                database=database)[0] == 0  # fmt: skip
    call("setup", database=database)
    answer = json.loads(call("match", STREET_LIGHTS, "--format", "json", database=database)[1])

    (found,) = [m for m in answer["matches"] if m["program"]["id"] == id_]
    assert found["program"]["funding_rate"] == 12.5
    code, _, err = call("programs", "correct", id_, "level", "Gemeinde", "--by", "x",
                        database=database)  # fmt: skip
    assert (code, id_ in err) == (1, True)


def test_status_counts_what_is_there(call):
    _, out, _ = call("status", "--format", "json")

    facts = json.loads(out)
    assert facts["programs"]["katalog"] >= 60
    assert facts["municipalities"][0]["measures"] == 12


def test_evaluate_prints_the_measures(call, tmp_path):
    (tmp_path / "corpus.jsonl").write_text(
        '{"_id": "a", "title": "Radwege", "text": "Neue Radwege."}\n'
        '{"_id": "b", "title": "Deiche", "text": "Schutz vor Hochwasser."}\n',
        encoding="utf-8",
    )
    (tmp_path / "queries.jsonl").write_text('{"_id": "q", "text": "Radwegebau"}\n')
    (tmp_path / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq\ta\t2\n")

    code, out, _ = call(
        "evaluate", str(tmp_path), "--format", "json", "--ranker", "lexical",
        "--run", str(tmp_path / "run"),
    )  # fmt: skip

    assert code == 0
    assert json.loads(out)["nDCG@10"] == 1.0
    assert (tmp_path / "run").read_text().startswith("q Q0 a 1 ")


def test_a_missing_model_ranks_lexically_and_says_so(call, monkeypatch):
    monkeypatch.setenv("FOERDERTOPF_MODEL", "gibt-es-nicht")

    code, out, err = call("match", STREET_LIGHTS, "--format", "json")

    answer = json.loads(out)
    assert (code, answer["model"]) == (0, None)
    assert "beleuchtung" in answer["matches"][0]["program"]["title"].lower()
    assert "ohne Sprachmodell" in err


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (["match", ""], 1, "Maßnahme"),
        (["match", "x" * 2_000_000], 1, "zu lang"),
        (["match", "Radweg", "--region", "99999999"], 1, "99999999"),
        (["match", "Radweg", "--applicant", "Kaiser"], 1, "Antragstellerart"),
        (["match", "Radweg", "--on", "31.02.2027"], 2, "31.02.2027"),
        (["match", "Radweg", "--limit", "0"], 2, "limit"),
        (["match", "--measure", "gibt-es-nicht"], 1, "gibt-es-nicht"),
        (["match"], 1, "TEXT"),
        (["rank", "--municipality", "12071160"], 1, "Maßnahmenkatalog"),
        (["programs", "import", "/gibt/es/nicht.json"], 1, "nicht.json"),
        (["evaluate", "/gibt/es/nicht"], 1, "BEIR"),
        (["zaubern"], 2, "zaubern"),
        (["match", "Radweg", "--zaubern"], 2, "--zaubern"),
        ([], 2, "Befehl"),
    ],
)
def test_bad_input_is_one_german_sentence_with_its_exit_code(call, arguments, code, word):
    got, out, err = call(*arguments)

    assert (got, out) == (code, b"")
    assert err.startswith("Fehler: ")
    assert err.count("\n") == 1
    assert word in err


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("kaputt.xlsx", b"PK kein Archiv", "XLSX"),
        ("kaputt.json", b"{", "JSON"),
        ("frist.json", b'[{"id": "x", "title": "t", "url": "u", "source": "s", "level": "bund",'
         b' "as_of": "2026-01-01", "deadlines": [{"kind": "antrag", "date": "2027-02-30"}]}]', "x"),
        ("katalog.csv", "Förderung;Frist\r\n".encode("cp1252"), "UTF-8"),
        ("ohne.csv", b"a;b\r\n1;2\r\n", "ID"),
        ("bild.png", b"\x89PNG", ".json"),
    ],
)  # fmt: skip
def test_a_bad_programme_file_changes_nothing(call, tmp_path, name, content, word):
    before = call("programs", "export")[1]
    (tmp_path / name).write_bytes(content)

    code, _, err = call("programs", "import", str(tmp_path / name))

    assert code == 1
    assert word in err
    assert call("programs", "export")[1] == before


def test_a_database_that_is_none_is_left_alone(call, tmp_path):
    path = tmp_path / "brief.sqlite"
    path.write_bytes(b"Sehr geehrte Damen und Herren" * 50)

    for command in (["setup"], ["match", "Radweg"], ["status"]):
        code, _, err = call(*command, database=path)
        assert code == 1
        assert "keine SQLite-Datenbank" in err
    assert path.read_bytes() == b"Sehr geehrte Damen und Herren" * 50


def test_every_command_has_german_help(call):
    for name in COMMANDS:
        code, out, _ = call(name, "--help")
        assert code == 0
        assert name in out.decode()


def test_matching_imports_neither_torch_nor_sklearn_nor_pandas(seeded):
    script = (
        "import sys; from web.cli import run; code = run(['match', 'Radweg', '--limit', '1']);"
        "heavy = {'torch', 'sklearn', 'pandas', 'sentence_transformers', 'flask', 'scipy.stats'};"
        "print(sorted(heavy & sys.modules.keys()), code, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env={"FOERDERTOPF_DATABASE": f"sqlite:///{seeded}", "PATH": "/usr/bin:/bin"},
    )

    assert done.stderr.strip().splitlines()[-1] == "[] 0"
