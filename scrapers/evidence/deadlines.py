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

from matcher.vocabulary import DeadlineKind, Recurrence
from scrapers.evidence import wording as w
from scrapers.evidence.dates import DateMention, coordinated, exists, find_dates
from scrapers.evidence.facts import FoundDeadline
from scrapers.evidence.passages import Passage

# Where another clause begins: a semicolon, a bullet, a colon, a dash, a relative pronoun or
# conjunction after a comma, the verb after a leading clause. Not inside quotation marks.
_CLAUSE_BREAK = re.compile(
    r"[;:](?=\s)(?![^„“”\"]{0,60}[“”\"])\s|\s\*\s|(?<!\d)\s[–-]\s(?!\d)|,\s+(?!de[rmn]\s+\d)(?=(?:der|die|das|den|dem|deren|dessen|denen"
    r"|welche\w?|sofern|soweit|wenn|falls|wobei|weil|dass|damit|nachdem|bevor|während|mithin|zuzüglich"
    r"|(?:auf|bei|für|in|über|zu)\s+(?:denen|welche\w*|(?:die|das|dem|den)\s+[a-zäöü])"
    r"|können|kann|ist|sind|müssen|muss|sollen|gilt|gelten|werden|wird)\b)"
)
_MAY_HOLD_ONE = re.compile(
    r"\d|jederzeit|laufend|ganzjährig|durchgehend|kontinuierlich|unbefristet|fristungebunden|rist|ermin|schöpf|mittel|Windhund|"
    r"Wochen?|Monate?|Tage|weeks|months|any time|continuous|rolling|year round|deadline|funds|Ende ",
)
_WINDOW = 900


def deadlines_in(text: str, passage: Passage, on: date | None = None) -> list[FoundDeadline]:
    """Return the deadlines a passage states, in order of appearance.

    `on` is the day of reading; only wordings like "dieses Jahres" need it.
    """
    sentence = passage.span.of(text)
    if _MAY_HOLD_ONE.search(sentence) is None:
        return []
    reading = _Reading(text, passage, on)
    found = [*reading.dated(), *reading.relative(), *reading.rolling(), *reading.budget()]
    return [d for _, d in sorted(found, key=lambda pair: pair[0])]


class _Reading:
    """One sentence under the rules of this module."""

    def __init__(self, text: str, passage: Passage, on: date | None) -> None:
        sentence = passage.span.of(text)
        self.sentence = sentence
        self.lead = passage.lead
        self.tail = passage.tail if passage.bullet else ""
        self.on = on
        self.quote = passage.quote(text)
        self.breaks = [0, *(m.end() for m in _CLAUSE_BREAK.finditer(sentence)), len(sentence)]

    def clause(self, offset: int) -> tuple[int, int]:
        """The clause around an offset."""
        start = max(b for b in self.breaks[:-1] if b <= offset)
        end = min(b for b in self.breaks if b > offset)
        return max(start, offset - _WINDOW), min(end, offset + _WINDOW)

    # Dated deadlines

    def dated(self) -> Iterator[tuple[int, FoundDeadline]]:
        """Deadlines with a day; days without a year that belong together are one deadline."""
        mentions = find_dates(self.sentence)
        recurring: dict[DeadlineKind, list[DateMention]] = {}
        for group in _groups(self.sentence, mentions):
            kind = self._kind_of_group(group)
            if kind is None:
                continue
            for mention in _ends_only(self.sentence, group):
                mention = self._with_year(mention)
                if mention.year is None:
                    recurring.setdefault(kind, []).append(mention)
                else:
                    yield mention.start, self._found(kind, mention)
        if w.EVERY_FEW_YEARS.search(self.sentence):
            return
        for kind, days in recurring.items():
            yield days[0].start, self._recurring(kind, days)

    def _found(self, kind: DeadlineKind, mention: DateMention) -> FoundDeadline:
        return FoundDeadline(
            kind=kind, date=mention.date, time=mention.time, zone=mention.zone, quote=self.quote
        )

    def _recurring(self, kind: DeadlineKind, days: list[DateMention]) -> FoundDeadline:
        day_month = tuple(sorted({d.day_month for d in days}))
        quarterly = len(day_month) == 4 and w.QUARTERLY.search(self.sentence) is not None
        return FoundDeadline(
            kind=kind,
            time=days[0].time,
            zone=days[0].zone,
            recurrence=Recurrence.QUARTERLY if quarterly else Recurrence.YEARLY,
            day_month=day_month,
            quote=self.quote,
        )

    def _with_year(self, mention: DateMention) -> DateMention:
        """ "31. März dieses Jahres" is a day of the year of reading, "Call 2027" names its own."""
        after = self.sentence[mention.end : mention.end + 25]
        rounds = {m["y"] for m in w.YEAR_OF_ROUND.finditer(self.sentence)}
        if mention.year is None and len(rounds) == 1:
            year = int(rounds.pop())
            return replace(mention, year=year) if exists(mention.day, mention.month, year) else mention
        if mention.year is None and self.on is not None and w.THIS_YEAR.match(after.lstrip()):
            year = self.on.year
            return replace(mention, year=year) if exists(mention.day, mention.month, year) else mention
        return mention

    def _kind_of_group(self, group: list[DateMention]) -> DeadlineKind | None:
        """What the dates of a list are, or None where they are no deadline."""
        first, last = group[0], group[-1]
        before = self.sentence[max(0, first.start - 90) : first.start]
        start, end = self.clause(first.start)
        left, right = self.sentence[start : first.start], self.sentence[last.end : end]
        clause = self.sentence[start:end]
        if w.LATE_BEFORE.search(before):
            late = w.LATE_AFTER.search(self.sentence, last.end) and self._object(start, end)
            return self._kind(start, end, first.start) if late else None
        role = self._role(before, group)
        if role is None or w.ADJECTIVE_AFTER.match(self.sentence, last.end):
            return None
        if any(p.search(clause) for p in (w.CANCELLED, w.NONE_TAKEN, w.AUTHORITY_ACTS)):
            return None
        if self._noun_names_it(left, right, start):
            return self._kind(start, end, first.start, named=True)
        if self._forbidden(start, end) or role == "aside":
            return None
        if last.year is None and w.PARTICIPLE_AFTER.match(self.sentence, last.end):
            return self._kind(start, end, first.start)
        if self._submitted(first.start, last.end, start, end, role):
            return self._kind(start, end, first.start)
        return None

    def _role(self, before: str, group: list[DateMention]) -> str | None:
        """ "limit" after "bis", "point" after "zum/am/der", None where the date opens or dates."""
        if w.LIMIT_BEFORE.search(before):
            return "limit"
        if len(group) > 1 and not _one_day(group) and _is_range(self.sentence, group):
            return None if w.PERIOD_BEFORE.search(before) else "limit"
        if w.OPENING_BEFORE.search(before) or w.DATED_BEFORE.search(before):
            return None
        if before.endswith("("):
            return "aside"
        if w.POINT_BEFORE.search(before) or w.NOUN_DIRECTLY_BEFORE.search(before):
            return "point"
        if not before.strip(" *•-–\t\n(") or before.endswith("* "):
            return "point"
        return None

    def _noun_names_it(self, left: str, right: str, start: int) -> bool:
        """ "Antragsschluss ist der …", "… ist der Schlusstermin für die Einreichung"."""
        if len(left) < 30 and self.sentence[:start].rstrip().endswith(":"):
            left = self._antecedent(start, "")[-120:] + left
        nouns = list(w.DEADLINE_NOUN.finditer(left))
        if nouns and not w.AFTERWARDS.search(left):
            between = left[nouns[-1].end() :]
            return len(between) < 220 and not _foreign_verb(between)
        if self.lead and w.DEADLINE_NOUN.search(self.lead[-120:]) and not left.strip():
            return True
        following = w.DEADLINE_NOUN.search(right[:60])
        if following and re.match(r"[^.;]{0,20}\b(?:ist|der|die|als|gilt|is|ein|das|the|a)\b", right[:60]):
            return not w.AFTERWARDS.search(left)
        if w.COUNTED_CUTOFF.search(left):
            return True
        direct = w.CUTOFF_BEFORE.search(left) or w.NOUN_DIRECTLY_BEFORE.search(left)
        return direct is not None and self._object_anywhere()

    def _object(self, start: int, end: int) -> bool:
        """Whether an application or outline is what the clause, or what it hangs on, is about."""
        clause = self.sentence[start:end]
        if _application(clause) or _application(self._antecedent(start, clause)):
            return True
        return bool(_application(self.lead[-300:])) or bool(_application(self.tail))

    def _antecedent(self, start: int, clause: str) -> str:
        """The words before a clause that belongs to them: relative clauses, lists after a colon."""
        before = self.sentence[max(0, start - 300) : start]
        if before.rstrip().endswith("*"):
            return before.split(" * ")[0]
        if before.rstrip().endswith((":", ",")) or w.TAKES_UP.match(clause):
            return before
        return ""

    def _object_anywhere(self) -> bool:
        return bool(_application(self.sentence)) or bool(_application(self.lead[-300:]))

    def _forbidden(self, start: int, end: int) -> bool:
        """Proofs, payments, authorities' own dates, and applications of the past."""
        clause = self.sentence[start:end]
        if w.AUTHORITY_ACTS.search(clause) or w.ALREADY_DONE.search(clause):
            return not re.search(r"\bkonnten\b", clause)
        condition = w.CONDITIONAL.match(self.sentence)
        if condition is not None and start <= condition.end() <= start + 12:
            return True
        if w.WRITING_OF.search(self.sentence[:end]):
            return True
        taken_up = w.TAKES_UP.match(clause) is not None
        whole = self._antecedent(start, clause) + clause if taken_up else clause
        afterwards = w.AFTERWARDS.search(whole)
        if afterwards is None:
            return False
        application = _application(whole)
        return application is None or afterwards.start() <= application.start()

    def _submitted(self, first: int, last: int, start: int, end: int, role: str) -> bool:
        """Whether the verb that governs the date is one of handing in an application."""
        before, after = self.sentence[start:first], self.sentence[last:end]
        if not self._object(start, end):
            return self._speaks_for_itself(first, last, start, end, role)
        act = w.SUBMISSION.search(before[-45:])
        if act and not _first_verb(before[-45:]) and _first_verb(after) != "other":
            return True
        if role == "limit" and w.MUST_BE_FINISHED.search(self.sentence):
            return True
        verb = _governing_verb(before, after)
        if verb is None and (self._inherits_verb() or w.SUBMISSION.search(before[-120:])):
            return True
        if verb is None:
            remainder = self.sentence[end : end + 400]
            rest = "submit" if w.TO_HAND_IN.search(remainder) else _first_verb(remainder)
            if role == "point" and not w.TO_HAND_IN.search(remainder):
                return False
            verb = rest or _last_verb(self.sentence[max(0, start - 300) : start])
            if verb is None and role == "limit" and w.MODAL.search(before):
                return w.APPLICATION.search(before) is not None
        if verb == "submit":
            return True
        return verb == "other" and self._possible(before, after)

    def _inherits_verb(self) -> bool:
        context = f"{self.lead} {self.tail}"
        return bool(context.strip()) and w.SUBMIT_VERB.search(context) is not None

    def _possible(self, before: str, after: str) -> bool:
        """ "Die Antragstellung ist bis zum … befristet", "… endet am …"."""
        return bool(w.SUBMISSION.search(before)) and bool(
            re.search(r"\b(?:befristet|endet|enden|begrenzt)\b", before + after)
        )

    def _speaks_for_itself(self, first: int, last: int, start: int, end: int, role: str) -> bool:
        """A bare "bis 15.11. des Vorjahres" or "bis 6.7.2023, 14 Uhr" is a wording of applications."""
        clause = self.sentence[start:end]
        if w.AFTERWARDS.search(clause) or w.OTHER_VERB.search(clause):
            return False
        if w.BEFORE_THE_YEAR.match(self.sentence[last : last + 80].lstrip()):
            return role == "limit" or not self.sentence[start:first].strip(" *")
        if role != "limit":
            return False
        if w.EXCLUSION_AFTER.match(self.sentence, last) and w.HANDING_IN.search(clause):
            return True
        return any(m.time for m in find_dates(self.sentence) if first <= m.start < last)

    def _kind(self, start: int, end: int, first: int, *, named: bool = False) -> DeadlineKind:
        clause = self.sentence[start:end]
        acts = [m[0].lower() for m in w.SUBMISSION.finditer(self.sentence[start:first])]
        if acts and ("skizze" in acts[-1] or "antrag" in acts[-1]):
            return DeadlineKind.OUTLINE if "skizze" in acts[-1] else DeadlineKind.APPLICATION
        near = self.sentence[start : min(first + 70, end)]
        if w.CUTOFF_NOUN.search(near) or w.NEXT_SITTING.search(self.sentence) or (
            w.CUTOFF_NOUN.search(self.lead) and (named or not _application(clause))
        ):
            return DeadlineKind.CUTOFF
        for where in (self.sentence[start:first], self.lead, clause, self.sentence, self.tail):
            outline, application = w.OUTLINE.search(where), w.APPLICATION.search(where)
            if outline and not application:
                return DeadlineKind.OUTLINE
            if application:
                return _kind_of_both(where, application, outline)
        if w.OUTLINE_DEADLINE.search(self.sentence):
            return DeadlineKind.OUTLINE
        return DeadlineKind.APPLICATION

    # Deadlines without a day

    def relative(self) -> Iterator[tuple[int, FoundDeadline]]:
        """ "spätestens sechs Wochen vor Beginn der Maßnahme"."""
        for found in w.RELATIVE.finditer(self.sentence):
            start, end = self.clause(found.start())
            if self._forbidden(start, end) or w.CANCELLED.search(self.sentence[start:end]):
                continue
            if w.EARLIEST.search(found[0]) or w.FROM_THE_APPLICATION.match(found["event"]):
                continue
            if found["after"] and not w.LATEST.search(found[0]):
                continue
            if self._submitted(found.start(), found.end(), start, end, "point") :
                kind = self._kind(start, end, found.start())
                if kind is DeadlineKind.CUTOFF:
                    kind = DeadlineKind.APPLICATION
                yield found.start(), FoundDeadline(kind=kind, relative=True, quote=self.quote)

    def rolling(self) -> Iterator[tuple[int, FoundDeadline]]:
        """ "Anträge können jederzeit gestellt werden", "ohne feste Antragsfrist"."""
        for found in w.NO_DEADLINE.finditer(self.sentence):
            yield found.start(), FoundDeadline(kind=DeadlineKind.ROLLING, quote=self.quote)
            return
        for found in w.ROLLING.finditer(self.sentence):
            start, end = self.clause(found.start())
            if not self._object(start, end) or self._forbidden(start, end):
                continue
            left, right = self.sentence[start : found.start()], self.sentence[found.end() : end]
            if any(m.year and self._role(self.sentence[max(0, m.start - 90) : m.start], [m]) == "limit"
                   for m in find_dates(self.sentence)):
                continue  # "laufend bis zum 31.12.2027" is a date, not an open end
            verb = _first_verb(right) or _last_verb(left) or _first_verb(self.sentence[end:])
            if verb == "submit":
                yield found.start(), FoundDeadline(kind=DeadlineKind.ROLLING, quote=self.quote)
                return

    def budget(self) -> Iterator[tuple[int, FoundDeadline]]:
        """ "Anträge können gestellt werden, bis die Mittel ausgeschöpft sind"."""
        found = w.BUDGET_ENDS.search(self.sentence)
        if found is None or not self._object_anywhere():
            return
        if w.SUBMIT_VERB.search(self.sentence):
            yield found.start(), FoundDeadline(kind=DeadlineKind.BUDGET, quote=self.quote)


def _kind_of_both(
    where: str, application: re.Match[str], outline: re.Match[str] | None
) -> DeadlineKind:
    """With both named, what is handed in "zunächst", or stands alone first, decides."""
    if outline is None:
        return DeadlineKind.APPLICATION
    between = where[min(outline.end(), application.end()) : max(outline.start(), application.start())]
    if re.fullmatch(r"\s*(?:und|oder|bzw\.|beziehungsweise|/|,|sowie)\s*(?:\w+\s+)?", between):
        return DeadlineKind.APPLICATION
    return DeadlineKind.OUTLINE if outline.start() < application.start() else DeadlineKind.APPLICATION


def _application(text: str) -> re.Match[str] | None:
    found = [m for m in (w.APPLICATION.search(text), w.OUTLINE.search(text)) if m]
    for act in w.SUBMISSION.finditer(text):
        if w.AFTERWARDS.search(text[act.end() : act.end() + 60]) is None:
            found.append(act)
            break
    return min(found, key=lambda m: m.start()) if found else None


def _first_verb(text: str) -> str | None:
    submit, other = w.SUBMIT_VERB.search(text), w.OTHER_VERB.search(text)
    if submit and (other is None or submit.start() <= other.start()):
        return "submit"
    return "other" if other else None


def _last_verb(text: str) -> str | None:
    submit = max((m.start() for m in w.SUBMIT_VERB.finditer(text)), default=-1)
    other = max((m.start() for m in w.OTHER_VERB.finditer(text)), default=-1)
    if submit == other == -1:
        return None
    return "submit" if submit > other else "other"


def _governing_verb(before: str, after: str) -> str | None:
    """German puts the verb at the end of the clause, or second and so before the date."""
    return _first_verb(after) or _last_verb(before)


def _foreign_verb(between: str) -> bool:
    """Whether another verb than the copula or "endet" stands between noun and date."""
    other = w.OTHER_VERB.search(between)
    return other is not None and not re.match(r"ende|läuft|gilt|gelten|verlänger|valid|fertig", other[0], re.I)


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
    if re.search(r"\b(?:zwischen|between)\s+(?:dem\s+|the\s+)?$", sentence[: group[0].start][-20:], re.I):
        return True
    return any(
        re.match(r"[\s,]*(?:bis|–|-|to|until)\b|[\s,]*[–-]", sentence[a.end : b.start]) is not None
        for a, b in zip(group, group[1:], strict=False)
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
