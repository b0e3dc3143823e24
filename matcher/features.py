"""What the score is made of: a few understandable numbers per query and programme.

Lexical: `terms` and `grams` (BM25 over stems and over character n-grams) and `expanded` (BM25 of
the query's concepts in the thesaurus). Dense: `title`, `best` (best passage) and `wide` (both for
the expanded query); the vector of a measure leans towards its neighbours in its catalogue. About
the programme: `municipal` (does its text speak of towns),
`applicant` (is the one who asks named: 1, unknown: 0, others are: -1) and `english`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from matcher.encoder import Encoder
from matcher.index import CatalogueIndex
from matcher.lexical import FloatArray
from matcher.query import Query
from matcher.records import Program
from matcher.vocabulary import Applicant

_NEIGHBOURS = 2
_NEAR = 0.5
"""Cosine from which a measure of the same catalogue is a neighbour."""
_SHARE = 0.4
"""Weight of the neighbours' mean vector beside the measure's own."""


@dataclass(frozen=True, slots=True)
class Features:
    """Feature name → one value per programme, and the cosines of all passages (None: no model)."""

    values: Mapping[str, FloatArray]
    passages: FloatArray | None


class FeatureExtractor:
    """Computes the features of a catalogue; rows follow `CatalogueIndex.program_ids`."""

    def __init__(
        self, programs: Sequence[Program], index: CatalogueIndex, encoder: Encoder | None
    ) -> None:
        self._programs = programs
        self._index = index
        self._encoder = encoder if index.dense is not None else None
        self._english = np.array([p.text_language == "en" for p in programs], dtype=bool)
        self._catalogue: Callable[[tuple[str, ...]], FloatArray] = lru_cache(4)(
            self._encode_catalogue
        )
        self._applicant: Callable[[tuple[Applicant, ...]], FloatArray] = lru_cache(32)(
            self._applicant_fit
        )

    def features(self, query: Query) -> Features:
        """Return all features of all programmes for a query."""
        expansion = query.expansion()
        terms, grams = self._index.lexical.scores(query.text)
        values = {
            "terms": terms,
            "grams": grams,
            "expanded": self._index.lexical.term_scores(expansion),
            "municipal": self._index.municipal,
            "applicant": self._applicant(query.applicants),
            "english": self._english.astype(np.float32),
        }
        if self._encoder is None or self._index.dense is None:
            return Features(values, None)
        texts = [query.text, f"{query.text}. {expansion}" if expansion else query.text]
        vectors = self._leaning(query, self._encoder.encode_query(texts))
        title, best, cosines = self._index.dense.scores(vectors)
        values |= {
            "title": title[0],
            "best": best[0],
            "wide": (title[1] + best[1]) / 2,
        }
        return Features(values, cosines[0])

    def _leaning(self, query: Query, vectors: FloatArray) -> FloatArray:
        """Return the query's vectors with a share of its neighbours' in the catalogue."""
        if len(query.catalogue) < 2 or self._encoder is None:
            return vectors
        others = self._catalogue(query.catalogue)
        near = others @ vectors[0]
        near[[text == query.text for text in query.catalogue]] = -1
        chosen = np.argsort(-near, kind="stable")[:_NEIGHBOURS]
        chosen = chosen[near[chosen] >= _NEAR]
        if not len(chosen):
            return vectors
        mixed = vectors + _SHARE * others[chosen].mean(axis=0)
        lengths = np.linalg.norm(mixed, axis=1, keepdims=True)
        return np.asarray(mixed / np.where(lengths > 0, lengths, 1), dtype=np.float32)

    def _encode_catalogue(self, texts: tuple[str, ...]) -> FloatArray:
        assert self._encoder is not None
        return self._encoder.encode_query(texts)

    def _applicant_fit(self, applicants: tuple[Applicant, ...]) -> FloatArray:
        wanted = set(applicants)
        fits = [
            0 if not p.eligible_applicants else 1 if wanted & set(p.eligible_applicants) else -1
            for p in self._programs
        ]
        return np.array(fits, dtype=np.float32)
