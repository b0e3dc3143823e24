"""Write a trained table as a folder of ``models/``: int8 vectors, tokenizers and the card with checksums."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import tomlkit

from matcher.encoder import CARD

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tokenizers import Tokenizer


def quantise(table: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """One scale per row, so that the largest value of each row becomes 127; a row of zeros keeps scale 0."""
    scales = np.abs(table).max(axis=1) / 127
    safe = np.where(scales > 0, scales, 1)
    return np.rint(table / safe[:, None]).astype(np.int8), scales.astype(np.float32)


def export(
    out: Path,
    *,
    name: str,
    licence: str,
    table: NDArray[np.float32],
    tokenizers: Mapping[str, Tokenizer],
    recipe: Path,
    figures: Mapping[str, float],
) -> None:
    """Write the model; ``table`` has one row per token, the tokenizers laid end to end in the order given.

    The revision is a hash of vectors and tokenizers: another training run is another revision.
    """
    out.mkdir(parents=True, exist_ok=True)
    vectors, scales = quantise(table)
    np.save(out / "vectors.npy", vectors)
    np.save(out / "scales.npy", scales)
    for file, tokenizer in tokenizers.items():
        tokenizer.save(str(out / file), pretty=False)
    if recipe.resolve() != (out / "recipe.toml").resolve():
        shutil.copyfile(recipe, out / "recipe.toml")
    files = ["vectors.npy", "scales.npy", *tokenizers]
    sums = {file: hashlib.sha256((out / file).read_bytes()).hexdigest() for file in files}
    _write_card(out / CARD, name, licence, table.shape[1], list(tokenizers), sums, figures)


def _write_card(
    path: Path,
    name: str,
    licence: str,
    dim: int,
    tokenizers: Sequence[str],
    sums: Mapping[str, str],
    figures: Mapping[str, float],
) -> None:
    card = tomlkit.document()
    card["name"] = name
    card["revision"] = hashlib.sha256("".join(sums.values()).encode()).hexdigest()[:12]
    card["dim"] = dim
    card["licence"] = licence
    card["tokenizers"] = list(tokenizers)
    card["prompts"] = {"query": "", "document": ""}
    card["sha256"] = dict(sums)
    card["figures"] = {key: round(float(value), 4) for key, value in figures.items()}
    path.write_text(tomlkit.dumps(card), encoding="utf-8")
