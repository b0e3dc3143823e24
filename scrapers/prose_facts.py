"""Facts that stand in a programme's text, added where the source has no field for them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from matcher.lost_characters import restored as _restored
from matcher.records import BERLIN, Deadline, Evidence, Program, Section
from matcher.vocabulary import SectionKind
from scrapers.evidence import Facts, FoundDeadline, extract

_LONGEST_RELATIVE = 160

restored = lru_cache(maxsize=64)(_restored)
"""A section is asked for once per fact."""


def add_facts(program: Program, order: Sequence[str] = (), *, seen_on: date) -> Program:
    """Return the programme with what its sections say of deadlines, rate, amounts and start.

    A value the programme already has stays. Sections are read in the order of their headings in
    `order`, then as they stand; the first that states a fact wins, because a summary or a field of
    its own is nearer to the call than a guideline that knows many exceptions. Lost dashes and
    quotation marks are put back for reading; every quote is cut from the stored text.
    """
    ranked = sorted(program.sections, key=lambda section: _place(section, order))
    read = [(section, extract(_under_heading(section), on=seen_on)) for section in ranked]
    evidence = dict(program.evidence)
    changes: dict[str, object] = {}

    def take(name: str, attribute: str) -> None:
        if getattr(program, name) is not None:
            return
        for section, facts in read:
            value, quote = getattr(facts, attribute), facts.quotes.get(attribute)
            found = _evidence(program, section, quote, seen_on)
            if value is not None and found is not None:
                changes[name] = value
                evidence[name] = found
                return

    take("funding_rate", "funding_rate_max")
    take("amount_max", "amount_max_eur")
    take("amount_min", "amount_min_eur")
    take("start_rule", "start_rule")
    if not program.deadlines:
        changes["deadlines"] = tuple(_deadlines(program, read, seen_on))
    if not program.eligible_applicants:
        for section, facts in read:
            stated = _evidence(program, section, facts.quotes.get("applicants"), seen_on)
            if facts.applicants and stated is not None:
                changes["eligible_applicants"] = facts.applicants
                evidence["eligible_applicants"] = stated
                break
    return replace(program, evidence=evidence, **changes)  # type: ignore[arg-type]


def _place(section: Section, order: Sequence[str]) -> int:
    return order.index(section.heading) if section.heading in order else len(order)


def _deadlines(
    program: Program, read: Iterable[tuple[Section, Facts]], seen_on: date
) -> Iterator[Deadline]:
    """Yield the deadlines of the first section that states any."""
    for section, facts in read:
        found = [(d, _evidence(program, section, d.quote, seen_on)) for d in facts.deadlines]
        stated = [(deadline, evidence) for deadline, evidence in found if evidence is not None]
        for deadline, evidence in stated:
            yield from deadlines_of(deadline, evidence)
        if stated:
            return


def deadlines_of(found: FoundDeadline, evidence: Evidence) -> Iterator[Deadline]:
    """Yield the records of one found deadline: one per day of the year it names."""
    common = Deadline(
        kind=found.kind,
        day=found.date,
        at=found.time,
        zone=found.zone or BERLIN,
        recurrence=found.recurrence,
        relative=_short(evidence.quote or found.quote) if found.relative else None,
        evidence=evidence,
    )
    if found.date is not None or not found.day_month:
        yield common
        return
    for month_day in found.day_month:
        yield replace(common, month_day=month_day)


def _under_heading(section: Section) -> str:
    """Return the text under its heading, which tells what a bare list is about."""
    heading = section.heading
    if section.kind is SectionKind.ELIGIBILITY:
        heading = SectionKind.ELIGIBILITY.label + "?"
    return f"## {heading}\n\n{restored(section.text)}" if heading else restored(section.text)


def _evidence(
    program: Program, section: Section, quote: str | None, seen_on: date
) -> Evidence | None:
    """Return the evidence with its verbatim quote; without one in the text there is none."""
    found = None if quote is None else _verbatim(section.text, quote)
    if not found:
        return None
    where = section.heading or section.kind.label
    return Evidence(quote=found, where=where, url=program.url, seen_on=seen_on)


def _verbatim(text: str, quote: str) -> str | None:
    """Return what stands in the stored text where the restored one has the quote."""
    start = restored(text).find(quote)
    return None if start < 0 else text[start : start + len(quote)]


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_RELATIVE else line[: _LONGEST_RELATIVE - 1] + "…"
