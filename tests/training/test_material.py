"""What training reads: pairs, passages, judgements and recipes, and what it refuses."""

from pathlib import Path

import pytest

from matcher.errors import InputError
from matcher.training.collected_corpora import READERS
from matcher.training.corpora import judged_texts, passages, read_pairs
from matcher.training.judgements import read_judged
from matcher.training.recipe import read_recipe
from tests.training.tiny import RECIPE


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
