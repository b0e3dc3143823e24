"""Judged measures with a ranker over the programmes they are judged on."""

import csv
from pathlib import Path

from matcher.beir import collection_ranker
from matcher.catalogue import WEIGHTS
from matcher.encoder import Encoder
from matcher.errors import InputError
from matcher.evaluation import Collection, read_collection
from matcher.index import build_index
from matcher.paths import shipped
from matcher.program_files import read_programs
from matcher.ranker import HybridRanker
from matcher.regions import region_tree
from matcher.weights import read_weights


def judged_collection(folder: Path, encoder: Encoder) -> tuple[HybridRanker, Collection]:
    """Read a collection in BEIR form.

    Raises:
        InputError: the folder is none.
    """
    collection = read_collection(folder)
    return collection_ranker(collection, encoder), collection


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
    ranker = HybridRanker(
        programs,
        build_index(programs, encoder),
        read_weights(shipped(WEIGHTS)),
        region_tree(),
        encoder,
    )
    queries = tuple({"_id": text, "text": text} for text in judgements)
    return ranker, Collection(documents=(), queries=queries, judgements=judgements)
