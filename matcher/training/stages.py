"""The steps of a stage: draw what is learned from, encode it, add up the losses, move the weights.

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
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import numpy as np

from matcher.training.listwise import Judgements, listwise_loss
from matcher.training.recipe import Recipe, Stage

if TYPE_CHECKING:
    import torch
    from numpy.typing import NDArray

log = logging.getLogger(__name__)
_REPORT_EVERY = 100
_Rows = TypeVar("_Rows", contravariant=True)


class Learner(Protocol[_Rows]):
    """What a stage trains: the static table or the student, each with its own rows of tokens."""

    def encode(self, rows: _Rows, texts: NDArray[np.int64]) -> torch.Tensor:
        """Unit vectors of the texts ``texts`` (numbers), differentiable until :meth:`step`."""
        ...

    def step(self, rate: float) -> None:
        """Move the weights by the gradient of the last batch, after ``backward()``."""
        ...


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


def run_stage(
    stage: Stage,
    learner: Learner[_Rows],
    rows: _Rows,
    material: Material,
    recipe: Recipe,
    rng: np.random.Generator,
) -> None:
    """Take the steps of a stage; the rate rises over 50 steps and falls along a cosine."""
    import torch

    first, last = stage.learning_rate
    for step in range(stage.steps):
        parts = list(_parts(stage, material, recipe, rng))
        vectors = learner.encode(rows, np.concatenate([part.texts for part in parts]))
        ends = np.cumsum([0, *(len(part.texts) for part in parts)])
        losses = [
            part.loss(vectors[start:end])
            for part, start, end in zip(parts, ends, ends[1:], strict=False)
        ]
        loss = torch.stack(losses).sum()
        loss.backward()  # type: ignore[no-untyped-call]
        warm = min(1.0, (step + 1) / 50)
        learner.step(warm * (last + (first - last) * (1 + np.cos(np.pi * step / stage.steps)) / 2))
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
    lessons = stage.lessons or recipe.teacher_sources
    taught, taught_chances = _mixture(lessons, material.taught)
    if taught and stage.distillation:
        counts = np.zeros(len(taught), dtype=np.int64)
        if stage.lessons:
            counts = rng.multinomial(stage.batch // 2, taught_chances)
        else:
            counts[rng.choice(len(taught), p=taught_chances)] = stage.batch // 2
        lesson = np.concatenate(
            [
                _some(material.taught[name][:, :2], int(count), rng)
                for name, count in zip(taught, counts, strict=True)
                if count
            ]
        )
        target = material.vectors[material.vector_of[lesson[:, 1]]]
        yield _Part(
            lesson.T.reshape(-1), lambda vectors: _lesson_loss(vectors, target, lesson, stage)
        )
    if stage.judged and material.judged is not None:
        draw = material.judged.draw(stage.judged, stage.others, rng, most=stage.most)
        yield _Part(
            draw.texts, lambda vectors: listwise_loss(vectors, draw, stage.scale, stage.apart)
        )


def _draw(pairs: NDArray[np.int64], count: int, rng: np.random.Generator) -> NDArray[np.int64]:
    return pairs[rng.choice(len(pairs), min(count, len(pairs)), replace=False)]


def _some(pairs: NDArray[np.int64], count: int, rng: np.random.Generator) -> NDArray[np.int64]:
    return pairs[rng.integers(0, len(pairs), count)]


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


def _lesson_loss(
    vectors: torch.Tensor, target: NDArray[np.float32], lesson: NDArray[np.int64], stage: Stage
) -> torch.Tensor:
    loss = stage.distillation * _distance(vectors, target)
    if stage.contrast:
        loss = loss + stage.contrast * _confusion(vectors, target, lesson, stage.scale)
    return loss


def _distance(vectors: torch.Tensor, target: NDArray[np.float32]) -> torch.Tensor:
    """Mean cosine distance of both sides of the lesson to the teacher's vectors, the sides added
    up.
    """
    import torch

    goal = torch.from_numpy(np.concatenate([target, target]))
    return 2 * (1 - (vectors * goal).sum(dim=1).mean())


def _confusion(
    vectors: torch.Tensor, target: NDArray[np.float32], lesson: NDArray[np.int64], scale: float
) -> torch.Tensor:
    """Cross entropy of finding the teacher's vector of a text among those of the whole lesson.

    The distance alone is content with the mean of near texts; this also sets them apart.
    """
    import torch
    from torch.nn.functional import cross_entropy

    numbers = torch.from_numpy(lesson[:, 1])
    same = numbers[:, None] == numbers[None, :]
    same.fill_diagonal_(False)
    scores = scale * vectors @ torch.from_numpy(target).T
    wanted = torch.arange(len(lesson)).repeat(2)
    return cross_entropy(scores.masked_fill(same.repeat(2, 1), -1e4), wanted)
