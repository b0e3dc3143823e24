"""Subscriptions, outbox and ledger."""

from sqlalchemy import Engine


class MailTable:
    """Who gets what, and what was said to whom."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
