"""The weekly digest from the ranking to the mail server, with everything that dies in between."""

import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from matcher.deadlines import berlin
from matcher.digest import (
    Said,
    Topic,
    iso_week,
)
from matcher.records import Deadline, Measure, Municipality, Program
from matcher.store import SqlStore
from matcher.vocabulary import DeadlineKind
from tests.postbox import Postbox
from web.cli import run
from web.mailer import read_message

ROOT = Path(__file__).resolve().parent.parent
SEEN = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
COTTBUS = Municipality(ags="12052000", name="Cottbus/Chóśebuz", land="Brandenburg")
GUBEN = Municipality(ags="12071160", name="Guben", land="Brandenburg")
WEEK_48, WEEK_49, WEEK_50 = "2026-11-23", "2026-11-30", "2026-12-07"
TOPICS = {
    "licht": ("Umrüstung der Straßenbeleuchtung auf LED", "Energie"),
    "rad": ("Überdachte Fahrradabstellanlagen am Bahnhof", "Mobilität"),
}
MAKE = "from web.cli import main; main()"


class Town:
    """An installation with two towns that have the same two measures each."""

    def __init__(self, folder: Path, make: Callable[..., Program]) -> None:
        self.url = f"sqlite:///{folder / 'stadt.sqlite'}"
        self.file = folder / "stadt.sqlite"
        self._make = make
        self.store = SqlStore(self.url)
        self.store.migrate()
        self.store.measures.put_municipalities([COTTBUS, GUBEN], tenant=True)
        for town in (COTTBUS, GUBEN):
            self.store.measures.put(
                [
                    Measure(id=id_, municipality=town.ags, title=title, field=field, position=place)
                    for place, (id_, (title, field)) in enumerate(TOPICS.items())
                ]
            )

    def publish(self, *names: str, topic: str = "licht", **fields: Any) -> None:
        """Put programmes on a topic into the catalogue."""
        text = f"Gefördert wird: {TOPICS[topic][0]} in Gemeinden."
        self.store.programs.put(
            [
                self._make(f"bund-{name}", title=f"Programm {name} {name}", text=text, **fields)
                for name in names
            ],
            seen_at=SEEN,
        )

    def subscribe(self, *addresses: str, field: str = "", town: str = "12052000") -> None:
        for address in addresses:
            self.store.mail.subscribe(town, address, field, at=SEEN)


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


def digest(on: str = WEEK_48) -> int:
    return run(["digest", "--on", on])


def text_of(message: Any, kind: str = "plain") -> str:
    return message.get_body((kind,)).get_content().replace("\r\n", "\n")


def test_a_week_brings_one_mail_and_the_next_week_only_what_is_new(town, postbox):
    town.publish("Alpha", "Beta")
    town.subscribe("a@stadt.example")

    assert [digest(), digest(), digest("2026-11-29")] == [0, 0, 0]
    assert postbox.addresses == ["a@stadt.example"]
    assert digest(WEEK_49) == 0
    assert len(postbox.mails) == 1, "nothing new is no mail"

    town.publish("Gamma")
    assert digest(WEEK_50) == 0

    text = text_of(postbox.mails[1][1])
    assert "Programm Gamma" in text
    assert "Programm Alpha" not in text


def test_a_missed_week_catches_up(town, postbox):
    town.publish("Alpha")
    run(["rank", "--on", "2026-11-16"])
    town.subscribe("a@stadt.example")

    digest(WEEK_50)

    assert "Programm Alpha" in text_of(postbox.mails[0][1])


def test_ten_matches_are_told_the_rest_waits_for_the_next_week(town, postbox):
    names = [f"Nr{letter * 6}" for letter in "ABCDEFGHIJKLM"]
    town.publish(*names)
    town.subscribe("a@stadt.example")

    digest(WEEK_48)
    digest(WEEK_49)
    digest(WEEK_50)

    texts = [text_of(message) for _, message in postbox.mails]
    told = [[name for name in names if name in text] for text in texts]
    assert [len(part) for part in told] == [10, 3]
    assert sorted(told[0] + told[1]) == names
    assert "Diese Mail zeigt 10 von 13 neuen Treffern" in texts[0]
    assert "https://foerdertopf.example/massnahmen" in texts[0]


def test_one_refused_recipient_stops_nobody_and_hears_it_next_week(town, postbox, capsys):
    town.publish("Alpha")
    town.subscribe("a@stadt.example", "b@stadt.example", "c@stadt.example")
    postbox.refused = {"b@stadt.example": "550 5.1.1 Unbekannt"}

    assert digest() == 1
    assert "b@stadt.example: Der Mailserver lehnt den Empfänger ab: 550" in capsys.readouterr().err
    assert postbox.addresses == ["a@stadt.example", "c@stadt.example"]
    assert digest() == 0, "a final refusal is not tried again in the same week"
    assert town.store.mail.counts() == {"sent": 2, "refused": 1, "waiting": 0}

    postbox.refused = {}
    assert digest(WEEK_49) == 0
    assert postbox.addresses[2:] == ["b@stadt.example"], "nothing had been said to b"


def test_a_full_mailbox_is_tried_again_even_in_a_later_week(town, postbox):
    town.publish("Alpha")
    town.subscribe("a@stadt.example")
    postbox.refused = {"a@stadt.example": "452 4.2.2 Postfach voll"}
    assert digest(WEEK_48) == 1

    postbox.refused = {}
    assert digest(WEEK_49) == 0

    (sent,) = postbox.mails
    assert "KW 48" in sent[1]["Subject"]


def test_a_server_that_dies_after_the_first_mail_loses_nothing(town, postbox, capsys):
    town.publish("Alpha")
    town.subscribe("a@stadt.example", "b@stadt.example", "c@stadt.example")
    postbox.dies_after = 1

    assert digest() == 1
    assert "nicht erreichbar" in capsys.readouterr().err
    assert postbox.addresses == ["a@stadt.example"]

    postbox.stop()
    postbox.dies_after = None
    postbox.start()
    assert digest() == 0

    assert postbox.addresses == ["a@stadt.example", "b@stadt.example", "c@stadt.example"]


def test_a_killed_run_repeats_at_most_one_mail_and_loses_none(town, postbox):
    town.publish("Alpha")
    everybody = [f"{letter}@stadt.example" for letter in "abc"]
    town.subscribe(*everybody)
    postbox.hangs_at = 2  # the second mail is with the server, its answer never comes
    victim = subprocess.Popen([sys.executable, "-c", MAKE, "digest", "--on", WEEK_48], cwd=ROOT)
    assert postbox.hanging.wait(60)
    os.kill(victim.pid, signal.SIGKILL)
    victim.wait()

    postbox.hangs_at = None
    assert digest() == 0

    assert sorted(postbox.addresses) == sorted([*everybody, "b@stadt.example"])
    repeated = [m["Message-ID"] for address, m in postbox.mails if address == "b@stadt.example"]
    assert repeated[0] == repeated[1], "so that the receiving server can tell"
    for recipient in town.store.mail.recipients():
        assert town.store.mail.said(recipient.id) == {Said("licht", "bund-Alpha", Topic.NEW)}
    assert digest() == 0
    assert len(postbox.mails) == 4


def test_a_second_run_at_the_same_time_is_turned_away(town, postbox, capsys):
    town.publish("Alpha")
    town.subscribe("a@stadt.example")

    with town.store.mail.sending():
        assert digest() == 1

    assert "anderen Aufruf" in capsys.readouterr().err
    assert postbox.mails == []


def test_a_ranking_that_died_with_its_run_does_not_hold_the_mail_up(town, postbox):
    town.publish("Alpha")
    town.subscribe("a@stadt.example")

    with town.store.runs.lock("Rangliste 12052000"):
        assert digest() == 0

    assert postbox.addresses == ["a@stadt.example"]


def test_a_field_subscription_gets_its_field_and_two_make_one_mail(town, postbox):
    town.publish("Licht")
    town.publish("Rad", topic="rad")
    town.subscribe("energie@stadt.example", field="Energie")
    town.subscribe("beide@stadt.example", field="Energie")
    town.subscribe("beide@stadt.example", field="Mobilität")

    digest()

    texts = {address: text_of(message) for address, message in postbox.mails}
    assert len(postbox.mails) == 2
    assert "Programm Licht" in texts["energie@stadt.example"]
    assert "Programm Rad" not in texts["energie@stadt.example"]
    assert "Handlungsfelder Energie, Mobilität" in " ".join(texts["beide@stadt.example"].split())
    assert "Programm Rad" in texts["beide@stadt.example"]


def test_a_town_hears_nothing_of_its_neighbour(town, postbox):
    town.publish("Alpha")
    town.store.measures.put(
        [
            Measure(
                id="geheim",
                municipality=GUBEN.ags,
                title="Straßenbeleuchtung auf LED in Guben",
                field="Energie",
            )
        ]
    )
    town.subscribe("a@cottbus.example")
    town.subscribe("a@guben.example", town=GUBEN.ags)

    digest()

    texts = {address: text_of(message) for address, message in postbox.mails}
    assert "Guben" not in texts["a@cottbus.example"]
    assert "Cottbus" not in texts["a@guben.example"]
    assert "/massnahmen/geheim" in texts["a@guben.example"]


def test_who_has_unsubscribed_gets_nothing_not_even_what_was_waiting(town, postbox):
    town.publish("Alpha")
    town.subscribe("a@stadt.example", "b@stadt.example")
    postbox.stop()
    assert digest() == 1
    first, second = town.store.mail.subscriptions()

    assert town.store.mail.end_all(first.token, at=SEEN) == 1
    assert town.store.mail.end_all(first.token, at=SEEN) == 0
    assert run(["subscriptions", "end", str(second.id)]) == 0
    postbox.start()

    assert [digest(), digest(WEEK_49)] == [0, 0]
    assert postbox.mails == []


def test_who_comes_back_is_not_told_the_same_again(town, postbox):
    town.publish("Alpha")
    town.subscribe("a@stadt.example")
    digest(WEEK_48)
    (before,) = town.store.mail.subscriptions()
    town.store.mail.end([before.id], at=SEEN)

    town.subscribe("A@stadt.example", field="Energie")
    town.subscribe("a@stadt.example")

    digest(WEEK_49)
    assert len(postbox.mails) == 1
    assert before.token not in {entry.token for entry in town.store.mail.subscriptions()}


def test_a_rejected_pair_and_a_closed_programme_stay_out(town, postbox):
    over = (Deadline(kind=DeadlineKind.APPLICATION, day=date(2026, 11, 22)),)
    town.publish("Gut", "Abgelehnt")
    town.publish("Vorbei", deadlines=over)
    town.store.measures.decide(
        COTTBUS.ags, "licht", "bund-Abgelehnt", "abgelehnt", reason="zu klein", at=SEEN
    )
    town.subscribe("a@stadt.example")

    digest()

    text = text_of(postbox.mails[0][1])
    assert "Programm Gut" in text
    assert "Abgelehnt" not in text
    assert "Vorbei" not in text


def test_a_deadline_is_told_once_and_again_when_it_moves(town, postbox):
    def due(day: date) -> dict[str, Any]:
        return {"deadlines": (Deadline(kind=DeadlineKind.APPLICATION, day=day),)}

    town.publish("Alpha", **due(date(2027, 1, 4)))
    town.subscribe("a@stadt.example")

    digest("2026-11-23")  # 42 days before
    assert "FRISTEN" not in text_of(postbox.mails[0][1])
    digest("2026-12-07")
    assert "Mo., 4. Januar 2027 (noch 28 Tage)" in text_of(postbox.mails[1][1])
    digest("2026-12-14")
    assert len(postbox.mails) == 2
    town.publish("Alpha", **due(date(2027, 1, 11)))
    digest("2026-12-21")
    assert "Mo., 11. Januar 2027 (noch 21 Tage)" in text_of(postbox.mails[2][1])


def test_a_dry_run_tells_who_would_get_what_and_changes_no_byte(town):
    town.publish("Alpha")
    town.subscribe("a@stadt.example")
    town.store.close()
    before = hashlib.sha256(town.file.read_bytes()).hexdigest()

    done = subprocess.run(
        [sys.executable, "-c", MAKE, "digest", "--dry-run", "--on", WEEK_48],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip

    title = TOPICS["licht"][0]
    assert "a@stadt.example (12052000, alle Handlungsfelder)\n" in done.stdout
    assert f"neu\t{title}\tbund-Alpha\tGemeinsame Begriffe:" in done.stdout
    wal = town.file.with_name("stadt.sqlite-wal")
    assert not wal.exists() or wal.stat().st_size == 0
    assert hashlib.sha256(town.file.read_bytes()).hexdigest() == before


def test_without_a_mail_server_one_sentence_says_so_and_files_do_instead(town, tmp_path, capsys):
    town.publish("Alpha")
    town.subscribe("a@stadt.example")

    assert digest() == 1
    complaint = capsys.readouterr().err
    assert complaint.count("\n") == 1
    assert "FOERDERTOPF_SMTP_URL" in complaint
    for _ in range(2):
        assert run(["digest", "--on", WEEK_48, "--output", str(tmp_path / "post")]) == 0

    (file,) = (tmp_path / "post").iterdir()
    assert "Programm Alpha" in text_of(read_message(file.read_bytes()))
    assert town.store.mail.counts() == {"sent": 1, "refused": 0, "waiting": 0}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--municipality", "12052000", "--email", "kein-empfaenger"], "keine E-Mail-Adresse"),
        (["--municipality", "12052000", "--email", "a@b.de\nBcc: c@d.de"], "keine E-Mail-Adresse"),
        (["--municipality", "99999999", "--email", "a@b.de"], "keine Kommune eingerichtet"),
        (
            ["--municipality", "12052000", "--email", "a@b.de", "--field", "Quatsch"],
            "möglich sind: Energie, Mobilität",
        ),
    ],
)
def test_a_subscription_that_cannot_be_is_refused(town, capsys, arguments, sentence):
    assert run(["subscriptions", "add", *arguments]) == 1
    assert sentence in capsys.readouterr().err
    assert town.store.mail.subscriptions() == []


def test_subscriptions_are_listed_and_ended_by_hand(town, capsys):
    add = ["subscriptions", "add", "--municipality", "12052000", "--email", "Amt@Müllrose.de"]
    add += ["--field", "energie"]
    assert [run(add), run(add)] == [0, 0]
    capsys.readouterr()

    run(["subscriptions", "list"])
    listed = capsys.readouterr().out
    assert listed.count("\n") == 1
    assert "amt@xn--mllrose-n2a.de\tEnergie" in listed
    (entry,) = town.store.mail.subscriptions()
    assert run(["subscriptions", "end", entry.token]) == 0
    assert run(["subscriptions", "end", "nie-gesehen"]) == 1


def test_queue_and_ledger_are_one_transaction_on_both_databases(store, program):
    store.programs.put([program()], seen_at=SEEN)
    store.measures.put_municipalities([COTTBUS], tenant=True)
    entry = store.mail.subscribe(COTTBUS.ags, "a@stadt.example", at=SEEN)
    good = Said("licht", "bund-beispiel", Topic.NEW)

    with pytest.raises(Exception, match=r"(?i)foreign key"):
        store.mail.queue(
            entry.id, "2026-W48", b"x", [good, Said("licht", "gibt-es-nicht", Topic.NEW)], at=SEEN
        )
    assert (store.mail.pending(), store.mail.said(entry.id)) == ([], frozenset())

    with store.mail.sending():
        assert store.mail.queue(entry.id, "2026-W48", "Grüße".encode(), [good], at=SEEN)
        assert not store.mail.queue(entry.id, "2026-W48", b"y", [], at=SEEN)
    (waiting,) = store.mail.pending()
    assert waiting.message == "Grüße".encode()
    store.mail.mark_failed(waiting.id, "Postfach voll")
    assert store.mail.pending() == [replace(waiting, attempts=1, error="Postfach voll")]
    store.mail.mark_refused(waiting.id, "unbekannt", at=SEEN)
    assert (store.mail.pending(), store.mail.said(entry.id)) == ([], frozenset())


def test_the_week_is_berlins():
    assert iso_week(datetime(2026, 11, 22, 22, 59, tzinfo=UTC)) == "2026-W47"
    assert iso_week(datetime(2026, 11, 22, 23, 0, tzinfo=UTC)) == "2026-W48"
    assert iso_week(berlin(date(2027, 1, 3))) == "2026-W53"
