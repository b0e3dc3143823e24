"""Train the static model as a recipe says: read, learn the vocabulary, ask the teacher, start in
closed form, run stages.

Up to three losses share a step. The contrastive one pulls the two sides of a pair together against
all other pairs of the batch and against near misses (multiple negatives ranking; van den Oord et
al. 2018, Henderson et al. 2017). The second pulls a text, and its German twin, to the vector an
English teacher gives it (Reimers and Gurevych 2020), so that English does not fade while German is
learned. The third ranks judged measures against real programmes (`listwise`).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
from matcher.training.listwise import Judgements, listwise_loss
from matcher.training.own_corpora import OWN_READERS
from matcher.training.recipe import Recipe, Stage, read_recipe
from matcher.training.table import Lesson, TokenTable, closed_form
from matcher.training.teacher import teacher_vectors
from matcher.training.tokens import TokenRows, train_tokenizer

if TYPE_CHECKING:
    import torch
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

log = logging.getLogger(__name__)
_REPORT_EVERY = 100


@dataclass(frozen=True)
class Material:
    """Texts by number, the pairs of each source as numbers, and what the teacher says of some
    texts.

    ``pairs[source]`` has shape ``(pairs, 2)`` or ``(pairs, 3)`` where there are near misses;
    ``taught[source]`` holds those pairs whose positive has a row ``vector_of[text]`` in
    ``vectors``. ``judged`` is None where no stage asks for it.
    """

    texts: tuple[str, ...]
    pairs: dict[str, NDArray[np.int64]]
    taught: dict[str, NDArray[np.int64]]
    vector_of: NDArray[np.int64]
    vectors: NDArray[np.float32]
    judged: Judgements | None = None


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
    for number, stage in enumerate(recipe.stages):
        _run(stage, table, rows, material, recipe, np.random.default_rng([recipe.seed, number]))
    export(
        out,
        name=recipe.name,
        licence=recipe.licence,
        table=table.weights.numpy(),
        tokenizers=tokenizers,
        recipe=recipe.path,
    )


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
    if any(stage.judged for stage in recipe.stages):
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


def _run(
    stage: Stage,
    table: TokenTable,
    rows: TokenRows,
    material: Material,
    recipe: Recipe,
    rng: np.random.Generator,
) -> None:
    import torch

    first, last = stage.learning_rate
    for step in range(stage.steps):
        parts = list(_parts(stage, material, recipe, rng))
        vectors = table.encode(rows, np.concatenate([part.texts for part in parts]))
        ends = np.cumsum([0, *(len(part.texts) for part in parts)])
        losses = [
            part.loss(vectors[start:end])
            for part, start, end in zip(parts, ends, ends[1:], strict=False)
        ]
        loss = torch.stack(losses).sum()
        loss.backward()  # type: ignore[no-untyped-call]
        warm = min(1.0, (step + 1) / 50)
        table.step(warm * (last + (first - last) * (1 + np.cos(np.pi * step / stage.steps)) / 2))
        if step % _REPORT_EVERY == 0:
            log.info("%s step %d of %d: loss %.3f", stage.name, step, stage.steps, loss.item())


@dataclass(frozen=True)
class _Part:
    """Texts of a step and the loss their vectors give."""

    texts: NDArray[np.int64]
    loss: Callable[[torch.Tensor], torch.Tensor]


def _parts(
    stage: Stage, material: Material, recipe: Recipe, rng: np.random.Generator
) -> Iterator[_Part]:
    """Draw what a step learns from: pairs, the teacher's lesson, judged measures."""
    sources, chances = _mixture(stage.sources, material.pairs)
    if sources:
        drawn = [
            _draw(material.pairs[sources[number]], stage.batch // stage.mix, rng)
            for number in rng.choice(len(sources), stage.mix, p=chances)
        ]
        pairs = np.concatenate([found[:, :2] for found in drawn])
        misses = [found[:, 2] for found in drawn if found.shape[1] > 2]
        texts = np.concatenate([pairs.T.reshape(-1), *misses])
        yield _Part(texts, lambda vectors: ranking_loss(vectors, pairs, stage.scale))
    taught, taught_chances = _mixture(recipe.teacher_sources, material.taught)
    if taught and stage.distillation:
        lesson = material.taught[taught[rng.choice(len(taught), p=taught_chances)]][:, :2]
        lesson = lesson[rng.integers(0, len(lesson), stage.batch // 2)]
        target = material.vectors[material.vector_of[lesson[:, 1]]]
        yield _Part(
            lesson.T.reshape(-1), lambda vectors: stage.distillation * _distance(vectors, target)
        )
    if stage.judged and material.judged is not None:
        draw = material.judged.draw(stage.judged, stage.others, rng)
        yield _Part(draw.texts, lambda vectors: listwise_loss(vectors, draw, stage.scale))


def _draw(pairs: NDArray[np.int64], count: int, rng: np.random.Generator) -> NDArray[np.int64]:
    return pairs[rng.choice(len(pairs), min(count, len(pairs)), replace=False)]


def _mixture(
    weights: Mapping[str, float], present: Mapping[str, Any]
) -> tuple[list[str], NDArray[np.float64]]:
    names = [name for name in weights if name in present]
    chances = np.array([weights[name] for name in names], dtype=np.float64)
    return names, chances / chances.sum() if names else chances


def ranking_loss(vectors: torch.Tensor, texts: NDArray[np.int64], scale: float) -> torch.Tensor:
    """Cross entropy of finding the positive of each anchor and the anchor of each positive within
    the batch.

    ``vectors`` holds anchors, positives and near misses one after the other, ``texts`` their
    numbers, a column each. The same text twice in a batch is no negative of itself.
    """
    import torch
    from torch.nn.functional import cross_entropy

    size = len(texts)
    anchors, positives, misses = vectors[:size], vectors[size : 2 * size], vectors[2 * size :]
    numbers = torch.from_numpy(texts)
    same = (numbers[:, 0, None] == numbers[None, :, 0]) | (
        numbers[:, 1, None] == numbers[None, :, 1]
    )
    same.fill_diagonal_(False)
    scores = (scale * anchors @ positives.T).masked_fill(same, -1e4)
    wanted = torch.arange(size)
    forward = torch.cat([scores, scale * anchors @ misses.T], dim=1) if len(misses) else scores
    return (cross_entropy(forward, wanted) + cross_entropy(scores.T, wanted)) / 2


def _distance(vectors: torch.Tensor, target: NDArray[np.float32]) -> torch.Tensor:
    """Mean cosine distance of both sides of the lesson to the teacher's vectors, the sides added
    up.
    """
    import torch

    goal = torch.from_numpy(np.concatenate([target, target]))
    return 2 * (1 - (vectors * goal).sum(dim=1).mean())
