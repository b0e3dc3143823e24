"""The same programme on several pages: found, linked, separated; measured on labelled pairs."""

import csv
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from matcher.records import Program, Section
from matcher.store import SqlStore
from matcher.vocabulary import Level, SectionKind
from scrapers.twins import find_twins

PAIRS = Path(__file__).parent / "judgements" / "twins.tsv"
NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
def on_page(program: Callable[..., Program]) -> Callable[..., Program]:
    """Make a programme of a source with an address of its own."""

    def make(source: str, key: str, title: str, **fields: object) -> Program:
        address = fields.pop("address", "") or f"https://{source}.example/{key}"
        return program(f"{source}:{key}", source=source, title=title, url=address, **fields)

    return make


def test_precision_and_recall_on_the_labelled_pairs(on_page: Callable[..., Program]) -> None:
    """Two records of different sources at a time; a wrong link is worse than a missing one."""
    with PAIRS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    right = wrong = missing = 0
    for row in rows:
        one, other = (
            on_page(
                source,
                "x",
                row[f"title_{side}"],
                level=Level(row[f"level_{side}"]),
                regions=tuple(filter(None, [row[f"regions_{side}"]])),
                address=row[f"address_{side}"],
            )
            for side, source in (("a", "katalog"), ("b", "bund_foerderdatenbank"))
        )
        found = bool(find_twins([one, other]))
        right += found and row["same"] == "1"
        wrong += found and row["same"] == "0"
        missing += not found and row["same"] == "1"

    assert len(rows) >= 60
    assert right / (right + wrong) >= 0.96
    assert right / (right + missing) >= 0.85


def test_twins_inside_one_source_need_the_same_text(on_page: Callable[..., Program]) -> None:
    """Sixteen programmes of the Förderdatenbank share the title „Denkmalschutz-Sonderprogramm“."""
    text = " ".join(f"Satz {number} der Richtlinie zum Denkmalschutz." for number in range(60))
    other = " ".join(f"Ganz anderer Inhalt Nummer {number} hier." for number in range(60))

    def page(key: str, content: str) -> Program:
        sections = (Section(kind=SectionKind.GUIDELINE, text=content),)
        return on_page("bund_foerderdatenbank", key, "Denkmalschutz", sections=sections)

    (twin,) = find_twins([page("a", text), page("b", text), page("c", other)])

    assert (twin.one, twin.other) == ("bund_foerderdatenbank:a", "bund_foerderdatenbank:b")


def test_a_person_separates_a_pair_for_good(
    store: SqlStore, on_page: Callable[..., Program]
) -> None:
    pages = [on_page("katalog", "x", "Radwege"), on_page("land_ilb", "y", "Radwege")]
    store.programs.put(pages, seen_at=NOW)
    pairs = [(t.one, t.other, t.score, t.reason) for t in find_twins(pages)]

    assert store.twins.link(pairs, at=NOW) == [("katalog:x", "land_ilb:y")]
    assert store.twins.of("land_ilb:y") == ["katalog:x"]
    assert store.twins.decide("land_ilb:y", "katalog:x", "getrennt", by="Frau Beispiel", at=NOW)
    assert store.twins.of("land_ilb:y") == []
    assert store.twins.link(pairs, at=NOW) == [], "found again, still separate"
    assert store.twins.of("katalog:x") == []
    assert store.programs.standing("katalog:x") is not None, "both records stay"
