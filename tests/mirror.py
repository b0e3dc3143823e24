"""A server on this machine that holds the saved pages of all sources, with verbs for mishaps."""

import gzip
import io
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from matcher.errors import FetchError
from scrapers.fetch import Manners
from scrapers.registry import all_sources
from scrapers.replay import Replay
from scrapers.source import Upload
from tests.pages import PAGES, SAVED_AT

ONE_PRODUCT = (
    b'<script type="application/json" id="__NUXT_DATA__">[{"titel": 1, "link": 2}, "Eines", '
    b'"/de/arbeit/uebersicht-der-foerderprogramme/x/"]</script>'
)
"""What is left of a page of www.ilb.de when all products but one are gone."""
Mishap = Callable[[Request], Response | None]


def quick(**defaults: Any) -> Callable[..., None]:
    """Return another `Manners.__init__`: what takes minutes with real servers takes seconds."""
    usual = Manners.__init__

    def init(self: Manners, **options: Any) -> None:
        usual(
            self,
            **{"attempts": 3, "wait_initial": 0.01, "longest_seconds": 0.5} | defaults | options,
        )

    return init


class Mirror:
    """Serves ``/<host>/<path>``; without any robots.txt, everything is allowed."""

    def __init__(self, server: HTTPServer) -> None:
        self.server = server
        self.url = server.url_for("").rstrip("/")
        self.asked: list[str] = []
        self._mishaps: dict[str, Mishap] = {}
        self._replays = [
            Replay.open(PAGES / name, fetched_at=SAVED_AT)
            for name in all_sources()
            if (PAGES / name).is_dir()
        ]
        self._export = _zipped(PAGES / "bund_foerderdatenbank")
        server.expect_request(_Everything()).respond_with_handler(self._answer)  # type: ignore[arg-type]

    def down(self, host: str) -> None:
        """Let a host, or what stands under one of its paths, answer 503 for ever."""
        self._mishaps[host] = lambda _: Response(status=503)

    def stumble(self, host: str) -> None:
        """Let a host answer 500 to its next request for a page."""
        left = [1]

        def mishap(request: Request) -> Response | None:
            if request.path.endswith("robots.txt") or not left:
                return None
            left.clear()
            return Response(status=500)

        self._mishaps[host] = mishap

    def drip(self, host: str, seconds: float) -> None:
        """Let a host answer very slowly."""

        def pieces() -> Iterator[bytes]:
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                time.sleep(0.05)
                yield b"."

        self._mishaps[host] = lambda _: Response(pieces(), direct_passthrough=True)

    def bomb(self, host: str) -> None:
        """Let a host send 200 MiB packed small."""
        packed = gzip.compress(bytes(200 * 2**20), 9)
        headers = {"Content-Encoding": "gzip"}
        self._mishaps[host] = lambda _: Response(packed, headers=headers)

    def page(self, host: str, content: bytes) -> None:
        """Let a host, or what stands under one of its paths, answer everything with one content."""
        self._mishaps[host] = lambda request: (
            None if request.path.endswith("robots.txt") else Response(content)
        )

    def heal(self) -> None:
        """Let everything be well again."""
        self._mishaps.clear()

    def _answer(self, request: Request) -> Response:
        host, _, path = request.path.lstrip("/").partition("/")
        self.asked.append(f"{host}/{path}")
        begun = (
            m for where, m in self._mishaps.items() if f"{host}/{path}/".startswith(f"{where}/")
        )
        mishap = next(begun, None)
        answer = mishap(request) if mishap else None
        if answer is not None:
            return answer
        if path == "FDB/WS/export":
            return Response(self._export, mimetype="application/zip")
        query = request.query_string.decode()
        url = f"https://{host}/{path}" + (f"?{query}" if query else "")
        uploads = tuple(
            Upload(name=name, content=file.read()) for name, file in request.files.items()
        )
        for replay in self._replays:
            try:
                found = replay.post("x", url, uploads) if uploads else replay.get("x", url)
            except FetchError:
                continue
            return Response(found.content, mimetype=found.content_type or "text/html")
        return Response(status=404)


class _Everything:
    """Matches every request path; pytest-httpserver wants an object that equals it."""

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0


def _zipped(folder: Path) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted((folder / "BMWI").rglob("*.xml")):
            archive.write(path, path.relative_to(folder).as_posix())
    return target.getvalue()
