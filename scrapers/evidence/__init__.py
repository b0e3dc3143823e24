"""Facts from funding prose, each with the verbatim passage that says so.

>>> from scrapers.evidence import extract
>>> facts = extract("Anträge sind bis zum 31. März eines jeden Jahres einzureichen.")
>>> facts.deadlines[0].day_month
('03-31',)

The grammar is ours because general date and price libraries read "Nr. 2.1" as a date and
"1,5 Mio. Euro" as 1.5. It is regular expressions with small state, linear in the text.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from scrapers.evidence.applicants import find_applicants
from scrapers.evidence.conditions import find_start_rule
from scrapers.evidence.deadlines import deadlines_in
from scrapers.evidence.facts import Facts as Facts
from scrapers.evidence.facts import FoundDeadline as FoundDeadline
from scrapers.evidence.money import find_funding
from scrapers.evidence.passages import passages
from scrapers.evidence.rounds import rounds_as_one

_SOFT_HYPHEN = "\u00ad"


def extract(text: str, *, on: date | None = None) -> Facts:
    """Return the facts of a funding text in German or English.

    Args:
        text: prose or Markdown; only what it says is returned.
        on: the day of reading, needed for "bis zum 31. März dieses Jahres" alone.

    Every quote is an exact substring of `text`. Pure; time is linear in the length of the text.
    """
    if _SOFT_HYPHEN not in text:
        return _read(text, on)
    kept = [i for i, character in enumerate(text) if character != _SOFT_HYPHEN]
    plain = "".join(text[i] for i in kept)

    def verbatim(quote: str) -> str:
        start = plain.index(quote)
        return text[kept[start] : kept[start + len(quote) - 1] + 1]

    facts = _read(plain, on)
    return replace(
        facts,
        deadlines=tuple(replace(d, quote=verbatim(d.quote)) for d in facts.deadlines),
        quotes={field: verbatim(quote) for field, quote in facts.quotes.items()},
    )


def _read(text: str, on: date | None) -> Facts:
    found = list(passages(text))
    funding = find_funding(text, found)
    start_rule = find_start_rule(text, found)
    applicants = find_applicants(text, found)
    quotes = dict(funding.quotes)
    if start_rule is not None:
        quotes["start_rule"] = start_rule.quote
    if applicants is not None:
        quotes["applicants"] = applicants.quote
    return Facts(
        deadlines=_distinct(rounds_as_one(text, ((p, deadlines_in(text, p, on)) for p in found))),
        funding_rate_max=funding.rate_max,
        amount_max_eur=funding.amount_max,
        amount_min_eur=funding.amount_min,
        start_rule=start_rule.rule if start_rule else None,
        applicants=applicants.applicants if applicants else (),
        quotes=quotes,
    )


def _distinct(found: Iterable[FoundDeadline]) -> tuple[FoundDeadline, ...]:
    """Drop what a guideline repeats of its summary: a deadline all of whose days are known."""
    kept: dict[object, FoundDeadline] = {}
    days: set[str] = set()
    for deadline in found:
        if deadline.day_month:
            if set(deadline.day_month) <= days:
                continue
            days.update(deadline.day_month)
        undated = None if deadline.date else (deadline.kind, deadline.relative)
        kept.setdefault((deadline.date, deadline.day_month, undated), deadline)
    return tuple(kept.values())
