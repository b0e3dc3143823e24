"""``foerdertopf regions``."""

from pathlib import Path

import click

from matcher.errors import InputError
from matcher.gazetteer import named, read_gazetteer
from matcher.regions import region_tree
from matcher.settings import Settings
from web.wiring import Parts


@click.group(help="Gemeindeverzeichnis einlesen und durchsuchen.")
def command() -> None:
    """Hold the sub-commands together."""


@command.command("import", help="Liest das Gemeindeverzeichnis von Destatis ein (XLSX oder CSV).")
@click.argument("file", type=click.Path(path_type=Path))
def import_command(file: Path) -> None:
    """Read the whole directory first, then store it."""
    store = Parts(Settings.from_env()).store
    places = read_gazetteer(file)
    count = store.measures.put_municipalities(places)
    lands = len({place.land for place in places})
    where = "einem Land" if lands == 1 else f"{lands} Ländern"
    number = f"{count:,}".replace(",", ".")
    click.echo(f"{number} Gemeinden aus {where} eingelesen.")


@command.command("find", help="Nennt alle Orte eines Namens mit Gemeindeschlüssel.")
@click.argument("name")
def find_command(name: str) -> None:
    """Print one line per place; a name alone never decides which one is meant."""
    store = Parts(Settings.from_env()).store
    known = dict(region_tree().municipalities)
    known |= {place.ags: place for place in store.measures.municipalities(tenants_only=False)}
    found = named(known.values(), name)
    if not found:
        raise InputError(
            f"Einen Ort „{name}“ kennt das Verzeichnis nicht; „foerdertopf regions import DATEI“ "
            "liest das Gemeindeverzeichnis ein."
        )
    for place in sorted(found, key=lambda place: place.ags):
        click.echo(f"{place.ags:<8}  {place.name}, {place.county}, {place.land}")
    if len(found) > 1:
        click.echo("Der Name ist mehrdeutig; bitte den Gemeindeschlüssel angeben.", err=True)
