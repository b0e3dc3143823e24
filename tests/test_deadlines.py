"""Open or closed is a pure function of deadlines and now."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.deadlines import Opening, closed_from, window
from matcher.records import BRUSSELS, Deadline
from matcher.vocabulary import DeadlineKind, Recurrence

BERLIN = ZoneInfo("Europe/Berlin")
APPLICATION, OUTLINE = DeadlineKind.APPLICATION, DeadlineKind.OUTLINE


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize("day", ["2026-11-22", "2026-12-31", "2027-03-28", "2026-10-25"])
def test_the_last_day_is_open_until_midnight_in_berlin(day):
    """Also on the days on which the clock is changed and at the year's end."""
    deadlines = [Deadline(kind=APPLICATION, day=date.fromisoformat(day))]

    assert window(deadlines, at(f"{day}T23:59:59")).opening is Opening.OPEN
    midnight = at(f"{day}T23:59:59").astimezone(UTC) + timedelta(seconds=1)
    assert window(deadlines, midnight).opening is Opening.CLOSED


def test_a_time_of_day_in_brussels_counts_to_the_second():
    deadline = Deadline(kind=APPLICATION, day=date(2027, 1, 15), at=time(17), zone=BRUSSELS)

    assert window([deadline], at("2027-01-15T17:00:00")).opening is Opening.OPEN
    assert window([deadline], at("2027-01-15T17:00:01")).opening is Opening.CLOSED


def test_the_next_of_several_cut_offs_counts():
    days = [date(2026, 3, 1), date(2027, 9, 14), date(2027, 4, 8)]
    state = window([Deadline(kind=APPLICATION, day=d) for d in days], at("2026-11-22T12:00:00"))

    assert state.next is not None
    assert state.next.day == date(2027, 4, 8)


def test_after_the_outline_stage_the_call_is_closed_to_newcomers():
    stages = [
        Deadline(kind=OUTLINE, day=date(2026, 4, 1)),
        Deadline(kind=APPLICATION, day=date(2027, 4, 1)),
    ]

    assert window(stages, at("2026-03-31T12:00:00")).next == stages[0]
    assert window(stages, at("2026-11-22T12:00:00")).opening is Opening.CLOSED


def test_a_yearly_deadline_returns():
    yearly = Deadline(kind=APPLICATION, month_day="03-31", recurrence=Recurrence.YEARLY)

    state = window([yearly], at("2027-04-01T00:00:00"))

    assert state.opening is Opening.OPEN
    assert state.next is not None
    assert state.next.day == date(2028, 3, 31)


def test_29_february_waits_for_a_leap_year():
    state = window([Deadline(kind=APPLICATION, month_day="02-29")], at("2026-11-22T12:00:00"))

    assert state.next is not None
    assert state.next.day == date(2028, 2, 29)


def test_a_window_that_has_not_begun_is_announced():
    deadline = Deadline(kind=APPLICATION, day=date(2027, 3, 1), opens=date(2027, 1, 15))

    assert window([deadline], at("2027-01-14T23:59:59")).opening is Opening.UPCOMING
    assert window([deadline], at("2027-01-15T00:00:00")).opening is Opening.OPEN


def test_no_deadline_is_unknown_and_never_rolling():
    assert window([], at("2026-11-22T12:00:00")).opening is Opening.UNKNOWN
    unknown = [Deadline(kind=DeadlineKind.UNKNOWN)]
    assert window(unknown, at("2026-11-22T12:00:00")).opening is Opening.UNKNOWN


@pytest.mark.parametrize("kind", [DeadlineKind.ROLLING, DeadlineKind.BUDGET])
def test_rolling_applications_are_open_without_a_next_deadline(kind):
    state = window([Deadline(kind=kind)], at("2026-11-22T12:00:00"))

    assert (state.opening, state.next) == (Opening.OPEN, None)


@given(
    days=st.lists(st.dates(date(2020, 1, 1), date(2035, 12, 31)), min_size=1, max_size=5),
    now=st.datetimes(datetime(2020, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC)),
)
def test_open_exactly_while_a_day_is_ahead(days, now):
    """Against the plain definition: some day is today or later on the Berlin calendar."""
    state = window([Deadline(kind=APPLICATION, day=day) for day in days], now)

    today = now.astimezone(BERLIN).date()
    assert (state.opening is Opening.OPEN) == any(day >= today for day in days)
    if state.next is not None:
        assert state.next.day == min(day for day in days if day >= today)


@given(
    deadlines=st.lists(
        st.builds(
            Deadline,
            kind=st.sampled_from(DeadlineKind),
            day=st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31)),
            month_day=st.none() | st.sampled_from(["02-29", "03-31", "12-31"]),
            at=st.none() | st.times(),
            zone=st.sampled_from(["Europe/Berlin", BRUSSELS]),
        ),
        max_size=4,
    ),
    moment=st.datetimes(datetime(2026, 1, 1), datetime(2028, 3, 1), timezones=st.just(UTC)),
)
def test_closed_begins_at_one_moment(deadlines, moment):
    end = closed_from(deadlines)

    closed = window(deadlines, moment).opening is Opening.CLOSED
    assert closed == (end is not None and end <= moment)
    if end is not None:
        assert window(deadlines, end).opening is Opening.CLOSED
        assert window(deadlines, end - timedelta(microseconds=1)).opening is not Opening.CLOSED
