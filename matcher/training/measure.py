"""What an encoder reaches alone, without lexical search or re-ranking, on judged sets in BEIR
form.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from matcher.dense import DenseIndex
from matcher.encoder import Encoder
from matcher.evaluation import Collection, Run, measure, read_collection
from matcher.passages import split_passages, split_sections
from matcher.training.corpora import table

if TYPE_CHECKING:
    from numpy.typing import NDArray

TITLE_WEIGHT = 0.4
_DEPTH = 1000


def measure_encoder(encoder: Encoder, gold: Path) -> dict[str, float]:
    """nDCG@10 per set below ``gold``; the first set also per language of the documents, and its
    recall@20.

    "German only" means that the ranking holds only German documents, not that English ones count as
    wrong.
    """
    figures: dict[str, float] = {}
    for folder in sorted(path.parent for path in gold.glob("*/qrels.tsv")):
        collection = read_collection(folder)
        run = dense_run(collection, encoder)
        quality = measure(run, collection.judgements)
        figures[f"{folder.name} nDCG@10"] = quality.ndcg_10
        languages = {d["_id"]: d.get("metadata", {}).get("lang", "") for d in collection.documents}
        if {"de", "en"} <= set(languages.values()):
            figures[f"{folder.name} recall@20"] = quality.recall_20
            for language in ("de", "en"):
                kept = frozenset(name for name, found in languages.items() if found == language)
                part = measure(run, collection.judgements, only=kept.__contains__)
                figures[f"{folder.name} {language} only nDCG@10"] = part.ndcg_10
                figures[f"{folder.name} {language} only recall@20"] = part.recall_20
    return figures


def measure_all(encoder: Encoder, material: Path) -> dict[str, float]:
    """Return the figures of a model on everything judged in the collected material."""
    figures = measure_encoder(encoder, material / "gold")
    scores = material / "lang" / "stsb_de_en" / "stsb_de_en.tsv"
    return figures | measure_similarity(encoder, scores) if scores.is_file() else figures


def measure_similarity(encoder: Encoder, path: Path) -> dict[str, float]:
    """Spearman correlation of cosines and human scores on the test part of the STS benchmark,
    German, English and across; no training touched that part.
    """
    from scipy.stats import spearmanr

    rows = [row for row in table(path) if row["split"] == "test"]
    scores = [float(row["score"]) for row in rows]
    vectors = {
        side: encoder.encode_document([row[side] for row in rows])
        for side in ("de1", "de2", "en1", "en2")
    }
    pairs = {"German": ("de1", "de2"), "English": ("en1", "en2"), "across": ("de1", "en2")}
    return {
        f"stsb {name} Spearman": float(
            spearmanr((vectors[one] * vectors[other]).sum(axis=1), scores).statistic
        )
        for name, (one, other) in pairs.items()
    }


def dense_run(collection: Collection, encoder: Encoder) -> Run:
    """Rank the documents of a collection by their title and their best passage."""
    pieces = [_passages(document) for document in collection.documents]
    index = DenseIndex(
        titles=encoder.encode_document([d.get("title") or d["text"] for d in collection.documents]),
        passages=encoder.encode_document([piece for found in pieces for piece in found]),
        starts=np.cumsum([0, *(len(found) for found in pieces)]),
    )
    names = [document["_id"] for document in collection.documents]
    queries = encoder.encode_query([query["text"] for query in collection.queries])
    return {
        query["_id"]: _ranked(index, vector, names)
        for query, vector in zip(collection.queries, queries, strict=True)
    }


def _passages(document: dict[str, Any]) -> list[str]:
    found = [p for s in split_sections(document["text"]) for p in split_passages(s.text)]
    return found or [document.get("title") or document["text"]]


def _ranked(
    index: DenseIndex, query: NDArray[np.float32], names: list[str]
) -> list[tuple[str, float]]:
    (title,), (best,), _ = index.scores(query[None])
    total = TITLE_WEIGHT * title + (1 - TITLE_WEIGHT) * best
    order = np.argsort(-total, kind="stable")[:_DEPTH]
    return [(names[number], float(total[number])) for number in order]
