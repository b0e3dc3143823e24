"""Funding rates and amounts, told apart from all the other percentages and euros.

A number counts when what it measures is the funding ("Die Höhe des Zuschusses beträgt …",
"Förderquote", "werden mit … gefördert"). Own shares, total costs, lump sums, thresholds, turnover,
unit prices, de-minimis ceilings and programme budgets do not. Statements are taken in three tiers
of directness, and only the most direct tier of a text is used.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import islice

from scrapers.evidence import money_wording as v
from scrapers.evidence.amounts import find_euros, find_percentages
from scrapers.evidence.passages import Passage

# No sentence has more numbers to weigh; what has is a table without its lines.
_MOST = 24


@dataclass(frozen=True)
class Funding:
    """Rate in percent, amounts in euros, and the passages that state them."""

    rate_max: Decimal | None = None
    amount_max: Decimal | None = None
    amount_min: Decimal | None = None
    quotes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Statement:
    value: Decimal
    tier: int  # 1 most direct
    quote: str
    loan: bool = False

    plain: bool = True


def find_funding(text: str, passages: Iterable[Passage]) -> Funding:
    """Return the highest rate, the highest and the lowest amount the text promises."""
    rates: list[_Statement] = []
    maxima: list[_Statement] = []
    minima: list[_Statement] = []
    guideline = _guideline_start(text)
    for passage in passages:
        sentence = passage.span.of(text)
        if "%" in sentence or "roz" in sentence or "H" in sentence or "cent" in sentence:
            rates.extend(_placed(_rates(text, passage), passage, guideline))
        if "EUR" in sentence or "Euro" in sentence or "€" in sentence:
            for low, statement in _amounts(text, passage):
                (minima if low else maxima).extend(_placed([statement], passage, guideline))
    rate, amount, minimum = _best(rates), _best(maxima), _best(minima, lowest=True)
    named = {"funding_rate_max": rate, "amount_max_eur": amount, "amount_min_eur": minimum}
    return Funding(
        rate_max=rate.value if rate else None,
        amount_max=amount.value if amount else None,
        amount_min=minimum.value if minimum else None,
        quotes={name: s.quote for name, s in named.items() if s is not None},
    )


def _guideline_start(text: str) -> int:
    """Where the official text begins after an editorial summary, else the end of the text."""
    found = v.GUIDELINE.search(text)
    return found.start() if found else len(text)


def _placed(
    statements: Iterable[_Statement], passage: Passage, guideline: int
) -> Iterator[_Statement]:
    """A guideline lists every special case: there only the plain statements count, and later."""
    for statement in statements:
        if passage.span.start < guideline:
            yield statement
        elif statement.tier < 3 and statement.plain:
            yield replace(statement, tier=statement.tier + 2)


def _best(statements: list[_Statement], *, lowest: bool = False) -> _Statement | None:
    if not statements:
        return None
    tier = min(s.tier for s in statements)
    top = [s for s in statements if s.tier == tier]
    grants = [s for s in top if not s.loan] or top
    return (min if lowest else max)(grants, key=lambda s: s.value)


def _clause(sentence: str, start: int, end: int) -> tuple[str, str]:
    """The text of the clause left and right of a number."""
    left = 0
    right = len(sentence)
    for cut in v.SPLIT.finditer(sentence):
        if cut.end() <= start:
            left = cut.end()
        elif cut.start() >= end:
            right = cut.start()
            break
    return sentence[max(left, start - 400) : start], sentence[end : min(right, end + 300)]


def _rates(text: str, passage: Passage) -> Iterator[_Statement]:
    sentence = passage.span.of(text)
    for number in islice(find_percentages(sentence), _MOST):
        before, after = _clause(sentence, number.start, number.end)
        if _other_rate(before, after):
            continue
        tier = _rate_tier(
            sentence[max(0, number.start - 400) : number.start], before, after, passage
        )
        if tier is not None:
            funded = v.BASE.match(after) or v.RATE_NOUN.search(before) or v.IS_FUNDED.match(after)
            plain = funded is not None and v.STATE_AID.search(sentence) is None
            yield _Statement(number.value, tier, passage.quote(text), plain=plain)


def _other_rate(before: str, after: str) -> bool:
    """Whether the percentage is an own share, a lump sum, an instalment, an exception …"""
    return bool(
        v.OWN_BEFORE.search(before[-30:])
        or v.OTHER_RATE.search(before[-160:])
        or v.OTHER_RATE.search(after[:70].split(",")[0])
        or v.OF_THE_GRANT.match(after)
        or v.CONDITIONAL.match(before)
    )


def _rate_tier(whole: str, before: str, after: str, passage: Passage) -> int | None:
    lead = passage.lead
    if v.OTHER_RATE.search(lead):
        return None
    on_costs = v.BASE.match(after) is not None
    promised = on_costs or v.CAP_BEFORE.search(before) is not None
    if promised and v.DIRECT.search(f"{whole} {after}"):
        return 1
    if lead and v.DIRECT.search(lead) and (promised or not before.strip()):
        return 1
    context = "" if v.CONDITIONS_LEAD.search(lead) else lead
    if promised and v.SUBJECT.search(f"{before} {after} {context}"):
        return 2
    return 3 if on_costs and v.UP_TO.search(before) else None


def _amounts(text: str, passage: Passage) -> Iterator[tuple[bool, _Statement]]:
    """Pairs of "is a minimum" and the statement."""
    sentence = passage.span.of(text)
    if sentence.count("|") > 3:  # a table row: what its cells mean stands elsewhere
        return
    lead = passage.lead
    direct = v.SUBJECT_FIRST.match(sentence) or v.DIRECT.search(sentence)
    for number in islice(find_euros(sentence), _MOST):
        before, after = _clause(sentence, number.start, number.end)
        if _other_amount(before, after, lead):
            continue
        whole = sentence[max(0, number.start - 400) : number.start]
        tier = _amount_tier(whole, before, after, lead)
        if tier is None:
            continue
        aid = v.STATE_AID.search(sentence) is not None and "begrenzt" not in after
        stated = _Statement(
            number.value,
            tier,
            passage.quote(text),
            loan=v.LOAN.search(before) is not None,
            plain=direct is not None and not aid,
        )
        if number.upto is not None:
            if v.DEPENDING.search(before) is None:
                yield True, stated
            yield False, replace(stated, value=number.upto)
        elif _is_minimum(before, after):
            yield True, stated
        elif _is_maximum(before, after):
            yield False, stated


def _other_amount(before: str, after: str, lead: str) -> bool:
    """Whether the sum is a cost, a threshold, a unit price, a budget, a de-minimis ceiling …"""
    around = f"{before[-200:]} # {after[:80]}"
    if v.OTHER_AMOUNT.search(around) or v.OTHER_AMOUNT.search(lead[-120:]):
        return True
    if v.PER_UNIT.search(after[:45]) or v.UNIT_NEAR.search(f"{before[-60:]} # {after[:40]}"):
        return True
    promised = v.DIRECT.search(lead) is not None  # "beträgt * für Verbünde bis zu 1 Mio. Euro"
    promised = promised and not any(find_percentages(after))
    if v.CLASS_OF_GRANTS.search(before) or (v.THRESHOLD.search(before) and not promised):
        return True
    least = v.MINIMUM.search(before[-45:]) and v.SUBJECT.search(before)
    return v.CONDITIONAL.match(before) is not None and not least


def _is_minimum(before: str, after: str) -> bool:
    sums = list(find_euros(before))  # "Mindestbetrag 2.000 Euro, maximal 50.000 Euro"
    before = before[sums[-1].end :] if sums else before
    if v.BAGATELLE.search(before) or v.BAGATELLE.search(f"{before[-60:]} 0 {after}"):
        return True
    if v.MUST.search(before) and v.EXCEEDED_AFTER.match(after):
        return v.SUBJECT.search(before) is not None
    return v.MINIMUM.search(before[-45:]) is not None and v.UP_TO.search(before) is None


def _is_maximum(before: str, after: str) -> bool:
    if v.EXCEEDS_AFTER.match(after) or v.COMPARED_BEFORE.search(before):
        return False
    return bool(
        v.CAP_BEFORE.search(before) or v.HIGHEST.search(before[-80:]) or v.CAPPED_AFTER.match(after)
    )


def _amount_tier(whole: str, before: str, after: str, lead: str) -> int | None:
    direct_lead = v.DIRECT.search(lead) is not None
    if not direct_lead and v.COSTS.search(lead) and not v.SUBJECT.search(before):
        return None
    if _is_cost(before):
        return None
    if v.DIRECT.search(whole) or direct_lead:
        return 1
    if any(v.SUBJECT.search(part) for part in (before, after, lead)) or "%" in whole:
        return 2
    return 2 if any(find_percentages(whole)) else None


def _is_cost(before: str) -> bool:
    """Costs, unless the funding follows them: "Ausgaben … gefördert, höchstens 5.000 Euro"."""
    costs = v.COSTS.search(before)
    if costs is None:
        return False
    funded = any(m.start() > costs.start() for m in v.SUBJECT.finditer(before))
    return not funded and not any(find_percentages(before))
