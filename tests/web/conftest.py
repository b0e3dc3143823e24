"""The web application on a real database, and a client that checks every page it reads."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from werkzeug.test import TestResponse

from matcher.catalogue import Model
from matcher.records import Deadline, Evidence, Measure, Program, Section
from matcher.regions import region_tree
from matcher.settings import Settings
from matcher.store import SqlStore
from matcher.vocabulary import Applicant, DeadlineKind, Level, MeasureStatus, SectionKind
from scrapers.harvest import FAILED, GOOD
from scrapers.source import SourceInfo
from web import create_app
from web.seed import seed
from web.wiring import Parts

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
FORST = "12071076"
LIGHTS = Program(
    id="test-strassenbeleuchtung",
    title="Testprogramm Straßenbeleuchtung",
    level=Level.LAND,
    source="testquelle",
    url="https://www.beispiel.test/licht?a=1&b=2",
    as_of=date(2026, 11, 1),
    funding_body="Ministerium für Licht",
    regions=("12",),
    eligible_applicants=(Applicant.MUNICIPALITY,),
    deadlines=(
        Deadline(
            kind=DeadlineKind.APPLICATION,
            day=date(2026, 12, 4),
            evidence=Evidence(
                quote="Anträge sind bis zum 4. Dezember 2026 zu stellen.",
                url="https://www.beispiel.test/licht",
                seen_on=date(2026, 11, 1),
            ),
        ),
        Deadline(kind=DeadlineKind.APPLICATION, day=date(2025, 12, 4), note="erste Runde"),
    ),
    funding_rate=Decimal(80),
    evidence={
        "funding_rate": Evidence(
            quote="Die Zuwendung beträgt bis zu 80 Prozent.", url="https://www.beispiel.test/licht"
        )
    },
    sections=(
        Section(
            kind=SectionKind.SUBJECT,
            text="Gefördert wird die Umrüstung der Straßenbeleuchtung auf <LED> & Sensoren.",
        ),
    ),
    licence="CC BY-ND 3.0 DE",
)

CARD = SourceInfo(
    id="testquelle",
    title="Testquelle des Landes",
    owner="Ministerium für Licht",
    url="https://www.beispiel.test/liste",
    licence="CC BY-ND 3.0 DE",
    level=Level.LAND,
    rhythm="täglich",
    min_programs=1,
)
CARDS = (
    CARD,
    replace(CARD, id="land_still", title="Stille Quelle"),
    replace(CARD, id="land_neu", title="Neue Quelle"),
)


def harvested(
    store: SqlStore, source: str, outcome: str, at: datetime, *signals: str, **counts: int
) -> None:
    """Store a run as a harvest does."""
    store.runs.finish(
        store.runs.start(source, at=at),
        at=at,
        outcome=outcome,
        message="" if outcome == GOOD else f"Quelle {source}: keine Antwort.",
        counts=counts,
        signals=[{"grade": "Hinweis", "text": text, "key": "", "url": ""} for text in signals],
    )


def fill(store: SqlStore) -> None:
    """Store what is shipped, a programme with a past, one that is gone, and a second town.

    Of the sources one is well, one has failed today, and one was never asked.
    """
    seed(store, at=NOW)
    for days, programs in ((2, 40), (1, 50), (0, 36)):
        counts = {"listed": 51, "programs": programs, "new": 3, "changed": 2, "gone": 1}
        told = ["Unbekanntes Feld „frist2“."] * 12 + [f"Meldung {n}." for n in range(6)]
        harvested(store, "testquelle", GOOD, NOW - timedelta(days=days), *told, **counts)
    harvested(store, "land_still", FAILED, NOW, errors=4)
    store.programs.put([replace(LIGHTS, funding_rate=Decimal(60))], seen_at=NOW)
    store.programs.put([LIGHTS], seen_at=NOW)
    store.programs.correct(
        LIGHTS.id,
        "funding_body",
        "Ministerium für Licht und Energie",
        by="Beratung",
        note="Telefonat vom 3. November",
        at=NOW,
    )
    gone = replace(LIGHTS, id="test-weg", source="alt", title="Weggefallenes Programm")
    store.programs.put([gone], seen_at=NOW)
    for _ in range(2):
        store.programs.mark_missing("alt", [], at=NOW)
    store.measures.put_municipalities([region_tree().municipality(FORST)], tenant=True)
    store.measures.put(
        [
            Measure(
                id="licht",
                municipality=FORST,
                title="Neue Laternen",
                description="Die Straßenbeleuchtung wird auf LED umgerüstet.",
                field="Energie",
                status=MeasureStatus.NOT_STARTED,
            )
        ]
    )


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A filled database with its index; tests that write take a copy."""
    path = tmp_path_factory.mktemp("web") / "foerdertopf.sqlite"
    store = SqlStore(f"sqlite:///{path}")
    store.migrate()
    fill(store)
    store.close()
    return path


class LexicalParts(Parts):
    """Parts of an installation without a model: quick, and the pages must say so."""

    model = Model(None, "Es liegt kein Modell bereit.")


def lexical_parts(path: Path) -> Parts:
    """Return the parts of an installation whose database is `path`."""
    return LexicalParts(Settings.from_env({"FOERDERTOPF_DATABASE": f"sqlite:///{path}"}))


@pytest.fixture
def copy(filled: Path, tmp_path: Path) -> Path:
    """A copy of the filled database."""
    return Path(shutil.copy(filled, tmp_path / "foerdertopf.sqlite"))


@pytest.fixture
def application() -> Iterator[Callable[..., Flask]]:
    """Make applications; their connections are closed after the test."""
    opened: list[Parts] = []

    def make(path: Path, now: datetime = NOW) -> Flask:
        parts = lexical_parts(path)
        opened.append(parts)
        return create_app(parts=parts, now=lambda: now, sources=lambda: CARDS)

    yield make
    for parts in opened:
        if "store" in parts.__dict__:
            parts.store.close()


class Browser:
    """Reads pages as a browser without JavaScript would, and checks each on the way."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._client = app.test_client()

    def get(self, path: str, expect: int = 200, **arguments: str) -> BeautifulSoup:
        """Return the parsed page; its status, headers and structure have been checked."""
        return self._read(self._client.get(path, query_string=arguments or None), path, expect)

    def post(self, path: str, expect: int = 200, **fields: str) -> BeautifulSoup:
        """Send a form and return the page that answers it, checked like any other."""
        return self._read(self._client.post(path, data=fields), path, expect)

    def _read(self, response: TestResponse, path: str, expect: int) -> BeautifulSoup:
        assert expect == response.status_code, path
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        page = BeautifulSoup(response.text, "lxml")
        check_page(page)
        return page

    def follow(self, page: BeautifulSoup, text: str) -> BeautifulSoup:
        """Follow the first link with this text."""
        link = next(a for a in page.find_all("a") if text in a.get_text())
        return self.get(str(link["href"]))


def check_page(page: BeautifulSoup) -> None:
    """Assert what holds for every page: one heading, labels, landmarks, nothing from elsewhere."""
    assert page.html is not None
    assert page.html["lang"] == "de"
    headings = page.find_all("h1")
    assert len(headings) == 1
    assert page.title is not None
    assert page.title.get_text().startswith(headings[0].get_text(strip=True))
    assert len(page.find_all("main")) == 1
    ids = Counter(str(tag["id"]) for tag in page.find_all(id=True))
    assert [name for name, count in ids.items() if count > 1] == []
    for form in page.find_all("form"):
        assert form.get("action")
        assert form.get("method") == (
            "post" if str(form["action"]).endswith("/abmelden") else "get"
        )
    labelled = {label.get("for") for label in page.find_all("label")}
    for control in page.find_all(["input", "select", "textarea"]):
        assert control.get("type") == "hidden" or control.get("id") in labelled, control
    for table in page.find_all("table"):
        assert table.caption
        assert all(cell.get("scope") for cell in table.find_all("th"))
    for name in ("aria-labelledby", "aria-describedby"):
        for tag in page.find_all(attrs={name: True}):
            assert all(part in ids for part in str(tag[name]).split()), tag[name]
    for tag in page.find_all(["link", "img", "script", "iframe", "source", "video"]):
        address = str(tag.get("src") or tag.get("href") or "")
        assert not address.startswith(("http:", "https:", "//")), address
    assert not page.find_all("script")
    assert not page.find_all(style=True)
    for anchor in page.select('a[href^="#"]'):
        assert str(anchor["href"])[1:] in ids, anchor


@pytest.fixture
def browser(filled: Path, application: Callable[..., Flask]) -> Browser:
    """A browser on the filled installation."""
    return Browser(application(filled))


@pytest.fixture
def browser_at(filled: Path, application: Callable[..., Flask]) -> Callable[[datetime], Browser]:
    """Make a browser whose installation believes that it is a given moment."""
    return lambda moment: Browser(application(filled, moment))
