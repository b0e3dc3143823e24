"""The network: the only place that asks other servers, and how it behaves there.

It says who it is, obeys robots.txt, keeps its pace across restarts, asks only for what has changed,
tries again where that helps, follows redirects within a site, never into private networks, and
stops reading an answer that is too large or too slow. Every good answer is kept, compressed, under
its hash.
"""

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from urllib.request import getproxies

import httpx2
import stamina

from matcher.errors import FetchError
from matcher.store.fetches import FetchRecord, FetchTable
from scrapers.addresses import check_address, check_public, check_redirect
from scrapers.answers import TRY_AGAIN, Raw, RetryError, backoff, conditions, tags_of, usable
from scrapers.bodies import Bodies, write_whole
from scrapers.outages import Outages
from scrapers.politeness import LEAST_DELAY, Politeness
from scrapers.replay import TreeArchive, open_zip, saved_name
from scrapers.source import Archive, Response, Upload

LARGEST_PAGE = 20 * 2**20
LARGEST_ZIP = 150 * 2**20
LARGEST_ROBOTS = 2**19
LONGEST_SECONDS = 120.0
MOST_REDIRECTS = 5
_VERSION = "0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How the fetcher behaves; tests make it quick."""

    contact: str
    """Address under which we can be reached."""
    attempts: int = 4
    wait_initial: float = 1.0
    least_delay: float = LEAST_DELAY
    longest_seconds: float = LONGEST_SECONDS
    read_timeout: float = 30.0
    mirror: str = ""
    """A server asked in place of all others, under ``/<host>/<path>``; may be a private one."""

    @property
    def agent(self) -> str:
        """Who we are."""
        return f"Foerdertopf/{_VERSION} (+{self.contact})"


class Fetcher:
    """A `Fetch` that asks the network."""

    saved = False

    def __init__(
        self,
        table: FetchTable,
        folder: Path,
        manners: Manners,
        *,
        fresh_since: datetime | None = None,
        record: Path | None = None,
        transport: httpx2.BaseTransport | None = None,
        politeness: Politeness | None = None,
    ) -> None:
        """Prepare; nothing is asked yet.

        Args:
            table: past requests and hosts.
            folder: where contents are kept.
            manners: how to behave.
            fresh_since: answers since then are not asked for again, to resume a killed run.
            record: a folder that gets every answer in the form `Replay` reads.
            transport: another way to the servers, for tests.
            politeness: another pace, for tests.
        """
        self._table = table
        self._bodies = Bodies(folder)
        self._manners = manners
        self._fresh_since = fresh_since
        self._record = record
        self._through_proxy = bool(getproxies().get("https"))
        self._check = transport is None and not manners.mirror and not self._through_proxy
        delay = 0.0 if manners.mirror else manners.least_delay
        self._politeness = politeness or Politeness(table, manners.agent, least_delay=delay)
        self._outages = Outages()
        self._client = httpx2.Client(
            headers={"User-Agent": manners.agent, "Accept-Language": "de, en;q=0.5"},
            timeout=httpx2.Timeout(manners.read_timeout, connect=10.0),
            follow_redirects=False,
            transport=transport,
        )

    def get(self, source_id: str, url: str) -> Response:
        return self._answer(source_id, url, (), LARGEST_PAGE)

    def post(self, source_id: str, url: str, uploads: tuple[Upload, ...]) -> Response:
        return self._answer(source_id, url, uploads, LARGEST_PAGE)

    def archive(self, source_id: str, url: str, *, root: str) -> Archive:
        response = self._answer(source_id, url, (), LARGEST_ZIP)
        tree = open_zip(response.content, source_id, url)
        return TreeArchive(tree, url, response.fetched_at)

    def probe(self, source_id: str, url: str, method: str) -> tuple[int, str]:
        """Ask for a page without reading it and return its status and where it redirects to.

        Raises:
            FetchError: nobody answers, or the address is not a public one.
        """
        if self._check:
            check_address(source_id, url)
        self._politeness.pace(url)
        try:
            with self._client.stream(method, self._real(url)) as answer:
                self._check_peer(source_id, url, answer)
                return answer.status_code, answer.headers.get("location", "")
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise FetchError(source_id, f"keine Antwort ({type(error).__name__})", url) from error

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    def _answer(
        self, source_id: str, url: str, uploads: tuple[Upload, ...], largest: int
    ) -> Response:
        key = _key(url, uploads)
        known = self._table.get(key)
        kept = None if known is None else self._bodies.get(known.body_hash)
        if known is not None and kept is not None and self._fresh(known):
            return _response(known, kept)
        headers = conditions(known) if kept is not None and known is not None else {}
        raw = self._retrying(source_id, url, uploads, headers, largest)
        if raw.status == 304 and known is not None and kept is not None:
            body, final = kept, known.final_url
            content_type, tags = known.content_type, (known.etag, known.last_modified)
        else:
            body, final = raw.body, raw.url
            content_type, tags = raw.headers.get("content-type", "")[:200], tags_of(raw.headers)
        record = FetchRecord(
            key=key,
            url=url,
            final_url=final,
            fetched_at=datetime.now(UTC),
            content_type=content_type,
            body_hash=self._bodies.put(body),
            etag=tags[0],
            last_modified=tags[1],
        )
        self._table.put(record)
        if self._record is not None:
            write_whole(self._record / saved_name(url, uploads, content_type=content_type), body)
        return _response(record, body)

    def _fresh(self, known: FetchRecord) -> bool:
        return self._fresh_since is not None and known.fetched_at >= self._fresh_since

    def _retrying(
        self,
        source_id: str,
        url: str,
        uploads: tuple[Upload, ...],
        headers: dict[str, str],
        largest: int,
    ) -> Raw:
        """Ask until there is an answer or no hope."""
        self._outages.check(source_id, url)
        try:
            for attempt in stamina.retry_context(
                on=backoff,
                attempts=self._manners.attempts,
                timeout=None,
                wait_initial=self._manners.wait_initial,
                wait_max=30.0,
                wait_jitter=self._manners.wait_initial / 2,
            ):
                with attempt:
                    return self._follow(source_id, url, uploads, headers, largest)
        except RetryError as error:
            self._outages.failed(url)
            if error.after:
                self._politeness.hold(url, error.after)
            raise FetchError(source_id, str(error), url) from error
        raise AssertionError("stamina ends with an answer or an error")

    def _follow(
        self,
        source_id: str,
        url: str,
        uploads: tuple[Upload, ...],
        headers: dict[str, str],
        largest: int,
    ) -> Raw:
        here = url
        for _ in range(MOST_REDIRECTS + 1):
            if self._check:
                check_address(source_id, here)
            self._politeness.wait(source_id, here, self._robots)
            raw = self._ask(source_id, here, uploads, headers, largest)
            if raw.status not in TRY_AGAIN:
                self._outages.answered(url)
            if raw.status not in (301, 302, 303, 307, 308):
                return usable(source_id, raw)
            target = urljoin(here, raw.headers.get("location", ""))
            check_redirect(source_id, here, target)
            here = target
        raise FetchError(source_id, "zu viele Weiterleitungen", url)

    def _ask(
        self,
        source_id: str,
        url: str,
        uploads: Sequence[Upload],
        headers: dict[str, str],
        largest: int,
    ) -> Raw:
        """Send one request and read its answer within the limits."""
        files = [(u.name, (u.name, u.content, u.content_type)) for u in uploads] or None
        begin = time.monotonic()
        try:
            request = self._client.stream(
                "POST" if uploads else "GET", self._real(url), headers=headers, files=files
            )
            with request as answer:
                self._check_peer(source_id, url, answer)
                announced = answer.headers.get("content-length", "")
                if announced.isdigit() and int(announced) > largest:
                    raise FetchError(source_id, "die Antwort ist zu groß", url)
                body = bytearray()
                for piece in answer.iter_bytes():
                    body += piece
                    if len(body) > largest:
                        raise FetchError(source_id, "die Antwort ist zu groß", url)
                    if time.monotonic() - begin > self._manners.longest_seconds:
                        raise RetryError("die Antwort kommt zu langsam")
                lower = {name.lower(): value for name, value in answer.headers.items()}
                return Raw(url, answer.status_code, lower, bytes(body))
        except httpx2.TimeoutException as error:
            raise RetryError("der Server antwortet nicht rechtzeitig") from error
        except (httpx2.TransportError, httpx2.DecodingError) as error:
            raise RetryError(f"die Verbindung schlug fehl ({type(error).__name__})") from error
        except (httpx2.InvalidURL, httpx2.HTTPError) as error:
            raise FetchError(source_id, f"die Anfrage ist nicht möglich: {error}", url) from error

    def _robots(self, url: str) -> tuple[int, str]:
        """Return status and text of a robots.txt; status 0 when nobody answers."""
        status, text = 0, ""
        for number in range(self._manners.attempts):
            time.sleep(self._manners.wait_initial * number)
            try:
                raw = self._ask("robots", url, (), {}, LARGEST_ROBOTS)
            except (RetryError, FetchError):
                continue
            status, text = raw.status, raw.body.decode("utf-8", "replace")
            if status not in TRY_AGAIN:
                break
        return status, text

    def _real(self, url: str) -> str:
        """Return the address that is asked: the URL's own, or its copy on the mirror."""
        if not self._manners.mirror:
            return url
        parts = urlsplit(url)
        query = f"?{parts.query}" if parts.query else ""
        return f"{self._manners.mirror}/{parts.netloc}{parts.path}{query}"

    def _check_peer(self, source_id: str, url: str, answer: httpx2.Response) -> None:
        """Check whom we really talk to: a name may have changed its address since the look-up."""
        stream = answer.extensions.get("network_stream")
        if not self._check or stream is None:
            return
        peer = stream.get_extra_info("server_addr")
        if peer:
            check_public(source_id, url, str(peer[0]))


def _response(record: FetchRecord, body: bytes) -> Response:
    return Response(
        url=record.final_url,
        content=body,
        fetched_at=record.fetched_at,
        content_type=record.content_type,
    )


def _key(url: str, uploads: Sequence[Upload]) -> str:
    digest = hashlib.sha256(url.encode())
    for upload in uploads:
        digest.update(f"\n{upload.name}\n".encode() + upload.content)
    return digest.hexdigest()
