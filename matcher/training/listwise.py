"""Learning from whole rankings: a judged measure against all programmes of the catalogue.

The score is the one the catalogue is searched with: 0.4 title + 0.6 best passage. The loss is the
cross entropy between the judged gains and the softmax of the scores (ListNet; Cao et al. 2007),
once over all drawn programmes and once within each language, because calls of both languages are
ranked together and apart.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matcher.index import title_text
from matcher.passages import split_passages
from matcher.records import Program
from matcher.training.judgements import JudgedMeasure
from matcher.training.measure import TITLE_WEIGHT

if TYPE_CHECKING:
    import torch
    from numpy.typing import NDArray

GAINS = np.array([0.0, 0.6, 1.6, 3.0], dtype=np.float32)
"""Gain of each grade: nearly the linear one of nDCG, what is only at the edge counts less."""
MOST_PASSAGES = 10
MOST_JUDGED = 700


@dataclass(frozen=True)
class Draw:
    """The part of one step: text numbers of measures, titles and passages, and what was judged.

    The passages of the drawn programme i are those where ``owner == i``; ``gains`` has shape
    (measures, programmes), ``english`` says which programmes are.
    """

    measures: NDArray[np.int64]
    titles: NDArray[np.int64]
    passages: NDArray[np.int64]
    owner: NDArray[np.int64]
    gains: NDArray[np.float32]
    english: NDArray[np.bool_]

    @property
    def texts(self) -> NDArray[np.int64]:
        """All text numbers, measures first, then titles, then passages."""
        return np.concatenate([self.measures, self.titles, self.passages])


class Judgements:
    """Judged measures and all programmes, as numbers of texts."""

    def __init__(
        self,
        measures: Sequence[JudgedMeasure],
        programs: Sequence[Program],
        number: Callable[[str], int],
    ) -> None:
        """Give every text its number."""
        place = {program.id: row for row, program in enumerate(programs)}
        pieces = [
            [piece for section in program.sections for piece in split_passages(section.text)]
            or [program.title]
            for program in programs
        ]
        self._measures = np.array([number(m.text) for m in measures], dtype=np.int64)
        self._titles = np.array([number(title_text(p)) for p in programs], dtype=np.int64)
        self._passages = [np.array([number(t) for t in found], dtype=np.int64) for found in pieces]
        self._english = np.array([p.text_language == "en" for p in programs])
        self._grades = np.zeros((len(measures), len(programs)), dtype=np.int8)
        self._judged = np.zeros(self._grades.shape, dtype=bool)
        self._encode: Callable[[NDArray[np.int64]], NDArray[np.float32]] | None = None
        for row, measure in enumerate(measures):
            for id_, grade in measure.grades.items():
                self._grades[row, place[id_]] = grade
                self._judged[row, place[id_]] = True

    def best_only(self, encode: Callable[[NDArray[np.int64]], NDArray[np.float32]]) -> Judgements:
        """Return the same judgements, but a drawn programme brings only its best passage.

        That is the one nearest to any of the drawn measures; ``encode`` turns text numbers into
        unit rows. A learner that takes long for a text can then see more programmes in a step.
        """
        reduced = copy.copy(self)
        reduced._encode = encode
        return reduced

    def draw(
        self, count: int, others: int, rng: np.random.Generator, most: int = MOST_JUDGED
    ) -> Draw:
        """Draw measures with at most ``most`` programmes judged for any of them, and others as
        misses.
        """
        rows = rng.choice(len(self._measures), min(count, len(self._measures)), replace=False)
        judged = np.flatnonzero(self._judged[rows].any(axis=0))
        if len(judged) > most:
            judged = rng.choice(judged, most, replace=False)
        rest = np.setdiff1d(np.arange(len(self._titles)), judged)
        programs = np.concatenate([judged, rng.choice(rest, min(others, len(rest)), replace=False)])
        found = self._drawn_passages(self._measures[rows], programs, rng)
        return Draw(
            measures=self._measures[rows],
            titles=self._titles[programs],
            passages=np.concatenate(found),
            owner=np.repeat(np.arange(len(programs)), [len(numbers) for numbers in found]),
            gains=GAINS[self._grades[np.ix_(rows, programs)]],
            english=self._english[programs],
        )

    def _drawn_passages(
        self, measures: NDArray[np.int64], programs: NDArray[np.int64], rng: np.random.Generator
    ) -> list[NDArray[np.int64]]:
        passages = [self._passages[program] for program in programs]
        if self._encode is None:
            return [self._some(found, rng) for found in passages]
        vectors = self._encode(np.concatenate([measures, *passages]))
        near = (vectors[len(measures) :] @ vectors[: len(measures)].T).max(axis=1)
        ends = np.cumsum([len(found) for found in passages])[:-1]
        return [
            found[[part.argmax()]]
            for found, part in zip(passages, np.split(near, ends), strict=True)
        ]

    def _some(self, passages: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
        if len(passages) <= MOST_PASSAGES:
            return passages
        return rng.choice(passages, MOST_PASSAGES, replace=False)


def listwise_loss(
    vectors: torch.Tensor, draw: Draw, scale: float, apart: bool = True
) -> torch.Tensor:
    """Return the loss over all programmes, or with ``apart`` the mean of it and of the losses
    over the German and the English ones.

    ``vectors`` are unit rows of ``draw.texts``; ``scale`` is the inverse temperature. A draw in
    which no measure has an answer teaches nothing: its loss is zero.
    """
    import torch

    scores = scale * _scores(vectors, draw)
    gains = torch.from_numpy(draw.gains)
    losses = []
    languages = (~draw.english, draw.english) if apart else ()
    for mask in (np.ones_like(draw.english), *languages):
        columns = torch.from_numpy(np.flatnonzero(mask))
        wanted = gains[:, columns]
        total = wanted.sum(dim=1)
        answered = total > 0
        if answered.any():
            share = wanted[answered] / total[answered, None]
            log = torch.log_softmax(scores[answered][:, columns], dim=1)
            losses.append(-(share * log).sum(dim=1).mean())
    return torch.stack(losses).mean() if losses else 0.0 * scores.sum()


def _scores(vectors: torch.Tensor, draw: Draw) -> torch.Tensor:
    import torch

    count, programs = len(draw.measures), len(draw.titles)
    measures, titles = vectors[:count], vectors[count : count + programs]
    owner = torch.from_numpy(draw.owner)[None].expand(count, -1)
    best = torch.full((count, programs), -1.0).scatter_reduce(
        1, owner, measures @ vectors[count + programs :].T, "amax", include_self=False
    )
    return TITLE_WEIGHT * (measures @ titles.T) + (1 - TITLE_WEIGHT) * best
