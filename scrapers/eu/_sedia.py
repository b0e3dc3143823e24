"""Values of a row of the EU's search: lists of strings, dates, budgets and texts."""

import json
import re
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from matcher.errors import StructureChangedError, UnknownValueError
from matcher.records import BRUSSELS, Deadline, Evidence, RawDocument, Section
from matcher.vocabulary import DeadlineKind, SectionKind
from scrapers.html import prose
from scrapers.values import clean

_MODELS = {
    "single-stage": (DeadlineKind.APPLICATION,),
    "two-stage": (DeadlineKind.OUTLINE, DeadlineKind.APPLICATION),
    "multiple cut-off": (DeadlineKind.CUTOFF,),
}
_KIND = re.compile(r'<p class="topicdescriptionkind">\s*(.*?)\s*:?\s*</p>', re.S)
_NOTES = re.compile(r'<sup[^>]*>.*?</sup>|<p class="eui-u-font-s[^"]*">.*?</p>', re.S)


def first(metadata: Mapping[str, list[str]], name: str) -> str:
    values = metadata.get(name) or [""]
    return str(values[0] or "")


def ahead(metadata: Mapping[str, list[str]], now: datetime) -> bool:
    """Tell whether a row has no deadline or one that is still ahead."""
    moments = [moment(value) for value in metadata.get("deadlineDate") or [] if value]
    return not moments or any(moment.date() >= now.date() for moment in moments)


def moment(value: str) -> datetime:
    return datetime.strptime(value, "%Y-%m-%dT%H:%M:%S.%f%z")


def deadlines_of(metadata: Mapping[str, list[str]], document: RawDocument) -> tuple[Deadline, ...]:
    values = [value for value in metadata.get("deadlineDate") or [] if value]
    model = first(metadata, "deadlineModel").replace("multiple cut off", "multiple cut-off")
    if values and model not in _MODELS:
        raise UnknownValueError(
            document.source_id, f"unbekanntes Fristmodell „{model}“", document.url
        )
    start = first(metadata, "startDate")
    opens = moment(start).date() if start else None
    found = []
    for number, value in enumerate(sorted(set(values))):
        kinds = _MODELS[model]
        day, at = _local(moment(value))
        found.append(
            Deadline(
                kind=kinds[min(number, len(kinds) - 1)],
                day=day,
                at=at,
                zone=BRUSSELS,
                opens=opens,
                evidence=evidence_of(document, value, "deadlineDate"),
            )
        )
    return tuple(found)


def _local(moment: datetime) -> tuple[date, time | None]:
    """Return day and time in Brussels; midnight UTC means that only the day is stated."""
    if moment.time() == time():
        return moment.date(), None
    # The hour is written as if it were UTC but is Brussels time: "17:00" by rule of the portal.
    local = moment.replace(tzinfo=ZoneInfo(BRUSSELS))
    return local.date(), local.time()


def amounts_of(metadata: Mapping[str, list[str]], key: str) -> dict[str, tuple[Decimal, str]]:
    """Return the smallest and largest grant of this topic with the quotes of the budget table.

    The table covers the whole call, so that only entries of this very topic count.
    """
    overview = first(metadata, "budgetOverview")
    try:
        entries = json.loads(overview or "{}").get("budgetTopicActionMap", {})
    except ValueError:
        return {}
    own = [
        entry
        for group in entries.values()
        for entry in group
        if str(entry.get("action", "")).startswith(f"{key} ")
    ]
    found: dict[str, tuple[Decimal, str]] = {}
    for name, field, choose in (
        ("amount_min", "minContribution", min),
        ("amount_max", "maxContribution", max),
    ):
        values = [
            Decimal(str(e[field])) for e in own if e.get(field) and Decimal(str(e[field])) > 0
        ]
        if values:
            value = choose(values)
            quote = re.search(rf'"{field}"\s*:\s*"?{value:f}', overview)
            if quote:
                found[name] = (value, quote[0])
    return found


def described(metadata: Mapping[str, list[str]]) -> bool:
    """Tell whether a row says what its call is about."""
    return bool(first(metadata, "descriptionByte") or first(metadata, "description"))


def facet_labels(answer: Any, name: str, source_id: str) -> dict[str, str]:
    """Return code → label of one facet; the labels are encoded as parts of an address.

    Raises:
        StructureChangedError: the answer has another form.
    """
    try:
        groups = [group for group in answer["facets"] if group["name"] == name]
        return {
            str(value["rawValue"]): clean(unquote(str(value["value"])))
            for group in groups
            for value in group["values"]
        }
    except (KeyError, TypeError) as error:
        reason = "die Antwort der Facetten hat eine andere Form"
        raise StructureChangedError(source_id, reason) from error


def topic_texts(answer: Any, source_id: str) -> dict[str, str]:
    """Return description, conditions and further information of a topic's details as HTML.

    Raises:
        StructureChangedError: the answer has another form.
    """
    if not isinstance(answer, dict) or not isinstance(answer.get("TopicDetails"), dict):
        raise StructureChangedError(source_id, "die Einzelheiten haben eine andere Form")
    details = answer["TopicDetails"]
    return {
        name: str(details.get(name) or "") for name in ("description", "conditions", "supportInfo")
    }


def sections_of(
    metadata: Mapping[str, list[str]], details: Mapping[str, str]
) -> tuple[Section, ...]:
    """Return the texts of a row, and of the topic's details where the row has none."""
    markup = first(metadata, "descriptionByte") or first(metadata, "description")
    markup = markup or details.get("description", "")
    pieces = _KIND.split(_NOTES.sub("", markup))
    found = [(SectionKind.SUBJECT, "", pieces[0])]
    for heading, text in zip(pieces[1::2], pieces[2::2], strict=True):
        found.append((SectionKind.SUBJECT, clean(prose(heading)), text))
    for name, same, kind in (
        ("topicConditions", "conditions", SectionKind.CONDITIONS),
        ("supportInfo", "supportInfo", SectionKind.PROCEDURE),
    ):
        text = first(metadata, name) or details.get(same, "")
        found.append((kind, name, _NOTES.sub("", text)))
    read = ((kind, heading, prose(text)) for kind, heading, text in found)
    return tuple(Section(kind=k, heading=h, text=text) for k, h, text in read if text)


def keywords_of(metadata: Mapping[str, list[str]]) -> tuple[str, ...]:
    """Return call and keywords; in older rows the list of words is JSON inside a string."""
    words = metadata.get("keywords") or []
    if len(words) == 1 and words[0].startswith("["):
        try:
            words = [str(word) for word in json.loads(words[0])]
        except ValueError:
            words = []
    own = {first(metadata, "identifier"), first(metadata, "callIdentifier")}
    call = (first(metadata, "callIdentifier"), first(metadata, "callTitle"))
    found = (*call, *(word for word in words if word not in own))
    return tuple(dict.fromkeys(clean(word) for word in found if word))


def evidence_of(document: RawDocument, quote: str, where: str) -> Evidence:
    return Evidence(
        quote=quote or None, where=where, url=document.url, seen_on=document.fetched_at.date()
    )
