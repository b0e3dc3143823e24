"""Texts to vectors: the shipped model (without torch) or any sentence-transformers model.

The first part of the shipped model is a table of token vectors: a text is the normalised sum of the
vectors of its distinct tokens, so that a word repeated by the genre counts once and the length of a
token's vector is its learned weight. Several tokenizers may look at the same text (whole words, and
the parts German compounds are made of). The second part, where there is one, is a small transformer
(`student`). Both vectors stand side by side in a row, so that a dot product is the mean of both
cosines.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from matcher.errors import EncoderError
from matcher.student import Student

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

CARD = "model.toml"
_HUB_ID = re.compile(r"[\w.-]+/[\w.-]+")
MAX_TOKENS = 512
_BATCH = 1024


class Encoder(Protocol):
    """Turns texts into vectors whose dot product is the cosine similarity.

    ``fingerprint`` names everything a vector depends on: model, revision and a hash of the prompts.
    Vectors may be reused for as long as text and fingerprint are the same. ``dim`` is the number of
    columns.

    Both methods return one float32 row per text, in the order given, of shape ``(len(texts),
    dim)``. Rows have unit length; a text without any token (empty, blanks, signs only) is a row of
    zeros; no row holds NaN. The same text gives the same row whatever else is in the batch.
    Measures and free searches are queries; titles and passages of programmes are documents.
    """

    @property
    def fingerprint(self) -> str:
        """``name@revision+hash of the prompts``."""
        ...

    @property
    def dim(self) -> int:
        """Number of columns of the vectors."""
        ...

    def encode_query(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Encode what somebody is looking for."""
        ...

    def encode_document(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Encode what can be found."""
        ...


@dataclass(frozen=True)
class ModelCard:
    """What ``model.toml`` says: identity, prompts and the checksums of the files beside it."""

    name: str
    revision: str
    dim: int
    licence: str
    tokenizers: tuple[str, ...]
    query_prompt: str
    document_prompt: str
    sha256: dict[str, str]
    student: str = ""
    """File of the second part, empty where there is none."""
    student_tokenizer: str = ""
    student_tokens: int = 0
    """The longest input of the second part in tokens."""

    @property
    def fingerprint(self) -> str:
        """Identity of every vector the model makes."""
        return fingerprint_of(self.name, self.revision, self.query_prompt, self.document_prompt)

    @classmethod
    def read(cls, folder: Path) -> ModelCard:
        """Read the card of a model folder; raises :class:`EncoderError` if it is missing or
        incomplete.
        """
        try:
            card = tomllib.loads((folder / CARD).read_text(encoding="utf-8"))
            prompts, student = card.get("prompts", {}), card.get("student", {})
            files = {"vectors.npy", "scales.npy", *card["tokenizers"]}
            files |= {student["file"]} if student else set()
            if missing := sorted(files - card["sha256"].keys()):
                raise ValueError(f"Prüfsumme fehlt: {', '.join(missing)}")
            return cls(
                name=str(card["name"]),
                revision=str(card["revision"]),
                dim=int(card["dim"]),
                licence=str(card["licence"]),
                tokenizers=tuple(card["tokenizers"]),
                query_prompt=str(prompts.get("query", "")),
                document_prompt=str(prompts.get("document", "")),
                sha256=dict(card["sha256"]),
                student=str(student.get("file", "")),
                student_tokenizer=str(student.get("tokenizer", "")),
                student_tokens=int(student.get("tokens", 0)),
            )
        except (OSError, KeyError, TypeError, ValueError) as error:
            raise EncoderError(
                f"Das Modell in {folder} hat keine lesbare {CARD} ({error})."
            ) from error


class ShippedEncoder:
    """A table of token vectors, quantised to int8 with one scale per token, and perhaps a student
    beside it; loads in a fraction of a second.
    """

    def __init__(
        self,
        card: ModelCard,
        tokenizers: Sequence[Tokenizer],
        vectors: NDArray[np.int8],
        scales: NDArray[np.float32],
        student: Student | None = None,
    ) -> None:
        """Take ready parts; row ``i`` of the table belongs to token ``i`` of the tokenizers laid
        end to end.

        ``vectors`` has shape ``(tokens, columns)``, ``scales`` ``(tokens,)``; a row's vector is
        ``vectors[i] * scales[i]``. The columns of table and student together are the model's.
        """
        sizes = [tokenizer.get_vocab_size() for tokenizer in tokenizers]
        columns = card.dim - (student.dim if student else 0)
        if vectors.shape != (sum(sizes), columns) or scales.shape != (sum(sizes),):
            raise EncoderError(
                f"Das Modell {card.name} ist unvollständig: {sum(sizes)} Wortteile, "
                f"aber eine Tabelle der Form {vectors.shape}."
            )
        self._card = card
        self._tokenizers = tuple(tokenizers)
        self._offsets = np.cumsum([0, *sizes])[:-1]
        self._vectors = vectors
        self._scales = scales
        self._student = student

    @classmethod
    def from_folder(cls, folder: Path) -> ShippedEncoder:
        """Load a folder of ``models/``; raises :class:`EncoderError` if a file is missing, cut off
        or altered.
        """
        from tokenizers import Tokenizer

        card = ModelCard.read(folder)
        for file, expected in card.sha256.items():
            if _sha256(folder / file) != expected:
                raise EncoderError(
                    f"Die Datei {file} des Modells {card.name} ist beschädigt "
                    "(Prüfsumme stimmt nicht)."
                )
        try:
            tokenizers = [Tokenizer.from_file(str(folder / file)) for file in card.tokenizers]
            vectors = np.load(folder / "vectors.npy", mmap_mode="r")
            scales = np.load(folder / "scales.npy").astype(np.float32)
            reader = card.student and Tokenizer.from_file(str(folder / card.student_tokenizer))
        except Exception as error:  # tokenizers raises bare Exception
            raise EncoderError(f"Das Modell {card.name} lässt sich nicht laden: {error}") from error
        student = None
        if reader:
            student = Student.from_file(folder / card.student, reader, card.student_tokens)
        return cls(card, tokenizers, vectors, scales, student)

    @property
    def card(self) -> ModelCard:
        """What the model says of itself."""
        return self._card

    @property
    def tokenizers(self) -> tuple[Tokenizer, ...]:
        """The tokenizers, in the order of their rows in the table."""
        return self._tokenizers

    @property
    def fingerprint(self) -> str:
        """``name@revision+hash of the prompts``."""
        return self._card.fingerprint

    @property
    def dim(self) -> int:
        """Number of columns of the vectors."""
        return self._card.dim

    def encode_query(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit rows for measures and searches; see :class:`Encoder`."""
        return self._encode(texts)

    def encode_document(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit rows for titles and passages; see :class:`Encoder`."""
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = self._looked_up(texts)
        if self._student is not None:
            rows = np.hstack([rows, self._student.encode(texts)])
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        np.divide(rows, lengths, out=rows, where=lengths > 0)
        return rows

    def _looked_up(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit rows by the table."""
        rows = np.zeros((len(texts), self._vectors.shape[1]), dtype=np.float32)
        for start in range(0, len(texts), _BATCH):
            for row, ids in enumerate(self._token_ids(texts[start : start + _BATCH]), start):
                if len(ids):
                    rows[row] = self._scales[ids] @ self._vectors[ids].astype(np.float32)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        np.divide(rows, lengths, out=rows, where=lengths > 0)
        return rows

    def _token_ids(self, texts: Sequence[str]) -> Iterator[NDArray[np.intp]]:
        """Row numbers of the distinct tokens of each text; unknown tokens are left out."""
        encoded = [
            t.encode_batch_fast(list(texts), add_special_tokens=False) for t in self._tokenizers
        ]
        for views in zip(*encoded, strict=True):
            ids = [
                np.asarray(view.ids[:MAX_TOKENS], dtype=np.intp) + offset
                for view, offset in zip(views, self._offsets, strict=True)
            ]
            found = np.unique(np.concatenate(ids))
            yield found[~np.isin(found, self._offsets)]  # token 0 of each tokenizer is [UNK]


def load_encoder(name: str | None, models_folder: Path) -> Encoder:
    """Return the encoder a setting names: a name in ``models/``, a path, or a hub id.

    None stands for the newest shipped model. A hub id has the form ``owner/name``; it is looked for
    among the models already on this machine first.

    Raises:
        EncoderError: there is no such model, or it is broken; one German sentence.
    """
    if not name:
        shipped = sorted(card.parent for card in models_folder.glob(f"*/{CARD}"))
        if not shipped:
            raise EncoderError(f"Im Ordner {models_folder} liegt kein Modell.")
        return ShippedEncoder.from_folder(shipped[-1])
    for folder in (models_folder / name, Path(name)):
        if (folder / CARD).is_file():
            return ShippedEncoder.from_folder(folder)
        if folder.is_dir():
            return _transformer(str(folder), local=True)
    if not _HUB_ID.fullmatch(name):
        raise EncoderError(f"Das Modell „{name}“ gibt es hier nicht.")
    try:
        return _transformer(name, local=True)
    except EncoderError:
        return _transformer(name, local=False)


def _transformer(name: str, *, local: bool) -> Encoder:
    """Load a sentence-transformers model; torch is imported here and nowhere else."""
    from matcher.transformer import SentenceTransformerEncoder

    return SentenceTransformerEncoder(name, local_files_only=local)


def fingerprint_of(name: str, revision: str, query_prompt: str, document_prompt: str) -> str:
    """Return what names everything a vector depends on: ``name@revision+hash of the prompts``."""
    prompts = hashlib.sha256(f"{query_prompt}\0{document_prompt}".encode()).hexdigest()[:8]
    return f"{name}@{revision}+{prompts}"


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise EncoderError(f"Die Modelldatei {path} fehlt oder ist nicht lesbar.") from error
