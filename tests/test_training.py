"""A recipe of seconds: from a handful of pairs to a model that loads and beats chance."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from matcher.encoder import load_encoder
from matcher.errors import InputError
from matcher.index import title_text
from matcher.training.collected_corpora import READERS
from matcher.training.corpora import judged_texts, passages, read_pairs
from matcher.training.judgements import known_programs, read_judged
from matcher.training.recipe import read_recipe
from matcher.training.train import train

SUBJECTS = [
    ("Radweg", "Fahrradstraße", "cycle path", "bicycle lane"),
    ("Kita", "Kindergarten", "nursery", "childcare centre"),
    ("Feuerwehr", "Löschzug", "fire brigade", "fire engine"),
    ("Museum", "Ausstellung", "museum", "exhibition"),
    ("Glasfaser", "Breitband", "fibre", "broadband"),
    ("Freibad", "Schwimmhalle", "swimming pool", "lido"),
    ("Kläranlage", "Abwasser", "sewage plant", "wastewater"),
    ("Solardach", "Photovoltaik", "solar roof", "photovoltaics"),
]
RECIPE = """
name = "mini"
licence = "CC0-1.0"
seed = 7
dim = 24
[[tokenizer]]
file = "words.json"
size = 300
[[tokenizer]]
file = "parts.json"
size = 120
[vocabulary]
own_cross = 100
own_german = 100
[[stage]]
name = "only"
steps = 60
batch = 32
learning_rate = [2e-2, 1e-3]
scale = 20.0
[stage.sources]
own_cross = 2.0
own_german = 1.0
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with a few own-written pairs, all of whose words occur in several of them."""
    rows = []
    for number, (first, second, english, other) in enumerate(SUBJECTS):
        far = SUBJECTS[(number + 3) % len(SUBJECTS)]
        for verb, work in (
            ("bauen", "construction"),
            ("sanieren", "renovation"),
            ("planen", "planning"),
        ):
            rows.append(
                {
                    "measure": f"{first} {verb}",
                    "call_de": f"Zuschuss, um {second} zu {verb}",
                    "call_en": f"Grants for the {work} of a {english} or {other}",
                    "title_de": f"{second} und {first}",
                    "title_en": f"{english} and {other}",
                    "near_miss_de": f"{far[1]} {verb}",
                    "near_miss_en": f"{work} of a {far[2]}",
                }
            )
    folder = tmp_path / "data"
    (folder / "training").mkdir(parents=True)
    lines = (json.dumps(row, ensure_ascii=False) for row in rows)
    (folder / "training/pairs-mini.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "recipe.toml").write_text(RECIPE, encoding="utf-8")
    return folder


def test_a_small_recipe_gives_a_model_that_ranks(tmp_path: Path, data: Path) -> None:
    train(tmp_path / "recipe.toml", tmp_path / "models/mini", shared=tmp_path, data=data)
    encoder = load_encoder("mini", tmp_path / "models")
    measures = encoder.encode_query([f"{german} errichten" for german, *_ in SUBJECTS])
    calls = encoder.encode_document([f"a new {english}" for *_, english, _ in SUBJECTS])
    first = (measures @ calls.T).argmax(axis=1)
    assert (first == np.arange(len(SUBJECTS))).sum() >= 6  # chance: one
    assert encoder.fingerprint.startswith("mini@")


def test_a_published_model_is_repeated_from_its_own_folder(tmp_path: Path, data: Path) -> None:
    models = tmp_path / "models"
    train(tmp_path / "recipe.toml", models / "one", shared=tmp_path, data=data)
    train(models / "one/recipe.toml", models / "two", shared=tmp_path, data=data)
    one, two = (load_encoder(name, models) for name in ("one", "two"))
    assert one.fingerprint == two.fingerprint


def test_judged_measures_teach_what_no_pair_says(tmp_path: Path, data: Path) -> None:
    """Grades bind measures to programmes at will; only the judged stage can learn the binding."""
    count = len(SUBJECTS)
    rows = [
        {"id": f"p{n}", "title": f"Richtlinie {german}", "description": f"Gefördert wird {german}."}
        for n, (german, *_) in enumerate(SUBJECTS)
    ]
    _packed(tmp_path / "data/fdb_combined/fdb_programmes_474.jsonl.gz", rows)
    _packed(tmp_path / "data/eu_cordisdata/open_calls_2026-08-10.jsonl.gz", [])
    judged = [
        {
            "measure": f"{other} planen",
            "field": "",
            "grades": {"3": [f"p{(n + 1) % count}"], "0": [f"p{n}"]},
        }
        for n, (_, other, *_) in enumerate(SUBJECTS)
    ]
    (data / "training/judged-mini.jsonl").write_text("\n".join(map(json.dumps, judged)))
    stage = """
[[stage]]
name = "judged"
steps = 40
batch = 16
learning_rate = [2e-2, 1e-3]
scale = 20.0
judged = 8
others = 4
"""
    (tmp_path / "judged.toml").write_text(RECIPE + stage, encoding="utf-8")
    known = known_programs(tmp_path, data)
    measures = read_judged([data / "training/judged-mini.jsonl"], known)

    def hits(recipe: str) -> int:
        train(tmp_path / recipe, tmp_path / recipe[:-5], shared=tmp_path, data=data)
        encoder = load_encoder(str(tmp_path / recipe[:-5]), tmp_path)
        titles = encoder.encode_document([title_text(program) for program in known.values()])
        first = (encoder.encode_query([m.text for m in measures]) @ titles.T).argmax(axis=1)
        ids = list(known)
        return sum(measures[n].grades.get(ids[row]) == 3 for n, row in enumerate(first))

    assert hits("recipe.toml") <= 2
    assert hits("judged.toml") >= 6


def _packed(path: Path, rows: list[dict[str, str]]) -> None:
    path.parent.mkdir(parents=True)
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write("\n".join(json.dumps(row) for row in rows))


@pytest.mark.parametrize(
    ("grades", "reason"),
    [
        ('{"3": ["gibt-es-nicht"]}', "gibt-es-nicht"),
        ('{"4": ["a"]}', "keine Datei mit beurteilten"),
        ('{"3": ["a"], "1": ["a"]}', "keine Datei mit beurteilten"),
        ('{"3": "abc"}', "keine Datei mit beurteilten"),
        ("[1]", "keine Datei mit beurteilten"),
    ],
)
def test_a_judgement_that_cannot_be_meant_is_refused(
    grades: str, reason: str, tmp_path: Path
) -> None:
    path = tmp_path / "judged-x.jsonl"
    path.write_text(f'{{"measure": "Kita", "field": "", "grades": {grades}}}')

    with pytest.raises(InputError, match=reason):
        read_judged([path], {})


def test_a_stage_without_anything_to_learn_from_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "recipe.toml"
    path.write_text(RECIPE.split("[stage.sources]")[0], encoding="utf-8")
    with pytest.raises(InputError, match="woraus"):
        read_recipe(path)


def test_an_unknown_source_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "recipe.toml"
    path.write_text(RECIPE.replace("own_german = 1.0", "made_up = 1.0"), encoding="utf-8")
    with pytest.raises(InputError, match="made_up"):
        read_recipe(path)


def test_judged_measures_never_become_training_pairs(tmp_path: Path) -> None:
    gold = tmp_path / "gold/some_set"
    gold.mkdir(parents=True)
    (gold / "queries.jsonl").write_text(
        '{"_id": "1", "text": "Neue  Stadtbücherei"}\n', encoding="utf-8"
    )
    eurovoc = tmp_path / "lang/eurovoc"
    eurovoc.mkdir(parents=True)
    table = (
        "kind\tid\tde\ten\n"
        "concept\t1\tneue Stadtbücherei\tnew city library\n"
        "concept\t2\tKanal\tcanal\n"
    )
    (eurovoc / "eurovoc_de_en.tsv").write_text(table, encoding="utf-8")
    pairs = read_pairs(READERS["eurovoc"], tmp_path, judged_texts(tmp_path))
    assert [pair.anchor for pair in pairs] == ["Kanal"]


def test_passages_end_at_sentences_and_lose_no_word() -> None:
    text = "### Volltext\n" + " ".join(
        f"Der {n}. Satz steht hier für sich allein da." for n in range(40)
    )
    pieces = passages(text, words=30)
    assert all(piece.endswith(".") for piece in pieces)
    assert sum(piece.count("Satz") for piece in pieces) == 40
    assert max(len(piece.split()) for piece in pieces) <= 60
