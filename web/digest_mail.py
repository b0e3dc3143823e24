"""The digest as a message: complete plain text first, then accessible HTML; nothing remote."""

import textwrap
from datetime import timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from functools import cache
from typing import Any
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from matcher.deadlines import Opening, window
from matcher.digest import HORIZON, Candidate, Digest
from matcher.records import BERLIN, Deadline, Program, Reason
from matcher.settings import Settings
from matcher.vocabulary import Criterion, Fit
from web import formatters
from web.mailer import POLICY
from web.rendering import TEMPLATES, equip

_WIDTH = 76


def digest_message(digest: Digest, settings: Settings) -> EmailMessage:
    """Return the complete message of a digest.

    Its Message-ID is made of recipient and week, so that a repeated delivery can be recognised.
    """
    context = _context(digest, settings)
    subject = " ".join(_render("subject.txt", context).split())
    site = urlsplit(settings.base_url).hostname or "localhost"
    sender = Address(
        f"Fördertopf {digest.municipality.name}", addr_spec=parseaddr(settings.mail_from)[1]
    )
    ags = digest.municipality.ags
    message = EmailMessage(policy=POLICY)
    message["From"] = sender
    message["To"] = digest.recipient.email
    message["Subject"] = subject
    message["Date"] = format_datetime(digest.now.astimezone(ZoneInfo(BERLIN)))
    message["Message-ID"] = (
        f"<wochenmail.{digest.week}.{ags}.{digest.recipient.id}@{sender.domain}>"
    )
    message["List-Id"] = f"Wochenmail <wochenmail.{ags}.{site}>"
    message["List-Unsubscribe"] = f"<{context['unsubscribe']}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message["Auto-Submitted"] = "auto-generated"
    message["Precedence"] = "bulk"
    message["Content-Language"] = "de"
    message.set_content(_render("body.txt", context), cte="quoted-printable")
    html = _render("body.html", context | {"subject": subject})
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    return message


def deadline_words(program: Program, digest: Digest) -> str:
    """Return the next deadline of a programme with weekday and days left, or what is known."""
    state = window(program.deadlines, digest.now)
    if state.opening is Opening.UNKNOWN:
        return "unbekannt"
    if state.next is None or state.next.day is None:
        return formatters.next_deadline(program, digest.now)
    text = f"{state.next.kind.label} {due_words(state.next, digest)}"
    if state.opening is Opening.UPCOMING:
        opens = f"Anträge ab {formatters.day(state.next.opens)}; " if state.next.opens else ""
        return f"angekündigt: {opens}{text}"
    return text


def due_words(deadline: Deadline, digest: Digest) -> str:
    """Return the day of a dated deadline with weekday, time and days left."""
    assert deadline.day is not None
    text = formatters.long_day(deadline.day)
    if deadline.at is not None:
        place = " (Brüssel)" if deadline.zone.endswith("Brussels") else ""
        text += f", {deadline.at:%H:%M} Uhr{place}"
    today = digest.now.astimezone(ZoneInfo(BERLIN)).date()
    yearly = ", jährlich" if deadline.month_day is not None else ""
    return f"{text} ({formatters.days_left(deadline.day, today)}{yearly})"


def why(entry: Candidate) -> str:
    """Return the one reason that a mail gives: the topic, else the first that is met."""
    reasons = sorted(entry.match.reasons, key=lambda r: r.criterion is not Criterion.TOPIC)
    return next((reason.text for reason in reasons if reason.status is Fit.MET), "")


def open_question(entry: Candidate) -> Reason | None:
    """Return the first criterion that is not known, which the reader has to clear up."""
    unknown = (reason for reason in entry.match.reasons if reason.status is Fit.UNKNOWN)
    return next((reason for reason in unknown if reason.criterion is not Criterion.DEADLINE), None)


def field_name(field: str) -> str:
    """Return the name of an action field without the word that stands before it anyway."""
    return field.removeprefix("Handlungsfeld ") or "fehlt in der Quelle"


def _context(digest: Digest, settings: Settings) -> dict[str, Any]:
    base, town = settings.base_url, f"?gemeinde={digest.municipality.ags}"
    token = quote(digest.recipient.subscriptions[0].token, safe="")
    today = digest.now.astimezone(ZoneInfo(BERLIN)).date()
    return {
        "digest": digest,
        "base_url": base,
        "all_url": f"{base}/massnahmen{town}",
        "unsubscribe": f"{base}/abos/{token}/abmelden",
        "programs": len({entry.match.program.id for entry in digest.entries}),
        "horizon": formatters.day(today + timedelta(days=HORIZON.days)),
        "short_horizon": formatters.day(today + HORIZON, "dd.MM."),
        "week_number": int(digest.week[-2:]),
        "deadline_words": lambda program: deadline_words(program, digest),
        "due_words": lambda deadline: due_words(deadline, digest),
        "program_url": lambda program: f"{base}/programme/{quote(program.id, safe='')}",
        "measure_url": lambda measure: f"{base}/massnahmen/{quote(measure.id, safe='')}{town}",
        "why": why,
        "open_question": open_question,
    }


def _render(name: str, context: dict[str, Any]) -> str:
    return _environment().get_template(f"email/digest/{name}").render(context)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"], default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    equip(environment)
    environment.filters |= {"wrapped": _wrapped, "field_name": field_name, "height": _height}
    return environment


def _height(program: Program) -> str:
    """Return rate and amounts without the word that the label says already."""
    return formatters.money(program).removeprefix("Höhe ")


def _wrapped(text: str, first: str = "", rest: str | None = None) -> str:
    """Fold a paragraph for the plain text; links are never broken."""
    return textwrap.fill(
        " ".join(text.split(" ")),
        _WIDTH,
        initial_indent=first,
        subsequent_indent=first if rest is None else rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
