"""Fits the weights of ``models/ranking.toml`` on judged collections.

A logistic regression on the features of `matcher.features` with the judged grade as a share of
relevance: a row counts as relevant with its share and as a miss with the rest. What is reported
comes from cross-validation grouped by query: no query is ever scored by weights it had a part in.
The file that is written is fitted on all of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.evaluation import Collection, Quality, Run, measure, relevant_from
from matcher.query import Query
from matcher.ranker import HybridRanker
from matcher.weights import Weights

RANKERS: Mapping[str, tuple[str, ...]] = {
    "hybrid": ("title", "best", "wide", "grams"),
    "dense": ("title", "best", "wide"),
    "lexical": ("terms", "grams", "expanded", "municipal", "applicant", "english"),
}
_SHARES = {True: np.array([0, 0.25, 0.7, 1]), False: np.array([0, 1])}
"""Grade → share of relevance, in a graded collection and in one of yes and no: a programme at the
edge is worth showing below the right ones, and no miss."""
_FOLDS = 7
_REPEATS = 5
_STRENGTH = 0.1
Judged = tuple[HybridRanker, Collection]
"""A collection and a ranker that holds its programmes."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Weights with what cross-validation says of them, per collection.

    `calibration_errors` are expected calibration errors over ten bins of equal size.
    """

    weights: Weights
    qualities: tuple[Quality, ...]
    calibration_errors: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Table:
    """Per query id: features (programmes × features), what features of fixed weight add to the
    score (programmes,), relevance and share of it (programmes,)."""

    features: dict[str, NDArray[np.float64]]
    added: dict[str, NDArray[np.float64]]
    relevant: dict[str, NDArray[np.bool_]]
    share: dict[str, NDArray[np.float64]]
    ids: tuple[str, ...]


def fit_weights(judged: Sequence[Judged], kind: str, current: Weights) -> Fit:
    """Fit one ranker's weights on all collections together.

    Carried over from the `current` weights: the scores from which a band begins, set by a person
    who has read the precision per score in the report; and the weight of a feature that is not
    fitted, because judged measures say nothing of it (who calls a programme by its name).
    """
    names = RANKERS[kind]
    fixed = {name: weight for name, weight in current.features.items() if name not in names}
    tables = [_table(ranker, collection, names, fixed) for ranker, collection in judged]
    rounds = [_cross_validated(tables, seed) for seed in range(_REPEATS)]
    qualities, errors = [], []
    for place, (_, collection) in enumerate(judged):
        table = tables[place]
        runs = [measure(_run(table, each[place]), collection.judgements) for each in rounds]
        qualities.append(sorted(runs, key=lambda quality: quality.ndcg_10)[_REPEATS // 2])
        pooled = np.concatenate([each[place][query] for each in rounds for query in table.features])
        truth = np.concatenate([table.relevant[query] for _ in rounds for query in table.features])
        errors.append(calibration_error(1 / (1 + np.exp(-pooled)), truth))
    coefficients, intercept = _regress([(table, list(table.features)) for table in tables])
    weights = Weights(
        features={name: round(float(w), 4) for name, w in zip(names, coefficients, strict=True)}
        | fixed,
        intercept=round(intercept, 4),
        bands=current.bands,
    )
    return Fit(weights, tuple(qualities), tuple(errors))


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


def _table(
    ranker: HybridRanker,
    collection: Collection,
    names: Sequence[str],
    fixed: Mapping[str, float],
) -> _Table:
    ids = tuple(program.id for program in ranker.programs)
    threshold = relevant_from(collection.judgements)
    features, added, relevant, share = {}, {}, {}, {}
    for query in collection.queries:
        field = str((query.get("metadata") or {}).get("field") or "")
        values = ranker.features(Query(text=query["text"], field=field)).values
        judged = collection.judgements.get(query["_id"], {})
        features[query["_id"]] = np.column_stack([values[name] for name in names]).astype(float)
        added[query["_id"]] = sum(
            (weight * values[name].astype(float) for name, weight in fixed.items()),
            start=np.zeros(len(ids)),
        )
        grades = np.array([judged.get(id_, 0) for id_ in ids])
        relevant[query["_id"]] = grades >= threshold
        share[query["_id"]] = _SHARES[threshold > 1][grades]
    return _Table(features, added, relevant, share, ids)


def _regress(
    chosen: Sequence[tuple[_Table, Sequence[str]]],
) -> tuple[NDArray[np.float64], float]:
    """Return coefficients on the raw features and the intercept."""
    from sklearn.linear_model import LogisticRegression

    rows = np.vstack([table.features[query] for table, queries in chosen for query in queries])
    share = np.concatenate([table.share[query] for table, queries in chosen for query in queries])
    mean, spread = rows.mean(axis=0), rows.std(axis=0)
    spread[spread == 0] = 1
    scaled, positive = (rows - mean) / spread, share > 0
    model = LogisticRegression(C=_STRENGTH, max_iter=1000)
    model.fit(
        np.vstack([scaled, scaled[positive]]),
        np.repeat([False, True], [len(scaled), positive.sum()]),
        sample_weight=np.concatenate([1 - share, share[positive]]),
    )
    coefficients = model.coef_[0] / spread
    return coefficients, float(model.intercept_[0] - coefficients @ mean)


def _cross_validated(tables: Sequence[_Table], seed: int) -> list[dict[str, NDArray[np.float64]]]:
    """Return per table a score per query and programme from weights that never saw the query."""
    chance = np.random.default_rng(seed)
    folds = [np.array_split(chance.permutation(list(t.features)), _FOLDS) for t in tables]
    scores: list[dict[str, NDArray[np.float64]]] = [{} for _ in tables]
    for fold in range(_FOLDS):
        seen = [
            (table, [query for query in table.features if query not in set(parts[fold])])
            for table, parts in zip(tables, folds, strict=True)
        ]
        coefficients, intercept = _regress(seen)
        for place, (table, parts) in enumerate(zip(tables, folds, strict=True)):
            for query in map(str, parts[fold]):
                fitted = table.features[query] @ coefficients + intercept
                scores[place][query] = fitted + table.added[query]
    return scores


def _run(table: _Table, scores: Mapping[str, NDArray[np.float64]]) -> Run:
    run: Run = {}
    for query, values in scores.items():
        order = np.argsort(-values, kind="stable")[:100]
        run[query] = [(table.ids[row], float(values[row])) for row in order]
    return run
