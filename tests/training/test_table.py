"""A recipe of seconds: from a handful of pairs to a model that loads and beats chance."""

from pathlib import Path

import numpy as np

from matcher.encoder import load_encoder
from matcher.index import title_text
from matcher.training.judgements import known_programs, read_judged
from matcher.training.train import train
from tests.training.tiny import RECIPE, SUBJECTS, judge_at_will


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
    judge_at_will(tmp_path, data)
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
