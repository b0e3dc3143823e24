"""When a closed call may return: from its rounds, and only where that is more than a guess."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from matcher.estimate import Estimate, estimate_next, other_rounds
from matcher.paths import shipped
from matcher.program_files import read_programs
from matcher.records import Deadline, Program
from matcher.vocabulary import DeadlineKind, Recurrence

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def series(program) -> Callable[..., list[Program]]:
    """Make the rounds of one series, the newest first; each has one application deadline."""

    def make(*days: date) -> list[Program]:
        rounds = [
            program(
                f"runde-{day}",
                series="wettbewerb",
                deadlines=(Deadline(kind=DeadlineKind.APPLICATION, day=day),),
            )
            for day in days
        ]
        return other_rounds(replace(rounds[0], id="andere"), rounds)

    return make


def estimated(rounds: list[Program], now: datetime = NOW) -> Estimate | None:
    return estimate_next(rounds[0], rounds[1:], now)


def test_the_smart_cities_rounds_led_to_an_estimate_until_the_rhythm_ended():
    shipped_programs = list(read_programs(shipped("data/programs")))
    third = next(p for p in shipped_programs if p.id == "bund-smart-cities-staffel-3")
    rounds = other_rounds(third, shipped_programs)

    assert [p.round[:10] for p in rounds] == ["2. Staffel", "1. Staffel"]
    found = estimate_next(third, rounds, datetime(2021, 6, 1, tzinfo=UTC))
    assert found is not None
    assert found.basis.startswith("Schätzung aus den Runden 2019, 2020, 2021")
    assert found.first < date(2022, 2, 12) < found.last
    assert estimate_next(third, rounds, NOW) is None


def test_the_window_is_as_wide_as_the_intervals_differ(series):
    regular = estimated(series(date(2024, 3, 1), date(2025, 3, 1), date(2026, 3, 1)))
    ragged = estimated(series(date(2023, 12, 1), date(2025, 3, 1), date(2026, 3, 1)))

    assert (regular.first, regular.last) == (date(2027, 1, 30), date(2027, 3, 31))
    assert ragged.last - ragged.first > regular.last - regular.first


def test_a_round_that_did_not_come_is_said_and_the_next_one_estimated(series):
    found = estimated(
        series(date(2023, 11, 30), date(2024, 11, 30)), datetime(2026, 3, 1, tzinfo=UTC)
    )

    assert found.missed
    assert found.first.year == 2026


def test_nothing_is_estimated_beside_an_open_or_announced_round(series):
    assert estimated(series(date(2025, 3, 1), date(2026, 3, 1), date(2027, 3, 1))) is None
    closed = series(date(2025, 3, 1), date(2026, 3, 1))
    assert estimated(closed) is not None
    assert estimate_next(closed[0], [*closed[1:], *series(date(2027, 3, 1))], NOW) is None


def test_one_round_is_no_rhythm_even_with_several_topics(series):
    assert estimated(series(date(2026, 3, 1))) is None
    assert estimated(series(date(2026, 3, 1), date(2026, 4, 1))) is None


@pytest.mark.parametrize(
    ("recurrence", "expected"),
    [(Recurrence.YEARLY, date(2027, 10, 31)), (Recurrence.HALF_YEARLY, date(2027, 4, 30))],
)
def test_a_recurrence_of_the_source_needs_no_second_round(program, recurrence, expected):
    past = Deadline(kind=DeadlineKind.CUTOFF, day=date(2026, 10, 31), recurrence=recurrence)
    found = estimate_next(program(deadlines=(past,)), [], NOW)

    assert found.first < expected < found.last
    assert recurrence.label in found.basis
    ended = program(deadlines=(past,), valid_until=date(2026, 12, 31))
    assert estimate_next(ended, [], NOW) is None


def test_the_outline_is_what_closes_a_round_of_two_stages(program):
    stages = [
        (
            Deadline(kind=DeadlineKind.OUTLINE, day=date(year, 3, 1)),
            Deadline(kind=DeadlineKind.APPLICATION, day=date(year, 9, 1)),
        )
        for year in (2024, 2025, 2026)
    ]
    rounds = [program(f"r{i}", series="s", deadlines=days) for i, days in enumerate(stages)]

    found = estimate_next(rounds[-1], rounds[:-1], NOW)

    assert found.first < date(2027, 3, 1) < found.last
