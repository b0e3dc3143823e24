"""Tables of the catalogue, the same on SQLite and PostgreSQL.

Records live as JSON documents beside the few columns that are searched or joined; what is derived
from time (open, closed) is never stored. Everything that belongs to a municipality carries its AGS.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored as naive UTC because both drivers would drop the zone silently."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

municipalities = Table(
    "municipalities",
    metadata,
    Column("ags", String(8), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("land", String(40), nullable=False),
    Column("county", String(200), nullable=False),
    Column("association", String(200), nullable=False),
    Column("population", Integer),
    Column("tenant", Boolean, nullable=False, default=False),
)

measures = Table(
    "measures",
    metadata,
    Column("municipality", ForeignKey("municipalities.ags"), primary_key=True),
    Column("id", String(80), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("field", String(200), nullable=False),
    Column("status", String(20), nullable=False),
    Column("chapters", JSON, nullable=False),
    Column("applicants", JSON, nullable=False),
    Column("doubts", JSON, nullable=False),
)

programs = Table(
    "programs",
    metadata,
    Column("id", String(200), primary_key=True),
    Column("source", String(60), nullable=False, index=True),
    Column("level", String(10), nullable=False),
    Column("title", Text, nullable=False),
    Column("document", JSON, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("first_seen", UtcDateTime, nullable=False),
    Column("last_seen", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("misses", Integer, nullable=False, default=0),
    Column("gone_at", UtcDateTime),
)

program_versions = Table(
    "program_versions",
    metadata,
    Column("program_id", ForeignKey("programs.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("document", JSON, nullable=False),
    Column("changes", JSON, nullable=False),
)

corrections = Table(
    "corrections",
    metadata,
    Column("program_id", ForeignKey("programs.id"), primary_key=True),
    Column("field", String(40), primary_key=True),
    Column("value", JSON),
    Column("note", Text, nullable=False),
    Column("corrected_by", String(200), nullable=False),
    Column("corrected_at", UtcDateTime, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("source", String(60), nullable=False, index=True),
    Column("started_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    Column("outcome", String(20), nullable=False),
    Column("message", Text, nullable=False),
    Column("counts", JSON, nullable=False),
    Column("signals", JSON, nullable=False),
)

locks = Table(
    "locks",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("holder", String(80), nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
)

vectors = Table(
    "vectors",
    metadata,
    Column("fingerprint", String(120), primary_key=True),
    Column("text_hash", String(64), primary_key=True),
    Column("vector", LargeBinary, nullable=False),
)

matches = Table(
    "matches",
    metadata,
    Column("municipality", String(8), primary_key=True),
    Column("measure_id", String(80), primary_key=True),
    Column("program_id", ForeignKey("programs.id"), primary_key=True),
    Column("rank", Integer),
    Column("score", Float, nullable=False),
    Column("band", String(20), nullable=False),
    Column("document", JSON, nullable=False),
    Column("model", String(120)),
    Column("ranked_at", UtcDateTime, nullable=False),
    Column("first_seen", UtcDateTime, nullable=False),
)
Index("ix_matches_rank", matches.c.municipality, matches.c.measure_id, matches.c.rank)

decisions = Table(
    "decisions",
    metadata,
    Column("municipality", String(8), primary_key=True),
    Column("measure_id", String(80), primary_key=True),
    Column("program_id", ForeignKey("programs.id"), primary_key=True),
    Column("verdict", String(20), nullable=False),
    Column("reason", Text, nullable=False),
    Column("decided_at", UtcDateTime, nullable=False),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("municipality", ForeignKey("municipalities.ags"), nullable=False),
    Column("email", String(320), nullable=False),
    Column("field", String(200), nullable=False, default=""),
    Column("token", String(64), nullable=False, unique=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    UniqueConstraint("municipality", "email", "field"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("subscription_id", ForeignKey("subscriptions.id"), nullable=False),
    Column("week", String(8), nullable=False),
    Column("message", LargeBinary, nullable=False),
    Column("queued_at", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("error", Text, nullable=False, default=""),
    Column("sent_at", UtcDateTime),
    Column("refused_at", UtcDateTime),
    UniqueConstraint("subscription_id", "week"),
)

ledger = Table(
    "ledger",
    metadata,
    Column("subscription_id", ForeignKey("subscriptions.id"), primary_key=True),
    Column("measure_id", String(80), primary_key=True),
    Column("program_id", ForeignKey("programs.id"), primary_key=True),
    Column("topic", String(20), primary_key=True),
    Column("due", Date, primary_key=True),
    Column("outbox_id", ForeignKey("outbox.id"), nullable=False),
)

fetches = Table(
    "fetches",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("url", Text, nullable=False),
    Column("final_url", Text, nullable=False),
    Column("fetched_at", UtcDateTime, nullable=False),
    Column("content_type", String(200), nullable=False),
    Column("body_hash", String(64), nullable=False),
    Column("etag", Text, nullable=False),
    Column("last_modified", Text, nullable=False),
)

hosts = Table(
    "hosts",
    metadata,
    Column("host", String(255), primary_key=True),
    Column("next_at", UtcDateTime),
    Column("robots", Text),
    Column("robots_at", UtcDateTime),
)

link_checks = Table(
    "link_checks",
    metadata,
    Column("url", Text, primary_key=True),
    Column("checked_at", UtcDateTime, nullable=False),
    Column("status", Integer),
    Column("final_url", Text, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("message", Text, nullable=False),
)

program_links = Table(
    "program_links",
    metadata,
    Column("left_id", ForeignKey("programs.id"), primary_key=True),
    Column("right_id", ForeignKey("programs.id"), primary_key=True),
    Column("score", Float, nullable=False),
    Column("reason", Text, nullable=False),
    Column("state", String(20), nullable=False),
    Column("decided_by", String(200), nullable=False),
    Column("decided_at", UtcDateTime, nullable=False),
)
