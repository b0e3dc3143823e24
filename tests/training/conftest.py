"""A data folder to train on."""

import json
from pathlib import Path

import pytest

from tests.training.tiny import RECIPE, SUBJECTS


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
