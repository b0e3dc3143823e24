"""Saved pages: for every source a folder of responses and the records a person has reviewed.

``tests/pages/<source>/`` is a folder for ``harvest --replay``; in its ``expected/`` lies one JSON
file per record. A missing one is written and fails once, so that it can be reviewed.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from matcher.errors import SourceError
from matcher.exchange import program_to_dict
from matcher.records import RawDocument
from scrapers.registry import all_sources
from scrapers.replay import Replay
from scrapers.source import Missed, Source

PAGES = Path(__file__).parent / "pages"
SAVED_AT = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)


@dataclass(frozen=True)
class SavedPage:
    """One record of a source's saved pages and where its reviewed form lies."""

    source: Source
    document: RawDocument | Missed

    @property
    def expected_file(self) -> Path:
        name = self.document.key.strip("/").replace("/", ".")
        return PAGES / self.source.info.id / "expected" / f"{name}.json"

    def read(self) -> dict[str, Any]:
        """Return what the source reads, as JSON."""
        if isinstance(self.document, Missed):
            return {"missed": self.document.reason}
        try:
            parsed = self.source.parse(self.document)
        except SourceError as error:
            return {"error": type(error).__name__, "reason": error.reason}
        return {
            "program": program_to_dict(parsed.program) if parsed.program else None,
            "signals": [signal.text for signal in parsed.signals],
        }

    def __str__(self) -> str:
        return f"{self.source.info.id}-{self.document.key}"


def replay(source: Source) -> Replay:
    """Return the saved responses of a source."""
    return Replay.open(PAGES / source.info.id, fetched_at=SAVED_AT)


def saved_pages() -> list[SavedPage]:
    """Return all records of all sources that have saved pages."""
    return [
        SavedPage(source, document)
        for source in all_sources().values()
        if (PAGES / source.info.id).is_dir()
        for document in source.documents(replay(source))
    ]


def write_for_review(page: SavedPage) -> None:
    """Write what was read, to be reviewed by a person."""
    page.expected_file.parent.mkdir(exist_ok=True)
    text = json.dumps(page.read(), ensure_ascii=False, indent=2)
    page.expected_file.write_text(text + "\n", encoding="utf-8")
