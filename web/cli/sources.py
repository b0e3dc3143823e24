"""``foerdertopf sources``."""

import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import click

from matcher.errors import InputError
from matcher.settings import Settings
from matcher.store import SqlStore
from matcher.store.twins import LINKED, SEPARATE
from scrapers import links
from scrapers.fetch import Fetcher, Manners
from scrapers.harvest import GOOD, PARTIAL, RUNNING
from scrapers.registry import all_sources
from scrapers.source import SourceInfo
from web import formatters
from web.cli.options import format_option
from web.wiring import Parts


@click.command(help="Was über jede Quelle bekannt ist: letzter Abruf, Ausbeute, Meldungen, Alter.")
@click.option("--check-links", is_flag=True, help="Alle fälligen Adressen des Katalogs prüfen.")
@click.option("--twins", is_flag=True, help="Verknüpfte Einträge desselben Programms auflisten.")
@click.option("--separate", nargs=2, metavar="ID ID", help="Zwei verknüpfte Einträge trennen.")
@click.option("--join", nargs=2, metavar="ID ID", help="Zwei getrennte wieder verknüpfen.")
@format_option("text", "json")
def command(
    check_links: bool,
    twins: bool,
    separate: tuple[str, str] | None,
    join: tuple[str, str] | None,
    form: str,
) -> int:
    """Print one entry per source, or do what an option asks for instead."""
    parts, now = Parts(Settings.from_env()), datetime.now(UTC)
    if separate or join:
        state = SEPARATE if separate else LINKED
        return _decide(parts.store, separate or join or ("", ""), state, now)
    if twins:
        entries = [dict(row) for row in parts.store.twins.all()]
        return _print(entries, form, _twin_line, "Keine Doppel bekannt.")
    if check_links:
        return _print(_check_links(parts, now), form, _link_line, "Alle geprüften Adressen leben.")
    counts = parts.store.programs.counts()
    known = all_sources(parts.settings.data / "sources")
    facts = [
        source_facts(parts.store, source.info, counts.get(name, 0), now)
        for name, source in known.items()
    ]
    return _print(facts, form, _text, "")


def _print(
    entries: list[dict[str, Any]], form: str, line: Callable[[dict[str, Any]], str], none: str
) -> int:
    if form == "json":
        click.echo(json.dumps(entries, ensure_ascii=False, indent=2, default=str))
    else:
        click.echo("\n".join(map(line, entries)) or none)
    return 0


def _decide(store: SqlStore, pair: tuple[str, str], state: str, now: datetime) -> int:
    if not store.twins.decide(*pair, state, by="Befehlszeile", at=now):
        raise InputError(f"Die Einträge „{pair[0]}“ und „{pair[1]}“ sind nicht verknüpft.")
    click.echo(f"{pair[0]} und {pair[1]} sind jetzt {state}.")
    return 0


def _check_links(parts: Parts, now: datetime) -> list[dict[str, Any]]:
    """Look at what is due and return what is broken or has moved."""
    settings = parts.settings
    manners = Manners(contact=settings.contact or settings.base_url, mirror=settings.mirror)
    fetcher = Fetcher(parts.store.fetches, settings.data / "responses", manners)
    with closing(fetcher):
        checks = links.check_links(
            parts.store.programs.all(), fetcher.probe, parts.store.fetches, now=now
        )
    return [asdict(check) for check in checks if check.failures or check.moved]


def _link_line(entry: dict[str, Any]) -> str:
    if entry["failures"]:
        return f"{entry['url']}: {entry['message']} (zum {entry['failures']}. Mal)"
    return f"{entry['url']} führt jetzt nach {entry['final_url']}"


def _twin_line(entry: dict[str, Any]) -> str:
    return (
        f"{entry['left_id']} = {entry['right_id']}: {entry['state']} "
        f"({entry['reason']}, {entry['score']:.2f})"
    )


def source_facts(store: SqlStore, info: SourceInfo, listed: int, now: datetime) -> dict[str, Any]:
    """Return what is known of a source: identity card, last try, last success, counts, age."""
    last = store.runs.last(info.id)
    runs = [run for o in (GOOD, PARTIAL) if (run := store.runs.last(info.id, outcome=o))]
    good = max(runs, key=lambda run: int(run["id"]), default=None)
    return {
        "id": info.id,
        "title": info.title,
        "owner": info.owner,
        "url": info.url,
        "licence": info.licence,
        "level": info.level.value,
        "rhythm": info.rhythm,
        "min_programs": info.min_programs,
        "programs": listed,
        "last_try": _moment(last),
        "outcome": last["outcome"] if last else None,
        "message": last["message"] if last else "",
        "alarm": last is not None and last["outcome"] not in (GOOD, PARTIAL, RUNNING),
        "last_success": _moment(good),
        "age_days": (now - good["started_at"]).days if good else None,
        "counts": last["counts"] if last else {},
        "yield": _yield(last, good),
        "signals": last["signals"] if last else [],
    }


def _moment(run: dict[str, Any] | None) -> str | None:
    return run["started_at"].isoformat() if run else None


def _yield(last: dict[str, Any] | None, good: dict[str, Any] | None) -> float | None:
    """Return the programmes of the last try per programme of the last good one."""
    usual = good["counts"].get("programs") if good else None
    return round(last["counts"].get("programs", 0) / usual, 3) if last and usual else None


def _text(entry: dict[str, Any]) -> str:
    lines = [
        f"{entry['title']} ({entry['id']})",
        f"  {entry['owner']}, {entry['licence']}, Abruf {entry['rhythm']}: {entry['url']}",
    ]
    if entry["last_try"] is None:
        return "\n".join([*lines, "  Noch nie abgerufen."])
    tried = formatters.day(datetime.fromisoformat(entry["last_try"]).date())
    lines.append(
        f"  {'ALARM, ' if entry['alarm'] else ''}letzter Versuch {tried}: {entry['outcome']}"
    )
    if entry["message"]:
        lines.append(f"  {entry['message']}")
    if entry["last_success"] is None:
        lines.append("  Noch kein erfolgreicher Abruf.")
    else:
        day = formatters.day(datetime.fromisoformat(entry["last_success"]).date())
        lines.append(f"  Letzter Erfolg {day}, vor {entry['age_days']} Tagen")
    errors = entry["counts"].get("errors", 0)
    lines.append(
        f"  {entry['programs']} Programme gelistet, {errors} Fehler, "
        f"{len(entry['signals'])} Meldungen"
    )
    return "\n".join(lines)
