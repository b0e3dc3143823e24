"""Train a model as a recipe says: read, learn the vocabulary, ask the teacher, start in closed
form, run stages; then the student, where there is one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from matcher.training.collected_corpora import READERS
from matcher.training.corpora import Pair, json_lines, judged_texts, read_pairs
from matcher.training.export import export
from matcher.training.judgements import (
    JUDGED_FILES,
    RANKING_FILES,
    known_programs,
    read_judged,
)
from matcher.training.listwise import Judgements
from matcher.training.own_corpora import OWN_READERS
from matcher.training.recipe import Recipe, read_recipe
from matcher.training.stages import Material, run_stage
from matcher.training.student import Student, StudentRows
from matcher.training.table import Lesson, TokenTable, closed_form
from matcher.training.teacher import teacher_folder, teacher_vectors
from matcher.training.tokens import TokenRows, train_tokenizer

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

log = logging.getLogger(__name__)


def train(
    recipe_path: Path, out: Path, *, shared: Path, data: Path, cache: Path | None = None
) -> None:
    """Train a model and write it to ``out``.

    ``shared`` is the folder of the collected source material, ``data`` the repository's data
    folder. The same recipe, material and number of threads give the same model. With ``cache`` the
    teacher's vectors, the longest part of a run, are kept in that file between runs.
    """
    import torch

    torch.set_flush_denormal(True)  # tiny moments of rare tokens would slow every step down
    recipe = read_recipe(recipe_path)
    pairs = _read(recipe, shared, data)
    tokenizers = _tokenizers(recipe, pairs)
    material = _material(recipe, pairs, cache, shared, data)
    rows = TokenRows(list(tokenizers.values()), material.texts)
    table = TokenTable(_first_rows(recipe, rows, material))
    kin = table.weights.numpy().copy()
    for number, stage in enumerate(recipe.stages):
        rng = np.random.default_rng([recipe.seed, number])
        run_stage(stage, table, rows, material, recipe, rng)
        if not stage.judged:
            kin = table.weights.numpy().copy()
    student = _student(recipe, tokenizers, material, table, rows, kin)
    weights = table.weights.numpy()
    export(out, recipe=recipe, table=weights, tokenizers=tokenizers, student=student)


def _read(recipe: Recipe, shared: Path, data: Path) -> dict[str, list[Pair]]:
    excluded = _held_out(shared, data)
    found: dict[str, list[Pair]] = {}
    for name in recipe.sources:
        reader, folder = (READERS[name], shared) if name in READERS else (OWN_READERS[name], data)
        usable = read_pairs(reader, folder, excluded)
        found[name] = _sample(usable, recipe.limits.get(name, len(usable)), recipe.seed)
        log.info("%s: %d pairs", name, len(found[name]))
    return found


def _held_out(shared: Path, data: Path) -> frozenset[str]:
    """Return, in lower case, the measures that quality and weights are measured with."""
    ours = (
        " ".join(str(row["measure"]).lower().split())
        for path in sorted((data / "training").glob(RANKING_FILES))
        for row in json_lines(path)
    )
    return judged_texts(shared).union(ours)


def _sample(pairs: list[Pair], count: int, seed: int) -> list[Pair]:
    if len(pairs) <= count:
        return pairs
    chosen = np.random.default_rng(seed).choice(len(pairs), count, replace=False)
    return [pairs[number] for number in sorted(chosen)]


def _tokenizers(recipe: Recipe, pairs: Mapping[str, list[Pair]]) -> dict[str, Tokenizer]:
    """Those that lie beside the recipe as they are, the others learned.

    Learning a unigram vocabulary is not repeatable bit for bit (the library sums in the order of a
    hash table), so a published model is repeated with its own vocabulary.
    """
    from tokenizers import Tokenizer

    beside = {file: recipe.path.parent / file for file in recipe.tokenizers}
    if all(path.is_file() for path in beside.values()):
        return {file: Tokenizer.from_file(str(path)) for file, path in beside.items()}
    texts = [
        text
        for name, count in recipe.vocabulary.items()
        for pair in _sample(pairs[name], count, recipe.seed)
        for text in (pair.anchor, pair.positive)
    ]
    return {file: train_tokenizer(texts, size) for file, size in recipe.tokenizers.items()}


def _material(
    recipe: Recipe, pairs: Mapping[str, list[Pair]], cache: Path | None, shared: Path, data: Path
) -> Material:
    numbers: dict[str, int] = {}

    def number(text: str) -> int:
        return numbers.setdefault(text, len(numbers))

    numbered = {
        name: np.array(
            [[number(t) for t in (p.anchor, p.positive, *p.negatives)] for p in found],
            dtype=np.int64,
        )
        for name, found in pairs.items()
        if found
    }
    judged = None
    if any(stage.judged for stage in recipe.all_stages):
        judged = _judgements(shared, data, number)
    texts = tuple(numbers)
    taught = {name: numbered[name] for name in recipe.teacher_sources if name in numbered}
    asked = sorted({int(n) for rows in taught.values() for n in rows[:, 1]})
    vector_of = np.full(len(texts), -1, dtype=np.int64)
    vector_of[asked] = np.arange(len(asked))
    vectors = teacher_vectors(recipe.teacher, [texts[n] for n in asked], cache)
    return Material(texts, numbered, taught, vector_of, vectors, judged)


def _judgements(shared: Path, data: Path, number: Callable[[str], int]) -> Judgements:
    known = known_programs(shared, data)
    excluded = _held_out(shared, data)
    measures = [
        measure
        for measure in read_judged(sorted((data / "training").glob(JUDGED_FILES)), known)
        if " ".join(measure.text.lower().split()) not in excluded
    ]
    log.info("judged measures: %d, programmes: %d", len(measures), len(known))
    return Judgements(measures, list(known.values()), number)


def _first_rows(recipe: Recipe, rows: TokenRows, material: Material) -> NDArray[np.float32]:
    if not material.taught:
        return (
            np.random.default_rng(recipe.seed)
            .normal(0, 0.05, (rows.size, recipe.dim))
            .astype(np.float32)
        )
    lessons = [
        Lesson(pairs[:, column], material.vectors[material.vector_of[pairs[:, 1]]])
        for pairs in material.taught.values()
        for column in (0, 1)
    ]
    return closed_form(rows, lessons, recipe.seed)


def _student(
    recipe: Recipe,
    tokenizers: Mapping[str, Tokenizer],
    material: Material,
    table: TokenTable,
    rows: TokenRows,
    kin: NDArray[np.float32],
) -> Student | None:
    """Build and train the student, if the recipe has one; ``table`` is trained already.

    Where measures are judged the table chooses the passage of a programme the student learns from.
    Which words are kin is read from ``kin``, the rows the table had before it learned from them:
    rankings draw words together that mean different things.
    """
    plan = recipe.student
    if plan is None:
        return None
    if material.judged is not None:
        judged = material.judged.best_only(lambda texts: table.encode(rows, texts).detach().numpy())
        material = replace(material, judged=judged)
    student = Student.from_teacher(
        teacher_folder(recipe.teacher),
        plan.layers,
        tokenizers[plan.tokenizer],
        _rows_of(plan.tokenizer, tokenizers, kin),
    )
    texts = StudentRows(tokenizers[plan.tokenizer], material.texts, plan.tokens)
    for number, stage in enumerate(plan.stages, len(recipe.stages)):
        rng = np.random.default_rng([recipe.seed, number])
        seen = texts.cut(stage.tokens or plan.tokens)
        student.begin(stage.word_rate)
        run_stage(stage, student, seen, material, recipe, rng)
    return student


def _rows_of(
    file: str, tokenizers: Mapping[str, Tokenizer], table: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return the rows of a table that belong to one of the tokenizers."""
    files = list(tokenizers)
    sizes = [tokenizers[name].get_vocab_size() for name in files]
    first = sum(sizes[: files.index(file)])
    return table[first : first + sizes[files.index(file)]]
