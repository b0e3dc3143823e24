"""How we behave on the network: against a real server on this machine, and a few pure rules."""

import gzip
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from matcher.errors import FetchError
from matcher.store import SqlStore
from scrapers.addresses import check_redirect, site
from scrapers.fetch import Fetcher, Manners
from scrapers.politeness import Politeness
from scrapers.replay import Replay
from scrapers.source import Upload

PAGE = "https://www.example.org/liste.html"
NAME = "bund_x"


@pytest.fixture
def lite(tmp_path: Path) -> Iterator[SqlStore]:
    opened = SqlStore(f"sqlite:///{tmp_path / 'x.sqlite'}")
    opened.migrate()
    yield opened
    opened.close()


class Net:
    """A fetcher whose every host is the local server, with verbs."""

    def __init__(self, store: SqlStore, folder: Path, server: HTTPServer) -> None:
        self.store, self.folder, self.server = store, folder, server

    def fetcher(self, **options: object) -> Fetcher:
        manners = Manners(
            contact="https://stadt.example/kontakt",
            mirror=self.server.url_for("").rstrip("/"),
            attempts=3,
            wait_initial=0.01,
            longest_seconds=0.5,
            read_timeout=1,
        )
        return Fetcher(self.store.fetches, self.folder / "kept", manners, **options)  # type: ignore[arg-type]

    def paths(self) -> list[str]:
        return [request.path for request, _ in self.server.log]


@pytest.fixture
def net(lite: SqlStore, tmp_path: Path, httpserver: HTTPServer) -> Net:
    return Net(lite, tmp_path, httpserver)


def serve(net: Net, body: str = "Liste", **options: object) -> None:
    net.server.expect_request("/www.example.org/robots.txt").respond_with_data("", status=404)
    net.server.expect_request("/www.example.org/liste.html").respond_with_data(body, **options)  # type: ignore[arg-type]


def test_we_say_who_we_are_and_ask_robots_first(net: Net) -> None:
    serve(net)

    assert net.fetcher().get(NAME, PAGE).content == b"Liste"

    assert net.paths() == ["/www.example.org/robots.txt", "/www.example.org/liste.html"]
    agent = net.server.log[1][0].headers["User-Agent"]
    assert agent.startswith("Foerdertopf/")
    assert "https://stadt.example/kontakt" in agent


def test_what_robots_forbids_is_not_asked(net: Net) -> None:
    rules = "User-agent: *\nDisallow: /liste\n"
    net.server.expect_request("/www.example.org/robots.txt").respond_with_data(rules)

    with pytest.raises(FetchError, match=r"robots\.txt erlaubt"):
        net.fetcher().get(NAME, PAGE)
    assert net.paths() == ["/www.example.org/robots.txt"]


def test_a_server_whose_robots_fails_is_left_alone(net: Net) -> None:
    net.server.expect_request("/www.example.org/robots.txt").respond_with_data("", status=503)

    with pytest.raises(FetchError, match=r"robots\.txt"):
        net.fetcher().get(NAME, PAGE)


def test_an_unchanged_page_is_asked_for_conditionally_and_comes_from_our_copy(net: Net) -> None:
    serve(net, headers={"ETag": '"v1"'})
    net.fetcher().get(NAME, PAGE)
    net.server.clear()

    def unchanged(request: Request) -> Response:
        assert request.headers["If-None-Match"] == '"v1"'
        return Response(status=304)

    net.server.expect_request("/www.example.org/liste.html").respond_with_handler(unchanged)
    assert net.fetcher().get(NAME, PAGE).content == b"Liste"


def test_a_lost_copy_is_fetched_again_without_a_condition(net: Net) -> None:
    serve(net, headers={"ETag": '"v1"'})
    net.fetcher().get(NAME, PAGE)
    for path in (net.folder / "kept").rglob("*.gz"):
        path.write_bytes(b"beschaedigt")

    assert net.fetcher().get(NAME, PAGE).content == b"Liste"
    assert "If-None-Match" not in net.server.log[-1][0].headers


def test_one_500_is_tried_again_and_a_lasting_one_is_an_error(net: Net) -> None:
    net.server.expect_request("/www.example.org/robots.txt").respond_with_data("", status=404)
    net.server.expect_oneshot_request("/www.example.org/liste.html").respond_with_data(status=500)
    net.server.expect_request("/www.example.org/liste.html").respond_with_data("da")
    assert net.fetcher().get(NAME, PAGE).content == b"da"

    net.server.expect_request("/www.example.org/kaputt").respond_with_data(status=500)
    with pytest.raises(FetchError, match="antwortet mit 500"):
        net.fetcher().get(NAME, "https://www.example.org/kaputt")
    assert net.paths().count("/www.example.org/kaputt") == 3


def test_a_server_that_stays_away_is_not_asked_for_every_page(net: Net) -> None:
    net.server.expect_request("/www.example.org/robots.txt").respond_with_data("", status=404)
    net.server.expect_request("/www.example.org/gut").respond_with_data("da")
    net.server.expect_request(re.compile("/www.example.org/kaputt")).respond_with_data(status=503)
    net.server.expect_request("/www.example.net/robots.txt").respond_with_data("", status=404)
    net.server.expect_request("/www.example.net/gut").respond_with_data("da")
    fetcher = net.fetcher()

    def ask(number: int) -> str:
        with pytest.raises(FetchError) as caught:
            fetcher.get(NAME, f"https://www.example.org/kaputt/{number}")
        return caught.value.reason

    assert [ask(n) for n in range(4)] == ["der Server antwortet mit 503"] * 4
    assert fetcher.get(NAME, "https://www.example.org/gut").content == b"da", (
        "an answer: a new count"
    )
    assert [ask(n) for n in range(5)] == ["der Server antwortet mit 503"] * 5
    asked = len(net.paths())
    assert "geschont" in ask(6)
    assert len(net.paths()) == asked
    assert fetcher.get(NAME, "https://www.example.net/gut").content == b"da", "only that host"
    assert net.fetcher().get(NAME, "https://www.example.org/gut").content == b"da", "only that run"


def test_retry_after_is_obeyed_and_a_404_is_not_tried_again(net: Net) -> None:
    net.server.expect_request("/www.example.org/robots.txt").respond_with_data("", status=404)
    net.server.expect_oneshot_request("/www.example.org/liste.html").respond_with_data(
        status=429, headers={"Retry-After": "1"}
    )
    net.server.expect_request("/www.example.org/liste.html").respond_with_data("da")
    begin = time.monotonic()
    assert net.fetcher().get(NAME, PAGE).content == b"da"
    assert time.monotonic() - begin >= 1

    net.server.expect_request("/www.example.org/weg").respond_with_data(status=404)
    with pytest.raises(FetchError, match="antwortet mit 404"):
        net.fetcher().get(NAME, "https://www.example.org/weg")
    assert net.paths().count("/www.example.org/weg") == 1


def test_a_compressed_bomb_of_200_mib_is_put_down_early(net: Net) -> None:
    bomb = gzip.compress(bytes(200 * 2**20), 9)
    serve(net, bomb, headers={"Content-Encoding": "gzip"})  # type: ignore[arg-type]

    with pytest.raises(FetchError, match="zu groß"):
        net.fetcher().get(NAME, PAGE)


def test_a_server_that_drips_is_given_up(net: Net) -> None:
    def drip() -> Iterator[bytes]:
        for _ in range(30):
            time.sleep(0.1)
            yield b"."

    net.server.expect_request("/www.example.org/robots.txt").respond_with_data("", status=404)
    net.server.expect_request("/www.example.org/liste.html").respond_with_handler(
        lambda _: Response(drip(), direct_passthrough=True)
    )
    fetcher = net.fetcher()
    with pytest.raises(FetchError, match="zu langsam"):
        fetcher.get(NAME, PAGE)


def test_redirects_stay_on_the_site_and_keep_encryption(net: Net) -> None:
    serve(net)
    net.server.expect_request("/www.example.org/alt").respond_with_data(
        status=301, headers={"Location": "/liste.html"}
    )
    net.server.expect_request("/www.example.org/fort").respond_with_data(
        status=302, headers={"Location": "https://anderswo.example.net/"}
    )
    net.server.expect_request("/www.example.org/kreis").respond_with_data(
        status=302, headers={"Location": "/kreis"}
    )
    found = net.fetcher().get(NAME, "https://www.example.org/alt")
    assert (found.url, found.content) == (PAGE, b"Liste")
    with pytest.raises(FetchError, match="verlässt die Website"):
        net.fetcher().get(NAME, "https://www.example.org/fort")
    with pytest.raises(FetchError, match="zu viele Weiterleitungen"):
        net.fetcher().get(NAME, "https://www.example.org/kreis")
    with pytest.raises(FetchError, match="Verschlüsselung"):
        check_redirect(NAME, "https://a.example.org/", "http://a.example.org/")
    assert site("https://www.foerderdatenbank.de/x") == site("https://foerderdatenbank.de")


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/",
        "http://[::1]/",
        "http://10.0.0.7/",
        "http://169.254.169.254/latest/meta-data",
        "http://[::ffff:127.0.0.1]/",
        "http://0x7f000001/",
        "file:///etc/passwd",
        "https://user:password@example.org/",
    ],
)
def test_private_addresses_are_never_asked(lite: SqlStore, tmp_path: Path, url: str) -> None:
    fetcher = Fetcher(lite.fetches, tmp_path, Manners(contact="x"))

    with pytest.raises(FetchError):
        fetcher.get(NAME, url)
    assert lite.fetches.host("127.0.0.1:1").robots_at is None, "not even its robots.txt"


def test_the_pace_of_a_host_survives_a_restart(lite: SqlStore, tmp_path: Path) -> None:
    """robots.txt asks for 30 s; a new process waits what is left of them."""
    now, slept = datetime(2026, 11, 22, tzinfo=UTC), []

    def transport(request: httpx2.Request) -> httpx2.Response:
        robots = request.url.path == "/robots.txt"
        return httpx2.Response(200, text="User-agent: *\nCrawl-delay: 30\n" if robots else "da")

    def ask(moment: datetime) -> None:
        pace = Politeness(lite.fetches, "Foerdertopf", sleep=slept.append, now=lambda: moment)
        Fetcher(
            lite.fetches,
            tmp_path,
            Manners(contact="x"),
            transport=httpx2.MockTransport(transport),
            politeness=pace,
        ).get(NAME, PAGE)

    ask(now)
    ask(now + timedelta(seconds=12))

    assert slept == [18.0]


def test_a_killed_run_is_taken_up_without_asking_again(net: Net) -> None:
    serve(net)
    begin = datetime.now(UTC)
    net.fetcher().get(NAME, PAGE)
    net.server.clear()

    assert net.fetcher(fresh_since=begin).get(NAME, PAGE).content == b"Liste"
    assert net.server.log == []


def test_what_was_recorded_can_be_replayed(net: Net, tmp_path: Path) -> None:
    serve(net)
    net.server.expect_request("/www.example.org/suche", method="POST").respond_with_json({"n": 1})
    query = (Upload(name="query", content=b'{"page": 1}'),)
    fetcher = net.fetcher(record=tmp_path / "recorded")
    fetcher.get(NAME, PAGE)
    fetcher.post(NAME, "https://www.example.org/suche?page=1", query)

    replay = Replay.open(tmp_path / "recorded")

    assert replay.get(NAME, PAGE).content == b"Liste"
    assert b'"n"' in replay.post(NAME, "https://www.example.org/suche?page=1", query).content
    with pytest.raises(FetchError):
        replay.post(NAME, "https://www.example.org/suche?page=2", query)


def test_a_query_travels_as_file_parts(net: Net) -> None:
    """As plain form fields the EU's search answers 500."""
    net.server.expect_request("/www.example.org/robots.txt").respond_with_data("", status=404)
    seen: dict[str, tuple[str | None, str]] = {}

    def search(request: Request) -> Response:
        for name, file in request.files.items():
            seen[name] = (file.filename, file.mimetype)
        return Response("{}")

    net.server.expect_request("/www.example.org/suche").respond_with_handler(search)
    net.fetcher().post(
        NAME, "https://www.example.org/suche", (Upload(name="query", content=b"{}"),)
    )

    assert seen == {"query": ("query", "application/json")}
