"""What is known of past requests: answers for conditional requests, and each host's pace."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, delete, insert, select, update

from matcher.store.schema import fetches, hosts, link_checks


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchRecord:
    """The last good answer to a request; the content lies on the disk under `body_hash`."""

    key: str
    url: str
    final_url: str
    fetched_at: datetime
    content_type: str
    body_hash: str
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostRecord:
    """A host's robots.txt and the next moment at which it may be asked."""

    host: str
    next_at: datetime | None = None
    robots: str | None = None
    robots_at: datetime | None = None


class FetchTable:
    """Requests, hosts and checked links in the database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get(self, key: str) -> FetchRecord | None:
        """Return the last good answer to a request."""
        row = self._row(select(fetches).where(fetches.c.key == key))
        return None if row is None else FetchRecord(**row)

    def put(self, record: FetchRecord) -> None:
        """Remember an answer in place of the one before."""
        values = {name: getattr(record, name) for name in FetchRecord.__slots__}
        with self._engine.begin() as connection:
            connection.execute(delete(fetches).where(fetches.c.key == record.key))
            connection.execute(insert(fetches).values(**values))

    def host(self, name: str) -> HostRecord:
        """Return what is known of a host, perhaps only its name."""
        row = self._row(select(hosts).where(hosts.c.host == name))
        return HostRecord(host=name) if row is None else HostRecord(**row)

    def put_host(self, name: str, **values: Any) -> None:
        """Change some of what is known of a host."""
        with self._engine.begin() as connection:
            changed = connection.execute(update(hosts).where(hosts.c.host == name).values(**values))
            if not changed.rowcount:
                connection.execute(insert(hosts).values(host=name, **values))

    def link_checks(self) -> dict[str, Mapping[str, Any]]:
        """Return address → what its last check said."""
        with self._engine.connect() as connection:
            return {
                row["url"]: dict(row) for row in connection.execute(select(link_checks)).mappings()
            }

    def put_link_check(self, url: str, **values: Any) -> None:
        """Remember the outcome of a check in place of the one before."""
        with self._engine.begin() as connection:
            connection.execute(delete(link_checks).where(link_checks.c.url == url))
            connection.execute(insert(link_checks).values(url=url, **values))

    def _row(self, query: Any) -> dict[str, Any] | None:
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().one_or_none()
        return None if row is None else dict(row)
