"""Lexical ranking: BM25 over stems and compound parts, and over character n-grams.

BM25 is bm25s' (Lù 2024, method "lucene", k1 = 1.5, b = 0.75). Scores are divided by the highest
score the query's own terms could reach, so that they can be compared between queries.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray

from matcher.text import Analyser, Compounds, abbreviations, character_ngrams

FloatArray = NDArray[np.float32]


class TermIndex:
    """BM25 over one kind of terms; rows are documents in the order in which they were given."""

    def __init__(self, model: bm25s.BM25, size: int) -> None:
        self._model = model
        self._size = size
        data, starts = model.scores["data"], model.scores["indptr"]
        # The best any document reaches for a term: the ceiling of a query's score.
        filled = np.flatnonzero(np.diff(starts) > 0)
        ceiling = np.zeros(len(starts) - 1, dtype=np.float32)
        if len(filled):
            ceiling[filled] = np.maximum.reduceat(np.asarray(data), np.asarray(starts)[filled])
        self._ceiling = ceiling

    @classmethod
    def build(cls, documents: Sequence[Sequence[str]]) -> "TermIndex":
        """Index documents given as lists of terms; an empty corpus or document is allowed."""
        model = bm25s.BM25()
        padded = [list(terms) or ["\0"] for terms in documents] or [["\0"]]
        model.index(padded, show_progress=False)
        return cls(model, len(documents))

    def scores(self, terms: Sequence[str]) -> FloatArray:
        """Return one score in [0, 1] per document; zeros when no term is known."""
        known = [term for term in dict.fromkeys(terms) if term in self._model.vocab_dict]
        if not known or not self._size:
            return np.zeros(self._size, dtype=np.float32)
        ids = [self._model.vocab_dict[term] for term in known]
        ceiling = float(self._ceiling[ids].sum())
        raw = np.asarray(self._model.get_scores(known), dtype=np.float32)[: self._size]
        return raw / ceiling if ceiling else raw

    def share(self, term: str) -> float:
        """Return the share of the documents that hold a term."""
        column = self._model.vocab_dict.get(term)
        if column is None or not self._size:
            return 0.0
        starts = self._model.scores["indptr"]
        return float(starts[column + 1] - starts[column]) / self._size

    def contributions(self, document: int, terms: Sequence[str]) -> dict[str, float]:
        """Return what each term adds to the raw score of one document."""
        data, starts = self._model.scores["data"], self._model.scores["indptr"]
        indices = self._model.scores["indices"]
        found = {}
        for term in dict.fromkeys(terms):
            column = self._model.vocab_dict.get(term)
            if column is None:
                continue
            rows = indices[starts[column] : starts[column + 1]]
            place = np.flatnonzero(rows == document)
            if len(place):
                found[term] = float(data[starts[column] + place[0]])
        return found

    def save(self, folder: Path) -> None:
        """Write the index into a folder."""
        self._model.save(str(folder), show_progress=False)
        (folder / "size.json").write_text(json.dumps(self._size))

    @classmethod
    def load(cls, folder: Path) -> "TermIndex":
        """Read an index written by `save`, memory-mapped."""
        model = bm25s.BM25.load(str(folder), mmap=True, show_progress=False)
        return cls(model, json.loads((folder / "size.json").read_text()))


class NameIndex:
    """The words of titles, each with the programmes so named and how many programmes know it.

    A word of a title counts one over the number of programmes in whose text it stands. In a query,
    an abbreviation counts whole, any other word by its share of the query: a rare word is a name
    where it stands alone, and chance in a long description.
    """

    def __init__(self, rows: Mapping[str, Sequence[int]], known: Mapping[str, int], size: int):
        self._rows = rows
        self._known = known
        self._size = size

    @classmethod
    def build(
        cls,
        texts: Sequence[str],
        titles: Sequence[str],
        languages: Sequence[str],
        analyser: Analyser,
    ) -> "NameIndex":
        """Index titles; `texts` are the programmes' whole texts, titles included."""
        rows = defaultdict(list)
        for row, (title, language) in enumerate(zip(titles, languages, strict=True)):
            for stem in set(analyser.stems(title, language)):
                rows[stem].append(row)
        known: Counter[str] = Counter()
        for text, language in zip(texts, languages, strict=True):
            known.update(rows.keys() & set(analyser.stems(text, language)))
        return cls(rows, known, len(titles))

    def scores(self, words: Mapping[str, Sequence[str]], abbreviations: Set[str]) -> FloatArray:
        """Return one score in [0, 1] per programme for the words of a query, with their stems."""
        total = np.zeros(self._size, dtype=np.float32)
        for word, stems in words.items():
            share = 1.0 if word in abbreviations else 1 / len(words)
            for stem in stems:
                if stem in self._rows:
                    total[self._rows[stem]] += share / self._known[stem]
                    break
        return np.minimum(total, 1)

    def save(self, folder: Path) -> None:
        """Write the index into a folder."""
        content = {"rows": self._rows, "known": self._known, "size": self._size}
        (folder / "names.json").write_text(json.dumps(content))

    @classmethod
    def load(cls, folder: Path) -> "NameIndex":
        """Read an index written by `save`."""
        return cls(**json.loads((folder / "names.json").read_text()))


class LexicalIndex:
    """Terms, character n-grams and titles of a catalogue, one row per programme."""

    def __init__(
        self, analyser: Analyser, terms: TermIndex, grams: TermIndex, names: NameIndex
    ) -> None:
        self.analyser = analyser
        self.terms = terms
        self.grams = grams
        self.names = names

    @classmethod
    def build(
        cls,
        texts: Sequence[str],
        titles: Sequence[str],
        languages: Sequence[str],
        compounds: Compounds,
    ) -> "LexicalIndex":
        """Index one text per programme (the caller repeats the title) and its title alone."""
        analyser = Analyser(compounds)
        terms = [analyser.terms(text, lang) for text, lang in zip(texts, languages, strict=True)]
        grams = [character_ngrams(text) for text in texts]
        names = NameIndex.build(texts, titles, languages, analyser)
        return cls(analyser, TermIndex.build(terms), TermIndex.build(grams), names)

    def scores(self, query: str) -> tuple[FloatArray, FloatArray]:
        """Return (term score, character score) per programme."""
        return self.term_scores(query), self.grams.scores(character_ngrams(query))

    def term_scores(self, query: str) -> FloatArray:
        """Return the term score per programme alone."""
        return self.terms.scores(self.analyser.query_terms(query))

    def named(self, query: str) -> FloatArray:
        """Return per programme in [0, 1] how surely the query calls it by its name."""
        return self.names.scores(self.analyser.query_words(query), abbreviations(query))

    def save(self, folder: Path) -> None:
        """Write the indexes and the compound vocabulary."""
        for name, index in (("terms", self.terms), ("grams", self.grams), ("names", self.names)):
            (folder / name).mkdir(parents=True, exist_ok=True)
            index.save(folder / name)
        (folder / "compounds.json").write_text(json.dumps(self.analyser.compounds.frequencies))

    @classmethod
    def load(cls, folder: Path) -> "LexicalIndex":
        """Read what `save` wrote."""
        frequencies = json.loads((folder / "compounds.json").read_text())
        return cls(
            Analyser(Compounds(frequencies)),
            TermIndex.load(folder / "terms"),
            TermIndex.load(folder / "grams"),
            NameIndex.load(folder / "names"),
        )
