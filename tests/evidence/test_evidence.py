"""What holds for every text: verbatim quotes, the contract's object, time that grows evenly."""

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.evidence import Facts, extract

PIECES = [
    "Anträge sind bis zum 31. März 2027 zu stellen.",
    "Richten Sie Ihren Antrag\n\n* bis zum 30.9. an die Stadt,\n* bis zum 31.12.2027 an den Kreis",
    "Die Höhe des Zuschusses beträgt bis zu 80 Prozent der Ausgaben, höchstens 5.000 Euro.",
    "Antragsberechtigt sind\n\n* Gemeinden,\n* Vereine.",
    "Das Vorhaben darf noch nicht begonnen sein.",
    "Skizzen können jederzeit ein\u00adgereicht wer\u00adden.",
    "An\u00adträge sind bis zum 1. Ju\u00adni zu stellen.",
    "### Fristen",
    "**Richtlinie zur Förderung**",
    "7.1 Der Antrag",
    "| 1.1. | 50 % | 3 Mio. Euro |",
    "z. B. d. h. Nr. 3.1. § 44 Abs. 1",
]
texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=40), max_size=8).flatmap(
    lambda parts: st.sampled_from(["\n\n", "\n", " ", ""]).map(lambda glue: glue.join(parts))
)


def quotes(facts: Facts) -> list[str]:
    return [*facts.quotes.values(), *(d.quote for d in facts.deadlines)]


@given(text=texts)
def test_every_quote_is_a_part_of_the_text(text: str) -> None:
    for quote in quotes(extract(text)):
        assert quote
        assert quote in text


@given(text=texts)
def test_no_value_without_its_quote(text: str) -> None:
    facts = extract(text)

    names = ("funding_rate_max", "amount_max_eur", "amount_min_eur", "start_rule", "applicants")
    stated = {name for name in names if getattr(facts, name) not in (None, ())}
    assert stated == set(facts.quotes)


def test_a_soft_hyphen_hides_nothing_and_stays_in_the_quote() -> None:
    text = "An\u00adträge sind bis zum 1. Ju\u00adni 2027 zu stellen."

    (deadline,) = extract(text).deadlines

    assert (str(deadline.date), deadline.quote) == ("2027-06-01", text)


def test_json_is_the_object_of_the_contract() -> None:
    text = "Skizzen sind bis zum 30.06.2027, 12 Uhr, einzureichen. Der Zuschuss beträgt 1.000 Euro."

    facts: dict[str, Any] = json.loads(json.dumps(extract(text).to_json("p1")))

    assert facts == {
        "id": "p1",
        "deadlines": [
            {
                "kind": "skizze",
                "date": "2027-06-30",
                "time": "12:00",
                "recurrence": None,
                "day_month": [],
                "relative": False,
                "quote": "Skizzen sind bis zum 30.06.2027, 12 Uhr, einzureichen.",
            }
        ],
        "funding_rate_max": None,
        "amount_max_eur": 1000,
        "amount_min_eur": None,
        "start_rule": None,
        "applicants": [],
        "quotes": {"amount_max_eur": "Der Zuschuss beträgt 1.000 Euro."},
    }


def test_two_megabytes_of_prose_take_seconds() -> None:
    prose = "Anträge sind bis zum 31. März 2027 bei der Gemeinde zu stellen, die entscheidet. "

    assert seconds(prose * (2_000_000 // len(prose))) < 20


@pytest.mark.parametrize(
    "unit",
    [
        "x", "zuschuss", "1.", "31.03.2027 ", "bis zum ", "Anträge, die ", "der der ", "50 % ",
        "EUR 5 ", "* ", "\n", " ", "(", "vorzeitiger Maßnahmebeginn ", "einem ", "spätestens ",
    ],
)  # fmt: skip
def test_no_repetition_makes_time_explode(unit: str) -> None:
    """Whatever the text repeats, time grows with its length and not with its square."""
    assert seconds(unit * (150_000 // len(unit))) < 6


def seconds(text: str) -> float:
    started = time.process_time()
    extract(text)
    return time.process_time() - started
