"""``foerdertopf subscriptions``."""

import re
from datetime import UTC, datetime

import click

from matcher.digest import Subscription
from matcher.errors import InputError
from matcher.settings import Settings
from matcher.store import SqlStore
from web import formatters
from web.digest_mail import field_name
from web.wiring import Parts

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[\w-]{1,63}\.)+[\w-]{2,63}")
_LONGEST = 254


@click.group(help="Abonnements der Wochenmail.")
def command() -> None:
    """Hold the sub-commands together."""


@command.command("add", help="Abonniert eine Kommune oder eines ihrer Handlungsfelder.")
@click.option("--municipality", required=True, metavar="AGS", help="Gemeindeschlüssel.")
@click.option("--email", required=True, metavar="ADRESSE", help="Wer die Mail bekommt.")
@click.option("--field", default="", metavar="HANDLUNGSFELD", help="Sonst alle Handlungsfelder.")
def add_command(municipality: str, email: str, field: str) -> None:
    """Check everything, then store; adding twice changes nothing."""
    store = Parts(Settings.from_env()).store
    address = mail_address(email)
    tenants = {tenant.ags: tenant for tenant in store.measures.municipalities()}
    if municipality not in tenants:
        known = ", ".join(f"{tenant.name} ({ags})" for ags, tenant in tenants.items()) or "keine"
        raise InputError(
            f"Für „{municipality}“ ist keine Kommune eingerichtet. Eingerichtet: {known}."
        )
    fields = dict.fromkeys(m.field for m in store.measures.all(municipality) if m.field)
    named = next((name for name in fields if _same(name, field)), "")
    if field and not named:
        raise InputError(
            f"Das Handlungsfeld „{field}“ gibt es in diesem Katalog nicht; "
            f"möglich sind: {', '.join(fields) or 'keine'}."
        )
    entry = store.mail.subscribe(municipality, address, named, at=datetime.now(UTC))
    click.echo(
        f"Abonnement {entry.id}: {entry.email}, {tenants[municipality].name}, {_scope(entry)}."
    )


@command.command("list", help="Zeigt die Abonnements.")
@click.option("--all", "ended", is_flag=True, help="Auch die beendeten.")
def list_command(ended: bool) -> None:
    """Print one line per subscription."""
    store = Parts(Settings.from_env()).store
    entries = store.mail.subscriptions(include_ended=ended)
    for entry in entries:
        since = f"seit {formatters.day(entry.created_at.date())}"
        if entry.ended_at is not None:
            since += f", beendet {formatters.moment(entry.ended_at)}"
        click.echo(f"{entry.id}\t{entry.municipality}\t{entry.email}\t{_scope(entry)}\t{since}")
    if not entries:
        click.echo("Keine Abonnements.")


@command.command("end", help="Beendet ein Abonnement, sofort.")
@click.argument("key", metavar="ID|TOKEN")
def end_command(key: str) -> None:
    """End by number or token; one that has ended stays so."""
    store = Parts(Settings.from_env()).store
    entry = _find(store, key)
    ended = store.mail.end([entry.id], at=datetime.now(UTC))
    verb = "beendet" if ended else "war schon beendet"
    click.echo(f"Abonnement {entry.id} ({entry.email}, {_scope(entry)}) {verb}.")


def mail_address(text: str) -> str:
    """Return a plain mail address, its domain as mail servers write it.

    Raises:
        InputError: it cannot be one.
    """
    address = text.strip()
    if not _ADDRESS.fullmatch(address) or len(address) > _LONGEST or ".." in address:
        raise InputError(f"„{text}“ ist keine E-Mail-Adresse.")
    local, _, domain = address.rpartition("@")
    try:
        return f"{local}@{domain.encode('idna').decode('ascii')}".lower()
    except UnicodeError as error:
        raise InputError(f"„{text}“ ist keine E-Mail-Adresse.") from error


def _same(name: str, typed: str) -> bool:
    """Compare as a person would: „bildung“ is „Handlungsfeld Bildung“."""
    wanted = " ".join(typed.split()).casefold()
    return wanted in (name.casefold(), field_name(name).casefold())


def _find(store: SqlStore, key: str) -> Subscription:
    for entry in store.mail.subscriptions(include_ended=True):
        if key in (str(entry.id), entry.token):
            return entry
    raise InputError(f"Ein Abonnement „{key}“ gibt es nicht.")


def _scope(entry: Subscription) -> str:
    return entry.field or "alle Handlungsfelder"
