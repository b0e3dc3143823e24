"""``foerdertopf programs``."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from matcher.coverage import coverage
from matcher.errors import InputError, RecordError
from matcher.exchange import program_from_dict, program_to_dict
from matcher.paths import shipped
from matcher.program_checks import Finding, check_catalogue
from matcher.program_files import read_program
from matcher.program_tables import (
    PROGRAM_COLUMNS,
    program_from_row,
    program_row,
    read_rows,
    split_long_cells,
)
from matcher.records import Program
from matcher.regions import region_tree
from matcher.settings import Settings
from web import exports
from web.cli.options import encoding_progress, format_option
from web.wiring import Parts


@click.group(help="Förderprogramme einlesen, ausgeben und prüfen.")
def command() -> None:
    """Hold the sub-commands together."""


@command.command("export", help="Gibt den Katalog im offenen Austauschformat aus.")
@format_option("json", "csv", "xlsx")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="In eine Datei.")
def export_command(form: str, output: Path | None) -> None:
    """Write every listed programme."""
    programs = Parts(Settings.from_env()).store.programs.all()
    if form == "json":
        content = [program_to_dict(program) for program in programs]
        text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
        exports.write_output(text, output)
        return
    rows = [program_row(program) for program in programs]
    if form == "csv":
        exports.write_output(exports.to_csv(rows, PROGRAM_COLUMNS), output)
    else:
        cells, columns = split_long_cells(rows, PROGRAM_COLUMNS)
        exports.write_output(exports.to_xlsx(cells, columns, "Programme"), output)


@command.command("import", help="Liest Programme aus JSON, CSV, XLSX oder TOML ein.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=False))
def import_command(files: tuple[Path, ...]) -> None:
    """Read all files first; a single bad record and nothing is stored."""
    parts = Parts(Settings.from_env(), encoding_progress)
    programs = [program for path in files for program in _read(path)]
    changes = parts.store.programs.put(programs, seen_at=datetime.now(UTC))
    parts.ranker()
    click.echo(
        f"{len(programs)} Programme gelesen: {len(changes.new)} neu, "
        f"{len(changes.changed)} geändert, {len(changes.unchanged)} unverändert."
    )


@command.command("check", help="Prüft Programmdateien; ohne Angabe die mitgelieferten.")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True))
def check_command(files: tuple[Path, ...]) -> int:
    """Print one line per finding and how many records there are."""
    programs, findings = _read_files(files or (shipped("data/programs"),))
    findings += check_catalogue(programs, datetime.now(UTC))
    for finding in findings:
        click.echo(f"{finding.grade}: {finding.where}: {finding.text}")
    errors = sum(finding.grade == "Fehler" for finding in findings)
    click.echo(f"{len(programs)} Programme geprüft, {errors} Fehler, {len(findings)} Meldungen.")
    return 1 if errors else 0


def _read_files(paths: Sequence[Path]) -> tuple[list[Program], list[Finding]]:
    programs: list[Program] = []
    findings: list[Finding] = []
    for root in paths:
        for path in sorted(root.rglob("*.toml")) if root.is_dir() else [root]:
            try:
                programs.append(read_program(path))
            except RecordError as error:
                findings.append(Finding("Fehler", error.where, error.reason))
    return programs, findings


def _read(path: Path) -> Iterator[Program]:
    if not path.is_file():
        raise InputError(f"Die Datei „{path}“ gibt es nicht.")
    suffix = path.suffix.lower()
    if suffix == ".toml":
        yield read_program(path)
    elif suffix == ".json":
        yield from map(program_from_dict, _json(path))
    elif suffix in (".csv", ".xlsx"):
        yield from map(program_from_row, read_rows(path))
    else:
        raise InputError(f"„{path.name}“: erwartet wird .json, .csv, .xlsx oder .toml.")


def _json(path: Path) -> list[dict[str, Any]]:
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, UnicodeDecodeError) as error:
        raise InputError(f"„{path.name}“ ist kein gültiges JSON: {error}") from error
    entries = content if isinstance(content, list) else [content]
    if not all(isinstance(entry, dict) for entry in entries):
        raise InputError(f"„{path.name}“ enthält keine Programme.")
    return entries


@command.command("coverage", help="Was der Katalog abdeckt, und wo Lücken sind.")
@format_option("text", "json")
def coverage_command(form: str) -> None:
    """Print programmes per level, Land, funding area and applicant."""
    found = coverage(
        Parts(Settings.from_env()).store.programs.all(), region_tree(), datetime.now(UTC)
    )
    if form == "json":
        click.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2))
        return
    tables = {
        "Ebene": found.levels,
        "Land": found.laender,
        "Förderbereich": found.areas,
        "Antragsberechtigt": found.applicants,
    }
    for title, lines in tables.items():
        click.echo(f"\n{title:<48}{'gesamt':>8}{'nutzbar':>9}")
        for line in lines:
            click.echo(f"  {line.label:<46}{line.total:>8}{line.usable:>9}")
    click.echo("\nLücken")
    for gap in found.gaps:
        click.echo(f"  - {gap}")


@command.command("correct", help="Setzt eine Angabe von Hand; sie übersteht den nächsten Abruf.")
@click.argument("program_id", metavar="ID")
@click.argument("field", metavar="FELD")
@click.argument("value", metavar="WERT")
@click.option("--by", required=True, metavar="NAME", help="Wer berichtigt.")
@click.option("--note", default="", metavar="TEXT", help="Woher die Angabe stammt.")
def correct_command(program_id: str, field: str, value: str, by: str, note: str) -> None:
    """Correct a field given as JSON or plain text; „null“ means unknown."""
    parts = Parts(Settings.from_env(), encoding_progress)
    program = parts.store.programs.get(program_id)
    if program is None:
        raise InputError(f"Das Programm „{program_id}“ gibt es nicht.")
    if field not in program_to_dict(program) or field in ("id", "source"):
        raise InputError(f"Das Feld „{field}“ lässt sich nicht berichtigen.")
    try:
        content: Any = json.loads(value)
    except ValueError:
        content = value
    content = str(content) if isinstance(content, int | float) else content
    now = datetime.now(UTC)
    parts.store.programs.correct(program_id, field, content, by=by, note=note, at=now)
    parts.ranker()
    click.echo(f"{program.title}: {field} ist berichtigt.")
