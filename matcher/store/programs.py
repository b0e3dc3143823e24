"""The catalogue: programmes with their versions, corrections and signs of life."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, and_, delete, func, insert, select, update

from matcher.changes import changed_fields
from matcher.exchange import content_hash, program_from_dict, program_to_dict
from matcher.records import Program
from matcher.store.schema import corrections, program_versions, programs

GONE_AFTER = 2
"""Misses in a row after which a programme is „nicht mehr gelistet“ (rule 7)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What one `put` did, as programme ids."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    returned: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of a programme besides its content."""

    version: int
    first_seen: datetime
    last_seen: datetime
    changed_at: datetime
    gone_at: datetime | None
    corrections: tuple[dict[str, Any], ...] = ()
    versions: tuple[dict[str, Any], ...] = field(default_factory=tuple)


class ProgramTable:
    """Programmes in the database. All methods may raise StoreError's database causes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def put(self, records: Iterable[Program], *, seen_at: datetime) -> Changes:
        """Store programmes; a changed one becomes a new version. One transaction."""
        with self._engine.begin() as connection:
            return self._put(connection, records, seen_at)

    def mark_missing(self, source: str, seen: Iterable[str], *, at: datetime) -> tuple[str, ...]:
        """Count a miss for every listed programme of a source that was not seen.

        Returns the ids that are gone with this miss. Nothing is deleted.
        """
        with self._engine.begin() as connection:
            return self._mark_missing(connection, source, seen, at)

    def put_listing(
        self, source: str, records: Iterable[Program], listed: Iterable[str], *, seen_at: datetime
    ) -> tuple[Changes, tuple[str, ...]]:
        """Store what a source lists now: `put` and `mark_missing` in one transaction.

        `listed` are the ids the source names, also those whose record could not be read. A process
        that is killed has done both or neither, so that a repeated run counts no miss twice.
        """
        with self._engine.begin() as connection:
            changes = self._put(connection, records, seen_at)
            return changes, self._mark_missing(connection, source, listed, seen_at)

    def all(self, *, include_gone: bool = False) -> list[Program]:
        """Return the catalogue with corrections applied, sorted by id."""
        query = select(programs.c.id, programs.c.document).order_by(programs.c.id)
        if not include_gone:
            query = query.where(programs.c.gone_at.is_(None))
        with self._engine.connect() as connection:
            fixed = self._corrections(connection)
            return [
                program_from_dict(row.document | fixed.get(row.id, {}))
                for row in connection.execute(query)
            ]

    def get(self, program_id: str) -> Program | None:
        """Return one programme with corrections applied, gone or not."""
        with self._engine.connect() as connection:
            row = connection.execute(
                select(programs.c.document).where(programs.c.id == program_id)
            ).one_or_none()
            if row is None:
                return None
            return program_from_dict(
                row.document | self._corrections(connection, program_id).get(program_id, {})
            )

    def standing(self, program_id: str) -> Standing | None:
        """Return versions, corrections and the times at which a programme was seen."""
        with self._engine.connect() as connection:
            row = connection.execute(
                select(programs).where(programs.c.id == program_id)
            ).one_or_none()
            if row is None:
                return None
            fixed = connection.execute(
                select(corrections).where(corrections.c.program_id == program_id)
            ).mappings()
            versions = connection.execute(
                select(
                    program_versions.c.version,
                    program_versions.c.seen_at,
                    program_versions.c.changes,
                )
                .where(program_versions.c.program_id == program_id)
                .order_by(program_versions.c.version.desc())
            ).mappings()
            return Standing(
                version=row.version,
                first_seen=row.first_seen,
                last_seen=row.last_seen,
                changed_at=row.changed_at,
                gone_at=row.gone_at,
                corrections=tuple(
                    dict(entry) | {"source_value": row.document.get(entry["field"])}
                    for entry in fixed
                ),
                versions=tuple(dict(entry) for entry in versions),
            )

    def correct(
        self, program_id: str, name: str, value: Any, *, by: str, note: str, at: datetime
    ) -> None:
        """Set a field by hand; it survives the next harvest (rule 7).

        Raises:
            RecordError: the corrected programme would break the schema.
        """
        with self._engine.begin() as connection:
            document = connection.scalar(
                select(programs.c.document).where(programs.c.id == program_id)
            )
            program_from_dict((document or {}) | {name: value})
            key = and_(corrections.c.program_id == program_id, corrections.c.field == name)
            connection.execute(delete(corrections).where(key))
            connection.execute(
                insert(corrections).values(
                    program_id=program_id,
                    field=name,
                    value=value,
                    note=note,
                    corrected_by=by,
                    corrected_at=at,
                )
            )
            connection.execute(
                update(programs).where(programs.c.id == program_id).values(changed_at=at)
            )

    def revision(self) -> str:
        """Return a hash that changes whenever the catalogue does; an index is built for one."""
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(programs.c.id, programs.c.content_hash, programs.c.changed_at)
                .where(programs.c.gone_at.is_(None))
                .order_by(programs.c.id)
            )
            digest = hashlib.sha256()
            for row in rows:
                digest.update(f"{row.id} {row.content_hash} {row.changed_at}\n".encode())
            return digest.hexdigest()

    def counts(self) -> dict[str, int]:
        """Return the number of listed programmes per source."""
        query = (
            select(programs.c.source, func.count())
            .where(programs.c.gone_at.is_(None))
            .group_by(programs.c.source)
            .order_by(programs.c.source)
        )
        with self._engine.connect() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def first_seen(self) -> dict[str, datetime]:
        """Return when each programme was first seen."""
        with self._engine.connect() as connection:
            rows: Sequence[Any] = connection.execute(
                select(programs.c.id, programs.c.first_seen)
            ).all()
        return {row.id: row.first_seen for row in rows}

    def _put(self, connection: Connection, records: Iterable[Program], at: datetime) -> Changes:
        found: dict[str, list[str]] = {"new": [], "changed": [], "unchanged": [], "returned": []}
        known = {
            row.id: row
            for row in connection.execute(
                select(programs.c.id, programs.c.content_hash, programs.c.gone_at)
            )
        }
        for record in records:
            row = known.get(record.id)
            if row is None:
                self._insert(connection, record, at)
                found["new"].append(record.id)
                continue
            changed = row.content_hash != content_hash(record)
            if changed:
                self._change(connection, record, at)
            self._seen(connection, record, at)
            found["changed" if changed else "unchanged"].append(record.id)
            if row.gone_at is not None:
                found["returned"].append(record.id)
        return Changes(**{name: tuple(ids) for name, ids in found.items()})

    def _mark_missing(
        self, connection: Connection, source: str, seen: Iterable[str], at: datetime
    ) -> tuple[str, ...]:
        keep, gone = set(seen), []
        rows = connection.execute(
            select(programs.c.id, programs.c.misses).where(
                programs.c.source == source, programs.c.gone_at.is_(None)
            )
        ).all()
        for row in rows:
            if row.id in keep:
                continue
            values: dict[str, Any] = {"misses": row.misses + 1}
            if row.misses + 1 >= GONE_AFTER:
                values["gone_at"] = at
                gone.append(row.id)
            connection.execute(update(programs).where(programs.c.id == row.id).values(**values))
        return tuple(gone)

    def _insert(self, connection: Connection, record: Program, at: datetime) -> None:
        document = program_to_dict(record)
        connection.execute(
            insert(programs).values(
                id=record.id,
                source=record.source,
                level=record.level.value,
                title=record.title,
                document=document,
                content_hash=content_hash(record),
                version=1,
                first_seen=at,
                last_seen=at,
                changed_at=at,
                misses=0,
            )
        )
        self._version(connection, record.id, 1, document, [], at)

    def _change(self, connection: Connection, record: Program, at: datetime) -> None:
        old = connection.execute(
            select(programs.c.document, programs.c.version).where(programs.c.id == record.id)
        ).one()
        document = program_to_dict(record)
        connection.execute(
            update(programs)
            .where(programs.c.id == record.id)
            .values(
                source=record.source,
                level=record.level.value,
                title=record.title,
                document=document,
                content_hash=content_hash(record),
                version=old.version + 1,
                changed_at=at,
            )
        )
        changes = changed_fields(old.document, document)
        self._version(connection, record.id, old.version + 1, document, changes, at)

    def _seen(self, connection: Connection, record: Program, at: datetime) -> None:
        connection.execute(
            update(programs)
            .where(programs.c.id == record.id)
            .values(last_seen=at, misses=0, gone_at=None)
        )

    def _version(
        self,
        connection: Connection,
        program_id: str,
        version: int,
        document: dict[str, Any],
        changes: list[dict[str, str]],
        at: datetime,
    ) -> None:
        connection.execute(
            insert(program_versions).values(
                program_id=program_id,
                version=version,
                seen_at=at,
                document=document,
                changes=changes,
            )
        )

    def _corrections(
        self, connection: Connection, program_id: str | None = None
    ) -> dict[str, dict[str, Any]]:
        query = select(corrections.c.program_id, corrections.c.field, corrections.c.value)
        if program_id is not None:
            query = query.where(corrections.c.program_id == program_id)
        fixed: dict[str, dict[str, Any]] = {}
        for owner, name, value in connection.execute(query):
            fixed.setdefault(owner, {})[name] = value
        return fixed
