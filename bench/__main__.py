"""``make bench``: all slow measurements, one JSON object on standard output.

Names select some: ``python -m bench speed facts``. What needs real data looks for ``../shared`` and
is left out, with its reason, where that is missing.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

SHARED = Path(__file__).resolve().parents[2] / "shared"


def relevance() -> Any:
    """Compare the rankers of the house with their peers on the judged measures."""
    from matcher.encoder import load_encoder
    from matcher.evaluation import read_collection
    from matcher.paths import shipped
    from matcher.settings import DEFAULT_MODEL
    from matcher.training.comparison import compare

    collection = read_collection(SHARED / "gold" / "relevance")
    models = {DEFAULT_MODEL: lambda: load_encoder(DEFAULT_MODEL, shipped("models"))}
    return [asdict(row) for row in compare(collection, models)]


def names() -> Any:
    """MRR@10 of asking for a programme by the short name in its title."""
    from matcher.beir import search
    from matcher.encoder import load_encoder
    from matcher.evaluation import measure, run_queries
    from matcher.paths import shipped
    from matcher.settings import DEFAULT_MODEL
    from matcher.training.judged import judged_names

    ranker, collection = judged_names(load_encoder(DEFAULT_MODEL, shipped("models")))
    found = {"names": float(len(collection.queries))}
    for kind in ("hybrid", "dense", "lexical"):
        run, _ = run_queries(collection, lambda query, kind=kind: search(ranker, query, kind))  # type: ignore[misc]
        found[kind] = round(measure(run, collection.judgements).mrr_10, 3)
    return found


def facts() -> Any:
    """Precision and recall of the evidence extraction."""
    from bench.facts import measure

    return measure(SHARED / "gold" / "facts")


def speed() -> Any:
    """Time per measure, and how it grows with the catalogue."""
    from bench.speed import measure

    return measure()


def harvest() -> Any:
    """Time and memory of an export of 2,500 programmes."""
    from bench.harvest import measure

    return measure()


def history() -> Any:
    """Real lists of EU calls as a harvest history."""
    from bench.eu_history import measure

    return measure()


def scenarios() -> Any:
    """The catalogue before and after a source goes wrong."""
    from bench.scenarios import measure

    return measure()


def encoders() -> Any:
    """The shipped model alone on every judged set, and on the test part of the STS benchmark."""
    from matcher.encoder import load_encoder
    from matcher.paths import shipped
    from matcher.settings import DEFAULT_MODEL
    from matcher.training.measure import measure_all

    return measure_all(load_encoder(DEFAULT_MODEL, shipped("models")), SHARED)


MEASUREMENTS: dict[str, tuple[Callable[[], Any], bool]] = {
    "relevance": (relevance, True),
    "names": (names, False),
    "facts": (facts, True),
    "speed": (speed, False),
    "encoders": (encoders, True),
    "harvest": (harvest, True),
    "history": (history, True),
    "scenarios": (scenarios, False),
}
"""Name → (measurement, whether it needs real data)."""


def main(names: list[str]) -> int:
    """Run the named measurements, or all."""
    unknown = sorted(set(names) - MEASUREMENTS.keys())
    if unknown:
        print(f"unknown: {', '.join(unknown)}; known: {', '.join(MEASUREMENTS)}", file=sys.stderr)
        return 2
    results: dict[str, Any] = {}
    for name in names or MEASUREMENTS:
        run, needs_data = MEASUREMENTS[name]
        if needs_data and not SHARED.is_dir():
            results[name] = {"skipped": "no real data beside the checkout (../shared)"}
        elif names == [name]:
            results[name] = run()
        else:  # each in a process of its own: none finds another's memory or settings
            command = [sys.executable, "-m", "bench", name]
            results |= json.loads(
                subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
            )
        print(f"{name}: done", file=sys.stderr)
    print(json.dumps(results, ensure_ascii=False, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
