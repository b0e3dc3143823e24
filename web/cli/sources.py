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
from scrapers.registry import all_sources
from scrapers.source import SourceInfo
from web import formatters
from web.cli.options import format_option
from web.source_state import Run, SourceState, source_states
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
    cards = {name: s.info for name, s in all_sources(parts.settings.data / "sources").items()}
    states = source_states(
        cards.values(), parts.store.runs.recent(), parts.store.programs.counts(), now
    )
    facts = [source_facts(state, cards[state.id]) for state in states if state.id in cards]
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


def source_facts(state: SourceState, info: SourceInfo) -> dict[str, Any]:
    """Return what is known of a source: identity card, last try, last success, counts, age."""
    last = state.last
    return {
        "id": info.id,
        "title": info.title,
        "owner": info.owner,
        "url": info.url,
        "licence": info.licence,
        "level": info.level.value,
        "rhythm": info.rhythm,
        "min_programs": info.min_programs,
        "complete": info.complete,
        "programs": state.listed,
        "last_try": _moment(last),
        "outcome": last["outcome"] if last else None,
        "message": last["message"] if last else "",
        "alarm": bool(state.alarms),
        "alarms": list(state.alarms),
        "last_success": _moment(state.success),
        "age_days": state.age.days if state.age else None,
        "counts": last["counts"] if last else {},
        "yield": None if state.share is None else state.share / 100,
        "signals": last["signals"] if last else [],
    }


def _moment(run: Run | None) -> str | None:
    return run["started_at"].isoformat() if run else None


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
    lines += [f"  {alarm}" for alarm in entry["alarms"]]
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
