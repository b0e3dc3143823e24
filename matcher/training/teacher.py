"""The English teacher: a sentence-transformers model that lies inside a Python package or a folder,
so nothing is fetched.
"""

from __future__ import annotations

import hashlib
import logging
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from matcher.errors import EncoderError

if TYPE_CHECKING:
    from numpy.typing import NDArray

log = logging.getLogger(__name__)
_MAX_TOKENS = 128


def teacher_folder(name: str) -> Path:
    """Folder of the model: ``name`` itself, or ``model`` inside the package of that name.

    Raises :class:`EncoderError` if there is neither.
    """
    if (Path(name) / "config.json").is_file():
        return Path(name)
    spec = find_spec(name) if name.isidentifier() else None
    if spec is None or spec.origin is None:
        raise EncoderError(f"Zum Training fehlt das Paket {name} mit dem englischen Modell.")
    return Path(spec.origin).parent / "model"


def teacher_vectors(name: str, texts: list[str], cache: Path | None = None) -> NDArray[np.float32]:
    """Unit vectors of ``texts``, shape ``(len(texts), dim)``; an empty array where there is nothing
    to ask.

    ``cache`` is an ``.npz`` file of hashes and float16 vectors; only texts it lacks are encoded,
    then it is rewritten. Raises :class:`EncoderError` if there is no such teacher, see
    :func:`teacher_folder`.
    """
    if not texts:
        return np.zeros((0, 0), dtype=np.float32)
    keys = np.array([hashlib.sha256(text.encode()).hexdigest()[:24] for text in texts])
    known_keys, known = _read(cache)
    place = {key: number for number, key in enumerate(known_keys)}
    missing = [number for number, key in enumerate(keys) if key not in place]
    if missing:
        log.info("teacher: %d of %d texts", len(missing), len(texts))
        fresh = _encode(name, [texts[number] for number in missing]).astype(np.float16)
        known = np.concatenate([known, fresh]) if len(known) else fresh
        known_keys = np.concatenate([known_keys, keys[missing]])
        place = {key: number for number, key in enumerate(known_keys)}
        if cache:
            np.savez(cache, keys=known_keys, vectors=known)
    return known[[place[key] for key in keys]].astype(np.float32)


def _read(cache: Path | None) -> tuple[NDArray[np.str_], NDArray[np.float16]]:
    if cache and cache.is_file():
        with np.load(cache) as saved:
            return saved["keys"], saved["vectors"]
    return np.zeros(0, dtype="<U24"), np.zeros((0, 0), dtype=np.float16)


def _encode(name: str, texts: list[str]) -> NDArray[np.float32]:
    from sentence_transformers import SentenceTransformer

    teacher = SentenceTransformer(str(teacher_folder(name)), device="cpu")
    teacher.max_seq_length = _MAX_TOKENS
    return np.asarray(
        teacher.encode(texts, batch_size=64, normalize_embeddings=True, show_progress_bar=False)
    )
