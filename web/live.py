"""The catalogue as a running application holds it: in memory, and never older than it must be."""

import logging
from threading import Lock, Thread

from matcher.ranker import HybridRanker
from matcher.records import Program
from web.wiring import Parts

log = logging.getLogger(__name__)


class LiveCatalogue:
    """Programmes and one ranker for all requests; thread-safe.

    Programmes are always those of the database. A ranker takes seconds to build, so the old one
    serves while a new one is built in the background; only the first is waited for.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._lock = Lock()
        self._programs: tuple[str, tuple[Program, ...]] | None = None
        self._ranker: tuple[str, HybridRanker] | None = None
        self._builder: Thread | None = None

    @property
    def ready(self) -> bool:
        """Whether a ranker is in memory."""
        return self._ranker is not None

    def programs(self) -> tuple[Program, ...]:
        """Return the listed programmes with corrections applied, sorted by id."""
        revision = self._parts.store.programs.revision()
        held = self._programs
        if held is None or held[0] != revision:
            held = self._programs = (revision, tuple(self._parts.store.programs.all()))
        return held[1]

    def ranker(self) -> HybridRanker:
        """Return a ranker; one of an older revision starts the building of the next."""
        revision = self._parts.store.programs.revision()
        with self._lock:
            if self._ranker is None:
                self._ranker = (revision, self._parts.ranker())
            elif self._ranker[0] != revision and self._builder is None:
                self._builder = Thread(target=self._rebuild, args=(revision,), daemon=True)
                self._builder.start()
            return self._ranker[1]

    def wait(self, seconds: float) -> None:
        """Wait until a build that is under way has ended."""
        builder = self._builder
        if builder is not None:
            builder.join(seconds)

    def _rebuild(self, revision: str) -> None:
        try:
            self._ranker = (revision, self._parts.ranker())
        except Exception:
            log.exception("the index could not be rebuilt; the old one goes on serving")
        finally:
            self._builder = None
