"""Judged measures with a ranker over the programmes they are judged on."""

import csv
from collections.abc import Sequence
from pathlib import Path

from matcher.catalogue import WEIGHTS
from matcher.encoder import Encoder
from matcher.errors import InputError
from matcher.evaluation import Collection
from matcher.index import build_index
from matcher.paths import shipped
from matcher.program_files import read_programs
from matcher.ranker import HybridRanker
from matcher.records import Program
from matcher.regions import region_tree
from matcher.text import abbreviations
from matcher.training.judgements import known_programs, read_judged
from matcher.weights import read_weights


def judged_measures(
    paths: Sequence[Path], encoder: Encoder, *, shared: Path, data: Path
) -> tuple[HybridRanker, Collection]:
    """Read files of judged measures; the programmes are all that judgements may name.

    Raises:
        InputError: a file is unreadable, or names a programme that is not known.
    """
    known = known_programs(shared, data)
    measures = read_judged(paths, known)
    queries = tuple(
        {"_id": str(n), "text": m.text, "metadata": {"field": m.field}}
        for n, m in enumerate(measures)
    )
    judgements = {str(n): m.grades for n, m in enumerate(measures)}
    ranker = _ranker(list(known.values()), encoder)
    return ranker, Collection(documents=(), queries=queries, judgements=judgements)


def judged_catalogue(path: Path, encoder: Encoder) -> tuple[HybridRanker, Collection]:
    """Read a table of measures and the ids of the shipped programmes that fit (tab-separated).

    Raises:
        InputError: the table is unreadable or names an unknown programme.
    """
    programs = sorted(read_programs(shipped("data/programs")), key=lambda program: program.id)
    known = {program.id for program in programs}
    judgements: dict[str, dict[str, int]] = {}
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                judgements[row["measure"]] = dict.fromkeys(row["programs"].split(), 1)
    except (OSError, KeyError, UnicodeDecodeError) as error:
        raise InputError(f"{path} ist keine Tabelle mit „measure“ und „programs“.") from error
    if unknown := {id_ for judged in judgements.values() for id_ in judged} - known:
        raise InputError(f"{path}: unbekannte Programme {', '.join(sorted(unknown))}")
    ranker = _ranker(programs, encoder)
    queries = tuple({"_id": text, "text": text} for text in judgements)
    return ranker, Collection(documents=(), queries=queries, judgements=judgements)


def judged_names(encoder: Encoder) -> tuple[HybridRanker, Collection]:
    """Return the shipped programmes and, as queries, abbreviations only one of their titles has."""
    programs = sorted(read_programs(shipped("data/programs")), key=lambda program: program.id)
    bearers: dict[str, list[str]] = {}
    for program in programs:
        for name in abbreviations(program.title):
            bearers.setdefault(name, []).append(program.id)
    judgements = {
        name: {ids[0]: 1} for name, ids in bearers.items() if len(ids) == 1 and len(name) > 2
    }
    queries = tuple({"_id": name, "text": name} for name in judgements)
    ranker = _ranker(programs, encoder)
    return ranker, Collection(documents=(), queries=queries, judgements=judgements)


def _ranker(programs: Sequence[Program], encoder: Encoder) -> HybridRanker:
    weights = read_weights(shipped(WEIGHTS))
    return HybridRanker(programs, build_index(programs, encoder), weights, region_tree(), encoder)
