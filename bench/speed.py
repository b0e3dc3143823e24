"""How fast a measure is answered, beside bm25s over the same documents, and how the cost grows.

The programmes are made of shuffled sentences of the shipped records, so that words, lengths and
compounds are those of the field.
"""

import json
import random
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import bm25s
import numpy as np
import Stemmer

from matcher.catalogue import WEIGHTS, load_model
from matcher.index import build_index
from matcher.paths import shipped
from matcher.program_files import read_programs
from matcher.query import Query
from matcher.ranker import HybridRanker
from matcher.records import Program, Section
from matcher.regions import region_tree
from matcher.settings import DEFAULT_MODEL
from matcher.vocabulary import SectionKind
from matcher.weights import read_weights

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
MEASURES = 200


def catalogue(size: int, sentences: int = 12) -> list[Program]:
    """Make `size` programmes of shuffled sentences."""
    source = list(read_programs(shipped("data/programs")))
    pool = [s for p in source for section in p.sections for s in section.text.split(". ")]
    chance = random.Random(1)
    return [
        replace(
            chance.choice(source),
            id=f"p{number:06d}",
            title=" ".join(chance.choice(pool).split()[:8]) + f" {number}",
            sections=(
                Section(kind=SectionKind.SUBJECT, text=". ".join(chance.sample(pool, sentences))),
            ),
        )
        for number in range(size)
    ]


def queries() -> list[Query]:
    """Return 200 queries: titles of shipped programmes, as towns word their measures."""
    titles = [p.title for p in read_programs(shipped("data/programs"))][:MEASURES]
    return [Query.from_text(title, region="12052000") for title in titles]


def measure(sizes: tuple[int, ...] = (1_000, 5_000, 20_000)) -> dict[str, Any]:
    """Return milliseconds per measure (median and p95) for ours and for bm25s, per size.

    Ours is the whole answer: the measure encoded, matches explained, every excluded programme with
    its reason.
    """
    encoder = load_model(DEFAULT_MODEL).encoder
    weights = read_weights(shipped(WEIGHTS))
    asked = queries()
    rows = []
    for size in sizes:
        programs = catalogue(size)
        started = time.perf_counter()
        index = build_index(programs, encoder)
        built = time.perf_counter() - started
        ranker = HybridRanker(programs, index, weights, region_tree(), encoder)
        ours = _times(partial(_rank, ranker), asked)
        peer = _times(_bm25(programs), asked)
        rows.append(
            {
                "programs": size,
                "index_seconds": round(built, 2),
                "rank_ms_median": round(float(np.median(ours)), 2),
                "rank_ms_p95": round(float(np.percentile(ours, 95)), 2),
                "bm25s_ms_median": round(float(np.median(peer)), 2),
                "ratio_to_bm25s": round(float(np.median(ours) / np.median(peer)), 2),
                "all_measures_seconds": round(sum(ours) / 1000, 2),
            }
        )
    return {"measures": len(asked), "sizes": rows}


def _rank(ranker: HybridRanker, query: Query) -> Any:
    return ranker.rank(query, now=NOW)


def _bm25(programs: list[Program]) -> Any:
    stemmer = Stemmer.Stemmer("german")
    texts = [f"{p.title} {p.sections[0].text}" for p in programs]
    model = bm25s.BM25()
    model.index(bm25s.tokenize(texts, stemmer=stemmer, show_progress=False), show_progress=False)

    def ask(query: Query) -> Any:
        tokens = bm25s.tokenize(query.text, stemmer=stemmer, show_progress=False)
        return model.retrieve(tokens, k=10, show_progress=False)

    return ask


def _times(ask: Any, asked: list[Query]) -> list[float]:
    ask(asked[0])
    times = []
    for query in asked:
        started = time.perf_counter()
        ask(query)
        times.append(1000 * (time.perf_counter() - started))
    return times


if __name__ == "__main__":
    chosen = tuple(map(int, sys.argv[1:])) or (1_000, 5_000, 20_000)
    print(json.dumps(measure(chosen), indent=2))
