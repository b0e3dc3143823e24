"""How the sources are doing, on their page and on the overview."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup, Tag

from matcher.store import SqlStore
from scrapers import harvest as outcomes
from scrapers.registry import all_sources
from tests.web.conftest import CARD, NOW, harvested
from web import source_state
from web.source_state import source_states


def words(tag: Tag | BeautifulSoup | None) -> str:
    assert tag is not None
    return " ".join(tag.get_text(" ", strip=True).split())


def section(page: BeautifulSoup, id_: str) -> str:
    """Return what the page says of one source."""
    return words(page.find(id=f"quelle-{id_}").find_parent("section"))


def test_a_source_says_who_it_is_what_came_and_how_old_that_is(browser):
    text = section(browser.get("/quellen"), "testquelle")

    assert "Testquelle des Landes" in text
    assert "Herausgeber Ministerium für Licht" in text
    assert "Erwartet mindestens 1 Programm" in text
    assert "CC BY-ND 3.0 DE" in text
    assert "22.11.2026, 10:00 Uhr , erfolgreich" in text
    assert "36 gelesen von 51 gelisteten; 80 % der üblichen 45" in text
    assert "3 neu, 2 geändert, 1 nicht mehr gelistet, 0 Fehler" in text
    assert "Unbekanntes Feld „frist2“. (12-mal)" in text
    assert "2 weitere Meldungen" in text


def test_a_source_that_failed_comes_first_and_stands_on_the_overview(browser):
    page = browser.get("/quellen")
    headings = [words(heading) for heading in page.find_all("h2")]

    assert headings == [
        "Stille Quelle",
        "Testquelle des Landes",
        "mitgelieferter Katalog",
        "Neue Quelle",
    ]
    assert "fehlgeschlagen. Quelle land_still: keine Antwort." in section(page, "land-still")
    assert "noch keiner" in section(page, "land-still")
    assert "noch nie abgerufen" in section(page, "land-neu")
    alert = words(browser.get("/").select_one(".kern-alert--warning ul"))
    assert "Stille Quelle : Der letzte Abruf ist fehlgeschlagen." in alert
    assert "Neue Quelle" not in alert


def test_an_installation_without_alarms_says_so(application, copy):
    app = application(copy)
    harvested(app.extensions["foerdertopf"].parts.store, "land_still", "ok", NOW, programs=3)
    client = app.test_client()

    assert "Keine Quelle braucht Aufmerksamkeit" in client.get("/quellen").text
    assert "Quellen brauchen" not in client.get("/").text


@pytest.mark.parametrize(
    ("outcome", "days", "alarm"),
    [
        (outcomes.GOOD, 1, ""),
        (outcomes.PARTIAL, 1, ""),
        (outcomes.GOOD, 3, "Überfällig: abzurufen täglich, der letzte Erfolg ist 3 Tage her."),
        (outcomes.FAILED, 1, "fehlgeschlagen. Quelle testquelle: keine Antwort."),
        (outcomes.QUARANTINED, 1, "Quarantäne. Quelle testquelle: keine Antwort."),
        (outcomes.ABORTED, 1, "abgebrochen"),
        (outcomes.RUNNING, 1, "abgebrochen"),
        (outcomes.RUNNING, 0, ""),
    ],
)
def test_what_raises_an_alarm(store: SqlStore, outcome, days, alarm):
    harvested(store, CARD.id, outcome, NOW - timedelta(days=days))

    (state,) = source_states([CARD], store.runs.recent(), {}, NOW)

    assert alarm in " ".join(state.alarms)
    assert bool(alarm) == bool(state.alarms)


def test_only_the_newest_runs_of_each_source_are_read(store: SqlStore):
    for days in range(5, 0, -1):
        harvested(store, "a", outcomes.GOOD, NOW - timedelta(days=days), programs=days)
    harvested(store, "b", outcomes.FAILED, NOW)

    recent = store.runs.recent(per_source=3)

    assert [run["counts"]["programs"] for run in recent["a"]] == [1, 2, 3]
    assert [run["outcome"] for run in recent["b"]] == [outcomes.FAILED]


def test_the_outcomes_are_those_of_the_harvest_and_the_rhythms_those_of_the_sources():
    assert (outcomes.GOOD, outcomes.PARTIAL) == source_state.GOOD
    assert outcomes.RUNNING == source_state.RUNNING
    assert outcomes.QUARANTINED == source_state.QUARANTINED
    assert outcomes.ABORTED == source_state.ABORTED
    rhythms = {source.info.rhythm for source in all_sources().values()}
    assert rhythms - set(source_state._RHYTHMS) <= {
        "nur bei Ausfall des Exports",
        "nur auf Anforderung",
    }
