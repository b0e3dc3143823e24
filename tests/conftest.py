"""Shared fixtures: each is a thing of the domain with verbs."""

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from matcher.records import Program, Section
from matcher.store import SqlStore
from matcher.vocabulary import Applicant, Level, SectionKind

SHARED = Path(__file__).resolve().parents[2] / "shared"
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def shared() -> Path:
    """The folder with real data beside the checkout; tests that need it are skipped without."""
    if not SHARED.is_dir():
        pytest.skip("no real data beside the checkout (../shared)")
    return SHARED


@pytest.fixture
def program() -> Callable[..., Program]:
    """Make a programme; every field has a plausible default."""

    def make(id_: str = "bund-beispiel", **fields: Any) -> Program:
        text = fields.pop("text", "Gefördert werden Radwege und Abstellanlagen in Gemeinden.")
        defaults: dict[str, Any] = {
            "id": id_,
            "title": "Radverkehr in Gemeinden",
            "level": Level.BUND,
            "source": "katalog",
            "url": "https://example.org/programm",
            "as_of": date(2026, 8, 1),
            "regions": ("DE",),
            "eligible_applicants": (Applicant.MUNICIPALITY,),
            "sections": (Section(kind=SectionKind.SUBJECT, text=text),),
        }
        return Program(**(defaults | fields))

    return make


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """Start a private PostgreSQL cluster as a non-root user; it ends with the tests."""
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not binaries:
        pytest.skip("PostgreSQL binaries are missing (make test installs them)")
    folder = Path(tempfile.mkdtemp(prefix="foerdertopf-pg-"))
    shutil.chown(folder, "postgres")
    as_postgres = ["runuser", "-u", "postgres", "--"]

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [*as_postgres, str(binaries[-1] / program), *arguments],
            check=True,
            capture_output=True,
            cwd=folder,
        )

    data = str(folder / "data")
    run("initdb", "-D", data, "-A", "trust", "-U", "test", "-E", "UTF8", "--no-sync")
    options = f"-c listen_addresses='' -k {folder} -c fsync=off"
    run("pg_ctl", "-D", data, "-l", str(folder / "log"), "-w", "-o", options, "start")
    try:
        yield f"postgresql://test@/postgres?host={folder}"
    finally:
        run("pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlStore]:
    """An empty store, once on each database."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    else:
        url = _fresh_database(request.getfixturevalue("postgres_url"))
    opened = SqlStore(url)
    opened.migrate()
    yield opened
    opened.close()


def _fresh_database(url: str) -> str:
    import uuid

    import psycopg

    name = f"t{uuid.uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return url.replace("/postgres?", f"/{name}?")
