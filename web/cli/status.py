"""``foerdertopf status``."""

import json
from datetime import UTC, datetime
from typing import Any

import click

from matcher.deadlines import Opening, window
from matcher.settings import Settings
from matcher.store.engine import schema_version
from web.cli.options import format_option
from web.wiring import Parts


@click.command(help="Bestand, Versionen und Alter der Daten.")
@format_option("text", "json")
def command(form: str) -> None:
    """Print what the installation holds."""
    parts = Parts(Settings.from_env())
    facts = _facts(parts)
    if form == "json":
        click.echo(json.dumps(facts, ensure_ascii=False, indent=2))
        return
    click.echo(f"Datenbank: {facts['database']} (Schema {facts['schema']})")
    click.echo(f"Modell: {facts['model'] or 'keines, Rangfolge nur aus Wörtern'}")
    for source, count in facts["programs"].items():
        click.echo(f"Programme aus {source}: {count}")
    openings = ", ".join(f"{count} {name}" for name, count in facts["openings"].items())
    click.echo(f"Davon {openings}")
    click.echo(f"Ältester und neuester Stand der Angaben: {facts['oldest']} bis {facts['newest']}")
    for entry in facts["municipalities"]:
        click.echo(f"{entry['name']} ({entry['ags']}): {entry['measures']} Maßnahmen")


def _facts(parts: Parts) -> dict[str, Any]:
    store, now = parts.store, datetime.now(UTC)
    programs = store.programs.all()
    openings = [window(program.deadlines, now).opening for program in programs]
    dates = [program.as_of for program in programs]
    return {
        "database": store.engine.url.render_as_string(hide_password=True),
        "schema": schema_version(store.engine),
        "model": parts.model.encoder.fingerprint if parts.model.encoder else None,
        "programs": store.programs.counts(),
        "openings": {opening.value: openings.count(opening) for opening in Opening},
        "oldest": min(dates).isoformat() if dates else None,
        "newest": max(dates).isoformat() if dates else None,
        "municipalities": [
            {"ags": m.ags, "name": m.name, "measures": len(store.measures.all(m.ags))}
            for m in store.measures.municipalities()
        ],
    }
