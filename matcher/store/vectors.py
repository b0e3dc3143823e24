"""Cached vectors: an unchanged text is never encoded twice by the same model."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine, delete, insert, select

from matcher.store.schema import vectors

_CHUNK = 500


class VectorTable:
    """Vectors keyed by (model fingerprint, SHA-256 of the text), float32 little-endian."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get(self, fingerprint: str, hashes: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Return the vectors known for these text hashes."""
        found: dict[str, NDArray[np.float32]] = {}
        with self._engine.connect() as connection:
            for start in range(0, len(hashes), _CHUNK):
                rows = connection.execute(
                    select(vectors.c.text_hash, vectors.c.vector).where(
                        vectors.c.fingerprint == fingerprint,
                        vectors.c.text_hash.in_(hashes[start : start + _CHUNK]),
                    )
                )
                found |= {row.text_hash: np.frombuffer(row.vector, "<f4") for row in rows}
        return found

    def put(self, fingerprint: str, new: Mapping[str, NDArray[np.float32]]) -> None:
        """Store vectors; keys that are there already are replaced."""
        if not new:
            return
        hashes = list(new)
        with self._engine.begin() as connection:
            for start in range(0, len(hashes), _CHUNK):
                chunk = hashes[start : start + _CHUNK]
                connection.execute(
                    delete(vectors).where(
                        vectors.c.fingerprint == fingerprint, vectors.c.text_hash.in_(chunk)
                    )
                )
                connection.execute(
                    insert(vectors),
                    [
                        {
                            "fingerprint": fingerprint,
                            "text_hash": key,
                            "vector": new[key].astype("<f4").tobytes(),
                        }
                        for key in chunk
                    ],
                )

    def forget_others(self, fingerprint: str) -> int:
        """Delete the vectors of other models and return how many; called after a model change."""
        with self._engine.begin() as connection:
            return connection.execute(
                delete(vectors).where(vectors.c.fingerprint != fingerprint)
            ).rowcount
