"""The open exchange form of a programme: a JSON object, round trip without loss."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Any

from matcher.errors import RecordError
from matcher.records import BERLIN, Deadline, Evidence, Program, Section
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

_TEXTS = (
    "id",
    "title",
    "source",
    "url",
    "funding_body",
    "contact",
    "guideline_url",
    "licence",
    "round",
    "status_note",
)
_PLAIN = (*_TEXTS, "language", "text_language", "parent", "series")


def program_to_dict(program: Program) -> dict[str, Any]:
    """Return the JSON form; dates are ISO, amounts decimal strings, codes as in the vocabulary."""
    content: dict[str, Any] = {name: getattr(program, name) for name in _PLAIN}
    return content | {
        "level": program.level.value,
        "as_of": program.as_of.isoformat(),
        "regions": list(program.regions),
        "eligible_applicants": [code.value for code in program.eligible_applicants],
        "funding_types": [code.value for code in program.funding_types],
        "funding_areas": [code.value for code in program.funding_areas],
        "deadlines": [deadline_to_dict(deadline) for deadline in program.deadlines],
        "funding_rate": _number(program.funding_rate),
        "amount_min": _number(program.amount_min),
        "amount_max": _number(program.amount_max),
        "start_rule": program.start_rule.value if program.start_rule else None,
        "sections": [
            {"kind": s.kind.value, "heading": s.heading, "text": s.text} for s in program.sections
        ],
        "valid_until": program.valid_until.isoformat() if program.valid_until else None,
        "keywords": list(program.keywords),
        "evidence": {name: evidence_to_dict(e) for name, e in program.evidence.items()},
    }


def deadline_to_dict(deadline: Deadline) -> dict[str, Any]:
    """Return the JSON form of one deadline."""
    return {
        "kind": deadline.kind.value,
        "date": deadline.day.isoformat() if deadline.day else None,
        "time": deadline.at.strftime("%H:%M") if deadline.at else None,
        "zone": deadline.zone,
        "opens": deadline.opens.isoformat() if deadline.opens else None,
        "recurrence": deadline.recurrence.value if deadline.recurrence else None,
        "month_day": deadline.month_day,
        "relative": deadline.relative,
        "note": deadline.note,
        "evidence": evidence_to_dict(deadline.evidence),
    }


def evidence_to_dict(evidence: Evidence) -> dict[str, Any]:
    """Return the JSON form of one piece of evidence."""
    return {
        "quote": evidence.quote,
        "where": evidence.where,
        "url": evidence.url,
        "seen_on": evidence.seen_on.isoformat() if evidence.seen_on else None,
    }


def program_from_dict(content: Mapping[str, Any]) -> Program:
    """Return the programme of a JSON object.

    Raises:
        RecordError: a value is missing, impossible or outside the vocabulary.
    """
    where = str(content.get("id") or "Programm ohne id")
    try:
        return _program(content)
    except (KeyError, TypeError, ValueError, AttributeError, InvalidOperation) as error:
        reason = f"fehlt: {error}" if isinstance(error, KeyError) else str(error)
        raise RecordError(where, reason) from error


def content_hash(program: Program) -> str:
    """Return a hash over everything a person would see, without the day it was read."""
    content = program_to_dict(program)
    content.pop("as_of")
    for entry in (*content["evidence"].values(), *(d["evidence"] for d in content["deadlines"])):
        entry.pop("seen_on")
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _program(content: Mapping[str, Any]) -> Program:
    for name in ("id", "title", "url", "source"):
        if not isinstance(content[name], str) or not content[name].strip():
            raise ValueError(f"{name} ist leer")
    texts: dict[str, Any] = {name: str(content.get(name) or "") for name in _TEXTS}
    return Program(
        **texts,
        parent=content.get("parent") or None,
        series=content.get("series") or None,
        language=content.get("language") or "de",
        text_language=content.get("text_language") or content.get("language") or "de",
        level=Level(content["level"]),
        as_of=date.fromisoformat(content["as_of"]),
        regions=tuple(map(str, content.get("regions") or ())),
        eligible_applicants=tuple(map(Applicant, content.get("eligible_applicants") or ())),
        funding_types=tuple(map(FundingType, content.get("funding_types") or ())),
        funding_areas=tuple(map(FundingArea, content.get("funding_areas") or ())),
        deadlines=tuple(map(_deadline, content.get("deadlines") or ())),
        funding_rate=_decimal(content.get("funding_rate")),
        amount_min=_decimal(content.get("amount_min")),
        amount_max=_decimal(content.get("amount_max")),
        start_rule=StartRule(content["start_rule"]) if content.get("start_rule") else None,
        sections=tuple(map(_section, content.get("sections") or ())),
        valid_until=_date(content.get("valid_until")),
        keywords=tuple(map(str, content.get("keywords") or ())),
        evidence={str(k): _evidence(v) for k, v in (content.get("evidence") or {}).items()},
    )


def _deadline(content: Mapping[str, Any]) -> Deadline:
    recurrence = content.get("recurrence")
    at = content.get("time")
    return Deadline(
        kind=DeadlineKind(content["kind"]),
        day=_date(content.get("date")),
        at=time.fromisoformat(at) if at else None,
        zone=content.get("zone") or BERLIN,
        opens=_date(content.get("opens")),
        recurrence=Recurrence(recurrence) if recurrence else None,
        month_day=content.get("month_day"),
        relative=content.get("relative"),
        note=content.get("note") or "",
        evidence=_evidence(content.get("evidence") or {}),
    )


def _section(content: Mapping[str, Any]) -> Section:
    return Section(
        kind=SectionKind(content["kind"]),
        text=str(content["text"]),
        heading=str(content.get("heading") or ""),
    )


def _evidence(content: Mapping[str, Any]) -> Evidence:
    return Evidence(
        quote=content.get("quote"),
        where=content.get("where") or "",
        url=content.get("url") or "",
        seen_on=_date(content.get("seen_on")),
    )


def _date(value: Any) -> date | None:
    return date.fromisoformat(value) if value else None


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _number(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")
