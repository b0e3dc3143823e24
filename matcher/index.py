"""The index of a catalogue: built when catalogue or model changed, else loaded from disk."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

import numpy as np

from matcher.affinity import municipal_affinity
from matcher.dense import DenseIndex
from matcher.encoder import Encoder
from matcher.lexical import FloatArray, LexicalIndex
from matcher.passages import METHOD, program_passages
from matcher.records import Program
from matcher.store.vectors import VectorTable
from matcher.text import Analyser, Compounds, normalise
from matcher.thesaurus import thesaurus

_BATCH = 256
_TITLE_WEIGHT = 3

Progress = Callable[[int, int], None]
"""Called with (texts done, texts in all) while a catalogue is encoded."""


@dataclass(frozen=True, slots=True)
class CatalogueIndex:
    """Lexical and dense index over programmes, rows in the order of `program_ids`."""

    program_ids: tuple[str, ...]
    lexical: LexicalIndex
    municipal: FloatArray
    dense: DenseIndex | None
    fingerprint: str | None


def build_index(
    programs: Sequence[Program],
    encoder: Encoder | None,
    cache: VectorTable | None = None,
    progress: Progress | None = None,
) -> CatalogueIndex:
    """Index programmes; a text whose vector is cached is not encoded again.

    Raises:
        EncoderError: the model broke while encoding.
    """
    passages = [[piece.speaking for piece in program_passages(p)] or [p.title] for p in programs]
    texts = [_document(p, pieces) for p, pieces in zip(programs, passages, strict=True)]
    compounds = Compounds.from_texts(
        [t for t, p in zip(texts, programs, strict=True) if p.text_language == "de"]
        + thesaurus().german_texts()
    )
    lexical = LexicalIndex.build(
        texts, [p.title for p in programs], [p.text_language for p in programs], compounds
    )
    dense = None
    if encoder is not None:
        titles = [title_text(p) for p in programs]
        flat = [piece for pieces in passages for piece in pieces]
        vectors = _encode([*titles, *flat], encoder, cache, progress)
        starts = np.cumsum([0, *map(len, passages)])
        dense = DenseIndex(vectors[: len(titles)], vectors[len(titles) :], starts)
    return CatalogueIndex(
        program_ids=tuple(p.id for p in programs),
        lexical=lexical,
        municipal=np.array(
            [
                municipal_affinity([p.title, *pieces])
                for p, pieces in zip(programs, passages, strict=True)
            ],
            dtype=np.float32,
        ),
        dense=dense,
        fingerprint=encoder.fingerprint if encoder else None,
    )


def save_index(index: CatalogueIndex, folder: Path) -> None:
    """Write an index; it appears under its name only when it is whole."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(mkdtemp(prefix=".draft-", dir=folder.parent))
    index.lexical.save(draft)
    np.save(draft / "municipal.npy", index.municipal)
    if index.dense is not None:
        np.save(draft / "titles.npy", index.dense.titles)
        np.save(draft / "passages.npy", index.dense.passages)
        np.save(draft / "starts.npy", index.dense.starts)
    (draft / "index.json").write_text(
        json.dumps({"programs": index.program_ids, "fingerprint": index.fingerprint})
    )
    shutil.rmtree(folder, ignore_errors=True)
    os.replace(draft, folder)


def load_index(folder: Path) -> CatalogueIndex | None:
    """Read an index written by `save_index`; None when there is none or it is damaged."""
    try:
        meta = json.loads((folder / "index.json").read_text())
        dense = None
        if meta["fingerprint"] is not None:
            dense = DenseIndex(
                np.load(folder / "titles.npy", mmap_mode="r"),
                np.load(folder / "passages.npy", mmap_mode="r"),
                np.load(folder / "starts.npy"),
            )
        lexical = LexicalIndex.load(folder)
        municipal = np.load(folder / "municipal.npy")
    except (OSError, ValueError, KeyError):
        return None
    return CatalogueIndex(tuple(meta["programs"]), lexical, municipal, dense, meta["fingerprint"])


def index_name(revision: str, fingerprint: str | None) -> str:
    """Return the folder name of the index of one catalogue revision and model."""
    identity = f"{revision} {fingerprint} {Analyser.version} {METHOD}"
    return hashlib.sha256(identity.encode()).hexdigest()[:24]


def title_text(program: Program) -> str:
    """Return what stands for a programme as a whole: its title with its keywords."""
    words = ", ".join(program.keywords)
    return normalise(f"{program.title}. {words}" if words else program.title)


def text_hash(text: str) -> str:
    """Return the cache key of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def _document(program: Program, passages: Sequence[str]) -> str:
    return " ".join([program.title] * _TITLE_WEIGHT + [*program.keywords, *passages])


def _encode(
    texts: Sequence[str],
    encoder: Encoder,
    cache: VectorTable | None,
    progress: Progress | None,
) -> FloatArray:
    hashes = [text_hash(text) for text in texts]
    known = cache.get(encoder.fingerprint, list(dict.fromkeys(hashes))) if cache else {}
    missing = {h: t for h, t in zip(hashes, texts, strict=True) if h not in known}
    todo = list(missing.items())
    for start in range(0, len(todo), _BATCH):
        batch = todo[start : start + _BATCH]
        rows = encoder.encode_document([text for _, text in batch])
        fresh = {key: row for (key, _), row in zip(batch, rows, strict=True)}
        if cache:
            cache.put(encoder.fingerprint, fresh)
        known |= fresh
        if progress:
            progress(min(start + _BATCH, len(todo)), len(todo))
    if not texts:
        return np.zeros((0, encoder.dim), dtype=np.float32)
    return np.vstack([known[key] for key in hashes]).astype(np.float32, copy=False)
