"""The parts of an installation, built from its settings when they are first needed."""

from functools import cached_property

from matcher.catalogue import Model, load_model, open_ranker
from matcher.index import Progress
from matcher.ranker import HybridRanker
from matcher.settings import Settings
from matcher.store import SqlStore


class Parts:
    """Store, model and ranker of one installation; shared by command line and web."""

    def __init__(self, settings: Settings, progress: Progress | None = None) -> None:
        self.settings = settings
        self._progress = progress

    @cached_property
    def store(self) -> SqlStore:
        """The database; its schema is checked on first use.

        Raises:
            StoreError: it cannot be used.
        """
        store = SqlStore(self.settings.database)
        store.require_schema()
        return store

    @cached_property
    def model(self) -> Model:
        """The embedding model, or why there is none."""
        return load_model(self.settings.model)

    def ranker(self) -> HybridRanker:
        """Return a ranker over the current catalogue."""
        return open_ranker(self.store, self.model, self.settings, self._progress)
