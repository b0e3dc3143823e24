"""Every way of writing a day gives that day back; what is no day gives none."""

from collections.abc import Callable
from datetime import date, time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scrapers.evidence.dates import exists, find_dates

GERMAN = (
    "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()
)
GERMAN_SHORT = "Jan. Feb. Mär. Apr. Mai Jun. Jul. Aug. Sep. Okt. Nov. Dez.".split()
ENGLISH = (
    "January February March April May June July August September October November December".split()
)

WITH_YEAR: dict[str, Callable[[date], str]] = {
    "31.03.2027": lambda d: f"{d:%d.%m.%Y}",
    "1.3.2027": lambda d: f"{d.day}.{d.month}.{d.year}",
    "1. 3. 2027": lambda d: f"{d.day}. {d.month}. {d.year}",
    "01.03.27": lambda d: f"{d:%d.%m.%y}",
    "1. März 2027": lambda d: f"{d.day}. {GERMAN[d.month - 1]} {d.year}",
    "01. Nov. 2027": lambda d: f"{d.day:02d}. {GERMAN_SHORT[d.month - 1]} {d.year}",
    "1.März 2027": lambda d: f"{d.day}.{GERMAN[d.month - 1]} {d.year}",
    "1. März des Jahres 2027": lambda d: f"{d.day}. {GERMAN[d.month - 1]} des Jahres {d.year}",
    "2027-03-01": lambda d: d.isoformat(),
    "1 March 2027": lambda d: f"{d.day} {ENGLISH[d.month - 1]} {d.year}",
    "March 1, 2027": lambda d: f"{ENGLISH[d.month - 1]} {d.day}, {d.year}",
    "1\\. März 2027": lambda d: f"{d.day}\\. {GERMAN[d.month - 1]} {d.year}",
}
WITHOUT_YEAR: dict[str, Callable[[date], str]] = {
    "15.11.": lambda d: f"{d.day}.{d.month}.",
    "15.11": lambda d: f"{d:%d.%m}",
    "15. November": lambda d: f"{d.day}. {GERMAN[d.month - 1]}",
    "15. Novembers": lambda d: f"{d.day}. {GERMAN[d.month - 1]}s",
    "15 November": lambda d: f"{d.day} {ENGLISH[d.month - 1]}",
}
days = st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31))


@pytest.mark.parametrize("write", WITH_YEAR.values(), ids=WITH_YEAR)
@given(day=days)
@example(day=date(2027, 12, 31))
@example(day=date(2028, 1, 1))
@example(day=date(2028, 2, 29))
def test_a_day_survives_writing_and_reading(write: Callable[[date], str], day: date) -> None:
    text = f"Anträge sind bis zum {write(day)} zu stellen."

    (mention,) = find_dates(text)

    assert mention.date == day
    assert text[mention.start : mention.end].rstrip(".") in write(day)


@pytest.mark.parametrize("write", WITHOUT_YEAR.values(), ids=WITHOUT_YEAR)
@given(day=days)
@example(day=date(2028, 2, 29))
@example(day=date(2027, 12, 31))
def test_a_day_without_a_year_stays_without(write: Callable[[date], str], day: date) -> None:
    (mention,) = find_dates(f"Anträge sind bis zum {write(day)} zu stellen.")

    assert (mention.date, mention.day_month) == (None, f"{day:%m-%d}")


@given(first=days, second=days)
def test_a_list_shares_the_year_at_its_end(first: date, second: date) -> None:
    text = f"zum {first.day}.{first.month}. und {second:%d.%m.%Y}"

    mentions = find_dates(text)

    own = exists(first.day, first.month, second.year)
    expected = date(second.year, first.month, first.day) if own else None
    assert [m.date for m in mentions] == [expected, second]


@given(day=st.integers(0, 99), month=st.integers(0, 99), year=st.integers(1990, 2060))
def test_only_days_of_the_calendar_are_days(day: int, month: int, year: int) -> None:
    found = [m.date for m in find_dates(f"bis zum {day:02d}.{month:02d}.{year}")]

    try:
        expected = [date(year, month, day)]
    except ValueError:
        expected = []
    assert found == expected


@pytest.mark.parametrize(
    "text",
    [
        "nach Nr. 3.1. und 4.2. der Richtlinie",
        "Nummer 2.1 bis 3.4.2",
        "7.1. Anträge sind schriftlich zu stellen",
        "ein Zuschuss von 1.263.000 Euro",
        "1,5 Mio. Euro",
        "Montag bis Freitag von 8.00 bis 12.00 Uhr",
        "Version 2.10 der Software",
        "die Stelle",
        "im Mai 2027",
        "10.10 Prozent",
    ],
)
def test_numbers_of_another_kind_are_no_days(text: str) -> None:
    assert find_dates(text) == []


@pytest.mark.parametrize(
    ("written", "clock"),
    [
        ("31.03.2027, 12:00 Uhr", time(12)),
        ("31.03.2027 (12 Uhr)", time(12)),
        ("31.03.2027 um 14.30 Uhr", time(14, 30)),
        ("31. März 2027, 24 Uhr", time(23, 59)),
        ("31.03.2027, 23:59 Uhr", time(23, 59)),
        ("24:00 Uhr am 31.03.2027", time(23, 59)),
        ("31 March 2027, 5 pm", time(17)),
        ("31 March 2027 17:00 CET", time(17)),
        ("31.03.2027", None),
        ("31.03.2027, 25 Uhr", None),
    ],
)
def test_the_clock_belongs_to_its_day(written: str, clock: time | None) -> None:
    (mention,) = find_dates(f"bis zum {written}")

    assert (mention.date, mention.time) == (date(2027, 3, 31), clock)
