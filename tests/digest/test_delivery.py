"""From the queue to the mail server, with everything that dies in between."""

import hashlib
import os
import signal
import subprocess
import sys
from dataclasses import replace

import pytest

from matcher.digest import (
    Said,
    Topic,
)
from tests.digest.town import (
    COTTBUS,
    MAKE,
    ROOT,
    SEEN,
    TOPICS,
    WEEK_48,
    WEEK_49,
    digest,
    text_of,
)
from web.cli import run
from web.mailer import read_message


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
