"""Hybrid ranking: eligible → lexical and dense scores → one linear score → bands and reasons.

The score orders only what is possible; a hard miss excludes with its reason (rule 4). Without a
model the same path runs on the lexical features alone, and the result says so (rule 10).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

import numpy as np

from matcher.barriers import Barriers
from matcher.eligibility import check, expired
from matcher.encoder import Encoder
from matcher.explain import Explainer
from matcher.features import FeatureExtractor, Features
from matcher.index import CatalogueIndex
from matcher.lexical import FloatArray
from matcher.query import Query
from matcher.records import Exclusion, Match, Program, Ranking, Reason
from matcher.regions import RegionTree
from matcher.twins import same_title
from matcher.weights import Weights

_EXPIRED = 2.0
"""Taken from the score (logits) of a programme whose guideline has run out."""


class Ranker(Protocol):
    """Answers a query with the programmes that fit, best first.

    `now` is an aware datetime. `limit` bounds the matches, `exclusions` the list of programmes
    that would have fitted but for a hard miss. Deterministic: equal scores are ordered by id.
    """

    def rank(
        self, query: Query, *, now: datetime, limit: int = 10, exclusions: int | None = None
    ) -> Ranking: ...


class HybridRanker:
    """Ranks a catalogue held in memory. Build it once, ask it often; it is thread-safe.

    `twins` maps the id of a programme that stands on several pages to one id for all of them.
    """

    def __init__(
        self,
        programs: Sequence[Program],
        index: CatalogueIndex,
        weights: Mapping[str, Weights],
        regions: RegionTree,
        encoder: Encoder | None = None,
        twins: Mapping[str, str] | None = None,
    ) -> None:
        by_id = {program.id: program for program in programs}
        self.programs = tuple(by_id[program_id] for program_id in index.program_ids)
        self._index = index
        self._regions = regions
        self._barriers = Barriers(self.programs, regions)
        self._encoder = encoder if index.dense is not None else None
        self._weights = weights
        self._twins = twins or {}
        self._extractor = FeatureExtractor(self.programs, index, self._encoder)
        self._ending = [row for row, p in enumerate(self.programs) if p.valid_until is not None]

    @property
    def model(self) -> str | None:
        """Fingerprint of the model in use, None when ranking is lexical only."""
        return self._encoder.fingerprint if self._encoder else None

    def features(self, query: Query) -> Features:
        """Return all features of all programmes for a query."""
        return self._extractor.features(query)

    def scores(self, query: Query, kind: str = "hybrid") -> FloatArray:
        """Return the linear score of every programme; `kind` is hybrid, dense or lexical."""
        return self._mix(self.features(query), self._weights[kind])

    def rank(
        self, query: Query, *, now: datetime, limit: int = 10, exclusions: int | None = None
    ) -> Ranking:
        """Rank the catalogue for a query; see `Ranker`."""
        features = self.features(query)
        weights = self._weights["hybrid" if self._encoder else "lexical"]
        scores = self._mix(features, weights) - _EXPIRED * self._expired(now)
        barriers = self._barriers.misses(query.region, query.applicants, now)
        lowest = min(weights.bands.values())
        explainer = Explainer(self._index, self._encoder, query, features)
        matches: list[Match] = []
        excluded: list[Exclusion] = []
        for row in self._order(scores):
            full = exclusions is not None and len(excluded) >= exclusions
            if full and (len(matches) >= limit or scores[row] < lowest):
                break
            program, score = self.programs[row], float(scores[row])
            if hard := barriers[row]:
                if not full:
                    excluded.append(Exclusion(program=program, reasons=hard, score=score))
                continue
            if len(matches) >= limit or (band := weights.band(score)) is None:
                continue
            if self._repeats(program, matches):
                continue
            found, passages = explainer.explain(program, row)
            matches.append(
                Match(
                    rank=len(matches) + 1,
                    score=round(score, 4),
                    band=band,
                    program=program,
                    reasons=(*found, *self._check(program, query, now)),
                    passages=passages,
                )
            )
        return Ranking(
            text=query.text,
            region=query.region,
            applicants=query.applicants,
            at=now,
            model=self.model,
            matches=tuple(matches),
            excluded=tuple(excluded),
        )

    def _mix(self, features: Features, weights: Weights) -> FloatArray:
        total = np.full(len(self.programs), weights.intercept, dtype=np.float32)
        for name, weight in weights.features.items():
            total += np.float32(weight) * features.values[name]
        return total

    def _expired(self, now: datetime) -> FloatArray:
        run_out = np.zeros(len(self.programs), dtype=np.float32)
        run_out[[row for row in self._ending if expired(self.programs[row], now)]] = 1
        return run_out

    def _order(self, scores: FloatArray) -> Iterator[int]:
        """Yield rows best first; `program_ids` are sorted, so a stable sort breaks ties by id."""
        yield from map(int, np.argsort(-scores, kind="stable"))

    def _check(self, program: Program, query: Query, now: datetime) -> tuple[Reason, ...]:
        return check(
            program,
            place=query.region,
            applicants=query.applicants,
            now=now,
            tree=self._regions,
            status=query.status,
        )

    def _repeats(self, program: Program, matches: Sequence[Match]) -> bool:
        """Tell whether a better match is the same programme from another page."""
        return any(self._same(program, match.program) for match in matches)

    def _same(self, one: Program, other: Program) -> bool:
        if one.id in self._twins and self._twins[one.id] == self._twins.get(other.id):
            return True
        return (
            one.regions == other.regions
            and one.level is other.level
            and same_title(one.title, other.title)
        )
