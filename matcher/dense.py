"""Dense ranking: the best passages of a programme and its title against the query's vector."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]
TOP_PASSAGES = 3


@dataclass(frozen=True, slots=True)
class DenseScores:
    """Cosines per programme; `passages` keeps every passage's cosine for the explanation."""

    title: FloatArray
    best: FloatArray
    top: FloatArray
    """Mean over the best `TOP_PASSAGES` passages (fewer where there are fewer)."""
    passages: FloatArray


@dataclass(frozen=True, slots=True)
class DenseIndex:
    """Unit vectors: `titles` (programmes × dim), `passages` (passages × dim).

    The passages of programme i are rows starts[i] to starts[i + 1]; every programme has at least
    one (its title where it has no text).
    """

    titles: FloatArray
    passages: FloatArray
    starts: NDArray[np.int64]

    def scores(self, query: FloatArray) -> DenseScores:
        """Score all programmes against one query vector (dim,). Exact, one matrix product."""
        cosines = self.passages @ query
        best, top = top_means(cosines, self.starts, TOP_PASSAGES)
        return DenseScores(title=self.titles @ query, best=best, top=top, passages=cosines)


def top_means(
    values: FloatArray, starts: NDArray[np.int64], count: int
) -> tuple[FloatArray, FloatArray]:
    """Return the maximum and the mean of the `count` largest values of each segment."""
    if len(starts) < 2:
        empty = np.zeros(0, dtype=np.float32)
        return empty, empty
    left = values.copy()
    lengths = np.diff(starts)
    owner = np.repeat(np.arange(len(lengths)), lengths)
    best: FloatArray | None = None
    total = np.zeros(len(lengths), dtype=np.float32)
    for round_ in range(count):
        highest = np.maximum.reduceat(left, starts[:-1])
        if best is None:
            best = highest
        total += np.where(lengths > round_, highest, 0)
        hits = np.flatnonzero(left == highest[owner])
        first = hits[np.unique(owner[hits], return_index=True)[1]]
        left[first] = -np.inf
    assert best is not None
    return best, (total / np.minimum(lengths, count)).astype(np.float32)


def stack(rows: Sequence[FloatArray], dim: int) -> FloatArray:
    """Return rows as one matrix, also when there are none."""
    return np.vstack(rows) if rows else np.zeros((0, dim), dtype=np.float32)
