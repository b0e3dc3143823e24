"""``foerdertopf measures``."""

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from matcher.errors import InputError
from matcher.measure_tables import (
    MEASURE_COLUMNS,
    MeasureTable,
    measures_to_markdown,
    measures_to_rows,
    read_measures,
)
from matcher.places import place
from matcher.records import Measure, Municipality
from matcher.settings import Settings
from web import exports
from web.cli.options import format_option
from web.wiring import Parts


@click.group(help="Maßnahmenkataloge einlesen und ausgeben.")
def command() -> None:
    """Hold the sub-commands together."""


@command.command("import", help="Liest einen Katalog ein: CSV, XLSX, Markdown, HTML oder Text.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--municipality", required=True, metavar="AGS", help="Gemeindeschlüssel.")
@format_option("text", "json")
def import_command(file: Path, municipality: str, form: str) -> None:
    """Read the whole file first; then replace measures with the same id and keep the others."""
    store = Parts(Settings.from_env()).store
    town = place(store, municipality)
    table = read_measures(file, town.ags)
    known = store.measures.all(town.ags)
    placed = _placed(table.measures, known)
    store.measures.put_municipalities([town], tenant=True)
    store.measures.put(placed)
    ids = {measure.id for measure in known}
    replaced = sum(measure.id in ids for measure in placed)
    kept = len(ids) - replaced
    if form == "json":
        counts = {"new": len(placed) - replaced, "replaced": replaced, "kept": kept}
        click.echo(json.dumps(_report(town, table, counts), ensure_ascii=False, indent=2))
    else:
        click.echo(_summary(town, table, replaced, kept))


@command.command("export", help="Gibt den Katalog einer Kommune aus.")
@click.option("--municipality", required=True, metavar="AGS", help="Gemeindeschlüssel.")
@format_option("csv", "xlsx", "md")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="In eine Datei.")
def export_command(municipality: str, form: str, output: Path | None) -> None:
    """Write a table that `import` reads back without loss."""
    store = Parts(Settings.from_env()).store
    town = place(store, municipality)
    measures = store.measures.all(town.ags)
    if not measures:
        raise InputError(f"Für {town.name} ({town.ags}) sind keine Maßnahmen gespeichert.")
    if form == "md":
        exports.write_output(measures_to_markdown(measures), output)
    elif form == "csv":
        rows = measures_to_rows(measures)
        exports.write_output(exports.to_csv(rows, MEASURE_COLUMNS), output)
    else:
        if output is None and sys.stdout.isatty():
            raise InputError("Eine XLSX-Datei braucht --output DATEI oder eine Umleitung.")
        rows = measures_to_rows(measures)
        exports.write_output(exports.to_xlsx(rows, MEASURE_COLUMNS, "Maßnahmen"), output)


@command.command("list", help="Nennt die Kommunen und ihre Maßnahmen.")
@click.option("--municipality", metavar="AGS", help="Nur diese Kommune.")
@format_option("text", "json")
def list_command(municipality: str | None, form: str) -> None:
    """Print every measure with its id and status."""
    store = Parts(Settings.from_env()).store
    towns = [place(store, municipality)] if municipality else store.measures.municipalities()
    catalogues = [(town, store.measures.all(town.ags)) for town in towns]
    if form == "json":
        content = [
            {"municipality": town.ags, "name": town.name, "measures": list(map(_entry, measures))}
            for town, measures in catalogues
        ]
        click.echo(json.dumps(content, ensure_ascii=False, indent=2))
        return
    for town, measures in catalogues:
        click.echo(f"{town.name} ({town.ags}): {_count(len(measures))}")
        for measure in measures:
            click.echo(f"  {measure.status.also[0] or '?'} {measure.id}: {measure.title}")


def _placed(fresh: Sequence[Measure], known: Sequence[Measure]) -> list[Measure]:
    """Give the order of the file, or, where others stay, known places and then the end."""
    ids = {measure.id for measure in fresh}
    if all(measure.id in ids for measure in known):
        return list(fresh)
    places = {measure.id: measure.position for measure in known}
    end = max(places.values())
    placed = []
    for measure in fresh:
        end += measure.id not in places
        placed.append(replace(measure, position=places.get(measure.id, end)))
    return placed


def _summary(town: Municipality, table: MeasureTable, replaced: int, kept: int) -> str:
    new = len(table.measures) - replaced
    counts = f"{new} neu, {replaced} ersetzt, {kept} unverändert behalten"
    lines = [f"{town.name} ({town.ags}): {_count(len(table.measures))} gelesen, {counts}."]
    if table.doubts:
        lines.append(f"Zweifelsfälle ({len(table.doubts)}):")
        lines += [f"- {doubt}" for doubt in table.doubts]
    return "\n".join(lines)


def _report(town: Municipality, table: MeasureTable, counts: dict[str, int]) -> dict[str, object]:
    return {
        "municipality": {"ags": town.ags, "name": town.name},
        "read": len(table.measures),
        **counts,
        "doubts": list(table.doubts),
        "measures": [_entry(measure) for measure in table.measures],
    }


def _entry(measure: Measure) -> dict[str, object]:
    return {
        "id": measure.id,
        "field": measure.field,
        "title": measure.title,
        "status": measure.status.value,
        "chapters": list(measure.chapters),
        "applicants": [kind.value for kind in measure.applicants],
        "doubts": list(measure.doubts),
    }


def _count(number: int) -> str:
    return "1 Maßnahme" if number == 1 else f"{number} Maßnahmen"
