"""What changed between two versions of a programme, in words (old → new)."""

from collections.abc import Mapping
from typing import Any

_LABELS = {
    "title": "Titel",
    "funding_body": "Fördergeber",
    "contact": "Ansprechstelle",
    "regions": "Fördergebiet",
    "eligible_applicants": "Förderberechtigte",
    "funding_types": "Förderart",
    "funding_areas": "Förderbereich",
    "deadlines": "Fristen",
    "funding_rate": "Förderquote",
    "amount_min": "Mindestbetrag",
    "amount_max": "Höchstbetrag",
    "start_rule": "Vorhabenbeginn",
    "sections": "Text",
    "url": "Adresse",
    "guideline_url": "Richtlinie",
    "valid_until": "Gültigkeit der Richtlinie",
    "status_note": "Hinweis zum Status",
    "level": "Ebene",
}
MATERIAL = ("deadlines", "eligible_applicants", "regions", "funding_rate", "sections")
"""Fields whose change brings a rejected programme back."""


def changed_fields(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return one entry per changed field of two JSON forms: field, label, old and new in words."""
    changes = []
    for name, label in _LABELS.items():
        before, after = _plain(name, old.get(name)), _plain(name, new.get(name))
        if before != after:
            changes.append({"field": name, "label": label, "old": before, "new": after})
    return changes


def _plain(name: str, value: Any) -> str:
    if value in (None, "", [], {}):
        return "unbekannt"
    if name == "deadlines":
        return "; ".join(_deadline(entry) for entry in value)
    if name == "sections":
        return "\n\n".join(section["text"] for section in value)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)


def _deadline(entry: Mapping[str, Any]) -> str:
    parts = [entry["kind"], entry.get("date") or entry.get("month_day") or entry.get("relative")]
    return " ".join(str(part) for part in (*parts, entry.get("time")) if part)
