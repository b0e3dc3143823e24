"""The same programme on several pages: links between records, proposed, confirmed or undone."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, and_, insert, select, update

from matcher.store.schema import program_links

LINKED = "verbunden"
SEPARATE = "getrennt"


class TwinTable:
    """Links between programmes. Nothing is merged: both records keep their histories."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def link(
        self, pairs: Iterable[tuple[str, str, float, str]], *, at: datetime
    ) -> list[tuple[str, str]]:
        """Store found pairs (one id, other id, score, reason) and return the new ones.

        A pair that is known stays as it is, above all one that a person has separated.
        """
        new = []
        with self._engine.begin() as connection:
            known = {
                (row.left_id, row.right_id)
                for row in connection.execute(
                    select(program_links.c.left_id, program_links.c.right_id)
                )
            }
            for one, other, score, reason in pairs:
                left, right = sorted((one, other))
                if (left, right) in known:
                    continue
                known.add((left, right))
                new.append((left, right))
                connection.execute(
                    insert(program_links).values(
                        left_id=left,
                        right_id=right,
                        score=score,
                        reason=reason,
                        state=LINKED,
                        decided_by="",
                        decided_at=at,
                    )
                )
        return new

    def decide(self, one: str, other: str, state: str, *, by: str, at: datetime) -> bool:
        """Let a person link or separate a pair; tell whether the pair was known."""
        left, right = sorted((one, other))
        key = and_(program_links.c.left_id == left, program_links.c.right_id == right)
        with self._engine.begin() as connection:
            changed = connection.execute(
                update(program_links).where(key).values(state=state, decided_by=by, decided_at=at)
            )
        return bool(changed.rowcount)

    def all(self) -> list[Mapping[str, Any]]:
        """Return every pair with its state."""
        query = select(program_links).order_by(program_links.c.left_id, program_links.c.right_id)
        with self._engine.connect() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def of(self, program_id: str) -> list[str]:
        """Return the ids a programme is linked with."""
        return [
            row["right_id"] if row["left_id"] == program_id else row["left_id"]
            for row in self.all()
            if row["state"] == LINKED and program_id in (row["left_id"], row["right_id"])
        ]

    def groups(self) -> dict[str, str]:
        """Return programme id → the smallest id of all it is linked with, directly or not."""
        leader: dict[str, str] = {}

        def first(id_: str) -> str:
            while leader.setdefault(id_, id_) != id_:
                id_ = leader[id_]
            return id_

        for row in self.all():
            if row["state"] == LINKED:
                one, other = sorted((first(row["left_id"]), first(row["right_id"])))
                leader[other] = one
        return {id_: first(id_) for id_ in leader}
