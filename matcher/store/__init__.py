"""The store: one database, SQLite or PostgreSQL, with a room per domain."""

from functools import cached_property

from sqlalchemy import Engine

from matcher.errors import StoreError
from matcher.store.engine import migrate, newest_version, open_engine, schema_version
from matcher.store.fetches import FetchTable
from matcher.store.mail import MailTable
from matcher.store.measures import MeasureTable
from matcher.store.programs import Changes, ProgramTable, Standing
from matcher.store.runs import RunTable
from matcher.store.twins import TwinTable
from matcher.store.vectors import VectorTable

__all__ = ["Changes", "SqlStore", "Standing"]


class SqlStore:
    """Opens lazily: nothing is touched before the first use of a room."""

    def __init__(self, url: str) -> None:
        self.url = url

    @cached_property
    def engine(self) -> Engine:
        """The engine behind all rooms."""
        return open_engine(self.url)

    @cached_property
    def programs(self) -> ProgramTable:
        """The catalogue."""
        return ProgramTable(self.engine)

    @cached_property
    def measures(self) -> MeasureTable:
        """Municipalities, measures, matches, decisions."""
        return MeasureTable(self.engine)

    @cached_property
    def mail(self) -> MailTable:
        """Subscriptions, outbox and ledger."""
        return MailTable(self.engine)

    @cached_property
    def runs(self) -> RunTable:
        """Harvest runs and locks."""
        return RunTable(self.engine)

    @cached_property
    def fetches(self) -> FetchTable:
        """Past requests, hosts, checked links."""
        return FetchTable(self.engine)

    @cached_property
    def twins(self) -> TwinTable:
        """Links between records of the same programme."""
        return TwinTable(self.engine)

    @cached_property
    def vectors(self) -> VectorTable:
        """Cached vectors."""
        return VectorTable(self.engine)

    def migrate(self) -> None:
        """Bring the schema to the newest version."""
        migrate(self.engine)

    def require_schema(self) -> None:
        """Make sure that the database has been set up by this release or migrated to it.

        Raises:
            StoreError: it has not.
        """
        version = schema_version(self.engine)
        if version is None:
            raise StoreError(
                "Die Datenbank ist noch leer. Bitte zuerst „foerdertopf setup“ aufrufen."
            )
        if version != newest_version():
            raise StoreError(
                f"Die Datenbank hat den Stand {version}, erwartet wird {newest_version()}. "
                "Bitte „foerdertopf setup“ aufrufen."
            )

    def close(self) -> None:
        """Give the connections back."""
        if "engine" in self.__dict__:
            self.engine.dispose()
