"""What a week tells, and what it does not tell twice."""

from datetime import UTC, date, datetime
from typing import Any

from matcher.deadlines import berlin
from matcher.digest import (
    iso_week,
)
from matcher.records import Deadline
from matcher.vocabulary import DeadlineKind
from tests.digest.town import COTTBUS, SEEN, WEEK_48, WEEK_49, WEEK_50, digest, text_of
from web.cli import run


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


def test_the_week_is_berlins():
    assert iso_week(datetime(2026, 11, 22, 22, 59, tzinfo=UTC)) == "2026-W47"
    assert iso_week(datetime(2026, 11, 22, 23, 0, tzinfo=UTC)) == "2026-W48"
    assert iso_week(berlin(date(2027, 1, 3))) == "2026-W53"
