"""Changes of a programme as a person reads them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from decimal import Decimal

import pytest

from matcher.changes import changed_fields
from matcher.exchange import program_to_dict
from matcher.records import BRUSSELS, Deadline, Program, Section
from matcher.vocabulary import (
    Applicant,
    DeadlineKind,
    FundingArea,
    FundingType,
    Level,
    Recurrence,
    SectionKind,
    StartRule,
)

APPLICATION = DeadlineKind.APPLICATION


def change(old: Program, **fields: object) -> tuple[str, str, str]:
    """Change a programme in one field and return label, old and new of the only change."""
    new = replace(old, **fields)
    (found,) = changed_fields(program_to_dict(old), program_to_dict(new))
    return found["label"], *(found[key].replace("\u00a0", " ") for key in ("old", "new"))


@pytest.mark.parametrize(
    ("field", "before", "after", "words"),
    [
        ("regions", ("12",), ("12", "lausitz"), ("Fördergebiet", "Brandenburg", "Lausitz")),
        (
            "eligible_applicants",
            (Applicant.MUNICIPALITY,),
            (Applicant.MUNICIPAL_COMPANY,),
            ("Förderberechtigte", "Kommune", "Kommunales Unternehmen"),
        ),
        (
            "funding_types",
            (FundingType.GRANT,),
            (FundingType.LOAN, FundingType.GRANT),
            ("Förderart", "Zuschuss", "Darlehen, Zuschuss"),
        ),
        ("funding_areas", (), (FundingArea.URBAN,), ("Förderbereich", "unbekannt", "Städtebau")),
        ("funding_rate", Decimal(60), Decimal("62.50"), ("Förderquote", "60 %", "62,5 %")),
        ("amount_max", Decimal(750000), None, ("Höchstbetrag", "750.000 €", "unbekannt")),
        ("amount_min", None, Decimal("1234.5"), ("Mindestbetrag", "unbekannt", "1.234,50 €")),
        ("level", Level.BUND, Level.OTHER, ("Ebene", "Bund", "Sonstige")),
        ("valid_until", None, date(2027, 3, 31), ("Gültigkeit", "unbekannt", "31.03.2027")),
        (
            "start_rule",
            StartRule.NOT_BEGUN,
            StartRule.BEGUN_ALLOWED,
            ("Vorhabenbeginn", "noch nicht begonnen", "schon begonnen"),
        ),
    ],
)
def test_a_value_is_said_in_german(program, field, before, after, words):
    said = change(program(**{field: before}), **{field: after})

    assert all(word in part for word, part in zip(words, said, strict=True)), said


def test_a_deadline_is_said_with_kind_day_time_and_what_returns(program):
    old = Deadline(kind=APPLICATION, day=date(2027, 3, 31), at=time(17))
    brussels = replace(old, day=date(2027, 4, 1), zone=BRUSSELS, opens=date(2027, 2, 1))
    yearly = Deadline(kind=APPLICATION, month_day="03-31", recurrence=Recurrence.YEARLY)

    assert change(program(deadlines=(old,)), deadlines=(brussels, yearly))[1:] == (
        "Antragsfrist 31.03.2027, 17:00 Uhr",
        "Antragsfrist 01.04.2027, 17:00 Uhr (Brüssel), Anträge ab 01.02.2027; "
        "Antragsfrist 31.03., jährlich",
    )


def test_of_many_deadlines_only_the_moved_one_is_named(program):
    days = [Deadline(kind=DeadlineKind.CUTOFF, day=date(2027, month, 1)) for month in range(1, 7)]
    moved = replace(days[3], day=date(2027, 4, 15))

    said = change(program(deadlines=tuple(days)), deadlines=(*days[:3], moved, *days[4:]))

    assert said[1:] == ("Stichtag 01.04.2027; 5 unverändert", "Stichtag 15.04.2027; 5 unverändert")


@pytest.fixture
def long_text() -> str:
    return " ".join(f"Satz {number} über Radwege und Brücken." for number in range(400))


def text_change(make: Callable[..., Program], old: str, new: str) -> tuple[str, str]:
    section = Section(kind=SectionKind.SUBJECT, text=new)
    return change(make(text=old), sections=(section,))[1:]


def test_of_a_long_text_only_the_words_that_differ_are_shown(program, long_text):
    new = long_text.replace("Satz 200 über Radwege", "Satz 200 über Radschnellwege")

    assert text_change(program, long_text, new) == (
        "… Brücken. Satz 200 über Radwege und Brücken. Satz 201 …",
        "… Brücken. Satz 200 über Radschnellwege und Brücken. Satz 201 …",
    )


def test_a_rewritten_text_stays_short_and_counts_what_is_left_out(program, long_text):
    many = long_text
    for number in range(0, 400, 40):
        many = many.replace(f"Satz {number} über Radwege", f"Satz {number} über Stege")

    old, new = text_change(program, long_text, many)
    assert "Stege" in new
    assert "Stege" not in old
    assert new.endswith("(und 5 weitere Stellen)")
    other = " ".join(f"Anders {number}" for number in range(1000))
    assert all(len(part) < 600 for part in text_change(program, long_text, other))


def test_blanks_and_line_breaks_alone_are_no_change(program):
    old, new = (
        program(text="Gefördert werden\n\nRadwege."),
        program(text="Gefördert werden Radwege. "),
    )

    assert changed_fields(program_to_dict(old), program_to_dict(new)) == []
