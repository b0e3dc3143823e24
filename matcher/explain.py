"""Why a programme stands where it stands, from the same numbers that put it there."""

import re
from collections.abc import Sequence
from textwrap import shorten

import numpy as np

from matcher.encoder import Encoder
from matcher.features import Features
from matcher.index import CatalogueIndex
from matcher.lexical import LexicalIndex
from matcher.passages import Passage, program_passages, program_refusals
from matcher.query import Query
from matcher.records import PassagePair, Program, Reason
from matcher.text import STOP_WORDS, fold
from matcher.vocabulary import Criterion, Fit, SectionKind

_PART = re.compile(r"[^.;:!?\n]+[.;:!?]?")
_WORD = re.compile(r"[^\W_]+")
_PAIRS = 2
_TERMS = 5
_BY_NAME = 0.5
"""From here on a programme counts as called by its name: no more than two know the word."""
_COMMON = 0.05
"""Share of the catalogue from which on a word is too common to be what a refusal is about."""
_LONGEST_QUOTE = 240
_SHARED = 0.2
"""What a passage gains over its cosine when it holds all terms of the query."""


class Explainer:
    """Finds the passages that answer one query and the words both sides share.

    `features` are those the programmes were ranked by.
    """

    def __init__(
        self,
        index: CatalogueIndex,
        encoder: Encoder | None,
        query: Query,
        features: Features,
    ) -> None:
        self._index = index
        self._query = query
        self._cosines = features.passages
        self._named = features.values["named"]
        self._wanted = set(index.lexical.analyser.query_terms(query.text))
        self._parts = _parts(query.text)
        self._subject = _subject(query.text, index.lexical)
        several = encoder is not None and len(self._parts) > 1
        self._vectors = encoder.encode_query(self._parts) if encoder and several else None

    def explain(
        self, program: Program, row: int
    ) -> tuple[tuple[Reason, ...], tuple[PassagePair, ...]]:
        """Return the reasons that lie in the texts of one programme, and its passage pairs.

        Every pair holds exact substrings of the query's and the programme's text.
        """
        terms = self._shared_words(row)
        passages = program_passages(program) or [_title(program)]
        pairs = tuple(
            PassagePair(
                measure=self._answered_part(row, place, passages[place].text),
                program=passages[place].text,
                kind=passages[place].kind,
                terms=tuple(t for t in terms if fold(t) in fold(passages[place].speaking)),
            )
            for place in self._best_passages(program, passages, row)[:_PAIRS]
        )
        by_name = bool(self._named[row] >= _BY_NAME)
        topic = _reason(program, terms, pairs[0], by_name=by_name)
        return (topic, *self._refused(program)), pairs

    def _refused(self, program: Program) -> tuple[Reason, ...]:
        """Warn of the sentence that refuses most of what the measure is called, if one does."""
        worst = ""
        most: tuple[str, ...] = ()
        for sentence in program_refusals(program) if self._subject else ():
            if len(hit := self._hit(sentence, program)) > len(most):
                worst, most = sentence, hit
        if not most:
            return ()
        if len(worst) > _LONGEST_QUOTE:
            worst = max(worst.splitlines(), key=lambda line: len(self._hit(line, program))).strip()
        quote = shorten(worst, _LONGEST_QUOTE, placeholder=" …")
        text = f"Die Maßnahme kann unter eine Ausnahme fallen ({', '.join(most)}): „{quote}“"
        return (Reason(criterion=Criterion.EXCEPTION, status=Fit.UNKNOWN, text=text, quote=worst),)

    def _hit(self, sentence: str, program: Program) -> tuple[str, ...]:
        heads = self._index.lexical.analyser.heads(sentence, program.text_language)
        return tuple(word for word, stems in self._subject.items() if heads.intersection(stems))

    def _shared_words(self, row: int) -> tuple[str, ...]:
        """Return the query's words that carried the lexical score, strongest first."""
        lexical = self._index.lexical
        weight: dict[str, float] = {}
        for word in dict.fromkeys(_WORD.findall(self._query.text)):
            parts = lexical.analyser.query_terms(word)
            if found := lexical.terms.contributions(row, parts):
                weight[word] = max(found.values())
        return tuple(sorted(weight, key=lambda word: -weight[word])[:_TERMS])

    def _best_passages(self, program: Program, passages: Sequence[Passage], row: int) -> list[int]:
        terms = self._index.lexical.analyser.terms
        shared = [
            len(self._wanted & set(terms(piece.speaking, program.text_language)))
            for piece in passages
        ]
        score = np.array(shared, dtype=np.float32) / max(1, len(self._wanted))
        if self._cosines is not None and self._index.dense is not None:
            start, end = self._index.dense.starts[row], self._index.dense.starts[row + 1]
            score = self._cosines[start:end] + _SHARED * score
        return [int(place) for place in np.argsort(-score, kind="stable")]

    def _answered_part(self, row: int, place: int, passage: str) -> str:
        """Return the sentence of the measure that is nearest to a passage."""
        if len(self._parts) < 2:
            return self._query.text
        if self._vectors is not None and self._index.dense is not None:
            target = self._index.dense.passages[self._index.dense.starts[row] + place]
            return self._parts[int(np.argmax(self._vectors @ target))]
        query_terms = self._index.lexical.analyser.query_terms
        stems = set(query_terms(passage))
        shared = [len(stems & set(query_terms(part))) for part in self._parts]
        return self._parts[int(np.argmax(shared))]


def _title(program: Program) -> Passage:
    return Passage(SectionKind.SUBJECT, program.title, program.title)


def _subject(text: str, lexical: LexicalIndex) -> dict[str, tuple[str, ...]]:
    """Return the words of what a measure is called that tell it from others, with their stems."""
    first = _PART.search(text)
    return {
        word: stems
        for word in _WORD.findall(first[0] if first else text)
        for stems in lexical.analyser.query_words(word).values()
        if all(lexical.terms.share(stem) < _COMMON for stem in stems)
    }


def _parts(text: str) -> list[str]:
    """Return the sentences of a measure that hold at least two words."""
    parts = [part.strip() for part in _PART.findall(text)]
    return [part for part in parts if len(part.split()) >= 2]


def _reason(program: Program, terms: Sequence[str], pair: PassagePair, *, by_name: bool) -> Reason:
    kept = [term for term in terms if fold(term) not in STOP_WORDS]
    if kept:
        text = "Das Programm ist beim Namen genannt. " if by_name else ""
        text += f"Gemeinsame Begriffe: {', '.join(kept)}."
    else:
        text = f"Inhaltlich verwandt, ohne gemeinsame Wörter; siehe „{pair.kind.label}“."
    if program.text_language == "en":
        text += " Der Aufruf ist englisch; die Passage steht im Original."
    elif program.language == "en":
        text += " Der Aufruf selbst ist englisch."
    return Reason(criterion=Criterion.TOPIC, status=Fit.MET, text=text, quote=pair.program)
