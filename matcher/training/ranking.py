"""Fits the weights of ``models/ranking.toml`` on judged collections.

A logistic regression on the features of `matcher.features`, relevant (grade 2 and 3) against the
rest. What is reported comes from cross-validation grouped by query: no query is ever scored by
weights it had a part in. The file that is written is fitted on all of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.evaluation import Collection, Quality, Run, measure, relevant_from
from matcher.features import DENSE, LEXICAL
from matcher.query import Query
from matcher.ranker import HybridRanker
from matcher.vocabulary import Band
from matcher.weights import Weights

RANKERS: Mapping[str, tuple[str, ...]] = {
    "hybrid": (*LEXICAL, *DENSE),
    "dense": ("title", "best", "wide"),
    "lexical": LEXICAL,
}
_FOLDS = 7
_REPEATS = 5
_STRENGTH = 0.1
_EDGE, _GOOD, _STRONG = 0.02, 0.08, 0.25
"""Calibrated probability of relevance from which a band begins."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Weights with what cross-validation says of them.

    `calibration_error` is the expected calibration error over ten bins of equal size.
    """

    weights: Weights
    quality: Quality
    calibration_error: float


@dataclass(frozen=True, slots=True)
class _Table:
    """Features (programmes × features) and relevance (programmes,) per query id."""

    features: dict[str, NDArray[np.float64]]
    relevant: dict[str, NDArray[np.bool_]]
    ids: tuple[str, ...]


def fit_weights(ranker: HybridRanker, collection: Collection, kind: str) -> Fit:
    """Fit one ranker's weights on one collection whose programmes `ranker` holds."""
    names = RANKERS[kind]
    table = _table(ranker, collection, names)
    scores = [_cross_validated(table, seed) for seed in range(_REPEATS)]
    qualities = [measure(_run(table, each), collection.judgements) for each in scores]
    best = sorted(qualities, key=lambda quality: quality.ndcg_10)[_REPEATS // 2]
    pooled = np.concatenate([each[query] for each in scores for query in table.features])
    truth = np.concatenate([table.relevant[query] for _ in scores for query in table.features])
    coefficients, intercept = _regress(table, list(table.features))
    weights = Weights(
        features={name: round(float(w), 4) for name, w in zip(names, coefficients, strict=True)},
        intercept=round(intercept, 4),
        bands={
            band: round(float(np.log(p / (1 - p))), 4)
            for band, p in zip(Band, (_STRONG, _GOOD, _EDGE), strict=True)
        },
    )
    return Fit(weights, best, calibration_error(1 / (1 + np.exp(-pooled)), truth))


def calibration_error(
    predicted: NDArray[np.float64], truth: NDArray[np.bool_], bins: int = 10
) -> float:
    """Return the expected calibration error (Naeini et al. 2015) over bins of equal size."""
    order = np.array_split(np.argsort(predicted), bins)
    gaps = [abs(predicted[rows].mean() - truth[rows].mean()) * len(rows) for rows in order]
    return float(sum(gaps) / len(predicted))


def to_toml(fits: Mapping[str, Weights]) -> str:
    """Return the text of a weights file."""
    lines = ["# Fitted by „foerdertopf model weights“; reviewed, not written by hand.", ""]
    for kind, weights in fits.items():
        features = ", ".join(f"{name} = {value}" for name, value in weights.features.items())
        bands = ", ".join(f"{band.value} = {start}" for band, start in weights.bands.items())
        lines += [
            f"[{kind}]",
            f"intercept = {weights.intercept}",
            f"features = {{ {features} }}",
            f"bands = {{ {bands} }}",
            "",
        ]
    return "\n".join(lines)


def _table(ranker: HybridRanker, collection: Collection, names: Sequence[str]) -> _Table:
    ids = tuple(program.id for program in ranker.programs)
    threshold = relevant_from(collection.judgements)
    features, relevant = {}, {}
    for query in collection.queries:
        field = str((query.get("metadata") or {}).get("field") or "")
        values = ranker.features(Query(text=query["text"], field=field)).values
        judged = collection.judgements.get(query["_id"], {})
        features[query["_id"]] = np.column_stack([values[name] for name in names]).astype(float)
        relevant[query["_id"]] = np.array([judged.get(id_, 0) >= threshold for id_ in ids])
    return _Table(features, relevant, ids)


def _regress(table: _Table, queries: Sequence[str]) -> tuple[NDArray[np.float64], float]:
    """Return coefficients on the raw features and the intercept."""
    from sklearn.linear_model import LogisticRegression

    rows = np.vstack([table.features[query] for query in queries])
    truth = np.concatenate([table.relevant[query] for query in queries])
    mean, spread = rows.mean(axis=0), rows.std(axis=0)
    spread[spread == 0] = 1
    model = LogisticRegression(C=_STRENGTH, max_iter=1000)
    model.fit((rows - mean) / spread, truth)
    coefficients = model.coef_[0] / spread
    return coefficients, float(model.intercept_[0] - coefficients @ mean)


def _cross_validated(table: _Table, seed: int) -> dict[str, NDArray[np.float64]]:
    """Return a score per query and programme from weights that have not seen the query."""
    queries = np.array(list(table.features))
    shuffled = np.random.default_rng(seed).permutation(queries)
    scores = {}
    for held_out in np.array_split(shuffled, min(_FOLDS, len(queries))):
        seen = [query for query in queries if query not in set(held_out)]
        coefficients, intercept = _regress(table, seen)
        for query in held_out:
            scores[str(query)] = table.features[str(query)] @ coefficients + intercept
    return scores


def _run(table: _Table, scores: Mapping[str, NDArray[np.float64]]) -> Run:
    run: Run = {}
    for query, values in scores.items():
        order = np.argsort(-values, kind="stable")[:100]
        run[query] = [(table.ids[row], float(values[row])) for row in order]
    return run
