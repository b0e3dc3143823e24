"""The goals of the extraction on labelled sentences and programmes beside the checkout."""

import importlib.util
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
GOLD = ROOT.parent / "shared" / "gold" / "facts"


@pytest.fixture(scope="module")
def measured() -> dict[str, Any]:
    if not GOLD.is_dir():
        pytest.skip("no labelled facts beside the checkout (../shared/gold/facts)")
    spec = importlib.util.spec_from_file_location("bench_facts", ROOT / "bench" / "facts.py")
    assert spec is not None
    assert spec.loader is not None
    bench = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(bench)
    result: dict[str, Any] = bench.measure(GOLD)
    return result


@pytest.mark.parametrize(
    ("part", "field", "precision", "recall"),
    [
        ("sentences", "deadlines", 0.95, 0.90),
        ("programmes", "deadlines", 0.95, 0.90),
        ("programmes", "funding_rate_max", 0.95, 0.85),
        ("programmes", "amount_max_eur", 0.95, 0.85),
        ("programmes", "amount_min_eur", 0.95, 0.85),
        ("programmes", "start_rule", 0.95, 0.85),
        ("programmes", "applicants", 0.90, 0.85),
    ],
)
def test_the_goal_is_reached(
    measured: dict[str, Any], part: str, field: str, precision: float, recall: float
) -> None:
    score = measured[part][field]

    assert score["precision"] >= precision
    assert score["recall"] >= recall


def test_every_quote_is_verbatim(measured: dict[str, Any]) -> None:
    assert measured["quotes_not_verbatim"] == 0
