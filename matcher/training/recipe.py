"""The recipe of a model: everything a training run depends on besides the texts."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matcher.errors import InputError
from matcher.training.collected_corpora import READERS
from matcher.training.own_corpora import OWN_READERS

SOURCE_FOLDER = "FOERDERTOPF_TRAINING_DATA"


@dataclass(frozen=True)
class Stage:
    """A run of steps over sources in given proportions.

    ``mix`` is the number of sources a batch is drawn from: more than one lets German and English
    texts compete in one batch, so that scores of both languages can be compared.
    ``judged`` is the number of judged measures of a step, which are ranked against the programmes
    judged for them and ``others`` more; 0 leaves them out.
    ``learning_rate`` falls along a cosine from the first to the second value; ``scale`` is the
    inverse temperature of the contrastive loss; ``distillation`` weighs the distance to the
    teacher's vectors against it.
    """

    name: str
    steps: int
    batch: int
    mix: int
    learning_rate: tuple[float, float]
    scale: float
    distillation: float
    sources: dict[str, float]
    judged: int = 0
    others: int = 0


@dataclass(frozen=True)
class Recipe:
    """What ``recipe.toml`` says; sizes in tokens, columns and pairs."""

    path: Path
    name: str
    licence: str
    seed: int
    dim: int
    limits: dict[str, int]
    tokenizers: dict[str, int]
    vocabulary: dict[str, int]
    teacher: str
    teacher_sources: dict[str, float]
    stages: tuple[Stage, ...]

    @property
    def sources(self) -> list[str]:
        """Every source the run reads, in a fixed order."""
        wanted = {
            *self.vocabulary,
            *self.teacher_sources,
            *(s for stage in self.stages for s in stage.sources),
        }
        return [name for name in {**READERS, **OWN_READERS} if name in wanted]


def read_recipe(path: Path) -> Recipe:
    """Read a recipe; raises :class:`InputError` with one German sentence if it cannot be used."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        recipe = Recipe(
            path=path,
            name=raw["name"],
            licence=raw["licence"],
            seed=int(raw["seed"]),
            dim=int(raw["dim"]),
            limits={name: int(count) for name, count in raw.get("limits", {}).items()},
            tokenizers={entry["file"]: int(entry["size"]) for entry in raw["tokenizer"]},
            vocabulary=dict(raw["vocabulary"]),
            teacher=raw.get("teacher", {}).get("package", ""),
            teacher_sources=dict(raw.get("teacher", {}).get("sources", {})),
            stages=tuple(_stage(entry) for entry in raw["stage"]),
        )
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise InputError(f"Das Rezept {path} lässt sich nicht lesen: {error}") from error
    known = {**READERS, **OWN_READERS}
    mixtures: tuple[dict[str, Any], ...] = (
        recipe.vocabulary,
        recipe.teacher_sources,
        *(stage.sources for stage in recipe.stages),
    )
    if unknown := sorted({name for mixture in mixtures for name in mixture} - set(known)):
        raise InputError(f"Das Rezept {path} nennt unbekannte Quellen: {', '.join(unknown)}.")
    return recipe


def _stage(raw: dict[str, Any]) -> Stage:
    first, last = raw["learning_rate"]
    if not raw.get("sources") and not raw.get("judged"):
        raise ValueError(f"der Abschnitt „{raw['name']}“ hat nichts, woraus er lernt")
    return Stage(
        name=raw["name"],
        steps=int(raw["steps"]),
        batch=int(raw["batch"]),
        mix=int(raw.get("mix", 1)),
        learning_rate=(float(first), float(last)),
        scale=float(raw["scale"]),
        distillation=float(raw.get("distillation", 0)),
        sources={name: float(weight) for name, weight in raw.get("sources", {}).items()},
        judged=int(raw.get("judged", 0)),
        others=int(raw.get("others", 0)),
    )


def source_folder(given: Path | None = None) -> Path:
    """The folder of the collected material: the argument, else the environment; raises
    :class:`InputError`.
    """
    folder = given or (Path(os.environ[SOURCE_FOLDER]) if SOURCE_FOLDER in os.environ else None)
    if folder is None or not folder.is_dir():
        raise InputError(f"Der Ordner mit den Trainingstexten fehlt; {SOURCE_FOLDER} nennt ihn.")
    return folder
