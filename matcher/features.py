"""What the score is made of: a few understandable numbers per query and programme.

Lexical: `terms` and `grams` (BM25 over stems and over character n-grams), `expanded` (BM25 of the
query's concepts in the thesaurus) and `named` (does the query call it by its name). Dense: `title`,
`best` (best passage) and `wide` (both for the expanded query). About the programme: `municipal`
(does its text speak of towns), `applicant` (is the one who asks named: 1, unknown: 0, others are:
-1) and `english`.
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
            "named": self._index.lexical.named(query.text),
            "expanded": self._index.lexical.term_scores(expansion),
            "municipal": self._index.municipal,
            "applicant": self._applicant(query.applicants),
            "english": self._english.astype(np.float32),
        }
        if self._encoder is None or self._index.dense is None:
            return Features(values, None)
        texts = [query.text, f"{query.text}. {expansion}" if expansion else query.text]
        title, best, cosines = self._index.dense.scores(self._encoder.encode_query(texts))
        values |= {
            "title": title[0],
            "best": best[0],
            "wide": (title[1] + best[1]) / 2,
        }
        return Features(values, cosines[0])

    def _applicant_fit(self, applicants: tuple[Applicant, ...]) -> FloatArray:
        wanted = set(applicants)
        fits = [
            0 if not p.eligible_applicants else 1 if wanted & set(p.eligible_applicants) else -1
            for p in self._programs
        ]
        return np.array(fits, dtype=np.float32)
