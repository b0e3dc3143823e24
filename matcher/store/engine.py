"""Opens a database and brings it to the current schema."""

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from matcher.errors import StoreError

_MIGRATIONS = Path(__file__).parent / "migrations"


def open_engine(url: str) -> Engine:
    """Return an engine for an SQLite or PostgreSQL URL; an SQLite file's folder is made.

    Raises:
        StoreError: the URL is none, or names another kind of database.
    """
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() not in ("sqlite", "postgresql"):
            raise StoreError(f"Nur SQLite und PostgreSQL werden unterstützt, nicht „{url}“.")
        if parsed.get_backend_name() == "sqlite" and parsed.database not in (None, "", ":memory:"):
            Path(str(parsed.database)).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(parsed)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise StoreError(f"FOERDERTOPF_DATABASE ist keine gültige Adresse: {url}") from error
    except OSError as error:
        raise StoreError(f"Der Ordner der Datenbank lässt sich nicht anlegen: {error}") from error
    if parsed.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _sqlite_pragmas)
    return engine


def _sqlite_pragmas(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in (
        "foreign_keys=ON",
        "busy_timeout=5000",
        "journal_mode=WAL",
        "synchronous=NORMAL",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def migrate(engine: Engine) -> None:
    """Bring the schema to the newest version; idempotent.

    Raises:
        StoreError: the database cannot be reached, or the file is no database.
    """
    from alembic import command  # half a second that only this command needs
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except (DBAPIError, OSError) as error:
        raise StoreError(sentence(engine, error)) from error


def schema_version(engine: Engine) -> str | None:
    """Return the version of the database's schema, None when it has none yet.

    Raises:
        StoreError: as `migrate`.
    """
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            return str(connection.scalar(text("SELECT version_num FROM alembic_version")))
    except (DBAPIError, OSError) as error:
        raise StoreError(sentence(engine, error)) from error


def newest_version() -> str:
    """Return the schema version this release was written for."""
    return max(path.name.split("_")[0] for path in (_MIGRATIONS / "versions").glob("[0-9]*.py"))


def sentence(engine: Engine, error: Exception) -> str:
    """Return the German sentence for a database that cannot be used."""
    original = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
    place = engine.url.render_as_string(hide_password=True)
    if "not a database" in original:
        return f"Die Datei der Datenbank ({place}) ist keine SQLite-Datenbank."
    return f"Die Datenbank {place} lässt sich nicht öffnen: {original}"
