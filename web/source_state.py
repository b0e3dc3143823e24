"""How each source is doing: last try, last success, yield, age, and what needs a person.

The figures are those of the stored runs; who a source is comes from outside (`Card`), because only
the command line knows the sources. A source without a card is known by its id alone.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from matcher.program_files import SOURCE as SHIPPED
from matcher.store.runs import WHOLE, usual_yield
from web.rendering import source_name

GOOD = (WHOLE, "teilweise")
"""Outcomes after which the catalogue holds what the source said."""
RUNNING = "läuft"
QUARANTINED = "quarantäne"
ABORTED = "abgebrochen"

_LONGEST_RUN = timedelta(hours=6)
"""A run that says „läuft“ for longer was killed."""
_RHYTHMS = {"täglich": 1, "wöchentlich": 7, "monatlich": 31, "vierteljährlich": 92}
"""Rhythm in words → days; any other rhythm is never overdue."""

Run = Mapping[str, Any]


class Card(Protocol):
    """The identity card of a source."""

    @property
    def id(self) -> str:
        """The prefix of all its programme ids."""
        ...

    @property
    def title(self) -> str:
        """What it is called."""
        ...

    @property
    def owner(self) -> str:
        """Who publishes it."""
        ...

    @property
    def url(self) -> str:
        """Where it begins."""
        ...

    @property
    def licence(self) -> str:
        """Under which terms its texts may be used."""
        ...

    @property
    def rhythm(self) -> str:
        """How often it is asked, in German words."""
        ...

    @property
    def min_programs(self) -> int:
        """Fewer programmes than this mean that something broke."""
        ...

    @property
    def complete(self) -> bool:
        """Whether it names everything there is, or only the newest."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """What is known of a source at a moment. Empty texts and None mean unknown."""

    id: str
    title: str
    owner: str = ""
    url: str = ""
    licence: str = ""
    rhythm: str = ""
    least: int = 0
    """Programmes that a run must bring at least."""
    complete: bool = True
    listed: int = 0
    """Programmes in the catalogue."""
    last: Run | None = None
    """The newest run."""
    success: Run | None = None
    """The newest run whose result was stored."""
    usual: int | None = None
    """Programmes that good runs before the last one brought."""
    age: timedelta | None = None
    """Since the last success."""
    alarms: tuple[str, ...] = ()
    signals: tuple[tuple[str, int], ...] = ()
    """Messages of the last run and how often each came, the most frequent first."""

    @property
    def anchor(self) -> str:
        """The place of the source on its page; an id may hold anything."""
        return "quelle-" + re.sub(r"[^a-z0-9]+", "-", self.id.lower())

    @property
    def shipped(self) -> bool:
        """Whether these are the records that come with the release, which nobody fetches."""
        return self.id == SHIPPED

    @property
    def outcome(self) -> str:
        """The result of the last try in words."""
        if self.last is None:
            return "noch nie abgerufen"
        outcome = str(self.last["outcome"])
        return _OUTCOMES.get(outcome, outcome)

    @property
    def share(self) -> int | None:
        """Yield of the last try in percent of the usual one."""
        if self.last is None or not self.usual:
            return None
        return round(100 * int(self.last["counts"].get("programs", 0)) / self.usual)

    def count(self, name: str) -> int:
        """Return a figure of the last run, such as ``new`` or ``errors``."""
        return int(self.last["counts"].get(name, 0)) if self.last else 0


_OUTCOMES = {
    "ok": "erfolgreich",
    "teilweise": "teilweise übernommen",
    "fehlgeschlagen": "fehlgeschlagen",
    QUARANTINED: "in Quarantäne: zu wenige Programme, nichts übernommen",
    ABORTED: "abgebrochen",
    RUNNING: "läuft gerade",
}


def source_states(
    cards: Iterable[Card],
    runs: Mapping[str, Sequence[Run]],
    listed: Mapping[str, int],
    now: datetime,
) -> list[SourceState]:
    """Return every source that has a card, a run or programmes: alarms first, never asked last.

    Args:
        cards: who the sources are.
        runs: id → its runs, newest first.
        listed: id → programmes in the catalogue.
        now: an aware moment.
    """
    known = {card.id: card for card in cards}
    ids = [*known, *sorted((set(runs) | set(listed)) - set(known))]
    states = [
        _state(id_, known.get(id_), runs.get(id_, ()), listed.get(id_, 0), now) for id_ in ids
    ]
    return sorted(states, key=_urgency)


def _urgency(state: SourceState) -> tuple[bool, bool, bool, str]:
    """Sort alarms first, then what was fetched, what is shipped, and what was never asked."""
    asked = state.last is not None
    return not state.alarms, not asked and not state.shipped, state.shipped, state.title.lower()


def _state(
    id_: str, card: Card | None, runs: Sequence[Run], listed: int, now: datetime
) -> SourceState:
    runs = [_judged(run, now) for run in runs]
    last = runs[0] if runs else None
    success = next((run for run in runs if run["outcome"] in GOOD), None)
    age = now - success["started_at"] if success else None
    messages = Counter(_sentence(signal) for signal in (last["signals"] if last else ()))
    return SourceState(
        id=id_,
        title=card.title if card else source_name(id_),
        owner=card.owner if card else "",
        url=card.url if card else "",
        licence=card.licence if card else "",
        rhythm=card.rhythm if card else "",
        least=card.min_programs if card else 0,
        complete=card.complete if card else True,
        listed=listed,
        last=last,
        success=success,
        usual=usual_yield(runs[1:]),
        age=age,
        alarms=tuple(_alarms(runs, age, card.rhythm if card else "", now)),
        signals=tuple(messages.most_common()),
    )


def _judged(run: Run, now: datetime) -> Run:
    """Return a run as it is to be seen: one that says „läuft“ for too long was killed."""
    killed = run["outcome"] == RUNNING and now - run["started_at"] > _LONGEST_RUN
    return {**run, "outcome": ABORTED} if killed else run


def _alarms(
    runs: Sequence[Run], age: timedelta | None, rhythm: str, now: datetime
) -> Iterable[str]:
    """Say what a person has to look at; a run under way leaves the verdict to the one before."""
    ended = next((run for run in runs if run["outcome"] != RUNNING), None)
    outcome = ended["outcome"] if ended else WHOLE
    message = ended["message"] if ended else ""
    if outcome == QUARANTINED:
        yield f"Quarantäne. {message}"
    elif outcome == ABORTED:
        yield "Der letzte Abruf wurde abgebrochen."
    elif outcome not in GOOD:
        yield f"Der letzte Abruf ist fehlgeschlagen. {message}"
    days = _RHYTHMS.get(rhythm)
    if age is not None and days is not None and age > timedelta(days=2 * days):
        yield f"Überfällig: abzurufen {rhythm}, der letzte Erfolg ist {age.days} Tage her."


def _sentence(signal: Mapping[str, str]) -> str:
    return f"{signal.get('grade') or 'Hinweis'}: {signal['text']}"
