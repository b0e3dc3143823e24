"""``foerdertopf harvest``."""

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import date, datetime
from pathlib import Path

import click
from tqdm import tqdm

from matcher.errors import InputError
from matcher.settings import Settings
from matcher.store import SqlStore
from scrapers.fetch import Fetcher, Manners
from scrapers.harvest import RUNNING, HarvestReport, Watch, harvest
from scrapers.registry import all_sources, pick_source
from scrapers.replay import Replay
from scrapers.source import Source
from scrapers.twins import find_twins
from web.cli.options import encoding_progress, format_option, moment, on_option
from web.wiring import Parts

_SHOWN_SIGNALS = 10


@click.command(help="Holt Programme aus den Quellen oder aus gespeicherten Antworten.")
@click.argument("sources", nargs=-1, metavar="[QUELLE]…")
@click.option(
    "--replay",
    "replay",
    type=click.Path(path_type=Path),
    metavar="ORDNER_ODER_ZIP",
    help="Gespeicherte Antworten statt des Netzes.",
)
@click.option(
    "--record",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="ORDNER",
    help="Jede Antwort so ablegen, dass --replay sie wieder lesen kann.",
)
@click.option(
    "--accept-partial",
    is_flag=True,
    help="Auch einen Auszug annehmen; was darin fehlt, gilt nicht als verschwunden.",
)
@on_option
@format_option("text", "json")
def command(
    sources: tuple[str, ...],
    replay: Path | None,
    record: Path | None,
    accept_partial: bool,
    on: date | None,
    form: str,
) -> int:
    """Harvest one source after the other; a failed one does not stop the others."""
    if replay is not None and record is not None:
        raise click.UsageError("--record und --replay schließen einander aus.")
    parts = Parts(Settings.from_env(), encoding_progress)
    known = all_sources(parts.settings.data / "sources")
    chosen = [pick_source(known, name) for name in dict.fromkeys(sources)]
    saved = None
    if replay is not None:
        saved = Replay.open(replay, fetched_at=None if on is None else moment(on))
        chosen = chosen or [s for s in known.values() if saved.knows(s.info)]
        if not chosen:
            raise InputError(f"Unter „{replay}“ liegen keine Antworten einer bekannten Quelle.")
    reports: list[HarvestReport] = []
    for source in chosen or [s for s in known.values() if not s.info.on_request]:
        with _progress(source) as watch, ExitStack() as stack:
            report = harvest(
                source,
                saved or stack.enter_context(closing(_network(parts, source, record))),
                parts.store,
                seen_at=moment(on),
                accept_partial=accept_partial,
                watch=watch,
            )
        reports.append(report)
        if form == "text":
            click.echo(_text(report, saved=saved is not None))
    if any(report.touched for report in reports):
        linked = _link_twins(parts.store, moment(on))
        if linked and form == "text":
            click.echo(f"{linked} weitere Einträge gehören zu Programmen, die es schon gibt.")
        parts.ranker()
    if form == "json":
        click.echo(json.dumps([r.to_dict() for r in reports], ensure_ascii=False, indent=2))
    return 1 if any(report.failed for report in reports) else 0


def _link_twins(store: SqlStore, at: datetime) -> int:
    """Link records of the same programme and return how many links are new."""
    found = find_twins(store.programs.all())
    return len(store.twins.link(((t.one, t.other, t.score, t.reason) for t in found), at=at))


def _network(parts: Parts, source: Source, record: Path | None) -> Fetcher:
    """Return the network as this source sees it; a killed run is taken up where it stopped."""
    settings = parts.settings
    manners = Manners(contact=settings.contact or settings.base_url, mirror=settings.mirror)
    last = parts.store.runs.last(source.info.id)
    return Fetcher(
        parts.store.fetches,
        settings.data / "responses",
        manners,
        fresh_since=last["started_at"] if last and last["outcome"] == RUNNING else None,
        record=record,
    )


@contextmanager
def _progress(source: Source) -> Iterator[Watch | None]:
    """Show how many records have been read, on a terminal only."""
    if not sys.stderr.isatty():
        yield None
        return
    with tqdm(desc=source.info.title, unit=" Einträge", leave=False) as bar:

        def watch(done: int) -> None:
            bar.update(done - bar.n)

        yield watch


def _text(report: HarvestReport, *, saved: bool) -> str:
    """Return the report of one source for people."""
    lines = [f"{report.title} ({report.source}): {report.outcome}"]
    if report.message:
        lines.append(f"  {report.message}")
    lines.append(
        f"  {report.listed} gelistet, {report.programs} gelesen: {len(report.new)} neu, "
        f"{len(report.changed)} geändert, {len(report.unchanged)} unverändert, "
        f"{len(report.gone)} nicht mehr gelistet, {len(report.returned)} zurückgekehrt, "
        f"{report.errors} Fehler"
    )
    if saved and not report.failed:
        lines.append("  Aus gespeicherten Antworten: die Mindestzahl der Quelle gilt hier nicht.")
    for signal in report.signals[:_SHOWN_SIGNALS]:
        lines.append(f"  {signal.grade}: {signal.key}: {signal.text}")
    if len(report.signals) > _SHOWN_SIGNALS:
        rest = len(report.signals) - _SHOWN_SIGNALS
        lines.append(f"  … und {rest} weitere Meldungen (alle mit --format json)")
    return "\n".join(lines)
