"""A source described in YAML: an advisor adds a foundation or a Land without code."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from matcher.errors import InputError
from matcher.records import Program, RawDocument
from scrapers.declared import read_declaration
from scrapers.registry import all_sources
from scrapers.replay import Replay, saved_name

COMMON = """
title: Stiftung Lausitz
owner: Stiftung Lausitz
url: https://stiftung.example/ausschreibungen
licence: Fakten mit Quellenangabe
rhythm: wöchentlich
min_programs: 1
regions: [brandenburg, lausitz]
applicants: [kommune]
"""
LIST = """
kind: list
item: li.ausschreibung
fields:
  title: h3
  link: a@href
  text: div.teaser
  deadline: time@datetime
"""
PAGE = """<html><body><ul>
<li class="ausschreibung"><h3>Dorf\u00adkultur</h3><a href="/a/dorfkultur">mehr</a>
 <div class="teaser"><p>Die Stiftung fördert Feste. Der Zuschuss beträgt höchstens 5.000 Euro.</p>
 </div><time datetime="2027-02-28">Ende Februar</time></li>
<li class="ausschreibung"><h3>Gärten</h3><a href="https://stiftung.example/a/gaerten">mehr</a>
 <div class="teaser">Anträge können jederzeit gestellt werden.</div></li></ul></body></html>"""
RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Neu</title>
<item><title>Neue Runde: B&amp;uuml;cher</title><link>https://stiftung.example/b</link>
<guid>b-1</guid>
<description>&lt;p&gt;Anträge sind bis zum 15. März 2027 möglich.&lt;/p&gt;</description></item>
</channel></rss>"""


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str, str], list[Program]]:
    """Read a page with a declaration."""

    def go(declaration: str, content: str) -> list[Program]:
        (tmp_path / "sources").mkdir()
        path = tmp_path / "sources" / "land_stiftung-lausitz.yaml"
        path.write_text(declaration, encoding="utf-8")
        source = all_sources(tmp_path / "sources")["land_stiftung-lausitz"]
        saved = tmp_path / "saved" / saved_name(source.info.url)
        saved.parent.mkdir(parents=True)
        saved.write_text(content, encoding="utf-8")
        now = datetime(2026, 11, 22, tzinfo=UTC)
        documents = source.documents(Replay.open(tmp_path / "saved", fetched_at=now))
        parsed = [source.parse(d) for d in documents if isinstance(d, RawDocument)]
        return [p.program for p in parsed if p.program is not None]

    return go


def test_a_list_is_read_with_its_selectors(read: Callable[[str, str], list[Program]]) -> None:
    culture, gardens = read(COMMON + LIST, PAGE)

    assert (culture.title, culture.url) == ("Dorfkultur", "https://stiftung.example/a/dorfkultur")
    assert culture.id == "land_stiftung-lausitz:stiftung.example.a.dorfkultur"
    assert culture.regions == ("lausitz", "12")
    assert [str(code) for code in culture.eligible_applicants] == ["kommune"]
    assert culture.deadlines[0].day == date(2027, 2, 28)
    assert culture.amount_max == 5000
    assert [str(d.kind) for d in gardens.deadlines] == ["laufend"]


def test_a_feed_is_read_without_selectors(read: Callable[[str, str], list[Program]]) -> None:
    (books,) = read(COMMON + "kind: feed\n", RSS)

    assert (books.title, books.url) == ("Neue Runde: Bücher", "https://stiftung.example/b")
    assert books.id == "land_stiftung-lausitz:b-1"
    assert books.deadlines[0].day == date(2027, 3, 15)


@pytest.mark.parametrize(
    ("declaration", "sentence"),
    [
        ("- eine\n- liste\n", "erwartet wird"),
        ("a: [\n", "kein lesbares YAML"),
        (COMMON, "„kind“ fehlt"),
        (COMMON + "kind: list\n", "„item“ fehlt"),
        (COMMON + "kind: mail\n", "„feed“ oder „list“"),
        (COMMON + LIST + "farbe: rot\n", "unbekannte Angabe „farbe“"),
        (COMMON + LIST + "  farbe: h4\n", "fields braucht"),
        (COMMON + "kind: feed\nlevel: mond\n", "level und min_programs"),
        (COMMON + 'kind: feed\ncomplete: "nein"\n', "true oder false"),
    ],
)
def test_a_faulty_declaration_is_one_sentence(
    tmp_path: Path, declaration: str, sentence: str
) -> None:
    path = tmp_path / "land_x.yaml"
    path.write_text(declaration, encoding="utf-8")

    with pytest.raises(InputError, match=r"^land_x\.yaml: ") as caught:
        read_declaration(path)
    assert sentence in str(caught.value)
