"""``foerdertopf digest``."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from matcher.digest import (
    REJECTED,
    Candidate,
    Digest,
    Recipient,
    compose_digest,
    iso_week,
)
from matcher.errors import InputError, MailError, StoreError
from matcher.query import Query
from matcher.records import Measure, Ranking
from matcher.settings import Settings
from matcher.store.vectors import VectorTable
from web.cli.options import encoding_progress, moment, on_option
from web.cli.rank import STORED, rank_municipality
from web.digest_mail import digest_message, due_words, why
from web.mailer import (
    FileMailer,
    Mailer,
    RefusedError,
    SmtpMailer,
    UnreachableError,
    read_message,
)
from web.wiring import Parts


@click.command(help="Stellt die Wochenmails zusammen und verschickt sie.")
@on_option
@click.option("--dry-run", is_flag=True, help="Zeigt, wer was bekäme; verschickt nichts.")
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Ordner für .eml-Dateien statt des Mailservers.",
)
def command(on: date | None, dry_run: bool, output: Path | None) -> int:
    """Rank what subscribers wait for, queue what is new, deliver what is queued."""
    settings = Settings.from_env()
    parts, now = Parts(settings, encoding_progress), moment(on)
    if dry_run:
        return _preview(parts, now)
    mailer = _mailer(settings, output)
    with parts.store.mail.sending():
        queued, troubles = _queue(parts, now)
        delivery = deliver(parts, mailer, now)
    for trouble in (*troubles, *delivery.troubles):
        click.echo(f"Fehler: {trouble}", err=True)
    if parts.model.trouble and queued:
        click.echo(f"Hinweis: {parts.model.trouble}", err=True)
    click.echo(
        f"KW {int(iso_week(now)[-2:])}: {queued} neu zusammengestellt, {delivery.sent} verschickt, "
        f"{delivery.refused} abgelehnt, {delivery.waiting} warten auf den nächsten Lauf."
    )
    return 1 if troubles or delivery.troubles else 0


class _PassingVectors(VectorTable):
    """Uses the vectors that are cached and keeps no new ones: a dry run writes nothing."""

    def put(self, fingerprint: str, new: Mapping[str, Any]) -> None:
        """Keep nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What one run delivered; `troubles` has a sentence per mail that was not."""

    sent: int
    refused: int
    waiting: int
    troubles: tuple[str, ...]


def deliver(parts: Parts, mailer: Mailer, now: datetime) -> Delivery:
    """Hand every waiting mail to the mailer; one that fails never stops the others.

    A mail is marked as sent when `mailer.send` has returned. A server that cannot be reached ends
    the run, the mails wait.
    """
    mail, sent, refused = parts.store.mail, 0, 0
    troubles: list[str] = []
    waiting = mail.pending()
    for entry in waiting:
        try:
            mailer.send(read_message(entry.message))
        except RefusedError as error:
            mail.mark_refused(entry.id, str(error), at=now)
            refused += 1
            troubles.append(f"{entry.email}: {error}")
        except UnreachableError as error:
            mail.mark_failed(entry.id, str(error))
            troubles.append(str(error))
            break
        except MailError as error:
            mail.mark_failed(entry.id, str(error))
            troubles.append(f"{entry.email}: {error}")
        else:
            mail.mark_sent(entry.id, at=now)
            sent += 1
    left = len(waiting) - sent - refused
    return Delivery(sent=sent, refused=refused, waiting=left, troubles=tuple(troubles))


def _mailer(settings: Settings, output: Path | None) -> Mailer:
    if output is not None:
        return FileMailer(output)
    if not settings.smtp_url:
        raise InputError(
            "Es ist kein Mailserver eingestellt: bitte FOERDERTOPF_SMTP_URL setzen, "
            "oder mit --output ORDNER in Dateien schreiben."
        )
    return SmtpMailer(settings.smtp_url)


def _queue(parts: Parts, now: datetime) -> tuple[int, list[str]]:
    """Queue this week's mails and return how many; a municipality that fails stops no other."""
    queued, troubles = 0, []
    for ags, recipients in _waiting(parts, now):
        try:
            rankings = _rankings(parts, ags, now)
        except StoreError as error:
            troubles.append(f"{ags}: {error}")
            continue
        for recipient, digest in _digests(parts, ags, recipients, rankings, now):
            if digest is not None:
                message = digest_message(digest, parts.settings).as_bytes()
                queued += parts.store.mail.queue(
                    recipient.id, digest.week, message, digest.said, at=now
                )
    return queued, troubles


def _rankings(parts: Parts, ags: str, now: datetime) -> list[tuple[Measure, Ranking]]:
    """Rank and store; while another run holds the ranking, or died with it, only rank."""
    try:
        return rank_municipality(parts, ags, now)
    except StoreError:
        return _unstored_rankings(parts, ags, now)


def _unstored_rankings(parts: Parts, ags: str, now: datetime) -> list[tuple[Measure, Ranking]]:
    ranker = parts.ranker()
    return [
        (measure, ranker.rank(Query.from_measure(measure), now=now, limit=STORED))
        for measure in parts.store.measures.all(ags)
    ]


def _waiting(parts: Parts, now: datetime) -> Iterator[tuple[str, list[Recipient]]]:
    """Yield each municipality with the recipients who have had no mail in this week."""
    had = parts.store.mail.queued_in(iso_week(now))
    groups: dict[str, list[Recipient]] = {}
    for recipient in parts.store.mail.recipients():
        if recipient.id not in had:
            groups.setdefault(recipient.municipality, []).append(recipient)
    yield from groups.items()


def _digests(
    parts: Parts,
    ags: str,
    recipients: Sequence[Recipient],
    rankings: Sequence[tuple[Measure, Ranking]],
    now: datetime,
) -> Iterator[tuple[Recipient, Digest | None]]:
    """Compose for each recipient of one municipality, from rankings that are fresh."""
    measures, mail = parts.store.measures, parts.store.mail
    municipality = measures.municipality(ags)
    assert municipality is not None
    seen = {
        (row["measure_id"], row["program_id"]): row["first_seen"] for row in measures.matches(ags)
    }
    candidates = [
        Candidate(
            measure=measure,
            match=match,
            first_seen=seen.get((measure.id, match.program.id), now),
        )
        for measure, ranking in rankings
        for match in ranking.matches
    ]
    decided = measures.decisions(ags)
    for recipient in recipients:
        digest = compose_digest(
            recipient,
            candidates,
            municipality=municipality,
            said=mail.said(recipient.id),
            rejected={pair for pair, verdict in decided.items() if verdict == REJECTED},
            now=now,
            model=rankings[0][1].model if rankings else None,
            since=mail.last_queued(recipient.id),
        )
        yield recipient, digest


def _preview(parts: Parts, now: datetime) -> int:
    """Print recipient × item × reason; nothing is stored and nothing is sent."""
    parts.store.vectors = _PassingVectors(parts.store.engine)
    for entry in parts.store.mail.pending():
        click.echo(f"{entry.email}: Mail aus {entry.week} wartet auf die Zustellung")
    for ags, recipients in _waiting(parts, now):
        rankings = _unstored_rankings(parts, ags, now)
        for recipient, digest in _digests(parts, ags, recipients, rankings, now):
            scope = ", ".join(recipient.fields) or "alle Handlungsfelder"
            click.echo(f"{recipient.email} ({ags}, {scope})")
            for line in _preview_lines(digest):
                click.echo(f"  {line}")
    click.echo("Probelauf: nichts verschickt, nichts gespeichert.")
    return 0


def _preview_lines(digest: Digest | None) -> Iterator[str]:
    if digest is None:
        yield "nichts Neues, keine Mail"
        return
    for due in digest.deadlines:
        for item in due.entries:
            text = due_words(due.deadline, digest)
            yield f"frist\t{item.measure.title}\t{due.program.id}\t{due.deadline.kind.label} {text}"
    for item in digest.entries:
        yield f"neu\t{item.measure.title}\t{item.match.program.id}\t{why(item)}"
    if digest.total > digest.shown:
        yield f"({digest.shown} von {digest.total} neuen Treffern)"
