"""The command line ``foerdertopf``: one file per command, imported when it is called."""

import importlib
import sys
from collections.abc import Sequence
from typing import Any

import click
from sqlalchemy.exc import DBAPIError

from matcher.errors import FoerdertopfError

COMMANDS = {
    "setup": "Richtet die Datenbank ein: Programme, Cottbus/Chóśebuz und sein Katalog.",
    "match": "Rangliste der Förderprogramme für eine Maßnahme.",
    "rank": "Rangliste für den ganzen Maßnahmenkatalog einer Kommune.",
    "programs": "Förderprogramme einlesen, ausgeben und prüfen.",
    "measures": "Maßnahmenkataloge einlesen und ausgeben.",
    "harvest": "Holt Programme aus den Quellen oder aus gespeicherten Antworten.",
    "sources": "Was über jede Quelle bekannt ist: Abrufe, Ausbeute, Meldungen.",
    "extract": "Liest Fristen, Beträge und Bedingungen aus einem Fördertext.",
    "digest": "Stellt die Wochenmails zusammen und verschickt sie.",
    "subscriptions": "Abonnements der Wochenmail.",
    "regions": "Gemeindeverzeichnis einlesen und durchsuchen.",
    "model": "Das Sprachmodell: Auskunft, Training, Gewichte, Vergleich.",
    "evaluate": "Misst die Rangfolge an beurteilten Daten (BEIR-Form).",
    "serve": "Startet die Webanwendung.",
    "status": "Bestand, Versionen und Alter der Daten.",
}


class LazyGroup(click.Group):
    """Imports a command's file only when that command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"web.cli.{name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Befehle"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup, help="Findet zu kommunalen Maßnahmen die passenden Förderprogramme.")
@click.version_option(
    package_name="foerdertopf", prog_name="foerdertopf", message="%(prog)s %(version)s"
)
def cli() -> None:
    """Hold the commands together."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; every expected error is one German sentence on stderr."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 success, 1 failure, 2 wrong usage."""
    try:
        outcome: Any = cli.main(arguments, prog_name="foerdertopf", standalone_mode=False)
    except click.UsageError as error:
        _complain(_usage(error))
        return 2
    except click.Abort:
        _complain("Abgebrochen.")
        return 1
    except FoerdertopfError as error:
        _complain(str(error))
        return 1
    except DBAPIError as error:
        first = str(error.orig or error).strip().splitlines()[0]
        _complain(f"Die Datenbank meldet einen Fehler: {first}")
        return 1
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except OSError as error:
        _complain(f"Lesen oder Schreiben schlug fehl: {error}")
        return 1
    return outcome if isinstance(outcome, int) else 0


def _complain(sentence: str) -> None:
    click.echo(f"Fehler: {' '.join(sentence.split())}", err=True)


def _usage(error: click.UsageError) -> str:
    """Say in German what was wrong with the call."""
    name = getattr(getattr(error, "param", None), "human_readable_name", "") or ""
    if isinstance(error, click.NoSuchOption):
        return f"Die Option {error.option_name} gibt es nicht. Hilfe: foerdertopf --help"
    if isinstance(error, click.MissingParameter):
        return f"Es fehlt eine Angabe: {name}."
    if isinstance(error, click.BadParameter):
        return f"Ungültiger Wert für {name}: {error.message}"
    text = error.format_message()
    if text.startswith("No such command"):
        return f"Diesen Befehl gibt es nicht: {text.split(chr(39))[1]}. Hilfe: foerdertopf --help"
    if "unexpected extra argument" in text:
        return f"Zu viele Angaben: {text.split('(')[-1].rstrip(').')}."
    if text.startswith("Missing command"):
        return "Es fehlt ein Befehl. Hilfe: foerdertopf --help"
    return text
