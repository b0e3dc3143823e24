"""Write a trained table as a folder of ``models/``: int8 vectors, tokenizers, card, checksums."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from matcher.encoder import CARD

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tokenizers import Tokenizer


def quantise(table: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """One scale per row, so that its largest value becomes 127; a row of zeros keeps scale 0."""
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
) -> None:
    """Write the model; ``table`` has one row per token, the tokenizers laid end to end in order.

    The revision is a hash of vectors and tokenizers: another training run is another revision.
    Tokenizers that lie beside the recipe are copied byte for byte.
    """
    out.mkdir(parents=True, exist_ok=True)
    vectors, scales = quantise(table)
    np.save(out / "vectors.npy", vectors)
    np.save(out / "scales.npy", scales)
    if recipe.parent.resolve() != out.resolve():
        shutil.copyfile(recipe, out / "recipe.toml")
    for file, tokenizer in tokenizers.items():
        if not (recipe.parent / file).is_file():
            tokenizer.save(str(out / file), pretty=False)
        elif recipe.parent.resolve() != out.resolve():
            shutil.copyfile(recipe.parent / file, out / file)
    files = ["vectors.npy", "scales.npy", *tokenizers]
    sums = {file: hashlib.sha256((out / file).read_bytes()).hexdigest() for file in files}
    (out / CARD).write_text(
        _card(name, licence, table.shape[1], list(tokenizers), sums), encoding="utf-8"
    )


def record(folder: Path, figures: Mapping[str, float]) -> None:
    """Write measured figures to the end of a model's card; they are no part of its identity."""
    card = (folder / CARD).read_text(encoding="utf-8").split("\n[figures]\n")[0]
    lines = [f"{_quoted(name)} = {value:.3f}" for name, value in figures.items()]
    text = "\n".join([card.rstrip("\n"), "", "[figures]", *lines, ""])
    (folder / CARD).write_text(text, encoding="utf-8")


def _card(
    name: str, licence: str, dim: int, tokenizers: Sequence[str], sums: Mapping[str, str]
) -> str:
    revision = hashlib.sha256("".join(sums.values()).encode()).hexdigest()[:12]
    lines = [
        f"name = {_quoted(name)}",
        f"revision = {_quoted(revision)}",
        f"dim = {dim}",
        f"licence = {_quoted(licence)}",
        f"tokenizers = [{', '.join(map(_quoted, tokenizers))}]",
        "",
        "[prompts]",
        'query = ""',
        'document = ""',
        "",
        "[sha256]",
        *(f"{_quoted(file)} = {_quoted(digest)}" for file, digest in sums.items()),
        "",
    ]
    return "\n".join(lines)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # a JSON string is a TOML string
