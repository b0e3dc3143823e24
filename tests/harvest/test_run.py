"""One source all the way: what a run changes in the catalogue, and what it must leave alone."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from matcher.errors import FetchError, UnknownValueError
from matcher.records import Deadline, Program, RawDocument
from matcher.store import SqlStore
from matcher.store.runs import usual_yield
from matcher.vocabulary import DeadlineKind, Level
from scrapers import parsing
from scrapers.harvest import HarvestReport, harvest
from scrapers.registry import all_sources
from scrapers.source import Fetch, Missed, Parsed, SourceInfo, program_id
from tests.pages import replay

NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
WEEK = timedelta(days=7)
EXPORT = "bund_foerderdatenbank"
SHELF = SourceInfo(
    id="bund_regal",
    title="Regal",
    owner="Amt",
    url="https://example.org/",
    licence="frei",
    level=Level.BUND,
    rhythm="wöchentlich",
    min_programs=5,
)


@dataclass
class Shelf:
    """A source whose programmes stand on a shelf, with verbs for what can happen to it."""

    program: Callable[..., Program]
    saved: bool = False
    entries: dict[str, Program] = field(default_factory=dict)
    unreadable: set[str] = field(default_factory=set)
    unreachable: set[str] = field(default_factory=set)
    down: bool = False
    info: SourceInfo = SHELF

    def fill(self, count: int) -> "Shelf":
        for number in range(count):
            self.put(f"programm-{number}")
        return self

    def put(self, key: str, **fields: object) -> None:
        identity = program_id(self.info.id, key)
        self.entries[key] = self.program(identity, source=self.info.id, **fields)

    def documents(self, fetch: Fetch) -> Iterator[RawDocument | Missed]:
        for number, key in enumerate(self.entries):
            if self.down and number == 2:
                raise FetchError(self.info.id, "keine Antwort", self.info.url)
            url = f"{self.info.url}{key}"
            if key in self.unreachable:
                yield Missed(key, url, "Antwort 404")
                continue
            yield RawDocument(source_id=self.info.id, key=key, url=url, content=b"", fetched_at=NOW)

    def parse(self, document: RawDocument) -> Parsed:
        if document.key in self.unreadable:
            raise UnknownValueError(self.info.id, "unbekannter Wert", document.url)
        return Parsed(self.entries[document.key])


@pytest.fixture
def shelf(program: Callable[..., Program]) -> Shelf:
    return Shelf(program)


@pytest.fixture
def run(shelf: Shelf, store: SqlStore) -> Callable[..., HarvestReport]:
    """Harvest the shelf, each time a week later."""
    weeks = iter(range(100))

    def go(*, saved: bool = False, **options: bool) -> HarvestReport:
        fetch = replace(replay(all_sources()[EXPORT]), saved=saved)
        return harvest(shelf, fetch, store, seen_at=NOW + next(weeks) * WEEK, **options)

    return go


def test_a_second_run_changes_nothing_and_a_moved_deadline_is_a_worded_version(
    shelf: Shelf, store: SqlStore, run: Callable[..., HarvestReport]
) -> None:
    shelf.fill(6)
    assert len(run().new) == 6
    again = run()
    assert (again.new, again.changed, len(again.unchanged)) == ((), (), 6)

    day = datetime(2027, 3, 31, tzinfo=UTC).date()
    shelf.put("programm-0", deadlines=(Deadline(kind=DeadlineKind.APPLICATION, day=day),))
    report = run()

    assert report.changed == ("bund_regal:programm-0",)
    standing = store.programs.standing("bund_regal:programm-0")
    assert standing is not None
    assert standing.version == 2
    (change,) = standing.versions[0]["changes"]
    assert (change["label"], change["old"]) == ("Fristen", "unbekannt")
    assert "2027" in change["new"]


def test_gone_after_two_misses_and_back_when_listed_again(
    shelf: Shelf, store: SqlStore, run: Callable[..., HarvestReport]
) -> None:
    shelf.fill(10)
    run()
    missing = shelf.entries.pop("programm-9")

    assert run().gone == ()
    assert run().gone == ("bund_regal:programm-9",)
    assert store.programs.get("bund_regal:programm-9") is not None, "nothing is deleted"
    shelf.entries["programm-9"] = missing
    assert run().returned == ("bund_regal:programm-9",)


def test_half_the_programmes_gone_is_quarantined_and_changes_nothing(
    shelf: Shelf, store: SqlStore, run: Callable[..., HarvestReport]
) -> None:
    shelf.fill(12)
    run()
    before = store.programs.revision()
    for number in range(6):
        del shelf.entries[f"programm-{number}"]
    shelf.put("programm-7", title="Anderer Titel")

    for _ in range(3):
        report = run()
        assert report.outcome == "quarantäne"
        assert report.failed
        assert "6 Programme gelesen, mindestens 9 erwartet" in report.message

    assert store.programs.revision() == before
    last = store.runs.last("bund_regal")
    assert last is not None
    assert last["outcome"] == "quarantäne"


def test_the_first_run_from_the_network_must_reach_the_minimum_a_saved_extract_need_not(
    shelf: Shelf, store: SqlStore, run: Callable[..., HarvestReport]
) -> None:
    shelf.fill(3)

    assert run().outcome == "quarantäne"
    assert store.programs.counts() == {}
    assert run(saved=True).outcome == "ok"
    assert run().outcome == "quarantäne", "an extract is no measure for the network"


def test_an_accepted_part_is_stored_and_what_is_not_in_it_does_not_count_as_missing(
    shelf: Shelf, store: SqlStore, run: Callable[..., HarvestReport]
) -> None:
    shelf.fill(10)
    run()
    shelf.entries = {"programm-0": shelf.entries["programm-0"]}

    for _ in range(3):
        assert run(accept_partial=True).outcome == "teilweise"
    assert store.programs.counts() == {"bund_regal": 10}
    assert run().outcome == "quarantäne", "the last good run still counts 10"


def test_a_bad_record_costs_one_record_and_keeps_its_stored_version(
    shelf: Shelf, store: SqlStore, run: Callable[..., HarvestReport]
) -> None:
    shelf.fill(10)
    run()
    shelf.unreadable.add("programm-1")
    shelf.unreachable.add("programm-2")

    for _ in range(3):
        report = run()
        assert (report.outcome, report.errors, len(report.unchanged)) == ("ok", 2, 8)
        assert report.gone == (), "it is still listed"
    assert [s.text for s in report.signals] == ["unbekannter Wert", "Antwort 404"]
    assert store.programs.counts() == {"bund_regal": 10}


def test_a_source_that_breaks_off_changes_nothing(
    shelf: Shelf, store: SqlStore, run: Callable[..., HarvestReport]
) -> None:
    shelf.fill(10)
    run()
    before = store.programs.revision()
    shelf.put("programm-0", title="Anderer Titel")
    shelf.down = True

    report = run()

    assert (report.outcome, report.touched) == ("fehlgeschlagen", False)
    assert report.message == "Quelle bund_regal: keine Antwort (https://example.org/)"
    assert store.programs.revision() == before


def test_a_run_that_breaks_while_writing_has_written_nothing(
    shelf: Shelf,
    store: SqlStore,
    run: Callable[..., HarvestReport],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """New and changed programmes, and the misses, come together or not at all."""
    shelf.fill(10)
    run()
    before = store.programs.revision()
    del shelf.entries["programm-9"]
    shelf.put("programm-0", title="Anderer Titel")

    def breaks(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(type(store.programs), "_mark_missing", breaks)
        with pytest.raises(KeyboardInterrupt):
            run()
    last = store.runs.last("bund_regal")
    assert store.programs.revision() == before
    assert last is not None
    assert last["outcome"] == "abgebrochen"
    assert len(run().changed) == 1


def test_many_documents_are_parsed_on_all_cores_with_the_same_outcome(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = all_sources()[EXPORT]
    alone = harvest(source, replay(source), store, seen_at=NOW)
    monkeypatch.setattr(parsing, "ALONE", 1)

    together = harvest(source, replay(source), store, seen_at=NOW + WEEK)

    assert together.unchanged == alone.new
    assert (together.errors, together.signals) == (alone.errors, alone.signals)


def test_two_runs_of_one_source_do_not_meet(
    shelf: Shelf, store: SqlStore, run: Callable[..., HarvestReport]
) -> None:
    shelf.fill(6)
    with store.runs.lock("harvest bund_regal"):
        assert run().outcome == "gesperrt"
    assert run().outcome == "ok"


def test_a_value_corrected_by_a_person_survives_and_the_contradiction_is_kept(
    shelf: Shelf, store: SqlStore, run: Callable[..., HarvestReport]
) -> None:
    shelf.fill(6)
    run()
    store.programs.correct(
        "bund_regal:programm-0", "funding_rate", "80", by="Frau Beispiel", note="", at=NOW
    )
    shelf.put("programm-0", funding_rate=Decimal(50))
    run()

    corrected = store.programs.get("bund_regal:programm-0")
    standing = store.programs.standing("bund_regal:programm-0")
    assert corrected is not None
    assert standing is not None
    assert str(corrected.funding_rate) == "80"
    assert standing.corrections[0]["source_value"] == "50"


def test_the_usual_yield_is_the_median_of_whole_runs_so_that_a_list_cannot_shrink_unseen():
    def run(programs: int, outcome: str = "ok") -> dict[str, Any]:
        return {"outcome": outcome, "counts": {"programs": programs}}

    assert usual_yield([]) is None
    assert usual_yield([run(3, "quarantäne"), run(8), run(10), run(10)]) == 10
    assert usual_yield([run(7), run(7), run(7), run(10), run(10), run(99)]) == 7, "the newest five"
