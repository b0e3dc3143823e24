"""Who may apply, where and when: three-valued criteria, each with its reason (rule 4).

A hard miss excludes, unknown never does. Every function is pure; the outcome is a `Reason` whose
German sentence is shown as it stands.
"""

from collections.abc import Iterable
from datetime import datetime

from matcher.deadlines import Opening, window
from matcher.records import Deadline, Program, Reason
from matcher.regions import RegionTree
from matcher.vocabulary import Applicant, Criterion, Fit, MeasureStatus, StartRule

_MAY_INCLUDE: dict[Applicant, frozenset[Applicant]] = {
    Applicant.MUNICIPALITY: frozenset({Applicant.PUBLIC_BODY, Applicant.MUNICIPAL_ASSOCIATION}),
    Applicant.MUNICIPAL_COMPANY: frozenset({Applicant.COMPANY, Applicant.PUBLIC_BODY}),
    Applicant.MUNICIPAL_ASSOCIATION: frozenset({Applicant.MUNICIPALITY, Applicant.PUBLIC_BODY}),
    Applicant.PUBLIC_BODY: frozenset({Applicant.MUNICIPALITY}),
    Applicant.EDUCATION: frozenset({Applicant.PUBLIC_BODY}),
    Applicant.UNIVERSITY: frozenset({Applicant.EDUCATION, Applicant.RESEARCH}),
}
"""Kind → kinds named by a programme that may or may not include it: unknown, not a miss."""


def german_date(day: object) -> str:
    """Return ``31.03.2027`` for a date."""
    return f"{day:%d.%m.%Y}"


def deadline_text(deadline: Deadline) -> str:
    """Return one deadline in words, such as ``Antragsfrist 31.03.2027, 17:00 Uhr (Brüssel)``."""
    text = deadline.kind.label
    if deadline.day is not None:
        text += f" {german_date(deadline.day)}"
    if deadline.at is not None:
        place = " (Brüssel)" if deadline.zone.endswith("Brussels") else ""
        text += f", {deadline.at:%H:%M} Uhr{place}"
    if deadline.relative:
        text += f" {deadline.relative}"
    return text


def region_reason(program: Program, place: str | None, tree: RegionTree) -> Reason:
    """Compare the programme's regions with the place of the measure."""
    names = ", ".join(tree.label(code) for code in program.regions)
    fit = tree.fits(program.regions, place) if place else Fit.UNKNOWN
    if not program.regions:
        text = "Für welche Region das Programm gilt, ist nicht bekannt."
    elif place is None:
        text = f"Gilt für: {names}. Ihre Region ist nicht angegeben."
    elif fit is Fit.MET:
        text = f"Gilt für {tree.label(place)} ({names})."
    elif fit is Fit.NOT_MET:
        text = f"Gilt nur für {names}, nicht für {tree.label(place)}."
    else:
        text = f"Gilt für {names}; ob {tree.label(place)} dazugehört, ist nicht bekannt."
    return _reason(program, Criterion.REGION, fit, text, "regions")


def applicant_reason(program: Program, applicants: Iterable[Applicant]) -> Reason:
    """Compare who may apply with the applicant variants of the measure; the best variant counts."""
    wanted, named = tuple(applicants), program.eligible_applicants
    kinds = ", ".join(kind.label for kind in named)
    who = " oder ".join(kind.label for kind in wanted)
    if not named:
        fit, text = Fit.UNKNOWN, "Wer einen Antrag stellen darf, ist nicht bekannt."
    elif met := [kind for kind in wanted if kind in named]:
        fit, text = Fit.MET, f"{met[0].label} ist antragsberechtigt."
    elif not wanted or any(_MAY_INCLUDE.get(kind, frozenset()) & set(named) for kind in wanted):
        fit = Fit.UNKNOWN
        text = f"Genannt sind: {kinds}. Ob {who or 'der Antragsteller'} dazugehört, ist zu klären."
    else:
        fit, text = Fit.NOT_MET, f"Antragsberechtigt sind nur: {kinds}; nicht: {who}."
    return _reason(program, Criterion.APPLICANT, fit, text, "eligible_applicants")


def deadline_reason(program: Program, now: datetime) -> Reason:
    """Tell whether the programme is open at `now`."""
    state = window(program.deadlines, now)
    evidence = state.next.evidence if state.next else None
    if state.opening is Opening.CLOSED:
        last = max((d for d in program.deadlines if d.day), key=lambda d: d.day or now.date())
        fit, text = Fit.NOT_MET, f"Die Frist ist abgelaufen: {deadline_text(last)}."
        evidence = last.evidence
    elif expired(program, now):
        until = german_date(program.valid_until)
        fit = Fit.UNKNOWN
        text = f"Die Richtlinie galt bis {until}; ob sie verlängert wurde, ist nicht bekannt."
    elif state.opening is Opening.UPCOMING and state.next is not None:
        opens = german_date(state.next.opens)
        fit, text = Fit.MET, f"Angekündigt: Anträge ab {opens}; {deadline_text(state.next)}."
    elif state.opening is Opening.OPEN:
        words = deadline_text(state.next) if state.next else _undated(program)
        fit, text = Fit.MET, f"Offen: {words}."
    else:
        notes = "; ".join(d.note for d in program.deadlines if d.note)
        fit, text = Fit.UNKNOWN, f"Die Frist ist nicht bekannt{f' ({notes})' if notes else ''}."
    if program.status_note:
        text += f" Hinweis der Quelle: {program.status_note}"
    return Reason(
        criterion=Criterion.DEADLINE,
        status=fit,
        text=text,
        quote=evidence.quote if evidence else None,
    )


def expired(program: Program, now: datetime) -> bool:
    """Tell whether the guideline has run out; no hard miss (rule 2).

    A deadline with a year that is still ahead speaks for itself; a yearly one does not outlive its
    guideline.
    """
    if program.valid_until is None or program.valid_until >= now.date():
        return False
    ahead = window(program.deadlines, now).next
    return ahead is None or ahead.month_day is not None


def start_reason(program: Program, status: MeasureStatus) -> Reason | None:
    """Warn where the work may not have begun but has; None if the programme says nothing."""
    if program.start_rule is None:
        return None
    begun = status in (MeasureStatus.RUNNING, MeasureStatus.DONE)
    if program.start_rule is StartRule.BEGUN_ALLOWED:
        fit, text = Fit.MET, "Das Vorhaben darf schon begonnen sein."
    elif begun:
        fit = Fit.UNKNOWN
        text = (
            "Das Vorhaben darf vor der Bewilligung nicht begonnen sein; die Maßnahme ist bereits "
            f"„{status.label}“. Bitte prüfen, ob ein abgrenzbarer Teil noch nicht begonnen ist."
        )
    else:
        fit, text = Fit.MET, "Das Vorhaben darf vor der Bewilligung nicht begonnen werden."
    return _reason(program, Criterion.START, fit, text, "start_rule")


def check(
    program: Program,
    *,
    place: str | None,
    applicants: Iterable[Applicant],
    now: datetime,
    tree: RegionTree,
    status: MeasureStatus = MeasureStatus.UNKNOWN,
) -> tuple[Reason, ...]:
    """Return the reasons for every criterion; a `not_met` among them excludes the programme."""
    reasons = [
        region_reason(program, place, tree),
        applicant_reason(program, applicants),
        deadline_reason(program, now),
    ]
    if (start := start_reason(program, status)) is not None:
        reasons.append(start)
    return tuple(reasons)


def misses(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Return the hard misses."""
    return tuple(reason for reason in reasons if reason.status is Fit.NOT_MET)


def _undated(program: Program) -> str:
    return ", ".join(dict.fromkeys(deadline_text(d) for d in program.deadlines if not d.day))


def _reason(program: Program, criterion: Criterion, fit: Fit, text: str, field: str) -> Reason:
    evidence = program.evidence.get(field)
    return Reason(
        criterion=criterion, status=fit, text=text, quote=evidence.quote if evidence else None
    )
