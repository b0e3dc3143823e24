"""Any sentence-transformers model as an encoder; the one room of that library and of torch."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.encoder import fingerprint_of
from matcher.errors import EncoderError


class SentenceTransformerEncoder:
    """Any sentence-transformers model, named by the user; the only place that imports the library
    for encoding.
    """

    def __init__(
        self,
        model_id: str,
        query_prompt: str | None = None,
        document_prompt: str | None = None,
        *,
        local_files_only: bool = False,
    ) -> None:
        """Load a model folder or hub id on the CPU; raises :class:`EncoderError` if it cannot be
        had.

        Without prompts given, e5 models get theirs ("query: ", "passage: "), others what the model
        itself prescribes.
        """
        try:
            from sentence_transformers import SentenceTransformer

            self._model: Any = SentenceTransformer(
                model_id, device="cpu", local_files_only=local_files_only
            )
        except Exception as error:  # the library raises another kind for every way to fail
            reason = (str(error).strip() or type(error).__name__).splitlines()[0]
            raise EncoderError(f"Das Modell {model_id} ist nicht verfügbar: {reason}") from error
        e5 = "e5" in Path(model_id).name.lower()
        own: dict[str, str] = dict(getattr(self._model, "prompts", {}) or {})
        self._query_prompt = (
            query_prompt
            if query_prompt is not None
            else ("query: " if e5 else own.get("query", ""))
        )
        self._document_prompt = (
            document_prompt
            if document_prompt is not None
            else ("passage: " if e5 else own.get("document", ""))
        )
        self._name = Path(model_id).name if Path(model_id).exists() else model_id
        self._revision = _revision(self._model, model_id)

    @property
    def fingerprint(self) -> str:
        """``name@revision+hash of the prompts``."""
        return fingerprint_of(self._name, self._revision, self._query_prompt, self._document_prompt)

    @property
    def dim(self) -> int:
        """Number of columns of the vectors."""
        return int(self._model.get_embedding_dimension())

    def encode_query(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit rows for measures and searches; see `Encoder`."""
        return self._encode(texts, self._query_prompt)

    def encode_document(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit rows for titles and passages; see `Encoder`."""
        return self._encode(texts, self._document_prompt)

    def _encode(self, texts: Sequence[str], prompt: str) -> NDArray[np.float32]:
        rows = np.zeros((len(texts), self.dim), dtype=np.float32)
        filled = [number for number, text in enumerate(texts) if text.strip()]
        if filled:
            rows[filled] = self._model.encode(
                [texts[number] for number in filled],
                prompt=prompt,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
        return np.nan_to_num(rows)


def _revision(model: Any, model_id: str) -> str:
    """Commit of a hub model; for a folder a hash over the sizes and times of its weights."""
    commit = getattr(getattr(model[0], "auto_model", None), "config", None)
    if revision := getattr(commit, "_commit_hash", None):
        return str(revision)[:12]
    weights = sorted(Path(model_id).rglob("*.safetensors")) if Path(model_id).is_dir() else []
    stamps = [(p.name, p.stat().st_size, p.stat().st_mtime_ns) for p in weights]
    return hashlib.sha256(repr(stamps).encode()).hexdigest()[:12] if stamps else "unbekannt"
