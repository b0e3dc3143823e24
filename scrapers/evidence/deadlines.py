"""From a sentence to its deadlines.

A date is a deadline where three things meet: it stands as an end ("bis zum", "spätestens am",
"Stichtag ist der"), an application or outline is what is handed in, and the verb that governs the
date is one of handing in. Validity, proofs, reports, payments, decisions and laws fail one of the
three. A wrong deadline is worse than none, so whatever stays undecided is dropped.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise

from matcher.vocabulary import DeadlineKind, Recurrence
from scrapers.evidence import surroundings as near
from scrapers.evidence import wording as w
from scrapers.evidence.dates import DateMention, coordinated, exists, find_dates
from scrapers.evidence.facts import FoundDeadline
from scrapers.evidence.passages import Passage
from scrapers.evidence.reading import Reading
from scrapers.evidence.undated import undated

_MAY_HOLD_ONE = re.compile(
    r"\d|jederzeit|laufend|ganzjährig|durchgehend|kontinuierlich|unbefristet"
    r"|fristungebunden|rist|ermin|schöpf|mittel|Windhund|"
    r"Wochen?|Monate?|Tage|weeks|months|any time|continuous|rolling|year round|deadline"
    r"|funds|Ende ",
)

# Where a sentence goes on to another thing: a bullet inside the line, "und Anträge auf …".
_NEXT_ITEM = re.compile(r" \* |\b(?:und|sowie)\s+(?:\w+\s+)?\w*anträge\b", re.IGNORECASE)
# No sentence states more days; what does is a table without its lines.
_MOST = 36


def deadlines_in(text: str, passage: Passage, on: date | None = None) -> list[FoundDeadline]:
    """Return the deadlines a passage states, in order of appearance.

    `on` is the day of reading; only wordings like "dieses Jahres" need it.
    """
    if _MAY_HOLD_ONE.search(passage.span.of(text)) is None:
        return []
    reading = Reading(text, passage)
    mentions = find_dates(reading.sentence)[:_MOST]
    limits = [m for m in mentions if m.year and _role(reading.sentence, [m]) == "limit"]
    found = [*_dated(reading, mentions, on), *undated(reading, open_ended=not limits)]
    return [d for _, d in sorted(found, key=lambda pair: pair[0])]


def _dated(
    reading: Reading, mentions: list[DateMention], on: date | None
) -> Iterator[tuple[int, FoundDeadline]]:
    """Deadlines with a day; days without a year that belong together are one deadline."""
    recurring: dict[tuple[DeadlineKind, int], list[DateMention]] = {}
    dated: list[tuple[DeadlineKind, DateMention]] = []
    for group in _groups(reading.sentence, mentions):
        kind = _kind_of_group(reading, group)
        if kind is None:
            continue
        item = sum(1 for _ in _NEXT_ITEM.finditer(reading.sentence, 0, group[0].start))
        for mention in _ends_only(reading.sentence, group):
            mention = _with_year(reading.sentence, mention, on)
            if mention.year is None:
                recurring.setdefault((kind, item), []).append(mention)
            else:
                dated.append((kind, mention))
    days_of_the_year = {m.day_month for days in recurring.values() for m in days}
    ahead = False
    for kind, mention in dated:
        first = mention.day_month in days_of_the_year and _first_time(reading, mention)
        upcoming = on is not None and mention.date is not None and mention.date > on
        ahead = ahead or (first and upcoming)
        if not first or upcoming:
            yield mention.start, _found(reading, kind, mention)
    if ahead or near.EVERY_FEW_YEARS.search(reading.sentence):
        return
    for (kind, _), days in recurring.items():
        yield days[0].start, _recurring(reading, kind, days)


def _first_time(reading: Reading, mention: DateMention) -> bool:
    """ "jeweils zum 15. September, erstmalig zum 15. September 2027": one deadline, not two.

    Until the first day has come it alone counts, afterwards the day of every year.
    """
    return near.FIRST_TIME.search(reading.sentence[: mention.start]) is not None


def _found(reading: Reading, kind: DeadlineKind, mention: DateMention) -> FoundDeadline:
    return FoundDeadline(
        kind=kind, date=mention.date, time=mention.time, zone=mention.zone, quote=reading.quote
    )


def _recurring(reading: Reading, kind: DeadlineKind, days: list[DateMention]) -> FoundDeadline:
    day_month = tuple(sorted({d.day_month for d in days}))
    quarterly = len(day_month) == 4 and near.QUARTERLY.search(reading.sentence) is not None
    return FoundDeadline(
        kind=kind,
        time=days[0].time,
        zone=days[0].zone,
        recurrence=Recurrence.QUARTERLY if quarterly else Recurrence.YEARLY,
        day_month=day_month,
        quote=reading.quote,
    )


def _with_year(sentence: str, mention: DateMention, on: date | None) -> DateMention:
    """ "31. März dieses Jahres" is a day of the year of reading, "Call 2027" names its own."""
    if mention.year is not None:
        return mention
    rounds = {int(m["y"]) for m in near.YEAR_OF_ROUND.finditer(sentence)}
    if near.OF_THE_FUNDING_YEAR.match(sentence, mention.end):
        rounds = {int(m["y"]) for m in near.FUNDING_YEAR.finditer(sentence)}
    if not rounds and on is not None:
        after = sentence[mention.end : mention.end + 25].lstrip()
        rounds = {on.year} if near.THIS_YEAR.match(after) else set()
    if len(rounds) != 1:
        return mention
    (year,) = rounds
    return replace(mention, year=year) if exists(mention.day, mention.month, year) else mention


def _kind_of_group(reading: Reading, group: list[DateMention]) -> DeadlineKind | None:
    """What the dates of a list are, or None where they are no deadline."""
    first, last = group[0], group[-1]
    before = reading.sentence[max(0, first.start - 90) : first.start]
    start, end = reading.clause(first.start)
    left, right = reading.sentence[start : first.start], reading.sentence[last.end : end]
    clause = reading.sentence[start:end]
    if near.LATE_BEFORE.search(before):
        late = near.LATE_AFTER.search(reading.sentence, last.end) and reading.object(start, end)
        return reading.kind(start, end, first.start) if late else None
    role = _role(reading.sentence, group)
    if role is None or w.ADJECTIVE_AFTER.match(reading.sentence, last.end):
        return None
    if near.YEAR_OF_APPLYING.match(reading.sentence, last.end):
        return None
    if any(p.search(clause) for p in (w.CANCELLED, w.NONE_TAKEN, w.AUTHORITY_ACTS)):
        return None
    if _noun_names_it(reading, left, right, start):
        return reading.kind(start, end, first.start, named=True)
    if reading.forbidden(start, end) or role == "aside":
        return None
    if last.year is None and w.PARTICIPLE_AFTER.match(reading.sentence, last.end):
        return reading.kind(start, end, first.start)
    if reading.submitted(first.start, last.end, start, end, role):
        return reading.kind(start, end, first.start)
    return None


def _role(sentence: str, group: list[DateMention]) -> str | None:
    """ "limit" after "bis", "point" after "zum/am/der", None where the date opens or dates."""
    before = sentence[max(0, group[0].start - 90) : group[0].start]
    if near.LIMIT_BEFORE.search(before):
        return "limit"
    if len(group) > 1 and not _one_day(group) and _is_range(sentence, group):
        return None if w.PERIOD_BEFORE.search(before) else "limit"
    if near.OPENING_BEFORE.search(before) or near.DATED_BEFORE.search(before):
        return None
    if before.endswith("("):
        return "aside"
    if near.POINT_BEFORE.search(before) or w.NOUN_DIRECTLY_BEFORE.search(before):
        return "point"
    if not before.strip(" *•-–\t\n(") or before.endswith("* "):
        return "point"
    return None


def _noun_names_it(reading: Reading, left: str, right: str, start: int) -> bool:
    """ "Antragsschluss ist der …", "… ist der Schlusstermin für die Einreichung"."""
    if len(left) < 30 and reading.sentence[:start].rstrip().endswith(":"):
        left = reading.antecedent(start, "")[-120:] + left
    nouns = list(w.DEADLINE_NOUN.finditer(left))
    if nouns and not w.AFTERWARDS.search(left):
        between = left[nouns[-1].end() :]
        return len(between) < 220 and not _foreign_verb(between)
    if reading.lead and w.DEADLINE_NOUN.search(reading.lead[-120:]) and not left.strip():
        return True
    following = w.DEADLINE_NOUN.search(right[:60])
    if following and re.match(
        r"[^.;]{0,20}\b(?:ist|der|die|als|gilt|is|ein|das|the|a)\b", right[:60]
    ):
        return not w.AFTERWARDS.search(left)
    if w.COUNTED_CUTOFF.search(left):
        return True
    direct = w.CUTOFF_BEFORE.search(left) or w.NOUN_DIRECTLY_BEFORE.search(left)
    return direct is not None and reading.object_anywhere()


def _foreign_verb(between: str) -> bool:
    """Whether another verb than the copula or "endet" stands between noun and date."""
    other = w.OTHER_VERB.search(between)
    return other is not None and not re.match(
        r"ende|läuft|gilt|gelten|verlänger|valid|fertig", other[0], re.I
    )


def _groups(sentence: str, mentions: list[DateMention]) -> list[list[DateMention]]:
    """Neighbouring mentions joined by nothing but conjunctions."""
    groups: list[list[DateMention]] = []
    for mention in mentions:
        if groups and coordinated(sentence, groups[-1][-1], mention):
            groups[-1].append(mention)
        else:
            groups.append([mention])
    return groups


def _is_range(sentence: str, group: list[DateMention]) -> bool:
    """ "15.05. bis 15.08.", "zwischen dem 15.05. und dem 15.08."."""
    if re.search(
        r"\b(?:zwischen|between)\s+(?:dem\s+|the\s+)?$", sentence[: group[0].start][-20:], re.I
    ):
        return True
    return any(
        re.match(r"[\s,]*(?:bis|–|-|to|until)\b|[\s,]*[–-]", sentence[a.end : b.start]) is not None
        for a, b in pairwise(group)
    )


def _one_day(group: list[DateMention]) -> bool:
    return len({(m.day, m.month) for m in group}) == 1


def _ends_only(sentence: str, group: list[DateMention]) -> list[DateMention]:
    """Of "vom 15.05. bis 15.08." only the end is a deadline."""
    kept = []
    for i, mention in enumerate(group):
        following = group[i + 1] if i + 1 < len(group) else None
        if following is not None and _is_range(sentence, [mention, following]):
            continue
        kept.append(mention)
    return kept
