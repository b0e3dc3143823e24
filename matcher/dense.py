"""Dense ranking: a programme's best passage and its title against the query's vector.

The best passage is late interaction at the level of passages (MaxP, Dai and Callan 2019): a mean
over a long guideline would drown what is funded in what is always said.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class DenseIndex:
    """Unit vectors: `titles` (programmes × dim), `passages` (passages × dim).

    The passages of programme i are rows starts[i] to starts[i + 1]; every programme has at least
    one (its title where it has no text).
    """

    titles: FloatArray
    passages: FloatArray
    starts: NDArray[np.int64]

    def scores(self, queries: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return title and best-passage cosines (queries × programmes) and those of all passages.

        `queries` has one row per vector. The search is exact; several vectors cost little more
        than one, because the time goes into reading the passages.
        """
        cosines = queries @ self.passages.T
        if not len(self.titles):
            return cosines, cosines, cosines
        best = np.maximum.reduceat(cosines, self.starts[:-1], axis=1)
        return queries @ self.titles.T, best, cosines
