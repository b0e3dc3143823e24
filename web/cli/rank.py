"""``foerdertopf rank``."""

from datetime import date, datetime
from pathlib import Path

import click
from tqdm import tqdm

from matcher.errors import InputError
from matcher.query import Query
from matcher.records import Measure, Municipality, Ranking
from matcher.settings import Settings
from web.cli.options import encoding_progress, moment, on_option
from web.exports import match_details
from web.seed import SAMPLE_AGS
from web.wiring import Parts

STORED = 20
"""Matches kept per measure."""


@click.command(help="Rangliste für alle Maßnahmen einer Kommune; speichert die Treffer.")
@click.option("--municipality", default=SAMPLE_AGS, metavar="AGS", help="Sonst Cottbus/Chóśebuz.")
@on_option
@click.option(
    "--report", type=click.Path(path_type=Path, dir_okay=False), help="Bericht als HTML-Datei."
)
@click.option("--top", type=click.IntRange(0, STORED), default=3, help="Gedruckte Treffer.")
def command(municipality: str, on: date | None, report: Path | None, top: int) -> None:
    """Rank, store, print a short list and write the report."""
    parts = Parts(Settings.from_env(), encoding_progress)
    now = moment(on)
    tenant = parts.store.measures.municipality(municipality)
    if tenant is None or not parts.store.measures.all(municipality):
        raise InputError(
            f"Für „{municipality}“ ist kein Maßnahmenkatalog gespeichert. "
            "Einlesen mit: foerdertopf measures import DATEI --municipality AGS"
        )
    rankings = rank_municipality(parts, municipality, now)
    if parts.model.trouble:
        click.echo(f"Hinweis: {parts.model.trouble}", err=True)
    _print(tenant, rankings, top)
    if report is not None:
        from web.report import catalogue_report

        report.write_text(catalogue_report(tenant, rankings, now), encoding="utf-8")
        click.echo(f"Bericht: {report}")


def rank_municipality(parts: Parts, ags: str, now: datetime) -> list[tuple[Measure, Ranking]]:
    """Rank every measure of a municipality and store the matches.

    Raises:
        StoreError: another run is at it, or the database cannot be written.
    """
    rankings = []
    with parts.store.runs.lock(f"Rangliste {ags}", hours=1):
        ranker = parts.ranker()
        measures = parts.store.measures.all(ags)
        for measure in tqdm(measures, desc="Rangliste", unit="Maßnahme", disable=None):
            ranking = ranker.rank(Query.from_measure(measure), now=now, limit=STORED)
            _store(parts, measure, ranking)
            rankings.append((measure, ranking))
    return rankings


def _store(parts: Parts, measure: Measure, ranking: Ranking) -> None:
    rows = [
        {
            "program_id": match.program.id,
            "rank": match.rank,
            "score": match.score,
            "band": match.band.value,
            "document": match_details(match),
        }
        for match in ranking.matches
    ]
    parts.store.measures.put_matches(
        measure.municipality, measure.id, rows, model=ranking.model, at=ranking.at
    )


def _print(tenant: Municipality, rankings: list[tuple[Measure, Ranking]], top: int) -> None:
    from web import formatters

    click.echo(f"{tenant.name}: {len(rankings)} Maßnahmen")
    for measure, ranking in rankings:
        field = measure.field or "Handlungsfeld fehlt in der Quelle"
        click.echo(f"\n{measure.title} ({field}; {measure.status.label})")
        if not ranking.matches:
            click.echo("  Kein passendes Förderprogramm gefunden.")
        for match in ranking.matches[:top]:
            click.echo(f"  {match.rank}. {match.program.title} [{match.band.label}]")
            deadline = formatters.next_deadline(match.program, ranking.at)
            click.echo(f"     {deadline} · {formatters.money(match.program)}")
            for reason in match.reasons[:1]:
                click.echo(f"     {reason.text}")
        rest = max(0, len(ranking.matches) - top)
        click.echo(f"  ({rest} weitere, {len(ranking.excluded)} ausgeschlossen)")
