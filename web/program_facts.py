"""The mandatory facts of a programme in their fixed order, each with where it stands.

An unknown fact is a line too: it says „unbekannt“. Nothing is derived silently; where a value is
worked out from another one, the line says so.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from matcher.records import Evidence, Program
from matcher.vocabulary import DeadlineKind, SectionKind, StartRule
from web import formatters
from web.rendering import labels, region_names

UNKNOWN = "unbekannt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One line: what it is called, what is known, and the evidence if the value has its own."""

    label: str
    value: str = UNKNOWN
    evidence: Evidence | None = None
    note: str = ""
    link: str = ""

    @property
    def known(self) -> bool:
        """Whether there is a value."""
        return self.value != UNKNOWN


def facts(program: Program, now: datetime) -> list[Fact]:
    """Return the facts in the order people expect; deadlines are only summed up at `now`."""
    return [
        _field(program, "Fördergeber", "funding_body", program.funding_body),
        _field(program, "Projektträger oder Ansprechstelle", "contact", program.contact),
        _field(program, "Förderart", "funding_types", labels(program.funding_types)),
        _field(program, "Förderbereich", "funding_areas", labels(program.funding_areas)),
        _field(
            program,
            "Antragsberechtigte",
            "eligible_applicants",
            labels(program.eligible_applicants),
        ),
        _field(program, "Fördergebiet", "regions", region_names(program.regions)),
        _field(program, "Förderquote", "funding_rate", formatters.percent(program.funding_rate)),
        _field(program, "Höchstbetrag", "amount_max", formatters.euro(program.amount_max)),
        _field(program, "Mindestbetrag", "amount_min", formatters.euro(program.amount_min)),
        _own_share(program),
        Fact(label="Antragsfristen", value=formatters.next_deadline(program, now), link="#fristen"),
        _procedure(program),
        _start(program),
        Fact(label="Bewilligungszeitraum"),
        Fact(label="Kumulierbarkeit und Beihilferecht"),
        _legal_basis(program),
        _field(program, "Richtlinie gültig bis", "valid_until", _valid(program)),
    ]


def _field(program: Program, label: str, name: str, value: str) -> Fact:
    return Fact(label=label, value=value or UNKNOWN, evidence=program.evidence.get(name))


def _own_share(program: Program) -> Fact:
    if program.funding_rate is None:
        return Fact(label="Eigenanteil")
    share = Decimal(100) - program.funding_rate
    value = formatters.percent(share).replace("bis zu", "mindestens")
    return Fact(label="Eigenanteil", value=value, note="aus der Förderquote errechnet")


def _procedure(program: Program) -> Fact:
    kinds = {deadline.kind for deadline in program.deadlines}
    if DeadlineKind.OUTLINE in kinds:
        return Fact(
            label="Verfahren",
            value="zweistufig: zuerst eine Skizze, dann der Antrag",
            note="aus der Skizzenfrist geschlossen",
        )
    described = any(s.kind is SectionKind.PROCEDURE for s in program.sections)
    return Fact(label="Verfahren", value="siehe Text unten" if described else UNKNOWN)


def _start(program: Program) -> Fact:
    label = "Vorzeitiger Maßnahmebeginn"
    evidence = program.evidence.get("start_rule")
    if program.start_rule is StartRule.BEGUN_ALLOWED:
        return Fact(label=label, value=program.start_rule.label, evidence=evidence)
    warning = "Vor der Bewilligung nicht beginnen, auch keine Aufträge vergeben."
    if program.start_rule is StartRule.NOT_BEGUN:
        return Fact(label=label, value=program.start_rule.label, evidence=evidence, note=warning)
    return Fact(label=label, note=f"Im Zweifel gilt: {warning}")


def _legal_basis(program: Program) -> Fact:
    if not program.guideline_url:
        return Fact(label="Rechtsgrundlage")
    return Fact(
        label="Rechtsgrundlage",
        value="Richtlinie oder Aufruf im Original",
        link=program.guideline_url,
        evidence=program.evidence.get("guideline_url"),
    )


def _valid(program: Program) -> str:
    return formatters.day(program.valid_until)
