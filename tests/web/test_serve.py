"""``foerdertopf serve``: a real process on a real port."""

import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from matcher.paths import shipped
from web.cli import run


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def serve(filled: Path, monkeypatch, capsys) -> Callable[..., tuple[int, str]]:
    """Try to serve where it must be refused; returns exit code and complaint."""

    def attempt(*arguments: str, database: Path = filled) -> tuple[int, str]:
        monkeypatch.setenv("FOERDERTOPF_DATABASE", f"sqlite:///{database}")
        return run(["serve", *arguments]), capsys.readouterr().err

    return attempt


@pytest.fixture
def server(filled: Path, free_port: int, monkeypatch) -> Iterator[subprocess.Popen[str]]:
    """A serving process with the shipped model; it does not outlive the test."""
    monkeypatch.setenv("FOERDERTOPF_DATABASE", f"sqlite:///{filled}")
    card = next(iter(shipped("models").glob("*/model.toml")))
    monkeypatch.setenv("FOERDERTOPF_MODEL", card.parent.name)
    call = [sys.executable, "-c", "from web.cli import main; main()", "serve"]
    with subprocess.Popen(
        [*call, "--port", str(free_port)], stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.kill()


def test_it_serves_until_it_is_interrupted(server):
    address = re.search(r"http://\S+", server.stdout.readline())[0]

    with urllib.request.urlopen(f"{address}/healthz", timeout=30) as answer:
        assert answer.status == 200
    with pytest.raises(urllib.error.HTTPError, match="400") as refused:
        urllib.request.urlopen(f"{address}/suche?text={'lang' * 6000}", timeout=30)
    with refused.value as page:
        assert "zu lang" in page.read().decode()
    server.send_signal(signal.SIGINT)
    assert server.wait(20) == 0


def test_a_port_in_use_is_one_sentence(serve):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        code, complaint = serve("--port", str(taken.getsockname()[1]))

    assert code == 1
    assert "ist schon belegt" in complaint
    assert complaint.count("\n") == 1


def test_other_machines_get_nothing_without_a_login(serve, monkeypatch):
    code, complaint = serve("--host", "0.0.0.0")
    assert code == 1
    assert "FOERDERTOPF_AUTH=proxy" in complaint

    monkeypatch.setenv("FOERDERTOPF_AUTH", "geheim")
    code, complaint = serve("--host", "0.0.0.0")
    assert code == 1
    assert "„geheim“" in complaint


def test_the_database_is_checked_before_anything_listens(serve, tmp_path):
    code, complaint = serve(database=tmp_path / "leer.sqlite")

    assert code == 1
    assert "foerdertopf setup" in complaint
