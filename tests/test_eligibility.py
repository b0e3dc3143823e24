"""Three values per criterion; a hard miss excludes, unknown never does."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from matcher.barriers import Barriers
from matcher.eligibility import check, misses
from matcher.paths import shipped
from matcher.program_files import read_programs
from matcher.records import Deadline, Evidence
from matcher.regions import region_tree
from matcher.vocabulary import Applicant, Criterion, DeadlineKind, Fit, MeasureStatus, StartRule

NOW = datetime(2026, 11, 22, 10, tzinfo=ZoneInfo("Europe/Berlin"))


def reasons(program, **asked):
    defaults = {"place": "12052000", "applicants": (Applicant.MUNICIPALITY,), "now": NOW}
    found = check(program, tree=region_tree(), **(defaults | asked))
    return {reason.criterion: reason for reason in found}


def test_a_sachsen_only_programme_is_no_candidate_for_cottbus(program):
    found = reasons(program(regions=("14",)))

    assert [r.criterion for r in misses(found.values())] == [Criterion.REGION]
    assert "Sachsen" in found[Criterion.REGION].text
    assert "Cottbus/Chóśebuz" in found[Criterion.REGION].text


def test_nothing_known_excludes_nothing(program):
    found = reasons(program(regions=(), eligible_applicants=(), deadlines=()))

    assert not misses(found.values())
    assert {r.status for r in found.values()} == {Fit.UNKNOWN}


@pytest.mark.parametrize(
    ("named", "asked", "fit"),
    [
        (Applicant.MUNICIPALITY, Applicant.MUNICIPALITY, Fit.MET),
        (Applicant.COMPANY, Applicant.MUNICIPALITY, Fit.NOT_MET),
        (Applicant.COMPANY, Applicant.MUNICIPAL_COMPANY, Fit.UNKNOWN),
        (Applicant.PUBLIC_BODY, Applicant.MUNICIPALITY, Fit.UNKNOWN),
        (Applicant.MUNICIPALITY, Applicant.MUNICIPAL_COMPANY, Fit.NOT_MET),
        (Applicant.ASSOCIATION, Applicant.EDUCATION, Fit.NOT_MET),
    ],
)
def test_applicant_kinds_are_kept_apart(program, named, asked, fit):
    found = reasons(program(eligible_applicants=(named,)), applicants=(asked,))

    assert found[Criterion.APPLICANT].status is fit


def test_one_eligible_variant_of_the_applicant_is_enough(program):
    variants = (Applicant.MUNICIPALITY, Applicant.MUNICIPAL_COMPANY)
    found = reasons(
        program(eligible_applicants=(Applicant.MUNICIPAL_COMPANY,)), applicants=variants
    )

    assert found[Criterion.APPLICANT].status is Fit.MET
    assert "Kommunales Unternehmen" in found[Criterion.APPLICANT].text


def test_a_passed_deadline_excludes_with_its_day_and_quote(program):
    quote = "Anträge sind bis zum 14. März 2021 zu stellen."
    deadline = Deadline(
        kind=DeadlineKind.APPLICATION, day=date(2021, 3, 14), evidence=Evidence(quote=quote)
    )
    reason = reasons(program(deadlines=(deadline,)))[Criterion.DEADLINE]

    assert reason.status is Fit.NOT_MET
    assert "14.03.2021" in reason.text
    assert reason.quote == quote


def test_an_expired_guideline_is_a_doubt_and_no_closed_deadline(program):
    rolling = (Deadline(kind=DeadlineKind.ROLLING),)
    found = reasons(program(deadlines=rolling, valid_until=date(2024, 12, 31)))

    assert found[Criterion.DEADLINE].status is Fit.UNKNOWN
    assert "31.12.2024" in found[Criterion.DEADLINE].text


def test_a_yearly_deadline_does_not_outlive_its_guideline(program):
    yearly = (Deadline(kind=DeadlineKind.APPLICATION, month_day="03-31"),)

    def status(until):
        return reasons(program(deadlines=yearly, valid_until=until))[Criterion.DEADLINE].status

    assert status(date(2024, 12, 31)) is Fit.UNKNOWN
    assert status(date(2027, 12, 31)) is Fit.MET


def test_begun_work_is_warned_about_but_not_excluded(program):
    rule = program(start_rule=StartRule.NOT_BEGUN)

    begun = reasons(rule, status=MeasureStatus.RUNNING)[Criterion.START]
    fresh = reasons(rule, status=MeasureStatus.NOT_STARTED)[Criterion.START]

    assert (begun.status, fresh.status) == (Fit.UNKNOWN, Fit.MET)
    assert "In Arbeit" in begun.text


@pytest.mark.parametrize("place", ["12052000", "14713000", None])
@pytest.mark.parametrize("kind", [Applicant.MUNICIPALITY, Applicant.COMPANY])
def test_a_whole_catalogue_is_judged_like_each_of_its_programmes(place, kind):
    programs = list(read_programs(shipped("data/programs")))
    barriers = Barriers(programs, region_tree())

    for days in (-900, 0, 40, 900):
        now = NOW + timedelta(days=days)
        asked = {"place": place, "applicants": (kind,), "now": now}

        one_by_one = [misses(check(p, tree=region_tree(), **asked)) for p in programs]

        assert barriers.misses(**asked) == one_by_one
