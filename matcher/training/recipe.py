"""The recipe of a model: everything a training run depends on besides the texts."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from matcher.errors import InputError
from matcher.training.collected_corpora import READERS
from matcher.training.listwise import MOST_JUDGED
from matcher.training.own_corpora import OWN_READERS

SOURCE_FOLDER = "FOERDERTOPF_TRAINING_DATA"


@dataclass(frozen=True)
class Stage:
    """A run of steps over sources in given proportions.

    ``mix`` is the number of sources a batch is drawn from: more than one lets German and English
    texts compete in one batch, so that scores of both languages can be compared.
    ``judged`` is the number of judged measures of a step, which are ranked against the programmes
    judged for them, at most ``most``, and ``others`` more; 0 leaves them out. ``apart`` ranks the
    programmes of each language among themselves as well.
    ``learning_rate`` falls along a cosine from the first to the second value; ``scale`` is the
    inverse temperature of the contrastive loss; ``distillation`` weighs the distance to the
    teacher's vectors against it, ``contrast`` telling these vectors apart. ``lessons`` says how
    often a source of the teacher stands in a lesson that holds several; where it is empty a lesson
    is of one source, drawn by the recipe's proportions.
    ``tokens`` is the number of tokens after which the student cuts a text in this stage, with the
    two around it; 0 keeps the student's own limit. The static table always sees whole texts.
    ``word_rate`` is the learning rate of the student's words over that of its layers: a word is
    seen seldom, a layer always.
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
    most: int = MOST_JUDGED
    apart: bool = True
    contrast: float = 0.0
    lessons: dict[str, float] = field(default_factory=dict)
    tokens: int = 0
    word_rate: float = 1.0


@dataclass(frozen=True)
class StudentRecipe:
    """The second part of a model: some layers of the teacher with the model's own vocabulary.

    ``file`` and ``tokenizer`` are names beside the card, the latter one of the static part's;
    ``layers`` are numbers of the teacher's layers, from 0; a text is cut after ``tokens`` tokens,
    with the two around it.
    """

    file: str
    tokenizer: str
    layers: tuple[int, ...]
    tokens: int
    stages: tuple[Stage, ...]


@dataclass(frozen=True)
class Recipe:
    """What ``recipe.toml`` says; sizes in tokens, columns and pairs.

    ``teacher`` is a package or a folder, see :func:`matcher.training.teacher.teacher_folder`.
    """

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
    student: StudentRecipe | None = None

    @property
    def all_stages(self) -> tuple[Stage, ...]:
        """The stages of the static table, then those of the student."""
        return (*self.stages, *(self.student.stages if self.student else ()))

    @property
    def sources(self) -> list[str]:
        """Every source the run reads, in a fixed order."""
        wanted = {
            *self.vocabulary,
            *self.teacher_sources,
            *(s for stage in self.all_stages for s in stage.sources),
        }
        return [name for name in {**READERS, **OWN_READERS} if name in wanted]


def read_recipe(path: Path) -> Recipe:
    """Read a recipe; raises :class:`InputError` with one German sentence if it cannot be used."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        teacher = raw.get("teacher", {})
        taught = dict(teacher.get("sources", {}))
        recipe = Recipe(
            path=path,
            name=raw["name"],
            licence=raw["licence"],
            seed=int(raw["seed"]),
            dim=int(raw["dim"]),
            limits={name: int(count) for name, count in raw.get("limits", {}).items()},
            tokenizers={entry["file"]: int(entry["size"]) for entry in raw["tokenizer"]},
            vocabulary=dict(raw["vocabulary"]),
            teacher=teacher.get("package", ""),
            teacher_sources=taught,
            stages=tuple(_stage(entry, taught) for entry in raw["stage"]),
            student=_student(raw, taught),
        )
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise InputError(f"Das Rezept {path} lässt sich nicht lesen: {error}") from error
    known = {**READERS, **OWN_READERS}
    mixtures: tuple[dict[str, Any], ...] = (
        recipe.vocabulary,
        recipe.teacher_sources,
        *(stage.sources for stage in recipe.all_stages),
    )
    if unknown := sorted({name for mixture in mixtures for name in mixture} - set(known)):
        raise InputError(f"Das Rezept {path} nennt unbekannte Quellen: {', '.join(unknown)}.")
    return recipe


def _student(raw: dict[str, Any], taught: Mapping[str, float]) -> StudentRecipe | None:
    if "student" not in raw:
        return None
    student = raw["student"]
    if student["tokenizer"] not in {entry["file"] for entry in raw["tokenizer"]}:
        raise ValueError(f"die Wortliste „{student['tokenizer']}“ gibt es nicht")
    return StudentRecipe(
        file=str(student["file"]),
        tokenizer=str(student["tokenizer"]),
        layers=tuple(int(number) for number in student["layers"]),
        tokens=int(student["tokens"]),
        stages=tuple(_stage(entry, taught) for entry in student["stage"]),
    )


def _stage(raw: dict[str, Any], taught: Mapping[str, float]) -> Stage:
    """Read a stage; ``taught`` are the sources the teacher is asked about."""
    first, last = raw["learning_rate"]
    lessons = {name: float(weight) for name, weight in raw.get("lessons", {}).items()}
    if untaught := sorted(set(lessons) - set(taught)):
        raise ValueError(f"zu {', '.join(untaught)} wird der Lehrer nicht befragt")
    asked = raw.get("distillation") and taught
    if not raw.get("sources") and not raw.get("judged") and not asked:
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
        most=int(raw.get("most", MOST_JUDGED)),
        apart=bool(raw.get("apart", True)),
        contrast=float(raw.get("contrast", 0)),
        lessons=lessons,
        tokens=int(raw.get("tokens", 0)),
        word_rate=float(raw.get("word_rate", 1)),
    )


def source_folder(given: Path | None = None) -> Path:
    """The folder of the collected material: the argument, else the environment; raises
    :class:`InputError`.
    """
    folder = given or (Path(os.environ[SOURCE_FOLDER]) if SOURCE_FOLDER in os.environ else None)
    if folder is None or not folder.is_dir():
        raise InputError(f"Der Ordner mit den Trainingstexten fehlt; {SOURCE_FOLDER} nennt ihn.")
    return folder
