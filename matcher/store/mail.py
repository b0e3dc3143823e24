"""Subscriptions, outbox and ledger.

A mail and its ledger lines are written in one transaction, before anything is sent; the mail counts
as sent when the server has accepted it (rule 9). What dies in between is found in the outbox by the
next run and sent again with the same bytes, so at most one mail is repeated and none is lost.
"""

import fcntl
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, delete, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from matcher.digest import Recipient, Said, Subscription, Topic
from matcher.errors import StoreError
from matcher.store.schema import ledger, outbox, subscriptions

_BUSY = "Die Wochenmails werden gerade von einem anderen Aufruf verschickt."
_ADVISORY_KEY = 0x466F6572
"""Key of the PostgreSQL advisory lock; any fixed number that nobody else uses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """A mail that the server has not accepted yet; `message` is the complete message."""

    id: int
    email: str
    week: str
    message: bytes
    attempts: int
    error: str


class MailTable:
    """Who gets what, and what was said to whom."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def subscribe(
        self, municipality: str, email: str, field: str = "", *, at: datetime
    ) -> Subscription:
        """Add a subscription, or revive an ended one under a new token; an active one is returned.

        The address is stored in lower case; the municipality must exist.
        """
        key = (
            (subscriptions.c.municipality == municipality)
            & (subscriptions.c.email == email.lower())
            & (subscriptions.c.field == field)
        )
        fresh = {"token": secrets.token_urlsafe(32), "created_at": at, "ended_at": None}
        with self._engine.begin() as connection:
            row = connection.execute(select(subscriptions).where(key)).one_or_none()
            if row is None:
                owner = {"municipality": municipality, "email": email.lower(), "field": field}
                connection.execute(insert(subscriptions).values(**owner, **fresh))
            elif row.ended_at is not None:
                connection.execute(update(subscriptions).where(key).values(**fresh))
            return _subscription(connection.execute(select(subscriptions).where(key)).one())

    def subscriptions(self, *, include_ended: bool = False) -> list[Subscription]:
        """Return the subscriptions, oldest first."""
        query = select(subscriptions).order_by(subscriptions.c.id)
        if not include_ended:
            query = query.where(subscriptions.c.ended_at.is_(None))
        with self._engine.connect() as connection:
            return [_subscription(row) for row in connection.execute(query)]

    def find(self, token: str) -> Subscription | None:
        """Return the subscription of a token, ended or not."""
        query = select(subscriptions).where(subscriptions.c.token == token)
        with self._engine.connect() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else _subscription(row)

    def end(self, ids: Iterable[int], *, at: datetime) -> int:
        """End subscriptions and return how many were active; idempotent."""
        with self._engine.begin() as connection:
            return connection.execute(
                update(subscriptions)
                .where(subscriptions.c.id.in_(list(ids)), subscriptions.c.ended_at.is_(None))
                .values(ended_at=at)
            ).rowcount

    def end_all(self, token: str, *, at: datetime) -> int:
        """End every subscription of the person behind a token in that municipality.

        That is what unsubscribing from the mail means: one mail serves all of a person.
        """
        found = self.find(token)
        if found is None:
            return 0
        same = [
            entry.id
            for entry in self.subscriptions()
            if (entry.municipality, entry.email) == (found.municipality, found.email)
        ]
        return self.end(same, at=at)

    def recipients(self) -> list[Recipient]:
        """Return who gets a digest, by municipality, then in order of arrival."""
        groups: dict[tuple[str, str], list[Subscription]] = {}
        for entry in self.subscriptions(include_ended=True):
            groups.setdefault((entry.municipality, entry.email), []).append(entry)
        found = []
        for (municipality, email), entries in groups.items():
            active = tuple(entry for entry in entries if entry.ended_at is None)
            if active:
                found.append(
                    Recipient(
                        id=entries[0].id,
                        municipality=municipality,
                        email=email,
                        subscriptions=active,
                    )
                )
        return sorted(found, key=lambda recipient: (recipient.municipality, recipient.id))

    def said(self, recipient: int) -> frozenset[Said]:
        """Return what was said to a recipient."""
        query = select(ledger).where(ledger.c.subscription_id == recipient)
        with self._engine.connect() as connection:
            return frozenset(
                Said(row.measure_id, row.program_id, Topic(row.topic), row.due)
                for row in connection.execute(query)
            )

    def last_queued(self, recipient: int) -> datetime | None:
        """Return when the last mail to a recipient was composed."""
        query = select(outbox.c.queued_at).where(outbox.c.subscription_id == recipient)
        with self._engine.connect() as connection:
            return connection.scalar(query.order_by(outbox.c.queued_at.desc()).limit(1))

    def queued_in(self, week: str) -> frozenset[int]:
        """Return the recipients for whom a mail of this ISO week has been composed."""
        query = select(outbox.c.subscription_id).where(outbox.c.week == week)
        with self._engine.connect() as connection:
            return frozenset(connection.scalars(query))

    def queue(
        self, recipient: int, week: str, message: bytes, said: Iterable[Said], *, at: datetime
    ) -> bool:
        """Queue a complete message with its ledger lines in one transaction.

        Returns False, and changes nothing, when this week's mail is there already.
        """
        try:
            with self._engine.begin() as connection:
                result = connection.execute(
                    insert(outbox).values(
                        subscription_id=recipient, week=week, message=message, queued_at=at
                    )
                )
                assert result.inserted_primary_key is not None
                lines = [
                    {
                        "subscription_id": recipient,
                        "measure_id": line.measure_id,
                        "program_id": line.program_id,
                        "topic": line.topic.value,
                        "due": line.due,
                        "outbox_id": result.inserted_primary_key[0],
                    }
                    for line in said
                ]
                if lines:
                    connection.execute(insert(ledger), lines)
        except IntegrityError:
            if recipient in self.queued_in(week):
                return False
            raise
        return True

    def pending(self) -> list[Queued]:
        """Return what no server has accepted or refused for good, oldest first.

        A person who has ended all subscriptions since gets nothing any more.
        """
        active = {recipient.id: recipient.email for recipient in self.recipients()}
        query = select(outbox).where(outbox.c.sent_at.is_(None), outbox.c.refused_at.is_(None))
        with self._engine.connect() as connection:
            return [
                Queued(
                    id=row.id,
                    email=active[row.subscription_id],
                    week=row.week,
                    message=row.message,
                    attempts=row.attempts,
                    error=row.error,
                )
                for row in connection.execute(query.order_by(outbox.c.id))
                if row.subscription_id in active
            ]

    def mark_sent(self, mail: int, *, at: datetime) -> None:
        """Note that the server has accepted a mail."""
        self._mark(mail, sent_at=at, error="")

    def mark_failed(self, mail: int, error: str) -> None:
        """Note why an attempt failed; the next run tries again."""
        self._mark(mail, error=error)

    def mark_refused(self, mail: int, error: str, *, at: datetime) -> None:
        """Note that the server refused a mail for good; it is not tried again.

        Its ledger lines go, because nothing was said: the items come with the next week's mail.
        """
        self._mark(mail, refused_at=at, error=error)

    def _mark(self, mail: int, **values: Any) -> None:
        with self._engine.begin() as connection:
            connection.execute(
                update(outbox)
                .where(outbox.c.id == mail)
                .values(attempts=outbox.c.attempts + 1, **values)
            )
            if "refused_at" in values:
                connection.execute(delete(ledger).where(ledger.c.outbox_id == mail))

    def counts(self) -> dict[str, int]:
        """Return how many mails are sent, refused and waiting."""
        columns = (func.count(outbox.c.sent_at), func.count(outbox.c.refused_at), func.count())
        with self._engine.connect() as connection:
            sent, refused, total = connection.execute(select(*columns).select_from(outbox)).one()
        return {"sent": sent, "refused": refused, "waiting": total - sent - refused}

    @contextmanager
    def sending(self) -> Iterator[None]:
        """Keep a second run out while this one composes and sends.

        The lock belongs to the process or the connection, not to a table, so that a killed run
        leaves none behind and the next one can take over at once.

        Raises:
            StoreError: another run holds it.
        """
        holds = self._postgres_lock if self._engine.name == "postgresql" else self._file_lock
        with holds():
            yield

    @contextmanager
    def _postgres_lock(self) -> Iterator[None]:
        with self._engine.connect() as connection:
            key = {"key": _ADVISORY_KEY}
            if not connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), key):
                raise StoreError(_BUSY)
            connection.commit()
            try:
                yield
            finally:
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), key)

    @contextmanager
    def _file_lock(self) -> Iterator[None]:
        if self._engine.url.database in (None, "", ":memory:"):
            yield
            return
        with Path(f"{self._engine.url.database}.mail.lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise StoreError(_BUSY) from error
            yield


def _subscription(row: Any) -> Subscription:
    return Subscription(
        id=row.id,
        municipality=row.municipality,
        email=row.email,
        field=row.field,
        token=row.token,
        created_at=row.created_at,
        ended_at=row.ended_at,
    )
