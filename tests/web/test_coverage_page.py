"""The page that says what the catalogue covers."""

import re

from matcher.coverage import coverage
from matcher.regions import region_tree
from matcher.vocabulary import FundingArea, Level
from tests.web.conftest import NOW


def test_every_line_has_its_figures_and_leads_to_the_programmes_it_counts(browser):
    page = browser.get("/abdeckung")
    rows = {
        row.th.get_text(" ", strip=True): (
            row.a,
            [int(cell.get_text()) for cell in row.find_all("td")],
        )
        for row in page.select("tbody tr")
    }

    services = browser.app.extensions["foerdertopf"]
    found = coverage(services.catalogue.programs(), region_tree(), NOW)
    for line in (*found.levels, *found.laender, *found.areas, *found.applicants):
        assert rows[line.label][1] == [line.usable, line.total]
    assert {"Bund", "Brandenburg", FundingArea.URBAN.label, "Zweckverband"} <= set(rows)
    for label in (Level.BUND.label, "Brandenburg", FundingArea.MOBILITY.label):
        link, (_, total) = rows[label]
        listed = browser.get(link["href"]).find(role="status").get_text()
        assert re.search(rf"von {total}\b", listed), label


def test_the_gaps_are_said_in_words_and_the_bars_are_only_decoration(browser):
    page = browser.get("/abdeckung")

    gaps = [
        item.get_text() for item in page.find(id="luecken").find_parent("section").find_all("li")
    ]
    assert any("nutzbare" in gap for gap in gaps)
    assert re.search(r"Antragsberechtigten: \d+ von \d+ Programmen", gaps[-1])
    assert all(bar["aria-hidden"] == "true" for bar in page.find_all("svg"))
    widths = [int(bar.select_one(".bar__total")["width"]) for bar in page.find_all("svg")]
    assert max(widths) == 100


def test_a_gap_is_counted_in_proper_german(program):
    lands = [program(f"p{n}", level=Level.LAND, regions=("14",)) for n in range(2)]
    saxony = coverage([*lands, program("q", level=Level.LAND, regions=("12",))], region_tree(), NOW)

    assert "Sachsen: nur 2 nutzbare Landesprogramme." in saxony.gaps
    assert "Brandenburg: nur 1 nutzbares Landesprogramm." in saxony.gaps
    assert "Hamburg: kein nutzbares Landesprogramm." in saxony.gaps
