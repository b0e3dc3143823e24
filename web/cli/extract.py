"""``foerdertopf extract``."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from matcher.errors import InputError
from scrapers.evidence import Facts, extract
from web.cli.options import format_option

_LARGEST = 20_000_000
"""Bytes of a text; a guideline has a hundredth of that."""

_FIELDS = {
    "funding_rate_max": "Förderquote (höchstens, %)",
    "amount_max_eur": "Höchstbetrag (€)",
    "amount_min_eur": "Mindestbetrag (€)",
    "start_rule": "Vorhabenbeginn",
    "applicants": "Antragsberechtigt",
}


@click.command(help="Liest Fristen, Beträge und Bedingungen aus einem Text. „-“: Standardeingabe.")
@click.argument("source", metavar="[DATEI|-]", default="-")
@format_option("text", "json")
def command(source: str, form: str) -> None:
    """Print the facts of one text, or of every JSON line with ``id`` and ``text``."""
    for id_, text in _texts(_content(source)):
        facts = extract(text)
        if form == "json":
            click.echo(json.dumps(facts.to_json(id_), ensure_ascii=False))
        else:
            click.echo("\n".join(_lines(id_, facts)))


def _content(source: str) -> str:
    try:
        data = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    except OSError as error:
        raise InputError(f"„{source}“ lässt sich nicht lesen: {error.strerror}.") from error
    if len(data) > _LARGEST:
        raise InputError(f"„{source}“ ist zu groß; erlaubt sind {_LARGEST // 1_000_000} MB.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"„{source}“ ist kein Text in UTF-8.") from error
    if not text.strip():
        raise InputError("Der Text ist leer.")
    return text


def _texts(content: str) -> Iterator[tuple[str | None, str]]:
    """Yield (id, text); a content of JSON objects, one a line, holds one text each."""
    lines = [line for line in content.splitlines() if line.strip()]
    if not all(line.lstrip().startswith("{") for line in lines):
        yield None, content
        return
    for number, line in enumerate(lines, 1):
        entry = _entry(number, line)
        yield (str(entry["id"]) if entry.get("id") is not None else None), entry["text"]


def _entry(number: int, line: str) -> dict[str, Any]:
    try:
        entry = json.loads(line)
        if not isinstance(entry["text"], str):
            raise TypeError
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"Zeile {number} ist kein JSON-Objekt mit „id“ und „text“.") from error
    return dict(entry)


def _lines(id_: str | None, facts: Facts) -> Iterator[str]:
    if id_ is not None:
        yield f"== {id_}"
    if not facts.deadlines:
        yield "Frist: unbekannt"
    content = facts.to_json(id_)
    for deadline in content["deadlines"]:
        day = deadline["date"] or ", ".join(deadline["day_month"]) or ""
        parts = (deadline["kind"], day, deadline["time"], deadline["recurrence"])
        yield f"Frist: {' '.join(part for part in parts if part)}"
        yield f"    „{deadline['quote']}“"
    for name, label in _FIELDS.items():
        value = content[name]
        shown = ", ".join(value) if isinstance(value, list) else value
        yield f"{label}: {shown if shown not in (None, '') else 'unbekannt'}"
        if name in content["quotes"]:
            yield f"    „{content['quotes'][name]}“"
