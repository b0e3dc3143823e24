"""What a user reads and can do on each page."""

import re
from datetime import datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup, Tag

from matcher.query import LONGEST
from matcher.vocabulary import Band
from web.program_filter import ProgramFilter

COTTBUS = "12052000"
FORST = "12071076"
LIGHTS = "Testprogramm Straßenbeleuchtung"
BERLIN = ZoneInfo("Europe/Berlin")


def words(tag: Tag | BeautifulSoup | None) -> str:
    """Return the visible text of a tag in one line."""
    assert tag is not None
    return " ".join(tag.get_text(" ", strip=True).split())


def fact(page: BeautifulSoup, label: str) -> str:
    """Return what a description list says under a label."""
    term = next(dt for dt in page.find_all("dt") if words(dt) == label)
    return words(term.find_next("dd"))


def titles(page: BeautifulSoup) -> list[str]:
    """Return the titles of a list page."""
    return [words(cell.a) for cell in page.select("tbody th")]


def test_the_overview_says_what_there_is_and_what_is_due(browser):
    page = browser.get("/", gemeinde=COTTBUS)

    assert "Cottbus/Chóśebuz" in words(page.h1)
    due = words(page.find(id="fristen").find_parent("section"))
    assert "Fr., 4. Dezember 2026" in due
    assert "noch 12 Tage" in due
    assert LIGHTS in due
    counts = words(page.find(id="massnahmen").find_parent("section").table)
    assert "Handlungsfeld fehlt in der Quelle" in counts
    assert "Datenschutzrichtlinien" in words(page.find(id="stand").find_parent("section"))
    assert "Auskunft ohne Gewähr" in words(page.footer)
    assert "Vorschlag auf Basis von Textähnlichkeit" in words(page.footer)


def test_every_page_says_that_there_is_no_model(browser):
    for path in ("/", "/massnahmen", "/suche", "/programme"):
        assert "Es liegt kein Modell bereit." in words(browser.get(path).main)


def test_measures_stand_under_their_field_and_can_be_filtered(browser):
    page = browser.get("/massnahmen", gemeinde=COTTBUS)
    assert len(titles(page)) == 12
    assert len(page.find_all("h2")) == 4

    page = browser.get("/massnahmen", gemeinde=COTTBUS, feld="ohne", status="in_arbeit")
    assert titles(page) == ["Implementierung eines Cybersecurity-Programms"]
    browser.get("/massnahmen", expect=400, status="unfug")


def test_a_measure_shows_ranked_programmes_with_reasons_and_what_was_excluded(browser):
    page = browser.follow(browser.get("/massnahmen", gemeinde=FORST), "Neue Laternen")

    article = page.find("a", string=LIGHTS).find_parent("article")
    card = words(article)
    assert "Antragsfrist 04.12.2026 (noch 12 Tage)" in card
    assert "bis zu 80 % Förderung" in card.replace("\xa0", " ")
    assert "✓ Region (erfüllt): Gilt für Forst" in card
    assert "Die Straßenbeleuchtung wird auf LED umgerüstet." in card
    assert "auf <LED> & Sensoren" in card
    assert article.select_one(".source a")["href"] == "https://www.beispiel.test/licht?a=1&b=2"
    assert "Stand der Angaben: 01.11.2026" in card
    excluded = page.find(id="warum-nicht").find_parent("section")
    assert "✗" in words(excluded)
    assert len(excluded.select(":scope > ul > li")) <= 10


def test_a_measure_of_another_municipality_is_not_found_here(browser):
    browser.get("/massnahmen/licht", expect=404, gemeinde=COTTBUS)
    page = browser.get("/massnahmen/licht", gemeinde=FORST)
    assert page.select_one("form.town")["action"] == "/massnahmen"
    assert "99999999" in words(browser.get("/", expect=404, gemeinde="99999999").main)


def test_the_chosen_municipality_stays_chosen(browser):
    page = browser.get("/", gemeinde=FORST)

    internal = [a["href"] for a in page.find_all("a") if a["href"].startswith("/")]
    assert all(f"gemeinde={FORST}" in address for address in internal)
    page = browser.follow(page, "Freie Suche")
    assert page.find(id="ort")["value"] == "Forst (Lausitz)/Baršć (Łužyca)"
    assert page.find("input", attrs={"name": "gemeinde", "value": FORST})


def test_a_free_query_is_answered_for_a_place_given_by_name(browser):
    page = browser.get("/suche", text="Straßenbeleuchtung auf LED", ort="cottbus")
    assert "Gilt für Cottbus/Chóśebuz" in words(page.select_one("article.match"))

    page = browser.get("/suche", text="Straßenbeleuchtung auf LED", ort="Dresden")
    shown = [words(card.h3) for card in page.select("article.match")]
    assert not any("Testprogramm" in title for title in shown)
    assert LIGHTS in words(page.select_one(".excluded"))


def test_what_cannot_be_asked_is_said_beside_the_field(browser):
    for arguments, field, sentence in (
        ({"text": " "}, "text", "mindestens einem Wort"),
        ({"text": "ü" * (LONGEST + 1)}, "text", "20.001 Zeichen zu lang"),
        ({"text": "Radweg", "ort": "Nirgendwo"}, "ort", "Nirgendwo"),
        ({"text": "Radweg", "ort": "99999999"}, "ort", "Gemeindeschlüssel"),
        ({"text": "Radweg", "antragsteller": "katze"}, "antragsteller", "Bitte wählen"),
    ):
        page = browser.get("/suche", expect=400, **arguments)
        control = page.find(id=field)
        assert control["aria-invalid"] == "true"
        said = words(page.find(id=control["aria-describedby"].split()[-1]))
        assert sentence in said
        assert arguments["text"] == page.find(id="text").get_text().removeprefix("\n")


def test_programmes_are_listed_25_to_a_page_and_every_one_once(browser):
    page, seen = browser.get("/programme"), []
    while True:
        seen += titles(page)
        assert len(titles(page)) <= 25
        following = page.find("a", rel="next")
        if following is None:
            break
        page = browser.get(following["href"])

    assert len(seen) == int(re.search(r"von (\d+)", words(page.find(role="status")))[1])
    assert LIGHTS in seen
    assert "Weggefallenes Programm" not in seen
    browser.get("/programme", expect=404, seite="9999")
    browser.get("/programme", expect=404, seite="x")


def test_programmes_are_filtered_and_the_filter_survives_paging(browser):
    page = browser.get("/programme", text="TESTPROGRAMM strassenbeleuchtung", ebene="land")
    assert titles(page) == [LIGHTS]

    arguments = {"text": LIGHTS, "bereich": "", "antragsteller": "kommune"}
    assert titles(browser.get("/programme", gebiet="12071076", **arguments)) == [LIGHTS]
    assert titles(browser.get("/programme", gebiet="14", **arguments)) == []
    page = browser.get("/programme", offen="1", sortierung="frist")
    assert "offen=1" in page.find("a", rel="next")["href"]
    assert "abgelaufen" not in words(page.table)
    assert "Kein Programm passt" in words(browser.get("/programme", text="xyzxyz").main)
    browser.get("/programme", expect=400, ebene="mond")


def test_a_filter_reads_what_it_writes():
    arguments = {
        "text": "Rad",
        "ebene": "bund",
        "gebiet": "12",
        "bereich": "mobilitaet",
        "antragsteller": "kommune",
        "offen": "1",
        "sortierung": "frist",
    }

    assert ProgramFilter.read(arguments).arguments() == arguments
    assert ProgramFilter.read({}).arguments() == {}


def test_a_programme_shows_every_fact_with_its_evidence(browser):
    page = browser.get("/programme/test-strassenbeleuchtung")

    labels = [words(dt) for dt in page.find(id="angaben").find_parent("section").find_all("dt")]
    assert labels[:2] == ["Fördergeber", "Projektträger oder Ansprechstelle"]
    assert (
        labels.index("Mindestbetrag") < labels.index("Antragsfristen") < labels.index("Verfahren")
    )
    assert "Die Zuwendung beträgt bis zu 80 Prozent." in fact(page, "Förderquote")
    assert fact(page, "Höchstbetrag") == "unbekannt"
    assert "errechnet" in fact(page, "Eigenanteil")
    assert fact(page, "Lizenz der Texte") == "CC BY-ND 3.0 DE"
    deadlines = words(page.find(id="fristen").find_parent("section"))
    assert "Anträge sind bis zum 4. Dezember 2026 zu stellen." in deadlines
    assert "Do., 4. Dezember 2025 abgelaufen" in deadlines
    assert "erste Runde" in deadlines


def test_a_programme_shows_corrections_beside_the_source_and_its_versions(browser):
    page = browser.get("/programme/test-strassenbeleuchtung")

    corrected = words(page.find(id="korrekturen").find_parent("section").tbody)
    assert "Ministerium für Licht und Energie Ministerium für Licht Telefonat" in corrected
    versions = words(page.find(id="verlauf").find_parent("section"))
    assert "Fassung 2" in versions
    assert "bisher: 60 % → jetzt: 80 %" in versions
    assert "22.11.2026, 10:00 Uhr" in versions


def test_a_programme_that_is_gone_is_still_there_and_says_so(browser):
    assert "Nicht mehr gelistet" in words(browser.get("/programme/test-weg").main)


def test_the_last_day_is_open_until_midnight_in_berlin(browser_at):
    evening = datetime(2026, 12, 4, 23, 59, tzinfo=BERLIN)
    midnight = datetime(2026, 12, 5, 0, 0, tzinfo=BERLIN)
    path = "/programme/test-strassenbeleuchtung"

    assert "(heute)" in words(browser_at(evening).get(path).main)
    assert "Frist abgelaufen" in words(browser_at(midnight).get(path).main)


def test_a_closed_round_shows_the_others_and_an_estimate_that_says_it_is_one(browser):
    page = browser.get("/programme/bb-kulturplan-lausitz-2026")

    rounds = words(page.find(id="runden").find_parent("section"))
    assert "1. Runde 2025 10.11.2024 Frist abgelaufen" in rounds
    estimate = words(page.select_one(".estimate"))
    assert "geschätzt: November 2026 bis Januar 2027" in estimate
    assert "Schätzung aus den Runden 2024, 2025" in estimate
    assert "keine Frist" in estimate
    assert "Januar 2027" not in fact(page, "Antragsfristen")


def test_where_the_rhythm_has_ended_nothing_is_estimated(browser):
    page = browser.get("/programme/bund-smart-cities-staffel-3")

    assert page.select_one(".estimate") is None
    rounds = words(page.find(id="runden").find_parent("section"))
    assert "lässt sich aus diesen Runden nicht schätzen" in rounds
    assert rounds.index("20.05.2020") < rounds.index("17.05.2019")


@pytest.mark.parametrize(
    ("bands", "heading"),
    [
        ([], "Kein passendes Förderprogramm"),
        ([Band.EDGE], "Nichts passt genau, 1 Förderprogramm am Rande"),
        ([Band.STRONG], "1 passendes Förderprogramm"),
        ([Band.STRONG, Band.GOOD, Band.EDGE], "2 passende Förderprogramme, 1 am Rande"),
    ],
)
def test_what_is_only_at_the_edge_is_not_called_fitting(application, copy, bands, heading):
    environment = application(copy).jinja_env
    macros = environment.get_template("macros/matches.html").module

    assert str(macros.verdict([SimpleNamespace(band=band) for band in bands])) == heading
