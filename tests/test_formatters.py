"""Values as a German reader expects them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from matcher.records import Deadline
from matcher.vocabulary import DeadlineKind
from web import formatters

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
BLANK = "\u00a0"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "unbekannt"),
        (Decimal(5000), "5.000_€"),
        (Decimal("5000.50"), "5.000,50_€"),
        (Decimal(1500000), "1,5_Mio._€"),
        (Decimal(1234567), "1.234.567_€"),
    ],
)
def test_money(value, text):
    assert formatters.euro(value) == text.replace("_", BLANK)


def test_an_expired_guideline_is_said_in_place_of_the_deadline(program):
    rolling = (Deadline(kind=DeadlineKind.ROLLING),)

    def shown(until):
        return formatters.next_deadline(program(deadlines=rolling, valid_until=until), NOW)

    assert shown(date(2024, 12, 31)) == "Richtlinie galt bis 31.12.2024"
    assert shown(date(2027, 12, 31)) == "laufend"


def test_an_unknown_deadline_is_never_rolling(program):
    unknown = (Deadline(kind=DeadlineKind.UNKNOWN),)

    assert formatters.next_deadline(program(deadlines=unknown), NOW) == "Frist unbekannt"
    assert formatters.next_deadline(program(), NOW) == "Frist unbekannt"
