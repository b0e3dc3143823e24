"""What is promised, told apart from what is only counted."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.evidence import extract
from scrapers.evidence.amounts import find_euros

RATES = [
    ("Die Höhe des Zuschusses beträgt bis zu 80 Prozent der zuwendungsfähigen Ausgaben.", "80"),
    ("Die Förderquote liegt bei maximal 65 % der förderfähigen Kosten.", "65"),
    ("Der Förderrahmen beträgt bis zu 90 v. H. der zuwendungsfähigen Ausgaben.", "90"),
    ("Gemeinden erhalten 75 vom Hundert der anerkannten Kosten.", "75"),
    ("Die Förderung beträgt bis zu 62,5 % der Gesamtausgaben.", "62.5"),
    ("The grant covers up to 60% of the eligible costs.", "60"),
    ("Maximum funding rate: 70%", "70"),
    ("Für das Darlehen gibt es eine Bürgschaft des Landes in Höhe von 60 Prozent.", None),
    (
        "Die Höhe der Förderung beträgt\n\n* für Städte bis zu 50 Prozent und\n"
        "* für Gemeinden bis zu 70 Prozent\n\nder förderfähigen Kosten.",
        "70",
    ),
    ("Der Eigenanteil beträgt mindestens 20 Prozent der Gesamtkosten.", None),
    ("Es wird eine Projektpauschale in Höhe von 20 Prozent der Ausgaben gezahlt.", None),
    ("Die Emissionen sollen um 55 Prozent gesenkt werden.", None),
    ("Der Zuschuss kann um bis zu 10 Prozentpunkte steigen.", None),
    ("Das Darlehen wird zu 70 Prozent der förderfähigen Kosten verbürgt.", None),
    ("Der Zinssatz liegt 2 Prozent über dem Basiszinssatz.", None),
]
AMOUNTS = [
    ("Der Zuschuss beträgt höchstens 750.000 Euro.", "750000", None),
    ("Die Zuwendung ist auf 1,5 Mio. Euro je Vorhaben begrenzt.", "1500000", None),
    ("Sie erhalten einen Zuschuss von bis zu EUR 25.000.", "25000", None),
    ("Die Förderung beträgt maximal 25 TEUR.", "25000", None),
    ("Die Zuwendung beträgt höchstens 1.234,56 Euro.", "1234.56", None),
    ("Die Förderhöhe liegt zwischen 3 und 6 Millionen Euro.", "6000000", "3000000"),
    ("Sie erhalten je nach System zwischen 1.300 und 2.300 Euro.", "2300", None),
    ("Der Zuschuss muss mindestens 5.000 Euro betragen.", None, "5000"),
    ("Die beantragte Zuwendung muss 2.000 Euro übersteigen.", None, "2000"),
    ("Der Zuschuss beträgt höchstens zwischen 1 und 2 Millionen Euro.", "2000000", None),
    ("Der Zuschuss beträgt für jeden weiteren Platz zwischen 900 und 1.400 Euro.", "1400", None),
    ("Ihr Darlehen beträgt höchstens 30.000 Euro je Haushalt.", "30000", None),
    ("Der Mindestbetrag liegt bei 3.000 Euro, der Höchstbetrag bei 90.000 Euro.", "90000", "3000"),
    ("Mindestbetrag für das Darlehen: 1.000 Euro, maximale Höhe: 9.000 Euro.", "9000", "1000"),
    ("Die Förderung beträgt je Tag und Gast bis zu 40 Euro.", None, None),
    ("The EU contribution per project will not exceed EUR 4 000 000.", "4000000", None),
    ("Zuwendungen unter 2.500 Euro werden nicht bewilligt.", None, "2500"),
    ("The grant is limited to a maximum of € 1,250,000.", "1250000", None),
    ("Die Gesamtkosten des Vorhabens betragen höchstens 400.000 Euro.", None, None),
    ("Für das Programm stehen insgesamt 40 Mio. Euro zur Verfügung.", None, None),
    ("Beihilfen nach der De-minimis-Verordnung sind auf 300.000 Euro begrenzt.", None, None),
    ("Der Zuschuss beträgt bis zu 15 Euro je Stunde.", None, None),
    ("Antragsberechtigt sind Firmen mit einem Umsatz von bis zu 50 Mio. Euro.", None, None),
    ("Geräte dürfen bis zu 410 Euro kosten.", None, None),
]


@pytest.mark.parametrize(("text", "percent"), RATES, ids=[t[:50] for t, _ in RATES])
def test_a_rate_is_a_share_that_is_funded(text: str, percent: str | None) -> None:
    assert extract(text).funding_rate_max == (Decimal(percent) if percent else None)


@pytest.mark.parametrize(("text", "most", "least"), AMOUNTS, ids=[t[:50] for t, *_ in AMOUNTS])
def test_an_amount_is_a_sum_that_is_paid(text: str, most: str | None, least: str | None) -> None:
    facts = extract(text)

    assert facts.amount_max_eur == (Decimal(most) if most else None)
    assert facts.amount_min_eur == (Decimal(least) if least else None)


@given(cents=st.integers(min_value=1, max_value=10**12))
def test_every_cent_survives_german_and_english_writing(cents: int) -> None:
    value = Decimal(cents) / 100
    english = f"{value:,.2f}"
    german = english.translate(str.maketrans(",.", ".,"))

    for written in (f"{german} Euro", f"EUR {german}", f"€ {english}"):
        assert [q.value for q in find_euros(f"höchstens {written} je Vorhaben")] == [value]


def test_the_line_that_closes_a_list_ends_its_sentence() -> None:
    text = (
        "Die Höhe des Zuschusses beträgt\n\n* bis zu 40 Prozent für kleine Betriebe,\n"
        "* bis zu 30 Prozent für mittlere Betriebe\n\nder förderfähigen Ausgaben, jedoch maximal "
        "EUR 250.000 je Vorhaben."
    )

    facts = extract(text)

    assert (facts.funding_rate_max, facts.amount_max_eur) == (40, 250_000)


def test_the_kinds_of_projects_in_a_list_of_sums_are_no_thresholds() -> None:
    text = (
        "Die maximale Förderhöhe beträgt\n\n* für Machbarkeitsprojekte bis zu EUR 70.000,\n"
        "* für Verbundprojekte bis zu EUR 1,2 Millionen.\n"
    )

    assert extract(text).amount_max_eur == 1_200_000


def test_a_share_of_something_else_is_no_rate() -> None:
    text = (
        "Die Förderung ist an folgende Bedingungen geknüpft:\n\n"
        "* Bis zu 20 Prozent der Kursstunden dürfen online stattfinden.\n"
    )

    assert extract(text).funding_rate_max is None


def test_the_summary_goes_before_the_special_cases_of_the_guideline() -> None:
    text = (
        "Die Höhe des Zuschusses beträgt bis zu 60 Prozent der förderfähigen Ausgaben.\n\n"
        "### Richtlinie\n\n5.1 Die Zuwendung beträgt bis zu 90 Prozent der zuwendungsfähigen "
        "Ausgaben für Vorhaben nach Nummer 2.9."
    )

    assert extract(text).funding_rate_max == 60
