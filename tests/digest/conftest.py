"""Two towns and a mail server that takes their digests."""

from collections.abc import Iterator

import pytest

from tests.digest.town import Town
from tests.postbox import Postbox


@pytest.fixture
def town(tmp_path, program, monkeypatch) -> Iterator[Town]:
    place = Town(tmp_path, program)
    monkeypatch.setenv("FOERDERTOPF_DATABASE", place.url)
    (tmp_path / "modell").mkdir()
    (tmp_path / "modell" / "model.toml").write_text("kaputt")
    monkeypatch.setenv("FOERDERTOPF_MODEL", str(tmp_path / "modell"))
    monkeypatch.setenv("FOERDERTOPF_BASE_URL", "https://foerdertopf.example")
    monkeypatch.setenv("FOERDERTOPF_MAIL_FROM", "foerdertopf@stadt.example")
    monkeypatch.delenv("FOERDERTOPF_SMTP_URL", raising=False)
    yield place
    place.store.close()


@pytest.fixture
def postbox(town, monkeypatch) -> Iterator[Postbox]:
    box = Postbox()
    monkeypatch.setenv("FOERDERTOPF_SMTP_URL", box.url)
    yield box
    box.stop()
