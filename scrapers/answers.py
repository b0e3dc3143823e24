"""Answers of servers: which are good, which may become so, and what to keep of them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from matcher.errors import FetchError, NoDocumentError
from matcher.store.fetches import FetchRecord

LONGEST_WAIT = 120.0
"""Seconds we wait because a server asks us to; longer is the next run's business."""
TRY_AGAIN = frozenset({429, 500, 502, 503, 504})
_NOTHING_THERE = frozenset({404, 410})


class RetryError(Exception):
    """A failure that may pass, with the seconds the server asks us to wait."""

    def __init__(self, reason: str, after: float | None = None) -> None:
        self.after = after
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Raw:
    """An answer as it came, headers by their lower-case names."""

    url: str
    status: int
    headers: dict[str, str]
    body: bytes


def usable(source_id: str, raw: Raw) -> Raw:
    """Return a good answer.

    Raises:
        RetryError: the server may recover.
        NoDocumentError: there is nothing at this address.
        FetchError: it will not recover either.
    """
    if raw.status in (200, 304):
        return raw
    reason = f"der Server antwortet mit {raw.status}"
    if raw.status in TRY_AGAIN:
        raise RetryError(reason, _retry_after(raw.headers.get("retry-after", "")))
    kind = NoDocumentError if raw.status in _NOTHING_THERE else FetchError
    raise kind(source_id, reason, raw.url)


def backoff(error: Exception) -> bool | float:
    """Tell whether to try again, or the seconds after which."""
    if not isinstance(error, RetryError):
        return False
    if error.after is None:
        return True
    return error.after if error.after <= LONGEST_WAIT else False


def _retry_after(value: str) -> float | None:
    """Return the seconds of a Retry-After, given as a number or as a date."""
    if value.strip().isdigit():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None


def conditions(known: FetchRecord) -> dict[str, str]:
    """Return the headers that ask for a page only if it has changed."""
    tags = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in tags.items() if value}


def tags_of(headers: dict[str, str]) -> tuple[str, str]:
    """Return ETag and Last-Modified."""
    return headers.get("etag", ""), headers.get("last-modified", "")
