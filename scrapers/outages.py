"""Servers that have stopped answering, for the length of one run.

A document costs minutes when its server is away: four tries of up to thirty seconds, and the pauses
between. Thousands of documents would cost days. After a few of them in a row the rest is not tried.
"""

from collections import Counter
from urllib.parse import urlsplit

from matcher.errors import FetchError

MOST_IN_A_ROW = 5


class Outages:
    """Counts, per host, the documents in a row that no try brought."""

    def __init__(self) -> None:
        self._failed: Counter[str] = Counter()

    def check(self, source_id: str, url: str) -> None:
        """Refuse to ask a host that is away.

        Raises:
            FetchError: it is.
        """
        if self._failed[_host(url)] >= MOST_IN_A_ROW:
            reason = f"der Server blieb {MOST_IN_A_ROW}-mal in Folge aus und wird heute geschont"
            raise FetchError(source_id, reason, url)

    def failed(self, url: str) -> None:
        """Note a document that no try brought."""
        self._failed[_host(url)] += 1

    def answered(self, url: str) -> None:
        """Note an answer, be it a refusal."""
        self._failed[_host(url)] = 0


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower()
