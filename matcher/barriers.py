"""What excludes each programme of a catalogue (rule 4), kept between queries.

Region and applicant depend on who asks, and a town asks hundreds of times; whether a call is closed
depends on the clock alone, by one moment per programme.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache

import numpy as np

from matcher.deadlines import closed_from
from matcher.eligibility import applicant_reason, deadline_reason, misses, region_reason
from matcher.records import Program, Reason
from matcher.regions import RegionTree
from matcher.vocabulary import Applicant

_ASKING = 16
"""Towns with their applicants that are remembered."""


class Barriers:
    """The hard misses of a catalogue; rows are programmes in the order in which they were given."""

    def __init__(self, programs: Sequence[Program], tree: RegionTree) -> None:
        self._programs = programs
        self._tree = tree
        ends = [closed_from(program.deadlines) for program in programs]
        self._ends = np.array([np.inf if end is None else end.timestamp() for end in ends])
        self._standing = lru_cache(_ASKING)(self._standing_of)
        self._closed = lru_cache(None)(self._closed_of)

    def misses(
        self, place: str | None, applicants: tuple[Applicant, ...], now: datetime
    ) -> list[tuple[Reason, ...]]:
        """Return the hard misses of every programme; `now` is an aware datetime."""
        found = list(self._standing(place, applicants))
        for row in map(int, np.flatnonzero(self._ends <= now.timestamp())):
            found[row] += self._closed(row)
        return found

    def _standing_of(
        self, place: str | None, applicants: tuple[Applicant, ...]
    ) -> tuple[tuple[Reason, ...], ...]:
        """What region and applicant exclude."""
        return tuple(
            misses((region_reason(p, place, self._tree), applicant_reason(p, applicants)))
            for p in self._programs
        )

    def _closed_of(self, row: int) -> tuple[Reason, ...]:
        """That a programme is closed: said alike at every moment from its end on."""
        moment = datetime.fromtimestamp(self._ends[row], UTC)
        return misses((deadline_reason(self._programs[row], moment),))
