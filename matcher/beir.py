"""A judged collection as a catalogue: documents become programmes, so that one path is measured."""

from contextlib import suppress
from datetime import date
from typing import Any, TypeVar

from matcher.encoder import Encoder
from matcher.errors import EncoderError
from matcher.evaluation import Collection
from matcher.index import Progress, build_index
from matcher.passages import split_sections
from matcher.paths import shipped
from matcher.query import Query
from matcher.ranker import HybridRanker
from matcher.records import Program
from matcher.regions import region_tree
from matcher.text import language_of
from matcher.vocabulary import Applicant, FundingArea, Labelled, Level
from matcher.weights import read_weights

L = TypeVar("L", bound=Labelled)

_DEPTH = 100


def document_program(document: dict[str, Any]) -> Program:
    """Return a BEIR document as a programme; only what ranking reads is filled."""
    metadata = document.get("metadata") or {}
    title, text = str(document.get("title") or ""), str(document["text"])
    language = metadata.get("lang") or language_of(f"{title} {text}")
    return Program(
        id=str(document["_id"]),
        title=title,
        level=Level.EU if language == "en" else Level.OTHER,
        source="beir",
        url=str(metadata.get("url") or ""),
        as_of=date.min,
        sections=split_sections(text),
        language=language,
        text_language=language,
        eligible_applicants=_read(metadata.get("eligible"), Applicant),
        funding_areas=_read(metadata.get("area"), FundingArea),
    )


def _read(labels: Any, vocabulary: type[L]) -> tuple[L, ...]:
    """Return the labels a collection shares with our vocabulary; it may have others."""
    found = []
    for label in labels or ():
        with suppress(KeyError):
            found.append(vocabulary.read(str(label)))
    return tuple(found)


def collection_ranker(
    collection: Collection, encoder: Encoder | None, progress: Progress | None = None
) -> HybridRanker:
    """Index the documents of a collection in memory."""
    programs = sorted(map(document_program, collection.documents), key=lambda p: p.id)
    index = build_index(programs, encoder, progress=progress)
    weights = read_weights(shipped("models/ranking.toml"))
    return HybridRanker(programs, index, weights, region_tree(), encoder)


def search(ranker: HybridRanker, query: dict[str, Any], kind: str) -> list[tuple[str, float]]:
    """Return the best documents for a query; eligibility plays no part in judged collections.

    Raises:
        EncoderError: dense ranking was asked for and there is no model.
    """
    if ranker.model is None and kind != "lexical":
        if kind == "dense":
            raise EncoderError("Ohne Sprachmodell ist nur --ranker lexical möglich.")
        kind = "lexical"
    field = str((query.get("metadata") or {}).get("field") or "")
    scores = ranker.scores(Query(text=str(query["text"]), field=field), kind)
    best = (-scores).argsort(kind="stable")[:_DEPTH]
    return [(ranker.programs[row].id, float(scores[row])) for row in best]
