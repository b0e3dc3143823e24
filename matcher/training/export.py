"""Write a trained model as a folder of ``models/``: int8 vectors, tokenizers, student, card,
checksums.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from matcher.encoder import CARD
from matcher.training.student import Student, export_onnx

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

    from matcher.training.recipe import Recipe, StudentRecipe


def quantise(table: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """One scale per row, so that its largest value becomes 127; a row of zeros keeps scale 0."""
    scales = np.abs(table).max(axis=1) / 127
    safe = np.where(scales > 0, scales, 1)
    return np.rint(table / safe[:, None]).astype(np.int8), scales.astype(np.float32)


def export(
    out: Path,
    *,
    recipe: Recipe,
    table: NDArray[np.float32],
    tokenizers: Mapping[str, Tokenizer],
    student: Student | None = None,
) -> None:
    """Write the model; ``table`` has one row per token, the tokenizers laid end to end in order.

    The revision is a hash of vectors, tokenizers and student: another training run is another
    revision. Tokenizers that lie beside the recipe are copied byte for byte.
    """
    out.mkdir(parents=True, exist_ok=True)
    vectors, scales = quantise(table)
    np.save(out / "vectors.npy", vectors)
    np.save(out / "scales.npy", scales)
    _copy(recipe.path, out / "recipe.toml")
    for file, tokenizer in tokenizers.items():
        if (recipe.path.parent / file).is_file():
            _copy(recipe.path.parent / file, out / file)
        else:
            tokenizer.save(str(out / file), pretty=False)
    files, dim = ["vectors.npy", "scales.npy", *tokenizers], table.shape[1]
    if student is not None and recipe.student is not None:
        export_onnx(student, out / recipe.student.file)
        files.append(recipe.student.file)
        dim += student.dim
    sums = {file: hashlib.sha256((out / file).read_bytes()).hexdigest() for file in files}
    (out / CARD).write_text(_card(recipe, dim, list(tokenizers), sums), encoding="utf-8")


def _copy(source: Path, target: Path) -> None:
    if source.resolve() != target.resolve():
        shutil.copyfile(source, target)


def record(folder: Path, figures: Mapping[str, float]) -> None:
    """Write measured figures to the end of a model's card; they are no part of its identity."""
    card = (folder / CARD).read_text(encoding="utf-8").split("\n[figures]\n")[0]
    lines = [f"{_quoted(name)} = {value:.3f}" for name, value in figures.items()]
    text = "\n".join([card.rstrip("\n"), "", "[figures]", *lines, ""])
    (folder / CARD).write_text(text, encoding="utf-8")


def _card(recipe: Recipe, dim: int, tokenizers: Sequence[str], sums: Mapping[str, str]) -> str:
    revision = hashlib.sha256("".join(sums.values()).encode()).hexdigest()[:12]
    lines = [
        f"name = {_quoted(recipe.name)}",
        f"revision = {_quoted(revision)}",
        f"dim = {dim}",
        f"licence = {_quoted(recipe.licence)}",
        f"tokenizers = [{', '.join(map(_quoted, tokenizers))}]",
        "",
        *(_student_lines(recipe.student) if recipe.student else ()),
        "[prompts]",
        'query = ""',
        'document = ""',
        "",
        "[sha256]",
        *(f"{_quoted(file)} = {_quoted(digest)}" for file, digest in sums.items()),
        "",
    ]
    return "\n".join(lines)


def _student_lines(student: StudentRecipe) -> list[str]:
    return [
        "[student]",
        f"file = {_quoted(student.file)}",
        f"tokenizer = {_quoted(student.tokenizer)}",
        f"tokens = {student.tokens}",
        "",
    ]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # a JSON string is a TOML string
