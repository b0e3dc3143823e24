"""An installation with two towns, and the weekly run."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from matcher.records import Measure, Municipality, Program
from matcher.store import SqlStore
from web.cli import run

ROOT = Path(__file__).resolve().parents[2]
SEEN = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
COTTBUS = Municipality(ags="12052000", name="Cottbus/Chóśebuz", land="Brandenburg")
GUBEN = Municipality(ags="12071160", name="Guben", land="Brandenburg")
WEEK_48, WEEK_49, WEEK_50 = "2026-11-23", "2026-11-30", "2026-12-07"
TOPICS = {
    "licht": ("Umrüstung der Straßenbeleuchtung auf LED", "Energie"),
    "rad": ("Überdachte Fahrradabstellanlagen am Bahnhof", "Mobilität"),
}
MAKE = "from web.cli import main; main()"


class Town:
    """An installation with two towns that have the same two measures each."""

    def __init__(self, folder: Path, make: Callable[..., Program]) -> None:
        self.url = f"sqlite:///{folder / 'stadt.sqlite'}"
        self.file = folder / "stadt.sqlite"
        self._make = make
        self.store = SqlStore(self.url)
        self.store.migrate()
        self.store.measures.put_municipalities([COTTBUS, GUBEN], tenant=True)
        for town in (COTTBUS, GUBEN):
            self.store.measures.put(
                [
                    Measure(id=id_, municipality=town.ags, title=title, field=field, position=place)
                    for place, (id_, (title, field)) in enumerate(TOPICS.items())
                ]
            )

    def publish(self, *names: str, topic: str = "licht", **fields: Any) -> None:
        """Put programmes on a topic into the catalogue."""
        text = f"Gefördert wird: {TOPICS[topic][0]} in Gemeinden."
        self.store.programs.put(
            [
                self._make(f"bund-{name}", title=f"Programm {name} {name}", text=text, **fields)
                for name in names
            ],
            seen_at=SEEN,
        )

    def subscribe(self, *addresses: str, field: str = "", town: str = "12052000") -> None:
        for address in addresses:
            self.store.mail.subscribe(town, address, field, at=SEEN)


def digest(on: str = WEEK_48) -> int:
    return run(["digest", "--on", on])


def text_of(message: Any, kind: str = "plain") -> str:
    return message.get_body((kind,)).get_content().replace("\r\n", "\n")
