"""Who gets which digest, and who no longer."""

import pytest

from matcher.records import Measure
from tests.digest.town import GUBEN, SEEN, WEEK_48, WEEK_49, digest, text_of
from web.cli import run


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
