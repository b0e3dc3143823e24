"""``foerdertopf setup``."""

from datetime import UTC, datetime

import click

from matcher.settings import Settings
from matcher.store import SqlStore
from web.cli.options import encoding_progress
from web.seed import seed
from web.wiring import Parts


@click.command(help="Richtet die Datenbank ein. Kann beliebig oft aufgerufen werden.")
def command() -> None:
    """Migrate, load what is shipped, build the index."""
    settings = Settings.from_env()
    store = SqlStore(settings.database)
    store.migrate()
    report = seed(store, at=datetime.now(UTC))
    parts = Parts(settings, encoding_progress)
    parts.ranker()
    click.echo(
        f"Programme: {report.programs} ({report.new} neu, {report.changed} geändert). "
        f"Maßnahmen von {report.municipality}: {report.measures}."
    )
    for doubt in report.doubts:
        click.echo(f"Zweifelhaft: {doubt}")
    if parts.model.trouble:
        click.echo(f"Hinweis: {parts.model.trouble}", err=True)
    click.echo(f"Datenbank: {settings.database}")
