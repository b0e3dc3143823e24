"""What a new installation starts with: shipped programmes, Cottbus/Chóśebuz and its catalogue."""

from dataclasses import dataclass
from datetime import datetime

from matcher.measure_tables import read_measures
from matcher.paths import shipped
from matcher.program_files import SOURCE, read_programs
from matcher.regions import region_tree
from matcher.store import SqlStore

SAMPLE_AGS = "12052000"
SAMPLE_TABLE = "data/measures/cottbus-digitale-stadt-2030.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedReport:
    """What `seed` found and stored."""

    programs: int
    new: int
    changed: int
    municipality: str
    measures: int
    doubts: tuple[str, ...]


def seed(store: SqlStore, *, at: datetime) -> SeedReport:
    """Load everything that is shipped; what a person has changed since stays as it is.

    Raises:
        RecordError: a shipped record breaks the schema.
    """
    programs = list(read_programs(shipped("data/programs")))
    changes = store.programs.put(programs, seen_at=at)
    store.programs.mark_missing(SOURCE, [program.id for program in programs], at=at)
    tree = region_tree()
    known = store.measures.municipality(SAMPLE_AGS)
    if known is None:
        store.measures.put_municipalities(tree.municipalities.values())
        store.measures.put_municipalities([tree.municipality(SAMPLE_AGS)], tenant=True)
    table = read_measures(shipped(SAMPLE_TABLE), SAMPLE_AGS)
    if not store.measures.all(SAMPLE_AGS):
        store.measures.put(table.measures)
    return SeedReport(
        programs=len(programs),
        new=len(changes.new),
        changed=len(changes.changed),
        municipality=tree.municipality(SAMPLE_AGS).name,
        measures=len(store.measures.all(SAMPLE_AGS)),
        doubts=table.doubts,
    )
