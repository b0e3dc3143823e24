"""What one sentence says about handing in: its clauses, its object, its governing verb."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import cached_property

from matcher.vocabulary import DeadlineKind
from scrapers.evidence import surroundings as near
from scrapers.evidence import wording as w
from scrapers.evidence.dates import find_dates
from scrapers.evidence.passages import Passage

# Where another clause begins: a semicolon, a bullet, a colon, a dash, a relative pronoun or
# conjunction after a comma, the verb after a leading clause. Not inside quotation marks.
_CLAUSE_BREAK = re.compile(
    r"[;:](?=\s)(?![^„“”\"]{0,60}[“”\"])\s|\s\*\s|(?<!\d)\s[–-]\s(?!\d)"
    r"|,\s+(?!de[rmn]\s+\d)(?=(?:der|die|das|den|dem|deren|dessen|denen"
    r"|welche\w?|sofern|soweit|wenn|falls|wobei|weil|dass|damit|nachdem|bevor|während"
    r"|mithin|zuzüglich"
    r"|(?:auf|bei|für|in|über|zu)\s+(?:denen|welche\w*|(?:die|das|dem|den)\s+[a-zäöü]\w*)"
    r"|können|kann|ist|sind|müssen|muss|sollen|gilt|gelten|werden|wird)\b)"
)

# "Ihren Antrag – längstens bis 30.11.2026 – an die Bank": dashes around a part of the same clause.
_INSERTION = re.compile(r"(?<!\d)\s–\s(?!\d)[^–;]{3,60}\s–\s(?!\d)")
_CONTEXT = 700
"""Characters before a sentence that may say what it leaves out."""


class Reading:
    """One passage under the rules of wording.

    Clauses are given as pairs of offsets in `sentence`.
    """

    def __init__(self, text: str, passage: Passage) -> None:
        self.sentence = passage.span.of(text)
        self.lead = passage.lead
        self.tail = passage.tail
        self.quote = passage.quote(text)
        self._before = text[max(0, passage.span.start - _CONTEXT) : passage.span.start]

    @cached_property
    def _folded(self) -> str:
        return self.sentence.lower()

    @cached_property
    def _breaks(self) -> list[int]:
        inserted = [m.span() for m in _INSERTION.finditer(self.sentence)]
        found = (m.span() for m in _CLAUSE_BREAK.finditer(self.sentence))
        inner = (e for s, e in found if not any(i <= s and e <= j for i, j in inserted))
        return [0, *inner, len(self.sentence)]

    def names(self, words: Iterable[str]) -> bool:
        """Whether the sentence holds any of the words, given in lower case."""
        return any(word in self._folded for word in words)

    def clause(self, offset: int) -> tuple[int, int]:
        """The clause around an offset."""
        start = self._breaks[bisect_right(self._breaks, offset, hi=len(self._breaks) - 1) - 1]
        return start, self._breaks[bisect_right(self._breaks, offset, hi=len(self._breaks) - 1)]

    def object(self, start: int, end: int) -> bool:
        """Whether an application or outline is what the clause, or what it hangs on, is about."""
        clause = self.sentence[start:end]
        if application_in(clause) or application_in(self.antecedent(start, clause)):
            return True
        return bool(application_in(self.lead[-300:])) or bool(application_in(self.tail))

    def antecedent(self, start: int, clause: str) -> str:
        """The words before a clause that belongs to them: relative clauses, lists after a colon."""
        before = self.sentence[max(0, start - 300) : start]
        if before.rstrip().endswith("*"):
            return before.split(" * ")[0]
        if before.rstrip().endswith((":", ",")) or w.TAKES_UP.match(clause):
            return before
        return ""

    def object_anywhere(self) -> bool:
        return bool(application_in(self.sentence)) or bool(application_in(self.lead[-300:]))

    def forbidden(self, start: int, end: int) -> bool:
        """Proofs, payments, authorities' own dates, and applications of the past."""
        clause = self.sentence[start:end]
        if w.AUTHORITY_ACTS.search(clause) or w.ALREADY_DONE.search(clause):
            return not w.STANDING_RULE.search(clause)
        condition = w.CONDITIONAL.match(self.sentence)
        if condition is not None and start <= condition.end() <= start + 12:
            return True
        if w.WRITING_OF.search(self.sentence[:end]) or w.COUNTS.search(clause):
            return True
        if w.ASKED_FOR.search(clause) and w.DURING_THE_WORK.search(clause):
            return not w.APPLICATION.search(w.ASKED_FOR.sub("", clause))
        taken_up = w.TAKES_UP.match(clause) is not None
        whole = self.antecedent(start, clause) + clause if taken_up else clause
        afterwards = w.AFTERWARDS.search(whole)
        if afterwards is None:
            return False
        application = application_in(whole)
        return application is None or afterwards.start() <= application.start()

    def submitted(self, first: int, last: int, start: int, end: int, role: str) -> bool:
        """Whether the verb that governs the date is one of handing in an application."""
        before, after = self.sentence[start:first], self.sentence[last:end]
        if not self.object(start, end):
            return self._speaks_for_itself(first, last, start, end, role)
        act = w.SUBMISSION.search(before[-45:])
        if act and not first_verb(before[-45:]) and first_verb(after) != "other":
            return True
        if role == "limit" and w.MUST_BE_FINISHED.search(self.sentence):
            return True
        verb = _governing_verb(before, after)
        if verb is None and (self._inherits_verb() or w.SUBMISSION.search(before[-120:])):
            return True
        if verb is None:
            remainder = self.sentence[end : end + 400]
            rest = "submit" if w.TO_HAND_IN.search(remainder) else first_verb(remainder)
            if role == "point" and not w.TO_HAND_IN.search(remainder):
                return False
            verb = rest or last_verb(self.sentence[max(0, start - 300) : start])
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
        """Bare "bis 15.11. des Vorjahres" or "bis 6.7.2023, 14 Uhr": said of applications only."""
        clause = self.sentence[start:end]
        if w.AFTERWARDS.search(clause) or w.OTHER_VERB.search(clause):
            return False
        if near.BEFORE_THE_YEAR.match(self.sentence[last : last + 80].lstrip()):
            return role == "limit" or not self.sentence[start:first].strip(" *")
        if role != "limit":
            return False
        if near.EXCLUSION_AFTER.match(self.sentence, last) and near.HANDING_IN.search(clause):
            return True
        return any(m.time for m in find_dates(self.sentence) if first <= m.start < last)

    def kind(self, start: int, end: int, first: int, *, named: bool = False) -> DeadlineKind:
        clause = self.sentence[start:end]
        vicinity = self.sentence[start : min(first + 70, end)]
        if (
            w.CUTOFF_NOUN.search(vicinity)
            or w.FOLLOWING_CUTOFFS.search(self.sentence[:first])
            or w.NEXT_SITTING.search(self.sentence)
            or (w.CUTOFF_NOUN.search(self.lead) and (named or not application_in(clause)))
        ):
            return DeadlineKind.CUTOFF
        acts = [m[0].lower() for m in w.SUBMISSION.finditer(self.sentence[start:first])]
        if acts and ("skizze" in acts[-1] or "antrag" in acts[-1]):
            return DeadlineKind.OUTLINE if "skizze" in acts[-1] else DeadlineKind.APPLICATION
        for where in (self.sentence[start:first], self.lead, clause, self.sentence, self.tail):
            outline, application = w.OUTLINE.search(where), w.APPLICATION.search(where)
            if outline and not application:
                return DeadlineKind.OUTLINE
            if application:
                return _kind_of_both(where, application, outline)
        if w.OUTLINE_DEADLINE.search(self.sentence) or self._outlines_come_first():
            return DeadlineKind.OUTLINE
        return DeadlineKind.APPLICATION

    def _outlines_come_first(self) -> bool:
        """Whether the text just before says that outlines are handed in first.

        Only asked where the sentence itself does not say what is handed in.
        """
        return w.OUTLINE.search(self._before) is not None and bool(
            w.TWO_STAGES.search(self._before)
        )


def application_in(text: str) -> re.Match[str] | None:
    """The first application, outline, or act of handing one in that the text names."""
    found = [m for m in (w.APPLICATION.search(text), w.OUTLINE.search(text)) if m]
    for act in w.SUBMISSION.finditer(text):
        if w.AFTERWARDS.search(text[act.end() : act.end() + 60]) is None:
            found.append(act)
            break
    return min(found, key=lambda m: m.start()) if found else None


def first_verb(text: str) -> str | None:
    """ "submit" or "other", by the first verb of the text; None without one."""
    submit, other = w.SUBMIT_VERB.search(text), w.OTHER_VERB.search(text)
    if submit and (other is None or submit.start() <= other.start()):
        return "submit"
    return "other" if other else None


def last_verb(text: str) -> str | None:
    """ "submit" or "other", by the last verb of the text; None without one."""
    submit = max((m.start() for m in w.SUBMIT_VERB.finditer(text)), default=-1)
    other = max((m.start() for m in w.OTHER_VERB.finditer(text)), default=-1)
    if submit == other == -1:
        return None
    return "submit" if submit > other else "other"


def _governing_verb(before: str, after: str) -> str | None:
    """German puts the verb at the end of the clause, or second and so before the date."""
    return first_verb(after) or last_verb(before)


def _kind_of_both(
    where: str, application: re.Match[str], outline: re.Match[str] | None
) -> DeadlineKind:
    """With both named, what is handed in "zunächst", or stands alone first, decides."""
    if outline is None:
        return DeadlineKind.APPLICATION
    if w.AS_OUTLINE.search(where):
        return DeadlineKind.OUTLINE
    between = where[
        min(outline.end(), application.end()) : max(outline.start(), application.start())
    ]
    if re.fullmatch(r"\s*(?:und|oder|bzw\.|beziehungsweise|/|,|sowie)\s*(?:\w+\s+)?", between):
        return DeadlineKind.APPLICATION
    return (
        DeadlineKind.OUTLINE if outline.start() < application.start() else DeadlineKind.APPLICATION
    )
