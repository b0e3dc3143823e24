"""Link check: redirects, servers that refuse HEAD, re-check and clearing."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from matcher.errors import FetchError
from matcher.records import Program
from matcher.store import SqlStore
from scrapers.fetch import Fetcher, Manners
from scrapers.links import check_links

NOW = datetime(2026, 11, 22, tzinfo=UTC)
URL = "https://amt.example/programm"


class Web:
    """Answers by method and address, and remembers what was asked."""

    def __init__(self) -> None:
        self.answers: dict[tuple[str, str], tuple[int, str]] = {}
        self.asked: list[tuple[str, str]] = []

    def says(self, method: str, url: str, status: int, location: str = "") -> None:
        self.answers[method, url] = (status, location)

    def probe(self, source_id: str, url: str, method: str) -> tuple[int, str]:
        self.asked.append((method, url))
        if (method, url) not in self.answers:
            raise FetchError(source_id, "keine Antwort", url)
        return self.answers[method, url]


@pytest.fixture
def web() -> Web:
    return Web()


@pytest.fixture
def lite(tmp_path: Path) -> Iterator[SqlStore]:
    store = SqlStore(f"sqlite:///{tmp_path / 'x.sqlite'}")
    store.migrate()
    yield store
    store.close()


def test_redirects_are_followed_and_told(
    web: Web, lite: SqlStore, program: Callable[..., Program]
) -> None:
    web.says("HEAD", URL, 301, "/neu")
    web.says("HEAD", "https://amt.example/neu", 302, "https://www.amt.example/neu")
    web.says("HEAD", "https://www.amt.example/neu", 200)

    (check,) = check_links([program(url=URL)], web.probe, lite.fetches, now=NOW)

    assert (check.moved, check.failures) == (True, 0)
    assert check.final_url == "https://www.amt.example/neu"


def test_a_server_that_refuses_head_is_asked_again_with_get(
    web: Web, lite: SqlStore, program: Callable[..., Program]
) -> None:
    web.says("HEAD", URL, 405)
    web.says("GET", URL, 200)

    (check,) = check_links([program(url=URL)], web.probe, lite.fetches, now=NOW)

    assert (check.status, check.failures) == (200, 0)


def test_a_broken_link_is_counted_looked_at_again_and_cleared(
    web: Web, lite: SqlStore, program: Callable[..., Program]
) -> None:
    programs = [program(url=URL), program("anderes", url=URL)]
    web.says("HEAD", URL, 404)
    web.says("GET", URL, 404)

    def failures(days: int) -> list[int]:
        at = NOW + timedelta(days=days)
        return [c.failures for c in check_links(programs, web.probe, lite.fetches, now=at)]

    assert failures(0) == [1], "one look for two programmes"
    assert failures(1) == [2]
    web.says("HEAD", URL, 200)
    assert failures(2) == [0]
    assert failures(3) == [], "it works, so that it has a week"
    assert failures(10) == [0]
    web.answers.clear()
    assert failures(20) == [1], "nobody answers"


def test_an_endless_redirect_is_broken(
    web: Web, lite: SqlStore, program: Callable[..., Program]
) -> None:
    web.says("HEAD", URL, 302, URL)

    (check,) = check_links([program(url=URL)], web.probe, lite.fetches, now=NOW)

    assert check.failures == 1
    assert len(web.asked) < 20


def test_against_a_real_server(
    httpserver: HTTPServer, lite: SqlStore, program: Callable[..., Program], tmp_path: Path
) -> None:
    """Redirect to another site, HEAD refused, gone and back again, all over a real connection."""
    alive: list[bool] = []

    def answer(request: Request) -> Response:
        host, _, path = request.path.lstrip("/").partition("/")
        if (host, path) == ("amt.example", "umgezogen"):
            return Response(status=301, headers={"Location": "https://neu.example/programm"})
        if path == "nur-get":
            return Response(status=405 if request.method == "HEAD" else 200)
        if path == "kreis":
            return Response(status=302, headers={"Location": "/kreis"})
        return Response(status=200 if alive or path == "programm" else 404)

    for path in ("umgezogen", "nur-get", "kreis", "weg"):
        httpserver.expect_request(f"/amt.example/{path}").respond_with_handler(answer)
    httpserver.expect_request("/neu.example/programm").respond_with_handler(answer)
    manners = Manners(contact="https://stadt.example", mirror=httpserver.url_for("").rstrip("/"))
    fetcher = Fetcher(lite.fetches, tmp_path / "kept", manners)
    addresses = [f"https://amt.example/{p}" for p in ("umgezogen", "nur-get", "kreis", "weg")]
    programs = [program(f"p{i}", url=url) for i, url in enumerate(addresses)]

    first = {
        c.url.rsplit("/", 1)[1]: c
        for c in check_links(programs, fetcher.probe, lite.fetches, now=NOW)
    }

    assert first["umgezogen"].final_url == "https://neu.example/programm"
    assert (first["nur-get"].status, first["nur-get"].failures) == (200, 0)
    assert (first["kreis"].failures, first["weg"].failures) == (1, 1)
    assert first["weg"].message == "der Server antwortet mit 404"
    alive.append(True)
    later = NOW + timedelta(days=1)
    second = check_links(programs, fetcher.probe, lite.fetches, now=later)
    assert {c.url.rsplit("/", 1)[1]: c.failures for c in second} == {"kreis": 2, "weg": 0}
    fetcher.close()
