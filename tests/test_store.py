"""The contract of the store, the same on SQLite and PostgreSQL."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest

from matcher.errors import StoreError
from matcher.exchange import program_from_dict, program_to_dict
from matcher.records import Deadline, Measure, Municipality
from matcher.store import SqlStore
from matcher.vocabulary import DeadlineKind, MeasureStatus

FIRST = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
LATER = FIRST + timedelta(days=7)
COTTBUS = Municipality(ags="12052000", name="Cottbus/Chóśebuz", land="Brandenburg")
GUBEN = Municipality(ags="12071160", name="Guben", land="Brandenburg")


def test_what_is_put_comes_back_equal(store, program):
    full = program(
        title="Förderung für Chóśebuz – „Straße“",
        deadlines=(Deadline(kind=DeadlineKind.APPLICATION, day=date(2027, 3, 31)),),
        funding_rate=Decimal("62.5"),
        amount_max=Decimal("1500000.50"),
    )

    store.programs.put([full], seen_at=FIRST)

    assert store.programs.all() == [full]
    assert store.programs.get(full.id) == full


def test_an_unchanged_programme_makes_no_version(store, program):
    store.programs.put([program()], seen_at=FIRST)

    changes = store.programs.put([replace(program(), as_of=date(2026, 11, 29))], seen_at=LATER)

    assert (changes.unchanged, changes.changed) == (("bund-beispiel",), ())
    standing = store.programs.standing("bund-beispiel")
    assert (standing.version, standing.first_seen, standing.last_seen) == (1, FIRST, LATER)


def test_a_moved_deadline_becomes_a_version_in_words(store, program):
    def due(day):
        return program(deadlines=(Deadline(kind=DeadlineKind.APPLICATION, day=day),))

    store.programs.put([due(date(2027, 3, 31))], seen_at=FIRST)
    store.programs.put([due(date(2027, 4, 30))], seen_at=LATER)

    newest, oldest = store.programs.standing("bund-beispiel").versions
    assert oldest["changes"] == []
    assert newest["changes"] == [
        {
            "field": "deadlines",
            "label": "Fristen",
            "old": "Antragsfrist 31.03.2027",
            "new": "Antragsfrist 30.04.2027",
        }
    ]


def test_a_programme_is_gone_after_two_misses_and_comes_back(store, program):
    store.programs.put([program("a"), program("b")], seen_at=FIRST)

    assert store.programs.mark_missing("katalog", ["a"], at=FIRST) == ()
    assert store.programs.mark_missing("katalog", ["a"], at=LATER) == ("b",)
    assert [p.id for p in store.programs.all()] == ["a"]
    assert store.programs.get("b") is not None

    changes = store.programs.put([program("b")], seen_at=LATER)
    assert changes.returned == ("b",)
    assert [p.id for p in store.programs.all()] == ["a", "b"]


def test_missing_programmes_of_another_source_are_left_alone(store, program):
    store.programs.put([program("a", source="eins"), program("b", source="zwei")], seen_at=FIRST)

    for _ in range(3):
        store.programs.mark_missing("eins", [], at=LATER)

    assert [p.id for p in store.programs.all()] == ["b"]


def test_a_correction_survives_the_next_harvest_and_shows_the_contradiction(store, program):
    store.programs.put([program()], seen_at=FIRST)
    store.programs.correct(
        "bund-beispiel", "funding_rate", "80", by="Beratung", note="Telefonat", at=FIRST
    )

    store.programs.put([program(funding_rate=Decimal(50))], seen_at=LATER)

    assert store.programs.get("bund-beispiel").funding_rate == Decimal(80)
    (correction,) = store.programs.standing("bund-beispiel").corrections
    assert (correction["value"], correction["source_value"]) == ("80", "50")


def test_the_revision_changes_with_the_catalogue_only(store, program):
    store.programs.put([program()], seen_at=FIRST)
    before = store.programs.revision()

    store.programs.put([program()], seen_at=LATER)
    assert store.programs.revision() == before

    store.programs.put([program(title="Anders")], seen_at=LATER)
    assert store.programs.revision() != before


def test_a_failing_record_leaves_nothing_half_written(store, program):
    class BrokenError(Exception):
        pass

    def records():
        yield program("a")
        raise BrokenError

    with pytest.raises(BrokenError):
        store.programs.put(records(), seen_at=FIRST)

    assert store.programs.all() == []


def test_measures_belong_to_their_municipality(store):
    store.measures.put_municipalities([COTTBUS, GUBEN], tenant=True)
    mine = Measure(
        id="m1",
        municipality="12052000",
        title="Digitalzentrum",
        status=MeasureStatus.NOT_STARTED,
        chapters=("Kapitel 4.2.1.2. „Teilhabe“",),
        doubts=("Handlungsfeld fehlt",),
    )
    other = Measure(id="m1", municipality="12071160", title="Neißebrücke")

    store.measures.put([mine, other])

    assert store.measures.all("12052000") == [mine]
    assert store.measures.get("12071160", "m1") == other
    assert [m.name for m in store.measures.municipalities()] == ["Cottbus/Chóśebuz", "Guben"]


def test_a_match_keeps_the_day_it_was_first_seen(store, program):
    store.measures.put_municipalities([COTTBUS], tenant=True)
    store.programs.put([program("a"), program("b")], seen_at=FIRST)

    def rank(ids, at):
        rows = [
            {"program_id": id_, "rank": n, "score": 1.0, "band": "passend", "document": {}}
            for n, id_ in enumerate(ids, 1)
        ]
        store.measures.put_matches("12052000", "m1", rows, model=None, at=at)
        return {
            row["program_id"]: (row["rank"], row["first_seen"])
            for row in store.measures.matches("12052000")
        }

    rank(["a"], FIRST)
    assert rank(["b"], LATER) == {"b": (1, LATER)}
    assert rank(["b", "a"], LATER) == {"b": (1, LATER), "a": (2, FIRST)}


def test_the_newest_decision_about_a_pair_counts(store, program):
    store.programs.put([program()], seen_at=FIRST)
    for verdict in ("abgelehnt", "vorgemerkt"):
        store.measures.decide("12052000", "m1", "bund-beispiel", verdict, reason="", at=FIRST)

    assert store.measures.decisions("12052000") == {("m1", "bund-beispiel"): "vorgemerkt"}
    assert store.measures.decisions("12071160") == {}


def test_vectors_are_kept_per_model(store):
    vector = np.array([0.6, 0.8], dtype=np.float32)
    store.vectors.put("eins@1", {"h": vector})
    store.vectors.put("zwei@1", {"h": -vector})

    assert np.array_equal(store.vectors.get("eins@1", ["h", "fehlt"])["h"], vector)
    assert store.vectors.forget_others("zwei@1") == 1
    assert store.vectors.get("eins@1", ["h"]) == {}


def test_two_runs_do_not_hold_one_lock(store):
    with (
        store.runs.lock("abruf"),
        pytest.raises(StoreError, match="läuft bereits"),
        store.runs.lock("abruf"),
    ):
        pass
    with store.runs.lock("abruf"):
        pass


def test_migrating_twice_changes_nothing(store, program):
    store.programs.put([program()], seen_at=FIRST)

    store.migrate()

    assert len(store.programs.all()) == 1
    store.require_schema()


def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(tmp_path):
    path = tmp_path / "brief.sqlite"
    path.write_bytes(b"Sehr geehrte Damen und Herren, " * 100)
    before = path.read_bytes()

    with pytest.raises(StoreError, match="keine SQLite-Datenbank"):
        SqlStore(f"sqlite:///{path}").migrate()

    assert path.read_bytes() == before


def test_an_empty_database_asks_for_setup(tmp_path):
    with pytest.raises(StoreError, match="foerdertopf setup"):
        SqlStore(f"sqlite:///{tmp_path / 'leer.sqlite'}").require_schema()


@pytest.mark.parametrize("url", ["mysql://x/y", "nonsense", "sqlite:////proc/verboten/x.sqlite"])
def test_an_unusable_address_is_one_german_sentence(url):
    with pytest.raises(StoreError):
        SqlStore(url).migrate()


def test_the_exchange_form_loses_nothing(program):
    full = program(deadlines=(Deadline(kind=DeadlineKind.ROLLING),), keywords=("Bike+Ride",))

    assert program_from_dict(program_to_dict(full)) == full
