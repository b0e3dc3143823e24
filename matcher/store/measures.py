"""Municipalities with their measures, the matches ranked for them and what was decided."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, bindparam, delete, func, insert, select, update

from matcher.records import Measure, Municipality
from matcher.store.schema import decisions, matches, measures, municipalities
from matcher.vocabulary import Applicant, MeasureStatus


class MeasureTable:
    """Everything that belongs to a municipality and its catalogue of measures."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def put_municipalities(self, records: Iterable[Municipality], *, tenant: bool = False) -> int:
        """Store municipalities and return how many; one that is a tenant stays one."""
        count = 0
        with self._engine.begin() as connection:
            known = {
                row.ags: row.tenant
                for row in connection.execute(select(municipalities.c.ags, municipalities.c.tenant))
            }
            fresh: dict[str, dict[str, Any]] = {}
            changed: dict[str, dict[str, Any]] = {}
            for record in records:
                count += 1
                values = {
                    "ags": record.ags,
                    "name": record.name,
                    "land": record.land,
                    "county": record.county,
                    "association": record.association,
                    "population": record.population,
                    "tenant": tenant or known.get(record.ags, False),
                }
                if record.ags in known:
                    changed[record.ags] = values | {"place": record.ags}
                else:
                    fresh[record.ags] = values
            if changed:
                one = update(municipalities).where(municipalities.c.ags == bindparam("place"))
                connection.execute(one, list(changed.values()))
            if fresh:
                connection.execute(insert(municipalities), list(fresh.values()))
        return count

    def municipalities(self, *, tenants_only: bool = True) -> list[Municipality]:
        """Return the municipalities, by default those that use the service, sorted by name."""
        query = select(municipalities).order_by(municipalities.c.name)
        if tenants_only:
            query = query.where(municipalities.c.tenant)
        with self._engine.connect() as connection:
            return [_municipality(row) for row in connection.execute(query)]

    def municipality(self, ags: str) -> Municipality | None:
        """Return one municipality, tenant or not."""
        with self._engine.connect() as connection:
            row = connection.execute(
                select(municipalities).where(municipalities.c.ags == ags)
            ).one_or_none()
        return None if row is None else _municipality(row)

    def municipality_count(self) -> int:
        """Return how many municipalities the directory holds."""
        with self._engine.connect() as connection:
            return connection.scalar(select(func.count()).select_from(municipalities)) or 0

    def put(self, records: Sequence[Measure]) -> None:
        """Insert or replace measures; the municipality must exist. One transaction."""
        with self._engine.begin() as connection:
            for record in records:
                key = (measures.c.municipality == record.municipality) & (
                    measures.c.id == record.id
                )
                connection.execute(delete(measures).where(key))
                connection.execute(
                    insert(measures).values(
                        municipality=record.municipality,
                        id=record.id,
                        position=record.position,
                        title=record.title,
                        description=record.description,
                        field=record.field,
                        status=record.status.value,
                        chapters=list(record.chapters),
                        applicants=[kind.value for kind in record.applicants],
                        doubts=list(record.doubts),
                    )
                )

    def all(self, municipality: str) -> list[Measure]:
        """Return the catalogue of a municipality in its own order."""
        query = (
            select(measures)
            .where(measures.c.municipality == municipality)
            .order_by(measures.c.position, measures.c.id)
        )
        with self._engine.connect() as connection:
            return [_measure(row) for row in connection.execute(query)]

    def get(self, municipality: str, measure_id: str) -> Measure | None:
        """Return one measure."""
        query = select(measures).where(
            measures.c.municipality == municipality, measures.c.id == measure_id
        )
        with self._engine.connect() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else _measure(row)

    def put_matches(
        self,
        municipality: str,
        measure_id: str,
        rows: Sequence[dict[str, Any]],
        *,
        model: str | None,
        at: datetime,
    ) -> None:
        """Replace the ranking of a measure; `first_seen` of a known pair is kept.

        A row has program_id, rank, score, band and document (reasons and passages as JSON).
        A pair that is no longer ranked keeps its line with rank None, so that it is not new again.
        """
        owner = (matches.c.municipality == municipality) & (matches.c.measure_id == measure_id)
        with self._engine.begin() as connection:
            seen = {
                row.program_id: row.first_seen
                for row in connection.execute(
                    select(matches.c.program_id, matches.c.first_seen).where(owner)
                )
            }
            connection.execute(update(matches).where(owner).values(rank=None))
            connection.execute(
                delete(matches).where(
                    owner, matches.c.program_id.in_([row["program_id"] for row in rows])
                )
            )
            values = [
                row
                | {
                    "municipality": municipality,
                    "measure_id": measure_id,
                    "model": model,
                    "ranked_at": at,
                    "first_seen": seen.get(row["program_id"], at),
                }
                for row in rows
            ]
            if values:
                connection.execute(insert(matches), values)

    def matches(self, municipality: str) -> list[dict[str, Any]]:
        """Return the current matches of all measures, best first per measure."""
        query = (
            select(matches)
            .where(matches.c.municipality == municipality, matches.c.rank.is_not(None))
            .order_by(matches.c.measure_id, matches.c.rank)
        )
        with self._engine.connect() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def decide(
        self,
        municipality: str,
        measure_id: str,
        program_id: str,
        verdict: str,
        *,
        reason: str,
        at: datetime,
    ) -> None:
        """Remember what a person decided about a pair; the newest decision counts."""
        with self._engine.begin() as connection:
            connection.execute(
                delete(decisions).where(
                    decisions.c.municipality == municipality,
                    decisions.c.measure_id == measure_id,
                    decisions.c.program_id == program_id,
                )
            )
            connection.execute(
                insert(decisions).values(
                    municipality=municipality,
                    measure_id=measure_id,
                    program_id=program_id,
                    verdict=verdict,
                    reason=reason,
                    decided_at=at,
                )
            )

    def decisions(self, municipality: str) -> dict[tuple[str, str], str]:
        """Return (measure id, programme id) → verdict."""
        query = select(decisions).where(decisions.c.municipality == municipality)
        with self._engine.connect() as connection:
            return {
                (row.measure_id, row.program_id): row.verdict for row in connection.execute(query)
            }


def _municipality(row: Any) -> Municipality:
    return Municipality(
        ags=row.ags,
        name=row.name,
        land=row.land,
        county=row.county,
        association=row.association,
        population=row.population,
    )


def _measure(row: Any) -> Measure:
    return Measure(
        id=row.id,
        municipality=row.municipality,
        position=row.position,
        title=row.title,
        description=row.description,
        field=row.field,
        status=MeasureStatus(row.status),
        chapters=tuple(row.chapters),
        applicants=tuple(map(Applicant, row.applicants)),
        doubts=tuple(row.doubts),
    )
