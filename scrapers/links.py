"""Do the addresses of the catalogue still lead somewhere?

A link is broken only when a GET says so as well: many servers answer HEAD with an error. A broken
one is checked in every run and cleared when it works again.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import urljoin

from matcher.errors import FetchError
from matcher.records import Program
from matcher.store.fetches import FetchTable

GOOD_FOR = timedelta(days=7)
"""A link that worked is asked again after this time."""
_MOST_REDIRECTS = 8


class Probe(Protocol):
    """Asks for a page without reading it: status and where it redirects to."""

    def __call__(self, source_id: str, url: str, method: str) -> tuple[int, str]:
        """Return status and Location; raise FetchError when nobody answers."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkCheck:
    """What one look at an address said. `failures` counts the bad looks in a row."""

    url: str
    status: int | None
    final_url: str
    failures: int
    message: str = ""

    @property
    def moved(self) -> bool:
        """Tell whether the address leads somewhere else."""
        return not self.failures and self.final_url != self.url


def check_links(
    programs: Iterable[Program],
    probe: Probe,
    table: FetchTable,
    *,
    now: datetime,
    watch: Callable[[int], None] | None = None,
) -> list[LinkCheck]:
    """Look at every address that is due, remember the outcome and return what was looked at."""
    known = table.link_checks()
    addresses = dict.fromkeys(u for p in programs for u in (p.url, p.guideline_url) if u)
    found = []
    for url in addresses:
        last = known.get(url)
        if last and not last["failures"] and now - last["checked_at"] < GOOD_FOR:
            continue
        check = look(url, probe, failures=last["failures"] if last else 0)
        table.put_link_check(
            url,
            checked_at=now,
            status=check.status,
            final_url=check.final_url,
            failures=check.failures,
            message=check.message,
        )
        found.append(check)
        if watch is not None:
            watch(len(found))
    return found


def look(url: str, probe: Probe, *, failures: int = 0) -> LinkCheck:
    """Follow an address to its end; `failures` is what was counted before."""
    try:
        status, final = _follow(url, probe)
    except FetchError as error:
        return LinkCheck(
            url=url, status=None, final_url=url, failures=failures + 1, message=error.reason
        )
    if status >= 400:
        message = f"der Server antwortet mit {status}"
        return LinkCheck(
            url=url, status=status, final_url=final, failures=failures + 1, message=message
        )
    return LinkCheck(url=url, status=status, final_url=final, failures=0)


def _follow(url: str, probe: Probe) -> tuple[int, str]:
    here = url
    for _ in range(_MOST_REDIRECTS):
        try:
            status, location = probe("links", here, "HEAD")
        except FetchError:
            status, location = 0, ""
        if status == 0 or status >= 400:
            status, location = probe("links", here, "GET")
        if status not in (301, 302, 303, 307, 308) or not location:
            return status, here
        here = urljoin(here, location)
    raise FetchError("links", "die Weiterleitungen nehmen kein Ende", url)
