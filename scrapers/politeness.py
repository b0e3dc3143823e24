"""robots.txt and the pace of requests, kept in the database so that a restart does not forget."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from protego import Protego

from matcher.errors import NoDocumentError
from matcher.store.fetches import FetchTable

LEAST_DELAY = 1.0
"""Seconds between two requests to one host where it asks for nothing else."""
LONGEST_DELAY = 120.0
_ROBOTS_AGE = timedelta(hours=24)
_NOBODY = "User-agent: *\nDisallow: /\n"

Ask = Callable[[str], tuple[int, str]]
"""Fetch the robots.txt at an address: status (0 when nobody answers) and text."""


class Politeness:
    """Asks a host's robots.txt once a day and spaces the requests to it."""

    def __init__(
        self,
        table: FetchTable,
        agent: str,
        *,
        least_delay: float = LEAST_DELAY,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._table = table
        self._agent = agent
        self._least_delay = least_delay
        self._sleep = sleep
        self._now = now
        self._rules: dict[str, Protego] = {}

    def wait(self, source_id: str, url: str, ask: Ask) -> None:
        """Return when `url` may be asked.

        Raises:
            NoDocumentError: robots.txt forbids it.
            FetchError: robots.txt cannot be read because the server fails.
        """
        rules = self._rules_of(url, ask)
        if not rules.can_fetch(url, self._agent):
            raise NoDocumentError(source_id, "robots.txt erlaubt diesen Abruf nicht", url)
        asked = rules.crawl_delay(self._agent)
        self._pause(url, max(self._least_delay, min(float(asked or 0), LONGEST_DELAY)))

    def pace(self, url: str) -> None:
        """Return when the host of `url` may be asked again; for single look-ups."""
        self._pause(url, self._least_delay)

    def hold(self, url: str, seconds: float) -> None:
        """Leave a host alone for a while, as its Retry-After asks."""
        until = self._now() + timedelta(seconds=seconds)
        self._table.put_host(_host(url), next_at=until)

    def _pause(self, url: str, delay: float) -> None:
        host = _host(url)
        known, now = self._table.host(host), self._now()
        begin = max(now, known.next_at) if known.next_at else now
        # Written before the request: a run that is killed in it still counts as having asked.
        self._table.put_host(host, next_at=begin + timedelta(seconds=delay))
        if begin > now:
            self._sleep((begin - now).total_seconds())

    def _rules_of(self, url: str, ask: Ask) -> Protego:
        host, now = _host(url), self._now()
        if host in self._rules:
            return self._rules[host]
        known = self._table.host(host)
        text = known.robots
        if text is None or known.robots_at is None or now - known.robots_at > _ROBOTS_AGE:
            parts = urlsplit(url)
            status, text = ask(f"{parts.scheme}://{parts.netloc}/robots.txt")
            if status == 0 or status >= 500:
                text = _NOBODY
            elif status >= 400:
                text = ""
            if status:
                self._table.put_host(host, robots=text, robots_at=now)
        self._rules[host] = Protego.parse(text)
        return self._rules[host]


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower()
