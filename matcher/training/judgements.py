"""Our own judged measures: which programmes pay a measure, graded 0 (does not) to 3 (made for it).

The files hold one measure a line with the ids of programmes by grade. The programmes themselves are
the shipped records and the real ones of the collected material, which is read where it lies and
never copied.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matcher.beir import document_program
from matcher.errors import InputError
from matcher.program_files import read_programs
from matcher.records import Program
from matcher.training.corpora import json_lines, open_calls

GRADES = (0, 1, 2, 3)
JUDGED_FILES = "judged-*.jsonl"
"""Measures the encoder learns from."""
RANKING_FILES = "ranking-*.jsonl"
"""Measures the encoder never sees: weights and bands are fitted and quality is measured on them."""


@dataclass(frozen=True, slots=True)
class JudgedMeasure:
    """A measure with the grade of every programme that was judged for it."""

    text: str
    field: str
    grades: Mapping[str, int]


def read_judged(paths: Iterable[Path], known: Mapping[str, Program]) -> list[JudgedMeasure]:
    """Read files of judged measures in order.

    Raises:
        InputError: a file is unreadable, or names a programme that is not known.
    """
    found = []
    for path in paths:
        try:
            found += [_judged(row) for row in json_lines(path)]
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise InputError(f"{path} ist keine Datei mit beurteilten Maßnahmen.") from error
    unknown = {id_ for measure in found for id_ in measure.grades} - set(known)
    if unknown:
        raise InputError(f"Unbekannte Programme in den Urteilen: {', '.join(sorted(unknown)[:5])}.")
    return found


def _judged(row: Mapping[str, Any]) -> JudgedMeasure:
    """Read one line; raises ValueError for a grade that is none and a programme with two grades."""
    grades: dict[str, int] = {}
    for grade, ids in row["grades"].items():
        if (
            int(grade) not in GRADES
            or not isinstance(ids, list)
            or not grades.keys().isdisjoint(ids)
        ):
            raise ValueError(grade)
        grades |= dict.fromkeys(ids, int(grade))
    return JudgedMeasure(str(row["measure"]), str(row["field"]), grades)


def known_programs(shared: Path, data: Path) -> dict[str, Program]:
    """Return all programmes that judgements may name, by id, sorted."""
    found = {program.id: program for program in read_programs(data / "programs")}
    found |= {program.id: program for program in _real_programs(shared)}
    return dict(sorted(found.items()))


def _real_programs(shared: Path) -> Iterator[Program]:
    """Yield the German programmes and EU calls of the collected material."""
    for row in json_lines(shared / "data/fdb_combined/fdb_programmes_474.jsonl.gz"):
        yield _program(row["id"], row["title"], row["description"], "de")
    for row in open_calls(shared / "data/eu_cordisdata/open_calls_2026-08-10.jsonl.gz"):
        yield _program(f"eu-{row['topicId']}", row["title"], row["description"], "en")


def _program(id_: str, title: str | None, text: str | None, language: str) -> Program:
    flat = " ".join((text or "").split())
    return document_program(
        {"_id": id_, "title": title or "", "text": flat, "metadata": {"lang": language}}
    )
