"""Settings from the environment, read once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PREFIX = "FOERDERTOPF_"
DEFAULT_MODEL = "foerdertopf-de-en-v3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an installation can set; every field is ``FOERDERTOPF_<NAME>`` in the environment."""

    database: str
    """SQLAlchemy URL of an SQLite or PostgreSQL database."""
    data: Path
    """Folder for the default database, indexes and raw responses."""
    model: str = DEFAULT_MODEL
    """A name in models/, a path, or the id of a sentence-transformers model."""
    smtp_url: str = ""
    """``smtp://user:password@host:587`` (STARTTLS where offered) or ``smtps://…``."""
    mail_from: str = "foerdertopf@localhost"
    base_url: str = "http://127.0.0.1:5000"
    secret_key: str = ""
    auth: str = ""
    contact: str = ""
    """Address under which the operators of sources reach whoever runs the harvest."""
    mirror: str = ""
    """A server that holds copies of the sources under ``/<host>/<path>``, asked in their place."""

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Return the settings of an environment (default: the process's)."""
        env = os.environ if environ is None else environ

        def value(name: str, default: str = "") -> str:
            return env.get(PREFIX + name, "").strip() or default

        share = Path(env.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
        data = Path(value("DATA", str(share / "foerdertopf"))).expanduser()
        return cls(
            data=data,
            database=value("DATABASE", f"sqlite:///{data / 'foerdertopf.sqlite'}"),
            model=value("MODEL", DEFAULT_MODEL),
            smtp_url=value("SMTP_URL"),
            mail_from=value("MAIL_FROM", "foerdertopf@localhost"),
            base_url=value("BASE_URL", "http://127.0.0.1:5000").rstrip("/"),
            secret_key=value("SECRET_KEY"),
            auth=value("AUTH"),
            contact=value("CONTACT"),
            mirror=value("MIRROR").rstrip("/"),
        )

    @property
    def index_folder(self) -> Path:
        """Folder of the saved indexes, beside an SQLite file, else in the data folder."""
        if self.database.startswith("sqlite:///") and not self.database.endswith(":memory:"):
            return Path(self.database.removeprefix("sqlite:///")).with_suffix(".index")
        return self.data / "index"
