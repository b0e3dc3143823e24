"""One source all the way: documents → programmes → catalogue, with a report as a value.

A source that fails or shrinks changes nothing (rule 7). Everything is read before anything is
written, and it is written in one transaction: a run that is killed has changed all or nothing.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from matcher.errors import SourceError, StoreError
from matcher.records import Program, RawDocument
from matcher.store import Changes, SqlStore
from matcher.store.runs import WHOLE, usual_yield
from scrapers.parsing import Unread, parse_all
from scrapers.source import Fetch, Missed, Parsed, Signal, Source, program_id

USUAL_YIELD = 70
"""A run must bring at least this percentage of the usual programmes."""

GOOD = WHOLE
PARTIAL = "teilweise"
FAILED = "fehlgeschlagen"
QUARANTINED = "quarantäne"
LOCKED = "gesperrt"
ABORTED = "abgebrochen"
RUNNING = "läuft"

Watch = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class HarvestReport:
    """What one run of one source did. Ids, so that everything can be looked up."""

    source: str
    title: str
    started_at: datetime
    finished_at: datetime
    outcome: str
    message: str = ""
    listed: int = 0
    """Records the source lists."""
    programs: int = 0
    """Programmes that could be read."""
    expected: int = 0
    """The least number that was acceptable."""
    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    returned: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    errors: int = 0
    """Records that could not be read; each left a signal."""
    signals: tuple[Signal, ...] = ()

    @property
    def failed(self) -> bool:
        """Tell whether the catalogue is not what the source says now."""
        return self.outcome not in (GOOD, PARTIAL)

    @property
    def touched(self) -> bool:
        """Tell whether the catalogue has changed."""
        return bool(self.new or self.changed or self.returned or self.gone)

    def counts(self) -> dict[str, int]:
        """Return the figures that are stored with the run."""
        lists = {n: len(getattr(self, n)) for n in _LISTS}
        return lists | {
            "listed": self.listed,
            "programs": self.programs,
            "expected": self.expected,
            "errors": self.errors,
        }

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "source": self.source,
            "title": self.title,
            "started_at": self.started_at.isoformat(),
            "finished_at": self.finished_at.isoformat(),
            "outcome": self.outcome,
            "message": self.message,
            "listed": self.listed,
            "programs": self.programs,
            "expected": self.expected,
            **{name: list(getattr(self, name)) for name in _LISTS},
            "errors": self.errors,
            "signals": [signal.to_dict() for signal in self.signals],
        }


_LISTS = ("new", "changed", "unchanged", "returned", "gone")


@dataclass(slots=True)
class _Reading:
    """What has been read so far."""

    programs: dict[str, Program] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    """Ids the source lists, whether they could be read or not."""
    listed: int = 0
    errors: int = 0
    signals: list[Signal] = field(default_factory=list)

    def fail(self, text: str, key: str, url: str) -> None:
        """Note a record that is lost in this run."""
        self.errors += 1
        self.signals.append(Signal(text, key, url, grade="Fehler"))


def harvest(
    source: Source,
    fetch: Fetch,
    store: SqlStore,
    *,
    seen_at: datetime,
    accept_partial: bool = False,
    watch: Watch | None = None,
) -> HarvestReport:
    """Read a source and store what it lists now; every expected trouble is in the report.

    Args:
        source: what to read.
        fetch: the network or saved responses. Saved ones need not reach the minimum of the source.
        store: the catalogue.
        seen_at: the moment this run counts as.
        accept_partial: store what is there, without the yield guard; what is not there is not
            counted as missing, and the run is no measure for later ones.
        watch: called with the number of records read so far.
    """
    name, now = source.info.id, datetime.now(UTC)
    start = HarvestReport(
        source=name, title=source.info.title, started_at=now, finished_at=now, outcome=RUNNING
    )
    with ExitStack() as held:
        try:
            held.enter_context(store.runs.lock(f"harvest {name}"))
        except StoreError as error:
            return replace(start, outcome=LOCKED, message=str(error))
        _close_killed(store, name)
        run = store.runs.start(name, at=seen_at)
        report = replace(start, outcome=ABORTED, message="Der Lauf wurde abgebrochen.")
        try:
            report = _run(source, fetch, store, start, seen_at, accept_partial, watch)
        finally:
            report = replace(report, finished_at=datetime.now(UTC))
            store.runs.finish(
                run,
                at=seen_at + (report.finished_at - report.started_at),
                outcome=report.outcome,
                message=report.message,
                counts=report.counts(),
                signals=[signal.to_dict() for signal in report.signals],
            )
        return report


def _run(
    source: Source,
    fetch: Fetch,
    store: SqlStore,
    start: HarvestReport,
    seen_at: datetime,
    accept_partial: bool,
    watch: Watch | None,
) -> HarvestReport:
    reading = _Reading()
    try:
        _read(source, source.documents(fetch), reading, watch)
    except SourceError as error:
        return _with(reading, replace(start, outcome=FAILED, message=str(error)))
    expected = 0 if accept_partial else _expected(source, store, saved=fetch.saved)
    report = _with(reading, replace(start, expected=expected))
    if report.programs < expected or not report.programs:
        message = (
            f"Quelle {source.info.id}: {report.programs} Programme gelesen, mindestens "
            f"{max(expected, 1)} erwartet; der Katalog bleibt, wie er war."
        )
        return replace(report, outcome=QUARANTINED, message=message)
    found = reading.programs.values()
    if accept_partial or not source.info.complete:
        outcome = PARTIAL if accept_partial else GOOD
        return _changed(
            replace(report, outcome=outcome), store.programs.put(found, seen_at=seen_at)
        )
    changes, gone = store.programs.put_listing(source.info.id, found, reading.seen, seen_at=seen_at)
    return _changed(replace(report, outcome=GOOD, gone=gone), changes)


def _changed(report: HarvestReport, changes: Changes) -> HarvestReport:
    return replace(
        report,
        new=changes.new,
        changed=changes.changed,
        unchanged=changes.unchanged,
        returned=changes.returned,
    )


def _with(reading: _Reading, report: HarvestReport) -> HarvestReport:
    return replace(
        report,
        listed=reading.listed,
        programs=len(reading.programs),
        errors=reading.errors,
        signals=tuple(reading.signals),
    )


def _read(
    source: Source,
    documents: Iterator[RawDocument | Missed],
    reading: _Reading,
    watch: Watch | None,
) -> None:
    """Read everything a source lists."""
    for document, result in parse_all(source, documents):
        reading.listed += 1
        identity = program_id(source.info.id, document.key)
        if identity in reading.seen:
            reading.signals.append(Signal("Doppelt gelistet.", document.key, document.url))
        else:
            reading.seen.add(identity)
            _take(document, result, identity, reading)
        if watch is not None:
            watch(reading.listed)


def _take(
    document: RawDocument | Missed,
    result: Parsed | Unread | None,
    identity: str,
    reading: _Reading,
) -> None:
    """Keep the programme of a document, or note why there is none."""
    if isinstance(document, Missed):
        reading.fail(document.reason, document.key, document.url)
    elif isinstance(result, Parsed):
        reading.signals += result.signals
        if result.program is None:
            reading.seen.discard(identity)
        elif result.program.id != identity:
            reason = f"die id {result.program.id} passt nicht"
            reading.fail(reason, document.key, document.url)
        else:
            reading.programs[identity] = result.program
    elif isinstance(result, Unread):
        reading.fail(result.reason, document.key, document.url)


def _expected(source: Source, store: SqlStore, *, saved: bool) -> int:
    """Return the least number of programmes that is believed.

    From the network never fewer than the source's minimum; from saved responses, which may be an
    extract, only what the last whole runs make us expect.
    """
    floor = 0 if saved else source.info.min_programs
    usual = usual_yield(store.runs.whole(source.info.id))
    return floor if usual is None else max(floor, math.ceil(usual * USUAL_YIELD / 100))


def _close_killed(store: SqlStore, name: str) -> None:
    """Give an end to the run that a kill has left open; the lock says that nobody works on it."""
    last = store.runs.last(name)
    if last is None or last["outcome"] != RUNNING:
        return
    store.runs.finish(
        last["id"],
        at=last["started_at"],
        outcome=ABORTED,
        message="Der Lauf endete ohne Abschluss (Programm oder Rechner wurde beendet).",
        counts=last["counts"],
        signals=last["signals"],
    )


def failed_sources(reports: Iterable[HarvestReport]) -> list[str]:
    """Return the ids of the sources that failed."""
    return [report.source for report in reports if report.failed]
