"""Harvest runs with their signals, and the locks that keep two runs apart."""

import os
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from matcher.errors import StoreError
from matcher.store.schema import locks, runs

WHOLE = "ok"
"""Outcome of a run that read everything a source lists; only such a run is a measure for others."""
_USUAL_OF = 5


def usual_yield(runs: Sequence[Mapping[str, Any]]) -> int | None:
    """Return the median number of programmes of the newest whole runs; None without any.

    `runs` are runs of one source, newest first. A median, because one bad or one lucky run must not
    set the measure.
    """
    yields = [int(run["counts"].get("programs", 0)) for run in runs if run["outcome"] == WHOLE]
    return round(median(yields[:_USUAL_OF])) if yields else None


class RunTable:
    """What was tried, when, and how it ended."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def start(self, source: str, *, at: datetime) -> int:
        """Note that a run has begun and return its number."""
        with self._engine.begin() as connection:
            result = connection.execute(
                insert(runs).values(
                    source=source,
                    started_at=at,
                    outcome="läuft",
                    message="",
                    counts={},
                    signals=[],
                )
            )
            assert result.inserted_primary_key is not None
            return int(result.inserted_primary_key[0])

    def finish(
        self,
        run: int,
        *,
        at: datetime,
        outcome: str,
        message: str,
        counts: Mapping[str, int],
        signals: Sequence[Mapping[str, str]],
    ) -> None:
        """Write the outcome of a run."""
        with self._engine.begin() as connection:
            connection.execute(
                update(runs)
                .where(runs.c.id == run)
                .values(
                    finished_at=at,
                    outcome=outcome,
                    message=message,
                    counts=dict(counts),
                    signals=[dict(signal) for signal in signals],
                )
            )

    def last(self, source: str, *, outcome: str | None = None) -> dict[str, Any] | None:
        """Return the newest run of a source, or the newest that ended with `outcome`."""
        query = select(runs).where(runs.c.source == source).order_by(runs.c.id.desc()).limit(1)
        if outcome is not None:
            query = query.where(runs.c.outcome == outcome)
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().one_or_none()
        return None if row is None else dict(row)

    def recent(self, *, per_source: int = 30) -> dict[str, list[dict[str, Any]]]:
        """Return the newest runs of every source that was ever tried, newest first."""
        place = func.row_number().over(partition_by=runs.c.source, order_by=runs.c.id.desc())
        ranked = select(runs, place.label("place")).subquery()
        query = select(ranked).where(ranked.c.place <= per_source)
        found: dict[str, list[dict[str, Any]]] = {}
        with self._engine.connect() as connection:
            for row in connection.execute(query.order_by(ranked.c.source, ranked.c.place)):
                found.setdefault(row.source, []).append(dict(row._mapping))
        return found

    def whole(self, source: str, *, most: int = _USUAL_OF) -> list[dict[str, Any]]:
        """Return the newest whole runs of one source, newest first, however long ago."""
        whole = (runs.c.source == source) & (runs.c.outcome == WHOLE)
        query = select(runs).where(whole).order_by(runs.c.id.desc()).limit(most)
        with self._engine.connect() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    @contextmanager
    def lock(self, name: str, *, hours: float = 6) -> Iterator[None]:
        """Hold a named lock.

        One left by a killed process of this machine is taken over at once, any other expires after
        `hours`.

        Raises:
            StoreError: somebody else holds it.
        """
        holder, now = _holder(), datetime.now(UTC)
        try:
            with self._engine.begin() as connection:
                connection.execute(
                    delete(locks).where(locks.c.name == name, locks.c.expires_at < now)
                )
                old = connection.scalar(select(locks.c.holder).where(locks.c.name == name))
                if old is not None and _dead(old):
                    connection.execute(delete(locks).where(locks.c.holder == old))
                connection.execute(
                    insert(locks).values(
                        name=name, holder=holder, expires_at=now + timedelta(hours=hours)
                    )
                )
        except IntegrityError as error:
            raise StoreError(f"„{name}“ läuft bereits in einem anderen Aufruf.") from error
        try:
            yield
        finally:
            with self._engine.begin() as connection:
                connection.execute(delete(locks).where(locks.c.holder == holder))


def _holder() -> str:
    """Name this process: machine, number, moment it began, and a token of this lock."""
    pid = os.getpid()
    return f"{socket.gethostname()[:30]}:{pid}:{_began(pid)}:{uuid4().hex[:12]}"


def _dead(holder: str) -> bool:
    """Tell whether a holder is a process of this machine that no longer runs."""
    host, pid, began, *_ = (*holder.rsplit(":", 3), "", "", "")
    if host != socket.gethostname()[:30] or not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return bool(began) and _began(int(pid)) != began


def _began(pid: int) -> str:
    """Return when a process began, in ticks since the start of the machine; "" where unknown."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
        return stat.rsplit(")", 1)[1].split()[19]
    except (OSError, IndexError):
        return ""
