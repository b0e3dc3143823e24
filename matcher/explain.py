"""Why a programme stands where it stands, from the same numbers that put it there."""

import re
from collections.abc import Sequence

import numpy as np

from matcher.encoder import Encoder
from matcher.index import CatalogueIndex
from matcher.lexical import FloatArray
from matcher.passages import Passage, program_passages
from matcher.query import Query
from matcher.records import PassagePair, Program, Reason
from matcher.text import STOP_WORDS, fold
from matcher.vocabulary import Criterion, Fit, SectionKind

_PART = re.compile(r"[^.;:!?\n]+[.;:!?]?")
_WORD = re.compile(r"[^\W_]+")
_PAIRS = 2
_TERMS = 5


class Explainer:
    """Finds the passages that answer a measure and the words both sides share."""

    def __init__(self, index: CatalogueIndex, encoder: Encoder | None) -> None:
        self._index = index
        self._encoder = encoder

    def explain(
        self, query: Query, program: Program, row: int, cosines: FloatArray | None
    ) -> tuple[Reason, tuple[PassagePair, ...]]:
        """Return the topic reason and the passage pairs of one programme.

        `cosines` are those of all passages of the catalogue for this query, or None without a
        model. Every pair holds exact substrings of the query's and the programme's text.
        """
        terms = self._shared_words(query.text, row)
        passages = program_passages(program) or [Passage(SectionKind.SUBJECT, program.title)]
        order = self._best_passages(query, passages, row, cosines)
        pairs = tuple(
            PassagePair(
                measure=self._answered_part(query.text, passages[place].text),
                program=passages[place].text,
                kind=passages[place].kind,
                terms=tuple(t for t in terms if fold(t) in fold(passages[place].text)),
            )
            for place in order[:_PAIRS]
        )
        return self._reason(program, terms, pairs[0]), pairs

    def _shared_words(self, text: str, row: int) -> tuple[str, ...]:
        """Return the query's words that carried the lexical score, strongest first."""
        lexical = self._index.lexical
        weight: dict[str, float] = {}
        for word in dict.fromkeys(_WORD.findall(text)):
            parts = lexical.analyser.query_terms(word)
            if found := lexical.terms.contributions(row, parts):
                weight[word] = max(found.values())
        return tuple(sorted(weight, key=lambda word: -weight[word])[:_TERMS])

    def _best_passages(
        self, query: Query, passages: Sequence[Passage], row: int, cosines: FloatArray | None
    ) -> list[int]:
        wanted = set(self._index.lexical.analyser.query_terms(query.text))
        shared = np.array(
            [
                len(wanted & set(self._index.lexical.analyser.terms(piece.text)))
                for piece in passages
            ],
            dtype=np.float32,
        )
        score = shared / max(1, len(wanted))
        if cosines is not None and self._index.dense is not None:
            start, end = self._index.dense.starts[row], self._index.dense.starts[row + 1]
            score = cosines[start:end] + 0.2 * score
        return [int(place) for place in np.argsort(-score, kind="stable")]

    def _answered_part(self, text: str, passage: str) -> str:
        """Return the sentence of the measure that is nearest to a passage."""
        parts = [part.strip() for part in _PART.findall(text)]
        parts = [part for part in parts if len(part.split()) >= 2]
        if len(parts) < 2:
            return text
        if self._encoder is None:
            stems = set(self._index.lexical.analyser.query_terms(passage))
            shared = [
                len(stems & set(self._index.lexical.analyser.query_terms(part))) for part in parts
            ]
            return parts[int(np.argmax(shared))]
        vectors = self._encoder.encode_query(parts)
        target = self._encoder.encode_document([passage])[0]
        return parts[int(np.argmax(vectors @ target))]

    def _reason(self, program: Program, terms: Sequence[str], pair: PassagePair) -> Reason:
        kept = [term for term in terms if fold(term) not in STOP_WORDS]
        if kept:
            text = f"Gemeinsame Begriffe: {', '.join(kept)}."
        else:
            text = f"Inhaltlich verwandt, ohne gemeinsame Wörter; siehe „{pair.kind.label}“."
        if program.text_language == "en":
            text += " Der Aufruf ist englisch; die Passage steht im Original."
        elif program.language == "en":
            text += " Der Aufruf selbst ist englisch."
        return Reason(criterion=Criterion.TOPIC, status=Fit.MET, text=text, quote=pair.program)
