"""Measuring a ranking against judged data in BEIR form.

nDCG@10 uses the graded judgement as gain and log2 discount (Järvelin and Kekäläinen 2002), the form
of pytrec_eval and BEIR; unjudged counts as 0. Recall, MRR and precision need a yes or no: in a
graded collection (0 to 3) relevant means 2 and more ("fits"), in a binary one 1. Queries without a
relevant document are left out of the means, as trec_eval does.
"""

import json
import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matcher.errors import InputError

Run = dict[str, list[tuple[str, float]]]
"""Query id → (document id, score), best first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """Documents, queries and judgements (query id → document id → grade)."""

    documents: tuple[dict[str, Any], ...]
    queries: tuple[dict[str, Any], ...]
    judgements: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """Means over the judged queries; `per_query` holds nDCG@10."""

    ndcg_10: float
    recall_20: float
    mrr_10: float
    precision_5: float
    queries: int
    ms_per_query: float
    per_query: Mapping[str, float]


def read_collection(folder: Path) -> Collection:
    """Read ``corpus.jsonl``, ``queries.jsonl`` and ``qrels.tsv``.

    Raises:
        InputError: a file is missing or not in BEIR form.
    """
    try:
        documents = tuple(_lines(folder / "corpus.jsonl"))
        queries = tuple(_lines(folder / "queries.jsonl"))
        judgements: dict[str, dict[str, int]] = {}
        rows = (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines()
        for row in rows:
            parts = row.split("\t")
            if len(parts) == 3 and parts[2].strip().lstrip("-").isdigit():
                judgements.setdefault(parts[0], {})[parts[1]] = int(parts[2])
        if not all("_id" in entry and "text" in entry for entry in (*documents, *queries)):
            raise KeyError("_id, text")
    except (OSError, ValueError, KeyError) as error:
        raise InputError(f"{folder} ist kein Bewertungsordner in BEIR-Form: {error}") from error
    return Collection(documents=documents, queries=queries, judgements=judgements)


def run_queries(
    collection: Collection, search: Callable[[dict[str, Any]], list[tuple[str, float]]]
) -> tuple[Run, float]:
    """Ask every query and return the run and the mean milliseconds per query."""
    started = time.perf_counter()
    run = {query["_id"]: search(query) for query in collection.queries}
    seconds = time.perf_counter() - started
    return run, 1000 * seconds / max(1, len(run))


def measure(
    run: Run,
    judgements: Mapping[str, Mapping[str, int]],
    ms_per_query: float = 0.0,
    only: Callable[[str], bool] | None = None,
) -> Quality:
    """Compute the means; `only` restricts documents (for example to English calls)."""
    rows: dict[str, tuple[float, float, float, float]] = {}
    threshold = relevant_from(judgements)
    for query, judged in judgements.items():
        grades = {d: g for d, g in judged.items() if g > 0 and (only is None or only(d))}
        relevant = {d for d, g in grades.items() if g >= threshold}
        if not relevant or query not in run:
            continue
        ranked = [d for d, _ in run[query] if only is None or only(d)]
        rows[query] = (
            ndcg(ranked, grades, 10),
            len(set(ranked[:20]) & relevant) / len(relevant),
            next((1 / rank for rank, d in enumerate(ranked[:10], 1) if d in relevant), 0.0),
            len(set(ranked[:5]) & relevant) / 5,
        )
    columns = list(zip(*rows.values(), strict=True)) or [(), (), (), ()]
    means = [sum(column) / len(column) if column else 0.0 for column in columns]
    return Quality(
        ndcg_10=means[0],
        recall_20=means[1],
        mrr_10=means[2],
        precision_5=means[3],
        queries=len(rows),
        ms_per_query=ms_per_query,
        per_query={query: row[0] for query, row in rows.items()},
    )


def relevant_from(judgements: Mapping[str, Mapping[str, int]]) -> int:
    """Return the lowest grade that counts as relevant: 2 in a graded collection, else 1."""
    highest = max((g for judged in judgements.values() for g in judged.values()), default=0)
    return 2 if highest > 1 else 1


def ndcg(ranked: Sequence[str], grades: Mapping[str, int], depth: int) -> float:
    """Return the normalised discounted cumulative gain of one ranking at a depth."""
    gained = _dcg([grades.get(document, 0) for document in ranked[:depth]])
    ideal = _dcg(sorted(grades.values(), reverse=True)[:depth])
    return gained / ideal if ideal else 0.0


def write_trec_run(run: Run, path: Path, name: str) -> None:
    """Write a run in TREC form: query Q0 document rank score name."""
    lines = [
        f"{query} Q0 {document} {rank} {score:.6f} {name}"
        for query, ranked in run.items()
        for rank, (document, score) in enumerate(ranked, 1)
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _dcg(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(place + 2) for place, gain in enumerate(gains))


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)
