"""``foerdertopf match``."""

import json
import sys
from datetime import date
from pathlib import Path

import click

from matcher.errors import InputError
from matcher.places import place
from matcher.query import Query
from matcher.settings import Settings
from matcher.vocabulary import Applicant
from web import exports
from web.cli.options import (
    applicants,
    encoding_progress,
    format_option,
    moment,
    on_option,
)
from web.text_report import ranking_text
from web.wiring import Parts


@click.command(help="Rangliste für eine Maßnahme. TEXT „-“ liest die Standardeingabe.")
@click.argument("text", required=False)
@click.option("--measure", metavar="ID", help="Maßnahme aus dem Katalog statt TEXT.")
@click.option("--region", metavar="AGS", help="Gemeindeschlüssel, sonst Cottbus/Chóśebuz.")
@click.option(
    "--applicant", multiple=True, metavar="ART", help="Antragstellerart, mehrfach möglich."
)
@on_option
@click.option("--limit", type=click.IntRange(1, 500), default=10, show_default=True)
@format_option("text", "json", "csv", "xlsx")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="In eine Datei.")
def command(
    text: str | None,
    measure: str | None,
    region: str | None,
    applicant: tuple[str, ...],
    on: date | None,
    limit: int,
    form: str,
    output: Path | None,
) -> None:
    """Rank the catalogue for one measure."""
    parts = Parts(Settings.from_env(), encoding_progress)
    query = _query(parts, text, measure, region, applicants(applicant))
    ranking = parts.ranker().rank(query, now=moment(on), limit=limit)
    if parts.model.trouble:
        click.echo(f"Hinweis: {parts.model.trouble}", err=True)
    if form == "json":
        exports.write_output(
            json.dumps(exports.ranking_to_dict(ranking), ensure_ascii=False, indent=2) + "\n",
            output,
        )
    elif form == "csv":
        rows = exports.ranking_rows(ranking)
        exports.write_output(exports.to_csv(rows, exports.RANKING_COLUMNS), output)
    elif form == "xlsx":
        if output is None and sys.stdout.isatty():
            raise InputError("Eine XLSX-Datei braucht --output DATEI oder eine Umleitung.")
        rows = exports.ranking_rows(ranking)
        exports.write_output(exports.to_xlsx(rows, exports.RANKING_COLUMNS, "Treffer"), output)
    else:
        exports.write_output(ranking_text(ranking), output)


def _query(
    parts: Parts,
    text: str | None,
    measure_id: str | None,
    region: str | None,
    kinds: tuple[Applicant, ...],
) -> Query:
    ags = place(parts.store, region).ags if region else None
    if measure_id is not None:
        for tenant in parts.store.measures.municipalities():
            found = parts.store.measures.get(tenant.ags, measure_id)
            if found is not None and ags in (None, tenant.ags):
                return Query.from_measure(found)
        raise InputError(f"Die Maßnahme „{measure_id}“ gibt es nicht.")
    if text is None:
        raise InputError("Bitte die Maßnahme als TEXT oder mit --measure angeben.")
    content = sys.stdin.read() if text == "-" else text
    return Query.from_text(content, region=ags or "12052000", applicants=kinds)
