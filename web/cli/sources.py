"""``foerdertopf sources``."""

import json
from datetime import UTC, datetime
from typing import Any

import click

from matcher.settings import Settings
from matcher.store import SqlStore
from scrapers.harvest import GOOD, PARTIAL, RUNNING
from scrapers.registry import all_sources
from scrapers.source import SourceInfo
from web import formatters
from web.cli.options import format_option
from web.wiring import Parts


@click.command(help="Was über jede Quelle bekannt ist: letzter Abruf, Ausbeute, Meldungen, Alter.")
@format_option("text", "json")
def command(form: str) -> None:
    """Print one entry per source."""
    parts, now = Parts(Settings.from_env()), datetime.now(UTC)
    store = parts.store
    counts = store.programs.counts()
    facts = [
        source_facts(store, source.info, counts.get(name, 0), now)
        for name, source in all_sources(parts.settings.data / "sources").items()
    ]
    if form == "json":
        click.echo(json.dumps(facts, ensure_ascii=False, indent=2))
        return
    for entry in facts:
        click.echo(_text(entry))


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
