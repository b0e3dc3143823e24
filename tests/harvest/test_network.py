"""`foerdertopf harvest` against a server that has pages in the true structure of every source."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from matcher.store import SqlStore
from scrapers import fetch
from scrapers.registry import all_sources
from tests.mirror import ONE_PRODUCT, Mirror, quick
from tests.test_sources_declared import COMMON, LIST, PAGE, RSS
from web.cli import run as main

PROGRAMS = {
    "bund_foerderdatenbank": 4,
    "bund_foerderdatenbank_html": 2,
    "bund_foerderinfo": 5,
    "bund_foerderinfo_html": 2,
    "bund_kfw": 1,
    "eu_funding_tenders": 5,
    "land_bravors": 1,
    "land_ilb": 3,
    "land_lbank": 1,
    "land_nrwbank": 2,
}
FEWER_WILL_DO = {"bund_foerderinfo": 3, "eu_funding_tenders": 3}
ON_REQUEST = {"bund_foerderdatenbank_html", "bund_foerderinfo_html"}
NRW = "www.nrwbank.de"


@pytest.fixture
def mirror(httpserver: HTTPServer) -> Mirror:
    return Mirror(httpserver)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mirror: Mirror) -> Iterator[SqlStore]:
    """An installation that asks the mirror; the pages are few, so that little is enough."""
    model = tmp_path / "modell"
    model.mkdir()
    (model / "model.toml").write_text("kaputt")
    for name, value in {
        "DATABASE": f"sqlite:///{tmp_path / 'home.sqlite'}",
        "DATA": str(tmp_path),
        "MODEL": str(model),
        "MIRROR": mirror.url,
        "CONTACT": "https://stadt.example/kontakt",
    }.items():
        monkeypatch.setenv(f"FOERDERTOPF_{name}", value)
    for name, source in all_sources().items():
        least = FEWER_WILL_DO.get(name, PROGRAMS[name])
        monkeypatch.setattr(source, "info", replace(source.info, min_programs=least))
    monkeypatch.setattr(fetch.Manners, "__init__", quick())
    store = SqlStore(os.environ["FOERDERTOPF_DATABASE"])
    store.migrate()
    yield store
    store.close()


@pytest.fixture
def harvest(
    home: SqlStore, capsys: pytest.CaptureFixture[str]
) -> Callable[..., dict[str, dict[str, Any]]]:
    """Run the command over all sources and return source → report; check the exit code."""

    def go(*sources: str, code: int = 0) -> dict[str, dict[str, Any]]:
        capsys.readouterr()
        assert main(["harvest", *sources, "--format", "json"]) == code
        return {report["source"]: report for report in json.loads(capsys.readouterr().out)}

    return go


def test_every_source_is_read_and_a_second_run_changes_nothing(
    home: SqlStore, harvest: Callable[..., dict[str, dict[str, Any]]]
) -> None:
    assert {name: r["programs"] for name, r in harvest(*PROGRAMS).items()} == PROGRAMS
    assert home.programs.counts() == PROGRAMS
    before = home.programs.revision()

    again = harvest(*PROGRAMS)

    assert all(r["unchanged"] and not (r["new"] or r["changed"]) for r in again.values())
    assert home.programs.revision() == before


@pytest.mark.parametrize("mishap", ["down", "bomb", "drip", "layout", "nothing"])
def test_one_source_in_trouble_changes_nothing_of_itself_and_stops_no_other(
    mishap: str,
    home: SqlStore,
    mirror: Mirror,
    harvest: Callable[..., dict[str, dict[str, Any]]],
) -> None:
    assert set(harvest()) == set(PROGRAMS) - ON_REQUEST
    before = home.programs.revision()
    {
        "down": lambda: mirror.down(NRW),
        "bomb": lambda: mirror.bomb(NRW),
        "drip": lambda: mirror.drip(NRW, 2),
        "layout": lambda: mirror.page(NRW, b"<html><body><h1>Neue Website</h1></body></html>"),
        "nothing": lambda: mirror.page(NRW, b'{"response": {"numFound": 0, "docs": []}}'),
    }[mishap]()

    reports = harvest("land_nrwbank", "bund_kfw", code=1)

    assert reports["land_nrwbank"]["outcome"] == "fehlgeschlagen"
    assert reports["land_nrwbank"]["message"].startswith("Quelle land_nrwbank: ")
    assert reports["bund_kfw"]["outcome"] == "ok"
    assert home.programs.revision() == before
    mirror.heal()
    assert harvest("land_nrwbank")["land_nrwbank"]["unchanged"]


def test_one_500_is_only_a_stumble(
    home: SqlStore, mirror: Mirror, harvest: Callable[..., dict[str, dict[str, Any]]]
) -> None:
    mirror.stumble(NRW)

    assert harvest("land_nrwbank")["land_nrwbank"]["programs"] == PROGRAMS["land_nrwbank"]


def test_half_the_products_gone_is_quarantined(
    home: SqlStore, mirror: Mirror, harvest: Callable[..., dict[str, dict[str, Any]]]
) -> None:
    harvest("land_ilb")
    before = home.programs.revision()
    mirror.page("www.ilb.de", ONE_PRODUCT)

    report = harvest("land_ilb", code=1)["land_ilb"]

    assert (report["outcome"], report["programs"], report["expected"]) == ("quarantäne", 1, 3)
    assert home.programs.revision() == before


def test_a_page_that_is_away_today_changes_nothing_of_its_programme(
    home: SqlStore, mirror: Mirror, harvest: Callable[..., dict[str, dict[str, Any]]]
) -> None:
    """What the feed and the search list is not taken for the whole: the record stays as it is."""
    sources = ("bund_foerderinfo", "eu_funding_tenders")
    harvest(*sources)
    before = home.programs.revision()
    mirror.down("www.bmftr.bund.de/SharedDocs/Bekanntmachungen/DE/2026/10")
    details = "ec.europa.eu/info/funding-tenders/opportunities/data/topicDetails"
    mirror.down(f"{details}/cerv-ex-2027-twin-01.json")

    for name, report in harvest(*sources).items():
        assert (report["outcome"], report["changed"], report["gone"]) == ("ok", [], []), name
        assert any("503" in signal["text"] for signal in report["signals"]), name

    assert home.programs.revision() == before


def test_one_unreadable_feed_costs_only_itself(
    home: SqlStore, mirror: Mirror, harvest: Callable[..., dict[str, dict[str, Any]]]
) -> None:
    harvest("bund_foerderinfo")
    feeds = "www.foerderinfo.bund.de/foerderinfo/de/services/rss"
    mirror.page(f"{feeds}/bekanntmachungen-bildung-hochschulen-wissenschaft", b"<p>Wartung</p>")

    report = harvest("bund_foerderinfo")["bund_foerderinfo"]

    assert (report["outcome"], report["programs"], report["changed"]) == ("ok", 4, [])
    assert any("kein Feed" in signal["text"] for signal in report["signals"])
    assert home.programs.counts() == {"bund_foerderinfo": 5}


def test_what_a_feed_of_the_newest_no_longer_names_is_not_gone(
    home: SqlStore, mirror: Mirror, harvest: Callable[..., dict[str, dict[str, Any]]]
) -> None:
    harvest("bund_foerderinfo")
    item = (
        "<item><title>{0} | 31.08.2027</title><link>https://www.bmv.bund.de/{0}.html</link></item>"
    )
    items = "".join(item.format(f"Neues {number}") for number in range(5))
    feed = f'<rss version="2.0"><channel><title>Neu</title>{items}</channel></rss>'
    mirror.page("www.foerderinfo.bund.de", feed.encode())

    for _ in range(3):
        report = harvest("bund_foerderinfo")["bund_foerderinfo"]

    assert (report["outcome"], report["gone"]) == ("ok", [])
    assert home.programs.counts() == {"bund_foerderinfo": 10}


def test_a_declared_feed_and_a_declared_list_are_read_from_the_server(
    home: SqlStore,
    mirror: Mirror,
    harvest: Callable[..., dict[str, dict[str, Any]]],
    tmp_path: Path,
) -> None:
    """What an advisor declares in YAML goes through the same network, robots.txt and store."""
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "land_stiftung.yaml").write_text(COMMON + LIST, encoding="utf-8")
    feed = COMMON.replace("stiftung.example/ausschreibungen", "feed.example/rss") + "kind: feed\n"
    (tmp_path / "sources" / "land_feed.yaml").write_text(feed, encoding="utf-8")
    mirror.page("stiftung.example", PAGE.encode())
    mirror.page("feed.example", RSS.encode())

    reports = harvest("land_stiftung", "land_feed")

    assert {name: r["programs"] for name, r in reports.items()} == {
        "land_stiftung": 2,
        "land_feed": 1,
    }
    assert "stiftung.example/robots.txt" in mirror.asked
    mirror.page("stiftung.example", b"<html><body>Umbau</body></html>")
    broken = harvest("land_stiftung", code=1)["land_stiftung"]
    assert broken["outcome"] == "fehlgeschlagen"
    assert home.programs.counts()["land_stiftung"] == 2


def test_a_run_killed_in_the_middle_goes_on_where_it_stopped(
    home: SqlStore, mirror: Mirror, harvest: Callable[..., dict[str, dict[str, Any]]]
) -> None:
    """Kill −9 while the second product is fetched: what was fetched is not asked for again."""
    slow = (
        "import time, scrapers.fetch as f; from web.cli import main\n"
        "old = f.Fetcher.get\n"
        "def get(self, source_id, url):\n"
        "    if '15002' in url:\n        print('killed here', flush=True); time.sleep(60)\n"
        "    return old(self, source_id, url)\n"
        "f.Fetcher.get = get; main()"
    )
    command = [sys.executable, "-c", slow, "harvest", "land_nrwbank"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "killed here\n"
        process.kill()
    assert home.programs.counts() == {}
    asked = len(mirror.asked)

    report = harvest("land_nrwbank")["land_nrwbank"]

    assert (report["outcome"], report["programs"]) == ("ok", 2)
    assert home.programs.counts() == {"land_nrwbank": 2}
    fetched = [path for path in mirror.asked[asked:] if "15001" in path]
    assert fetched == [], "fetched before the kill"
