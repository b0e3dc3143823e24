"""One test for all sources: what is read from a saved page is what a person has checked."""

import html
import json
from pathlib import Path

import pytest

from matcher.lost_characters import restored
from matcher.records import Program, RawDocument
from scrapers.registry import all_sources
from scrapers.source import Source
from tests.pages import PAGES, SavedPage, replay, saved_pages, write_for_review


@pytest.mark.parametrize("page", saved_pages(), ids=str)
def test_saved_page_gives_the_reviewed_record(page: SavedPage) -> None:
    if not page.expected_file.exists():
        write_for_review(page)
        pytest.fail(f"{page.expected_file} was written: review it and run again")

    assert page.read() == json.loads(page.expected_file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("source", all_sources().values(), ids=lambda source: source.info.id)
def test_every_source_has_saved_pages_and_says_who_it_is(source: Source) -> None:
    assert (PAGES / source.info.id / "expected").is_dir(), "a source without a saved page"
    info = source.info
    assert all((info.title, info.owner, info.licence, info.rhythm, info.url.startswith("https://")))
    assert info.min_programs > 0


@pytest.mark.parametrize("source", all_sources().values(), ids=lambda source: source.info.id)
def test_no_reviewed_record_is_left_without_its_page(source: Source) -> None:
    pages = {SavedPage(source, d).expected_file.name for d in source.documents(replay(source))}
    reviewed = {path.name for path in (PAGES / source.info.id / "expected").glob("*.json")}

    assert reviewed == pages


@pytest.mark.parametrize("page", saved_pages(), ids=str)
def test_every_quote_of_a_text_fact_stands_in_the_stored_text(page: SavedPage) -> None:
    if not isinstance(page.document, RawDocument) or "error" in page.read():
        return
    program = page.source.parse(page.document).program
    if program is not None:
        assert_quotes_are_verbatim(program, page.document)


def assert_quotes_are_verbatim(program: Program, document: RawDocument) -> None:
    """Check that no value is without a quote, and no quote is invented."""
    for name in ("funding_rate", "amount_min", "amount_max", "start_rule"):
        assert getattr(program, name) is None or program.evidence[name].quote
    texts = {section.heading or section.kind.label: section.text for section in program.sections}
    raw = _plain(document.content.decode("utf-8", "replace") + document.url)
    for evidence in (*program.evidence.values(), *(d.evidence for d in program.deadlines)):
        assert evidence.quote
        assert evidence.url
        assert evidence.seen_on is not None
        if evidence.where in texts:
            assert evidence.quote in texts[evidence.where]
        else:
            assert all(_plain(word) in raw for word in evidence.quote.split(", "))


def _plain(text: str) -> str:
    """Fold what only the wrapping of a document adds: entities, escapes, soft hyphens, blanks."""
    bare = html.unescape(text).replace("\\", "").replace("\u00ad", "")
    return " ".join(bare.split())


def test_the_real_documents_of_the_export_are_read_whole(shared: Path) -> None:
    source = all_sources()["bund_foerderdatenbank"]
    folder = shared / "data" / "fdb_xml_export_fixture"
    from scrapers.replay import Replay

    found = {d.key: d for d in source.documents(Replay.open(folder)) if isinstance(d, RawDocument)}
    programs = {key: source.parse(document).program for key, document in found.items()}

    film = programs["Bund/BKM/deutsch-franzoesische-kooperationen-film-ffa"]
    assert film is not None
    assert [str(d.day) for d in film.deadlines] == ["2026-04-20", "2026-09-15"]
    assert "Filmförderungsgesetz ? FFG" in film.sections[0].text, "the text stays verbatim"
    assert "Filmförderungsgesetz – FFG" in restored(film.sections[0].text)
    assert "Ticket" not in str(film), "editorial notes are never shown"
    job = programs["Bund/BA/eingliederungszuschuss-bund"]
    assert job is not None
    assert job.funding_body == "Bundesagentur für Arbeit (BA)"
    assert job.guideline_url.startswith("https://www.arbeitsagentur.de/")
    for key, program in programs.items():
        assert program is not None
        assert_quotes_are_verbatim(program, found[key])
