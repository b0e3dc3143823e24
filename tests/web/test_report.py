"""The report: one file with the whole catalogue, which needs nothing else."""

import re

import pytest
from bs4 import BeautifulSoup

from matcher.query import Query
from web.report import MISSING_FIELD, catalogue_report


@pytest.fixture
def rankings(application, copy):
    services = application(copy).extensions["foerdertopf"]
    town = services.parts.store.measures.municipality("12052000")
    ranker = services.catalogue.ranker()
    return town, [
        (measure, ranker.rank(Query.from_measure(measure), now=services.now(), limit=20))
        for measure in services.parts.store.measures.all(town.ags)
    ]


@pytest.fixture
def report(rankings) -> BeautifulSoup:
    town, entries = rankings
    return BeautifulSoup(catalogue_report(town, entries, entries[0][1].at), "lxml")


def test_every_measure_is_there_with_what_fits_and_what_does_not(report, rankings):
    for measure, ranking in rankings[1]:
        section = report.find(id=f"m-{measure.id}").find_parent("article")
        text = " ".join(section.get_text(" ").split())
        assert measure.status.label in text
        for match in ranking.matches[:5]:
            assert match.program.title in text
            assert match.reasons[0].text in text
        for entry in ranking.excluded[:5]:
            assert entry.reasons[0].text in text
        assert len(section.select(".excluded li")) <= 5


def test_the_contents_lead_to_every_field_and_measure(report, rankings):
    links = [a["href"][1:] for a in report.select(".toc a")]

    fields = {measure.field or MISSING_FIELD for measure, _ in rankings[1]}
    assert len(links) == len(fields) + len(rankings[1])
    assert all(report.find(id=anchor) for anchor in links)
    assert MISSING_FIELD in report.select_one(".toc").get_text()


def test_it_asks_for_nothing_from_anywhere(report):
    assert not report.find_all(["script", "img", "iframe", "link"])
    assert not re.search(r"url\(|@import", report.style.get_text())
    ids = [tag["id"] for tag in report.find_all(id=True)]
    assert len(ids) == len(set(ids))
    assert len(report.find_all("h1")) == 1
    assert report.html["lang"] == "de"


def test_it_says_that_it_was_ranked_without_a_model(report):
    assert "ohne Sprachmodell" in report.header.get_text()
