"""The parsers on the real pages and answers that lie beside the checkout."""

import json
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from matcher.records import Program, RawDocument
from matcher.vocabulary import Applicant, DeadlineKind, FundingType, Level
from scrapers.html import page
from scrapers.registry import all_sources
from scrapers.source import Parsed
from tests.test_sources import assert_quotes_are_verbatim

FDB = "https://www.foerderdatenbank.de/FDB/Content/DE/Foerderprogramm/"


def document(source: str, key: str, url: str, path: Path) -> RawDocument:
    return RawDocument(
        source_id=source,
        key=key,
        url=url,
        content=path.read_bytes(),
        fetched_at=datetime(2026, 11, 22, tzinfo=UTC),
    )


def read(found: RawDocument) -> tuple[Program, Parsed]:
    parsed = all_sources()[found.source_id].parse(found)
    assert parsed.program is not None
    assert_quotes_are_verbatim(parsed.program, found)
    return parsed.program, parsed


@pytest.mark.parametrize(
    ("file", "key", "headings"),
    [
        (
            "detail_multi_desc",
            "Land/Thueringen/beteiligungen-thueringen-mbg-express",
            ["Kurztext", "Volltext", "Rechtliche Voraussetzungen", "Richtlinie"],
        ),
        ("detail_single_desc", "Bund/BMWi/exist-women-2024", ["Richtlinie"]),
        ("detail_fail_07_25", "Bund/BKM/deutsch-franzoesische-kooperationen", ["Richtlinie"]),
        ("detail_rechts_only", "Land/Thueringen/schulbezogene-jahresprogramme", ["Richtlinie"]),
        ("detail_fail_19_12", "Land/Hessen/fue-unternehmen-hessen-864943", ["Richtlinie"]),
    ],
)
def test_foerderdatenbank_pages_of_both_layouts(
    shared: Path, file: str, key: str, headings: list[str]
) -> None:
    path = shared / "data" / "fdb_html_fixtures" / f"{file}.html"
    program, parsed = read(document("bund_foerderdatenbank_html", key, f"{FDB}{key}.html", path))

    assert [section.heading for section in program.sections] == headings
    assert program.regions
    assert program.eligible_applicants
    assert parsed.signals == ()
    assert "Cookie" not in str(program.sections)


def test_codes_in_place_of_labels_give_the_same_words(shared: Path) -> None:
    path = shared / "data" / "fdb_html_fixtures" / "detail_fail_19_12.html"
    found = document(
        "bund_foerderdatenbank_html", "Land/Hessen/x", f"{FDB}Land/Hessen/x.html", path
    )
    program, _ = read(found)

    assert program.regions == ("06",)
    assert program.funding_types == (FundingType.GRANT,)
    assert program.eligible_applicants == (Applicant.COMPANY,)


def test_two_yearly_days_in_a_real_page(shared: Path) -> None:
    path = shared / "data" / "fdb_html_fixtures" / "detail_rechts_only.html"
    key = "Land/Thueringen/schulbezogene-jahresprogramme-bne"
    program, _ = read(document("bund_foerderdatenbank_html", key, f"{FDB}{key}.html", path))

    assert [deadline.month_day for deadline in program.deadlines] == ["03-31", "09-30"]
    assert "@@" not in program.contact


def test_the_real_result_list(shared: Path) -> None:
    path = shared / "data" / "fdb_html_fixtures" / "overview.html"
    root = page(document("bund_foerderdatenbank_html", "liste", "https://x.example/", path))

    links = [a.link() for a in root.some("div.card--fundingprogram p.card--title a")]
    assert len(links) == 10
    assert all(link.startswith(FDB) for link in links)
    assert root.one("#hits--count").text == "2395"
    following = root.one("div.pagination a.forward.button").link()
    assert "gtp=%2526816beae2" in following, "encoded twice, as it stands"


def test_the_real_answer_of_the_eu_search(shared: Path) -> None:
    folder = shared / "data" / "eu_sedia_sample"
    rows = json.loads((folder / "search_response_9_real_results_shortened.json").read_text())
    source = all_sources()["eu_funding_tenders"]
    programs = {}
    for row in rows["results"]:
        found = RawDocument(
            source_id=source.info.id,
            key=row["metadata"]["identifier"][0],
            url="https://ec.europa.eu/x",
            content=json.dumps(row, ensure_ascii=False).encode(),
            fetched_at=datetime(2026, 8, 1, tzinfo=UTC),
        )
        programs[found.key] = read(found)[0]

    soil = programs["HORIZON-MISS-2027-05-SOIL-01-two-stage"]
    assert [(d.kind, d.day, d.at) for d in soil.deadlines] == [
        (DeadlineKind.OUTLINE, date(2027, 4, 8), None),
        (DeadlineKind.APPLICATION, date(2027, 9, 14), None),
    ]
    assert soil.amount_max is None, "the budget table names a sibling only"
    security = programs["HORIZON-CL3-2026-02-CS-ECCC-01"]
    assert (security.amount_min, security.amount_max) == (3_000_000, 4_000_000)
    old = programs["HORIZON-CL2-2024-TRANSFORMATIONS-01-08"]
    assert [(d.day, d.at) for d in old.deadlines] == [(date(2024, 2, 7), time(17))]
    assert {d.zone for d in old.deadlines} == {"Europe/Brussels"}


@pytest.mark.parametrize(
    ("source", "key", "file", "title", "level", "sections"),
    [
        (
            "land_nrwbank",
            "15086",
            "nrwbank__gruendungszuschuss_15086",
            "Gründungszuschuss",
            "bund",
            8,
        ),
        (
            "land_lbank",
            "wirtschaftsfoerderung/guw-bw",
            "lbank__guw_bw",
            "Gründungs- und Wachstumsfinanzierung Baden-Württemberg (GuW-BW)",
            "land",
            4,
        ),
        ("bund_kfw", "067", "kfw__startgeld_067", "ERP-Gründerkredit – StartGeld (067)", "bund", 6),
    ],
)
def test_real_product_pages_of_the_banks(
    shared: Path, source: str, key: str, file: str, title: str, level: str, sections: int
) -> None:
    path = shared / "data" / "laender_fixtures" / f"fundiq__{file}_real.html"
    program, parsed = read(document(source, key, "https://www.example.org/", path))

    assert (program.title, program.level) == (title, Level(level))
    assert len(program.sections) == sections
    assert parsed.signals == ()


def test_real_entries_of_foerderinfo_bravors_and_ilb(shared: Path) -> None:
    from scrapers.bund.foerderinfo_html import SOURCE as FOERDERINFO
    from scrapers.land.bravors import is_funding
    from scrapers.land.ilb import objects

    folder = shared / "data" / "laender_fixtures"
    path = folder / "foerderinfo_bekanntmachung_teaser.html"
    root = page(
        document("bund_foerderinfo_html", "liste", "https://www.foerderinfo.bund.de/", path)
    )
    entry = FOERDERINFO._document(root.one("a.c-teaser--announcement"))
    program, _ = read(entry)
    assert (program.funding_body, program.deadlines[0].day) == ("BMFTR", date(2026, 9, 30))

    path = folder / "bravors_ergebnisliste_trimmed.html"
    root = page(document("land_bravors", "liste", "https://bravors.brandenburg.de/", path))
    titles = [a.text for a in root.some("div.ergebnisliste dl dt div.link a")]
    assert len(titles) == 3
    assert not any(map(is_funding, titles))

    root = page(
        document("land_ilb", "x", "https://x.example/", folder / "ilb_nuxt_payload_minimal.html")
    )
    payload = str(root.one("script#__NUXT_DATA__").tag.string)
    assert objects(payload) == [], "news are no programmes"
