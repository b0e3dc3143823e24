"""The application around the pages: errors, headers, health, freshness, laziness."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from matcher.query import Query
from matcher.store import SqlStore
from web import create_app
from web.live import LiveCatalogue

_ABOUT = ("/quellen", "/abdeckung")


def test_a_page_that_is_not_there_is_said_in_german(browser):
    page = browser.get("/gibt-es-nicht", expect=404)

    assert "Diese Seite gibt es nicht" in page.h1.get_text()
    assert "Dieses Förderprogramm gibt es nicht." in browser.get("/programme/x", 404).get_text()


def test_nothing_but_a_subscription_can_be_changed_through_the_web(browser):
    client = browser.app.test_client()
    reading = {"GET", "HEAD", "OPTIONS"}
    changing = [rule for rule in browser.app.url_map.iter_rules() if not rule.methods <= reading]

    assert [rule.rule for rule in changing] == ["/abos/<token>/abmelden"]
    assert client.post("/suche", data={"text": "Radweg"}).status_code == 405


def test_an_unexpected_error_is_a_german_page_without_a_trace(application, copy, monkeypatch):
    app = application(copy)
    monkeypatch.setattr(LiveCatalogue, "programs", lambda self: 1 / 0)
    answer = app.test_client().get("/programme")

    assert answer.status_code == 500
    assert "Es ist ein Fehler aufgetreten" in answer.text
    assert "ZeroDivisionError" not in answer.text


def test_an_empty_database_says_what_to_do(application, tmp_path):
    client = application(tmp_path / "leer.sqlite").test_client()

    answer = client.get("/")
    assert answer.status_code == 503
    assert "foerdertopf setup" in answer.text
    assert client.get("/healthz").status_code == 200
    ready = client.get("/readyz")
    assert ready.status_code == 503
    assert "foerdertopf setup" in ready.json["database"]


def test_a_set_up_installation_without_a_model_is_ready(browser):
    answer = browser.app.test_client().get("/readyz")

    assert answer.status_code == 200
    assert answer.json["status"] == answer.json["database"] == "ok"
    assert answer.json["model"] is None
    assert answer.json["programs"] > 60


def test_an_installation_without_measures_has_all_its_pages(application, tmp_path):
    path = tmp_path / "ohne.sqlite"
    store = SqlStore(f"sqlite:///{path}")
    store.migrate()
    store.close()
    client = application(path).test_client()

    for page in ("/", "/massnahmen", "/programme", "/suche", "/suche?text=Radweg", *_ABOUT):
        assert client.get(page).status_code == 200, page
    assert client.get("/massnahmen/x").status_code == 404


def test_a_changed_catalogue_is_served_while_the_new_ranking_is_built(application, copy):
    app = application(copy)
    services = app.extensions["foerdertopf"]
    catalogue, store = services.catalogue, services.parts.store
    before = catalogue.ranker()
    old = store.programs.get("test-strassenbeleuchtung")
    new = replace(old, id="test-neu", title="Leuchtturm", keywords=("Zwergpinguin",))
    store.programs.put([new], seen_at=services.now())

    assert "Leuchtturm" in app.test_client().get("/programme?text=zwergpinguin").text
    assert catalogue.ranker() is before
    catalogue.wait(60)
    after = catalogue.ranker()
    assert after is not before
    found = after.rank(Query(text="Zwergpinguin", region="12052000"), now=services.now())
    assert found.matches[0].program.id == "test-neu"


def test_the_style_sheets_come_from_here(browser):
    page = browser.get("/programme")
    client = browser.app.test_client()

    for link in page.find_all("link"):
        with client.get(link["href"]) as answer:
            assert answer.status_code == 200
            assert "http" not in answer.text.replace("http://www.w3.org/2000/svg", "")


@pytest.mark.parametrize(
    "code", ["import web", "from web.cli import run; run(['--help'])", "import web.report"]
)
def test_what_is_not_the_web_does_not_load_it(code):
    heavy = {"flask", "torch", "sklearn", "pandas"}
    check = f"import sys; sys.exit(' '.join({heavy} & set(sys.modules)) or None)"

    done = subprocess.run(
        [sys.executable, "-c", f"{code}; {check}"], capture_output=True, text=True
    )

    assert done.returncode == 0, done.stderr


def test_an_application_opens_nothing_before_it_is_asked(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("FOERDERTOPF_DATABASE", f"sqlite:///{tmp_path / 'x' / 'y.sqlite'}")

    create_app()

    assert not (tmp_path / "x").exists()
